package register

import (
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Offer is a lot as somebody who gives a dose needs to know it: what is on the
// label, what is there, and what is drawn for the session.
type Offer struct {
	Lot record.ID
	Label
	Stock Balance // now
	Drawn int64   // for this session and not accounted for, in microlitres or pieces
	Draws []Draw  // those draws, the oldest first
	Vials []Vial  // opened containers that are not empty, the oldest first

	book  Book
	rules Rules
	zone  *time.Location
}

// Offers gives every lot of the register for a session, used-up and expired
// ones too: a label that is read is looked for among all of them. None in a
// clinic that keeps no register.
func (d *Desk) Offers(r record.Reader, session record.ID) ([]Offer, error) {
	books, err := Books(r)
	if err != nil || len(books) == 0 {
		return nil, err
	}
	rules, err := d.deps.Rules(r)
	if err != nil {
		return nil, err
	}
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	now, out := r.Now(), make([]Offer, len(books))
	for i, b := range books {
		o := Offer{Lot: b.ID, Label: b.Label, Stock: b.Balance(now), book: b, rules: rules, zone: c.Location()}
		for _, dr := range b.Draws(now) {
			if dr.Session == session && dr.Still > 0 {
				o.Draws, o.Drawn = append(o.Draws, dr), o.Drawn+dr.Still
			}
		}
		o.Vials = slices.DeleteFunc(b.Vials(now), func(v Vial) bool { return v.Left <= 0 })
		out[i] = o
	}
	return out, nil
}

// Amount gives the microlitres or pieces that hold a dose by the route, or why
// it cannot be given from this lot at the instant: the words with which Given
// refuses it.
func (o Offer) Amount(route string, ug int64, at time.Time) (int64, error) {
	w := &writing{book: o.book, rules: o.rules, zone: o.zone, at: at}
	amount, err := w.measure(Gift{Route: route, UG: ug})
	if err != nil {
		return 0, err
	}
	return amount, w.unexpired()
}

// There reports whether anything of the lot is there to be given: in stock,
// or drawn for the session.
func (o Offer) There() bool { return o.Drawn > 0 || o.Stock.Sealed > 0 || o.Stock.Opened > 0 }

// Expired reports whether the lot's last day is over at the instant.
func (o Offer) Expired(at time.Time) bool {
	return record.DateOf(at, o.zone).Compare(o.Expiry) > 0
}

// Named gives the lots of that number; letter case and spaces do not matter.
// Where two drugs share it, the one that is drawn for the session is meant, if
// it is one.
func Named(all []Offer, number string) []Offer {
	var found, drawn []Offer
	for _, o := range all {
		if fold(o.Number) != fold(number) {
			continue
		}
		found = append(found, o)
		if o.Drawn > 0 {
			drawn = append(drawn, o)
		}
	}
	if len(found) > 1 && len(drawn) == 1 {
		return drawn
	}
	return found
}

// mostSlips is how many letters of a lot's number may be wrong for it to be
// offered.
const mostSlips = 2

// Near gives up to three numbers of lots that are there and that somebody who
// mistyped may have read: those with the fewest slips. None is ever taken in
// their place.
func Near(all []Offer, number string) []string {
	typed := plain(number)
	if typed == "" {
		return nil
	}
	fewest, found := mostSlips, []string(nil)
	for _, o := range all {
		slips := words.Slips(typed, plain(o.Number))
		// Half of the letters of a short number say nothing.
		if slips > fewest || 2*slips >= len([]rune(typed)) || !o.There() {
			continue
		}
		if slips < fewest {
			fewest, found = slips, nil
		}
		if len(found) < 3 && !slices.Contains(found, o.Number) {
			found = append(found, o.Number)
		}
	}
	return found
}

// plain is a lot's number without what people leave out when they type it,
// and without what they take for something else on a small label.
func plain(number string) string {
	return strings.NewReplacer(" ", "", "-", "", ".", "", "/", "", "_", "", "o", "0", "i", "1", "l", "1").Replace(fold(number))
}

// OpenDraw is a draw that is not accounted for, with its lot.
type OpenDraw struct {
	Lot record.ID
	Label
	Draw
}

// OpenDraws gives what was drawn for a session ("" for every session) and is
// not accounted for.
func OpenDraws(r record.Reader, session record.ID) ([]OpenDraw, error) {
	books, err := drawnFor(r, session)
	if err != nil {
		return nil, err
	}
	var out []OpenDraw
	for _, b := range books {
		for _, d := range b.Draws(r.Now()) {
			if !d.Closed() && (session == "" || d.Session == session) {
				out = append(out, OpenDraw{b.ID, b.Label, d})
			}
		}
	}
	return out, nil
}

// drawnFor reads the books of the lots from which something was drawn for the
// session, or every book for "".
func drawnFor(r record.Reader, session record.ID) ([]Book, error) {
	if session == "" {
		return Books(r)
	}
	fs, err := r.Facts(record.Filter{Kinds: []string{KindDrawn}})
	if err != nil {
		return nil, err
	}
	var books []Book
	for _, f := range fs {
		l, _, err := lineOf(f)
		if err != nil {
			return nil, err
		}
		if l.Session != session || slices.ContainsFunc(books, func(b Book) bool { return b.ID == f.Record.ID }) {
			continue
		}
		b, err := Of(r, f.Record.ID)
		if err != nil {
			return nil, err
		}
		books = append(books, b)
	}
	return books, nil
}
