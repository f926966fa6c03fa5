package register

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
)

// acts gives the form of the part; nil where there is none, or where what it
// is about is not in the book.
func (v *form) acts() *act {
	switch v.part {
	case partReceive:
		return v.receiving()
	case partOpen:
		return v.opening()
	case partDraw:
		return v.drawing()
	case partWaste:
		return v.wasting()
	case partPutBack:
		return v.puttingBack()
	case partSendBack:
		return v.sendingBack()
	case partDestroy:
		return v.destroying()
	case partExplain:
		return v.explaining()
	case partCorrect:
		return v.correcting()
	case partMend:
		return v.mending()
	}
	return nil
}

// opening opens a container of a liquid.
func (v *form) opening() *act {
	s, at := v.Shell, v.fields.moment()
	return &act{title: s.T("Open a vial"), verb: s.T("Record that it was opened"),
		about:   s.T("One container goes from the unopened stock to the opened ones. Until when it may be used follows from the protocol."),
		content: []fyne.CanvasObject{at.content()},
		ready: func() (writing, bool) {
			when, ok := at.value()
			return writing{said: s.T("The opened vial is in the register"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
				_, err := v.Desk.Open(ctx, by, v.lot, when)
				return v.lot, err
			}}, ok
		}}
}

// sealedSource is the choice of the unopened stock.
const sealedSource = "sealed"

// sources are where something can be drawn from: the unopened stock, and each
// opened vial that is not empty.
func (v *form) sources(sealed bool) []kit.Option {
	s := v.Shell
	var out []kit.Option
	if sealed {
		out = append(out, kit.Option{Value: sealedSource, Label: s.T("Whole unopened containers")})
	}
	for _, o := range v.book.Vials(s.Now()) {
		if o.Left != 0 {
			out = append(out, kit.Option{Value: o.ID.String(), Label: s.T("Vial opened %s by %s", v.when(o.At), o.By), Note: s.T("%s still in it", v.amount(v.book.Form, o.Left))})
		}
	}
	return out
}

// line finds the line of a choice; zero for none.
func (v *form) line(key string) record.EventID {
	for _, l := range v.book.Lines {
		if l.ID.String() == key {
			return l.ID
		}
	}
	return record.EventID{}
}

// drawing takes an amount out for a session of the day.
func (v *form) drawing() *act {
	s, f, liquid := v.Shell, v.fields, v.book.Form.Liquid()
	var options []kit.Option
	for _, one := range v.sessions {
		options = append(options, kit.Option{Value: string(one.ID), Label: one.Name, Note: v.when(one.At) + " · " + one.Number})
	}
	who := f.picker("draw.session", s.T("Dosing session of today"), options...)
	if len(options) == 0 {
		who.SetHint(s.T("There is no dosing session today that is not over."))
	}
	from := f.picker("vial", s.T("Drawn from"), v.sources(true)...)
	amount := f.decimal("amount", s.T("Amount"), s.T(string(v.book.Form.Unit())), s.T("Enter the amount."))
	whole := v.containers("containers")
	at := f.moment()
	a := &act{title: s.T("Draw for a session"), verb: s.T("Record what was drawn"), content: []fyne.CanvasObject{who, from, amount.field, whole.field, at.content()},
		about: s.T("What is drawn stays open until it was given, wasted or returned.")}
	a.arrange = func() {
		shown(from, liquid)
		shown(amount.field, liquid && from.Value() != sealedSource)
		shown(whole.field, !liquid || from.Value() == sealedSource)
	}
	a.ready = func() (writing, bool) {
		t := register.Taken{Lot: v.lot, Session: record.ID(who.Value()), Patient: v.patientOf(who.Value())}
		ok := true
		if t.Session == "" {
			who.SetError(s.T("Choose the session it is for."))
			ok = false
		}
		if liquid && from.Value() == "" {
			from.SetError(s.T("Choose where it was drawn from."))
			return writing{}, false
		}
		if n, right := int64(0), false; liquid && from.Value() != sealedSource {
			t.Vial = v.line(from.Value())
			n, right = amount.value()
			t.Amount, ok = n, ok && right
		} else {
			n, right = whole.count()
			t.Amount, ok = n*v.book.Size, ok && right
		}
		when, right := at.value()
		t.At = when
		return writing{said: s.T("What was drawn is in the register"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
			_, err := v.Desk.Draw(ctx, by, t)
			return v.lot, err
		}}, ok && right
	}
	return a
}

func (v *form) patientOf(session string) record.ID {
	for _, one := range v.sessions {
		if string(one.ID) == session {
			return one.Patient
		}
	}
	return ""
}

