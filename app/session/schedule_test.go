package session_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"kapdesk/app/session"
)

// The first time of the list that waits is the one that counts down, for any
// schedule, doses and sets.
func TestTheDueListAgreesWithTheCountdown(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 16))
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	minutes := func(n, within int) (out []time.Time) {
		for range rnd.IntN(n + 1) {
			out = append(out, zero.Add(time.Duration(rnd.IntN(within)-within/8)*time.Minute))
		}
		return out
	}
	for range 3000 {
		m := session.Monitoring{Every: time.Duration(rnd.IntN(4)*15) * time.Minute}
		for at := 0; at < rnd.IntN(90); at += 1 + rnd.IntN(30) {
			m.After = append(m.After, time.Duration(at)*time.Minute)
		}
		doses, vitals := minutes(3, 80), minutes(8, 200)
		want, due := m.NextVitals(doses, vitals)
		var got time.Time
		last := time.Time{}
		for _, d := range m.Schedule(doses, vitals) {
			if d.At.Before(last) {
				t.Fatalf("the list is out of order: %s after %s", d.At, last)
			}
			last = d.At
			if d.Waits() && got.IsZero() {
				got = d.At
			}
			if d.Missed && !d.Done.IsZero() {
				t.Fatalf("both done and missed: %+v", d)
			}
		}
		if due != !got.IsZero() || due && !got.Equal(want) {
			t.Fatalf("schedule %+v, doses %v, vitals %v: the list says %s, the countdown %s (%v)", m, doses, vitals, got, want, due)
		}
	}
}

func TestTheDueListSaysWhatWasDone(t *testing.T) {
	m := session.Monitoring{After: []time.Duration{0, 15 * time.Minute, 30 * time.Minute}, Every: 30 * time.Minute}
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	at := func(n int) time.Time { return zero.Add(time.Duration(n) * time.Minute) }
	list := m.Schedule([]time.Time{zero}, []time.Time{at(-2), at(34)})
	if len(list) != 4 || !list[0].Done.Equal(at(-2)) || !list[1].Missed || !list[2].Done.Equal(at(34)) || !list[3].Waits() || !list[3].At.Equal(at(60)) {
		t.Fatalf("%+v", list)
	}
	if over := list[3].Over(at(60).Add(time.Second - 1)); over != 0 {
		t.Errorf("due at this second and over by %s", over)
	}
	if over := list[3].Over(at(60).Add(time.Second)); over != time.Second {
		t.Errorf("a second later over by %s", over)
	}
	if over := list[3].Over(at(61)); over != time.Minute {
		t.Errorf("over by %s", over)
	}
	if list[3].Over(at(59)) != 0 || list[1].Over(at(90)) != 0 {
		t.Error("what is not due yet, or no longer, is overdue")
	}
	if m.Schedule(nil, []time.Time{zero}) != nil {
		t.Error("without a dose there is a schedule")
	}
}

// Before the first dose something must have been measured.
func TestTheBaselineIsDueFirst(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	if due := f.show(id).Due; due != nil {
		t.Errorf("before the start: %+v", due)
	}
	c := f.calm()
	c.Vitals, c.NoVitals = session.Vitals{}, true
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	f.must(f.desk.Start(ctx, f.ana, id))
	if s := f.show(id); len(s.Due) != 1 || !s.Due[0].Baseline || !s.NextDue.Equal(f.now) {
		t.Errorf("started: %+v", s.Due)
	}
	f.spo2(id, 98, session.When{})
	if s := f.show(id); !s.NextDue.IsZero() || !s.Due[0].Done.Equal(f.now) {
		t.Errorf("measured: %+v", s.Due)
	}
	// The checks' own vital signs count for another patient.
	if s := f.show(f.running(f.lena)); !s.NextDue.IsZero() || s.Due[0].Waits() {
		t.Errorf("measured with the checks: %+v", s.Due)
	}
}

func TestAFindingIsMeasuredAgainUntilItIsGone(t *testing.T) {
	f, id := cards(t)
	f.now = f.now.Add(time.Minute)
	f.spo2(id, 93, session.When{})
	if due := f.show(id).NextDue; !due.Equal(f.now.Add(5 * time.Minute)) {
		t.Fatalf("due at %s", due)
	}
	f.now = f.now.Add(6 * time.Minute)
	if s := f.show(id); s.Due[len(s.Due)-1].At.Before(f.now) || !s.NextDue.Before(f.now) {
		t.Errorf("a minute over: %+v", s.Due)
	}
	f.spo2(id, 97, session.When{})
	for _, d := range f.show(id).Due {
		if d.Why.EN != "" {
			t.Errorf("it is gone, and %s is asked again", d.Why.EN)
		}
	}
}
