package eligibility

import (
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/eligibility"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// same is the answer that a fact was asked again and is as it was.
const same = "same"

// lapse is one fact that holds no longer: since when, and the answer that it
// was asked again. What is measured is measured in today's checks.
type lapse struct {
	v     *Screen
	fact  eligibility.Lapse
	asked *kit.Choice
	obj   fyne.CanvasObject
}

func newLapse(v *Screen, l eligibility.Lapse) *lapse {
	t, voice := v.Shell.T, v.voice()
	r := &lapse{v: v, fact: l}
	left := kit.Stack(2, kit.Paragraph(l.Fact.Title.In(v.Shell.Lang())).Bold(), kit.SmallPara(voice.Value(l.Shown)).In(kit.ColorInk))
	why := kit.SmallPara(voice.Lapse(l)).In(kit.ColorReview)
	right := kit.Stack(kit.GapXS)
	if !l.ByWord() {
		right.Add(kit.Row(0, kit.Quiet(r.id(), t("Measure it in today's checks"), func() {
			v.Shell.Go(place.Route{Place: place.Sessions, Patient: v.patient})
		}), kit.Spacer()))
	} else {
		r.asked = kit.NewChoice(t, r.id(), "", kit.Option{Value: same, Label: t("Asked: the same"), Tone: kit.ToneDone, Key: 'S'})
		r.asked.OnChanged = v.changed
		right.Add(kit.FlowRow(kit.GapS, r.asked, kit.Quiet(r.id()+".intake", t("It changed: to the intake"), func() {
			v.Shell.Go(place.Route{Place: place.Intake, Patient: v.patient})
		})))
	}
	r.obj = kit.Stack(0, kit.PadXY(kit.GapM, kit.GapS, kit.FormGridMin(3, 226, left, why, right)), kit.Rule())
	return r
}

func (l *lapse) id() string { return "eligibility.asked." + l.fact.Fact.ID }

// mark is that it was asked again; false while nobody says so.
func (l *lapse) mark() (eligibility.Mark, bool) {
	return eligibility.Mark{Fact: l.fact.Fact.ID}, l.asked != nil && l.asked.Value() == same
}

// lapseOf gives the row of the fact that a criterion looks at, where it is
// still to be asked; nil elsewhere.
func (v *Screen) lapseOf(l eligibility.Line) *lapse {
	if l.Again != eligibility.Lapsed {
		return nil
	}
	for _, la := range v.lapses {
		if la.fact.Fact.ID == l.Criterion.Fact && la.asked != nil {
			return la
		}
	}
	return nil
}

// lapsed reports whether a field is that of a criterion whose fact is still to
// be asked again.
func (v *Screen) lapsed(field string) bool {
	for _, r := range v.rows {
		if field == r.id() && r.line.Again == eligibility.Lapsed {
			return true
		}
	}
	return false
}

// addLapses shows what is to be asked again, first of all, and in a line what
// was asked already.
func (v *Screen) addLapses() {
	if len(v.lapses) > 0 {
		v.table.Add(kit.PadXY(kit.GapM, kit.GapS, kit.Small(v.Shell.T("To ask again")).Bold()))
		v.table.Add(kit.Rule())
	}
	for _, l := range v.lapses {
		v.table.Add(l.obj)
	}
	for _, said := range v.asked() {
		v.table.Add(kit.PadXY(kit.GapM, kit.GapS, kit.SmallPara(said).In(kit.ColorDone)))
		v.table.Add(kit.Rule())
	}
}

// asked names the facts that were asked again, together where one person asked
// them at one time: "Pregnancy, Alcohol: asked again by …: the same".
func (v *Screen) asked() []string {
	titles, order := map[string][]string{}, []string{}
	for _, l := range v.sheet.Lapses {
		if l.Open() {
			continue
		}
		said := v.voice().Lapse(l)
		if titles[said] == nil {
			order = append(order, said)
		}
		titles[said] = append(titles[said], l.Fact.Title.In(v.Shell.Lang()))
	}
	for i, said := range order {
		order[i] = "✓ " + strings.Join(titles[said], ", ") + ": " + said
	}
	return order
}

// toAsk counts what is to be asked again and has no answer on the screen.
func (v *Screen) toAsk() int {
	n := 0
	for _, l := range v.lapses {
		if _, asked := l.mark(); !asked {
			n++
		}
	}
	return n
}

// isAgain reports whether the screen shows a re-screen that somebody needs.
func (v *Screen) isAgain() bool {
	return v.sheet.Again && v.sheet.Standing.Kind != eligibility.Eligible
}

// again says that it is a re-screen, and why.
func (v *Screen) again() {
	s, st := v.Shell, v.sheet.Standing
	add := func(o fyne.CanvasObject) { v.top.Objects = append(v.top.Objects, o) }
	if st.Kind == eligibility.Used {
		day := s.Book().DateTime(s.Lang(), st.For.Began, s.Clinic().Location())
		text := s.T("The dosing session of %s was held on this checklist. Each session has its own.", day) + " "
		if n := v.sheet.Asks(); n == 0 {
			text += s.T("Nothing changed or expired: read it and sign.")
		} else {
			text += s.T("Changed or expired: %d. Only that is asked again.", n)
		}
		add(kit.Banner(kit.ToneReview, s.T("Screen again"), text))
	}
	for _, c := range st.Changes {
		if c.Protocol {
			add(kit.Banner(kit.ToneReview, s.T("New protocol"), v.voice().Change(c)+". "+s.T("Sign again under this version.")))
		}
	}
	for _, c := range st.Changes {
		if c.Parts != nil {
			add(kit.PadXY(kit.GapM, 0, kit.SmallPara(v.voice().Change(c))))
		}
	}
}

// folded says of what stands as it was signed when that was, and by whom.
func (v *Screen) folded() string {
	g, n := v.sheet.Standing.Signed, 0
	for _, l := range v.sheet.Lines {
		if l.Carried {
			n++
		}
	}
	return v.Shell.T("As signed on %s by %s: %d.", v.Shell.Book().Date(v.Shell.Lang(), g.On), g.Signature.Name, n)
}
