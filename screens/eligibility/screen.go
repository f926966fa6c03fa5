// Package eligibility is the place of the eligibility checklist: the criteria
// that need a person first, each with its fact, rule and source, and the
// outcome that a prescriber signs.
package eligibility

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/eligibility"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk is what the screen asks of the checklist.
type Desk interface {
	Sheet(ctx context.Context, by record.Actor, patient record.ID) (eligibility.Sheet, error)
	Fill(ctx context.Context, by record.Actor, patient record.ID, marks []eligibility.Mark, reasoning string) error
	Sign(ctx context.Context, by record.Actor, patient record.ID, d eligibility.Decision) error
	Paper(ctx context.Context, by record.Actor, patient record.ID, lang words.Lang, print handout.Print) (handout.Document, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	Paint  place.Paint
	// Keep puts a page that was printed into the patient's chart.
	Keep func(ctx context.Context, by record.Actor, patient record.ID, name string, pdf []byte) error
}

// Screen shows one patient's checklist.
type Screen struct {
	Deps
	patient record.ID
	sheet   eligibility.Sheet
	rows    []*row
	lapses  []*lapse
	keeper  *place.Keeper
	all     bool // also what is clear and unchanged
	ready   bool
	shown   bool // filled once: the focus is the person's own from then on

	root, top, table *fyne.Container
	body             fyne.CanvasObject
	form             *kit.Form
	out              *outcome
	counts           *fyne.Container
	counted          string // what the counts say
	more             *fyne.Container
}

// New makes the screen for the route's patient.
func New(d Deps, r place.Route) place.Screen {
	v := &Screen{Deps: d, patient: r.Patient}
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, "eligibility/"+string(r.Patient), func() any { return v.draft() })
	return v
}

// draft is what was filled in and not saved.
type draft struct {
	Marks     map[string]eligibility.Mark `json:"marks"`
	Asked     map[string]bool             `json:"asked,omitempty"` // facts asked again
	Reasoning string                      `json:"reasoning"`
}

func (v *Screen) draft() draft {
	d := draft{Marks: map[string]eligibility.Mark{}, Asked: map[string]bool{}, Reasoning: v.out.reasoning.Text()}
	for _, m := range v.marks() {
		if m.Fact != "" {
			d.Asked[m.Fact] = true
			continue
		}
		d.Marks[m.Criterion] = m
	}
	return d
}

// Content implements place.Screen.
func (v *Screen) Content() fyne.CanvasObject {
	s := v.Shell
	v.top, v.table, v.more = kit.Stack(kit.GapS), kit.Stack(0), kit.Stack(0)
	v.counts = kit.FlowRow(kit.GapS)
	v.out = newOutcome(v)
	left := kit.Stack(kit.GapS, v.counts, v.top, kit.FlushCard(v.table), v.more)
	v.form = kit.NewForm(left, v.onEnter, s.Back)
	right := kit.NewForm(v.out.card, v.onEnter, s.Back)
	v.body = kit.Columns(kit.GapL, kit.Flex(1, v.form), kit.Fixed(272, right))
	v.root = kit.Stack(0, kit.Flex(1, kit.EmptyState(s.T("Reading the checklist …"), "")))
	return kit.Pad(kit.GapL, v.root)
}

func (v *Screen) put(o fyne.CanvasObject) {
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.root.Refresh()
}

// Show implements place.Screen.
func (v *Screen) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		sheet, err := v.Desk.Sheet(ctx, by, v.patient)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.put(v.body)
			v.fill(sheet)
			if !v.shown {
				v.shown = true
				v.form.FocusFirst()
			}
		}
	})
}

