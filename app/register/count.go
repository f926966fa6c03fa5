package register

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Sheet is what a person needs to count a lot: which containers there are,
// and nothing of how much should be in them.
type Sheet struct {
	Lot record.ID
	Label
	Vials []Opened
}

// Opened is an opened vial as the person who counts knows it again.
type Opened struct {
	ID record.EventID
	At time.Time
	By string
}

// Counted is what a person counted. Vials must name each opened vial that is
// not empty by the book; one that the book thinks empty may be named too.
type Counted struct {
	Lot        record.ID
	Containers int64 // unopened
	Vials      []Left
	At         time.Time // zero is now
}

// Difference is what a count found that the book did not say, and what became
// of it.
type Difference struct {
	Count    Line
	Then     []Left // counted less the book as it was known at the count
	Now      []Left // counted less the book as it is known now, explanations included
	Open     bool
	Resolved *Line // its explanation; nil if there is none
}

// Differences gives every count that found, or by now shows, something else
// than the book, the oldest first. One stays open until somebody has explained
// it before a witness; it opens again when the book at that time changes.
func (b Book) Differences() []Difference {
	var out []Difference
	for _, l := range b.Lines {
		if l.Kind != KindCounted {
			continue
		}
		d := Difference{Count: l, Then: less(*l.Tally, *l.Body.Book)}
		for i, m := range b.Lines {
			if m.Kind == KindResolved && m.Line == l.ID && m.Stands() {
				d.Resolved = &b.Lines[i]
			}
		}
		d.Now = less(*l.Tally, b.tally(b.before(l)))
		if d.Open = len(d.Then)+len(d.Now) > 0; d.Resolved != nil {
			d.Open = !slices.Equal(d.Now, tidy(d.Resolved.Rest))
		}
		if d.Open || len(d.Then) > 0 || d.Resolved != nil {
			out = append(out, d)
		}
	}
	return out
}

// before takes the lines that a count should have seen the effect of: those of
// an earlier minute, and of the same minute those that were written down
// before it. An explanation counts from its count on.
func (b Book) before(count Line) func(Line) bool {
	return func(l Line) bool {
		if l.Kind == KindResolved {
			if l.Line == count.ID {
				return true
			}
			if of, ok := b.Line(l.Line); ok {
				l = of
			}
		}
		at, counted := minute(l.At), minute(count.At)
		return at.Before(counted) || at.Equal(counted) && compareEntry(l, count) < 0
	}
}

// tally gives what is on hand by the lines that the choice takes.
func (b Book) tally(take func(Line) bool) Tally {
	t := Tally{Sealed: b.in(place{}, take)}
	for _, l := range b.Lines {
		if l.Kind == KindOpened && l.Stands() && take(l) {
			if n := b.in(place{vial, l.ID}, take); n != 0 {
				t.Vials = append(t.Vials, Left{l.ID, n})
			}
		}
	}
	return t
}

// less gives by how much each place differs, without those that do not.
func less(counted, book Tally) []Left {
	sum := []Left{{Amount: counted.Sealed - book.Sealed}}
	sum = append(sum, counted.Vials...)
	for _, v := range book.Vials {
		sum = append(sum, Left{v.Vial, -v.Amount})
	}
	return tidy(sum)
}

// tidy adds up the amounts of each place and leaves out those that are 0, in
// one order.
func tidy(all []Left) []Left {
	var out []Left
	for _, v := range all {
		if i := slices.IndexFunc(out, func(o Left) bool { return o.Vial == v.Vial }); i >= 0 {
			out[i].Amount += v.Amount
		} else {
			out = append(out, v)
		}
	}
	out = slices.DeleteFunc(out, func(v Left) bool { return v.Amount == 0 })
	slices.SortFunc(out, func(a, b Left) int { return compareEntry(Line{ID: a.Vial}, Line{ID: b.Vial}) })
	return out
}

