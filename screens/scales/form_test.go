package scales

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func TestAFormThatCannotBe(t *testing.T) {
	f := newFixture(t)
	f.open(place.Route{Part: "made-up"})
	if record.CodeOf(f.shell.LastFailure()) != record.NotFound || !strings.Contains(f.text(), "cannot be opened") {
		t.Errorf("%v\n%s", f.shell.LastFailure(), f.text())
	}
	f.signIn(f.clinic.Owner)
	f.open(place.Route{Part: "phq-9"})
	if record.CodeOf(f.shell.LastFailure()) != record.NotAllowed {
		t.Errorf("the owner: %v", f.shell.LastFailure())
	}
}

func TestABlankFormIsNoForm(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	v.onSave()
	if len(f.taken()) != 0 || v.items[0].codes.Error() == "" || f.focused() != "q1" {
		t.Errorf("%d kept, error %q, focus %s", len(f.taken()), v.items[0].codes.Error(), f.focused())
	}
	if v.keeper.Restore(&typed{}) {
		t.Error("a form that nobody touched left a draft")
	}
}

// Number keys answer and go on; no score of a self-report stands beside it.
func TestFillInByNumber(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	if f.focused() != "q1" {
		t.Fatalf("typing starts at %s", f.focused())
	}
	f.typeIn("12")
	if f.focused() != "q3" || !strings.Contains(f.text(), "2 of 9 answered") {
		t.Errorf("at %s\n%s", f.focused(), f.text())
	}
	f.key(fyne.KeyReturn) // left open
	f.typeIn("0000003")
	if f.focused() != "scales.save" {
		t.Errorf("after the last question at %s", f.focused())
	}
	if v.side.score.Visible() {
		t.Errorf("a score while the patient's answers come in: %q", v.side.score.String())
	}
	want := measures.Answers{"q1": "1", "q2": "2", "q4": "0", "q5": "0", "q6": "0", "q7": "0", "q8": "0", "q9": "0", "q10": "3"}
	for id, a := range want {
		if v.answers()[id] != a {
			t.Errorf("%s: %q, want %q", id, v.answers()[id], a)
		}
	}
	if _, answered := v.answers()["q3"]; answered {
		t.Error("an open question counts as answered")
	}
	v.onSave()
	if len(f.taken()) != 0 || placetest.Find(f.win, "dialog.yes") == nil {
		t.Fatal("an incomplete form is kept without a word")
	}
	f.tap("dialog.yes")
	all := f.taken()
	if len(all) != 1 || all[0].Outcome.Status != measures.Prorated || all[0].Mode != measures.OnScreen || all[0].Outcome.Total != "3" {
		t.Fatalf("kept: %+v", all)
	}
	if went := f.shell.Went[len(f.shell.Went)-1]; went.Record != all[0].ID {
		t.Errorf("went to %v", went)
	}
	if drafts, _ := f.clinic.Log.AllDrafts(ctx, f.shell.Actor()); len(drafts) != 0 {
		t.Errorf("a draft is left: %v", drafts)
	}
}

// The front desk types in and hands over; the result is not for it.
func TestTheFrontDeskSeesNoResult(t *testing.T) {
	f := newFixture(t)
	f.signIn(f.clinic.Desk)
	v := f.form("phq-9")
	f.typeIn("000000003")
	if text := f.text(); !strings.Contains(text, "A clinician is needed. Please call one.") || strings.Contains(text, "suicid") || strings.Contains(text, "PHQ-9 item 9") {
		t.Errorf("%s", text)
	}
	v.onSave()
	if len(f.taken()) != 1 || len(f.shell.Said) != 1 || f.shell.Went[len(f.shell.Went)-1] != listRoute(f.clinic.Other) {
		t.Errorf("%d kept, said %q, went %v", len(f.taken()), f.shell.Said, f.shell.Went)
	}
	f.open(place.Route{Record: f.taken()[0].ID})
	if text := f.text(); !strings.Contains(text, "not open to your role") || strings.Contains(text, "3 of 27") {
		t.Errorf("%s", text)
	}
}

// A safety answer says at once what it calls for, also while the form is
// incomplete, and goes away with the answer.
func TestASafetyAnswerSaysAtOnceWhatToDo(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	v.items[8].object().Focus()
	say := v.in.Safety[0].Say
	f.typeIn("0")
	if strings.Contains(f.text(), say) {
		t.Error("0 raises an alert")
	}
	v.items[8].object().Focus()
	f.typeIn("1")
	if text := f.text(); !strings.Contains(text, say) || !strings.Contains(text, "stands on Today") {
		t.Errorf("%s", text)
	}
	v.items[8].object().Focus()
	f.key(fyne.KeyBackspace)
	if strings.Contains(f.text(), say) {
		t.Error("the alert of an answer that was taken back")
	}
}

