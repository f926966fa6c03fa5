package session_test

import (
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func met(answers ...session.Answer) []session.Met {
	return []session.Met{{ID: "gait", Answer: answers[0]}, {ID: "oriented", Answer: answers[1]}}
}

func TestDischargeNamesEachUnmetItem(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	go1 := func(by record.Actor, d session.Discharge) func() error {
		return func() error { _, err := f.desk.Discharge(ctx, by, id, d); return err }
	}
	f.refused(record.NotAllowed, "discharge a patient", go1(f.rosa, session.Discharge{}))
	f.refused(record.Invalid, "Not answered yet: Walks steadily without help Not answered yet: Knows who", go1(f.ana, session.Discharge{Escort: "Luis"}))
	f.refused(record.Refused, "Not met: Walks steadily without help Not met: Knows who, where and when Nobody is named",
		go1(f.ana, session.Discharge{Items: met(session.No, session.Unknown)}))
	unsteady := session.Discharge{Items: met(session.No, session.Yes), Escort: "Luis"}
	f.refused(record.Refused, "Not met: Walks", go1(f.inez, unsteady))
	unsteady.Because = "Walks with a cane as always"
	f.refused(record.NotAllowed, "override a gate", go1(f.ana, unsteady))
	// The protocol does not let anybody set this one aside.
	f.refused(record.Refused, "Not met: Knows who", go1(f.inez, session.Discharge{Items: met(session.Yes, session.No), Escort: "Luis", Because: "x"}))

	f.must(go1(f.inez, unsteady)())
	s := f.show(id)
	if s.Stage != session.StageDischarged || s.Discharge.Because != unsteady.Because || s.Discharge.By.Name != "Inés Roy" || len(s.Discharge.Unmet()) != 1 {
		t.Errorf("stage %s, discharge %+v", s.Stage, s.Discharge)
	}
	f.must(go1(f.ana, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis", Because: "left over"})())
	if d := f.show(id).Discharge; d.Because != "" || d.By.Name != "Ana Brandt" {
		t.Errorf("the second check is %+v", d)
	}
}

func TestSignNeedsEverythingFinished(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	sign := func(by record.Actor, summary string) func() error {
		return func() error { _, err := f.desk.Sign(ctx, by, id, summary); return err }
	}
	f.refused(record.Refused, "has not been started", sign(f.ana, "x"))
	f.must(f.desk.Start(ctx, f.ana, id))
	e, err := f.desk.AddAdverse(ctx, f.ana, id, session.Adverse{What: "Vomited once", Severity: session.Mild, Action: "Basin, side position"}, session.When{})
	f.must(err)
	f.refused(record.NotAllowed, "sign a session", sign(f.rosa, "x"))
	f.refused(record.Refused, "discharge check is not done. How the drug has to do with an adverse event is not judged yet. An adverse event has no outcome yet. Write its outcome, or who follows it up and until when. Write a summary", sign(f.ana, " "))
	_, err = f.desk.AddAdverse(ctx, f.ana, id, session.Adverse{What: "Vomited once", Severity: session.Mild, Action: "Basin, side position", Outcome: "Well after 10 min", Relation: session.Possible},
		session.When{Corrects: e, Reason: "Outcome known"})
	f.must(err)
	_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	f.must(sign(f.ana, "A calm session.")())
	f.refused(record.Invalid, "signed. An addition or a correction needs a reason", sign(f.ana, "again"))
}

// signed gives a dosing session that is signed.
func (f *fixture) signed() record.ID {
	id := f.running(f.jose)
	f.give(id, 100_000)
	_, err := f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "A calm session.")
	f.must(err)
	return id
}

// Promise 2: what is signed never changes.
func TestWhatIsSignedNeverChanges(t *testing.T) {
	f := start(t)
	id := f.signed()
	before := f.show(id)
	if before.Stage != session.StageSigned || !before.IsSigned || !before.Whole || before.Signed.By.Name != "Ana Brandt" || before.Visit.Note.Summary != "A calm session." {
		t.Fatalf("signed as %+v, whole %v, stage %s", before.Signed, before.Whole, before.Stage)
	}
	f.now = f.now.Add(time.Hour)
	f.refused(record.Invalid, "needs a reason", func() error {
		_, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Observation, Text: "x"}, false, session.When{})
		return err
	})
	f.refused(record.Refused, "no dose can be added", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1), session.When{Reason: "forgotten"})
		return err
	})
	f.refused(record.Refused, "signed and stays", func() error { return f.desk.SaveNote(ctx, f.ana, id, session.Note{Summary: "else"}) })
	f.refused(record.Refused, "cannot be withdrawn", func() error { return f.desk.Withdraw(ctx, f.ana, id, before.Signed.ID, "x") })
	f.refused(record.Invalid, "needs a reason", func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, f.calm()); return err })
	_, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Observation, Text: "Called in the evening: well"}, false, session.When{Reason: "Addition"})
	f.must(err)
	lot := lozenge(100_000)
	lot.Lot = "K24-119"
	_, err = f.desk.GiveDose(ctx, f.nora, id, lot, session.When{At: before.Doses[0].At, Corrects: before.Doses[0].ID, Reason: "Lot misread"})
	f.must(err)
	after := f.show(id)
	if !after.Whole || after.Signed.Log != before.Signed.Log || len(after.Lines) != len(before.Lines)+2 {
		t.Errorf("after additions: whole %v, %d lines", after.Whole, len(after.Lines))
	}
	added := 0
	for _, l := range after.Lines {
		if l.Added {
			added++
		}
	}
	if added != 2 {
		t.Errorf("%d lines are shown as added after signing, want 2", added)
	}
}

