package eligibility

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// signed gives a patient whose checklist is signed as eligible.
func (f *fixture) signed() {
	f.t.Helper()
	f.asked()
	f.answer(f.clinic.Desk, "pregnancy", intake.Said(intake.No, ""))
	s, err := f.desk.Sheet(ctx, f.clinic.Prescriber, f.clinic.Patient)
	if err != nil {
		f.t.Fatal(err)
	}
	err = f.desk.Sign(ctx, f.clinic.Prescriber, f.clinic.Patient, eligibility.Decision{Seen: s.Seen, Eligible: true, Reasoning: "Two trials without response."})
	if err != nil {
		f.t.Fatal(err)
	}
}

// used holds a dosing session on the checklist, and a week goes by.
func (f *fixture) used() {
	f.t.Helper()
	f.signed()
	f.clinic.Now = f.clinic.Now.Add(time.Hour)
	f.held = []eligibility.Dosing{{ID: "one", Began: f.clinic.Now, Last: f.clinic.Now.Add(10 * time.Minute), Over: true}, {ID: "two"}}
	f.clinic.Now = f.clinic.Now.Add(7 * 24 * time.Hour)
	f.shell.Time = f.clinic.Now
}

// measured takes the blood pressure now.
func (f *fixture) measured() {
	f.t.Helper()
	err := f.clinic.Log.Update(ctx, f.clinic.Nurse, func(tx record.Tx) error {
		return patients.RecordMeasurement(tx, f.clinic.Patient, patients.Measurement{Systolic: 146, Diastolic: 92, At: f.clinic.Now})
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// checked answers today's checks of the next session calmly.
func (f *fixture) checked() {
	f.measured()
	for _, c := range protocol.Checks {
		says := eligibility.Same
		if c == "pregnancy" || c == "substances" || c == "safety" {
			says = "no"
		}
		f.held[1].Checked = append(f.held[1].Checked, eligibility.Checked{Check: c, Says: says, At: f.clinic.Now, By: "Nuru Nash"})
	}
}

func (f *fixture) lapse(v *Screen, fact string) *lapse {
	f.t.Helper()
	for _, l := range v.lapses {
		if l.fact.Fact.ID == fact {
			return l
		}
	}
	f.t.Fatalf("%s has not lapsed", fact)
	return nil
}

// say answers that a fact was asked again.
func (f *fixture) say(v *Screen, fact string) {
	l := f.lapse(v, fact)
	l.asked.SetValue(same)
	l.asked.OnChanged()
}

func TestRescreenStates(t *testing.T) {
	f := newFixture(t)
	f.used()
	f.checked()
	f.open()
	test.AssertRendersToMarkup(t, "again-nothing.xml", f.win.Canvas())

	f.answer(f.clinic.Nurse, "heart", intake.Answer{Say: intake.Yes, Kind: "stable", When: "2019"})
	f.answer(f.clinic.Nurse, "liver", intake.Answer{Say: intake.Yes, Kind: "mild"})
	f.held[1].Checked = f.held[1].Checked[:4] // not asked about safety
	f.open()
	test.AssertRendersToMarkup(t, "again-changed.xml", f.win.Canvas())
	f.shell.Language = words.Spanish
	f.open()
	test.AssertRendersToMarkup(t, "again-changed-es.xml", f.win.Canvas())
	f.shell.Language = words.English

	f.signIn(f.clinic.Desk)
	f.open()
	test.AssertRendersToMarkup(t, "again-desk.xml", f.win.Canvas())
}

func TestANewVersionIsSignedAgain(t *testing.T) {
	f := newFixture(t)
	f.signed()
	raw := bytes.Replace(asset(t, "protocols/draft.json"), []byte(`"version": 1`), []byte(`"version": 2`), 1)
	alike, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	stricter, err := protocol.Parse(bytes.ReplaceAll(raw, []byte(`": "140/90"}`), []byte(`": "135/85"}`)))
	if err != nil {
		t.Fatal(err)
	}
	f.p = stricter
	v := f.open()
	test.AssertRendersToMarkup(t, "again-version.xml", f.win.Canvas())
	if r := f.row(v, "pressure"); !r.shown || r.line.Again != eligibility.RuleChanged {
		t.Errorf("the criterion that changed is not on show: %+v", r.line)
	}
	f.p = alike
	v = f.open()
	if len(v.lapses) != 0 || v.sheet.Asks() != 0 || v.out.yes.Disabled() {
		t.Fatalf("a version that says the checklist alike asks %d: %s", v.sheet.Asks(), v.out.why.String())
	}
	v.onEnter()
	f.confirm()
	if st := v.sheet.Standing; st.Kind != eligibility.Eligible || st.Signed.Protocol.Version != 2 {
		t.Errorf("%s, %v", st.Kind, f.shell.LastFailure())
	}
}

// Until every fact is asked again the way to sign leads to its row; then it is
// signed with the reasoning that stood.
func TestAskAgainAndSign(t *testing.T) {
	f := newFixture(t)
	f.used()
	f.measured()
	v := f.open()
	if !v.out.yes.Disabled() || v.sheet.Asks() == 0 {
		t.Fatal("it can be signed without asking")
	}
	v.onEnter()
	if first := v.lapses[0]; first.asked.Error() == "" || kit.FocusID(f.win.Canvas().Focused()) != first.id() {
		t.Errorf("the reason stands at %q: %q", kit.FocusID(f.win.Canvas().Focused()), first.asked.Error())
	}
	if f.row(v, "pregnancy").shown {
		t.Error("what lapsed is shown twice")
	}
	for _, l := range v.lapses {
		if l.asked != nil {
			f.say(v, l.fact.Fact.ID)
		}
	}
	if v.out.yes.Disabled() || !strings.Contains(v.out.status.String(), "reasoning that was signed goes on") {
		t.Fatalf("%q: %q", v.out.status.String(), v.out.why.String())
	}
	v.onEnter()
	f.confirm()
	st := v.sheet.Standing
	if st.Kind != eligibility.Eligible || st.Signed.Reasoning != "Two trials without response." || st.Signed.Before == nil || len(st.Signed.Before.Asked) == 0 {
		t.Errorf("%s, %+v, %v", st.Kind, st.Signed, f.shell.LastFailure())
	}
	if v.isAgain() || len(v.lapses) != 0 {
		t.Error("it still asks")
	}
}

// The desk asks again and saves, though it may clear nothing.
func TestTheDeskAsksAgain(t *testing.T) {
	f := newFixture(t)
	f.used()
	f.signIn(f.clinic.Desk)
	v := f.open()
	f.say(v, "pregnancy")
	v.onEnter()
	if said := strings.Join(v.asked(), "\n"); !strings.Contains(said, "✓ Pregnancy: asked again by Mara Okafor, 30 Nov 2026") {
		t.Errorf("%q, %v", said, f.shell.LastFailure())
	}
	if v.toAsk() != len(v.lapses) || v.sheet.Asks() != v.toAsk() {
		t.Errorf("%d of %d are to be asked, the checklist says %d", v.toAsk(), len(v.lapses), v.sheet.Asks())
	}
}

func TestWhatWasAskedComesBackAsADraft(t *testing.T) {
	f := newFixture(t)
	f.used()
	v := f.open()
	f.say(v, "alcohol")
	v.Leave()
	v = f.open()
	if f.lapse(v, "alcohol").asked.Value() != same || f.lapse(v, "pregnancy").asked.Value() != "" {
		t.Error("the draft is not back")
	}
	v.discard()
	if f.lapse(v, "alcohol").asked.Value() != "" {
		t.Error("discard kept something")
	}
}

// The rest is folded under its signature, and one key unfolds it.
func TestTheRestIsFolded(t *testing.T) {
	f := newFixture(t)
	f.used()
	f.checked()
	v := f.open()
	for _, r := range v.rows {
		if r.shown {
			t.Errorf("%s is on show", r.line.Criterion.ID)
		}
	}
	if got := v.folded(); got != "As signed on 23 Nov 2026 by Dr. Ilse Baum: 52." {
		t.Error(got)
	}
	for _, c := range v.Commands() {
		if c.ID == "eligibility.all" {
			c.Do()
		}
	}
	if !f.row(v, "heart").shown || f.row(v, "benzodiazepine").state.Value() != "review" {
		t.Error("nothing is unfolded")
	}
}

// What is unfolded looks as the rest, also when the look was changed while it
// was folded away.
func TestTheUnfoldedTakeTheLook(t *testing.T) {
	f := newFixture(t)
	f.used()
	f.checked()
	v := f.open()
	v.onAll()
	v.onAll()
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 100))
	v.onAll()
	got := test.RenderObjectToMarkup(f.row(v, "heart").obj)
	v.table.Refresh()
	if want := test.RenderObjectToMarkup(f.row(v, "heart").obj); got != want {
		t.Errorf("unfolded it is\n%s\nand then\n%s", got, want)
	}
}

func TestWhereItIsMended(t *testing.T) {
	f := newFixture(t)
	f.used()
	v := f.open()
	for id, want := range map[string]string{"eligibility.asked.pressure": place.Sessions, "eligibility.asked.pregnancy.intake": place.Intake} {
		found := false
		for _, o := range test.LaidOutObjects(v.table) {
			if b, ok := o.(*kit.Button); ok && b.ID == id {
				test.Tap(b)
				found = true
			}
		}
		if n := len(f.shell.Went); !found || n == 0 || f.shell.Went[n-1].Place != want {
			t.Errorf("%s leads to %v", id, f.shell.Went)
		}
	}
}

func TestTheRescreenFitsInBothLanguagesAndLargeText(t *testing.T) {
	f := newFixture(t)
	f.used()
	for _, lang := range words.Langs {
		f.shell.Language = lang
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
		v := f.open()
		f.settle()
		if w := f.win.Content().MinSize().Width; w > 1132 {
			t.Errorf("in %s it needs %v", lang, w)
		}
		for _, fd := range v.form.Fields() {
			if fd.Visible() && fd.Size().Width > v.form.Size().Width {
				t.Errorf("in %s: %s is %v wide", lang, fd.FieldID(), fd.Size().Width)
			}
		}
	}
}
