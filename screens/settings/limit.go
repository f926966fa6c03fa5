package settings

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
)

// limit says by which limit a scale's forms are judged, where several are
// published, with the source and who chose it.
func (v *Scales) limit(p measures.Permitted) []fyne.CanvasObject {
	s, in := v.Shell, p.Instrument
	if len(in.Cuts()) == 0 {
		return nil
	}
	by := s.T("The limit that the program comes with; nobody has chosen one.")
	if p.Cut.Chosen() {
		by = p.Cut.By.Name + ", " + s.Book().DateTime(s.Lang(), p.Cut.By.At, s.Clinic().Location())
	}
	return []fyne.CanvasObject{kit.Strong(s.T("Limit of the scale (%s)", in.Positive.Amount(s.T, p.Cut.Value))), kit.SmallPara(by),
		kit.SmallPara(s.T("Source: %s", in.Positive.Source))}
}

// mayChooseLimit reports whether there is a limit to choose, and who is signed
// in may.
func (v *Scales) mayChooseLimit() bool {
	p, ok := v.selected()
	return ok && v.isOwner() && len(p.Instrument.Cuts()) > 0
}

// chooseLimit asks which of the published limits holds from now on.
func (v *Scales) chooseLimit() {
	p, _ := v.selected()
	if !v.mayChooseLimit() {
		return
	}
	s, in := v.Shell, p.Instrument
	choice := kit.NewChoice(s.T, "cut", s.T("A form is judged by"))
	var options []kit.Option
	for _, c := range in.Cuts() {
		options = append(options, kit.Option{Value: strconv.Itoa(c), Label: in.Positive.Amount(s.T, c), Tone: kit.ToneAccent})
	}
	choice.SetOptions(options...)
	choice.SetValue(strconv.Itoa(p.Cut.Value))
	choice.SetHint(s.T("Source: %s", in.Positive.Source))
	text := kit.Paragraph(s.T("These limits are published. A form that was filled in keeps the limit that it was judged by."))
	kit.Ask(s.Window(), s.T, s.T(in.Title), kit.Stack(kit.GapM, text, choice), s.T("Use this limit"), func() bool {
		value, err := strconv.Atoi(choice.Value())
		if err != nil {
			choice.SetError(s.T("This cannot be left blank."))
			choice.Focus()
			return false
		}
		v.useLimit(in.ID, value)
		return true
	}, nil)
}

func (v *Scales) useLimit(instrument string, value int) {
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		err := v.Desk.ChooseCut(ctx, by, instrument, value)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.Saved(s.T("All changes saved"))
			v.Show()
		}
	})
}
