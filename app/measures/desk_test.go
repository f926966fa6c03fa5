package measures

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var ctx = context.Background()

type fixture struct {
	*plantest.Clinic
	desk   *Desk
	course map[record.ID]Course
}

func start(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{Clinic: plantest.New(t), course: map[record.ID]Course{}}
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	f.desk = New(Deps{Log: f.Log, Shelf: shelf(t), Book: book, Course: func(_ record.Reader, p record.ID) (Course, error) { return f.course[p], nil }})
	return f
}

// phq9 is a whole form with 10 points whose question 9 has the answer.
func phq9(ninth int) Form {
	return Form{Answers: with(nums(2, 2, 1, 1, 1, 1, 1, 1, ninth), "q10", "1")}
}

func (f *fixture) record(t testing.TB, by record.Actor, in Filled) record.ID {
	t.Helper()
	id, _, err := f.desk.Record(ctx, by, f.Patient, in)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (f *fixture) of(t testing.TB, patient record.ID) (all []Taken) {
	t.Helper()
	if err := f.Log.View(ctx, func(r record.Reader) (err error) { all, err = Of(r, patient); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordRefuses(t *testing.T) {
	f := start(t)
	whole := Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen}
	change := func(c func(*Filled)) Filled { in := whole; c(&in); return in }
	for name, c := range map[string]struct {
		by      record.Actor
		patient record.ID
		in      Filled
		code    record.Code
		field   string
	}{
		"an owner who treats nobody": {f.Owner, f.Patient, whole, record.NotAllowed, ""},
		"a stranger":                 {record.Actor{ID: "x"}, f.Patient, whole, record.NotAllowed, ""},
		"no such patient":            {f.Nurse, "nobody", whole, record.NotFound, ""},
		"no such scale":              {f.Nurse, f.Patient, change(func(in *Filled) { in.Instrument = "phq-99" }), record.NotFound, "instrument"},
		"nothing filled in":          {f.Nurse, f.Patient, change(func(in *Filled) { in.Form = Form{Answers: Answers{"q1": ""}} }), record.Invalid, "q1"},
		"an impossible answer":       {f.Nurse, f.Patient, change(func(in *Filled) { in.Form = Form{Answers: with(nums(0, 0, 4))} }), record.Invalid, "q3"},
		"an unknown question":        {f.Nurse, f.Patient, change(func(in *Filled) { in.Form = Form{Answers: Answers{"q77": "1"}} }), record.Invalid, "q77"},
		"a sex that is none":         {f.Nurse, f.Patient, Filled{Instrument: "audit-c", Form: Form{Answers: Answers{"q1": "0"}, Context: Context{Sex: "x"}}, Mode: OnPaper}, record.Invalid, "context.sex"},
		"in the future":              {f.Nurse, f.Patient, change(func(in *Filled) { in.At = f.Now.Add(2 * time.Minute) }), record.Invalid, "at"},
		"no such point":              {f.Nurse, f.Patient, change(func(in *Filled) { in.Point = "2w" }), record.Invalid, "point"},
		"a session of nobody":        {f.Nurse, f.Patient, change(func(in *Filled) { in.Point, in.Session = Before, "s" }), record.Invalid, "session"},
		"no way of filling in":       {f.Nurse, f.Patient, change(func(in *Filled) { in.Mode = "" }), record.Invalid, "mode"},
		"a bare total":               {f.Nurse, f.Patient, change(func(in *Filled) { in.Mode = BareTotal }), record.Invalid, "mode"},
		"the words are not attested": {f.Nurse, f.Patient, Filled{Instrument: "c-ssrs-screener", Form: Form{Answers: Answers{"q1": Word("no")}}, Mode: OnScreen}, record.Refused, ""},
		"the words are not here":     {f.Nurse, f.Patient, Filled{Instrument: "isi", Form: Form{Answers: nums(1)}, Mode: Kiosk}, record.Refused, ""},
		"handed to the patient":      {f.Nurse, f.Patient, Filled{Instrument: "asq", Form: Form{Answers: Answers{"q1": Word("no")}}, Mode: Kiosk}, record.Invalid, "mode"},
		"only the total":             {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm("20"), Mode: OnPaper}, record.Invalid, "mode"},
		"a total above the range":    {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm("40.1"), Mode: BareTotal}, record.Invalid, "total"},
		"a total below the range":    {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm("-1"), Mode: BareTotal}, record.Invalid, "total"},
		"a total too exact":          {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm("20.55"), Mode: BareTotal}, record.Invalid, "total"},
		"a total of words":           {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm("many"), Mode: BareTotal}, record.Invalid, "total"},
		"no total":                   {f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm(" "), Mode: BareTotal}, record.Invalid, "total"},
	} {
		t.Run(name, func(t *testing.T) {
			n := len(f.Log.Events())
			_, _, err := f.desk.Record(ctx, c.by, c.patient, c.in)
			f.Refused(t, err, c.code, c.field, n)
		})
	}
}

