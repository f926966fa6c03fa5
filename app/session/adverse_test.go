package session_test

import (
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestAdverseEventsAreChecked(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	good := session.Adverse{What: "Headache", Severity: session.Mild, Action: "Water"}
	until := record.Date{Year: 2026, Month: time.November, Day: 30}
	for name, c := range map[string]struct {
		change func(*session.Adverse)
		says   string
	}{
		"relation":       {func(a *session.Adverse) { a.Relation = "maybe" }, "what the drug"},
		"ending":         {func(a *session.Adverse) { a.Ending = "well" }, "how it ended"},
		"nobody":         {func(a *session.Adverse) { a.FollowUp.Until = until }, "who follows it up"},
		"no day":         {func(a *session.Adverse) { a.FollowUp.Who = f.ana.ID }, "until when"},
		"a day too soon": {func(a *session.Adverse) { a.FollowUp = session.FollowedBy{Who: f.ana.ID, Until: until.AddDays(-8)} }, "before the event"},
		"a stranger":     {func(a *session.Adverse) { a.FollowUp = session.FollowedBy{Who: "nobody", Until: until} }, "does not work here"},
		"the front desk": {func(a *session.Adverse) { a.FollowUp = session.FollowedBy{Who: f.rosa.ID, Until: until} }, "Choose a clinician"},
	} {
		t.Run(name, func(t *testing.T) {
			a := good
			c.change(&a)
			says := strings.Replace(c.says, "what the drug", "how the drug", 1)
			f.refused(record.Invalid, says, func() error { _, err := f.desk.AddAdverse(ctx, f.ana, id, a, session.When{}); return err })
		})
	}
	for _, r := range session.Relations {
		for _, e := range session.Endings {
			a := good
			a.Relation, a.Ending = r, e
			open := e == session.Recovering || e == session.NotRecovered || e == session.NotKnown
			if r.Name() == "" || e.Name() == "" || a.OutcomeOpen() != open {
				t.Errorf("%s, %s: %q, %q, open %v", r, e, r.Name(), e.Name(), a.OutcomeOpen())
			}
		}
	}
	if (session.Adverse{Outcome: "Well"}).OutcomeOpen() || !(session.Adverse{Outcome: " "}).OutcomeOpen() {
		t.Error("an event from before there were endings is read differently")
	}
}

// following gives the follow-ups of the clinic.
func (f *fixture) following() (out []session.Following) {
	f.t.Helper()
	f.must(f.log.View(ctx, func(r record.Reader) (err error) { out, err = session.FollowUps(r); return err }))
	return out
}

// A follow-up goes on after the signature until somebody writes how it ended.
func TestAFollowUpCannotBeForgotten(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	a := session.Adverse{What: "Double vision", Severity: session.Moderate, Relation: session.Possible, Action: "Lay down", Ending: session.Recovering}
	e, err := f.desk.AddAdverse(ctx, f.ana, id, a, session.When{})
	f.must(err)
	_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	sign := func() error { _, err := f.desk.Sign(ctx, f.ana, id, "Calm."); return err }
	f.refused(record.Refused, "An adverse event has no outcome yet", sign)
	if len(f.following()) != 0 {
		t.Fatal("a follow-up nobody has set")
	}
	fix := func(reason string) {
		t.Helper()
		e, err = f.desk.AddAdverse(ctx, f.inez, id, a, session.When{Corrects: e, Reason: reason})
		f.must(err)
	}
	a.FollowUp = session.FollowedBy{Who: f.ana.ID, Until: record.Date{Year: 2026, Month: time.November, Day: 25}}
	fix("follow-up set")
	f.must(sign())
	if got := f.following(); len(got) != 1 || got[0].Who != "Ana Brandt" || got[0].What != "Double vision" || got[0].Visit != id || got[0].Patient != f.jose {
		t.Fatalf("%+v", got)
	}
	f.now = f.now.Add(72 * time.Hour)
	a.FollowUp.Until, a.FollowUp.Who = record.Date{Year: 2026, Month: time.December, Day: 1}, f.inez.ID
	fix("still there")
	if got := f.following(); len(got) != 1 || got[0].Who != "Inés Roy" || got[0].Until.Day != 1 {
		t.Fatalf("set anew: %+v", got)
	}
	a.Ending, a.Outcome = session.Recovered, "Gone on the fourth day"
	fix("Outcome known")
	if got := f.following(); len(got) != 0 {
		t.Errorf("after the outcome: %+v", got)
	}
	if s := f.show(id); !s.Whole {
		t.Error("the outcome broke the signature")
	}
	a.Ending = session.NotRecovered // it was not so
	fix("came back")
	if got := f.following(); len(got) != 1 {
		t.Errorf("open again: %+v", got)
	}
	f.must(f.desk.Withdraw(ctx, f.ana, id, e, "another patient"))
	if got := f.following(); len(got) != 0 {
		t.Errorf("after the withdrawal: %+v", got)
	}
}

// Two events have follow-ups of their own, the first due first.
func TestFollowUpsDoNotMix(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	for i, what := range []string{"Rash", "Headache"} {
		_, err := f.desk.AddAdverse(ctx, f.ana, id, session.Adverse{What: what, Severity: session.Mild, Relation: session.Unlikely, Action: "None", Ending: session.NotKnown,
			FollowUp: session.FollowedBy{Who: f.nora.ID, Until: record.Date{Year: 2026, Month: time.December, Day: 9 - i}}}, session.When{})
		f.must(err)
	}
	if got := f.following(); len(got) != 2 || got[0].What != "Headache" || got[1].What != "Rash" {
		t.Errorf("%+v", got)
	}
}
