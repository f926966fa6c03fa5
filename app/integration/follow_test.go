package integration_test

import (
	"testing"
	"time"

	"kapdesk/app/integration"
	"kapdesk/app/record"
)

func TestFollowUpRefuses(t *testing.T) {
	f := start(t)
	draft := f.saved(f.session, content()).Content.Actions[0].ID
	before := len(f.log.Events())
	f.refused(f.desk.FollowUp(ctx, f.ana, f.patient, f.session, draft, integration.Done, ""), record.Refused, "", before)

	if _, err := f.desk.Sign(ctx, f.ana, f.patient, f.session, ""); err != nil {
		t.Fatal(err)
	}
	before = len(f.log.Events())
	for name, err := range map[string]error{
		"partly without why":  f.desk.FollowUp(ctx, f.ana, f.patient, f.session, draft, integration.Partly, " "),
		"not yet without why": f.desk.FollowUp(ctx, f.ana, f.patient, f.session, draft, integration.NotYet, ""),
		"dropped without why": f.desk.FollowUp(ctx, f.ana, f.patient, f.session, draft, integration.Dropped, ""),
	} {
		t.Run(name, func(t *testing.T) { f.refused(err, record.Invalid, "why", before) })
	}
	f.refused(f.desk.FollowUp(ctx, f.ana, f.patient, f.session, draft, "maybe", "x"), record.Invalid, "outcome", before)
	f.refused(f.desk.FollowUp(ctx, f.ana, f.patient, f.session, "no-step", integration.Done, ""), record.Refused, "", before)
	f.refused(f.desk.FollowUp(ctx, f.ana, "patient-2", f.session, draft, integration.Done, ""), record.NotFound, "", before)
}

func TestFollowUpAndItsCorrectionBothStayReadable(t *testing.T) {
	f := start(t)
	step := f.signed(f.session, content()).Content.Actions[0].ID
	if err := f.desk.FollowUp(ctx, f.ana, f.patient, f.session, step, integration.Dropped, "did not fit"); err != nil {
		t.Fatal(err)
	}
	wrong := f.open(f.session).Steps[0].History[0]
	before := len(f.log.Events())
	f.refused(f.desk.CorrectFollowUp(ctx, f.ana, f.patient, f.session, step, wrong.ID, integration.Partly, "4 of 5 days", " "), record.Invalid, "reason", before)
	f.refused(f.desk.CorrectFollowUp(ctx, f.ana, f.patient, f.session, step, record.EventID{Device: "x", Seq: 1}, integration.Done, "", "why"), record.NotFound, "", before)
	if err := f.desk.CorrectFollowUp(ctx, f.ana, f.patient, f.session, step, wrong.ID, integration.Partly, "4 of 5 days", "it was the other step"); err != nil {
		t.Fatal(err)
	}
	before = len(f.log.Events())
	f.refused(f.desk.CorrectFollowUp(ctx, f.ana, f.patient, f.session, step, wrong.ID, integration.Done, "", "again"), record.Conflict, "", before)

	s := f.open(f.session).Steps[0]
	latest, ok := s.Latest()
	if len(s.History) != 2 || s.History[0].Stands() || s.History[0].Why != "did not fit" || s.History[1].Reason != "it was the other step" {
		t.Errorf("history %+v", s.History)
	}
	if !ok || latest.Outcome != integration.Partly || latest.Signature.Name != "Ana Brandt" || !s.Open() {
		t.Errorf("latest %+v, open %v", latest, s.Open())
	}
}

