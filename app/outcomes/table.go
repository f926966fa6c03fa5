package outcomes

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"kapdesk/app/measures"
)

// Filter chooses whom a table is about; "" chooses everybody.
type Filter struct {
	Scale string // which scale; it must be one of Cohort.Scales
	Route string // the one route of all doses, as Cohort.Routes has them
	Span  string // the number of dosing sessions, as Cohort.Spans has them
}

// Cell is one count: N of Of.
type Cell struct {
	N, Of int
	// Hidden: Of is fewer than the least number of patients, or another
	// choice would give such a number away. N and Of are 0 then.
	Hidden bool
	// NoRule: the scale has no such rule.
	NoRule bool
}

// Empty reports whether the cell is about nobody.
func (c Cell) Empty() bool { return !c.Hidden && !c.NoRule && c.Of == 0 }

// Told reports whether there is a figure to show.
func (c Cell) Told() bool { return !c.Hidden && !c.NoRule && c.Of > 0 }

// InHundred gives N in a hundred of Of, rounded half up. Only for a cell that
// is told.
func (c Cell) InHundred() string {
	return measures.Decimal(big.NewRat(int64(c.N)*100, int64(c.Of)), 0)
}

// z is the 97.5th percentile of the normal distribution: a 95 % interval.
const z = 1.959963984540054

// Interval gives the 95 % interval of the share by Wilson's score method, in
// hundredths from 0 to 100. Only for a cell that is told.
func (c Cell) Interval() (low, high float64) {
	n, p := float64(c.Of), float64(c.N)/float64(c.Of)
	mid := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	all := 1 + z*z/n
	return 100 * math.Max(0, (mid-half)/all), 100 * math.Min(1, (mid+half)/all)
}

// Row is one point after the latest dosing session. Due and Early are counted
// of everybody who started; Lost, Baseless and Compared of those due, and
// together they are all of them; the rest of those compared.
type Row struct {
	When     When
	Unheard  Cell // lost altogether: no completed scale of any kind
	Due      Cell // the window has closed
	Early    Cell // it has not yet
	Lost     Cell // no measure of this scale that counts
	Baseless Cell // measured, but there is no baseline
	Compared Cell

	Response, Remission, Worse Cell
}

// Table is the clinic's outcomes on one scale.
type Table struct {
	Filter  Filter
	Scale   Named
	Started Cell // the patients chosen, of everybody who started
	Never   Cell // those who never completed this scale; among Lost where due
	Rows    []Row
}

// Table counts. Whatever is chosen, no cell is about fewer than Rules.Least
// patients, and no two tables of one cohort differ by fewer: see blocks.
func (c *Cohort) Table(f Filter) Table {
	t := Table{Filter: f}
	if i := slices.IndexFunc(c.scales, func(n Named) bool { return n.ID == f.Scale }); i >= 0 {
		t.Scale = c.scales[i]
	}
	everybody := func(member) bool { return true }
	t.Started = c.tell(f, everybody, everybody)
	if t.Started.Told() {
		t.Started.Of = len(c.people)
	}
	t.Never = c.tell(f, everybody, func(m member) bool { return m.by[f.Scale] == nil || !m.by[f.Scale].given })
	for i, w := range c.rules.Points {
		t.Rows = append(t.Rows, c.row(f, w, i))
	}
	return t
}

func (c *Cohort) row(f Filter, w When, i int) Row {
	everybody := func(member) bool { return true }
	due := func(m member) bool { return m.reached[i] != notYet }
	is := func(st state) func(member) bool {
		return func(m member) bool { return m.at(f.Scale, i) == st }
	}
	r := Row{When: w, Unheard: c.tell(f, due, func(m member) bool { return m.reached[i] == unreached }),
		Due: c.tell(f, everybody, due), Early: c.tell(f, everybody, func(m member) bool { return !due(m) }),
		Lost: c.tell(f, due, is(lost)), Baseless: c.tell(f, due, is(baseless)), Compared: c.tell(f, due, is(compared))}
	r.Response, r.Remission, r.Worse = Cell{NoRule: true}, Cell{NoRule: true}, Cell{NoRule: true}
	rules := c.change[f.Scale]
	if rules.Response != nil {
		r.Response = c.verdict(f, i, func(k measures.Comparison) *bool { return k.Response })
	}
	if rules.Remission != nil {
		r.Remission = c.verdict(f, i, func(k measures.Comparison) *bool { return k.Remission })
	}
	if rules.Meaningful != nil {
		r.Worse = c.verdict(f, i, func(k measures.Comparison) *bool { return k.Worse })
	}
	return r
}

