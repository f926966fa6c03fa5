package session

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Register is what the screen asks of the controlled-drug book beside the
// doses, which app/session ties to it by itself.
type Register interface {
	Open(ctx context.Context, by record.Actor, lot record.ID, at time.Time) (record.EventID, error)
	Draw(ctx context.Context, by record.Actor, t register.Taken) (record.EventID, error)
	Waste(ctx context.Context, by, witness record.Actor, w register.Waste) (record.EventID, error)
}

// The sources of a draw that are no opened vial.
const (
	fromNew    = "new"    // a container that is opened for it
	fromSealed = "sealed" // whole containers
)

// drawForm takes an amount out of a lot for this session.
type drawForm struct {
	d      *dosing
	p      *panel
	lot    *kit.Picker
	from   *kit.Picker
	amount *kit.NumberField
	offers []register.Offer
	toDose bool // back to the dose when it is drawn
	// opened is the vial that was opened for this draw when the draw itself was
	// refused, by its lot: the next try draws from it and opens no other.
	opened map[record.ID]record.EventID
}

// typedDraw is what stands in the form, for its draft.
type typedDraw struct{ Lot, From, FromSaid, Amount string }

// drawNow opens the form of a draw; from the form of a dose it leads back to
// it.
func (d *dosing) drawNow() {
	d.draw(d.panel != nil && d.panel.id == "dose")
}

// draw opens the form of a draw for whoever keeps the register.
func (d *dosing) draw(toDose bool) {
	s := d.v.Shell
	f := &drawForm{d: d, toDose: toDose, opened: map[record.ID]record.EventID{}}
	f.p = d.panelOf("draw", func() any {
		return typedDraw{Lot: f.lot.Text(), From: f.from.Value(), FromSaid: f.from.Text(), Amount: f.amount.Text()}
	})
	f.lot = kit.NewPicker(s.T, "draw.lot", s.T("Lot, from the label"))
	f.from = kit.NewPicker(s.T, "draw.from", s.T("Drawn from"))
	f.amount = kit.NewNumberField(s.T, "draw.amount", s.T("Amount drawn"), "mL")
	f.lot.OnChanged = func() { f.p.changed(); f.sources() }
	f.from.OnChanged, f.amount.OnChanged = f.p.changed, f.p.changed
	f.p.build(s.T("Draw for this session"), s.T("Record the draw"), kit.FormGrid(3, kit.Wide(f.lot), kit.Wide(f.from), f.amount), f.save)
	d.openPanel(f.p)
	d.basis(f.p, func(b session.Basis) {
		f.offers = b.Lots
		var lots []kit.Option
		for _, o := range b.Lots {
			if o.There() && !o.Expired(s.Now()) {
				lots = append(lots, kit.Option{Value: string(o.Lot), Label: o.Number, Note: o.Drug + " " + o.Strength.Said(o.Form)})
			}
		}
		f.lot.SetOptions(lots...)
		restore(f.p, func(t typedDraw) {
			for _, o := range lots {
				if o.Label == t.Lot {
					f.lot.Set(o)
				}
			}
			f.sources()
			f.from.Set(kit.Option{Value: t.From, Label: t.FromSaid})
			f.amount.SetText(t.Amount)
		})
	})
}

// basis reads what a dose is measured against for a panel that is open.
func (d *dosing) basis(p *panel, apply func(session.Basis)) {
	v := d.v
	by, id := v.Shell.Actor(), v.route.Record
	v.Shell.Run(func(ctx context.Context) func() {
		b, err := v.Desk.Basis(ctx, by, id)
		return func() {
			switch {
			case d.panel != p:
			case err != nil:
				v.Shell.Fail(err)
			default:
				apply(b)
			}
		}
	})
}

// offer is the lot that is chosen.
func (f *drawForm) offer() (register.Offer, bool) {
	for _, o := range f.offers {
		if string(o.Lot) == f.lot.Value() {
			return o, true
		}
	}
	return register.Offer{}, false
}