func TestTwoDosingSessionsOnOneDayAndTwoPatientsAtOnce(t *testing.T) {
	f := start(t)
	morning := f.signed()
	f.now = f.now.Add(5 * time.Hour)
	noon := f.running(f.jose)
	lena := f.running(f.lena)
	f.give(noon, 150_000)
	f.give(lena, 50_000)
	for id, want := range map[record.ID]int64{morning: 100_000, noon: 150_000, lena: 50_000} {
		if s := f.show(id); s.TotalUG != want || len(s.Doses) != 1 {
			t.Errorf("session %s has %d µg in %d doses, want %d in 1", id, s.TotalUG, len(s.Doses), want)
		}
	}
	if s := f.show(noon); s.Nth != 2 {
		t.Errorf("the second session of the day is number %d", s.Nth)
	}
	if s := f.show(lena); s.Nth != 1 {
		t.Errorf("the other patient's session is number %d", s.Nth)
	}
}

// Promise 10: midnight and daylight-saving changes alter no duration and no
// order.
func TestTimeIsHonest(t *testing.T) {
	zone, _ := time.LoadLocation("America/Denver")
	for name, begin := range map[string]time.Time{
		"plain day":        time.Date(2026, 11, 23, 9, 30, 0, 0, zone),
		"over midnight":    time.Date(2026, 11, 23, 23, 30, 0, 0, zone),
		"clock goes back":  time.Date(2026, 11, 1, 0, 45, 0, 0, zone),
		"clock goes ahead": time.Date(2026, 3, 8, 1, 15, 0, 0, zone),
		"new year":         time.Date(2026, 12, 31, 23, 59, 59, 0, zone),
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			f.now = begin.UTC()
			id := f.running(f.jose)
			f.give(id, 100_000)
			for m := 15; m <= 150; m += 15 {
				f.now = begin.UTC().Add(time.Duration(m) * time.Minute)
				_, err := f.desk.AddVitals(ctx, f.ana, id, session.Vitals{Pulse: session.Int(60 + m/15)}, session.When{})
				f.must(err)
			}
			late := begin.UTC().Add(20 * time.Minute)
			_, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Words, Text: "late"}, false, session.When{At: late})
			f.must(err)
			s := f.show(id)
			if got := s.Elapsed(f.now); got != 150*time.Minute {
				t.Errorf("elapsed %s, want 2h30m", got)
			}
			if !slices.IsSortedFunc(s.Lines, func(a, b session.Line) int { return a.At.Compare(b.At) }) {
				t.Error("the timeline is out of order")
			}
			i := slices.IndexFunc(s.Lines, func(l session.Line) bool { return l.Entry != nil })
			if before, after := s.Lines[i-1], s.Lines[i+1]; value(before.Vitals) != 61 || value(after.Vitals) != 62 || !s.Lines[i].Late {
				t.Errorf("the late line stands between %+v and %+v", before, after)
			}
			if want := f.now.Add(30 * time.Minute); !s.NextDue.Equal(want) {
				t.Errorf("next vitals at %s, want %s", s.NextDue, want)
			}
			_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
			f.must(err)
			s = f.show(id)
			if got := s.Elapsed(f.now.Add(time.Hour)); got != 150*time.Minute || !s.NextDue.IsZero() {
				t.Errorf("after the discharge the clock says %s, next vitals %s", got, s.NextDue)
			}
		})
	}
}