// ToCount gives the sheet for a blind count of a lot: it tells no balance.
func (d *Desk) ToCount(ctx context.Context, by record.Actor, lot record.ID) (s Sheet, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.CountRegister); err != nil {
			return err
		}
		b, err := Of(r, lot)
		if err != nil {
			return err
		}
		s = Sheet{Lot: lot, Label: b.Label}
		for _, v := range b.Vials(r.Now()) {
			if v.Left != 0 {
				s.Vials = append(s.Vials, Opened{v.ID, v.At, v.By})
			}
		}
		return nil
	})
	return s, err
}

// Count records a blind count and tells whether it agrees with the book, and
// nothing more. Counting again is allowed, and every count is kept; a count
// that differs stays open until Resolve explains it.
func (d *Desk) Count(ctx context.Context, by record.Actor, c Counted) (id record.EventID, agrees bool, err error) {
	err = d.write(ctx, by, clinic.CountRegister, c.Lot, c.At, func(w *writing) error {
		l := Line{ID: fresh(0), Kind: KindCounted, At: w.at, time: latest}
		book := w.book.tally(w.book.before(l))
		if c.Containers < 0 || c.Containers > 1000*maxContainers {
			return record.Invalidf("count.containers", "Count the unopened containers.")
		}
		tally := Tally{Sealed: c.Containers * w.book.Size}
		for _, v := range c.Vials {
			o, ok := w.book.Line(v.Vial)
			if !ok || o.Kind != KindOpened || slices.ContainsFunc(tally.Vials, func(t Left) bool { return t.Vial == v.Vial }) {
				return record.Invalidf("count.vials", "This opened vial does not belong to this lot, or was counted twice.")
			}
			if v.Amount < 0 || v.Amount > 10*w.book.Size {
				return record.Invalidf("count.vials", "This amount cannot be right for one vial.")
			}
			tally.Vials = append(tally.Vials, v)
		}
		for _, v := range book.Vials {
			if !slices.ContainsFunc(tally.Vials, func(t Left) bool { return t.Vial == v.Vial }) {
				return &record.Problem{Code: record.Invalid, Field: "count.vials", Text: "An opened vial was not counted.", Next: "Look at each opened vial of this lot; one that is empty counts as 0."}
			}
		}
		agrees = len(less(tally, book)) == 0
		id, err = w.add(KindCounted, Body{Tally: &tally, Book: &book})
		return err
	})
	return id, agrees, err
}

// Explanation closes a count that differs.
type Explanation struct {
	Lot    record.ID
	Count  record.EventID
	Text   string
	Adjust bool // the book takes over what was counted; otherwise it stays as it is
}

// Resolve explains a difference before a witness. With Adjust the book takes
// over, for the instant of the count, what was counted.
func (d *Desk) Resolve(ctx context.Context, by, witness record.Actor, e Explanation) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, e.Lot, time.Time{}, func(w *writing) error {
		seen, err := w.witness(witness)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(w.book.Differences(), func(f Difference) bool { return f.Count.ID == e.Count })
		if i < 0 {
			return &record.Problem{Code: record.NotFound, Text: "There is no such difference in this lot."}
		}
		f := w.book.Differences()[i]
		switch {
		case !f.Open:
			return record.Refusedf("This difference has been explained already.")
		case f.Resolved != nil:
			return &record.Problem{Code: record.Refused, Text: "This difference was explained, and the book has changed since.", Next: "Take the explanation back first, with a reason."}
		}
		text, err := said("explanation", e.Text, "Say in a few words how the difference came about.")
		if err != nil {
			return err
		}
		body := Body{Line: e.Count, How: text, Rest: f.Now, Witness: seen}
		w.at = f.Count.At
		if e.Adjust {
			body.Adjust, body.Rest = f.Now, nil
		}
		id, err = w.add(KindResolved, body)
		return err
	})
	return id, err
}

// said trims a text and refuses none, with the words, and one that is far too
// long.
func said(field, s, none string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", record.Invalidf(field, none)
	}
	if len([]rune(s)) > 2000 {
		return "", record.Invalidf(field, "This text is too long.")
	}
	return s, nil
}
