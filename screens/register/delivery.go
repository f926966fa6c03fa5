package register

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
)

// label are the fields of a delivery: what stands on the box and on the paper
// that came with it.
type label struct {
	v                               *form
	drug, number, supplier, invoice *kit.TextField
	form                            *kit.Picker
	mg, per, size, containers       *decimal
	expiry                          *kit.DateField
	initial                         *kit.Choice
	from                            fyne.CanvasObject // the supplier's place
}

// wasHere is the answer that the stock was there before the register.
const wasHere = "began"

// newLabel makes the fields, each to be typed from the box.
func (v *form) newLabel() *label {
	s, f := v.Shell, v.fields
	l := &label{v: v}
	l.initial = f.choice("lot.initial", s.T("Where it comes from"), kit.Option{Value: "delivered", Label: s.T("It was delivered")}, kit.Option{Value: wasHere, Label: s.T("It was here when the register was begun")})
	l.drug = f.text("lot.drug", s.T("Drug"), s.T("Name the drug."))
	var forms []kit.Option
	for _, form := range register.Forms {
		forms = append(forms, kit.Option{Value: string(form), Label: s.T(string(form))})
	}
	l.form = f.picker("lot.form", s.T("Form"), forms...)
	l.mg = f.decimal("lot.strength", s.T("Strength"), "mg", s.T("Enter the strength as it stands on the label."))
	l.per = f.decimal("lot.per", s.T("in how many mL"), "mL", s.T("Enter in how many mL: 50 mg/mL is 50 mg in 1 mL."))
	l.size = f.decimal("lot.size", s.T("One container holds"), "mL", s.T("Enter how much one container holds."))
	l.containers = f.whole("lot.containers", s.T("Number received"), s.T(string(register.Containers)), s.T("Count what was delivered."))
	l.number = f.text("lot.number", s.T("Lot"), s.T("Read the lot from the label and type it."))
	l.expiry = f.date("lot.expiry", s.T("Last day of use"))
	l.supplier = f.text("lot.supplier", s.T("Supplier"), "")
	l.invoice = f.text("lot.invoice", s.T("Number of the invoice or delivery note"), "")
	l.from = kit.Span(2, l.supplier)
	return l
}

// content gives the two names that may be long twice the width of the others.
func (l *label) content() []fyne.CanvasObject {
	return []fyne.CanvasObject{l.initial, kit.FormGrid(3, kit.Span(2, l.drug), l.form, l.mg.field, l.per.field, l.size.field, l.containers.field, l.number, l.expiry, l.from, l.invoice)}
}

// arrange shows what the form and where it comes from ask for.
func (l *label) arrange() {
	form := register.Form(l.form.Value())
	if form == "" {
		form = register.MultiVial // until one is chosen
	}
	shown(l.per.field, form.Liquid())
	shown(l.size.field, form.Liquid())
	l.containers.field.SetUnit(l.v.Shell.T(string(form.ContainerUnit())))
	shown(l.supplier, l.initial.Value() != wasHere)
	shown(l.from, l.initial.Value() != wasHere)
	shown(l.invoice, l.initial.Value() != wasHere)
}

// value is the delivery that was typed; ok is false when a field is wrong,
// which is shown.
func (l *label) value() (rc register.Receipt, ok bool) {
	s, good := l.v.Shell, []bool{}
	need := func(f kit.Field, filled bool, text string) {
		if !filled {
			f.SetError(text)
		}
		good = append(good, filled)
	}
	need(l.initial, l.initial.Value() != "", s.T("Say whether it was delivered."))
	need(l.form, l.form.Value() != "", s.T("Choose the form."))
	rc.Drug, rc.Form, rc.Number, rc.Initial = l.drug.Text(), register.Form(l.form.Value()), l.number.Text(), l.initial.Value() == wasHere
	day, dated := l.expiry.Value()
	if rc.Expiry = day; dated {
		need(l.expiry, !day.IsZero(), s.T("Read the expiry date from the label and type it."))
	}
	ug, right := l.mg.value()
	rc.Strength = register.Strength{UG: ug, Per: 1}
	good = append(good, right, dated)
	if rc.Form.Liquid() {
		per, one := l.per.value()
		size, two := l.size.value()
		rc.Strength.Per, rc.Size = per, size
		good = append(good, one, two)
	}
	n, right := l.containers.count()
	rc.Containers = n
	good = append(good, right)
	if !rc.Initial {
		rc.Supplier, rc.Invoice = l.supplier.Text(), l.invoice.Text()
		need(l.supplier, strings.TrimSpace(rc.Supplier) != "", s.T("Say who delivered it."))
		need(l.invoice, strings.TrimSpace(rc.Invoice) != "", s.T("Enter the number of the invoice or of the delivery note."))
	}
	for _, g := range good {
		if !g {
			return rc, false
		}
	}
	return rc, true
}

