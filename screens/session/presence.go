package session

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// The two ways through the door.
const (
	comesIn = "in"
	leaves  = "out"
)

// typedComing is what stands in the form of who came or left, for its draft.
type typedComing struct{ Way, Name, Role, At, Reason string }

// presence opens the form of who came in or left: people of the clinic by
// pick, others by name and role.
func (d *dosing) presence() {
	s := d.v.Shell
	way := kit.NewChoice(s.T, "presence.way", s.T("What happens"), kit.Option{Value: comesIn, Label: s.T("Comes in"), Tone: kit.ToneAccent},
		kit.Option{Value: leaves, Label: s.T("Leaves"), Tone: kit.ToneAccent})
	way.SetValue(comesIn)
	name := kit.NewPicker(s.T, "presence.name", s.T("Who"), d.whoMay(nil)...).AllowFree()
	as := kit.NewTextField(s.T, "presence.role", s.T("As"))
	var p *panel
	p = d.panelFor("presence", nil, func() any {
		return typedComing{way.Value(), name.Text(), as.Text(), p.clock.Text(), reasonText(p)}
	})
	roles := map[string]string{}
	for _, who := range d.v.people {
		roles[who.Name] = role(s.T, who)
	}
	name.OnChanged = func() {
		if as.Text() == "" && name.Value() != "" {
			as.SetText(roles[name.Value()])
		}
		p.changed()
	}
	as.OnChanged = p.changed
	way.OnChanged = p.changed
	fields := append([]fyne.CanvasObject{kit.Wide(way), name, as}, p.late(nil)...)
	p.build(s.T("Who comes in or leaves"), s.T("Write it in the log"), kit.FormGrid(3, fields...), func() {
		c, w := session.Coming{Present: session.Present{Name: name.Text(), Role: as.Text()}, In: way.Value() == comesIn}, p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.ChangePresence(ctx, by, d.v.route.Record, c, w)
			return err
		})
	})
	if here := d.v.show.Room.Present; len(here) > 0 {
		p.say(kit.SmallPara(s.T("Here now: %s", names(here))))
	}
	restore(p, func(t typedComing) {
		way.SetValue(t.Way)
		name.Set(kit.Option{Value: t.Name, Label: t.Name})
		as.SetText(t.Role)
		p.clock.SetText(t.At)
		if p.reason != nil {
			p.reason.SetText(t.Reason)
		}
	})
	d.openPanel(p)
}

// whoMay are the clinic's people and whoever is in the room, to pick from.
func (d *dosing) whoMay(out []kit.Option) []kit.Option {
	known := map[string]bool{}
	add := func(name string) {
		if !known[name] {
			known[name] = true
			out = append(out, kit.Option{Value: name, Label: name})
		}
	}
	for _, who := range d.v.people {
		if who.Active {
			add(who.Name)
		}
	}
	for _, p := range d.v.show.Room.Present {
		add(p.Name)
	}
	return out
}

func names(ps []session.Present) string {
	out := ""
	for _, p := range ps {
		if out != "" {
			out += ", "
		}
		out += p.Name
	}
	return out
}
