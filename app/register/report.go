package register

import (
	"context"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Stock is what was on hand of one lot at an instant.
type Stock struct {
	Lot record.ID
	Label
	Balance
}

// Containers is how many unopened containers there were.
func (s Stock) Containers() int64 { return s.Sealed / s.Size }

// Inventory is what was on hand of every lot at an instant, its whole minute
// included.
type Inventory struct {
	At   time.Time
	Lots []Stock
}

// Entry is a line in a report.
type Entry struct {
	Line
	OnHand int64  // after it, in the order of the book
	Number string // the patient's chart number; "" where the line is about none
}

// Account is the book of one lot over a stretch of time.
type Account struct {
	Lot record.ID
	Label
	Opening, Closing Balance
	// Entries are the lines of that time, and those about an earlier one that
	// were written down in it: they are why an opening balance is not what an
	// older report closed with.
	Entries     []Entry
	Draws       []Draw // not accounted for at its end
	Differences []Difference
	Conflicts   []Conflict
}

// Report is the register over a stretch of days, the first and the last
// included.
type Report struct {
	From, To record.Date
	Accounts []Account
}

// TwoYearsTo gives the first day of the two years that end with a day, for the
// biennial report.
func TwoYearsTo(last record.Date) record.Date {
	next := last.AddDays(1)
	return record.Date{Year: next.Year - 2, Month: next.Month, Day: next.Day}.AddDays(0)
}

// Inventory gives what was on hand at an instant; zero is now. Lots of which
// there was nothing are left out.
func (d *Desk) Inventory(ctx context.Context, by record.Actor, at time.Time) (inv Inventory, err error) {
	err = d.see(ctx, by, func(r record.Reader, books []Book, _ *time.Location) error {
		if inv.At = at.UTC(); at.IsZero() {
			inv.At = r.Now()
		}
		for _, b := range books {
			if bal := b.Balance(inv.At); bal != (Balance{}) {
				inv.Lots = append(inv.Lots, Stock{b.ID, b.Label, bal})
			}
		}
		return nil
	})
	return inv, err
}

// Report gives the register from one day to another. Lots that were used up
// before and on which nothing was written are left out.
func (d *Desk) Report(ctx context.Context, by record.Actor, from, to record.Date) (rep Report, err error) {
	if from.IsZero() || to.IsZero() || to.Compare(from) < 0 {
		return rep, record.Invalidf("report.to", "Choose a first and a last day; the last is not before the first.")
	}
	rep = Report{From: from, To: to}
	err = d.see(ctx, by, func(r record.Reader, books []Book, zone *time.Location) error {
		for _, b := range books {
			a, ok, err := d.account(r, b, from.Start(zone), to.AddDays(1).Start(zone))
			if err != nil {
				return err
			}
			if ok {
				rep.Accounts = append(rep.Accounts, a)
			}
		}
		return nil
	})
	return rep, err
}

// account gives a lot's lines from one instant up to, but not at, another.
func (d *Desk) account(r record.Reader, b Book, from, to time.Time) (a Account, ok bool, err error) {
	a = Account{Lot: b.ID, Label: b.Label}
	a.Opening = b.balance(func(l Line) bool { return l.At.Before(from) })
	a.Closing = b.balance(func(l Line) bool { return l.At.Before(to) })
	onHand := b.onHand()
	for _, l := range b.Lines {
		if !l.At.Before(to) || l.At.Before(from) && (l.Entered.Before(from) || !l.Entered.Before(to)) {
			continue
		}
		e := Entry{Line: l, OnHand: onHand[l.ID]}
		if l.Patient != "" {
			if e.Number, err = d.deps.Number(r, l.Patient); err != nil {
				return a, false, err
			}
		}
		a.Entries = append(a.Entries, e)
	}
	last := to.Add(-time.Nanosecond)
	a.Draws = slices.DeleteFunc(b.Draws(last), Draw.Closed)
	for _, f := range b.Differences() {
		if f.Open && f.Count.At.Before(to) {
			a.Differences = append(a.Differences, f)
		}
	}
	for _, c := range b.Conflicts() {
		if c.At.Before(to) {
			a.Conflicts = append(a.Conflicts, c)
		}
	}
	ok = len(a.Entries)+len(a.Draws)+len(a.Differences)+len(a.Conflicts) > 0 || a.Opening != (Balance{})
	return a, ok, nil
}

// see runs f over every book for somebody who may see the register.
func (d *Desk) see(ctx context.Context, by record.Actor, f func(r record.Reader, books []Book, zone *time.Location) error) error {
	return d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeRegister); err != nil {
			return err
		}
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		books, err := Books(r)
		if err != nil {
			return err
		}
		return f(r, books, c.Location())
	})
}

// Books gives the book of every lot for somebody who may see the register.
func (d *Desk) Books(ctx context.Context, by record.Actor) (books []Book, err error) {
	err = d.see(ctx, by, func(_ record.Reader, all []Book, _ *time.Location) error {
		books = all
		return nil
	})
	return books, err
}
