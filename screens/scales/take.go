package scales

import (
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// option is a scale to be picked: by its short name, so that it fits into the
// field, with the whole one beside it in the list.
func (v *list) option(in *measures.Instrument) kit.Option {
	o := kit.Option{Value: in.ID, Label: v.Shell.T(in.Title)}
	if name := place.ShortScale(o.Label); name != o.Label {
		o.Label, o.Note = name, o.Label
	}
	return o
}

func (v *list) chooseDue(key string) {
	var n int
	if _, err := fmt.Sscan(key, &n); err != nil || n >= len(v.due) {
		return
	}
	v.choose(v.due[n].Instrument, &v.due[n])
}

// choose shows what can be done with a scale.
func (v *list) choose(id string, due *measures.Need) {
	s := v.Shell
	v.chosen, v.forWhat = id, due
	if v.pick.Value() != id {
		v.pick.SetValue(id)
	}
	v.about.Objects, v.buttons.Objects = nil, nil
	shown, ok := v.instrument(id)
	if ok {
		in := shown.Instrument
		v.about.Objects = append(v.about.Objects, kit.SmallPara(s.T("Asks about: %s", s.T(in.Recall))))
		if due != nil {
			v.about.Objects = append(v.about.Objects, kit.SmallPara(s.T("What for")+": "+s.T(pointNames[due.Point])))
		}
		if shown.Why != nil {
			v.about.Objects = append(v.about.Objects, kit.SmallPara(s.Book().Problem(s.Lang(), shown.Why)))
		}
		if said := foreign(s, in, v.person.Lang); said != "" && shown.Wording == measures.Worded {
			v.about.Objects = append(v.about.Objects, kit.Banner(kit.ToneReview, s.T("Language"), said))
		}
		v.buttons.Objects = v.ways(shown)
	}
	v.about.Refresh()
	v.buttons.Refresh()
	v.form.Adopt(v.buttons)
	v.form.Refresh()
	v.body.Refresh()
}

// ways are the buttons for how the scale can be filled in now.
func (v *list) ways(shown measures.Shown) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, m := range shown.Modes() {
		switch m {
		case measures.OnScreen:
			out = append(out, kit.Row(0, v.onScreen))
		case measures.Kiosk:
			if v.HandOver != nil {
				out = append(out, kit.Row(0, v.hand))
			}
		case measures.OnPaper:
			out = append(out, kit.Row(0, v.typeIn))
		case measures.BareTotal:
			v.onScreen.SetText(v.Shell.T("Type the total in"))
			out = append(out, kit.Row(0, v.onScreen))
			return out
		}
	}
	v.onScreen.SetText(v.Shell.T("Fill in on screen"))
	if v.mayPrintBlank(shown) {
		out = append(out, kit.Row(0, v.blank))
	}
	return out
}

func (v *list) focusButton() {
	if len(v.buttons.Objects) == 0 {
		return
	}
	kit.Walk(v.buttons.Objects[0], func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			v.Shell.Window().Canvas().Focus(b)
		}
	})
}

func (v *list) open(part string) {
	if v.chosen == "" {
		return
	}
	scale := v.chosen
	if v.forWhat != nil {
		scale += forPoint + string(v.forWhat.Point)
	}
	v.Shell.Go(place.Route{Place: place.Scales, Patient: v.patient, Part: scale + part})
}

func (v *list) onBlank() {
	if shown, ok := v.instrument(v.chosen); ok && v.mayPrintBlank(shown) {
		v.printBlank(v.patient, shown)
	}
}