func TestRecordKeepsTheFormAndItsScore(t *testing.T) {
	f := start(t)
	f.course[f.Patient] = Course{Sessions: []Dosing{{ID: "s1", Starts: f.Now}}}
	at := f.Now.Add(-3 * time.Hour)
	id, out, err := f.desk.Record(ctx, f.Nurse, f.Patient, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnPaper, Point: Before, Session: "s1", At: at})
	if err != nil || out.Status != Scored || out.Total != "10" || out.Band != "moderate" || len(out.Flags) != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	all := f.of(t, f.Patient)
	if len(all) != 1 {
		t.Fatalf("%d measures", len(all))
	}
	m, in := all[0], instrument(t, "phq-9")
	if m.ID != id || m.Patient != f.Patient || !m.At.Equal(at) || !m.Entered.Equal(f.Now) || m.Mode != OnPaper || m.Point != Before || m.Session != "s1" ||
		m.Hash != in.Hash || m.Version != in.Version || m.By.Name != "Nuru Nash" || m.Form.Answers["q10"] != "1" || m.Number().RatString() != "10" {
		t.Errorf("%+v", m)
	}
	if len(f.of(t, f.Other)) != 0 {
		t.Error("it stands in another chart too")
	}
}

// An incomplete form is kept as it is and never becomes a total.
func TestAnIncompleteFormIsKept(t *testing.T) {
	f := start(t)
	_, out, err := f.desk.Record(ctx, f.Nurse, f.Patient, Filled{Instrument: "phq-9", Form: Form{Answers: nums(3, 3)}, Mode: OnScreen})
	if err != nil || out.Status != Incomplete || out.Total != "" || len(out.Missing) != 7 {
		t.Errorf("%+v, %v", out, err)
	}
	if all := f.of(t, f.Patient); len(all) != 1 || all[0].Number() != nil || all[0].Form.Answers["q2"] != "3" {
		t.Errorf("%+v", all)
	}
}

func TestTotalsAreExact(t *testing.T) {
	for typed, want := range map[string]string{"0": "0", "40": "40", "31.5": "31.5", " 31,5 ": "31.5", "7.0": "7"} {
		f := start(t)
		_, out, err := f.desk.Record(ctx, f.Nurse, f.Patient, Filled{Instrument: "ors", Form: TotalForm(typed), Mode: BareTotal})
		if err != nil || out.Total != want || out.Status != Scored {
			t.Errorf("%q: %+v, %v", typed, out, err)
		}
	}
}

// The front desk hands over and types in; the score is for who may see the
// chart.
func TestTheFrontDeskSeesNoScore(t *testing.T) {
	f := start(t)
	id, out, err := f.desk.Record(ctx, f.Desk, f.Patient, Filled{Instrument: "phq-9", Form: phq9(3), Mode: OnPaper})
	if err != nil || id == "" || out.Status != Scored || out.Total != "" || out.Band != "" || out.Flags != nil || out.Positive != nil {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err := f.desk.History(ctx, f.Desk, f.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk reads scores: %v", err)
	}
	m := f.of(t, f.Patient)[0]
	if _, _, err := f.desk.Read(ctx, f.Desk, f.Patient, m.Event); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk reads a form: %v", err)
	}
	if m.Outcome.Total != "13" {
		t.Errorf("kept %+v", m.Outcome)
	}
}

// The limit for men or women is the one that the form names: the chart holds no
// sex, and nothing fills it in.
func TestTheFormNamesTheSex(t *testing.T) {
	f := start(t)
	three := Answers{"q1": "1", "q2": Word("3_or_4"), "q3": "1"}
	for sex, want := range map[string]string{Male: "no", Female: "yes", "": "yes"} {
		id, out, err := f.desk.Record(ctx, f.Nurse, f.Patient, Filled{Instrument: "audit-c", Form: Form{Answers: three, Context: Context{Sex: sex}}, Mode: OnScreen})
		if err != nil || yes(out.Positive) != want {
			t.Errorf("%q: %+v, %v", sex, out, err)
		}
		for _, m := range f.of(t, f.Patient) {
			if m.ID == id && m.Form.Context.Sex != sex {
				t.Errorf("%q is kept as %q", sex, m.Form.Context.Sex)
			}
		}
	}
}