// receiving records a delivery.
func (v *form) receiving() *act {
	s, l, at := v.Shell, v.newLabel(), v.fields.moment()
	return &act{title: s.T("Receive a delivery"), verb: s.T("Record the delivery"), content: append(l.content(), at.content()), long: true, arrange: l.arrange,
		about: s.T("Type it from the box and from the paper that came with it. It is received under your name."),
		ready: func() (writing, bool) {
			rc, ok := l.value()
			when, timed := at.value()
			return writing{said: s.T("The delivery is in the register"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
				lot, _, err := v.Desk.Receive(ctx, by, rc, when)
				return lot, err
			}}, ok && timed
		}}
}

// chosenLine is the line that the form is about.
func (v *form) chosenLine() (register.Line, bool) { return v.book.Line(v.line(v.of)) }

// mending takes a delivery back and records it anew in one step.
func (v *form) mending() *act {
	s := v.Shell
	old, ok := v.chosenLine()
	if !ok {
		return nil
	}
	reason := v.fields.text("reason", s.T("What was wrong"), s.T("A correction needs a reason."))
	l := v.newLabel()
	return &act{title: s.T("Correct the delivery"), verb: s.T("Record it anew"), content: append([]fyne.CanvasObject{reason}, l.content()...), long: true, arrange: l.arrange,
		about: s.T("The delivery of %s is taken back and recorded anew as you type it here. Both stay readable.", v.when(old.At)),
		ready: func() (writing, bool) {
			rc, ok := l.value()
			return writing{said: s.T("The delivery was corrected"), write: func(ctx context.Context, by, _ record.Actor) (record.ID, error) {
				lot, _, err := v.Desk.CorrectReceipt(ctx, by, v.lot, old.ID, rc, reason.Text())
				return lot, err
			}}, ok
		}}
}

// correcting takes a line back by a counter-entry.
func (v *form) correcting() *act {
	s := v.Shell
	l, ok := v.chosenLine()
	if !ok {
		return nil
	}
	said := v.when(l.At) + " · " + s.T(register.Kinds[l.Kind])
	if n := l.Said(s.T, v.book.Form); n != "" {
		said += " " + n
	}
	reason := v.fields.text("reason", s.T("What was wrong"), s.T("A correction needs a reason."))
	return &act{title: s.T("Take the line back"), verb: s.T("Take the line back"), content: []fyne.CanvasObject{kit.Strong(said), reason},
		about: s.T("A counter-entry takes the line back at its own time: it never happened. Both stay readable; enter the right line anew."),
		ready: func() (writing, bool) {
			w := writing{said: s.T("The line was taken back"), write: func(ctx context.Context, by, witness record.Actor) (record.ID, error) {
				_, err := v.Desk.Correct(ctx, by, witness, v.lot, l.ID, reason.Text())
				return v.lot, err
			}}
			if l.Witness != nil {
				w.witness = s.T("I agree that this line is taken back: %s.", said)
			}
			return w, true
		}}
}

// explaining explains a difference before a witness.
func (v *form) explaining() *act {
	s, f := v.Shell, v.fields
	var d register.Difference
	for _, one := range v.book.Differences() {
		if one.Count.ID.String() == v.of {
			d = one
		}
	}
	if d.Count.ID.IsZero() {
		return nil
	}
	about := s.T("Counted on %s by %s: the difference of %s %s is not explained.", v.when(d.Count.At), d.Count.By.Name, v.book.Form.Figure(d.Total()), v.book.Form.UnitOf(d.Total()))
	text := f.text("explanation", s.T("How the difference came about"), s.T("Say in a few words how the difference came about."))
	adjust := f.choice("explain.adjust", s.T("And the book"), kit.Option{Value: "adjust", Label: s.T("Takes over what was counted")}, kit.Option{Value: "stay", Label: s.T("Stays as it is")})
	return &act{title: s.T("Explain a difference"), verb: s.T("Record it before a witness"), about: about, content: []fyne.CanvasObject{text, adjust},
		ready: func() (writing, bool) {
			if adjust.Value() == "" {
				adjust.SetError(s.T("Choose whether the book takes over what was counted."))
				return writing{}, false
			}
			e := register.Explanation{Lot: v.lot, Count: d.Count.ID, Text: text.Text(), Adjust: adjust.Value() == "adjust"}
			return writing{said: s.T("The difference is explained"),
				witness: s.T("I know of the difference of %s in %s and of its explanation: %s", v.amount(v.book.Form, d.Total()), v.named(v.book.Label), e.Text),
				write: func(ctx context.Context, by, witness record.Actor) (record.ID, error) {
					_, err := v.Desk.Resolve(ctx, by, witness, e)
					return v.lot, err
				}}, true
		}}
}
