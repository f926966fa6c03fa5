package outcomes

import (
	"context"
	"os"
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

var ctx = context.Background()

// room is a clinic in memory with the shipped scales and rules.
type room struct {
	*plantest.Clinic
	t         testing.TB
	desk      *Desk
	shelf     *measures.Shelf
	rules     *Rules
	published *Published
	book      *words.Book
}

func open(t testing.TB) *room {
	t.Helper()
	c := plantest.New(t)
	r := &room{Clinic: c, t: t}
	var err error
	if r.shelf, err = measures.Load(os.DirFS("../../assets/instruments")); err != nil {
		t.Fatal(err)
	}
	if r.book, err = words.Load(os.DirFS("../../assets/words")); err != nil {
		t.Fatal(err)
	}
	if r.rules, err = ParseRules(file(t, "rules")); err != nil {
		t.Fatal(err)
	}
	if r.published, err = ParsePublished(file(t, "published")); err != nil {
		t.Fatal(err)
	}
	r.desk = New(c.Log, r.shelf, r.rules, r.book)
	return r
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../assets/outcomes/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// day is the instant so many days from the first of July, at noon in Denver.
func day(n int) time.Time { return time.Date(2026, 7, 1+n, 18, 0, 0, 0, time.UTC) }

func (r *room) append(change record.Change) record.EventID {
	r.t.Helper()
	var id record.EventID
	err := r.Log.Update(ctx, r.Nurse, func(tx record.Tx) error {
		es, err := tx.Append(change)
		if err == nil {
			id = es[0].ID
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// dose gives a dose in a session of its own.
func (r *room) dose(p record.ID, at time.Time, route string) {
	r.t.Helper()
	r.append(record.Change{Kind: session.KindDose, Version: 1, Record: session.Ref(r.Log.NewID()), Patient: p, At: at, Fact: session.DoseFact{UG: 100_000, Route: route}})
}

// total records a scale by its total; "" is an incomplete one.
func (r *room) total(p record.ID, scale string, at time.Time, total string, point measures.Point) record.EventID {
	r.t.Helper()
	return r.append(taken(r.shelf, r.Log.NewID(), p, scale, at, total, point))
}

func taken(shelf *measures.Shelf, id, p record.ID, scale string, at time.Time, total string, point measures.Point) record.Change {
	in, _ := shelf.Find(scale)
	out := measures.Outcome{Status: measures.Scored, Total: total}
	if total == "" {
		out.Status = measures.Incomplete
	}
	return record.Change{Kind: measures.KindTaken, Version: 1, Record: record.Ref{Type: measures.RecordType, ID: id}, Patient: p, At: at,
		Fact: measures.Taken{Instrument: scale, Version: in.Version, Outcome: out, Mode: measures.OnPaper, Point: point}}
}

func (r *room) scale(id string) Scale {
	r.t.Helper()
	s, err := r.desk.Story(ctx, r.Therapist, r.Patient)
	if err != nil {
		r.t.Fatal(err)
	}
	sc, ok := s.Find(id)
	if !ok {
		r.t.Fatalf("%s was not taken", id)
	}
	return sc
}

func (r *room) voice(l words.Lang) Voice {
	return Voice{Book: r.book, Lang: l, Clock: func(p Point) string { return r.book.Date(l, record.DateOf(p.At, time.UTC)) }}
}
