package session_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// ranges are those of a protocol for the tests of the guard.
func (f *fixture) guarded() {
	f.rules.Change = session.Change{Percent: 25, Source: "a starting point"}
	f.rules.Ranges = map[session.RangeOf]session.Range{
		{Route: "lozenge", Style: "psycholytic"}: {Low: 50_000, High: 150_000, Source: "low range"},
		{Route: "IM", Style: "psycholytic"}:      {Low: 250, High: 500, PerKg: true, Source: "per kg"},
	}
}

func (f *fixture) basis(id record.ID) session.Basis {
	f.t.Helper()
	b, err := f.desk.Basis(ctx, f.ana, id)
	f.must(err)
	return b
}

// kinds gives the findings as "kind:level".
func kinds(g session.Guard) []string {
	var out []string
	for _, f := range g.Findings {
		if f.Kind != session.FindStrength {
			out = append(out, f.Kind+":"+string(f.Level))
		}
	}
	return out
}

// earlier gives the patient a session days ago with these doses.
func (f *fixture) earlier(days int, doses ...session.Dose) {
	f.t.Helper()
	now, change, ranges := f.now, f.rules.Change, f.rules.Ranges
	f.rules.Change, f.rules.Ranges = session.Change{}, nil
	f.now = now.Add(-time.Duration(days) * 24 * time.Hour)
	id := f.running(f.jose)
	for _, d := range doses {
		f.now = f.now.Add(30 * time.Minute)
		_, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
		f.must(err)
	}
	f.now, f.rules.Change, f.rules.Ranges = now, change, ranges
}

