// Package outcomestest is a small clinic in memory with doses and scales, for
// tests of the screens that show outcomes.
package outcomestest

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/outcomes"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// Clinic is the clinic of a test.
type Clinic struct {
	*plantest.Clinic
	Desk      *outcomes.Desk
	Shelf     *measures.Shelf
	Rules     *outcomes.Rules
	Published *outcomes.Published
	Book      *words.Book
	t         testing.TB
	assets    fs.FS
}

// New sets the clinic up with the program's assets. Its clock stands on
// 23 November 2026.
func New(t testing.TB, assets fs.FS) *Clinic {
	t.Helper()
	c := &Clinic{Clinic: plantest.New(t), t: t, assets: assets}
	var err error
	if c.Shelf, err = measures.Load(sub(c, "instruments")); err == nil {
		c.Book, err = words.Load(sub(c, "words"))
	}
	c.must(err)
	c.Rules, err = outcomes.ParseRules(c.file("rules"))
	c.must(err)
	c.Published, err = outcomes.ParsePublished(c.file("published"))
	c.must(err)
	c.Desk = outcomes.New(c.Log, c.Shelf, c.Rules, c.Book)
	return c
}

func (c *Clinic) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func sub(c *Clinic, dir string) fs.FS {
	files, err := fs.Sub(c.assets, dir)
	c.must(err)
	return files
}

func (c *Clinic) file(name string) []byte {
	raw, err := fs.ReadFile(c.assets, "outcomes/"+name+".json")
	c.must(err)
	return raw
}

// Ago is noon in Denver so many days before the clock's day.
func (c *Clinic) Ago(days int) time.Time { return time.Date(2026, 11, 23-days, 19, 0, 0, 0, time.UTC) }

// Add appends one change under the nurse's name.
func (c *Clinic) Add(change record.Change) {
	c.t.Helper()
	c.must(c.Log.Update(context.Background(), c.Nurse, func(tx record.Tx) error {
		_, err := tx.Append(change)
		return err
	}))
}

// Dose gives 100 mg in a session of its own.
func (c *Clinic) Dose(patient record.ID, at time.Time, route string) {
	c.t.Helper()
	c.Add(record.Change{Kind: session.KindDose, Version: 1, Record: session.Ref(c.Log.NewID()), Patient: patient, At: at, Fact: session.DoseFact{UG: 100_000, Route: route}})
}

// Measure records a scale. A total of "" is an incomplete form.
func (c *Clinic) Measure(patient record.ID, scale string, at time.Time, total string, flags ...measures.Flag) {
	c.t.Helper()
	in, ok := c.Shelf.Find(scale)
	if !ok {
		c.t.Fatalf("there is no scale %s", scale)
	}
	out := measures.Outcome{Status: measures.Scored, Total: total, Flags: flags}
	if total == "" {
		out.Status = measures.Incomplete
	}
	c.Add(record.Change{Kind: measures.KindTaken, Version: 1, Record: record.Ref{Type: measures.RecordType, ID: c.Log.NewID()}, Patient: patient, At: at,
		Fact: measures.Taken{Instrument: scale, Version: in.Version, Outcome: out, Mode: measures.OnPaper}})
}

// Started registers so many patients who had a dose by the route 150 days ago,
// a baseline of 18 before it and, but for the last lost ones, the total 8 days
// and 85 days after it.
func (c *Clinic) Started(n, lost int, route, total string) {
	c.t.Helper()
	for i := range n {
		p, err := patients.New(c.Log, nil).Register(context.Background(), c.Clinic.Desk, patients.Patient{Given: fmt.Sprint(route, i), Family: "Test",
			Born: record.Date{Year: 1980, Month: 1, Day: 1}, Lang: words.English})
		c.must(err)
		c.Dose(p.ID, c.Ago(150), route)
		c.Measure(p.ID, "phq-9", c.Ago(151), "18")
		if i < n-lost {
			c.Measure(p.ID, "phq-9", c.Ago(142), total)
			c.Measure(p.ID, "phq-9", c.Ago(65), total)
		}
	}
}
