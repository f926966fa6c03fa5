package measures

import (
	"os"
	"sync"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

var draft = sync.OnceValues(func() (*protocol.Protocol, error) {
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		return nil, err
	}
	return protocol.Parse(raw)
})

func shippedTimes(t testing.TB) Times {
	t.Helper()
	p, err := draft()
	if err != nil {
		t.Fatal(err)
	}
	return TimesOf(p)
}

// asking makes the plan of the patient ask for PHQ-9 at the points.
func asking(t testing.TB, points ...Point) *fixture {
	f := start(t)
	times := shippedTimes(t)
	f.desk.deps.Times = func(record.Reader) (Times, error) { return times, nil }
	f.course[f.Patient] = Course{Asked: []DueScale{{"phq-9", points}}, Since: f.Now}
	return f
}

func (f *fixture) sessions(s ...Dosing) {
	c := f.course[f.Patient]
	c.Sessions = s
	f.course[f.Patient] = c
}

func (f *fixture) due(t testing.TB, now time.Time) (needs []Need) {
	t.Helper()
	if err := f.Log.View(ctx, func(r record.Reader) (err error) { needs, err = f.desk.Due(r, f.Patient, now); return err }); err != nil {
		t.Fatal(err)
	}
	return needs
}

// Every point of the shipped protocol on both sides of each of its edges.
func TestStandingsOnBothSides(t *testing.T) {
	for _, w := range shippedTimes(t) {
		f := asking(t, w.Point)
		at := f.Now
		if w.Point != Baseline {
			at = f.Now.Add(100 * 24 * time.Hour)
			f.sessions(Dosing{ID: "s1", Starts: at, Dosed: w.Point != Before})
		}
		for _, c := range []struct {
			edge          time.Duration
			before, after Standing
		}{{w.Due, NotYet, DueNow}, {w.Late, DueNow, LateNow}, {w.Until, LateNow, Lost}} {
			for off, want := range map[time.Duration]Standing{-1: c.before, 0: c.after} {
				needs := f.due(t, at.Add(c.edge+off))
				if len(needs) != 1 || needs[0].Standing != want || needs[0].Point != w.Point || needs[0].Title != "Patient Health Questionnaire-9 (PHQ-9)" {
					t.Errorf("%s at %v%+d: %+v, want %s", w.Point, c.edge, off, needs, want)
				}
				if got := needs[0].Waits(); got != (want == DueNow || want == LateNow) {
					t.Errorf("%s waits: %v", want, got)
				}
			}
		}
	}
}

// A form that names no point answers the window it was filled in.
func TestAnUnlabelledFormCountsInItsWindow(t *testing.T) {
	for _, w := range shippedTimes(t) {
		for off, want := range map[time.Duration]bool{w.From - 1: false, w.From: true, w.Until - 1: true, w.Until: false} {
			f := asking(t, w.Point)
			at := f.Now
			if w.Point != Baseline {
				at = f.Now.Add(100 * 24 * time.Hour)
				f.sessions(Dosing{ID: "s1", Starts: at, Dosed: w.Point != Before})
			}
			f.Now = at.Add(w.Until + time.Hour)
			f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen, At: at.Add(off)})
			if n := f.due(t, f.Now)[0]; (n.Standing == Answered) != want || want == n.By.IsZero() {
				t.Errorf("%s at %v: %s", w.Point, off, n.Standing)
			}
		}
	}
}

func TestWhichFormAnswers(t *testing.T) {
	week := 7 * 24 * time.Hour
	for name, c := range map[string]struct {
		in   Filled
		want Standing
	}{
		"of its point and session":   {Filled{Point: DayAfter, Session: "s2", Form: phq9(0)}, Answered},
		"of another session":         {Filled{Point: DayAfter, Session: "s1", Form: phq9(0)}, LateNow},
		"of another point":           {Filled{Point: Before, Session: "s2", Form: phq9(0)}, LateNow},
		"incomplete":                 {Filled{Point: DayAfter, Session: "s2", Form: Form{Answers: nums(1)}}, LateNow},
		"with one question left out": {Filled{Point: DayAfter, Session: "s2", Form: Form{Answers: with(phq9(0).Answers, "q3", "")}}, Answered},
	} {
		t.Run(name, func(t *testing.T) {
			f := asking(t, DayAfter)
			s2 := f.Now.Add(week)
			f.sessions(Dosing{ID: "s1", Starts: f.Now, Dosed: true}, Dosing{ID: "s2", Starts: s2, Dosed: true})
			f.Now = s2.Add(50 * time.Hour)
			c.in.Instrument, c.in.Mode = "phq-9", OnPaper
			f.record(t, f.Nurse, c.in)
			needs := f.due(t, f.Now)
			if len(needs) != 2 || needs[1].Session != "s2" || needs[1].Standing != c.want {
				t.Errorf("%+v", needs)
			}
		})
	}
}

