package session_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

// gates are the seven things that can stand against a dose, each with how to
// close it in a fresh fixture and the words it must be refused with.
var gates = []struct {
	name  string
	says  string
	close func(f *fixture)
}{
	{"eligibility", "The screening has expired.", func(f *fixture) {
		f.closed["eligibility"] = &record.Problem{Code: record.Refused, Field: "eligibility", Text: "The screening has expired."}
	}},
	{"plan", "There is no signed plan.", func(f *fixture) {
		f.closed["plan"] = &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed plan."}
	}},
	{"consent", "There is no signed consent.", func(f *fixture) {
		f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "consent", Text: "There is no signed consent."}
	}},
	{session.GateChecks, "Today's checks are not done. Ask each question of today's checks.", nil},
	{session.GateMaximum, "With this dose the session's total would be 160 mg; the maximum is 150 mg. Check the dose, or ask a prescriber.", nil},
	{session.GateRoute, "The order is for lozenge, this dose for IM.", nil},
	{session.GateRunning, "The session has not been started. Start it first.", nil},
}

// Promise 3: no dose without its gate, and every reason at once.
func TestNoDoseWithoutItsGate(t *testing.T) {
	for mask := 0; mask < 1<<len(gates); mask++ {
		t.Run(fmt.Sprintf("%07b", mask), func(t *testing.T) {
			f := start(t)
			id := f.book(f.jose)
			shut := func(name string) bool {
				return mask&(1<<slices.IndexFunc(gates, func(g struct {
					name  string
					says  string
					close func(f *fixture)
				}) bool {
					return g.name == name
				})) != 0
			}
			dose := lozenge(100_000)
			var want []string
			for i, g := range gates {
				if mask&(1<<i) == 0 {
					continue
				}
				want = append(want, g.says)
				if g.close != nil {
					g.close(f)
				}
			}
			if !shut(session.GateChecks) {
				_, err := f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
				f.must(err)
			}
			if shut(session.GateMaximum) {
				dose.UG = 160_000
			}
			if shut(session.GateRoute) {
				dose.Route = "IM"
			}
			if !shut(session.GateRunning) {
				f.must(f.desk.Start(ctx, f.ana, id))
			}
			before := len(f.log.Events())
			_, err := f.desk.GiveDose(ctx, f.nora, id, dose, session.When{})
			if got := texts(record.ProblemsOf(err)); !slices.Equal(got, sorted(want)) {
				t.Errorf("refused with %q, want %q", got, sorted(want))
			}
			if doses := len(f.log.Events()) - before; (doses == 0) != (mask != 0) {
				t.Errorf("%d events were written", doses)
			}
		})
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func TestOverrideIsThePrescribersWithAReason(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	f.closed["consent"] = gates2("There is no signed consent.")
	ask := session.Ask{Gates: []string{"consent"}, Reason: "Signed on paper, scanner broken"}
	f.refused(record.NotAllowed, "override a gate", func() error { _, err := f.desk.Override(ctx, f.nora, id, ask); return err })
	f.refused(record.Invalid, "needs a reason", func() error {
		_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: ask.Gates, Reason: "  "})
		return err
	})
	f.refused(record.Refused, "Nothing stands against a dose here", func() error {
		_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{"eligibility"}, Reason: "x"})
		return err
	})
	f.refused(record.Invalid, "Choose what", func() error { _, err := f.desk.Override(ctx, f.inez, id, session.Ask{Reason: "x"}); return err })
	f.refused(record.Refused, "has not been started", func() error {
		_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateRunning}, Reason: "x"})
		return err
	})
	f.refused(record.Refused, "no signed consent", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1), session.When{}); return err })

	_, err := f.desk.Override(ctx, f.inez, id, ask)
	f.must(err)
	f.give(id, 100_000)
	s := f.show(id)
	if d := s.Doses[0].Despite; !slices.Equal(d, []string{"consent"}) {
		t.Errorf("the dose says it was given despite %q", d)
	}
	if o := s.Overrides[0]; o.By.Name != "Inés Roy" || o.Because != ask.Reason {
		t.Errorf("the override is kept as %+v", o)
	}
}

func gates2(text string) *record.Problem { return &record.Problem{Code: record.Refused, Text: text} }

func TestAnOverrideCoversOneSessionAndTheReasonsThatStood(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	f.closed["consent"] = gates2("There is no signed consent.")
	_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{"consent"}, Reason: "On paper"})
	f.must(err)
	f.give(id, 50_000)

	other := f.running(f.lena)
	f.refused(record.Refused, "no signed consent", func() error { _, err := f.desk.GiveDose(ctx, f.nora, other, lozenge(1), session.When{}); return err })

	f.closed["consent"] = gates2("The consent was withdrawn.")
	f.refused(record.Refused, "withdrawn", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1), session.When{}); return err })
	f.closed["consent"] = nil
	f.closed["eligibility"] = gates2("The screening has expired.")
	f.refused(record.Refused, "expired", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1), session.When{}); return err })

	// A worrying answer that comes up after the checks were overridden is
	// refused again.
	f.closed["eligibility"] = nil
	worse := f.calm()
	worse.Ride = session.Ride{Answer: session.No}
	_, err = f.desk.CompleteChecks(ctx, f.nora, id, worse)
	f.must(err)
	_, err = f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateChecks}, Reason: "Stays overnight"})
	f.must(err)
	f.give(id, 10_000)
	worse.Safety = session.Asked{Answer: session.Yes}
	_, err = f.desk.CompleteChecks(ctx, f.nora, id, worse)
	f.must(err)
	f.refused(record.Refused, "thoughts of suicide", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1), session.When{}); return err })
}