// Each edge of the guard, from both sides.
func TestTheGuardOnBothSidesOfEachEdge(t *testing.T) {
	im := func(ug int64) session.Dose { return session.Dose{UG: ug, Route: "IM", Lot: "x"} }
	for name, c := range map[string]struct {
		past  []session.Dose // of the last session
		given []session.Dose // in this one
		dose  session.Dose
		order session.Order
		want  []string
	}{
		"the first of all":              {dose: lozenge(100_000)},
		"a quarter more":                {past: []session.Dose{lozenge(100_000)}, dose: lozenge(125_000)},
		"a microgram over a quarter":    {past: []session.Dose{lozenge(100_000)}, dose: lozenge(125_001), want: []string{"jump:second"}},
		"less is no jump":               {past: []session.Dose{lozenge(100_000)}, dose: lozenge(1_000)},
		"two doses count together":      {past: []session.Dose{lozenge(60_000), lozenge(60_000)}, dose: lozenge(150_000)},
		"in parts it is a jump too":     {past: []session.Dose{lozenge(80_000)}, given: []session.Dose{lozenge(60_000)}, dose: lozenge(60_000), want: []string{"jump:second"}},
		"another route says nothing":    {past: []session.Dose{im(20_000)}, dose: lozenge(150_000)},
		"a quarter over the one before": {given: []session.Dose{lozenge(40_000)}, dose: lozenge(50_000)},
		"over that":                     {given: []session.Dose{lozenge(40_000)}, dose: lozenge(50_001), want: []string{"step:second"}},
		"at the range's end":            {dose: lozenge(150_000)},
		"over the range":                {dose: lozenge(150_001), order: session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 400_000}, want: []string{"range:second"}},
		"over it together":              {given: []session.Dose{lozenge(100_000)}, dose: lozenge(50_001), order: session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 400_000}, want: []string{"range:second"}},
		"at the maximum":                {dose: lozenge(150_000)},
		"over the maximum":              {given: []session.Dose{lozenge(100_000)}, dose: lozenge(50_001), want: []string{"maximum:stop", "range:second"}},
		"0.5 mg/kg of 82.4 kg":          {dose: im(41_200), order: session.Order{Route: "IM", Style: "psycholytic", DoseUG: 400_000}},
		"a microgram over":              {dose: im(41_201), order: session.Order{Route: "IM", Style: "psycholytic", DoseUG: 400_000}, want: []string{"range:second"}},
		"no range for the style":        {dose: lozenge(50_000), order: session.Order{Route: "lozenge", Style: "psychedelic", DoseUG: 400_000}, want: []string{"norange:told"}},
		"nothing typed":                 {past: []session.Dose{lozenge(10_000)}, dose: session.Dose{Route: "lozenge"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			if c.order.Route != "" {
				f.order = c.order
			}
			if len(c.past) > 0 && c.past[0].Route != f.order.Route {
				keep := f.order
				f.order = session.Order{Route: c.past[0].Route, DoseUG: 400_000}
				f.earlier(14, c.past...)
				f.order = keep
			} else if len(c.past) > 0 {
				f.earlier(14, c.past...)
			}
			id := f.running(f.jose)
			for _, d := range c.given {
				f.now = f.now.Add(20 * time.Minute)
				_, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
				f.must(err)
			}
			f.guarded()
			f.now = f.now.Add(20 * time.Minute)
			if got := kinds(f.basis(id).Guard(c.dose, f.now, record.EventID{})); !slices.Equal(got, c.want) {
				t.Errorf("finds %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheGuardTellsWhatIsUnknown(t *testing.T) {
	f := start(t)
	f.guarded()
	f.order.Route = "IM"
	id := f.running(f.jose)
	c := f.calm()
	c.Weight = session.Weight{Unknown: true}
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	g := f.basis(id).Guard(session.Dose{UG: 40_000, Route: "IM"}, f.now, record.EventID{})
	if got := kinds(g); !slices.Equal(got, []string{"weight:told", "weight:told"}) || g.PerKg != "" {
		t.Errorf("without a weight: %q, %q mg/kg", got, g.PerKg)
	}
	_, err = f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
	f.must(err)
	b := f.basis(id)
	if got := kinds(b.Guard(session.Dose{UG: 40_000, Route: "IM"}, f.now.Add(40*time.Hour), record.EventID{})); !slices.Equal(got, []string{"weight:told"}) {
		t.Errorf("with a weight of the day before: %q", got)
	}
	g = b.Guard(session.Dose{UG: 40_000, Route: "IM"}, f.now, record.EventID{})
	if len(g.Findings) != 1 || g.Findings[0].Kind != session.FindStrength || g.PerKg != "0.49" || g.TotalUG != 40_000 {
		t.Errorf("a calm dose without a register: %+v", g)
	}
}

// The last session is the one before this dose by the same route, and never
// one that came after it.
func TestTheLastSessionIsTheOneBefore(t *testing.T) {
	f := start(t)
	f.earlier(28, lozenge(40_000))
	f.earlier(14, lozenge(50_000), lozenge(10_000))
	id := f.running(f.jose)
	b := f.basis(id)
	g := b.Guard(lozenge(1), f.now, record.EventID{})
	if !g.HasLast || g.Last.UG != 60_000 || g.Last.At.Equal(f.now) {
		t.Errorf("the last session is %+v", g.Last)
	}
	g = b.Guard(lozenge(1), f.now.Add(-20*24*time.Hour), record.EventID{})
	if g.Last.UG != 40_000 {
		t.Errorf("twenty days ago the last session was %+v", g.Last)
	}
	if g := b.Guard(lozenge(1), f.now.Add(-30*24*time.Hour), record.EventID{}); g.HasLast {
		t.Errorf("before the first there was %+v", g.Last)
	}
	other := f.basis(f.running(f.lena))
	if g := other.Guard(lozenge(1), f.now, record.EventID{}); g.HasLast {
		t.Errorf("another patient's session counts: %+v", g.Last)
	}
}

func TestASecondClinicianConfirmsWithAReason(t *testing.T) {
	f := start(t)
	f.earlier(14, lozenge(80_000))
	f.guarded()
	id := f.running(f.jose)
	dose := lozenge(110_000)
	give := func(change func(*session.Dose)) func() error {
		return func() error {
			d := dose
			change(&d)
			_, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
			return err
		}
	}
	for says, change := range map[string]func(*session.Dose){
		"110 mg in this session is more than 25 % above the last session by this route: 80 mg on 2026-11-09.": func(*session.Dose) {},
		"Say why this dose is right.":                    func(d *session.Dose) { d.Second, d.Because = f.inez, " " },
		"Nobody confirms a dose that they give":          func(d *session.Dose) { d.Second, d.Because = f.nora, "ordered" },
		"Rosa Lima may not confirm a dose.":              func(d *session.Dose) { d.Second, d.Because = f.rosa, "ordered" },
		"This person does not work here.":                func(d *session.Dose) { d.Second, d.Because = record.Actor{ID: "nobody"}, "ordered" },
		"longer than":                                    func(d *session.Dose) { d.Second, d.Because = f.ana, strings.Repeat("x", 20_001) },
		"Nobody confirms a dose that they give or write": func(d *session.Dose) { d.Second, d.Because, d.GivenBy = f.inez, "ordered", f.inez.ID },
	} {
		before := len(f.log.Events())
		if err := give(change)(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("says %v, want %q", err, says)
		}
		if len(f.log.Events()) != before {
			t.Errorf("a refusal with %q wrote something", says)
		}
	}
	f.must(give(func(d *session.Dose) { d.Second, d.Because = f.inez, "Stepped up as planned" })())
	d := f.show(id).Doses[0]
	if d.Second == nil || d.Second.Name != "Inés Roy" || d.Because != "Stepped up as planned" || !slices.Equal(d.Beyond, []string{session.FindJump}) || d.GivenBy.Name != "Nora Diaz" {
		t.Errorf("the dose stands as %+v", d.DoseFact)
	}
	// Everything that stands against it is told at once.
	f.closed["consent"] = gates2("There is no signed consent.")
	err := give(func(*session.Dose) {})()
	if ps := record.ProblemsOf(err); len(ps) != 5 {
		t.Errorf("refused with %d reasons: %v", len(ps), err)
	}
}

func TestACorrectionKeepsWhatWasConfirmedAndNoMore(t *testing.T) {
	f := start(t)
	f.earlier(14, lozenge(80_000))
	f.guarded()
	id := f.running(f.jose)
	dose := lozenge(120_000)
	dose.Second, dose.Because = f.inez, "As planned"
	first, err := f.desk.GiveDose(ctx, f.nora, id, dose, session.When{})
	f.must(err)
	fix := func(ug int64, second record.Actor, because string, of record.EventID) (record.EventID, error) {
		d := lozenge(ug)
		d.Second, d.Because = second, because
		return f.desk.GiveDose(ctx, f.nora, id, d, session.When{Corrects: of, Reason: "misread"})
	}
	if _, err := fix(120_001, record.Actor{}, "", first); err == nil || !strings.Contains(err.Error(), "A second clinician confirms it") {
		t.Errorf("more than was confirmed: %v", err)
	}
	lower, err := fix(110_000, record.Actor{}, "", first)
	f.must(err)
	if d := f.show(id).Doses[0]; d.Second == nil || d.Second.Name != "Inés Roy" || d.Because != "As planned" {
		t.Errorf("a correction within what was confirmed stands as %+v", d.DoseFact)
	}
	higher, err := fix(140_000, f.ana, "Two more crumbs", lower)
	f.must(err)
	if d := f.show(id).Doses[0]; d.Second.Name != "Ana Brandt" || d.UG != 140_000 {
		t.Errorf("the further correction stands as %+v", d.DoseFact)
	}
	f.now = f.now.Add(2 * time.Hour)
	_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "Calm.")
	f.must(err)
	_, err = fix(145_000, record.Actor{}, "", higher)
	f.must(err)
	if d := f.show(id).Doses[0]; d.Second != nil || !slices.Equal(d.Beyond, []string{session.FindJump}) {
		t.Errorf("after signing it stands as %+v", d.DoseFact)
	}
}

// Promise 5 and 12: what the guard shows follows from what was typed; without
// an amount it has none.
func TestTheGuardProposesNoDose(t *testing.T) {
	f := start(t)
	f.earlier(14, lozenge(100_000))
	f.guarded()
	id := f.running(f.jose)
	g := f.basis(id).Guard(session.Dose{}, f.now, record.EventID{})
	if g.UG != 0 || g.Amount != 0 || g.PerKg != "" || g.TotalUG != 0 || len(g.Asks())+len(g.Stops()) != 0 {
		t.Errorf("nothing is typed and the guard says %+v", g)
	}
}

// Figures that are worked out from each other lose no more than is stated.
func TestFiguresOfADoseAreExact(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		s := register.Strength{UG: 1 + random.Int64N(200), Per: 1 + random.Int64N(4)}
		ug := 1 + random.Int64N(2_000_000)
		amount, exact := s.Amount(ug)
		back, whole := s.Micrograms(amount)
		// Down to the microlitre: less than one microlitre's drug is lost, and
		// a microgram where that is no whole number.
		if lost := ug - back; lost < 0 || lost > s.UG/s.Per+1 || exact && whole && lost != 0 {
			t.Fatalf("%d µg at %+v are %d µL, which hold %d µg", ug, s, amount, back)
		}
		piece := register.Strength{UG: 1000 * (1 + random.Int64N(400)), Per: 1}
		n := 1 + random.Int64N(20)
		all, whole := piece.Micrograms(n)
		if count, exact := piece.Amount(all); !whole || !exact || count != n {
			t.Fatalf("%d pieces of %d µg are %d µg, which are %d pieces", n, piece.UG, all, count)
		}
		if _, exact := piece.Amount(all + 1); exact {
			t.Fatalf("%d µg are a whole number of pieces of %d µg", all+1, piece.UG)
		}
		grams := 10_000 + random.IntN(390_000)
		per := session.PerKg(ug, grams)
		hundredths, err := session.ParseMG(per)
		if err != nil {
			t.Fatal(err)
		}
		// Read back, mg/kg is off by half of 0.01 at the most.
		if off := hundredths*int64(grams) - ug*1000; off < -5*int64(grams) || off > 5*int64(grams) {
			t.Fatalf("%d µg at %d g are %s mg/kg", ug, grams, per)
		}
	}
}

// Over the range or not is decided without rounding.
func TestTheRangeIsComparedExactly(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		r := session.Range{Low: 250, High: 1 + random.Int64N(2000), PerKg: true}
		grams := 10_000 + random.IntN(390_000)
		low, high, ok := r.Span(grams)
		b := session.Basis{Weight: session.Weight{Grams: grams}, Order: session.Order{Style: "s"}, Zone: time.UTC,
			Rules: session.Rules{Ranges: map[session.RangeOf]session.Range{{Route: "IM", Style: "s"}: r}}}
		over := func(ug int64) bool {
			return len(b.Guard(session.Dose{UG: ug, Route: "IM"}, time.Time{}, record.EventID{}).Asks()) == 1
		}
		if !ok || high > 0 && over(high) || !over(high+1) || low*1000 < r.Low*int64(grams) {
			t.Fatalf("%+v at %d g: from %d to %d µg", r, grams, low, high)
		}
	}
	if _, _, ok := (session.Range{PerKg: true, High: 500}).Span(0); ok {
		t.Error("a range per kilogram is known without a weight")
	}
}

