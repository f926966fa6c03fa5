package scales

import (
	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// arrange sets the questions and what stands beside them.
func (v *form) arrange() {
	s := v.Shell
	v.makeWording()
	parts := v.above()
	last := ""
	for i, f := range v.items {
		if h := v.in.Items[i].Heading; h != "" && h != last && !v.onPaper {
			parts = append(parts, kit.Strong(h).Wrapped())
			last = h
		}
		parts = append(parts, f.object())
		if !v.onPaper {
			parts = append(parts, kit.Rule())
		}
	}
	if v.late() {
		parts = append(parts, kit.FormGrid(2, v.date, v.clock))
	}
	if v.sex != nil {
		parts = append(parts, v.sex)
	}
	parts = append(parts, v.what, kit.SmallPara(v.in.Licence.Notice))
	if v.in.LOINC != nil {
		parts = append(parts, kit.SmallPara(v.in.LOINC.Notice))
	}
	gap := kit.GapM
	if v.onPaper {
		gap = kit.GapXS
	}
	if kit.LargeText() { // one column: what stands beside scrolls with the questions
		v.form.SetContent(kit.Stack(gap, append(parts, kit.Rule(), v.side.content)...))
		v.put(kit.NewCard(s.T(v.in.Title), kit.Stack(kit.GapS, v.side.pills, kit.Flex(1, v.form))))
		return
	}
	v.form.SetContent(kit.Stack(gap, parts...))
	v.form.Adopt(v.side.content)
	v.put(kit.Columns(kit.GapL, kit.Flex(1, kit.NewCard(s.T(v.in.Title), v.form)), kit.Fixed(292, kit.VScroll(v.side.content))))
}

// above is what stands over the questions.
func (v *form) above() []fyne.CanvasObject {
	s := v.Shell
	var parts []fyne.CanvasObject
	if v.correcting() {
		parts = append(parts, v.reason)
	}
	if why := v.shown.Why; why != nil {
		parts = append(parts, kit.Banner(kit.ToneReview, s.T("Wording"), s.Book().Problem(s.Lang(), why)))
	}
	if said := foreign(s, v.in, words.Lang(v.lang)); said != "" {
		parts = append(parts, kit.Banner(kit.ToneReview, s.T("Language"), said))
	}
	if v.wording != nil {
		parts = append(parts, v.wording)
	}
	switch {
	case v.shown.Wording == measures.NeverWorded:
		parts = append(parts, kit.Paragraph(s.T("Only the total is typed in. Take it from the form or from the report.")))
	case v.onPaper:
		parts = append(parts, kit.SmallPara(s.T("Type the numbers in the paper’s order, one after the other. Space leaves a question open, Backspace goes back.")))
	}
	for _, say := range []string{v.in.Instructions, v.in.Stem} {
		if say != "" && !v.onPaper {
			parts = append(parts, kit.Paragraph(say))
		}
	}
	return parts
}

// makeWording asks which wording the paper has, where there are several.
func (v *form) makeWording() {
	v.wording = nil
	whole := v.shown.Instrument
	if len(whole.Variants) == 0 {
		return
	}
	s := v.Shell
	v.wording = kit.NewChoice(s.T, "wording", s.T("Which wording does the form have?"))
	options := []kit.Option{{Value: whole.Variant, Label: whole.Variant, Tone: kit.ToneAccent}}
	for _, w := range whole.Variants {
		options = append(options, kit.Option{Value: w.ID, Label: w.ID, Tone: kit.ToneAccent})
	}
	v.wording.SetOptions(options...)
	v.wording.SetValue(v.in.Variant)
	v.wording.SetHint(v.in.VariantNote)
	v.wording.OnChanged = v.reword
}

// reword shows the other wording; what was answered stays.
func (v *form) reword() {
	id := v.wording.Value()
	if id == "" {
		id = v.shown.Instrument.Variant
	}
	kept := v.answers()
	v.word(id)
	v.makeItems()
	for _, f := range v.items {
		f.set(kept[f.ID])
	}
	v.arrange()
	v.changed()
	v.wording.Focus()
}