// shown shows or hides a field.
func shown(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// openDraws are the draws of the lot that are not accounted for.
func (v *form) openDraws(whole bool) []kit.Option {
	s := v.Shell
	var out []kit.Option
	for _, d := range v.book.Draws(s.Now()) {
		if d.Closed() || whole && !d.Vial.IsZero() {
			continue
		}
		out = append(out, kit.Option{Value: d.ID.String(), Label: s.T("Drawn %s by %s", v.when(d.At), d.By.Name), Note: s.T("%s open", v.amount(v.book.Form, d.Still))})
	}
	return out
}

// wasting records, before a witness, what nobody will be given.
func (v *form) wasting() *act {
	s, f := v.Shell, v.fields
	draws := v.openDraws(false)
	from := f.picker("waste.from", s.T("From which draw or vial"), append(draws, v.sources(false)...)...)
	amount := f.decimal("amount", s.T("Amount"), s.T(string(v.book.Form.Unit())), s.T("Enter the amount."))
	how := f.text("waste.how", s.T("How it was wasted"), s.T("Say how it was wasted."))
	at := f.moment()
	return &act{title: s.T("Waste"), verb: s.T("Record the waste before a witness"), content: []fyne.CanvasObject{from, amount.field, how, at.content()},
		ready: func() (writing, bool) {
			w := register.Waste{Lot: v.lot, How: how.Text()}
			ok := from.Value() != ""
			if !ok {
				from.SetError(s.T("Choose the draw or the vial it is from."))
			}
			id := v.line(from.Value())
			if l, _ := v.book.Line(id); l.Kind == register.KindDrawn {
				w.Draw = id
			} else {
				w.Vial = id
			}
			n, right := v.pieces(amount)
			when, timed := at.value()
			w.Amount, w.At = n, when
			return writing{said: s.T("The waste is in the register"),
				witness: s.T("I saw this being wasted: %s of %s.", v.amount(v.book.Form, n), v.named(v.book.Label)),
				write: func(ctx context.Context, by, witness record.Actor) (record.ID, error) {
					_, err := v.Desk.Waste(ctx, by, witness, w)
					return v.lot, err
				}}, ok && right && timed
		}}
}

// containers is a number of unopened containers, or of pieces.
func (v *form) containers(id string) *decimal {
	s, label := v.Shell, v.Shell.T("Unopened containers")
	if !v.book.Form.Liquid() {
		label = s.T("Amount")
	}
	return v.fields.whole(id, label, s.T(string(v.book.Form.ContainerUnit())), s.T("Enter how many."))
}

// pieces reads an amount of the lot: microlitres, or whole pieces.
func (v *form) pieces(d *decimal) (int64, bool) {
	if v.book.Form.Liquid() {
		return d.value()
	}
	return d.count()
}

// puttingBack returns whole containers of a draw to the stock.
func (v *form) puttingBack() *act {
	s, f := v.Shell, v.fields
	from := f.picker("putback.draw", s.T("From which draw"), v.openDraws(true)...)
	n := v.containers("amount")
	at := f.moment()
	return &act{title: s.T("Return to the stock"), verb: s.T("Record the return"), content: []fyne.CanvasObject{from, n.field, at.content()},
		about: s.T("Only what nobody has opened goes back. The rest of an opened vial is wasted before a witness."),
		ready: func() (writing, bool) {
			ok := from.Value() != ""
			if !ok {
				from.SetError(s.T("Choose the draw it is from."))
			}
			draw := v.line(from.Value())
			count, right := n.count()
			when, timed := at.value()
			return writing{said: s.T("The return is in the register"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
				_, err := v.Desk.PutBack(ctx, by, v.lot, draw, count, when)
				return v.lot, err
			}}, ok && right && timed
		}}
}

// sendingBack returns unopened containers to who delivered them.
func (v *form) sendingBack() *act {
	s, f := v.Shell, v.fields
	n := v.containers("amount")
	to := f.text("return.to", s.T("To whom it goes back"), s.T("Say to whom it goes back."))
	paper := f.text("return.paper", s.T("Number of the form or delivery note"), s.T("Enter the number of the form or of the delivery note."))
	at := f.moment()
	return &act{title: s.T("Send back to the supplier"), verb: s.T("Record the return"), content: []fyne.CanvasObject{n.field, to, paper, at.content()},
		ready: func() (writing, bool) {
			count, ok := n.count()
			when, timed := at.value()
			b := register.Back{Lot: v.lot, Containers: count, To: to.Text(), Paper: paper.Text(), At: when}
			return writing{said: s.T("The return is in the register"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
				_, err := v.Desk.SendBack(ctx, by, b)
				return v.lot, err
			}}, ok && timed
		}}
}

// destroying records, before a witness, that unopened stock was destroyed.
func (v *form) destroying() *act {
	s, f := v.Shell, v.fields
	n := v.containers("amount")
	how := f.text("destroy.how", s.T("How it was destroyed"), s.T("Say how it was destroyed."))
	paper := f.text("destroy.paper", s.T("Number of the form, if there is one"), "")
	at := f.moment()
	return &act{title: s.T("Have it destroyed"), verb: s.T("Record it before a witness"), content: []fyne.CanvasObject{n.field, how, paper, at.content()},
		about: s.T("What is left in an opened vial is wasted and not destroyed."),
		ready: func() (writing, bool) {
			count, ok := n.count()
			when, timed := at.value()
			d := register.Destroyed{Lot: v.lot, Containers: count, How: how.Text(), Paper: paper.Text(), At: when}
			return writing{said: s.T("The destroyed stock is in the register"),
				witness: s.T("I saw this being destroyed, unopened: %s of %s.", v.book.Form.SaidContainers(s.T, count), v.named(v.book.Label)),
				write: func(ctx context.Context, by, witness record.Actor) (record.ID, error) {
					_, err := v.Desk.Destroy(ctx, by, witness, d)
					return v.lot, err
				}}, ok && timed
		}}
}