func FuzzDoseText(f *testing.F) {
	for _, s := range []string{"100", "62,5", "0.001", "1e3", " 7 ", "1.2345", "-5", "9999999.999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ug, err := session.ParseMG(s)
		if err != nil {
			return
		}
		again, err := session.ParseMG(session.MG(ug))
		if err != nil || again != ug || ug < 0 {
			t.Errorf("%q is %d µg, said as %q, which is %d µg (%v)", s, ug, session.MG(ug), again, err)
		}
	})
}

// Whatever the guard finds or refuses has its Spanish.
func TestEveryFindingIsSaidInSpanish(t *testing.T) {
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	f := start(t)
	f.earlier(14, lozenge(10_000))
	f.guarded()
	f.keep()
	f.order = session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 100_000, MaxUG: 150_000}
	id := f.running(f.jose)
	b := f.basis(id)
	var problems record.Problems
	see := func(b session.Basis, d session.Dose) {
		for _, x := range b.Guard(d, f.now.Add(30*time.Hour), record.EventID{}).Findings {
			problems = append(problems, x.Problem)
		}
	}
	raised, unweighed, without := b, b, b
	raised.MaxUG, unweighed.Weight, without.Kept = 900_000, session.Weight{}, false
	unweighed.Order.Style, without.Order.Style = "psycholytic", "none"
	without.Doses = []session.Given{{DoseFact: session.DoseFact{UG: 1000, Route: "lozenge"}, At: f.now}}
	see(b, session.Dose{UG: 160_000, Route: "lozenge", Lot: "TR-77", Tablets: 2})
	see(b, session.Dose{UG: 100_000, Route: "lozenge", Lot: "TR-77", Tablets: 1})
	see(raised, session.Dose{UG: 160_000, Route: "IM", Lot: "K24-118"})
	see(unweighed, session.Dose{UG: 160_000, Route: "IM", Lot: "K20-001"})
	see(without, session.Dose{UG: 160_000, Route: "lozenge", Lot: "?"})
	see(b, session.Dose{UG: 160_000, Route: "lozenge", Lot: "?"})
	for _, d := range []session.Dose{{Second: f.nora, Because: "x"}, {Second: f.rosa, Because: "x"}, {}} {
		full := lozenge(100_000)
		full.Lot, full.Tablets, full.Second, full.Because = "TR-77", 2, d.Second, d.Because
		_, err := f.desk.GiveDose(ctx, f.nora, id, full, session.When{})
		problems = append(problems, record.ProblemsOf(err)...)
	}
	if len(problems) < 18 {
		t.Fatalf("only %d findings", len(problems))
	}
	for _, p := range problems {
		en, es := book.Problem(words.English, p), book.Problem(words.Spanish, p)
		if en == es || strings.Contains(es, "%!") || p.Next != "" && strings.Contains(es, p.Next) {
			t.Errorf("%q is said as %q", en, es)
		}
	}
}
