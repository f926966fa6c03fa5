package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// nights are sessions during which the day or the clock changes: start gives
// the instant of the first minute.
var nights = []struct{ name, zone, start string }{
	{"an ordinary afternoon", "America/Denver", "2026-11-23T14:00:00-07:00"},
	{"over midnight", "America/Denver", "2026-11-23T23:20:00-07:00"},
	{"over midnight and the new year", "Europe/Madrid", "2026-12-31T23:20:00+01:00"},
	{"Denver, clocks go back", "America/Denver", "2026-11-01T01:10:00-06:00"},
	{"Denver, clocks go forward", "America/Denver", "2026-03-08T01:10:00-07:00"},
	{"Madrid, clocks go back", "Europe/Madrid", "2026-10-25T02:10:00+02:00"},
	{"Madrid, clocks go forward", "Europe/Madrid", "2026-03-29T01:10:00+01:00"},
}

// Promise 10: midnight and changes of the clock alter no duration and no
// order.
func TestASessionOverMidnightAndClockChanges(t *testing.T) {
	for _, n := range nights {
		t.Run(n.name, func(t *testing.T) {
			began, err := time.Parse(time.RFC3339, n.start)
			if err != nil {
				t.Fatal(err)
			}
			f := startIn(t, n.zone, began.UTC())
			zone, err := time.LoadLocation(n.zone)
			f.must(err)
			f.register()
			id := f.running(f.jose)
			at := func(minute int) time.Time { return began.Add(time.Duration(minute) * time.Minute).UTC() }
			f.now = at(5)
			f.give(id, 100_000)
			for _, minute := range []int{20, 35, 65} { // when the schedule asks for them
				if due := f.show(id).NextDue; !due.Equal(at(minute)) {
					t.Fatalf("due at %s, want %s", due.In(zone), at(minute).In(zone))
				}
				f.now = at(minute)
				f.spo2(id, 97, session.When{})
			}
			f.late(id, at(70), zone)
			f.now = at(95).Add(2 * time.Minute)
			s := f.show(id)
			if s.Elapsed(f.now) != 97*time.Minute || !s.NextDue.Equal(at(95)) || s.Due[len(s.Due)-1].Over(f.now) != 2*time.Minute {
				t.Errorf("elapsed %s, due %s, list %+v", s.Elapsed(f.now), s.NextDue.In(zone), s.Due)
			}
			f.inOrder(s)
			f.now = at(120)
			_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
			f.must(err)
			f.now = at(150)
			_, err = f.desk.Sign(ctx, f.ana, id, "A calm session.")
			f.must(err)
			if got := f.show(id).Elapsed(f.now); got != 120*time.Minute {
				t.Errorf("elapsed %s at the end", got)
			}
			doc, err := f.desk.Paper(ctx, f.ana, id, handout.Normal)
			f.must(err)
			said := fmt.Sprintf("%+v", doc.Blocks)
			for _, want := range []string{"120 min", at(5).In(zone).Format("15:04"), at(65).In(zone).Format("15:04")} {
				if !strings.Contains(said, want) {
					t.Errorf("the paper does not say %q", want)
				}
			}
		})
	}
}

// late writes ten minutes later what happened at the instant, by the time of
// day that people type.
func (f *fixture) late(id record.ID, at time.Time, zone *time.Location) {
	f.t.Helper()
	f.now = at.Add(10 * time.Minute)
	local := at.In(zone)
	e, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Words, Text: "Late"}, false,
		session.When{At: session.Earlier(local.Hour(), local.Minute(), f.now, zone)})
	f.must(err)
	for _, l := range f.show(id).Lines {
		if l.ID == e && (!l.At.Equal(at) || !l.Late || l.Entered.Sub(l.At) != 10*time.Minute) {
			f.t.Errorf("happened %s, want %s; late %v by %s", l.At.In(zone), local, l.Late, l.Entered.Sub(l.At))
		}
		if l.Vitals != nil && l.Late {
			f.t.Errorf("what was written at once is late: %s", l.At.In(zone))
		}
	}
}

