package register

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Receive records a delivery at an instant (zero is now) and gives the lot. A
// further delivery of a lot that stands in the register belongs to it.
func (d *Desk) Receive(ctx context.Context, by record.Actor, rc Receipt, at time.Time) (lot record.ID, id record.EventID, err error) {
	err = d.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.KeepRegister)
		if err != nil {
			return err
		}
		w, rc, err := delivery(tx, p, rc, at)
		if err != nil {
			return err
		}
		for _, l := range w.book.Lines {
			if l.Kind != KindReceived || !l.Stands() {
				continue
			}
			if l.Receipt.Expiry != rc.Expiry {
				return &record.Problem{Code: record.Invalid, Field: "lot.expiry", Text: "This lot stands in the register with the expiry date %s.", Args: []any{l.Receipt.Expiry}, Next: "Read the label again; correct the first delivery if it is wrong."}
			}
			if !rc.Initial && fold(l.Receipt.Invoice) == fold(rc.Invoice) && fold(l.Receipt.Supplier) == fold(rc.Supplier) {
				return record.Invalidf("lot.invoice", "This invoice stands in the register already.")
			}
		}
		lot = w.book.ID
		id, err = w.append(w.receipt(rc))
		return err
	})
	return lot, id, err
}

// delivery checks what was typed of a delivery and reads its lot, which may be
// a new one.
func delivery(tx record.Tx, by clinic.Person, rc Receipt, at time.Time) (*writing, Receipt, error) {
	rc = rc.tidy()
	if err := rc.Check().Err(); err != nil {
		return nil, rc, err
	}
	w := &writing{tx: tx, by: by}
	var err error
	if w.at, err = admit(tx, at); err != nil {
		return nil, rc, err
	}
	w.book, err = Of(tx, rc.ref().ID)
	if record.CodeOf(err) == record.NotFound {
		w.book, err = Book{ID: rc.ref().ID, Label: rc.Label}, nil
	}
	return w, rc, err
}

// receipt is the change that records a delivery.
func (w *writing) receipt(rc Receipt) record.Change {
	return record.Change{Kind: KindReceived, Version: 1, At: w.at, Fact: Body{Receipt: &rc, Amount: rc.Containers * rc.Size, By: w.by.Sign(w.tx.Now())}}
}

// Open records that a container of a liquid was opened, at an instant (zero is
// now). Until when it may be used follows from the rules and stands in the
// line.
func (d *Desk) Open(ctx context.Context, by record.Actor, lot record.ID, at time.Time) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, lot, at, func(w *writing) error {
		if !w.book.Form.Liquid() {
			return record.Refusedf("Pieces are not opened; they are drawn one by one.")
		}
		if err := w.unexpired(); err != nil {
			return err
		}
		within, ok := w.rules.Opened[w.book.Form]
		if !ok || within.Opened <= 0 {
			return &record.Problem{Code: record.Refused, Field: "lot", Text: "The protocol does not say how long an opened %s may be used.", Args: []any{w.book.Form}, Next: "A prescriber adds it to the protocol."}
		}
		id, err = w.add(KindOpened, Body{UseBy: w.at.Add(within.Opened), Rule: within.Source})
		return err
	})
	return id, err
}

// Back is unopened stock that goes back to who delivered it.
type Back struct {
	Lot        record.ID
	Containers int64
	To         string
	Paper      string // number of the form or of the delivery note
	At         time.Time
}

// SendBack records that unopened containers went back to the supplier.
func (d *Desk) SendBack(ctx context.Context, by record.Actor, s Back) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, s.Lot, s.At, func(w *writing) error {
		to, err := said("return.to", s.To, "Say to whom it goes back.")
		if err != nil {
			return err
		}
		paper, err := said("return.paper", s.Paper, "Enter the number of the form or of the delivery note.")
		if err != nil {
			return err
		}
		if err := positive(s.Containers); err != nil {
			return err
		}
		id, err = w.add(KindReturned, Body{Amount: s.Containers * w.book.Size, To: to, Paper: paper})
		return err
	})
	return id, err
}

// Destroyed is unopened stock that was destroyed.
type Destroyed struct {
	Lot        record.ID
	Containers int64
	How        string
	Paper      string // number of the form; may be empty
	At         time.Time
}

