package measures

import (
	"testing"
	"time"

	"kapdesk/app/record"
)

func (f *fixture) open(t testing.TB, patient record.ID) []Alert {
	t.Helper()
	all, err := f.desk.Open(ctx, f.Nurse, patient)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// An answer to the question about self-harm raises an alert in every way of
// filling in, also when the form is incomplete.
func TestASafetyAnswerRaisesAnAlertAtOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		by   func(*fixture) record.Actor
		in   Filled
	}{
		{"complete, on screen", func(f *fixture) record.Actor { return f.Therapist }, Filled{Instrument: "phq-9", Form: phq9(1), Mode: OnScreen}},
		{"typed in by the front desk", func(f *fixture) record.Actor { return f.Desk }, Filled{Instrument: "phq-9", Form: phq9(1), Mode: OnPaper}},
		{"incomplete, by the patient", func(f *fixture) record.Actor { return f.Desk }, Filled{Instrument: "phq-9", Form: Form{Answers: Answers{"q9": "1"}}, Mode: Kiosk}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := start(t)
			f.record(t, c.by(f), c.in)
			all := f.open(t, "")
			if len(all) != 1 {
				t.Fatalf("%d alerts", len(all))
			}
			a, in := all[0], instrument(t, "phq-9")
			item, _ := in.Item("q9")
			if a.Patient != f.Patient || a.Instrument != "phq-9" || a.Flag.Item != "q9" || a.Answer != "1" || a.Item != item.Text || a.Said != "Several days" ||
				a.Title != in.Title || !a.Since.Equal(f.Now) || a.Corrected || a.Flag.Severity.rank() < 0 {
				t.Errorf("%+v", a)
			}
		})
	}
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen})
	if all := f.open(t, ""); len(all) != 0 {
		t.Errorf("0 raises %+v", all)
	}
}

// A level of a triage raises an alert without a question; without the words on
// record the answer is shown by its value.
func TestAlertsOfLevelsAndOfScalesWithoutWords(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "asq", Form: Form{Answers: Answers{"q1": "1"}}, Mode: OnScreen})
	f.Pass(time.Minute)
	f.record(t, f.Nurse, Filled{Instrument: "qids-sr16", Form: Form{Answers: Answers{"q12": "2"}}, Mode: OnPaper})
	byScale := map[string]Alert{}
	for _, a := range f.open(t, f.Patient) {
		byScale[a.Instrument] = a
	}
	if a := byScale["asq"]; a.Flag.ID == "" || a.Item != "" || a.Said != "" {
		t.Errorf("%+v", a)
	}
	if a := byScale["qids-sr16"]; a.Said != "2" || a.Item == "" {
		t.Errorf("%+v", a)
	}
	if len(f.open(t, f.Other)) != 0 {
		t.Error("another patient has them too")
	}
}

func TestTheMostUrgentAlertStandsFirst(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "qids-sr16", Form: Form{Answers: Answers{"q12": "1"}}, Mode: OnPaper})
	f.Pass(time.Minute)
	f.record(t, f.Nurse, Filled{Instrument: "asq", Form: Form{Answers: Answers{"q1": "1", "q5": "1"}}, Mode: OnScreen})
	all := f.open(t, "")
	if len(all) < 2 {
		t.Fatalf("%+v", all)
	}
	for i := 1; i < len(all); i++ {
		if all[i-1].Flag.Severity.rank() < all[i].Flag.Severity.rank() {
			t.Errorf("%s before %s", all[i-1].Flag.Severity, all[i].Flag.Severity)
		}
	}
}

func TestSettleRefuses(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(2), Mode: OnScreen})
	a := f.open(t, "")[0]
	long := make([]byte, maxAttest+1)
	for i := range long {
		long[i] = 'x'
	}
	for _, c := range []struct {
		by    record.Actor
		id    record.EventID
		done  string
		code  record.Code
		field string
	}{
		{f.Desk, a.ID, "called", record.NotAllowed, ""},
		{f.Owner, a.ID, "called", record.NotAllowed, ""},
		{f.Nurse, a.ID, " ", record.Invalid, "done"},
		{f.Nurse, a.ID, string(long), record.Invalid, "done"},
		{f.Nurse, record.EventID{Device: a.ID.Device, Seq: a.ID.Seq + 50}, "called", record.Conflict, ""},
	} {
		n := len(f.Log.Events())
		f.Refused(t, f.desk.Settle(ctx, c.by, c.id, c.done), c.code, c.field, n)
	}
	if _, err := f.desk.Open(ctx, f.Desk, ""); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk reads alerts: %v", err)
	}
}

func TestAnAlertStaysUntilItIsSettled(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(2), Mode: OnScreen})
	a := f.open(t, "")[0]
	f.Pass(400 * 24 * time.Hour)
	if len(f.open(t, "")) != 1 {
		t.Fatal("it went by itself")
	}
	if err := f.desk.Settle(ctx, f.Therapist, a.ID, " Talked with José; safety plan made. "); err != nil {
		t.Fatal(err)
	}
	if len(f.open(t, "")) != 0 {
		t.Error("it is still open")
	}
	f.Refused(t, f.desk.Settle(ctx, f.Therapist, a.ID, "again"), record.Conflict, "", len(f.Log.Events()))
	_, err := f.desk.Settled(ctx, f.Desk, f.Patient)
	f.Refused(t, err, record.NotAllowed, "", len(f.Log.Events()))
	done, err := f.desk.Settled(ctx, f.Nurse, f.Patient)
	if err != nil {
		t.Fatal(err)
	}
	if len(done) != 1 || done[0].Done != "Talked with José; safety plan made." || done[0].By.Name != "Ana Brandt" || done[0].Alert.Flag.Item != "q9" || done[0].Alert.Answer != "2" {
		t.Errorf("%+v", done)
	}
	m := f.of(t, f.Patient)[0]
	flag := m.Outcome.Flags[0]
	if !done[0].About(m, flag) {
		t.Error("it is about no answer of the form")
	}
	other := m
	other.Form.Answers = Answers{"q9": "3"}
	if done[0].About(other, flag) || done[0].About(Taken{ID: "another", Form: m.Form}, flag) || done[0].About(m, Flag{Item: "q9"}) {
		t.Error("it is about what nobody has dealt with")
	}
}

// A correction does not take an alert away in silence: it stays and says so.
// The same answer raises no second one, another answer does.
func TestACorrectionLeavesTheAlert(t *testing.T) {
	for ninth, want := range map[int]int{0: 1, 2: 1, 3: 2} {
		f := start(t)
		f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(2), Mode: OnScreen})
		m := f.of(t, f.Patient)[0]
		f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(ninth), Mode: OnScreen, Corrects: m.Event, Reason: "typed wrong"})
		all := f.open(t, "")
		if len(all) != want || !all[0].Corrected || all[0].Answer != "2" {
			t.Errorf("%d: %+v", ninth, all)
		}
	}
}