func TestCorrectionsRefused(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen})
	f.Pass(time.Hour)
	m := f.of(t, f.Patient)[0]
	right := Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen, Corrects: m.Event, Reason: "typed wrong"}
	try := func(by record.Actor, code record.Code, field string, c func(*Filled)) {
		t.Helper()
		in, n := right, len(f.Log.Events())
		c(&in)
		_, _, err := f.desk.Record(ctx, by, f.Patient, in)
		f.Refused(t, err, code, field, n)
	}
	try(f.Desk, record.NotAllowed, "", func(*Filled) {})
	try(f.Nurse, record.Invalid, "reason", func(in *Filled) { in.Reason = " " })
	try(f.Nurse, record.Refused, "", func(in *Filled) { in.Instrument, in.Form = "gad-7", Form{Answers: nums(1)} })
	try(f.Nurse, record.NotFound, "", func(in *Filled) { in.Corrects.Seq += 100 })
	f.record(t, f.Nurse, right)
	try(f.Nurse, record.Conflict, "", func(*Filled) {})
}

func TestBothVersionsOfACorrectionStayReadable(t *testing.T) {
	f := start(t)
	f.course[f.Patient] = Course{Sessions: []Dosing{{ID: "s1", Starts: f.Now}}}
	first := f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnPaper, Point: Before, Session: "s1"})
	wrong := f.of(t, f.Patient)[0]
	f.Pass(48 * time.Hour)
	second := f.record(t, f.Therapist, Filled{Instrument: "phq-9", Form: phq9(1), Mode: OnPaper, Corrects: wrong.Event, Reason: "a line was skipped"})
	if first != second {
		t.Error("the correction is another measure")
	}
	all, err := f.desk.History(ctx, f.Therapist, f.Patient)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d, %v", len(all), err)
	}
	i := slices.IndexFunc(all, func(m Taken) bool { return m.Corrects == wrong.Event })
	if i < 0 {
		t.Fatal("no correction")
	}
	right, old := all[i], all[1-i]
	if len(old.SupersededBy) != 1 || old.SupersededBy[0] != right.Event || old.Outcome.Total != "10" || right.Outcome.Total != "11" ||
		right.Reason != "a line was skipped" || right.Point != Before || right.Session != "s1" || !right.At.Equal(old.At) {
		t.Errorf("%+v\n%+v", old, right)
	}
	if standing := f.of(t, f.Patient); len(standing) != 1 || standing[0].Event != right.Event {
		t.Errorf("%+v", standing)
	}
	for _, m := range all {
		if got, shown, err := f.desk.Read(ctx, f.Nurse, f.Patient, m.Event); err != nil || got.Event != m.Event || shown.Instrument.ID != "phq-9" {
			t.Errorf("%v: %v", m.Event, err)
		}
	}
	if _, _, err := f.desk.Read(ctx, f.Nurse, f.Other, wrong.Event); record.CodeOf(err) != record.NotFound {
		t.Errorf("another chart shows it: %v", err)
	}
}

func TestListTellsHowEachMayBeFilledIn(t *testing.T) {
	f := start(t)
	if _, err := f.desk.List(ctx, f.Owner); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("%v", err)
	}
	all, err := f.desk.List(ctx, f.Desk)
	if err != nil || len(all) != len(shelf(t).All()) {
		t.Fatalf("%d, %v", len(all), err)
	}
	want := map[string]struct {
		wording Wording
		modes   []Mode
	}{
		"phq-9":           {Worded, []Mode{OnScreen, Kiosk, OnPaper}},
		"asq":             {Worded, []Mode{OnScreen, OnPaper}},
		"c-ssrs-screener": {NeedsAttest, []Mode{OnPaper}},
		"isi":             {NeedsWords, []Mode{OnPaper}},
		"ors":             {NeverWorded, []Mode{BareTotal}},
	}
	for _, s := range all {
		if s.Wording != Worded && (s.Why == nil || s.Instrument.HasWords() || s.Instrument.Instructions+s.Instrument.Stem != "") {
			t.Errorf("%s shows words: %+v", s.Instrument.ID, s.Why)
		}
		if s.Wording == Worded && (s.Why != nil || s.Instrument.Licence.Notice == "") {
			t.Errorf("%s: %v", s.Instrument.ID, s.Why)
		}
		if w, ok := want[s.Instrument.ID]; ok && (s.Wording != w.wording || !slices.Equal(s.Modes(), w.modes)) {
			t.Errorf("%s: %s %v", s.Instrument.ID, s.Wording, s.Modes())
		}
	}
	if _, err := f.desk.Show(ctx, f.Desk, "nothing"); record.CodeOf(err) != record.NotFound {
		t.Errorf("%v", err)
	}
}
