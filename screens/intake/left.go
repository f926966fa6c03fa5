package intake

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// showLeft shows how far each part is, who asked this one, and where the
// intake stands.
func (v *Screen) showLeft() {
	s := v.Shell
	var items []kit.RailItem
	for _, sec := range v.Desk.Form().Sections {
		it := kit.RailItem{ID: sec.ID, Label: sec.Title.In(s.Lang())}
		switch answered, all := progress(v.view.Answers, sec); {
		case all > 0 && answered == all:
			it.Done = true
		case answered > 0:
			it.Note = s.T("%d of %d", answered, all)
		}
		items = append(items, it)
	}
	v.parts.SetItems(items)
	v.parts.Select(v.section.ID)
	v.who.SetText(v.askedBy())
	text, tone := v.standing()
	v.stand.SetText(text)
	v.stand.SetColor(tone)
	v.finish.SetEnabled(v.mayConfirm() && v.view.Standing.Stage != intake.Confirmed)
}

// progress counts the answers that a part needs.
func progress(a intake.Answers, sec intake.Section) (answered, all int) {
	for _, q := range sec.Questions {
		if q.Required {
			all++
			if a.Answered(q) {
				answered++
			}
		}
	}
	return answered, all
}

func (v *Screen) askedBy() string {
	s := v.Shell
	by, at := v.view.Answers.Last(v.section)
	if by == "" {
		return s.T("Nobody has asked this part yet. Several people can fill it in, over days.")
	}
	return s.T("Last asked by %s, %s. Others can fill in the rest later.", v.view.Names[by], s.Book().DateTime(s.Lang(), at, s.Clinic().Location()))
}

// standing says where the intake as a whole stands.
func (v *Screen) standing() (string, fyne.ThemeColorName) {
	s, st := v.Shell, v.view.Standing
	when := func() string { return s.Book().DateTime(s.Lang(), st.At, s.Clinic().Location()) }
	switch st.Stage {
	case intake.Confirmed:
		return s.T("Confirmed complete by %s, %s.", st.Confirmed.Signature.Name, when()), kit.ColorDone
	case intake.Changed:
		return s.T("Confirmed by %s, %s. Changed since confirmed: %s.", st.Confirmed.Signature.Name, when(), v.titles(st.Changed)), kit.ColorReview
	}
	if n := len(v.view.Missing); n > 0 {
		return s.T("%d questions still need an answer before it can be confirmed.", n), kit.ColorMuted
	}
	return s.T("Every question has an answer. A clinician can confirm it."), kit.ColorMuted
}

// maxTitles is how many names a sentence can bear.
const maxTitles = 6

// titles names the questions of changed fields, each once.
func (v *Screen) titles(fields []string) string {
	var names []string
	seen := map[string]bool{}
	for _, f := range fields {
		q, ok := v.Desk.Form().QuestionOf(f)
		if !ok || seen[q.ID] {
			continue
		}
		seen[q.ID] = true
		names = append(names, q.Ask.In(v.Shell.Lang()))
	}
	if n := len(names); n > maxTitles {
		names = append(names[:maxTitles], v.Shell.T("%d more", n-maxTitles))
	}
	return strings.Join(names, "; ")
}

// onConfirm saves what is typed and then confirms the intake complete.
func (v *Screen) onConfirm() {
	if !v.mayConfirm() {
		return
	}
	v.store(func() {
		by := v.Shell.Actor()
		v.Shell.Run(func(ctx context.Context) func() {
			err := v.Desk.Confirm(ctx, by, v.patient)
			return func() {
				if err != nil {
					v.incomplete(err)
					return
				}
				v.Shell.Saved(v.Shell.T("The intake is confirmed complete"))
				v.Shell.RefreshChart()
				v.Show()
			}
		})
	})
}

// incomplete lists what is missing, each with a way to its part.
func (v *Screen) incomplete(err error) {
	s, ps := v.Shell, record.ProblemsOf(err)
	var links []fyne.CanvasObject
	for _, p := range ps {
		id := strings.TrimPrefix(p.Field, "intake.")
		sec, q, ok := v.find(id)
		if !ok {
			continue
		}
		if len(links) == maxTitles {
			break
		}
		links = append(links, kit.Quiet("intake.missing."+id, q.Ask.In(s.Lang()), func() {
			if sec.ID == v.section.ID {
				if f := v.form.Field(p.Field); f != nil {
					f.Focus()
				}
				return
			}
			v.goTo(sec.ID)
		}))
	}
	if len(links) == 0 {
		s.Fail(err)
		return
	}
	if more := len(ps) - len(links); more > 0 {
		links = append(links, kit.Small(s.T("%d more", more)))
	}
	card := kit.NewCard(s.T("Not complete yet: %d questions need an answer", len(ps)), kit.FlowRow(kit.GapL, links...))
	card.SetLine(kit.ColorReview)
	v.bar.Objects = []fyne.CanvasObject{card, kit.PadXY(0, kit.GapXS, kit.Stack(0))}
	v.relay()
	if b, ok := links[0].(*kit.Button); ok {
		s.Window().Canvas().Focus(b)
	}
}

// find gives a question with its section.
func (v *Screen) find(id string) (intake.Section, intake.Question, bool) {
	for _, sec := range v.Desk.Form().Sections {
		for _, q := range sec.Questions {
			if q.ID == id {
				return sec, q, true
			}
		}
	}
	return intake.Section{}, intake.Question{}, false
}

// given says who answered and when: "Mara Okafor, 23 Nov 2026".
func (v *Screen) given(view intake.View, g intake.Given) string {
	s := v.Shell
	return fmt.Sprintf("%s, %s", view.Names[g.By], s.Book().Date(s.Lang(), record.DateOf(g.At, s.Clinic().Location())))
}
