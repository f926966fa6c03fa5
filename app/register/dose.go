package register

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Taken is what is taken out for one session.
type Taken struct {
	Lot     record.ID
	Vial    record.EventID // an opened vial; zero takes whole containers from the sealed stock
	Amount  int64          // microlitres or pieces
	Session record.ID
	Patient record.ID
	At      time.Time // zero is now
}

// Draw records that an amount was taken out for a session. It stays open until
// it is given, wasted or returned.
func (d *Desk) Draw(ctx context.Context, by record.Actor, t Taken) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, t.Lot, t.At, func(w *writing) error {
		id, err = w.draw(t)
		return err
	})
	return id, err
}

func (w *writing) draw(t Taken) (id record.EventID, err error) {
	if err := positive(t.Amount); err != nil {
		return id, err
	}
	if t.Session == "" {
		return id, record.Invalidf("draw.session", "Choose the session it is for.")
	}
	if err := w.unexpired(); err != nil {
		return id, err
	}
	if t.Vial.IsZero() {
		if t.Amount%w.book.Size != 0 {
			return id, &record.Problem{Code: record.Refused, Field: "amount", Text: "Only whole containers are taken from the sealed stock.", Next: "Open a vial first, and draw from it."}
		}
	} else if err := w.usable(t); err != nil {
		return id, err
	}
	return w.add(KindDrawn, Body{Vial: t.Vial, Amount: t.Amount, Session: t.Session, Patient: t.Patient})
}

// usable refuses an opened vial from which this cannot be drawn.
func (w *writing) usable(t Taken) error {
	l, ok := w.book.Line(t.Vial)
	no := func(text, next string, args ...any) error {
		return &record.Problem{Code: record.Refused, Field: "vial", Text: text, Args: args, Next: next}
	}
	switch {
	case !ok || l.Kind != KindOpened || !l.Stands():
		return no("This is no opened vial of this lot.", "")
	case !w.at.Before(l.UseBy):
		day := record.DateOf(l.UseBy, w.zone)
		return no("This vial was opened too long ago: it was to be used by %s, %s.", "Waste what is left in it, and open another.", day, l.UseBy.In(w.zone).Format("15:04"))
	}
	if w.book.Form != MultiVial {
		for _, o := range w.book.Lines {
			if o.Kind == KindDrawn && o.Stands() && o.Vial == l.ID && o.Session != t.Session {
				return no("A %s serves one session, and this one was opened for another.", "Open another.", w.book.Form)
			}
		}
	}
	left := w.book.in(place{vial, l.ID}, until(w.at))
	if left == 0 && !minute(w.at).Before(minute(l.At)) {
		return no("This vial is empty.", "Open another.")
	}
	if left > 0 && left < t.Amount {
		return &record.Problem{Code: record.Refused, Field: "amount", Text: "This vial has only %s %s left.", Args: []any{w.book.Form.Figure(left), w.book.Form.UnitOf(left)},
			Next: "Draw what is left, and the rest from another."}
	}
	return nil
}

// Waste is an amount that nobody will be given: of a draw, or what is left in
// an opened vial. Exactly one of Draw and Vial is set.
type Waste struct {
	Lot        record.ID
	Draw, Vial record.EventID
	Amount     int64
	How        string
	At         time.Time
}

// Waste records, before a witness, that an amount was wasted.
func (d *Desk) Waste(ctx context.Context, by, witness record.Actor, s Waste) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, s.Lot, s.At, func(w *writing) error {
		seen, err := w.witness(witness)
		if err != nil {
			return err
		}
		if err := positive(s.Amount); err != nil {
			return err
		}
		how, err := said("waste.how", s.How, "Say how it was wasted.")
		if err != nil {
			return err
		}
		if s.Draw.IsZero() == s.Vial.IsZero() {
			return record.Invalidf("waste.from", "Choose the draw or the vial it is from.")
		}
		body := Body{Draw: s.Draw, Vial: s.Vial, Amount: s.Amount, How: how, Witness: seen}
		from, kind := s.Draw, KindDrawn
		if from.IsZero() {
			from, kind = s.Vial, KindOpened
		}
		if err := w.stands(from, kind); err != nil {
			return err
		}
		id, err = w.add(KindWasted, body)
		return err
	})
	return id, err
}

// stands refuses a line that is not of the kind, or was taken back.
func (w *writing) stands(id record.EventID, kind string) error {
	if l, ok := w.book.Line(id); !ok || l.Kind != kind || !l.Stands() {
		return &record.Problem{Code: record.NotFound, Text: "This line is not in the book of this lot.", Next: "Open the lot again and choose anew."}
	}
	return nil
}