func (v *Screen) failed(err error) {
	s := v.Shell
	v.ready = false
	if record.CodeOf(err) == record.NotAllowed {
		v.put(kit.EmptyState(s.T("The checklist is not open to your role"), s.T("Front desk, therapists, nurses and prescribers fill it in; a prescriber signs.")))
		return
	}
	v.put(kit.EmptyState(s.T("The checklist could not be read"), s.T("Nothing is lost. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary("eligibility.retry", s.T("Try again"), v.Show)))
	s.Fail(err)
}

// fill shows the sheet, and over it what was filled in and not saved.
func (v *Screen) fill(sheet eligibility.Sheet) {
	v.sheet = sheet
	v.rows, v.lapses = nil, nil
	for _, l := range sheet.Lapses {
		if l.Open() {
			v.lapses = append(v.lapses, newLapse(v, l))
		}
	}
	for _, l := range sheet.Lines {
		v.rows = append(v.rows, newRow(v, l))
	}
	v.out.reasoning.SetText(sheet.Reasoning)
	v.ready = true
	v.keeper.Clean()
	restored := false
	var d draft
	if v.keeper.Restore(&d) {
		for _, r := range v.rows {
			if m, ok := d.Marks[r.line.Criterion.ID]; ok {
				r.restore(m)
			}
		}
		for _, l := range v.lapses {
			if d.Asked[l.fact.Fact.ID] && l.asked != nil {
				l.asked.SetValue(same)
			}
		}
		v.out.reasoning.SetText(d.Reasoning)
		restored = len(v.marks()) > 0 || v.out.reasoning.Text() != sheet.Reasoning
	}
	v.banners(restored)
	v.showRows()
	v.out.showStanding()
	v.update()
	v.root.Refresh()
}

// banners says what a person must know before reading the list.
func (v *Screen) banners(restored bool) {
	s, st := v.Shell, v.sheet.Standing
	v.top.Objects = nil
	add := func(o fyne.CanvasObject) { v.top.Objects = append(v.top.Objects, o) }
	if v.isAgain() {
		v.again()
	} else if len(st.Changes) > 0 {
		add(kit.Banner(kit.ToneStop, s.T("Out of date"), s.T("What this rests on changed after it was signed. Go through it again and sign.")))
		for _, c := range st.Changes {
			add(kit.PadXY(kit.GapM, 0, kit.SmallPara(v.voice().Change(c))))
		}
	}
	if st.Kind == eligibility.Expired {
		add(kit.Banner(kit.ToneStop, s.T("Expired"), s.T("The signed checklist was valid until %s.", st.Signed.ValidUntil)))
	}
	if v.sheet.Protocol.IsDraft() {
		add(kit.Banner(kit.ToneReview, s.T("Draft protocol"), v.sheet.Protocol.Notice.In(s.Lang())))
	}
	if restored {
		add(kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was filled in here and not saved is back."), kit.Quiet("eligibility.discard", s.T("Discard"), v.discard)))
	}
	v.form.Adopt(v.top)
	v.top.Refresh()
}

func (v *Screen) voice() eligibility.Voice {
	return eligibility.Voice{Book: v.Shell.Book(), Lang: v.Shell.Lang(), Zone: v.Shell.Clinic().Location()}
}

func (v *Screen) discard() {
	v.keeper.Drop()
	v.Show()
}

// marks is what was filled in and differs from what is stored.
func (v *Screen) marks() []eligibility.Mark {
	var out []eligibility.Mark
	for _, r := range v.rows {
		if m, changed := r.mark(); changed {
			out = append(out, m)
		}
	}
	for _, l := range v.lapses {
		if m, asked := l.mark(); asked {
			out = append(out, m)
		}
	}
	return out
}

// now is the sheet as it stands on the screen.
func (v *Screen) now() eligibility.Sheet { return v.sheet.With(v.marks(), v.out.reasoning.Text()) }

// changed is called for everything that is filled in.
func (v *Screen) changed() {
	if !v.ready {
		return
	}
	v.keeper.Changed()
	v.update()
}

// update shows the counts and the outcome for what stands on the screen.
func (v *Screen) update() {
	v.showCounts()
	v.out.update()
}

// onEnter is Ctrl+Enter: it signs for a prescriber and saves for others.
func (v *Screen) onEnter() {
	if v.maySign() {
		v.onEligible()
		return
	}
	v.onSave()
}

// onSave keeps what was filled in, for whoever goes on.
func (v *Screen) onSave() {
	if !v.ready {
		return
	}
	by, marks, reasoning := v.Shell.Actor(), v.marks(), v.out.reasoning.Text()
	v.Shell.Run(func(ctx context.Context) func() {
		err := v.Desk.Fill(ctx, by, v.patient, marks, reasoning)
		return func() {
			if err != nil {
				v.refused(err)
				return
			}
			v.keeper.Drop()
			v.Shell.Saved(v.Shell.T("All changes saved"))
			v.Show()
		}
	})
}

// refused shows every reason, at its criterion or at the reasoning.
func (v *Screen) refused(err error) {
	v.keeper.Keep()
	ps := record.ProblemsOf(err)
	for i, p := range ps {
		ps[i] = v.placed(p)
	}
	if ps != nil {
		err = ps
	}
	v.showRows()
	place.ShowProblems(v.Shell, v.fields(), err)
	v.update()
}

// fields are those of the list, and the reasoning beside it.
func (v *Screen) fields() place.Fields {
	return place.Loose(append(v.form.Fields(), v.out.reasoning))
}

// placed brings a reason to where it can be mended: a fact to be asked again to
// its row, any other to the criterion, which is unfolded.
func (v *Screen) placed(p *record.Problem) *record.Problem {
	for _, r := range v.rows {
		if p.Field != r.id() {
			continue
		}
		if l := v.lapseOf(r.line); l != nil && !r.shown {
			moved := *p
			moved.Field = l.id()
			return &moved
		}
		v.all = v.all || !r.shown
	}
	return p
}

func (v *Screen) maySign() bool  { return v.Shell.Person().May(clinic.SignScreening) }
func (v *Screen) mayPrint() bool { return v.Shell.Person().May(clinic.PrintChart) }

// Leave implements place.Screen.
func (v *Screen) Leave() {
	if v.ready {
		v.keeper.Keep()
	}
}

// FirstFocus implements place.FirstFocus.
func (v *Screen) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// onPrint makes the summary's PDF.
func (v *Screen) onPrint() {
	if !v.ready || !v.mayPrint() {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	day := record.DateOf(s.Now(), s.Clinic().Location())
	place.PrintPaper(s, v.Paint, func(ctx context.Context, name string, pdf []byte) error { return v.Keep(ctx, by, v.patient, name, pdf) },
		s.T("Eligibility summary")+" "+day.String(),
		func(ctx context.Context) (handout.Document, error) {
			return v.Desk.Paper(ctx, by, v.patient, s.Lang(), handout.Normal)
		})
}

// Commands implements place.Screen.
func (v *Screen) Commands() []place.Command {
	s, ctrl := v.Shell, fyne.KeyModifierShortcutDefault
	unready := func() bool { return !v.ready }
	enter := place.Command{ID: "eligibility.sign", Label: s.T("Sign eligible"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onEnter, Disabled: unready}
	if !v.maySign() {
		enter.ID, enter.Label = "eligibility.enter", s.T("Save for later")
	}
	return []place.Command{enter,
		{ID: "eligibility.reject", Label: s.T("Sign not eligible"), Key: fyne.KeyReturn, Modifier: ctrl | fyne.KeyModifierShift, Do: v.onNotEligible,
			Disabled: func() bool { return !v.ready || !v.maySign() }},
		{ID: "eligibility.save", Label: s.T("Save for later"), Key: fyne.KeyS, Modifier: ctrl, Do: v.onSave, Disabled: unready},
		{ID: "eligibility.reason", Label: s.T("Go to the reasoning"), Key: fyne.KeyR, Modifier: ctrl, Do: v.out.reasoning.Focus, Disabled: unready},
		{ID: "eligibility.all", Label: s.T("Show all criteria"), Key: fyne.KeyA, Modifier: ctrl | fyne.KeyModifierShift, Do: v.onAll, Disabled: unready},
		{ID: "eligibility.print", Label: s.T("Make a PDF"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint, Disabled: func() bool { return !v.ready || !v.mayPrint() }},
	}
}

func (v *Screen) onAll() {
	v.all = !v.all
	v.showRows()
	v.table.Refresh() // rows that were folded away have not heard of another look
	v.root.Refresh()
}
