package register

import (
	"cmp"
	"slices"
	"time"

	"kapdesk/app/record"
)

// Book is everything that is known of one lot.
type Book struct {
	ID record.ID
	Label
	Lines []Line // in order, those that were taken back included
}

// Of reads the book of a lot. Code NotFound if there is none.
func Of(r record.Reader, lot record.ID) (Book, error) {
	fs, err := r.Facts(record.Filter{Record: record.Ref{Type: recordLot, ID: lot}, Superseded: true})
	if err != nil {
		return Book{}, err
	}
	b := Book{ID: lot}
	for _, f := range fs {
		l, ok, err := lineOf(f)
		if err != nil {
			return Book{}, err
		}
		if ok {
			b.Lines = append(b.Lines, l)
		}
	}
	if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Kind == KindReceived }) {
		return Book{}, &record.Problem{Code: record.NotFound, Field: "lot", Text: "This lot is not in the register.", Next: "Record its delivery first."}
	}
	b.settle()
	return b, nil
}

// Books reads the book of every lot, in the order of drug, expiry and number.
func Books(r record.Reader) ([]Book, error) {
	fs, err := r.Facts(record.Filter{Kinds: []string{KindReceived}, Superseded: true})
	if err != nil {
		return nil, err
	}
	var ids []record.ID
	for _, f := range fs {
		if !slices.Contains(ids, f.Record.ID) {
			ids = append(ids, f.Record.ID)
		}
	}
	books := make([]Book, len(ids))
	for i, id := range ids {
		if books[i], err = Of(r, id); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(books, func(a, b Book) int {
		return cmp.Or(cmp.Compare(fold(a.Drug), fold(b.Drug)), a.Expiry.Compare(b.Expiry), cmp.Compare(fold(a.Number), fold(b.Number)), cmp.Compare(a.ID, b.ID))
	})
	return books, nil
}

// settle puts the lines in order and finds which of them are void, and what
// the label says: of two expiry dates the earlier counts.
func (b *Book) settle() {
	slices.SortFunc(b.Lines, compare)
	// Lines that say something of the same line stand at its instant, and are
	// therefore in the order of entry here: the first counts.
	told := map[record.EventID]bool{}
	for i, l := range b.Lines {
		says := l.Kind == KindCorrected || l.Kind == KindResolved && len(l.Struck) == 0
		b.Lines[i].Void = says && told[l.Line]
		if says {
			told[l.Line] = true
		}
	}
	b.Label = Label{}
	stands := false
	for _, l := range b.Lines {
		if l.Kind != KindReceived || stands && !l.Stands() {
			continue
		}
		// A lot whose every delivery was taken back keeps a label to be read.
		if had := b.Label; had.Number == "" || !stands && l.Stands() {
			b.Label = l.Receipt.Label
		} else if l.Receipt.Expiry.Compare(had.Expiry) < 0 {
			b.Expiry = l.Receipt.Expiry
		}
		stands = stands || l.Stands()
	}
}

// Line gives a line of the book.
func (b Book) Line(id record.EventID) (Line, bool) {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return b.Lines[i], true
}

// step is what one minute did to a place.
type step struct {
	at time.Time
	by int64
}

// ledger gives for each place what was done to it, minute by minute.
func (b Book) ledger() map[place][]step {
	out := map[place][]step{}
	for _, l := range b.Lines {
		at := minute(l.At)
		for _, m := range l.moves(b.Size) {
			steps := out[m.place]
			if n := len(steps); n > 0 && steps[n-1].at.Equal(at) {
				steps[n-1].by += m.by
				continue
			}
			out[m.place] = append(steps, step{at, m.by})
		}
	}
	return out
}

// in gives what is in a place by the lines that the choice takes.
func (b Book) in(p place, take func(Line) bool) (n int64) {
	for _, l := range b.Lines {
		if !take(l) {
			continue
		}
		for _, m := range l.moves(b.Size) {
			if m.place == p {
				n += m.by
			}
		}
	}
	return n
}

// until takes the lines up to the instant, its whole minute included.
func until(at time.Time) func(Line) bool {
	return func(l Line) bool { return !minute(l.At).After(minute(at)) }
}

// Balance is where a lot's amounts are at an instant, in microlitres or
// pieces.
type Balance struct {
	Sealed int64 // in unopened containers
	Opened int64 // in opened vials
	Drawn  int64 // taken out for a session and not yet accounted for
}

// OnHand is what a count should find.
func (b Balance) OnHand() int64 { return b.Sealed + b.Opened }

// Balance gives the balance at an instant, its whole minute included.
func (b Book) Balance(at time.Time) (bal Balance) {
	return b.balance(until(at))
}

func (b Book) balance(take func(Line) bool) (bal Balance) {
	for _, l := range b.Lines {
		if !take(l) {
			continue
		}
		for _, m := range l.moves(b.Size) {
			switch m.place.kind {
			case sealed:
				bal.Sealed += m.by
			case vial:
				bal.Opened += m.by
			case draw:
				bal.Drawn += m.by
			}
		}
	}
	return bal
}

// onHand gives what was on hand after each line, in the order of the book.
func (b Book) onHand() map[record.EventID]int64 {
	out := map[record.EventID]int64{}
	var n int64
	for _, l := range b.Lines {
		for _, m := range l.moves(b.Size) {
			if m.place.kind != draw {
				n += m.by
			}
		}
		out[l.ID] = n
	}
	return out
}

// Vial is one opened container.
type Vial struct {
	ID    record.EventID // of its opening
	At    time.Time
	UseBy time.Time
	By    string // who opened it
	Left  int64
}

// Vials gives the containers that were opened up to the instant, the oldest
// first, with what was left in them then; the empty ones too.
func (b Book) Vials(at time.Time) []Vial {
	var out []Vial
	for _, l := range b.Lines {
		if l.Kind == KindOpened && l.Stands() && until(at)(l) {
			out = append(out, Vial{ID: l.ID, At: l.At, UseBy: l.UseBy, By: l.By.Name, Left: b.in(place{vial, l.ID}, until(at))})
		}
	}
	return out
}

// Draw is what was taken out for one session, and what became of it.
type Draw struct {
	Line                           // the line that drew it
	Given, Wasted, Returned, Still int64
}

// Closed reports whether drawn = given + wasted + returned.
func (d Draw) Closed() bool { return d.Still == 0 }

// Draws gives the draws that stand up to the instant, the oldest first.
func (b Book) Draws(at time.Time) []Draw {
	var out []Draw
	for _, l := range b.Lines {
		if l.Kind == KindDrawn && l.Stands() && until(at)(l) {
			d := Draw{Line: l, Still: l.Amount}
			for _, m := range b.Lines {
				if m.Draw != l.ID || !m.Stands() || !until(at)(m) {
					continue
				}
				switch m.Kind {
				case KindGiven:
					d.Given += m.Amount
				case KindWasted:
					d.Wasted += m.Amount
				case KindReturned:
					d.Returned += m.Amount
				default:
					continue
				}
				d.Still -= m.Amount
			}
			out = append(out, d)
		}
	}
	return out
}
