package session_test

import (
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

func (f *fixture) dosings() (out []eligibility.Dosing) {
	f.t.Helper()
	f.must(f.log.View(ctx, func(r record.Reader) (err error) { out, err = session.Dosings(r, f.jose); return err }))
	return out
}

// What the checklist sees of a session: when it was used, whether the patient
// has left, and what its checks asked calmly.
func TestWhatTheChecklistSeesOfASession(t *testing.T) {
	f := start(t)
	off := f.book(f.jose)
	f.must(f.desk.Cancel(ctx, f.rosa, off, "ill"))
	if _, err := f.desk.Book(ctx, f.rosa, f.jose, session.Integration, f.now, "", ""); err != nil {
		t.Fatal(err)
	}
	if got := f.dosings(); len(got) != 0 {
		t.Fatalf("a cancelled session or another visit counts: %+v", got)
	}
	f.now = f.now.Add(time.Minute)
	id := f.book(f.jose)
	if got := f.dosings(); len(got) != 1 || got[0].ID != id || !got[0].Last.IsZero() || got[0].Over || len(got[0].Checked) != 0 {
		t.Fatalf("booked: %+v", got)
	}
	c := f.calm()
	c.Health, c.Safety = session.Asked{Answer: session.Yes, Note: "a cold"}, session.Asked{Answer: session.Unknown}
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	got := map[string]eligibility.Checked{}
	for _, q := range f.dosings()[0].Checked {
		got[q.Check] = q
	}
	for check, says := range map[string]string{"medicines": eligibility.Same, "pregnancy": "no", "substances": "no", "health": "", "safety": ""} {
		q, ok := got[check]
		if ok != (says != "") || q.Says != says || ok && (q.By != "Nora Diaz" || !q.At.Equal(f.now)) {
			t.Errorf("%s: %+v, want %q", check, q, says)
		}
	}
	_, err = f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
	f.must(err)
	f.must(f.desk.Start(ctx, f.ana, id))
	began := f.now
	f.now = f.now.Add(10 * time.Minute)
	f.give(id, 50_000)
	if d := f.dosings()[0]; !d.Began.Equal(began) || !d.Last.Equal(f.now) || d.Over || len(d.Checked) != 5 {
		t.Errorf("under way: %+v", d)
	}
	check := session.Discharge{Escort: "Luis"}
	for _, item := range f.rules.Discharge {
		check.Items = append(check.Items, session.Met{ID: item.ID, Answer: session.Yes})
	}
	f.now = f.now.Add(2 * time.Hour)
	_, err = f.desk.Discharge(ctx, f.ana, id, check)
	f.must(err)
	if d := f.dosings()[0]; !d.Over {
		t.Errorf("the patient has left: %+v", d)
	}
}

// A gate that opens one session and not the next is asked for the session.
func TestAGateIsAskedForItsSession(t *testing.T) {
	f := start(t)
	first := f.book(f.jose)
	closed := &record.Problem{Code: record.Refused, Field: "eligibility", Text: "Screen again."}
	f.desk = session.New(session.Deps{Log: f.log, Order: func(record.Reader, record.ID) (session.Order, bool, error) { return f.order, true, nil },
		Rules:   func(record.Reader) (session.Rules, error) { return f.rules, nil },
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil },
		Gates: []session.Gate{{Name: "eligibility", For: func(_ record.Reader, patient, id record.ID) (*record.Problem, error) {
			if patient != f.jose {
				t.Errorf("asked for %s", patient)
			}
			if id == first {
				return nil, nil
			}
			return closed, nil
		}}}})
	f.now = f.now.Add(time.Minute)
	second := f.running(f.jose)
	f.refused(record.Refused, "Screen again.", func() error { _, err := f.desk.GiveDose(ctx, f.nora, second, lozenge(1), session.When{}); return err })
	_, err := f.desk.CompleteChecks(ctx, f.nora, first, f.calm())
	f.must(err)
	f.must(f.desk.Start(ctx, f.ana, first))
	f.give(first, 10_000)
}