// inOrder checks that the log stands in the order in which things happened.
func (f *fixture) inOrder(s session.Show) {
	f.t.Helper()
	for i := 1; i < len(s.Lines); i++ {
		if s.Lines[i].At.Before(s.Lines[i-1].At) {
			f.t.Errorf("line %d happened before line %d", i, i-1)
		}
	}
	taken := s.Taken()
	for i := 1; i < len(taken); i++ {
		if taken[i].At.Before(taken[i-1].At) {
			f.t.Errorf("set %d was taken before set %d", i, i-1)
		}
	}
}

// The second dosing session of a day begins from nothing: its clock, its due
// list, its cards and its doses are its own.
func TestTwoDosingSessionsOfOnePatientOnOneDay(t *testing.T) {
	f, first := cards(t)
	f.spo2(first, 90, session.When{})
	f.now = f.now.Add(90 * time.Minute)
	_, err := f.desk.AnswerCard(ctx, f.ana, first, f.show(first).Open()[0].ID, "Oxygen", session.When{})
	f.must(err)
	_, err = f.desk.Discharge(ctx, f.ana, first, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	ended := f.now
	f.now = f.now.Add(4 * time.Hour)
	second := f.running(f.jose)
	s := f.show(second)
	if s.Nth != 2 || s.Elapsed(f.now) != 0 || len(s.Doses) != 0 || len(s.Cards) != 0 || len(s.Taken()) != 1 {
		t.Fatalf("the second begins with %d doses, %d cards, %d sets, elapsed %s", len(s.Doses), len(s.Cards), len(s.Taken()), s.Elapsed(f.now))
	}
	f.now = f.now.Add(20 * time.Minute)
	f.give(second, 50_000)
	f.now = f.now.Add(16 * time.Minute)
	s, old := f.show(second), f.show(first)
	if s.TotalUG != 50_000 || old.TotalUG != 100_000 || s.Elapsed(f.now) != 36*time.Minute || old.Elapsed(f.now) != ended.Sub(old.Visit.Began) {
		t.Errorf("totals %d and %d, elapsed %s and %s", old.TotalUG, s.TotalUG, old.Elapsed(f.now), s.Elapsed(f.now))
	}
	if len(old.Due) != 0 || !s.NextDue.Equal(f.now.Add(-16*time.Minute)) {
		t.Errorf("the first is due %+v, the second at %s", old.Due, s.NextDue)
	}
	clocks, err := f.desk.Clocks(ctx, []record.ID{first, second})
	f.must(err)
	if len(clocks) != 1 || !clocks[0].Began.Equal(s.Visit.Began) {
		t.Errorf("clocks %+v", clocks)
	}
}

// Two patients at once: what is measured of one changes nothing for the other.
func TestTwoPatientsAtOnce(t *testing.T) {
	f, jose := cards(t)
	f.now = f.now.Add(7 * time.Minute)
	lena := f.running(f.lena)
	f.give(lena, 50_000)
	began := f.now
	f.now = f.now.Add(9 * time.Minute) // José's second set is overdue by a minute
	f.spo2(lena, 89, session.When{})
	a, b := f.show(jose), f.show(lena)
	if !a.NextDue.Equal(f.now.Add(-time.Minute)) || len(a.Open()) != 0 || len(a.Taken()) != 1 {
		t.Errorf("José: due %s, open %+v", a.NextDue, a.Open())
	}
	if len(b.Open()) != 1 || b.Open()[0].Patient != f.lena {
		t.Errorf("Lena: open %+v", b.Open())
	}
	if a.Elapsed(f.now) != 16*time.Minute || b.Elapsed(f.now) != 9*time.Minute || a.TotalUG != 100_000 || b.TotalUG != 50_000 {
		t.Errorf("elapsed %s and %s, totals %d and %d", a.Elapsed(f.now), b.Elapsed(f.now), a.TotalUG, b.TotalUG)
	}
	clocks, err := f.desk.Clocks(ctx, []record.ID{jose, lena})
	f.must(err)
	if len(clocks) != 2 || clocks[0].Due != a.NextDue || clocks[1].Due != b.NextDue || !clocks[1].Began.Equal(began) || clocks[0].Cards != 0 || clocks[1].Cards != 1 {
		t.Errorf("the locked window says %+v", clocks)
	}
	f.refused(record.NotFound, "not in the log of this visit", func() error {
		_, err := f.desk.AnswerCard(ctx, f.ana, jose, b.Open()[0].ID, "Oxygen", session.When{})
		return err
	})
}