// A form with open questions is asked about once: which they are, what the
// rule makes of them, and what the scale says of one that must be asked.
func TestAnOpenQuestionIsNamed(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	f.typeIn("1111111")
	v.onSave()
	said := f.asked()
	for _, want := range []string{"2 not answered", "Questions without an answer: 8, 9.", "up to 2 missing answers", "Item 9 was not answered. Ask it"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	f.key(fyne.KeyEscape)
	if len(f.taken()) != 0 {
		t.Fatal("kept although somebody thought better of it")
	}
}

// What was done about an answer stands at the form, and until then what it
// calls for.
func TestWhatWasDoneStandsAtTheForm(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	f.typeIn("000000001")
	v.onSave()
	id := f.taken()[0].ID
	f.open(place.Route{Record: id})
	if text := f.text(); !strings.Contains(text, "Item 9: thoughts of death") || strings.Contains(text, "What was done") {
		t.Errorf("before: %s", text)
	}
	open, err := f.desk.Open(ctx, f.clinic.Nurse, f.clinic.Other)
	if err != nil || len(open) != 1 {
		t.Fatalf("%v, %v", open, err)
	}
	if err := f.desk.Settle(ctx, f.clinic.Nurse, open[0].ID, "Asked with the C-SSRS; no plan."); err != nil {
		t.Fatal(err)
	}
	f.open(place.Route{Record: id})
	if text := f.text(); !strings.Contains(text, "What was done") || !strings.Contains(text, "Asked with the C-SSRS; no plan.") || !strings.Contains(text, "Nuru Nash, 23 Nov 2026, 08:00") {
		t.Errorf("after: %s", text)
	}
}

// From the clipboard: digits one after the other, read back five by five, and
// when it was filled in apart from when it was typed.
func TestTypeInFromPaper(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9" + paper)
	f.typeIn("01 21")
	f.key(fyne.KeyUp) // back to the fifth
	f.typeIn("30000")
	if got := v.side.digits.String(); got != "0 1 – 2 3  ·  0 0 0 0 –" {
		t.Errorf("read back: %q", got)
	}
	if code, label := v.items[4].codes.Chosen(); code != "3" || label != "Nearly every day" {
		t.Errorf("the fifth: %q %q", code, label)
	}
	v.onSave()
	if len(f.taken()) != 0 || v.clock.Error() == "" {
		t.Fatalf("kept without a time: %v, %q", f.taken(), v.clock.Error())
	}
	v.date.SetText("2026-11-20")
	v.clock.SetText("0915")
	v.onSave()
	f.tap("dialog.yes")
	all := f.taken()
	if len(all) != 1 || all[0].Mode != measures.OnPaper {
		t.Fatalf("%+v", all)
	}
	if want := time.Date(2026, 11, 20, 16, 15, 0, 0, time.UTC); !all[0].At.Equal(want) || !all[0].Entered.Equal(f.clinic.Now) {
		t.Errorf("filled in %v, want %v; typed in %v", all[0].At, want, all[0].Entered)
	}
	f.open(place.Route{Record: all[0].ID})
	if text := f.text(); !strings.Contains(text, "Typed in") || !strings.Contains(text, "not answered") {
		t.Errorf("%s", text)
	}
}

func TestAFormFromTheFuture(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-2" + paper)
	f.typeIn("11")
	v.date.SetText("2026-11-23")
	v.clock.SetText("23:00")
	v.onSave()
	if len(f.taken()) != 0 || v.date.Error() == "" {
		t.Errorf("kept %d, error %q", len(f.taken()), v.date.Error())
	}
}

func TestOnlyTheTotal(t *testing.T) {
	f := newFixture(t)
	v := f.form("ors")
	for typed, bad := range map[string]bool{"41": true, "abc": true, "20.55": true, "20.5": false} {
		v.items[0].number.SetText(typed)
		v.clock.SetText("0700")
		v.onSave()
		if kept := len(f.taken()) == 1; kept == bad {
			t.Errorf("%q kept: %v, error %q", typed, kept, v.items[0].number.Error())
		}
		if !bad {
			break
		}
	}
	v.items[0].number.SetText("20.5")
	v.onSave()
	all := f.taken()
	if len(all) != 1 || all[0].Mode != measures.BareTotal || all[0].Outcome.Total != "20.5" {
		t.Errorf("%+v", all)
	}
}

// A question that the answers before make needless is passed over, and says so.
func TestQuestionsThatAreNotAsked(t *testing.T) {
	f := newFixture(t)
	v := f.form("pc-ptsd-5")
	f.typeIn("0")
	if f.focused() != "scales.save" || !strings.Contains(f.text(), "Not asked after the answers before.") {
		t.Errorf("at %s\n%s", f.focused(), f.text())
	}
	v.items[0].object().Focus()
	f.typeIn("1")
	if f.focused() != v.items[1].ID || strings.Contains(f.text(), "Not asked") {
		t.Errorf("at %s", f.focused())
	}
}

// What was typed and not saved is back, and can be thrown away.
func TestTheDraftComesBack(t *testing.T) {
	f := newFixture(t)
	v := f.form("gad-7" + paper)
	f.typeIn("12")
	v.clock.SetText("8:3")
	v.Leave()
	again := f.form("gad-7" + paper)
	if again.answers()["q2"] != "2" || again.clock.Text() != "8:3" || !strings.Contains(f.text(), "is back") {
		t.Fatalf("%v %q\n%s", again.answers(), again.clock.Text(), f.text())
	}
	f.tap("scales.discard")
	if len(again.answers()) != 0 || strings.Contains(f.text(), "is back") {
		t.Errorf("%v\n%s", again.answers(), f.text())
	}
	if fresh := f.form("gad-7" + paper); len(fresh.answers()) != 0 {
		t.Error("the draft is back a second time")
	}
}

func TestAFullDiskLosesNothing(t *testing.T) {
	f := newFixture(t)
	f.desk.saveErr = errDisk
	v := f.form("phq-2")
	f.typeIn("12")
	v.onSave()
	if f.shell.LastFailure() == nil || v.answers()["q2"] != "2" {
		t.Fatalf("%v, %v", f.shell.LastFailure(), v.answers())
	}
	f.desk.saveErr = nil
	v.onSave()
	v.onSave()
	if len(f.taken()) != 1 {
		t.Errorf("kept %d times", len(f.taken()))
	}
}

// A correction needs a reason and leaves both readable.
func TestCorrect(t *testing.T) {
	f := newFixture(t)
	f.form("phq-2")
	f.typeIn("12")
	f.win.Canvas().Focused().(*kit.Button).Tapped(nil)
	id := f.taken()[0].ID
	f.open(place.Route{Record: id}).(*taken).onCorrect()
	to := f.shell.Went[len(f.shell.Went)-1]
	if to.Part != "phq-2" || to.Record != id {
		t.Fatalf("to correct: %v", to)
	}
	f.clinic.Now = f.clinic.Now.Add(time.Hour)
	f.shell.Time = f.clinic.Now
	v := f.open(to).(*form)
	if v.answers()["q2"] != "2" || f.focused() != "reason" {
		t.Fatalf("begins with %v at %s", v.answers(), f.focused())
	}
	v.items[1].object().Focus()
	f.typeIn("3")
	v.onSave()
	if len(f.taken()) != 1 || v.reason.Error() == "" {
		t.Fatal("corrected without a reason")
	}
	v.reason.SetText("Read the paper wrongly")
	v.onSave()
	all := f.taken()
	if len(all) != 2 || all[0].ID != all[1].ID {
		t.Fatalf("%+v", all)
	}
	f.open(place.Route{Record: id})
	if text := f.text(); !strings.Contains(text, "4 of 6") || !strings.Contains(text, "Read the paper wrongly") || !strings.Contains(text, "Before: 3 of 6") {
		t.Errorf("%s", text)
	}
	f.open(place.Route{})
	if rows := f.list().past.Rows(); len(rows) != 1 {
		t.Errorf("%d rows for one measure", len(rows))
	}
}

// list is the list of scales on show.
func (f *fixture) list() *list { return f.open(place.Route{}).(*list) }

// What the plan asks for is what the form is for, unless one says otherwise.
func TestWhatTheFormIsFor(t *testing.T) {
	f := newFixture(t)
	f.due = []measures.Need{{Instrument: "phq-2", Point: measures.Baseline, Standing: measures.LateNow, Due: f.clinic.Now, Late: f.clinic.Now}}
	for what, want := range map[string]measures.Point{"": measures.Baseline, unasked: measures.Unasked} {
		v := f.form("phq-2")
		if what != "" {
			v.what.SetValue(what)
		}
		f.typeIn("00")
		v.onSave()
		all := f.taken()
		if got := all[len(all)-1].Point; got != want {
			t.Errorf("%q: kept for %q, want %q", what, got, want)
		}
	}
}

// Of two points that ask for the same scale, the form is for the one that was
// chosen in the list. A draft is not taken for a point that is over.
func TestTheFormIsForThePointThatWasChosen(t *testing.T) {
	f := newFixture(t)
	f.due = []measures.Need{{Instrument: "phq-2", Point: measures.Before, Standing: measures.LateNow}, {Instrument: "phq-2", Point: measures.Baseline, Standing: measures.DueNow}}
	for part, want := range map[string]measures.Point{"phq-2": measures.Before, "phq-2@baseline": measures.Baseline, "phq-2@baseline" + paper: measures.Baseline, "phq-2@12w": measures.Before} {
		if got := f.form(part).filled(f.clinic.Now).Point; got != want {
			t.Errorf("%s is for %q, want %q", part, got, want)
		}
	}
	v := f.form("phq-2@baseline")
	f.typeIn("1")
	v.Leave()
	if got := f.form("phq-2").filled(f.clinic.Now); got.Point != measures.Baseline || got.Form.Answers["q1"] != "1" {
		t.Errorf("the draft is for %q with %v", got.Point, got.Form.Answers)
	}
	f.due = f.due[:1]
	if got := f.form("phq-2"); got.what.Value() != unasked || got.answers()["q1"] != "1" {
		t.Errorf("a draft for what is over is for %q", got.what.Value())
	}
}

// A clinician's own scale shows its score as it comes in.
func TestTheScoreOfAClinicianStandsBesideIt(t *testing.T) {
	f := newFixture(t)
	v := f.form("rass")
	f.typeIn("-5")
	if got := v.side.score.String(); !v.side.score.Visible() || !strings.Contains(got, "-5") {
		t.Errorf("score %q", got)
	}
}

// The wording is never translated, and the screen says so.
func TestTheWordingIsNeverTranslated(t *testing.T) {
	f := newFixture(t)
	f.shell.Language = words.Spanish
	v := f.open(place.Route{Patient: f.clinic.Patient, Part: "phq-9"}).(*form)
	text := f.text()
	if !strings.Contains(text, "Little interest or pleasure in doing things") || !strings.Contains(text, "nunca se traduce") {
		t.Errorf("%s", text)
	}
	if !slices.ContainsFunc(v.Commands(), func(c place.Command) bool { return c.Label == "Guardar" }) {
		t.Errorf("%v", v.Commands())
	}
}

func TestGoldenForms(t *testing.T) {
	for name, c := range map[string]struct {
		part string
		keys string
		lang words.Lang
		size int
		mode kit.Mode
	}{"form": {"phq-9", "120", "", 100, kit.Light}, "form-dark": {"phq-9", "120", "", 100, kit.Dark}, "form-long": {"pcl-5", "12", "", 100, kit.Light},
		"form-large": {"phq-9", "12", "", 200, kit.Light}, "form-es": {"phq-9", "123", words.Spanish, 100, kit.Light}, "form-safety": {"phq-9", "000000001", "", 100, kit.Light}, "form-safety-large": {"phq-9", "000000001", "", 200, kit.Light},
		"paper": {"pcl-5" + paper, "0123401234", "", 100, kit.Light}, "total": {"ors", "", "", 100, kit.Light}, "unworded": {"isi" + paper, "01", "", 100, kit.Light}} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(c.mode, c.size))
			f.shell.Language = c.lang
			f.form(c.part)
			f.typeIn(c.keys)
			f.golden(name + ".xml")
		})
	}
}

// A link leads to the form and does not know that the words may not be shown:
// then what stands on the paper is typed in, and its draft is the paper's.
func TestALinkToAScaleWithoutItsWords(t *testing.T) {
	f := newFixture(t)
	v := f.form("isi")
	if !v.onPaper || !v.late() {
		t.Fatal("a scale whose words may not be shown is filled in on screen")
	}
	f.typeIn("01")
	v.Leave()
	if again := f.form("isi" + paper); len(again.answers()) != 2 {
		t.Errorf("the draft is lost: %v", again.answers())
	}
	if worded := f.form("phq-9"); worded.onPaper {
		t.Error("a scale with words is taken for paper")
	}
}
