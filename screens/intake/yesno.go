package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/intake"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// yesNo is a question answered by yes, no or don't know; more is asked only
// after a yes.
func (v *Screen) yesNo(q intake.Question) control {
	t, id := v.Shell.T, "intake."+q.ID
	row := kit.NewAnswerRow(t, id, v.say(q.Ask))
	if q.Welcome {
		row.SetTones(kit.ToneDone, kit.ToneReview, kit.ToneNeutral)
	}
	kind := kit.NewChoice(t, id+".kind", t("Which kind?"), v.options(q.Kinds)...)
	when := kit.NewTextField(t, id+".when", v.say(q.When))
	when.SetPlaceholder(t("2019 or 2019-03"))
	when.SetCheck(func(s string) string {
		if _, _, err := protocol.ParseWhen(strings.TrimSpace(s)); err != nil && strings.TrimSpace(s) != "" {
			return t("Type a year, as 2019, or a date, as 2019-03-05. Kept as typed.")
		}
		return ""
	})
	detail := kit.NewTextField(t, id+".detail", v.say(q.Detail))
	fields := asked(q, kind, when, detail)
	more := kit.PadXY(kit.GapL, kit.GapS, kit.FormGridMin(max(len(fields), 1), 200, fields...))
	update := func() {
		// The fields too: a form passes over what is hidden itself.
		for _, o := range append(fields, more) {
			if row.Answer() == kit.Yes {
				o.Show()
			} else {
				o.Hide()
			}
		}
	}
	changed := func() { update(); v.changed() }
	row.OnChanged, kind.OnChanged, when.OnChanged, detail.OnChanged = changed, changed, changed, changed
	c := &simple{q: q, obj: row}
	if len(fields) > 0 {
		c.obj = kit.Stack(0, row, more)
	}
	c.get = func() intake.Answer {
		a := intake.Answer{Say: string(row.Answer())}
		if a.Say == intake.Yes {
			a.Kind, a.When, a.Detail = kind.Value(), when.Text(), detail.Text()
		}
		return a
	}
	c.show = func(a intake.Answer) {
		row.SetAnswer(kit.Answer(a.Say))
		kind.SetValue(a.Kind)
		when.SetText(a.When)
		detail.SetText(a.Detail)
		update()
	}
	c.note = func(view intake.View, g intake.Given, ok bool) { row.SetNote(v.answeredBy(view, q, g, ok)) }
	return c
}

// asked gives the fields for what is asked after a yes.
func asked(q intake.Question, kind *kit.Choice, when, detail *kit.TextField) []fyne.CanvasObject {
	var fields []fyne.CanvasObject
	if len(q.Kinds) > 0 {
		fields = append(fields, kind)
	}
	if q.HasWhen() {
		fields = append(fields, when)
	}
	if q.HasDetail() {
		fields = append(fields, detail)
	}
	return fields
}

// answeredBy says who answered, or that two answers stand against each other.
func (v *Screen) answeredBy(view intake.View, q intake.Question, g intake.Given, ok bool) string {
	switch {
	case !ok:
		return ""
	case !g.Conflict:
		return v.given(view, g)
	}
	said := map[string]string{intake.Yes: v.Shell.T("Yes"), intake.No: v.Shell.T("No"), intake.Unknown: v.Shell.T("Don’t know")}
	var all []string
	for _, one := range view.Answers.All(q.ID) {
		all = append(all, said[one.Say]+" ("+v.given(view, one)+")")
	}
	return v.Shell.T("Two answers: %s. Answer again.", strings.Join(all, "; "))
}
