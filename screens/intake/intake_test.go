package intake

import (
	"encoding/json"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

func TestStates(t *testing.T) {
	f := newFixture(t)
	f.open("body")
	test.AssertRendersToMarkup(t, "empty.xml", f.win.Canvas())

	f.healthy()
	f.open("medicines")
	test.AssertRendersToMarkup(t, "loaded.xml", f.win.Canvas())

	f.desk.err = errDisk
	f.open("body")
	test.AssertRendersToMarkup(t, "error.xml", f.win.Canvas())
	if len(f.shell.Failures) != 1 {
		t.Error("the error was not shown")
	}
	f.desk.err = nil
	f.signIn(f.clinic.Owner)
	v := f.open("body")
	test.AssertRendersToMarkup(t, "locked.xml", f.win.Canvas())
	v.onSave()
	v.onConfirm()
	v.Leave()
	if len(f.shell.Notes) != 0 || f.shell.Drafts != 0 {
		t.Error("a role that does not see the intake saved something")
	}
}

func TestAnImpossibleValueStaysAndIsNotSaved(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	bp := field[*kit.BPField](f, v, "intake.pressure")
	bp.Focus()
	test.Type(f.win.Canvas().Focused(), "148/920")
	v.onSave()
	f.settle()
	if bp.Text() != "148/920" || !strings.Contains(bp.Error(), "20 to 200") || f.focused() != "intake.pressure" {
		t.Errorf("%q, error %q, focus on %s", bp.Text(), bp.Error(), f.focused())
	}
	test.AssertRendersToMarkup(t, "wrong.xml", f.win.Canvas())
	if _, ok := f.answers().Get("pressure"); ok || len(f.shell.Went) != 0 {
		t.Error("it was saved")
	}
	if f.shell.Drafts == 0 {
		t.Error("it is not in the draft")
	}
}

func TestKeysAnswerAndMoreIsAskedOnlyAfterYes(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	row := field[*kit.Answer3](f, v, "intake.heart")
	row.Focus()
	for key, want := range map[rune]kit.Answer{'n': kit.No, 'd': kit.DontKnow, 'Y': kit.Yes} {
		f.win.Canvas().Focused().TypedRune(key)
		if row.Answer() != want {
			t.Errorf("%c answers %q", key, row.Answer())
		}
		if shown := v.form.Field("intake.heart.detail") != nil; shown != (want == kit.Yes) {
			t.Errorf("after %s the detail is shown: %v", want, shown)
		}
	}
	f.win.Canvas().Focused().TypedRune('y')
	field[*kit.Choice](f, v, "intake.heart.kind").SetValue("stable")
	when := field[*kit.TextField](f, v, "intake.heart.when")
	when.SetText("some day")
	v.onSave()
	if when.Error() == "" || len(f.shell.Went) != 0 {
		t.Error("a date that is none was saved")
	}
	when.SetText("2019")
	field[*kit.TextField](f, v, "intake.heart.detail").SetText("stent")
	v.onSave()
	g, _ := f.answers().Get("heart")
	if g.Say != intake.Yes || g.Kind != "stable" || g.When != "2019" || g.Detail != "stent" || g.By != f.clinic.Desk.ID {
		t.Errorf("%+v", g)
	}
	if len(f.shell.Went) != 1 || f.shell.Went[0].Part != "health" || f.shell.Charts != 1 {
		t.Errorf("went to %v", f.shell.Went)
	}
}

func TestANewFigureTakesTodaysDate(t *testing.T) {
	f := newFixture(t)
	f.healthy()
	f.clinic.Now = f.clinic.Now.AddDate(0, 0, 2)
	f.shell.Time = f.clinic.Now
	v := f.open("body")
	w := field[*kit.WeightField](f, v, "intake.weight")
	if w.Text() != "182 lb" || !strings.Contains(w.Hint(), "82.6 kg") {
		t.Errorf("%q, %q", w.Text(), w.Hint())
	}
	w.SetText("180")
	w.OnChanged()
	if d, _ := field[*kit.DateField](f, v, "intake.measured").Value(); d.String() != "2026-11-25" {
		t.Errorf("measured on %s", d)
	}
	v.onSave()
	if g, _ := f.answers().Get("weight"); g.Grams != 81647 {
		t.Errorf("%+v", g)
	}
}

func TestLists(t *testing.T) {
	f := newFixture(t)
	v := f.open("medicines")
	none := field[*kit.Check](f, v, "intake.allergies")
	none.SetOn(true)
	allergies, medicines := listOf(v, "allergies"), listOf(v, "medicines")
	fs := fieldsOf(medicines.rows.Add())
	fs[1].(*kit.TextField).SetText("0.5 mg")
	v.onSave()
	if fs[0].Error() == "" || len(f.shell.Went) != 0 {
		t.Error("a medicine without a name was saved")
	}
	test.Type(focus(fs[0], f), "alprazolam")
	v.onLater()
	a := f.answers()
	if ms := a.Medicines(); len(ms) != 1 || ms[0].Line() != "alprazolam 0.5 mg" || a.AllergyState() != intake.NoneKnown || f.shell.Backs != 1 {
		t.Fatalf("%+v, %s", ms, a.AllergyState())
	}
	fs = fieldsOf(allergies.rows.Add())
	test.Type(focus(fs[0], f), "penicillin")
	if none.On() {
		t.Error("an allergy is typed in and there are said to be none")
	}
	medicines.rows.Clear()
	v.onSave()
	a = f.answers()
	if len(a.Medicines()) != 0 || len(a.Allergies()) != 1 || a.Allergies()[0].Name != "penicillin" {
		t.Errorf("%+v, %+v", a.Medicines(), a.Allergies())
	}
	v.onSave()
	if n := len(f.answers().Allergies()); n != 1 {
		t.Errorf("saved twice: %d allergies", n)
	}
}

func focus(fd kit.Field, f *fixture) fyne.Focusable {
	fd.Focus()
	return f.win.Canvas().Focused()
}

func listOf(v *Screen, id string) *list {
	for _, c := range v.controls {
		if l, ok := c.(*list); ok && l.q.ID == id {
			return l
		}
	}
	return nil
}

func TestADraftComesBackAndOverwritesNobody(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	bp := field[*kit.BPField](f, v, "intake.pressure")
	bp.SetText("148/9")
	row := field[*kit.Answer3](f, v, "intake.stroke")
	row.SetAnswer(kit.Yes)
	row.OnChanged()
	v.Leave()
	if err := f.desk.Save(ctx, f.clinic.Nurse, f.clinic.Patient, []intake.Entry{{Field: "heart", Answer: intake.Said(intake.No, "")}}); err != nil {
		t.Fatal(err)
	}
	v = f.open("body")
	test.AssertRendersToMarkup(t, "draft.xml", f.win.Canvas())
	if field[*kit.BPField](f, v, "intake.pressure").Text() != "148/9" || field[*kit.Answer3](f, v, "intake.stroke").Answer() != kit.Yes {
		t.Error("the draft is not back")
	}
	if field[*kit.Answer3](f, v, "intake.heart").Answer() != kit.No {
		t.Error("the draft hides what a colleague answered meanwhile")
	}
	field[*kit.BPField](f, v, "intake.pressure").SetText("148/90")
	v.onSave()
	if g, _ := f.answers().Get("heart"); g.By != f.clinic.Nurse.ID {
		t.Error("the save overwrote a colleague")
	}
	v = f.open("body")
	if len(v.bar.Objects) != 0 {
		t.Error("a saved draft is back")
	}
	field[*kit.Answer3](f, v, "intake.stroke").SetAnswer(kit.No)
	v.Leave()
	v = f.open("body")
	v.discard()
	if field[*kit.Answer3](f, v, "intake.stroke").Answer() != kit.Yes {
		t.Error("discard did not bring back what is stored")
	}
}

func TestConfirm(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	v.onConfirm()
	if len(f.shell.Failures) != 0 || len(v.bar.Objects) != 0 {
		t.Error("the front desk may confirm")
	}
	f.signIn(f.clinic.Therapist)
	v = f.open("body")
	v.onConfirm()
	if len(f.shell.Failures) != 1 {
		t.Error("a blank intake was confirmed in silence")
	}
	f.healthy()
	for _, field := range []string{"stroke", "allergies"} {
		if err := f.desk.Save(ctx, f.clinic.Desk, f.clinic.Patient, []intake.Entry{{Field: field}}); err != nil {
			t.Fatal(err)
		}
	}
	v = f.open("body")
	v.onConfirm()
	f.settle()
	test.AssertRendersToMarkup(t, "incomplete.xml", f.win.Canvas())
	if f.focused() != "intake.missing.stroke" {
		t.Errorf("focus on %s", f.focused())
	}
	f.key(fyne.KeyReturn)
	if f.focused() != "intake.stroke" {
		t.Errorf("the link leads to %s", f.focused())
	}
	f.win.Canvas().Focused().TypedRune('d')
	if err := f.desk.Save(ctx, f.clinic.Desk, f.clinic.Patient, []intake.Entry{{Field: "allergies", Answer: intake.Answer{Say: intake.None}}}); err != nil {
		t.Fatal(err)
	}
	v.onConfirm()
	if v.view.Standing.Stage != intake.Confirmed || !v.finish.Disabled() {
		t.Errorf("stage %s", v.view.Standing.Stage)
	}
	if err := f.desk.Save(ctx, f.clinic.Desk, f.clinic.Patient, []intake.Entry{{Field: "heart", Answer: intake.Said(intake.Yes, "")}}); err != nil {
		t.Fatal(err)
	}
	v.Show()
	if !strings.Contains(v.stand.String(), "Changed since confirmed: Heart attack, angina, heart failure") || v.finish.Disabled() {
		t.Errorf("%q", v.stand.String())
	}
}

func TestEveryPartShowsInBothLanguagesAndLargeText(t *testing.T) {
	f := newFixture(t)
	f.healthy()
	for _, lang := range words.Langs {
		f.shell.Language = lang
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
		for _, sec := range f.desk.Form().Sections {
			v := f.open(sec.ID)
			if got, room := f.win.Content().MinSize(), float32(1132); got.Width > room {
				t.Errorf("%s in %s needs %v of %v", sec.ID, lang, got.Width, room)
			}
			for _, fd := range v.form.Fields() {
				if fd.Visible() && fd.Size().Width > v.form.Size().Width+1 {
					t.Errorf("%s in %s: %s is %v wide in %v", sec.ID, lang, fd.FieldID(), fd.Size().Width, v.form.Size().Width)
				}
			}
		}
	}
}

func TestCommands(t *testing.T) {
	f := newFixture(t)
	v := f.open("health")
	do := map[string]place.Command{}
	for _, c := range v.Commands() {
		if c.Key == "" || c.Label == "" {
			t.Errorf("%s has no key or no words", c.ID)
		}
		do[c.ID] = c
	}
	if !do["intake.confirm"].Disabled() || do["intake.save"].Disabled() {
		t.Error("what the front desk may do is wrong")
	}
	do["intake.next"].Do()
	do["intake.previous"].Do()
	if len(f.shell.Went) != 2 || f.shell.Went[0].Part != "mind" || f.shell.Went[1].Part != "body" {
		t.Errorf("went to %v", f.shell.Went)
	}
	if v.FirstFocus() == nil || f.focused() != "intake.liver" {
		t.Errorf("focus on %s", f.focused())
	}
}

// TestTwoAnswersAtOnce shows both and counts neither.
func TestTwoAnswersAtOnce(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	var fields record.Fields
	raw := `{"heart":[{"Raw":{"say":"no"},"By":"` + string(f.clinic.Desk.ID) + `","At":"2026-11-23T10:00:00Z"},{"Raw":{"say":"yes"},"By":"` + string(f.clinic.Nurse.ID) + `","At":"2026-11-23T11:00:00Z"}]}`
	if err := json.Unmarshal([]byte(raw), &fields); err != nil {
		t.Fatal(err)
	}
	a, err := intake.Of(fieldsOnly{Reader: nil, f: fields}, f.clinic.Patient)
	if err != nil {
		t.Fatal(err)
	}
	view := v.view
	view.Answers = a
	v.fill(view)
	if got := field[*kit.Answer3](f, v, "intake.heart").Answer(); got != kit.NotAnswered {
		t.Errorf("one of two answers is taken: %s", got)
	}
	q, _ := f.desk.Form().Question("heart")
	g, ok := a.Get("heart")
	if got := v.answeredBy(view, q, g, ok); got != "Two answers: No (Mara Okafor, 23 Nov 2026); Yes (Nuru Nash, 23 Nov 2026). Answer again." {
		t.Error(got)
	}
}

type fieldsOnly struct {
	record.Reader
	f record.Fields
}

func (r fieldsOnly) Fields(record.Ref) (record.Fields, error) { return r.f, nil }