// PutBack records that whole containers of a draw went back into the sealed
// stock. Only what nobody has opened may go back: nothing that was drawn from
// an opened vial does.
func (d *Desk) PutBack(ctx context.Context, by record.Actor, lot record.ID, draw record.EventID, containers int64, at time.Time) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, lot, at, func(w *writing) error {
		if err := positive(containers); err != nil {
			return err
		}
		if err := w.stands(draw, KindDrawn); err != nil {
			return err
		}
		if l, _ := w.book.Line(draw); !l.Vial.IsZero() {
			return &record.Problem{Code: record.Refused, Text: "What was drawn from an opened vial does not go back.", Next: "Waste it before a witness."}
		}
		id, err = w.add(KindReturned, Body{Draw: draw, Amount: containers * w.book.Size})
		return err
	})
	return id, err
}

// Gift is what a session says of a dose that was given.
type Gift struct {
	Lot     string         // the lot's number as typed from the label
	Session record.ID      // the visit
	Patient record.ID      // the patient
	Dose    record.EventID // the dose in the session's log
	Route   string
	UG      int64          // micrograms
	Amount  int64          // microlitres or pieces; 0 follows from UG and the strength
	Draw    record.EventID // the draw it is from; zero takes the session's open draws of this lot, the oldest first
	GivenBy record.ID      // "" is the actor
	At      time.Time      // zero is now
}

// Given ties a dose to the register, in the transaction that records the dose.
// The lot must be known, not expired, and of a form and strength that the
// rules allow for the route; the amount must hold exactly the dose; and it must
// have been drawn for this session. Pieces that nobody drew before are drawn
// now. It does nothing in a clinic that keeps no register.
func (d *Desk) Given(tx record.Tx, by record.Actor, g Gift) ([]record.EventID, error) {
	if kept, err := Kept(tx); err != nil || !kept {
		return nil, err
	}
	lot, err := find(tx, g)
	if err != nil {
		return nil, err
	}
	w, err := d.begin(tx, by, clinic.KeepRegister, lot.ID, g.At)
	if err != nil {
		return nil, err
	}
	if g.Dose.IsZero() || g.Session == "" {
		return nil, record.Refusedf("A dose in the register belongs to a session.")
	}
	if slices.ContainsFunc(w.book.Lines, func(l Line) bool { return l.Kind == KindGiven && l.Dose == g.Dose && l.Stands() }) {
		return nil, record.Refusedf("This dose stands in the register already.")
	}
	if g.GivenBy != "" && g.GivenBy != by.ID {
		if w.by, err = clinic.PersonByID(tx, g.GivenBy); err != nil && record.CodeOf(err) == "" {
			return nil, err
		}
		if !w.by.May(clinic.KeepRegister) {
			return nil, record.Invalidf("dose.by", "The person who gave the dose may not keep the register.")
		}
	}
	if g.Amount, err = w.measure(g); err != nil {
		return nil, err
	}
	if err := w.unexpired(); err != nil {
		return nil, err
	}
	return w.give(g)
}

// find gives the lot that the number names. Two drugs may share a number: then
// it is the one that was drawn from for this session.
func find(r record.Reader, g Gift) (Book, error) {
	fs, err := r.Facts(record.Filter{Kinds: []string{KindReceived}})
	if err != nil {
		return Book{}, err
	}
	var books []Book
	for _, f := range fs {
		l, _, err := lineOf(f)
		if err != nil {
			return Book{}, err
		}
		if fold(l.Receipt.Number) != fold(g.Lot) || slices.ContainsFunc(books, func(b Book) bool { return b.ID == f.Record.ID }) {
			continue
		}
		b, err := Of(r, f.Record.ID)
		if err != nil {
			return Book{}, err
		}
		books = append(books, b)
	}
	if len(books) > 1 {
		books = slices.DeleteFunc(books, func(b Book) bool {
			return !slices.ContainsFunc(b.Draws(r.Now()), func(d Draw) bool { return d.Session == g.Session && !d.Closed() })
		})
		if len(books) != 1 {
			return Book{}, &record.Problem{Code: record.Refused, Field: "dose.lot", Text: "Several drugs in the register have the lot %s.", Args: []any{strings.TrimSpace(g.Lot)}, Next: "Record in the register which of them was drawn for this session."}
		}
	}
	if len(books) == 0 {
		return Book{}, &record.Problem{Code: record.Refused, Field: "dose.lot", Text: "Lot %s is not in the register.", Args: []any{strings.TrimSpace(g.Lot)}, Next: "Read the label again, or record its delivery first."}
	}
	return books[0], nil
}

