package outcomes

import (
	"context"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func (r *room) patient(n int) record.ID {
	r.t.Helper()
	p, err := patients.New(r.Log, nil).Register(ctx, r.Desk, patients.Patient{Given: fmt.Sprint("P", n), Family: "Test", Born: record.Date{Year: 1980, Month: 1, Day: 1}, Lang: words.English})
	if err != nil {
		r.t.Fatal(err)
	}
	return p.ID
}

func (r *room) cohort() *Cohort {
	r.t.Helper()
	c, err := r.desk.Cohort(ctx, r.Owner, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func TestCohortRefusals(t *testing.T) {
	r := open(t)
	for name, by := range map[string]record.Actor{"front desk": r.Desk, "nobody": {ID: "x"}} {
		if _, err := r.desk.Cohort(ctx, by, nil); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("%s reads the clinic's outcomes: %v", name, err)
		}
		if _, err := r.desk.ClinicDocument(ctx, by, r.cohort(), Table{}, r.published, words.English); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("%s prints the clinic's outcomes: %v", name, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := r.desk.Cohort(stopped, r.Owner, nil); err == nil {
		t.Error("a stopped reading gave outcomes")
	}
}

// Both edges of each window, in civil days: the day before is too early, the
// day after too late.
func TestWindows(t *testing.T) {
	for _, w := range open(t).rules.Points {
		for _, c := range []struct {
			day  int
			want state
		}{{w.FromDay - 1, lost}, {w.FromDay, compared}, {w.ToDay, compared}, {w.ToDay + 1, lost}} {
			r := open(t)
			r.dose(r.Patient, day(0), "IV")
			r.total(r.Patient, "phq-9", day(-3), "18", "")
			r.total(r.Patient, "phq-9", day(c.day), "9", "")
			r.Now = day(200)
			m := r.cohort().people[0]
			i := slices.IndexFunc(r.rules.Points, func(x When) bool { return x.ID == w.ID })
			if got := m.at("phq-9", i); got != c.want {
				t.Errorf("day %d of %s is %d, want %d", c.day, w.ID, got, c.want)
			}
			if (m.reached[i] == reached) != (c.want == compared) {
				t.Errorf("day %d of %s: reached %d", c.day, w.ID, m.reached[i])
			}
		}
	}
}

// A point is due on the day after its window, not before, whether or not the
// patient was measured.
func TestDue(t *testing.T) {
	for i, w := range open(t).rules.Points {
		for _, c := range []struct {
			today int
			want  state
		}{{w.ToDay, early}, {w.ToDay + 1, compared}} {
			r := open(t)
			r.dose(r.Patient, day(0), "IV")
			r.total(r.Patient, "phq-9", day(-3), "18", "")
			r.total(r.Patient, "phq-9", day(w.FromDay), "9", "")
			r.Now = day(c.today)
			if got := r.cohort().people[0].at("phq-9", i); got != c.want {
				t.Errorf("%s on day %d: %d", w.ID, c.today, got)
			}
		}
	}
}

// The measure nearest to the week counts, and of two as near the later.
func TestNearest(t *testing.T) {
	for _, c := range []struct {
		name   string
		days   []int
		totals []string
		want   bool // response: 9 or less
	}{
		{"the nearer", []int{5, 8}, []string{"9", "18"}, false},
		{"the later of two as near", []int{6, 8}, []string{"18", "9"}, true},
		{"an incomplete one is passed over", []int{6, 7}, []string{"9", ""}, true},
	} {
		r := open(t)
		r.dose(r.Patient, day(0), "IV")
		r.total(r.Patient, "phq-9", day(-3), "18", "")
		for i, d := range c.days {
			r.total(r.Patient, "phq-9", day(d), c.totals[i], "")
		}
		r.Now = day(200)
		got := r.cohort().people[0].by["phq-9"].at[0].Response
		if got == nil || *got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Who never came back is lost, who has no baseline is not compared, and who
// had no dose is nobody here.
func TestStates(t *testing.T) {
	r := open(t)
	never, baselineless, undosed := r.patient(1), r.patient(2), r.patient(3)
	r.dose(never, day(0), "IV")
	r.dose(baselineless, day(0), "IV")
	r.total(baselineless, "phq-9", day(7), "9", "")
	r.total(undosed, "phq-9", day(7), "9", "")
	r.Now = day(200)
	c := r.cohort()
	if len(c.people) != 2 {
		t.Fatalf("%d started", len(c.people))
	}
	got := []state{c.people[0].at("phq-9", 0), c.people[1].at("phq-9", 0)}
	slices.Sort(got)
	if !slices.Equal(got, []state{lost, baseless}) {
		t.Errorf("states %v", got)
	}
}

// clinicOf makes a random clinic of members, as Cohort would.
func clinicOf(rules *Rules, rng *rand.Rand, n int) *Cohort {
	c := &Cohort{rules: rules, change: map[string]measures.Rules{}}
	in := &measures.Fall{}
	c.change["phq-9"] = measures.Rules{Response: in, Remission: &measures.Limit{}, Meaningful: &measures.Step{}}
	c.scales = []Named{{"phq-9", "PHQ-9"}}
	routes := []string{"IM", "IV", "lozenge", severalRoutes}
	yes := func() *bool {
		if rng.Intn(6) == 0 {
			return nil
		}
		b := rng.Intn(2) == 0
		return &b
	}
	for range n {
		m := member{route: routes[rng.Intn(1+rng.Intn(len(routes)))], span: rng.Intn(len(rules.Sessions)), by: map[string]*scaled{}}
		s := &scaled{given: rng.Intn(4) > 0}
		for range rules.Points {
			st := state(rng.Intn(4))
			m.reached = append(m.reached, map[bool]tri{true: notYet, false: []tri{unreached, reached}[rng.Intn(2)]}[st == early])
			s.state, s.at = append(s.state, st), append(s.at, measures.Comparison{Response: yes(), Remission: yes(), Worse: yes()})
		}
		m.by["phq-9"] = s
		c.people = append(c.people, m)
	}
	for _, r := range routes {
		c.routes = append(c.routes, Named{r, r})
	}
	return c
}

func filters(c *Cohort) (out []Filter) {
	for _, r := range append([]Named{{}}, c.routes...) {
		for _, s := range append([]Span{{}}, c.rules.Sessions...) {
			out = append(out, Filter{Scale: "phq-9", Route: r.ID, Span: s.ID})
		}
	}
	return out
}

// Counts add up: everybody who started is due or not yet due, and everybody
// due is lost, without a baseline, or compared.
func TestCountsAddUp(t *testing.T) {
	rules := open(t).rules
	rng := rand.New(rand.NewSource(4))
	told := 0
	for range 50 {
		c := clinicOf(rules, rng, rng.Intn(80))
		for _, f := range filters(c) {
			tb := c.Table(f)
			for _, r := range tb.Rows {
				if r.Due.Told() && r.Due.N+r.Early.N != tb.Started.N {
					t.Fatalf("%+v: %d due and %d not yet of %d", f, r.Due.N, r.Early.N, tb.Started.N)
				}
				if !r.Lost.Told() {
					continue
				}
				told++
				if r.Lost.N+r.Baseless.N+r.Compared.N != r.Lost.Of || r.Lost.Of != r.Compared.Of {
					t.Fatalf("%+v: %+v", f, r)
				}
				if r.Due.Told() && r.Due.N != r.Lost.Of {
					t.Fatalf("%+v: due %d, lost of %d", f, r.Due.N, r.Lost.Of)
				}
				for _, cell := range []Cell{r.Response, r.Remission, r.Worse} {
					if cell.Told() && (cell.Of > r.Compared.N || cell.N > cell.Of) {
						t.Fatalf("%+v of %d compared", cell, r.Compared.N)
					}
				}
			}
		}
	}
	if told < 200 {
		t.Errorf("only %d rows were told", told)
	}
}

// Nothing is told of fewer than five, also not by adding what was told, or by
// taking one from another: the patients of all choices that are told, taken
// apart as finely as the choices allow, are in groups of five or more.
func TestFewerThanFiveCannotBeWorkedOut(t *testing.T) {
	rules := open(t).rules
	rng := rand.New(rand.NewSource(5))
	told, hidden := 0, 0
	for range 400 {
		c := clinicOf(rules, rng, rng.Intn(60))
		bases := []func(member) bool{
			func(member) bool { return true },
			func(m member) bool { return m.reached[0] != notYet },
			func(m member) bool { return m.at("phq-9", 0) == compared && m.by["phq-9"].at[0].Response != nil },
		}
		for _, base := range bases {
			people := c.of(base)
			apart := make([]string, len(people))
			for _, f := range filters(c) {
				cell := c.tell(f, base, func(member) bool { return true })
				if cell.Hidden {
					hidden++
				}
				if !cell.Told() {
					continue
				}
				told++
				for i, m := range people {
					apart[i] += map[bool]string{true: "1", false: "0"}[c.chosen(f, m)]
				}
			}
			group := map[string]int{}
			for _, a := range apart {
				group[a]++
			}
			for a, n := range group {
				if n < rules.Least && strings.Contains(a, "1") {
					t.Fatalf("%d of %d patients can be worked out", n, len(people))
				}
			}
		}
	}
	if told < 1000 || hidden < 1000 {
		t.Errorf("%d told, %d hidden: the test shows nothing", told, hidden)
	}
}

// The simplest attack: everybody less those of the large route.
func TestSubtraction(t *testing.T) {
	rules := open(t).rules
	people := func(route string, n int) (out []member) {
		for range n {
			out = append(out, member{route: route, reached: []tri{reached, reached, reached}})
		}
		return out
	}
	all := func(member) bool { return true }
	for _, c := range []struct {
		iv, im      int
		all, iV, iM bool // told
	}{{20, 3, true, false, false}, {20, 4, true, false, false}, {20, 5, true, true, true}, {4, 0, false, false, true}, {5, 0, true, true, true}, {3, 3, true, false, false}, {2, 2, false, false, false}} {
		co := &Cohort{rules: rules, people: append(people("IV", c.iv), people("IM", c.im)...)}
		got := []bool{!co.tell(Filter{}, all, all).Hidden, !co.tell(Filter{Route: "IV"}, all, all).Hidden, !co.tell(Filter{Route: "IM"}, all, all).Hidden}
		if !slices.Equal(got, []bool{c.all, c.iV, c.iM}) {
			t.Errorf("%d by IV and %d by IM: told %v", c.iv, c.im, got)
		}
	}
}

// The order of the patients, and of their events, changes no cell.
func TestTableOrder(t *testing.T) {
	rules := open(t).rules
	rng := rand.New(rand.NewSource(6))
	for range 12 {
		c := clinicOf(rules, rng, 40)
		mixed := *c
		mixed.people = slices.Clone(c.people)
		rng.Shuffle(len(mixed.people), func(i, j int) { mixed.people[i], mixed.people[j] = mixed.people[j], mixed.people[i] })
		for _, f := range filters(c) {
			if a, b := c.Table(f), mixed.Table(f); !reflect.DeepEqual(a, b) {
				t.Fatalf("%+v\n%+v", a, b)
			}
		}
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		n, of     int
		low, high string
	}{{0, 10, "0.0", "27.8"}, {10, 10, "72.2", "100.0"}, {5, 10, "23.7", "76.3"}, {81, 263, "25.5", "36.6"}} {
		low, high := Cell{N: c.n, Of: c.of}.Interval()
		if l, h := fmt.Sprintf("%.1f", low), fmt.Sprintf("%.1f", high); l != c.low || h != c.high {
			t.Errorf("%d of %d: %s to %s, want %s to %s", c.n, c.of, l, h, c.low, c.high)
		}
	}
	for of := 1; of < 60; of++ {
		for n := 0; n <= of; n++ {
			low, high := Cell{N: n, Of: of}.Interval()
			if p := 100 * float64(n) / float64(of); low < 0 || high > 100 || low > p+1e-9 || high < p-1e-9 {
				t.Fatalf("%d of %d: %f to %f", n, of, low, high)
			}
		}
	}
}

func TestCSVTellsNoHiddenNumber(t *testing.T) {
	r := open(t)
	for n := range 8 {
		p := r.patient(n)
		r.dose(p, day(0), []string{"IV", "IM"}[n/6])
		r.total(p, "phq-9", day(-1), "18", "")
		r.total(p, "phq-9", day(7), "9", "")
	}
	r.Now = day(200)
	c := r.cohort()
	if len(c.Scales()) != 1 || len(c.Routes()) != 2 {
		t.Fatalf("%v, %v", c.Scales(), c.Routes())
	}
	for _, f := range []Filter{{Scale: "phq-9"}, {Scale: "phq-9", Route: "IM"}} {
		raw, err := r.desk.CSV(c, c.Table(f), words.English)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Contains(string(raw), "1 week,Response,8,8,100,")
		if want := f.Route == ""; got != want || strings.Contains(string(raw), "fewer than five") == want {
			t.Errorf("%+v:\n%s", f, raw)
		}
		doc, err := r.desk.ClinicDocument(ctx, r.Owner, c, c.Table(f), r.published, words.Spanish)
		if err != nil || doc.Check() != nil {
			t.Errorf("the paper: %v, %v", err, doc.Check())
		}
	}
}

func BenchmarkTable(b *testing.B) {
	c := clinicOf(open(b).rules, rand.New(rand.NewSource(7)), 10_000)
	for b.Loop() {
		begin := time.Now()
		c.Table(Filter{Scale: "phq-9"})
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms")
	}
}