// Another scale and another patient's form answer nothing, and a form that was
// corrected away no longer does.
func TestWhatAnswersNothing(t *testing.T) {
	f := asking(t, Baseline)
	f.record(t, f.Nurse, Filled{Instrument: "gad-7", Form: Form{Answers: nums(0, 0, 0, 0, 0, 0, 0)}, Mode: OnScreen})
	if _, _, err := f.desk.Record(ctx, f.Nurse, f.Other, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen}); err != nil {
		t.Fatal(err)
	}
	if n := f.due(t, f.Now); n[0].Standing != DueNow {
		t.Errorf("%+v", n)
	}
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen})
	m := f.of(t, f.Patient)[1]
	if n := f.due(t, f.Now); n[0].Standing != Answered || n[0].By != m.Event {
		t.Errorf("%+v", n)
	}
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: Form{Answers: nums(1)}, Mode: OnScreen, Corrects: m.Event, Reason: "was another patient's"})
	if n := f.due(t, f.Now); n[0].Standing != DueNow {
		t.Errorf("%+v", n)
	}
}

func TestWhatHangsOnSessions(t *testing.T) {
	f := asking(t, Points...)
	day := 24 * time.Hour
	s1, s2 := f.Now.Add(10*day), f.Now.Add(17*day)
	count := func(now time.Time) map[Point]int {
		m := map[Point]int{}
		for _, n := range f.due(t, now) {
			m[n.Point]++
		}
		return m
	}
	want := func(name string, got map[Point]int, pairs ...int) {
		t.Helper()
		for i, p := range Points {
			if got[p] != pairs[i] {
				t.Errorf("%s: %d of %s, want %d", name, got[p], p, pairs[i])
			}
		}
	}
	want("no session", count(f.Now), 1, 0, 0, 0, 0, 0)
	f.sessions(Dosing{ID: "s1", Starts: s1})
	want("one booked", count(f.Now), 1, 1, 0, 0, 0, 0)
	f.sessions(Dosing{ID: "s1", Starts: s1, Over: true})
	want("called off", count(s1), 1, 0, 0, 0, 0, 0)
	f.sessions(Dosing{ID: "s1", Starts: s1, Dosed: true}, Dosing{ID: "s2", Starts: s2})
	want("one given, one booked", count(s1.Add(day)), 1, 2, 1, 0, 0, 0)
	want("one given, one forgotten", count(s2.Add(day)), 1, 2, 1, 1, 1, 1)
	f.sessions(Dosing{ID: "s1", Starts: s1, Dosed: true}, Dosing{ID: "s2", Starts: s2, Dosed: true})
	want("both given", count(s2.Add(day)), 1, 2, 2, 1, 1, 1)
	for _, n := range f.due(t, s2.Add(day)) {
		if n.Point == Week12 && (n.Session != "s2" || !n.Due.Equal(s2.Add(84*day))) {
			t.Errorf("twelve weeks count from %s: %v", n.Session, n.Due)
		}
		if n.Point == Baseline && !n.Until.Equal(s1) {
			t.Errorf("the baseline ends at %v", n.Until)
		}
	}
}

func TestWithoutAPlanNothingIsDue(t *testing.T) {
	f := asking(t)
	if n := f.due(t, f.Now); len(n) != 0 {
		t.Errorf("%+v", n)
	}
	f.course = map[record.ID]Course{}
	if n := f.due(t, f.Now); len(n) != 0 {
		t.Errorf("%+v", n)
	}
	f.desk.deps.Course = nil
	if n := f.due(t, f.Now); len(n) != 0 {
		t.Errorf("%+v", n)
	}
}

// The scales that the protocol offers are here, and may be filled in.
func TestOfferedScalesAreHere(t *testing.T) {
	p, err := draft()
	if err != nil {
		t.Fatal(err)
	}
	offered := Offered(p)
	if len(offered) == 0 {
		t.Fatal("none is offered")
	}
	for _, o := range offered {
		if in := instrument(t, o.Instrument); !in.MayShow(false) || len(o.Points) == 0 {
			t.Errorf("%s is offered and cannot be shown", o.Instrument)
		}
	}
	if len(shippedTimes(t)) != len(Points) {
		t.Error("a point has no time")
	}
}
