package register

import (
	"cmp"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// The kinds of the lines.
const (
	KindReceived  = "lot.received"
	KindOpened    = "vial.opened"
	KindDrawn     = "register.drawn"
	KindGiven     = "register.given"
	KindWasted    = "register.wasted"
	KindDestroyed = "register.destroyed"
	KindReturned  = "register.returned"
	KindCounted   = "register.counted"
	KindResolved  = "register.resolved"
	KindCorrected = "register.corrected"
)

// Kinds lists the kinds, each with its English name on paper.
var Kinds = map[string]string{
	KindReceived: "Received", KindOpened: "Opened", KindDrawn: "Drawn", KindGiven: "Dose given", KindWasted: "Wasted", KindDestroyed: "Destroyed",
	KindReturned: "Returned", KindCounted: "Counted", KindResolved: "Difference explained", KindCorrected: "Taken back",
}

// Body is what a line says. Each kind uses its own part of it.
type Body struct {
	Receipt *Receipt `json:"receipt,omitempty"` // received

	Vial   record.EventID `json:"vial,omitzero"`    // drawn or wasted from it; zero is the sealed stock
	Draw   record.EventID `json:"draw,omitzero"`    // given, wasted or returned from it
	Line   record.EventID `json:"line,omitzero"`    // corrected: the line that is taken back; resolved: the count
	Amount int64          `json:"amount,omitempty"` // microlitres or pieces

	Session record.ID      `json:"session,omitempty"`
	Patient record.ID      `json:"patient,omitempty"`
	Dose    record.EventID `json:"dose,omitzero"` // the dose in the session's log
	Route   string         `json:"route,omitempty"`
	UG      int64          `json:"ug,omitempty"` // given: micrograms

	To    string `json:"to,omitempty"`    // returned: the supplier; "" is the stock
	Paper string `json:"paper,omitempty"` // returned, destroyed: the form or delivery note
	How   string `json:"how,omitempty"`   // wasted, destroyed: how; resolved: the explanation

	UseBy time.Time `json:"useBy,omitzero"` // opened: the first instant at which it may no more be used
	Rule  string    `json:"rule,omitempty"` // opened: where that rule stands

	Tally  *Tally `json:"tally,omitempty"`  // counted: what was found
	Book   *Tally `json:"book,omitempty"`   // counted: what the book said then
	Adjust []Left `json:"adjust,omitempty"` // resolved: what is added to the book, or taken from it
	Rest   []Left `json:"rest,omitempty"`   // resolved: the difference that stays, explained

	By      clinic.Signature  `json:"by"`
	Witness *clinic.Signature `json:"witness,omitempty"`
}

// Left is what is in one vial, or in the sealed stock where Vial is zero.
type Left struct {
	Vial   record.EventID `json:"vial,omitzero"`
	Amount int64          `json:"amount"`
}

// Tally is what is on hand of a lot, in microlitres or pieces.
type Tally struct {
	Sealed int64  `json:"sealed"`
	Vials  []Left `json:"vials,omitempty"` // the opened ones
}

// Total is everything on hand.
func (t Tally) Total() int64 {
	n := t.Sealed
	for _, v := range t.Vials {
		n += v.Amount
	}
	return n
}

// Line is one line of the book.
type Line struct {
	ID      record.EventID
	Kind    string
	At      time.Time // when it happened
	Entered time.Time // when it was written down
	Reason  string    // of a correction
	Body
	// Struck names the counter-entries that take the line back; more than one
	// when two laptops did so at once, which counts once.
	Struck []record.EventID
	// Void is a second explanation of the same count, or a second counter-entry
	// of the same line, made at once on another laptop: it is shown and moves
	// nothing.
	Void bool

	time record.HLC
}

// Late reports whether the line was written down noticeably after it happened.
func (l Line) Late() bool { return l.Entered.Sub(l.At) > 2*time.Minute }

// Stands reports whether the line counts.
func (l Line) Stands() bool { return len(l.Struck) == 0 && !l.Void && l.Kind != KindCorrected }

// minute is the line's time in the book.
func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

// compare orders lines the same on every laptop: by when they happened, then
// by when and where they were written down.
func compare(a, b Line) int { return cmp.Or(minute(a.At).Compare(minute(b.At)), compareEntry(a, b)) }

func compareEntry(a, b Line) int {
	return cmp.Or(cmp.Compare(a.time.Wall, b.time.Wall), cmp.Compare(a.time.Counter, b.time.Counter),
		cmp.Compare(a.ID.Device, b.ID.Device), cmp.Compare(a.ID.Seq, b.ID.Seq))
}

// place is where an amount is.
type place struct {
	kind placeKind
	of   record.EventID // the opening or the draw
}

type placeKind int

const (
	sealed placeKind = iota
	vial
	draw
)

func vialOrSealed(id record.EventID) place {
	if id.IsZero() {
		return place{}
	}
	return place{vial, id}
}

// move is a change of what is in one place.
type move struct {
	place place
	by    int64
}

// moves gives what the line does to the places of a lot with containers of
// this size. A line that does not stand moves nothing, and neither does the
// counter-entry that took it back.
func (l Line) moves(size int64) []move {
	if !l.Stands() {
		return nil
	}
	from := func(p place, to ...place) []move {
		out := []move{{p, -l.Amount}}
		for _, t := range to {
			out = append(out, move{t, l.Amount})
		}
		return out
	}
	switch l.Kind {
	case KindReceived:
		return []move{{place{}, l.Amount}}
	case KindOpened:
		return []move{{place{}, -size}, {place{vial, l.ID}, size}}
	case KindDrawn:
		return from(vialOrSealed(l.Vial), place{draw, l.ID})
	case KindGiven:
		return from(place{draw, l.Draw})
	case KindWasted:
		if l.Draw.IsZero() {
			return from(vialOrSealed(l.Vial))
		}
		return from(place{draw, l.Draw})
	case KindDestroyed:
		return from(place{})
	case KindReturned:
		if l.To != "" {
			return from(place{})
		}
		return from(place{draw, l.Draw}, place{})
	case KindResolved:
		var out []move
		for _, a := range l.Adjust {
			out = append(out, move{vialOrSealed(a.Vial), a.Amount})
		}
		return out
	}
	return nil
}

// lineOf reads a fact; ok is false for a kind of a later version.
func lineOf(f record.Fact) (l Line, ok bool, err error) {
	if _, ok := Kinds[f.Kind]; !ok {
		return l, false, nil
	}
	l = Line{ID: f.ID, Kind: f.Kind, At: f.At, Entered: f.Entered, Reason: f.Reason, Struck: slices.Clone(f.SupersededBy), time: f.Time}
	slices.SortFunc(l.Struck, func(a, b record.EventID) int {
		return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.Seq, b.Seq))
	})
	return l, true, f.Read(&l.Body)
}