// at gives what became of the patient on the scale at a point. A scale that
// they never took is one on which they are lost.
func (m member) at(scale string, i int) state {
	if s := m.by[scale]; s != nil {
		return s.state[i]
	}
	if m.reached[i] == notYet {
		return early
	}
	return lost
}

// verdict counts for how many of those compared a rule holds. Somebody for
// whom it cannot be decided (a baseline of 0 has no response) is not counted.
func (c *Cohort) verdict(f Filter, i int, of func(measures.Comparison) *bool) Cell {
	decided := func(m member) bool { return m.at(f.Scale, i) == compared && of(m.by[f.Scale].at[i]) != nil }
	return c.tell(f, decided, func(m member) bool { return *of(m.by[f.Scale].at[i]) })
}

// chosen reports whether the filter chooses the patient.
func (c *Cohort) chosen(f Filter, m member) bool {
	return (f.Route == "" || f.Route == m.route) && (f.Span == "" || m.span >= 0 && c.rules.Sessions[m.span].ID == f.Span)
}

// tell counts those of the base that the filter chooses, and how many of them
// are hit. The cell is hidden unless the chosen ones are whole blocks.
func (c *Cohort) tell(f Filter, base, hit func(member) bool) Cell {
	in, out := map[int]bool{}, map[int]bool{}
	cell := Cell{}
	people := c.of(base)
	block := blocks(people, c.rules.Least)
	for _, m := range people {
		if !c.chosen(f, m) {
			out[block[m.atom()]] = true
			continue
		}
		in[block[m.atom()]] = true
		cell.Of++
		if hit(m) {
			cell.N++
		}
	}
	for b := range in {
		if out[b] {
			return Cell{Hidden: true}
		}
	}
	if cell.Of > 0 && cell.Of < c.rules.Least {
		return Cell{Hidden: true}
	}
	return cell
}

func (c *Cohort) of(base func(member) bool) []member {
	var out []member
	for _, m := range c.people {
		if base(m) {
			out = append(out, m)
		}
	}
	return out
}

// atom is the finest that filters can choose.
type atom struct {
	route string
	span  int
}

func (m member) atom() atom { return atom{m.route, m.span} }

// blocks puts the atoms of a base together until each block has at least so
// many patients: spans beside one another within a route, and what is left of
// small routes with one another. A choice is told only where it is made of
// whole blocks. So whatever anybody adds to or takes from what was told, by
// the same counts, is made of whole blocks again, and never of fewer patients.
// The blocks follow from the base alone, not from the choice or any order.
func blocks(people []member, least int) map[atom]int {
	count := map[atom]int{}
	for _, m := range people {
		count[m.atom()]++
	}
	atoms := make([]atom, 0, len(count))
	for a := range count {
		atoms = append(atoms, a)
	}
	slices.SortFunc(atoms, func(a, b atom) int { return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.span, b.span)) })
	p := packing{least: least, count: count, of: map[atom]int{}}
	for from := 0; from < len(atoms); {
		to := from
		for to < len(atoms) && atoms[to].route == atoms[from].route {
			to++
		}
		p.route(atoms[from:to])
		from = to
	}
	p.pool()
	return p.of
}

// packing is blocks being made.
type packing struct {
	least int
	count map[atom]int
	of    map[atom]int
	size  []int  // of each block
	left  []atom // of routes that are too small
}

func (p *packing) add(block int, atoms ...atom) {
	for _, a := range atoms {
		p.of[a] = block
		p.size[block] += p.count[a]
	}
}

func (p *packing) open(atoms ...atom) {
	p.size = append(p.size, 0)
	p.add(len(p.size)-1, atoms...)
}

// route makes blocks of the atoms of one route, in the order of the spans.
func (p *packing) route(atoms []atom) {
	var wait []atom
	n, made := 0, false
	for _, a := range atoms {
		wait, n = append(wait, a), n+p.count[a]
		if n >= p.least {
			p.open(wait...)
			wait, n, made = nil, 0, true
		}
	}
	switch {
	case made:
		p.add(len(p.size)-1, wait...)
	default:
		p.left = append(p.left, wait...)
	}
}

// pool makes a block of the small routes, or adds them to the smallest block.
func (p *packing) pool() {
	n := 0
	for _, a := range p.left {
		n += p.count[a]
	}
	if n >= p.least || len(p.size) == 0 {
		p.open(p.left...)
		return
	}
	if n > 0 {
		p.add(slices.Index(p.size, slices.Min(p.size)), p.left...)
	}
}
