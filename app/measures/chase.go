package measures

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// recordChase is the type of the record of attempts to reach a patient; it
// bears the patient's id.
const recordChase = "chase"

// KindTried is the kind of the fact that somebody tried to reach a patient.
const KindTried = "chase.tried"

// How is the way in which a patient was asked.
type How string

// The ways, as they are stored.
const (
	ByPhone   How = "phone"
	ByMessage How = "message"
	ByEmail   How = "email"
	InPerson  How = "in person"
)

// Hows lists the ways in the order in which they are offered.
var Hows = []How{ByPhone, ByMessage, ByEmail, InPerson}

// Tried is one attempt to get a late scale.
type Tried struct {
	At     time.Time        `json:"-"`
	How    How              `json:"how"`
	Result string           `json:"result"`
	By     clinic.Signature `json:"by"`
}

// Late is one patient who is late with scales.
type Late struct {
	Patient patients.Patient
	Needs   []Need // those that are late, the longest waiting first
	Since   time.Time
	Tried   []Tried // since the first of them was due, the oldest first
}

// Kept counts patients whose twelve weeks are over.
type Kept struct {
	Lost int // no whole form of any scale that was asked for
	Of   int
}

// Chasing is who is late now, and how many were lost so far.
type Chasing struct {
	Late   []Late
	Week12 Kept
}

// Active finds the patients with a dosing session between two instants.
type Active func(ctx context.Context, from, to time.Time) ([]record.ID, error)

// lookBack is how far the chasing list looks for sessions, and lookAhead for
// those that are booked: a protocol's windows lie within a year.
const (
	lookBack  = 366 * 24 * time.Hour
	lookAhead = 31 * 24 * time.Hour
)

// Chase lists the patients who are late, the longest waiting first, for who
// may take scales. It reads the chart of everybody with a dosing session in
// the last year and month to come, and so belongs off the window.
func (d *Desk) Chase(ctx context.Context, by record.Actor) (c Chasing, err error) {
	var now time.Time
	if err := d.view(ctx, by, clinic.TakeMeasure, func(r record.Reader) error { now = r.Now(); return nil }); err != nil {
		return c, err
	}
	if d.deps.Active == nil {
		return c, nil
	}
	who, err := d.deps.Active(ctx, now.Add(-lookBack), now.Add(lookAhead))
	if err != nil {
		return c, err
	}
	err = d.view(ctx, by, clinic.TakeMeasure, func(r record.Reader) error {
		for _, patient := range who {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := d.chase(r, patient, now, &c); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(c.Late, func(a, b Late) int { return a.Since.Compare(b.Since) })
	return c, err
}

func (d *Desk) chase(r record.Reader, patient record.ID, now time.Time, c *Chasing) error {
	needs, err := d.Due(r, patient, now)
	if err != nil {
		return err
	}
	c.Week12.count(needs)
	var late Late
	for _, n := range needs {
		if n.Standing == LateNow {
			late.Needs = append(late.Needs, n)
		}
	}
	if len(late.Needs) == 0 {
		return nil
	}
	slices.SortStableFunc(late.Needs, func(a, b Need) int { return a.Late.Compare(b.Late) })
	late.Since = late.Needs[0].Late
	if late.Patient, err = patients.Of(r, patient); err != nil {
		return err
	}
	tried, err := TriedOf(r, patient)
	for _, t := range tried {
		if !t.At.Before(late.Needs[0].Due) {
			late.Tried = append(late.Tried, t)
		}
	}
	c.Late = append(c.Late, late)
	return err
}

// count adds a patient whose twelve weeks are over: answered, or past the last
// day on which a form counts. One answered scale is enough not to be lost.
func (k *Kept) count(needs []Need) {
	asked, answered, open := 0, 0, 0
	for _, n := range needs {
		if n.Point != Week12 {
			continue
		}
		asked++
		switch n.Standing {
		case Answered:
			answered++
		case Lost:
		default:
			open++
		}
	}
	switch {
	case asked == 0, answered == 0 && open > 0:
	case answered == 0:
		k.Of++
		k.Lost++
	default:
		k.Of++
	}
}

// TriedOf gives the attempts to reach a patient, the oldest first.
func TriedOf(r record.Reader, patient record.ID) ([]Tried, error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindTried}})
	if err != nil {
		return nil, err
	}
	out := make([]Tried, len(facts))
	for i, f := range facts {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
		out[i].At = f.At
	}
	return out, nil
}

// Try records that somebody tried to get a late scale, how, and what came of
// it.
func (d *Desk) Try(ctx context.Context, by record.Actor, patient record.ID, how How, result string) error {
	result = strings.TrimSpace(result)
	return d.change(ctx, by, clinic.TakeMeasure, func(tx record.Tx, p clinic.Person) error {
		switch err := known(tx, patient); {
		case err != nil:
			return err
		case !slices.Contains(Hows, how):
			return record.Invalidf("how", "Choose how the patient was asked.")
		case result == "":
			return record.Invalidf("result", "Say in a few words what came of it.")
		case len(result) > maxAttest:
			return record.Invalidf("result", "This is too long: %d letters at most.", maxAttest)
		}
		_, err := tx.Append(record.Change{Kind: KindTried, Version: 1, Record: record.Ref{Type: recordChase, ID: patient}, Patient: patient,
			Fact: Tried{How: how, Result: result, By: p.Sign(tx.Now())}})
		return err
	})
}