// Destroy records, before a witness, that unopened containers were destroyed.
// What is left in an opened vial is wasted, not destroyed.
func (d *Desk) Destroy(ctx context.Context, by, witness record.Actor, s Destroyed) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, s.Lot, s.At, func(w *writing) error {
		seen, err := w.witness(witness)
		if err != nil {
			return err
		}
		how, err := said("destroy.how", s.How, "Say how it was destroyed.")
		if err != nil {
			return err
		}
		if err := positive(s.Containers); err != nil {
			return err
		}
		id, err = w.add(KindDestroyed, Body{Amount: s.Containers * w.book.Size, How: how, Paper: strings.TrimSpace(s.Paper), Witness: seen})
		return err
	})
	return id, err
}

// Correct takes a line back by a counter-entry with a reason, at the instant
// of the line itself: it never happened. Both stay readable, and the right
// line is entered anew. What had a witness is taken back before a witness
// only; for the rest witness may be the zero Actor. A dose's line is taken
// back in its session.
func (d *Desk) Correct(ctx context.Context, by, witness record.Actor, lot record.ID, line record.EventID, reason string) (id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, lot, time.Time{}, func(w *writing) error {
		l, err := w.mistaken(line, reason)
		if err != nil {
			return err
		}
		if !l.Dose.IsZero() {
			return &record.Problem{Code: record.Refused, Text: "This line belongs to a dose.", Next: "Correct the dose in its session; the register follows."}
		}
		id, err = w.takeBack(l, witness, reason)
		return err
	})
	return id, err
}

// mistaken gives the line that is to be taken back.
func (w *writing) mistaken(line record.EventID, reason string) (Line, error) {
	l, ok := w.book.Line(line)
	switch {
	case !ok:
		return l, &record.Problem{Code: record.NotFound, Text: "This line is not in the book of this lot."}
	case l.Kind == KindCounted:
		return l, &record.Problem{Code: record.Refused, Text: "A count is not taken back.", Next: "Count again; both counts are kept."}
	case l.Kind == KindCorrected:
		return l, &record.Problem{Code: record.Refused, Text: "A counter-entry is not taken back.", Next: "Enter the line anew."}
	case len(l.Struck) > 0:
		return l, &record.Problem{Code: record.Conflict, Text: "Somebody has already taken this line back."}
	case strings.TrimSpace(reason) == "":
		return l, record.Invalidf("reason", "A correction needs a reason.")
	}
	return l, nil
}

// counter is the counter-entry of a line.
func counter(l Line) Body { return Body{Line: l.ID, Amount: -l.Amount} }

// takeBack writes the counter-entry of a line, together with what is checked
// beside it.
func (w *writing) takeBack(l Line, witness record.Actor, reason string, instead ...Line) (record.EventID, error) {
	body := counter(l)
	body.By = w.by.Sign(w.tx.Now())
	if l.Witness != nil {
		var err error
		if body.Witness, err = w.witness(witness); err != nil {
			return record.EventID{}, err
		}
	}
	lines := slices.Concat([]Line{{ID: fresh(0), Kind: KindCorrected, At: l.At, Body: body, time: latest}}, instead)
	if p := w.book.refuse(w.zone, lines...); p != nil {
		return record.EventID{}, p
	}
	return w.append(record.Change{Kind: KindCorrected, Version: 1, At: l.At, Fact: body, Supersedes: l.ID, Reason: strings.TrimSpace(reason)})
}

// CorrectReceipt takes a delivery back and records it anew in one step, at the
// same instant, so that a label that was mistyped can be mended when the lot
// is in use. Where drug, form, strength, size or lot number were wrong, it
// becomes another lot.
func (d *Desk) CorrectReceipt(ctx context.Context, by record.Actor, lot record.ID, line record.EventID, rc Receipt, reason string) (to record.ID, id record.EventID, err error) {
	err = d.write(ctx, by, clinic.KeepRegister, lot, time.Time{}, func(w *writing) error {
		l, err := w.mistaken(line, reason)
		if err != nil {
			return err
		}
		if l.Kind != KindReceived {
			return record.Refusedf("This line is no delivery.")
		}
		right, rc, err := delivery(w.tx, w.by, rc, l.At)
		if err != nil {
			return err
		}
		change := right.receipt(rc)
		var instead []Line
		if to = right.book.ID; to == lot {
			instead = []Line{{ID: fresh(1), Kind: KindReceived, At: l.At, Body: change.Fact.(Body), time: latest}}
		}
		if _, err := w.takeBack(l, record.Actor{}, reason, instead...); err != nil {
			return err
		}
		id, err = right.append(change)
		return err
	})
	return to, id, err
}
