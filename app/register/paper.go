package register

import (
	"context"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// What a paper or a file of the register is on record as.
const (
	InventoryPaper = "The inventory of controlled drugs"
	ReportPaper    = "The register of controlled drugs"
)

// InventoryDocument makes the inventory at an instant (zero is now) as a paper.
func (d *Desk) InventoryDocument(ctx context.Context, by record.Actor, at time.Time, lang words.Lang, print handout.Print) (*handout.Document, error) {
	inv, err := d.Inventory(ctx, by, at)
	if err != nil {
		return nil, err
	}
	s, err := d.sheet(ctx, lang, print)
	if err != nil {
		return nil, err
	}
	v := voice{d.deps.Book, lang, s.Zone}
	lines := make([]handout.StockLine, len(inv.Lots))
	for i, l := range inv.Lots {
		said := func(n int64) string { return l.Form.Said(v.T, n) }
		lines[i] = handout.StockLine{Drug: l.Drug, Form: string(l.Form), Strength: l.Strength.Said(l.Form), Lot: l.Number, Expiry: l.Expiry, Containers: l.Containers(),
			Opened: said(l.Opened), Drawn: said(l.Drawn), Total: said(l.OnHand()), MG: l.mg(l.OnHand())}
	}
	return handout.RegisterInventory(d.deps.Book, s, inv.At, lines)
}

// ReportDocument makes the register from one day to another as a paper.
func (d *Desk) ReportDocument(ctx context.Context, by record.Actor, from, to record.Date, lang words.Lang, print handout.Print) (*handout.Document, error) {
	rep, err := d.Report(ctx, by, from, to)
	if err != nil {
		return nil, err
	}
	s, err := d.sheet(ctx, lang, print)
	if err != nil {
		return nil, err
	}
	v := voice{d.deps.Book, lang, s.Zone}
	lots := make([]handout.RegisterLot, len(rep.Accounts))
	for i, a := range rep.Accounts {
		lot := handout.RegisterLot{Drug: a.Drug, Form: string(a.Form), Strength: a.Strength.Said(a.Form), Lot: a.Number, Unit: string(a.Form.Unit()), Expiry: a.Expiry,
			Opening: a.Form.Said(v.T, a.Opening.OnHand()), Closing: a.Form.Said(v.T, a.Closing.OnHand()), Open: v.open(a)}
		for _, e := range a.Entries {
			l := handout.RegisterLine{At: e.At, What: Kinds[e.Kind], Amount: e.figure(a.Form), OnHand: a.Form.Figure(e.OnHand), Number: e.Number,
				By: e.By.Name, Remark: v.remark(e.Line, a.Label), Struck: len(e.Struck) > 0}
			if e.Late() {
				l.Entered = e.Entered
			}
			if e.Witness != nil {
				l.Witness = e.Witness.Name
			}
			lot.Lines = append(lot.Lines, l)
		}
		lots[i] = lot
	}
	return handout.RegisterReport(d.deps.Book, s, from, to, lots)
}

// Printed puts on record that a paper of the register was printed.
func (d *Desk) Printed(ctx context.Context, by record.Actor, paper string) error {
	return d.deps.Audit.Printed(ctx, by, paper, "")
}

func (d *Desk) sheet(ctx context.Context, lang words.Lang, print handout.Print) (s handout.Sheet, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		c, err := clinic.Of(r)
		s = handout.Sheet{Clinic: handout.Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency}, Lang: lang,
			Paper: handout.Paper(strings.ToLower(c.Paper)), Print: print, Printed: r.Now(), Zone: c.Location(), Sample: c.Sample}
		return err
	})
	return s, err
}

// mg gives the milligrams in an amount; with a sign before it where they are
// no whole number of micrograms.
func (l Label) mg(amount int64) string {
	ug, exact := l.Strength.Micrograms(amount)
	if !exact {
		return "≈ " + thousandths(ug)
	}
	return thousandths(ug)
}

// figure is the amount of a line as it is shown: what was counted, or what was
// moved. A counter-entry shows what it takes back with its sign.
func (l Line) figure(f Form) string {
	if n, ok := l.shown(); ok {
		return f.Figure(n)
	}
	return ""
}

// shown is the amount behind the figure; ok is false where there is none.
func (l Line) shown() (n int64, ok bool) {
	switch l.Kind {
	case KindCounted:
		return l.Tally.Total(), true
	case KindResolved:
		return total(l.Adjust), true
	case KindOpened:
		return 0, false
	}
	// What a counter-entry without amount takes back has none that it could
	// turn around.
	return l.Amount, l.Kind != KindCorrected || l.Amount != 0
}

func total(all []Left) (n int64) {
	for _, v := range all {
		n += v.Amount
	}
	return n
}

// voice says things about lines in one language.
type voice struct {
	book *words.Book
	lang words.Lang
	zone *time.Location
}

func (v voice) T(english string, args ...any) string { return v.book.Say(v.lang, english, args...) }

// remark is what a line says beside its amount.
func (v voice) remark(l Line, label Label) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if rc := l.Receipt; rc != nil {
		if label.Form.Liquid() { // the amount of pieces is their number
			add(label.Form.SaidContainers(v.T, l.Amount/label.Size))
		}
		if rc.Initial {
			add(v.T("there when the register was begun"))
		}
		add(rc.Supplier)
		add(rc.Invoice)
	}
	if l.Kind == KindOpened {
		add(v.T("to be used by %s", v.book.DateTime(v.lang, l.UseBy, v.zone)))
	}
	if l.Kind == KindGiven {
		add(thousandths(l.UG) + " mg")
		add(v.T(l.Route))
	}
	if l.Kind == KindReturned && l.To == "" {
		add(v.T("to the stock"))
	}
	for _, s := range []string{l.To, l.Paper, l.How, l.Reason} {
		add(s)
	}
	if l.Void {
		add(v.T("counts for nothing: somebody else wrote the same"))
	}
	return strings.Join(parts, " · ")
}

// open says what a person must see to in the account.
func (v voice) open(a Account) []string {
	var out []string
	when := func(t time.Time) string { return v.book.DateTime(v.lang, t, v.zone) }
	for _, d := range a.Draws {
		out = append(out, v.T("Drawn on %s by %s: %s %s not accounted for.", when(d.At), d.By.Name, a.Form.Figure(d.Still), a.Form.UnitOf(d.Still)))
	}
	for _, f := range a.Differences {
		out = append(out, v.T("Counted on %s by %s: the difference of %s %s is not explained.", when(f.Count.At), f.Count.By.Name, a.Form.Figure(f.Total()), a.Form.UnitOf(f.Total())))
	}
	for _, c := range a.Conflicts {
		s := v.T(c.What) + " (" + when(c.At) + ")"
		if c.Short > 0 {
			s += ": " + a.Form.Said(v.T, c.Short)
		}
		out = append(out, s)
	}
	return out
}

// Total is counted less the book, all places together: as it is known now, or
// as it was when the book fits by now.
func (f Difference) Total() int64 {
	if n := total(f.Now); n != 0 {
		return n
	}
	return total(f.Then)
}