// sources offers the vials of the lot, and what else can be drawn from.
func (f *drawForm) sources() {
	s := f.d.v.Shell
	o, ok := f.offer()
	f.from.Set(kit.Option{})
	f.from.SetOptions()
	if !ok {
		return
	}
	var from []kit.Option
	for i, v := range o.Vials {
		from = append(from, kit.Option{Value: fmt.Sprint(i), Label: s.T("Vial opened %s at %s", s.Book().Date(s.Lang(), record.DateOf(v.At, f.d.v.zone())), f.d.v.clock(v.At)),
			Note: s.T("%s still in it", o.Form.Said(s.T, v.Left))})
	}
	if o.Stock.Sealed > 0 {
		if o.Form.Liquid() {
			from = append(from, kit.Option{Value: fromNew, Label: s.T("A vial that is opened now")})
		}
		from = append(from, kit.Option{Value: fromSealed, Label: s.T("Whole containers, unopened")})
	}
	f.from.SetOptions(from...)
	if len(from) == 1 { // nothing is there to choose from
		f.from.Set(from[0])
	}
	f.amount.SetUnit(s.T(string(o.Form.Unit())))
}

// taken reads the form; ok is false where a field is wrong, which says so.
func (f *drawForm) taken() (t register.Taken, fresh, ok bool) {
	s := f.d.v.Shell
	o, found := f.offer()
	if !found {
		f.lot.SetError(s.T("Choose the lot that stands on the label."))
		f.lot.Focus()
		return t, false, false
	}
	t = register.Taken{Lot: o.Lot, Session: f.d.v.route.Record, Patient: f.d.v.show.Visit.Patient}
	switch from := f.from.Value(); from {
	case "":
		f.from.SetError(s.T("Choose what it is drawn from."))
		f.from.Focus()
		return t, false, false
	case fromNew:
		fresh = true
	case fromSealed:
	default:
		for i, v := range o.Vials {
			if from == fmt.Sprint(i) {
				t.Vial = v.ID
			}
		}
	}
	n, err := session.ParseMG(f.amount.Text()) // thousandths, as milligrams are
	if !o.Form.Liquid() {
		n /= 1000
	}
	if err != nil || n <= 0 {
		f.amount.SetError(s.T("Type the amount with at most three decimals. Kept as typed."))
		f.amount.Focus()
		return t, false, false
	}
	// Said before a vial is opened for nothing.
	if fresh && n > o.Size {
		f.amount.SetError(s.T("One vial holds %s. Draw what it holds, and the rest from another.", o.Form.Said(s.T, o.Size)))
		f.amount.Focus()
		return t, false, false
	}
	t.Amount = n
	return t, fresh, true
}

func (f *drawForm) save() {
	t, fresh, ok := f.taken()
	if !ok {
		return
	}
	v := f.d.v
	f.p.after = func() {
		if f.toDose {
			f.d.dose(nil)
		}
	}
	f.p.saving(func(ctx context.Context, by record.Actor) error {
		if fresh {
			vial, err := f.open(ctx, by, t.Lot)
			if err != nil {
				return err
			}
			t.Vial = vial
		}
		_, err := v.Register.Draw(ctx, by, t)
		return err
	}, f.refused)
}

// open opens one vial of the lot, once.
func (f *drawForm) open(ctx context.Context, by record.Actor, lot record.ID) (record.EventID, error) {
	if vial, ok := f.opened[lot]; ok {
		return vial, nil
	}
	vial, err := f.d.v.Register.Open(ctx, by, lot, time.Time{})
	if err == nil {
		f.opened[lot] = vial
	}
	return vial, err
}

// refused puts the register's words at the fields of this form.
func (f *drawForm) refused(err error) {
	f.p.refused(record.Moved(err, record.Named(map[string]string{"lot": "draw.lot", "vial": "draw.from", "amount": "draw.amount"})))
}

