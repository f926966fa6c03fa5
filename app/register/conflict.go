package register

import (
	"cmp"
	"slices"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// The conflicts, each as it is shown in English. They come up when two
// laptops together did what neither could have done alone.
const (
	ShortSealed  = "More was taken from the sealed stock than there was"
	ShortVial    = "More was taken from an opened vial than there was"
	ShortDraw    = "More was accounted for than was drawn"
	TwiceExplain = "A difference was explained twice; the first explanation counts"
	TwiceInvoice = "The same invoice was recorded twice"
	TwoExpiries  = "Two expiry dates were recorded; the earlier counts"
)

// Conflicts lists the sentences: the keys of their translations.
var Conflicts = []string{ShortSealed, ShortVial, ShortDraw, TwiceExplain, TwiceInvoice, TwoExpiries}

// Conflict is something in the book that a person must put right.
type Conflict struct {
	What  string
	At    time.Time      // from when on
	Short int64          // how much less than nothing there was at the worst
	Line  record.EventID // the vial, the draw, or the second line; zero for the sealed stock
}

// Conflicts gives what does not fit in the book, by date.
func (b Book) Conflicts() []Conflict {
	var out []Conflict
	for p, steps := range b.ledger() {
		if at, short := below(steps); short > 0 {
			out = append(out, Conflict{What: []string{sealed: ShortSealed, vial: ShortVial, draw: ShortDraw}[p.kind], At: at, Short: short, Line: p.of})
		}
	}
	receipts := map[string]bool{}
	for _, l := range b.Lines {
		c := Conflict{At: l.At, Line: l.ID}
		switch {
		case l.Kind == KindResolved && l.Void:
			c.What = TwiceExplain
		case l.Kind == KindReceived && l.Stands() && !l.Receipt.Initial:
			key := fold(l.Receipt.Supplier) + "\x00" + fold(l.Receipt.Invoice)
			if receipts[key] {
				c.What = TwiceInvoice
			}
			receipts[key] = true
		}
		if c.What != "" {
			out = append(out, c)
		}
		if l.Kind == KindReceived && l.Stands() && l.Receipt.Expiry != b.Expiry {
			out = append(out, Conflict{What: TwoExpiries, At: l.At, Line: l.ID})
		}
	}
	slices.SortFunc(out, func(a, b Conflict) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.What, b.What), compareEntry(Line{ID: a.Line}, Line{ID: b.Line}))
	})
	return out
}

// below gives from when on a place held less than nothing, and the most it was
// short.
func below(steps []step) (from time.Time, short int64) {
	var sum int64
	for _, s := range steps {
		sum += s.by
		if sum < 0 && short == 0 {
			from = s.at
		}
		short = max(short, -sum)
	}
	return from, short
}

// with gives the book as it would be with lines more.
func (b Book) with(lines ...Line) Book {
	b.Lines = slices.Clone(b.Lines)
	for _, l := range lines {
		if l.Kind == KindCorrected {
			i := slices.IndexFunc(b.Lines, func(o Line) bool { return o.ID == l.Line })
			b.Lines[i].Struck = append(slices.Clone(b.Lines[i].Struck), l.ID)
		}
		b.Lines = append(b.Lines, l)
	}
	b.settle()
	return b
}

// refuse says why lines may not be added: the first minute at which a place
// would hold less than nothing, and less than it does without them. A place
// that is short already does not stand against a line that makes it better.
func (b Book) refuse(zone *time.Location, lines ...Line) *record.Problem {
	before, after := b.ledger(), b.with(lines...).ledger()
	var first time.Time
	var short int64
	var where placeKind
	for p := range after {
		at, by := worse(before[p], after[p])
		if by > 0 && (first.IsZero() || at.Before(first) || at.Equal(first) && p.kind < where) {
			first, short, where = at, by, p.kind
		}
	}
	if first.IsZero() {
		return nil
	}
	text := "On %s at %s the sealed stock of this lot would be %s %s short."
	switch where {
	case vial:
		text = "On %s at %s the opened vial would be %s %s short."
	case draw:
		text = "On %s at %s more would be accounted for than was drawn: %s %s."
	}
	return &record.Problem{Code: record.Refused, Field: "amount", Text: text,
		Args: []any{record.DateOf(first, zone), words.Time(first, zone), b.Form.Figure(short), b.Form.UnitOf(short)}, Next: "Nothing was recorded. Check the amount and the time."}
}

// worse gives the first minute at which the steps hold less than nothing and
// less than they did before, and how much less than nothing; 0 if there is
// none.
func worse(before, after []step) (at time.Time, short int64) {
	all := slices.Concat(after, before) // where either changes
	slices.SortFunc(all, func(a, b step) int { return a.at.Compare(b.at) })
	for _, s := range all {
		if sum := sumUntil(after, s.at); sum < 0 && sum < sumUntil(before, s.at) {
			return s.at, -sum
		}
	}
	return at, 0
}

func sumUntil(steps []step, at time.Time) (sum int64) {
	for _, s := range steps {
		if !s.at.After(at) {
			sum += s.by
		}
	}
	return sum
}
