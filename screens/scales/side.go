package scales

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// side stands beside the questions: how far they are, what an answer calls
// for, what was typed to be read back, and the buttons.
type side struct {
	bar      *fyne.Container // a draft that came back
	progress *kit.Progress
	rule     *kit.Text
	score    *kit.Text // of a scale that a clinician fills in
	safety   *fyne.Container
	pills    *fyne.Container // how urgent it is, where safety scrolls out of sight
	read     *fyne.Container
	digits   *kit.Text
	said     string // which flags the safety part shows
	content  fyne.CanvasObject
}

func newSide(s place.Shell, save, leave *kit.Button) *side {
	p := &side{bar: kit.Stack(kit.GapS), progress: kit.NewProgress(), rule: kit.SmallPara(""), score: kit.Strong("").Wrapped(), safety: kit.Stack(kit.GapS), pills: kit.FlowRow(kit.GapS), digits: kit.Paragraph("").Bold()}
	p.read = kit.Stack(kit.GapXS, kit.SmallPara(s.T("Read back, five by five:")), p.digits)
	for _, o := range []fyne.CanvasObject{p.score, p.read, p.bar, p.safety, p.pills, p.rule} {
		o.Hide()
	}
	hint := kit.SmallPara(s.T("Number keys answer and go on · arrows change · Enter goes on · Backspace takes an answer back · Ctrl+Enter saves"))
	p.content = kit.Pad(kit.GapXS, kit.Stack(kit.GapM, p.bar, p.safety, kit.NewCard("", kit.Stack(kit.GapS, p.progress, p.score, p.rule, p.read)), kit.FlowRow(kit.GapS, save, leave), hint))
	return p
}

// draft says that what was typed and not saved is back.
func (p *side) draft(s place.Shell, back bool, discard func()) {
	p.bar.Objects = nil
	if back {
		p.bar.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was typed here and not saved is back."), kit.Quiet("scales.discard", s.T("Discard"), discard))}
	}
	shown(p.bar, back)
}

// show says what the answers come to so far.
func (p *side) show(v *form, answers measures.Answers) {
	s, in := v.Shell, v.in
	r := measures.Score(in, answers, measures.Context{Variant: in.Variant})
	_, required := in.Asked(answers)
	done := required - len(r.Missing)
	p.progress.Set(done, required, s.T("%d of %d answered", done, required))
	n := len(r.Missing)
	p.rule.SetText(rule(s, in, n))
	shown(p.rule, n > 0 && done > 0)
	// While a patient's own answers come in no score stands beside them: it
	// would colour the next one.
	live := in.By == measures.Clinician && r.Total != nil
	if live {
		p.score.SetText(result(s, in, measures.Outcome{Status: r.Status, Total: measures.Decimal(r.Total, 2), Band: r.Band, Missing: r.Missing}))
	}
	shown(p.score, live)
	p.digits.SetText(digits(v.items))
	shown(p.read, v.onPaper)
	p.warn(s, r.Flags)
}

// digits reads the answers back in groups of five, as one checks them against
// the paper.
func digits(items []*item) string {
	var b strings.Builder
	for i, f := range items {
		switch {
		case i > 0 && i%5 == 0:
			b.WriteString("  ·  ")
		case i > 0:
			b.WriteString(" ")
		}
		b.WriteString(f.echo())
	}
	return b.String()
}

// warn says calmly what an answer calls for, as soon as it is given. Who may
// not see the chart learns that a clinician is needed and no more.
func (p *side) warn(s place.Shell, flags []measures.Flag) {
	said := fmt.Sprint(flags)
	if said == p.said {
		return
	}
	p.said, p.safety.Objects, p.pills.Objects = said, nil, nil
	for _, f := range flags {
		text, pill := s.T(f.Say), s.T("Alert: %s", s.T(f.Severity.Soon()))
		if !maySeeChart(s) {
			text, pill = s.T("A clinician is needed. Please call one."), s.T("A clinician is needed")
		}
		p.pills.Add(kit.NewPill(pill, tone(f.Severity)))
		p.safety.Add(kit.Banner(tone(f.Severity), s.T(f.Severity.Soon()), text))
		if !maySeeChart(s) {
			break
		}
	}
	if len(flags) > 0 {
		p.safety.Add(kit.SmallPara(s.T("Once the form is saved this stands on Today until a clinician says what was done. Go on with the form, calmly.")))
	}
	shown(p.safety, len(flags) > 0)
	shown(p.pills, len(flags) > 0)
	p.content.Refresh()
}

// shown shows or hides a part, without the space that it would take.
func shown(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
	o.Refresh()
}