// waste opens the form with which what is left of a draw is wasted before a
// witness.
func (d *dosing) waste() {
	s, open := d.v.Shell, d.v.show.Drawn
	how := kit.NewTextField(s.T, "waste.how", s.T("How it was wasted"))
	p := d.panelOf("waste", func() any { return typedWaste{how.Text()} })
	how.OnChanged = p.changed
	fields := []fyne.CanvasObject{}
	for _, dr := range open {
		fields = append(fields, kit.Paragraph(d.drawn(dr)))
	}
	fields = append(fields, how, kit.SmallPara(s.T("A second person signs in as witness. What was drawn unopened goes back to the stock in the register.")))
	p.build(s.T("Waste the rest"), s.T("Waste, before a witness"), kit.Stack(kit.GapS, fields...), func() {
		said := strings.TrimSpace(how.Text())
		if said == "" {
			how.SetError(s.T("Say how it was wasted."))
			how.Focus()
			return
		}
		d.v.Second.Ask(clinic.WitnessRegister, s.T("%s Wasted: %s", strings.Join(d.drawnAll(), " "), said), func(witness record.Actor) { d.wasted(p, said, witness) })
	})
	restore(p, func(t typedWaste) { how.SetText(t.How) })
	d.openPanel(p)
}

// typedWaste is what stands in the form of waste, for its draft.
type typedWaste struct{ How string }

// wasted records the waste of every draw that the witness was shown, one line
// each: what is recorded stays so when the next is refused, and is not
// recorded twice.
func (d *dosing) wasted(p *panel, how string, witness record.Actor) {
	v, shown := d.v, d.v.show.Drawn
	p.do(func(ctx context.Context, by record.Actor) error {
		now, err := v.Desk.Show(ctx, by, v.route.Record)
		if err != nil {
			return err
		}
		for _, dr := range shown {
			if !slices.ContainsFunc(now.Drawn, func(o register.OpenDraw) bool { return o.ID == dr.ID && o.Still == dr.Still }) {
				continue
			}
			if _, err := v.Register.Waste(ctx, by, witness, register.Waste{Lot: dr.Lot, Draw: dr.ID, Amount: dr.Still, How: how}); err != nil {
				return err
			}
		}
		return nil
	})
}

// drawn says what of a draw is not accounted for.
func (d *dosing) drawn(dr register.OpenDraw) string {
	s := d.v.Shell
	return s.T("Of lot %s: %s %s drawn at %s, not accounted for.", dr.Number, dr.Form.Figure(dr.Still), s.T(string(dr.Form.UnitOf(dr.Still))), d.v.clock(dr.At))
}

func (d *dosing) drawnAll() (out []string) {
	for _, dr := range d.v.show.Drawn {
		out = append(out, d.drawn(dr))
	}
	return out
}

// drawnParts are the open draws in the card of the doses, with what mends
// them.
func (d *dosing) drawnParts() []fyne.CanvasObject {
	s := d.v.Shell
	var out []fyne.CanvasObject
	for _, text := range d.drawnAll() {
		if len(d.v.show.Doses) == 0 {
			out = append(out, kit.Paragraph(text).In(kit.ColorMuted)) // it waits to be given
			continue
		}
		out = append(out, kit.Paragraph("○ "+text).In(kit.ColorReview))
	}
	if len(out) == 0 {
		return nil
	}
	if d.mayWaste() {
		out = append(out, kit.Row(0, kit.Quiet("session.waste", s.T("Waste the rest…"), d.waste)))
	}
	return append(out, kit.Row(0, kit.Quiet("session.register", s.T("Open the register"), d.toRegister)))
}

func (d *dosing) mayWaste() bool {
	return len(d.v.show.Drawn) > 0 && d.mayDraw() && d.v.Second != nil
}

func (d *dosing) mayDraw() bool {
	return d.v.Register != nil && d.v.Shell.Person().May(clinic.KeepRegister)
}

func (d *dosing) toRegister() { d.v.Shell.Go(place.Route{Place: place.Register}) }