func TestTheMaximumIsRaisedToANumber(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	f.give(id, 100_000)
	over := func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(60_000), session.When{}); return err }
	f.refused(record.Refused, "160 mg; the maximum is 150 mg", over)
	f.refused(record.Invalid, "must be over 150 mg", func() error {
		_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateMaximum}, UpToUG: 150_000, Reason: "x"})
		return err
	})
	_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateMaximum}, UpToUG: 170_000, Reason: "Tolerates well"})
	f.must(err)
	f.must(over())
	f.refused(record.Refused, "171 mg; the maximum is 170 mg", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(11_000), session.When{}); return err })
	if d := f.show(id).Doses[1]; !slices.Equal(d.Despite, []string{session.GateMaximum}) || d.MaxUG != 170_000 || d.TotalUG != 160_000 {
		t.Errorf("the second dose is kept as %+v", d)
	}
}

func TestChecksAreTodays(t *testing.T) {
	for name, c := range map[string]struct {
		checked, dosed string // clinic time
		fresh          bool
	}{
		"same morning":                         {"2026-11-23 08:50", "2026-11-23 09:30", true},
		"same day, late":                       {"2026-11-23 06:00", "2026-11-23 23:30", true},
		"over midnight":                        {"2026-11-23 22:30", "2026-11-24 00:20", true},
		"the night the clock ends summer time": {"2026-10-31 22:30", "2026-11-01 01:30", true},
		"the next day":                         {"2026-11-23 10:00", "2026-11-24 10:00", false},
		"the next morning":                     {"2026-11-23 20:00", "2026-11-24 08:00", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			zone, _ := time.LoadLocation("America/Denver")
			at := func(s string) time.Time {
				x, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
				f.must(err)
				return x.UTC()
			}
			f.now = at(c.checked)
			id := f.book(f.jose)
			_, err := f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
			f.must(err)
			f.must(f.desk.Start(ctx, f.ana, id))
			f.now = at(c.dosed)
			_, err = f.desk.GiveDose(ctx, f.nora, id, lozenge(1000), session.When{})
			if (err == nil) != c.fresh {
				t.Errorf("GiveDose says %v, want allowed %v", err, c.fresh)
			}
		})
	}
}

