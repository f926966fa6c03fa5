package session_test

import (
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestBookRefuses(t *testing.T) {
	f := start(t)
	nobody := record.Actor{ID: "nobody"}
	f.refused(record.NotAllowed, "Nobody is signed in", func() error {
		_, err := f.desk.Book(ctx, nobody, f.jose, session.Dosing, f.now, "", "")
		return err
	})
	f.refused(record.Invalid, "needs a patient. Choose what the visit is for. A visit needs a date", func() error {
		_, err := f.desk.Book(ctx, f.rosa, "", "party", time.Time{}, "", "")
		return err
	})
	f.refused(record.Invalid, "does not work here", func() error {
		_, err := f.desk.Book(ctx, f.rosa, f.jose, session.Dosing, f.now, "", "stranger")
		return err
	})
	f.book(f.jose)
	f.refused(record.Refused, "already has the same visit", func() error {
		_, err := f.desk.Book(ctx, f.rosa, f.jose, session.Dosing, f.now, "Room 3", "")
		return err
	})
	if _, err := session.Of(reader(f), "nothing"); record.CodeOf(err) != record.NotFound {
		t.Errorf("a visit that is not there gives %v", err)
	}
}

// reader gives a Reader for the pure functions.
func reader(f *fixture) (r record.Reader) {
	f.must(f.log.View(ctx, func(x record.Reader) error { r = x; return nil }))
	return r
}

func TestAVisitIsBookedMovedAndEnded(t *testing.T) {
	f := start(t)
	id, err := f.desk.Book(ctx, f.rosa, f.jose, session.Preparation, f.now.Add(time.Hour), " Room 1 ", f.ana.ID)
	f.must(err)
	f.must(f.desk.Move(ctx, f.rosa, id, f.now.Add(2*time.Hour), "Room 2", f.inez.ID))
	v, err := session.Of(reader(f), id)
	f.must(err)
	if v.Patient != f.jose || v.Kind != session.Preparation || !v.Starts.Equal(f.now.Add(2*time.Hour)) || v.Room != "Room 2" || v.With != f.inez.ID || v.State != session.Booked {
		t.Errorf("the visit is %+v", v)
	}
	n := len(f.log.Events())
	f.must(f.desk.Move(ctx, f.rosa, id, f.now.Add(2*time.Hour), "Room 2", f.inez.ID))
	if len(f.log.Events()) != n {
		t.Error("moving to where it stands wrote an event")
	}
	f.refused(record.Invalid, "why", func() error { return f.desk.Cancel(ctx, f.rosa, id, " ") })
	f.refused(record.Refused, "has not begun", func() error { return f.desk.Miss(ctx, f.rosa, id, "no show") })
	f.must(f.desk.Cancel(ctx, f.rosa, id, "Ill"))
	f.refused(record.Refused, "Cancelled", func() error { return f.desk.Arrive(ctx, f.rosa, id) })
	f.refused(record.Refused, "Cancelled", func() error { return f.desk.Move(ctx, f.rosa, id, f.now, "", "") })
	f.refused(record.Refused, "Cancelled", func() error { return f.desk.Cancel(ctx, f.rosa, id, "again") })
	f.refused(record.Refused, "Cancelled", func() error { return f.desk.SaveNote(ctx, f.ana, id, session.Note{How: "x"}) })
}

func TestStartRefuses(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	f.refused(record.NotAllowed, "write in the session log", func() error { return f.desk.Start(ctx, f.rosa, id) })
	prep, err := f.desk.Book(ctx, f.rosa, f.jose, session.Preparation, f.now, "", "")
	f.must(err)
	f.refused(record.Refused, "Only a dosing session", func() error { return f.desk.Start(ctx, f.ana, prep) })
	f.now = f.now.Add(24 * time.Hour)
	f.refused(record.Refused, "booked for 2026-11-23. Move it to today first", func() error { return f.desk.Start(ctx, f.ana, id) })
	f.refused(record.Refused, "Move it to today first", func() error {
		_, err := f.desk.AddVitals(ctx, f.ana, id, session.Vitals{Pulse: session.Int(70)}, session.When{})
		return err
	})
	f.must(f.desk.Move(ctx, f.rosa, id, f.now, "", ""))
	f.must(f.desk.Start(ctx, f.ana, id))
	began := f.show(id).Visit.Began
	f.now = f.now.Add(time.Minute)
	f.must(f.desk.Start(ctx, f.ana, id))
	if !f.show(id).Visit.Began.Equal(began) {
		t.Error("starting twice moved the start")
	}
	f.refused(record.Refused, "Running", func() error { return f.desk.Cancel(ctx, f.rosa, id, "x") })
	f.refused(record.Refused, "Running", func() error { return f.desk.Move(ctx, f.rosa, id, f.now, "", "") })
}

func TestAVisitWithALogIsNotCalledOff(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	_, err := f.desk.AddVitals(ctx, f.nora, id, session.Vitals{Pulse: session.Int(70)}, session.When{})
	f.must(err)
	f.refused(record.Refused, "Something is written in the log", func() error { return f.desk.Cancel(ctx, f.rosa, id, "Ill") })
}

func TestListsOfVisits(t *testing.T) {
	f := start(t)
	monday := f.now
	a := f.book(f.jose)
	f.now = monday.Add(time.Hour)
	b := f.book(f.lena)
	f.now = monday.Add(7 * 24 * time.Hour)
	c := f.book(f.jose)
	f.now = monday.Add(14 * 24 * time.Hour)
	d := f.book(f.jose)
	f.must(f.desk.Cancel(ctx, f.rosa, c, "Ill"))
	ids := func(vs []session.Visit, err error) []record.ID {
		f.must(err)
		var out []record.ID
		for _, v := range vs {
			out = append(out, v.ID)
		}
		return out
	}
	if got := ids(session.List(reader(f), f.jose)); !slices.Equal(got, []record.ID{a, c, d}) {
		t.Errorf("List gives %v", got)
	}
	if got := ids(session.List(reader(f), f.lena)); !slices.Equal(got, []record.ID{b}) {
		t.Errorf("List gives %v", got)
	}
	all, err := session.List(reader(f), f.jose)
	f.must(err)
	for id, want := range map[record.ID]int{a: 1, c: 0, d: 2, "none": 0} {
		if n := session.Nth(all, id); n != want {
			t.Errorf("%s is dosing session %d, want %d", id, n, want)
		}
	}
	rows, err := f.desk.Rows(ctx, f.ana, f.jose)
	f.must(err)
	if len(rows) != 3 || rows[0].Visit.ID != d || rows[0].Nth != 2 || rows[0].WithName != "Ana Brandt" || len(rows[0].Blocks) != 1 || rows[1].Blocks != nil {
		t.Errorf("the rows are %+v", rows)
	}
}

func TestTodaysChecksAreAskedOnTheDay(t *testing.T) {
	f := start(t)
	f.closed["consent"] = gates2("There is no signed consent.")
	id, err := f.desk.Book(ctx, f.rosa, f.jose, session.Dosing, f.now.Add(48*time.Hour), "", "")
	f.must(err)
	blocks := func() []string {
		v, err := session.Of(reader(f), id)
		f.must(err)
		ps, err := f.desk.Blocks(reader(f), v, true)
		f.must(err)
		return texts(ps)
	}
	if got := blocks(); !slices.Equal(got, []string{"There is no signed consent."}) {
		t.Errorf("two days before: %q", got)
	}
	f.now = f.now.Add(47 * time.Hour)
	if got := blocks(); len(got) != 2 {
		t.Errorf("on the day: %q", got)
	}
}

func TestTheFrontDeskIsNotToldWhatThePatientAnswered(t *testing.T) {
	f := start(t)
	id := f.book(f.jose)
	c := f.calm()
	c.Safety = session.Asked{Answer: session.Yes}
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	for _, w := range []struct {
		who  record.Actor
		says string
	}{{f.rosa, "Today's checks are not clear yet. A clinician sees to it."}, {f.ana, "The patient has thoughts of suicide."}} {
		rows, err := f.desk.Rows(ctx, w.who, f.jose)
		f.must(err)
		if got := texts(rows[0].Blocks); !slices.Equal(got, []string{w.says}) {
			t.Errorf("is told %q, want %q", got, w.says)
		}
		if rows[0].Blocks[0].Field != session.GateChecks {
			t.Errorf("mended at %q", rows[0].Blocks[0].Field)
		}
	}
	f.refused(record.NotAllowed, "see the clinical chart", func() error { _, err := f.desk.Show(ctx, f.rosa, id); return err })
}