// measure gives the amount that holds the dose, and refuses a form or strength
// that is not for the route.
func (w *writing) measure(g Gift) (int64, error) {
	b := w.book
	no := func(field, text, next string, args ...any) error {
		return &record.Problem{Code: record.Refused, Field: field, Text: text, Args: args, Next: next}
	}
	fit, ok := w.rules.Routes[g.Route]
	switch {
	case !ok:
		return 0, no("dose.route", "The protocol does not say which stock is given as %s.", "A prescriber adds it to the protocol.", route(g.Route))
	case !slices.Contains(fit.Forms, b.Form):
		return 0, no("dose.lot", "Lot %s is a %s, which is not for this route: %s.", "Read the label again.", b.Number, b.Form, route(g.Route))
	case fit.Least != Strength{} && b.Strength.less(fit.Least), fit.Most != Strength{} && fit.Most.less(b.Strength):
		return 0, no("dose.lot", "Lot %s has %s, a strength that is not for this route: %s.", "Read the label again.", b.Number, b.Strength.Said(b.Form), route(g.Route))
	case g.UG <= 0 || g.Amount < 0:
		return 0, record.Invalidf("dose.amount", "Enter the amount.")
	}
	amount, exact := b.Strength.Amount(g.UG)
	if !exact {
		return 0, no("dose.amount", "A dose of %s mg cannot be measured from this lot, which has %s.", "Check the dose and the lot.", thousandths(g.UG), b.Strength.Said(b.Form))
	}
	if g.Amount != 0 && g.Amount != amount {
		return 0, no("dose.amount", "The dose says %s mg, but it takes %s %s of this lot to make it, not %s: the lot has %s.", "Check the dose, the amount and the lot.",
			thousandths(g.UG), b.Form.Figure(amount), b.Form.UnitOf(amount), b.Form.Figure(g.Amount), b.Strength.Said(b.Form))
	}
	return amount, nil
}

// route is a route as an argument of a sentence.
type route string

func (r route) String() string { return string(r) }

// give takes the dose out of the session's draws.
func (w *writing) give(g Gift) ([]record.EventID, error) {
	open := w.open(g)
	var there int64
	for _, d := range open {
		there += d.Still
	}
	if short := g.Amount - there; short > 0 {
		if w.book.Form.Liquid() || !g.Draw.IsZero() {
			return nil, &record.Problem{Code: record.Refused, Field: "dose.amount", Text: "Of this lot: %s %s drawn for this session and not accounted for; the dose takes %s.",
				Args: []any{w.book.Form.Figure(there), w.book.Form.UnitOf(there), w.book.Form.Figure(g.Amount)}, Next: "Record in the register what was drawn."}
		}
		id, err := w.add(KindDrawn, Body{Amount: short, Session: g.Session, Patient: g.Patient, Dose: g.Dose})
		if err != nil {
			return nil, err
		}
		l, _ := w.book.Line(id)
		open = append(open, Draw{Line: l, Still: short})
	}
	var ids []record.EventID
	left := g.Amount
	for _, d := range open {
		part := min(left, d.Still)
		if part <= 0 {
			continue
		}
		ug, _ := w.book.Strength.Micrograms(part)
		if part == left { // what remains, so that the parts add up to the dose
			ug = g.UG
		}
		g.UG -= ug
		id, err := w.add(KindGiven, Body{Draw: d.ID, Amount: part, Session: g.Session, Patient: g.Patient, Dose: g.Dose, Route: g.Route, UG: ug})
		if err != nil {
			return nil, err
		}
		ids, left = append(ids, id), left-part
	}
	return ids, nil
}

// open gives the draws that the dose may be taken from.
func (w *writing) open(g Gift) []Draw {
	return slices.DeleteFunc(w.book.Draws(w.tx.Now()), func(d Draw) bool {
		return d.Session != g.Session || d.Still <= 0 || minute(d.At).After(minute(w.at)) || !g.Draw.IsZero() && d.ID != g.Draw
	})
}

// TakeBack takes the lines of a dose back, in the transaction in which its
// session corrects or withdraws the dose.
func (d *Desk) TakeBack(tx record.Tx, by record.Actor, dose record.EventID, reason string) error {
	fs, err := tx.Facts(record.Filter{Kinds: []string{KindGiven}})
	if err != nil {
		return err
	}
	var lots []record.ID
	for _, f := range fs {
		l, _, err := lineOf(f)
		if err != nil {
			return err
		}
		if l.Dose == dose && !slices.Contains(lots, f.Record.ID) {
			lots = append(lots, f.Record.ID)
		}
	}
	for _, lot := range lots {
		w, err := d.begin(tx, by, clinic.KeepRegister, lot, time.Time{})
		if err != nil {
			return err
		}
		for _, kind := range []string{KindGiven, KindDrawn} { // a piece that was drawn with the dose goes back with it
			for _, l := range w.book.Lines {
				if l.Kind != kind || l.Dose != dose || !l.Stands() {
					continue
				}
				if l, err = w.mistaken(l.ID, reason); err != nil {
					return err
				}
				if _, err := w.takeBack(l, record.Actor{}, reason); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Regiven takes the lines of a dose back and records the corrected dose, in
// the transaction in which its session corrects it.
func (d *Desk) Regiven(tx record.Tx, by record.Actor, old record.EventID, g Gift, reason string) ([]record.EventID, error) {
	if err := d.TakeBack(tx, by, old, reason); err != nil {
		return nil, err
	}
	return d.Given(tx, by, g)
}