func TestAnyAnswerButTheCalmOneStandsAgainstADose(t *testing.T) {
	yes, unknown := session.Asked{Answer: session.Yes, Note: "x"}, session.Asked{Answer: session.Unknown}
	for name, c := range map[string]struct {
		change func(f *fixture, c *session.Checks)
		says   string
	}{
		"suicide":            {func(_ *fixture, c *session.Checks) { c.Safety = yes }, "The patient has thoughts of suicide."},
		"suicide unknown":    {func(_ *fixture, c *session.Checks) { c.Safety = unknown }, "is unknown"},
		"medicines":          {func(_ *fixture, c *session.Checks) { c.Medicines = yes }, "A medicine has changed"},
		"medicines unknown":  {func(_ *fixture, c *session.Checks) { c.Medicines = unknown }, "medicine has changed is unknown"},
		"health":             {func(_ *fixture, c *session.Checks) { c.Health = yes }, "health has changed since"},
		"health unknown":     {func(_ *fixture, c *session.Checks) { c.Health = unknown }, "health has changed is unknown"},
		"substances":         {func(_ *fixture, c *session.Checks) { c.Substances = yes }, "alcohol or drugs"},
		"substances unknown": {func(_ *fixture, c *session.Checks) { c.Substances = unknown }, "is unknown"},
		"pregnant":           {func(_ *fixture, c *session.Checks) { c.Pregnancy = yes }, "is pregnant"},
		"pregnancy unknown":  {func(_ *fixture, c *session.Checks) { c.Pregnancy = unknown }, "pregnant is unknown"},
		"no ride":            {func(_ *fixture, c *session.Checks) { c.Ride = session.Ride{Answer: session.No} }, "Nobody takes the patient home"},
		"ride unknown":       {func(_ *fixture, c *session.Checks) { c.Ride = session.Ride{Answer: session.Unknown} }, "home is unknown"},
		"weight unknown":     {func(_ *fixture, c *session.Checks) { c.Weight = session.Weight{Unknown: true} }, "weight is unknown"},
		"no pressure":        {func(_ *fixture, c *session.Checks) { c.Vitals, c.NoVitals = session.Vitals{}, true }, "blood pressure is unknown"},
		"upper over":         {func(_ *fixture, c *session.Checks) { c.Vitals.Systolic = session.Int(141) }, "141/80 is over the protocol's limit of 140/90"},
		"lower over":         {func(_ *fixture, c *session.Checks) { c.Vitals.Diastolic = session.Int(91) }, "128/91 is over"},
		"at the limit": {func(_ *fixture, c *session.Checks) {
			c.Vitals.Systolic, c.Vitals.Diastolic = session.Int(140), session.Int(90)
		}, ""},
		"ate 2:59 ago":       {func(f *fixture, c *session.Checks) { c.Solids.At = f.now.Add(-179 * time.Minute) }, "solid food at 06:01, and the protocol asks for 3 h"},
		"ate 3:00 ago":       {func(f *fixture, c *session.Checks) { c.Solids.At = f.now.Add(-180 * time.Minute) }, ""},
		"drank 59 min ago":   {func(f *fixture, c *session.Checks) { c.Liquids.At = f.now.Add(-59 * time.Minute) }, "a drink at 08:01"},
		"when eaten unknown": {func(_ *fixture, c *session.Checks) { c.Solids = session.Since{Unknown: true} }, "last ate is unknown"},
		"when drunk unknown": {func(_ *fixture, c *session.Checks) { c.Liquids = session.Since{Unknown: true} }, "last drank is unknown"},
		"everything is calm": {func(*fixture, *session.Checks) {}, ""},
		"not pregnant":       {func(_ *fixture, c *session.Checks) { c.Pregnancy = session.Asked{Answer: session.No} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			id := f.book(f.jose)
			checks := f.calm()
			c.change(f, &checks)
			_, err := f.desk.CompleteChecks(ctx, f.nora, id, checks)
			f.must(err)
			f.must(f.desk.Start(ctx, f.ana, id))
			give := func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(1000), session.When{}); return err }
			if c.says == "" {
				f.must(give())
				return
			}
			f.refused(record.Refused, c.says, give)
		})
	}
}

func TestBlankChecksAreNotChecks(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	err := func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, session.Checks{}); return err }
	f.refused(record.Invalid, "Ask about thoughts of suicide.", err)
	if n := len(record.ProblemsOf(err())); n != 11 {
		t.Errorf("%d questions are named as missing, want 11: %v", n, err())
	}
	f.refused(record.NotAllowed, "do today's checks", func() error { _, err := f.desk.CompleteChecks(ctx, f.rosa, id, f.calm()); return err })
	late := f.calm()
	late.Solids.At = f.now.Add(2 * time.Minute)
	f.refused(record.Invalid, "in the future", func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, late); return err })
	nameless := f.calm()
	nameless.Ride.Phone = " "
	f.refused(record.Invalid, "phone number of the ride", func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, nameless); return err })
	heavy := f.calm()
	heavy.Weight.Grams = 824_000
	f.refused(record.Invalid, "weight cannot be right", func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, heavy); return err })
	halfPressure := f.calm()
	halfPressure.Vitals.Diastolic = nil
	f.refused(record.Invalid, "Take the blood pressure", func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, halfPressure); return err })
	if len(f.measured) != 0 {
		t.Errorf("refused checks measured %+v", f.measured)
	}
	_, ok := f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
	f.must(ok)
	if len(f.measured) != 1 || f.measured[0].Grams != 82_400 || f.measured[0].Systolic != 128 {
		t.Errorf("measured %+v", f.measured)
	}
	s := f.show(id)
	if !s.Checked || s.Checks.By.Name != "Nora Diaz" || s.Checks.Protocol != "draft 1" || s.Visit.State != session.Arrived {
		t.Errorf("the checks stand as %+v, the visit is %s", s.Checks, s.Visit.State)
	}
}

// Promise 5: nothing is copied forward.
func TestNothingIsCopiedForward(t *testing.T) {
	f := start(t)
	first := f.running(f.jose)
	f.give(first, 100_000)
	f.now = f.now.Add(7 * 24 * time.Hour)
	second := f.book(f.jose)
	s := f.show(second)
	if s.Checked || s.TotalUG != 0 || len(s.Doses) != 0 || len(s.Lines) != 0 || s.RoomSet || len(s.Overrides) != 0 {
		t.Errorf("the second session begins with %+v", s)
	}
	f.must(f.desk.Start(ctx, f.ana, second))
	f.refused(record.Refused, "Today's checks are not done", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, second, lozenge(1000), session.When{})
		return err
	})
	_, err := f.desk.CompleteChecks(ctx, f.nora, second, f.calm())
	f.must(err)
	noLot := lozenge(1000)
	noLot.Lot = ""
	f.refused(record.Invalid, "Read the lot from the label", func() error { _, err := f.desk.GiveDose(ctx, f.nora, second, noLot, session.When{}); return err })
}
