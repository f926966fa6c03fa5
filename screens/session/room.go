package session

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// presentRows is how many people the room's form has room for.
const presentRows = 4

// typedRoom is what stands in the form of the room, for its draft.
type typedRoom struct {
	Mask, Phones, Blanket, Basin, Water bool
	Music                               string
	Present                             []session.Present
}

// roomForm is how the room is set up and who is present.
type roomForm struct {
	mask, phones, blanket, basin, water *kit.Check
	music                               *kit.TextField
	names                               []*kit.Picker
	roles                               []*kit.TextField
}

// setRoom opens the form of the room as it is now; saving writes what changed.
func (d *dosing) setRoom() {
	s := d.v.Shell
	f := &roomForm{}
	p := d.panelOf("room", func() any { return f.typed() })
	tick := func(id, label string) *kit.Check {
		c := kit.NewCheck(s.T, id, s.T(label))
		c.OnChanged = func(bool) { p.changed() }
		return c
	}
	f.mask, f.phones = tick("room.mask", "Eye mask"), tick("room.headphones", "Headphones")
	f.blanket, f.basin, f.water = tick("room.blanket", "Blanket"), tick("room.basin", "Basin"), tick("room.water", "Water")
	f.music = kit.NewTextField(s.T, "room.music", s.T("Music or playlist"))
	f.music.OnChanged = p.changed
	var people []kit.Option
	roles := map[string]string{}
	for _, who := range d.v.people {
		if who.Active {
			people = append(people, kit.Option{Value: who.Name, Label: who.Name})
			roles[who.Name] = role(s.T, who)
		}
	}
	rows := []fyne.CanvasObject{}
	for i := range presentRows {
		name := kit.NewPicker(s.T, fmt.Sprintf("room.name%d", i+1), s.T("Who is here"), people...).AllowFree()
		as := kit.NewTextField(s.T, fmt.Sprintf("room.role%d", i+1), s.T("As"))
		name.OnChanged = func() {
			if as.Text() == "" && name.Value() != "" {
				as.SetText(roles[name.Value()])
			}
			p.changed()
		}
		as.OnChanged = p.changed
		f.names, f.roles = append(f.names, name), append(f.roles, as)
		rows = append(rows, name, as)
	}
	things := kit.FormGridMin(3, 120, f.mask, f.phones, f.blanket, f.basin, f.water)
	p.build(s.T("Room and who is here"), s.T("Record the room"), kit.Stack(kit.GapM, things, f.music, kit.FormGridMin(2, 150, rows...)), func() {
		room := f.room()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.SetRoom(ctx, by, d.v.route.Record, room, session.When{})
			return err
		})
	})
	f.fill(d.roomNow())
	restore(p, f.fill)
	d.openPanel(p)
}

// roomNow is the room as it stands; before it is set, with the person in
// charge, whose name is known from the booking.
func (d *dosing) roomNow() typedRoom {
	show := d.v.show
	r := show.Room
	t := typedRoom{Mask: r.EyeMask, Phones: r.Headphones, Blanket: r.Blanket, Basin: r.Basin, Water: r.Water, Music: r.Music, Present: r.Present}
	if show.RoomSet {
		return t
	}
	for _, who := range d.v.people {
		if who.ID == show.Visit.With {
			t.Present = []session.Present{{Name: who.Name, Role: role(d.v.Shell.T, who)}}
		}
	}
	return t
}

func role(tr kit.Tr, p clinic.Person) string {
	if len(p.Roles) == 0 {
		return ""
	}
	return tr(string(p.Roles[0]))
}

func (f *roomForm) fill(t typedRoom) {
	f.mask.SetOn(t.Mask)
	f.phones.SetOn(t.Phones)
	f.blanket.SetOn(t.Blanket)
	f.basin.SetOn(t.Basin)
	f.water.SetOn(t.Water)
	f.music.SetText(t.Music)
	for i := range f.names {
		var who session.Present
		if i < len(t.Present) {
			who = t.Present[i]
		}
		f.names[i].Set(kit.Option{Value: who.Name, Label: who.Name})
		f.roles[i].SetText(who.Role)
	}
}

func (f *roomForm) typed() typedRoom {
	t := typedRoom{Mask: f.mask.On(), Phones: f.phones.On(), Blanket: f.blanket.On(), Basin: f.basin.On(), Water: f.water.On(), Music: f.music.Text()}
	for i, name := range f.names {
		if name.Text() != "" || f.roles[i].Text() != "" {
			t.Present = append(t.Present, session.Present{Name: name.Text(), Role: f.roles[i].Text()})
		}
	}
	return t
}

func (f *roomForm) room() session.Room {
	t := f.typed()
	return session.Room{EyeMask: t.Mask, Headphones: t.Phones, Blanket: t.Blanket, Basin: t.Basin, Water: t.Water, Music: t.Music, Present: t.Present}
}