func value(v *session.Vitals) int {
	if v == nil || v.Pulse == nil {
		return 0
	}
	return *v.Pulse
}

func TestNotesAreSignedAndAmended(t *testing.T) {
	f := start(t)
	id, err := f.desk.Book(ctx, f.rosa, f.jose, session.Preparation, f.now, "", f.ana.ID)
	f.must(err)
	sign := func() error { _, err := f.desk.SignNote(ctx, f.ana, id); return err }
	f.refused(record.Invalid, "intention in the patient's own words. Explain what to expect, and say that it was done. Write down what is agreed about touch. Write down what helps", sign)
	f.refused(record.NotAllowed, "prepare a session", func() error { return f.desk.SaveNote(ctx, f.rosa, id, session.Note{Intention: "x"}) })
	f.refused(record.Invalid, "longer than", func() error { return f.desk.SaveNote(ctx, f.ana, id, session.Note{Touch: string(make([]rune, 20001))}) })
	note := session.Note{Intention: "To meet the fear without running from it.", Explained: session.Yes, Touch: "Hand on shoulder; stop is the word", Distress: "Breathing, naming the room"}
	f.must(f.desk.SaveNote(ctx, f.ana, id, note))
	n := len(f.log.Events())
	f.must(f.desk.SaveNote(ctx, f.ana, id, note))
	if len(f.log.Events()) != n {
		t.Error("saving the same note wrote an event")
	}
	f.refused(record.Refused, "not signed yet", func() error { _, err := f.desk.AmendNote(ctx, f.ana, id, note, "slip"); return err })
	f.must(sign())
	f.refused(record.Invalid, "signed. An addition or a correction needs a reason", sign)
	f.refused(record.Refused, "signed and stays", func() error { return f.desk.SaveNote(ctx, f.ana, id, session.Note{Intention: "else"}) })
	note.Touch = "No touch"
	f.refused(record.Invalid, "needs a reason", func() error { _, err := f.desk.AmendNote(ctx, f.ana, id, note, " "); return err })
	f.now = f.now.Add(time.Hour)
	_, err = f.desk.AmendNote(ctx, f.ana, id, note, "Patient changed their mind")
	f.must(err)
	s := f.show(id)
	if len(s.Notes) != 2 || s.Notes[0].Note.Touch != "Hand on shoulder; stop is the word" || s.Notes[1].Note.Touch != "No touch" || s.Notes[1].Reason == "" || s.Visit.State != session.Closed {
		t.Errorf("the notes are %+v", s.Notes)
	}
	f.now = f.now.Add(24 * time.Hour)
	dosing := f.book(f.jose)
	if in := f.show(dosing).Intention; in.Text != note.Intention || in.From.ID != id {
		t.Errorf("the intention is %+v", in)
	}
}

func TestANoteOfAVisitAsksAboutSafety(t *testing.T) {
	for name, c := range map[string]struct {
		note session.Note
		says string
	}{
		"blank":     {session.Note{}, "how the patient has been. Ask about thoughts of suicide. Write down what was worked on."},
		"yes alone": {session.Note{How: "x", Safety: session.Yes, Notes: "x"}, "what was said and done"},
		"complete":  {session.Note{How: "x", Safety: session.No, Notes: "x"}, ""},
	} {
		for _, kind := range []session.Kind{session.Integration, session.FollowUp, session.Consultation} {
			ps := c.note.Missing(kind)
			if got := ps.Error(); (got == "") != (c.says == "") || len(ps) > 0 && !slices.Contains(texts(ps), ps[0].Error()) {
				t.Errorf("%s %s: %q, want %q", name, kind, got, c.says)
			}
		}
	}
}
