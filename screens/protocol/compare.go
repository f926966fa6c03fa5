package protocol

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// compared is the comparison of two versions, instead of the items.
type compared struct {
	v        *Screen
	from, to *kit.Picker
	found    []adoption.Difference
	read     bool
	form     *kit.Form
}

// onCompare opens the comparison of the working copy with the version it
// began from, or closes it.
func (v *Screen) onCompare() {
	switch {
	case !v.ready:
	case v.compare != nil:
		v.closeCompare()
	default:
		v.openCompare(v.state.Working.Base.Hash, record.Hash{})
	}
}

func (v *Screen) closeCompare() {
	v.compare = nil
	v.arrange()
	v.Shell.Window().Canvas().Focus(v.list.table)
}

// openCompare compares two versions; the zero hash is the working copy.
func (v *Screen) openCompare(from, to record.Hash) {
	s := v.Shell
	if v.edit != nil {
		v.keeper.Keep()
	}
	c := &compared{v: v}
	opts := []kit.Option{{Value: (record.Hash{}).String(), Label: s.T("Working copy (will be version %d)", v.state.Working.Next.Version)}}
	for _, ver := range v.state.Versions {
		label := v.version(ver.Stamp)
		if by := v.signed(ver); by != "" {
			label += " · " + by
		}
		opts = append(opts, kit.Option{Value: ver.Hash.String(), Label: label})
	}
	c.from = kit.NewPicker(s.T, "protocol.from", s.T("From"), opts...)
	c.to = kit.NewPicker(s.T, "protocol.to", s.T("To"), opts...)
	c.from.SetValue(from.String())
	c.to.SetValue(to.String())
	c.from.OnChanged, c.to.OnChanged = c.look, c.look
	v.compare = c
	v.arrange()
	c.look()
	c.form.FocusFirst()
}

// look compares what is chosen.
func (c *compared) look() {
	v := c.v
	from, okFrom := hash(c.from)
	to, okTo := hash(c.to)
	if !okFrom || !okTo {
		return
	}
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		found, err := v.Desk.Compare(ctx, by, from, to)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			c.found, c.read = found, true
			if v.compare == c {
				v.arrange()
			}
		}
	})
}

// hash is the version chosen in a field; ok is false while none is.
func hash(p *kit.Picker) (h record.Hash, ok bool) {
	err := h.UnmarshalJSON([]byte(`"` + p.Value() + `"`))
	return h, err == nil
}

func (c *compared) content() fyne.CanvasObject {
	v, s := c.v, c.v.Shell
	rows := []fyne.CanvasObject{kit.FormGrid(2, c.from, c.to)}
	buttons := []fyne.CanvasObject{kit.Secondary("protocol.back", s.T("Back to the items"), v.closeCompare)}
	if from, ok := hash(c.from); ok && v.mayWrite() && from != (record.Hash{}) && (from != v.state.Working.Base.Hash || len(v.state.Working.Begun) > 1) {
		buttons = append(buttons, kit.Quiet("protocol.begin", s.T("Begin the working copy from “From”"), func() { v.onBegin(from) }))
	}
	rows = append(rows, kit.FlowRow(kit.GapS, buttons...))
	switch {
	case !c.read:
		rows = append(rows, kit.Muted(s.T("Comparing …")))
	case len(c.found) == 0:
		rows = append(rows, kit.EmptyState(s.T("The two do not differ"), s.T("Every item says the same in both.")))
	default:
		rows = append(rows, kit.Muted(s.T("Items that differ: %d", len(c.found))))
	}
	for _, d := range c.found {
		rows = append(rows, c.card(d))
	}
	c.form = kit.NewForm(kit.Stack(kit.GapM, rows...), nil, v.closeCompare)
	return c.form
}

// card says one item that differs: what was, what is now, and why.
func (c *compared) card(d adoption.Difference) fyne.CanvasObject {
	v, s := c.v, c.v.Shell
	word, tone := map[adoption.Mark]string{adoption.Added: s.T("added"), adoption.Changed: s.T("changed"), adoption.Removed: s.T("removed")}[d.Mark], kit.ToneReview
	if d.Mark == adoption.Removed {
		tone = kit.ToneStop
	}
	lines := []fyne.CanvasObject{kit.TopRow(kit.GapS, kit.Flex(1, kit.Strong(v.named(d.File, d.Item)).Wrapped()), kit.NewPill(word, tone))}
	if d.Mark == adoption.Changed {
		lines = append(lines, v.partLines(d.File, d.Item.Node, d.Parts)...)
	} else {
		for _, f := range v.voice().Printed(d.File, d.Item).Fields {
			lines = append(lines, kit.SmallPara(f.Label+": "+f.Value))
		}
	}
	for _, w := range d.Why {
		lines = append(lines, kit.SmallPara(s.T("because: %s", v.voice().Why(w))))
	}
	if c.byAdoption(d) {
		lines = append(lines, kit.SmallPara(s.T("Nobody changed this: it follows from adopting.")))
	}
	return kit.NewCard("", kit.Stack(kit.GapS, lines...))
}

// byAdoption reports whether an item differs only because the working copy is
// to be adopted: it gets a title of its own and loses the notice of the draft.
func (c *compared) byAdoption(d adoption.Difference) bool {
	l, ok := c.v.state.Working.Line(d.Item.Name())
	to, chosen := hash(c.to)
	return chosen && to == (record.Hash{}) && (d.Item.Section == "title" || d.Item.Section == "notice") && (!ok || l.Mark == adoption.Same)
}

// onBegin makes the working copy stand on another version.
func (v *Screen) onBegin(from record.Hash) {
	s, by := v.Shell, v.Shell.Actor()
	kit.Confirm(s.Window(), s.T, s.T("Begin from this version?"), s.T("The working copy then stands on it. What was changed and not adopted stays, on top. What is in use does not change."),
		s.T("Begin"), false, func() {
			v.Shell.Run(func(ctx context.Context) func() {
				err := v.Desk.Begin(ctx, by, from, "")
				return func() {
					if err != nil {
						s.Fail(err)
						return
					}
					v.compare = nil
					s.Saved(s.T("The working copy begins from this version"))
					v.Show()
				}
			})
		}, nil)
}
