package session_test

import (
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestNextVitals(t *testing.T) {
	m := session.Monitoring{After: []time.Duration{0, 15 * time.Minute, 30 * time.Minute}, Every: 30 * time.Minute}
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	at := func(minutes ...int) (out []time.Time) {
		for _, n := range minutes {
			out = append(out, zero.Add(time.Duration(n)*time.Minute))
		}
		return out
	}
	for name, c := range map[string]struct {
		schedule      session.Monitoring
		doses, vitals []time.Time
		want          int // minutes; -1: nothing is due
	}{
		"no dose":                        {m, nil, at(-10), -1},
		"no schedule":                    {session.Monitoring{}, at(0), nil, -1},
		"just dosed, never measured":     {m, at(0), nil, 0},
		"measured long before":           {m, at(0), at(-30), 0},
		"measured just before the dose":  {m, at(0), at(-5), 15},
		"measured at the dose":           {m, at(0), at(0), 15},
		"four minutes early counts":      {m, at(0), at(0, 11), 30},
		"six minutes early does not":     {m, at(0), at(0, 9), 15},
		"late counts once":               {m, at(0), at(0, 22), 30},
		"missed ones are not asked back": {m, at(0), at(0, 28), 60},
		"goes on":                        {m, at(0), at(0, 15, 30), 60},
		"goes on and on":                 {m, at(0), at(0, 300), 330},
		"a second dose begins anew":      {m, at(0, 40), at(0, 15, 30, 40), 55},
		"order does not matter":          {m, at(40, 0), at(40, 0, 30, 15), 55},
		"a schedule that ends":           {session.Monitoring{After: m.After}, at(0), at(30), -1},
		"only repeats":                   {session.Monitoring{Every: 10 * time.Minute}, at(0), at(0), 10},
	} {
		t.Run(name, func(t *testing.T) {
			due, ok := c.schedule.NextVitals(c.doses, c.vitals)
			if ok != (c.want >= 0) {
				t.Fatalf("due %v at %s, want %d", ok, due, c.want)
			}
			if ok && !due.Equal(zero.Add(time.Duration(c.want)*time.Minute)) {
				t.Errorf("due after %s, want %d min", due.Sub(zero), c.want)
			}
		})
	}
}

func TestTriggers(t *testing.T) {
	f := start(t)
	zero := f.now
	at := func(minute int, v session.Vitals) session.Taken {
		return session.Taken{Vitals: v, At: zero.Add(time.Duration(minute) * time.Minute)}
	}
	bp := func(s, d int) session.Vitals { return session.Vitals{Systolic: &s, Diastolic: &d} }
	o2 := func(n int) session.Vitals { return session.Vitals{SpO2: &n} }
	for name, c := range map[string]struct {
		taken []session.Taken
		want  string
	}{
		"nothing taken":           {nil, ""},
		"oxygen at the edge":      {[]session.Taken{at(0, o2(92))}, ""},
		"oxygen under":            {[]session.Taken{at(0, o2(91))}, "spo2"},
		"better since":            {[]session.Taken{at(0, o2(91)), at(5, o2(97))}, ""},
		"not measured since":      {[]session.Taken{at(0, o2(91)), at(5, bp(120, 80))}, "spo2"},
		"pressure once":           {[]session.Taken{at(0, bp(190, 100))}, ""},
		"pressure twice too soon": {[]session.Taken{at(0, bp(190, 100)), at(4, bp(185, 100))}, ""},
		"pressure twice":          {[]session.Taken{at(0, bp(180, 100)), at(5, bp(170, 110))}, "pressure"},
		"lower between":           {[]session.Taken{at(0, bp(190, 100)), at(3, bp(150, 90)), at(6, bp(190, 100))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, tr := range f.rules.Raised(c.taken) {
				got += tr.ID
			}
			if got != c.want {
				t.Errorf("raised %q, want %q", got, c.want)
			}
		})
	}
}

func TestAmounts(t *testing.T) {
	for in, want := range map[string]int64{"100": 100_000, "62.5": 62_500, "0,5": 500, " 56 ": 56_000, "0.001": 1} {
		if got, err := session.ParseMG(in); err != nil || got != want {
			t.Errorf("ParseMG(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", ".", "1.", ".5", "-1", "1.0001", "1e3", "100 mg", "1 000", "99999999", "1.2.3", "٣"} {
		if got, err := session.ParseMG(in); err == nil {
			t.Errorf("ParseMG(%q) = %d, want an error", in, got)
		}
	}
	for ug, want := range map[int64]string{0: "0", 1: "0.001", 62_500: "62.5", 100_000: "100", -500: "-0.5"} {
		if got := session.MG(ug); got != want {
			t.Errorf("MG(%d) = %q, want %q", ug, got, want)
		}
	}
	for _, c := range []struct {
		ug    int64
		grams int
		want  string
	}{{100_000, 82_400, "1.21"}, {100_000, 0, ""}, {50_000, 100_000, "0.50"}, {505, 1000, "0.51"}, {504, 1000, "0.50"}, {0, 80_000, "0.00"}} {
		if got := session.PerKg(c.ug, c.grams); got != c.want {
			t.Errorf("PerKg(%d, %d) = %q, want %q", c.ug, c.grams, got, c.want)
		}
	}
}

func TestEarlier(t *testing.T) {
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for name, c := range map[string]struct {
		hour, minute int
		now, want    string
	}{
		"this morning":            {9, 46, "2026-11-23T10:00:00-07:00", "2026-11-23T09:46:00-07:00"},
		"this very minute":        {10, 0, "2026-11-23T10:00:30-07:00", "2026-11-23T10:00:00-07:00"},
		"a clock ahead of ours":   {10, 1, "2026-11-23T10:00:10-07:00", "2026-11-23T10:01:00-07:00"},
		"yesterday evening":       {22, 30, "2026-11-23T09:00:00-07:00", "2026-11-22T22:30:00-07:00"},
		"just after midnight":     {23, 50, "2026-11-24T00:05:00-07:00", "2026-11-23T23:50:00-07:00"},
		"midnight itself":         {0, 0, "2026-11-24T00:05:00-07:00", "2026-11-24T00:00:00-07:00"},
		"shown twice, the first":  {1, 30, "2026-11-01T01:40:00-06:00", "2026-11-01T01:30:00-06:00"},
		"shown twice, the later":  {1, 30, "2026-11-01T01:40:00-07:00", "2026-11-01T01:30:00-07:00"},
		"before the clock change": {0, 30, "2026-11-01T01:40:00-07:00", "2026-11-01T00:30:00-06:00"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := session.Earlier(c.hour, c.minute, at(c.now), zone); !got.Equal(at(c.want)) {
				t.Errorf("Earlier is %s, want %s", got.In(zone), c.want)
			}
		})
	}
}

// What stays on a locked window is clocks alone, of sessions under way.
func TestClocks(t *testing.T) {
	f := start(t)
	booked := f.book(f.lena)
	id := f.running(f.jose)
	began := f.now
	f.give(id, 100_000)
	f.now = f.now.Add(5 * time.Minute)
	clocks, err := f.desk.Clocks(ctx, []record.ID{booked, id})
	f.must(err)
	if len(clocks) != 1 || !clocks[0].Began.Equal(began) || clocks[0].Due.IsZero() || clocks[0].Due != f.show(id).NextDue {
		t.Errorf("%+v, want one that began %s and is due %s", clocks, began, f.show(id).NextDue)
	}
	if _, err := f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: []session.Met{{ID: "gait", Answer: session.Yes}, {ID: "oriented", Answer: session.Yes}}, Escort: "Luis"}); err != nil {
		t.Fatal(err)
	}
	if clocks, err = f.desk.Clocks(ctx, []record.ID{booked, id}); err != nil || len(clocks) != 0 {
		t.Errorf("after the discharge: %+v, %v", clocks, err)
	}
	if _, err := f.desk.Clocks(ctx, []record.ID{"nothing"}); err == nil {
		t.Error("a visit that is not there")
	}
}
