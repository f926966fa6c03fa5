package scales

import (
	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// whoseLimit asks whose limit holds, where a scale has one for men and one for
// women; nil where it has not. The chart holds no sex, so nothing is chosen
// at first, and a form without it says that the limit was not compared.
func whoseLimit(s place.Shell, in *measures.Instrument) *kit.Choice {
	if !in.OpenSex() {
		return nil
	}
	amount := func(sex string) string { return in.Positive.Amount(s.T, in.Positive.BySex[sex]) }
	c := kit.NewChoice(s.T, "sex", s.T("Whose limit holds?"),
		kit.Option{Value: measures.Male, Label: s.T("Men: %s", amount(measures.Male)), Tone: kit.ToneAccent},
		kit.Option{Value: measures.Female, Label: s.T("Women: %s", amount(measures.Female)), Tone: kit.ToneAccent},
		kit.Option{Value: measures.UnknownSex, Label: s.T("Do not compare"), Tone: kit.ToneAccent})
	c.SetHint(s.T("The limit of this scale differs by sex, and the chart holds none: ask. (%s)", in.Positive.Source))
	return c
}

// sexChosen is whose limit was chosen; "" where nobody chose or the scale has
// one limit for all.
func (v *form) sexChosen() string {
	if v.sex == nil {
		return ""
	}
	return v.sex.Value()
}

func (v *form) setSex(sex string) {
	if v.sex != nil {
		v.sex.SetValue(sex)
	}
}
