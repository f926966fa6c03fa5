package measures

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/record"
)

func (f *fixture) chasing(t testing.TB) Chasing {
	t.Helper()
	f.desk.deps.Active = func(context.Context, time.Time, time.Time) ([]record.ID, error) {
		return []record.ID{f.Other, f.Patient}, nil
	}
	c, err := f.desk.Chase(ctx, f.Desk)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestChasingIsForWhoTakesScales(t *testing.T) {
	f := asking(t, Baseline)
	if _, err := f.desk.Chase(ctx, f.Owner); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("%v", err)
	}
	if c, err := f.desk.Chase(ctx, f.Desk); err != nil || len(c.Late) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTryRefuses(t *testing.T) {
	f := start(t)
	for _, c := range []struct {
		by      record.Actor
		patient record.ID
		how     How
		result  string
		code    record.Code
		field   string
	}{
		{f.Owner, f.Patient, ByPhone, "x", record.NotAllowed, ""},
		{f.Desk, "nobody", ByPhone, "x", record.NotFound, ""},
		{f.Desk, f.Patient, "pigeon", "x", record.Invalid, "how"},
		{f.Desk, f.Patient, ByPhone, " ", record.Invalid, "result"},
		{f.Desk, f.Patient, ByPhone, string(make([]byte, maxAttest+1)), record.Invalid, "result"},
	} {
		n := len(f.Log.Events())
		f.Refused(t, f.desk.Try(ctx, c.by, c.patient, c.how, c.result), c.code, c.field, n)
	}
}

// Who is late stands on the list from the hour of the protocol on, with the
// attempts since the scale was due, until it is filled in.
func TestWhoIsLateIsChased(t *testing.T) {
	f := asking(t, Baseline)
	due := f.Now
	f.Now = due.Add(7*24*time.Hour - 1)
	if c := f.chasing(t); len(c.Late) != 0 {
		t.Fatalf("%+v", c.Late)
	}
	f.Pass(1)
	if err := f.desk.Try(ctx, f.Desk, f.Patient, ByPhone, " rang, no answer "); err != nil {
		t.Fatal(err)
	}
	c := f.chasing(t)
	if len(c.Late) != 1 || c.Late[0].Patient.ID != f.Patient || !c.Late[0].Since.Equal(f.Now) || len(c.Late[0].Needs) != 1 {
		t.Fatalf("%+v", c.Late)
	}
	if tried := c.Late[0].Tried; len(tried) != 1 || tried[0].Result != "rang, no answer" || tried[0].How != ByPhone || tried[0].By.Name != "Mara Okafor" || !tried[0].At.Equal(f.Now) {
		t.Errorf("%+v", tried)
	}
	f.record(t, f.Desk, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnPaper, Point: Baseline})
	if c := f.chasing(t); len(c.Late) != 0 {
		t.Errorf("%+v", c.Late)
	}
}

// The longest waiting stands first, and old attempts are not counted again.
func TestTheLongestWaitingIsChasedFirst(t *testing.T) {
	f := asking(t, Baseline)
	if err := f.desk.Try(ctx, f.Desk, f.Patient, ByEmail, "before it was due"); err != nil {
		t.Fatal(err)
	}
	f.Pass(time.Hour)
	c := f.course[f.Patient]
	c.Since = f.Now
	f.course[f.Patient] = c
	c.Since = f.Now.Add(-24 * time.Hour)
	f.course[f.Other] = c
	f.Pass(8 * 24 * time.Hour)
	got := f.chasing(t)
	if len(got.Late) != 2 || got.Late[0].Patient.ID != f.Other || got.Late[1].Patient.ID != f.Patient || len(got.Late[1].Tried) != 0 {
		t.Errorf("%+v", got.Late)
	}
}

func TestLostAtTwelveWeeks(t *testing.T) {
	need := func(s ...Standing) (needs []Need) {
		for _, x := range s {
			needs = append(needs, Need{Point: Week12, Standing: x})
		}
		return append(needs, Need{Point: Week4, Standing: Lost})
	}
	for name, c := range map[string]struct {
		needs []Need
		want  Kept
	}{
		"not asked for":              {need(), Kept{}},
		"still to come":              {need(NotYet), Kept{}},
		"late is not lost":           {need(LateNow, Lost), Kept{}},
		"lost":                       {need(Lost, Lost), Kept{Lost: 1, Of: 1}},
		"one of two answered":        {need(Answered, Lost), Kept{Of: 1}},
		"one answered, one still on": {need(Answered, DueNow), Kept{Of: 1}},
	} {
		var k Kept
		k.count(c.needs)
		if k != c.want {
			t.Errorf("%s: %+v", name, k)
		}
	}
	f := asking(t, Week12)
	f.sessions(Dosing{ID: "s", Starts: f.Now, Dosed: true})
	f.Pass(140*24*time.Hour - 1)
	if c := f.chasing(t); c.Week12.Of != 0 || len(c.Late) != 1 {
		t.Errorf("%+v", c)
	}
	f.Pass(1)
	if c := f.chasing(t); c.Week12 != (Kept{Lost: 1, Of: 1}) || len(c.Late) != 0 {
		t.Errorf("%+v", c)
	}
}