func TestOpenStepsAreCarriedOnToReadAndNeverCopied(t *testing.T) {
	f := start(t)
	first := f.signed(f.session, content()).Content
	follow := func(session, step record.ID, o integration.Outcome) {
		t.Helper()
		if err := f.desk.FollowUp(ctx, f.ana, f.patient, session, step, o, "a word"); err != nil {
			t.Fatal(err)
		}
	}
	follow(f.session, first.Actions[0].ID, integration.Done)
	f.now = f.now.Add(7 * 24 * time.Hour)
	second := f.visit("dosing", -time.Hour, "closed")
	v := f.open(second)
	if len(v.Steps) != 2 || v.Steps[0].Open() || !v.Steps[1].Open() {
		t.Fatalf("the next plan reads %+v", v.Steps)
	}
	if len(v.Content.Actions) != 0 || len(v.Content.Insights) != 0 {
		t.Errorf("copied forward: %+v", v.Content)
	}
	own := integration.Content{Actions: []integration.Action{{What: "Walk", When: "before work"}}}
	f.signed(second, own)
	f.now = f.now.Add(7 * 24 * time.Hour)
	third := f.visit("dosing", -time.Hour, "closed")
	v = f.open(third)
	if len(v.Steps) != 2 || v.Steps[0].Action.What != "Walk" || v.Steps[1].Action.What != "Tell Luis about the kitchen" || v.Steps[1].Session.ID != f.session {
		t.Fatalf("the third plan reads %+v", v.Steps)
	}
	follow(f.session, first.Actions[1].ID, integration.Dropped)
	if v = f.open(third); len(v.Steps) != 1 {
		t.Errorf("a dropped step is still carried: %+v", v.Steps)
	}
}

func TestDue(t *testing.T) {
	day := 24 * time.Hour
	dated := content()
	dated.Actions[0].By = record.Date{Year: 2026, Month: 11, Day: 26}
	reviewed := content()
	reviewed.Review = record.Date{Year: 2026, Month: 11, Day: 27}
	date := func(d int) record.Date { return record.Date{Year: 2026, Month: 11, Day: d} }
	for name, c := range map[string]struct {
		content integration.Content
		visit   time.Duration // 0: none booked
		state   string
		after   time.Duration
		steps   int
		since   record.Date
		undated bool
	}{
		"the day itself is not late":         {dated, 20 * day, "booked", 2 * day, 0, record.Date{}, false},
		"a step's own day":                   {dated, 20 * day, "booked", 3 * day, 1, date(26), false},
		"the plan's day":                     {reviewed, 0, "", 4 * day, 2, date(27), false},
		"the next visit, before":             {content(), 5 * day, "booked", 4 * day, 0, record.Date{}, false},
		"the next visit, after":              {content(), 5 * day, "closed", 6 * day, 2, date(29), false},
		"a cancelled visit brings no one":    {content(), 5 * day, "cancelled", 2 * day, 2, date(24), true},
		"no day and no visit":                {content(), 0, "", 1 * day, 2, date(24), true},
		"no day and no visit, the same day":  {content(), 0, "", time.Hour, 0, record.Date{}, false},
		"insights alone are not followed up": {integration.Content{Insights: content().Insights}, 0, "", 9 * day, 0, record.Date{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			f.signed(f.session, c.content)
			if c.visit != 0 {
				f.visit("integration", c.visit, c.state)
			}
			due := f.due(c.after)
			if c.steps == 0 {
				if len(due) != 0 {
					t.Fatalf("due %+v", due)
				}
				return
			}
			if len(due) != 1 || len(due[0].Steps) != c.steps || due[0].Since != c.since || due[0].Undated != c.undated || due[0].Patient != f.patient || due[0].Session != f.session {
				t.Errorf("due %+v", due)
			}
		})
	}
}

func (f *fixture) due(after time.Duration) (due []integration.Overdue) {
	f.t.Helper()
	err := f.log.View(ctx, func(r record.Reader) (err error) {
		due, err = integration.Due(r, f.now.Add(after))
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return due
}

func TestAFollowedStepIsNotDue(t *testing.T) {
	f := start(t)
	v := f.signed(f.session, content())
	week := 7 * 24 * time.Hour
	for i, o := range []integration.Outcome{integration.NotYet, integration.Done} {
		if err := f.desk.FollowUp(ctx, f.ana, f.patient, f.session, v.Content.Actions[i].ID, o, "a word"); err != nil {
			t.Fatal(err)
		}
		if due, left := f.due(week), 1-i; left == 0 && len(due) != 0 || left == 1 && (len(due) != 1 || len(due[0].Steps) != 1) {
			t.Errorf("after %d follow-ups due %+v", i+1, due)
		}
	}
}
