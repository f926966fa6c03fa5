package register_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
)

func (f *fixture) offers(session record.ID) (all []register.Offer) {
	f.t.Helper()
	f.must(f.log.View(ctx, func(r record.Reader) (err error) {
		all, err = f.desk.Offers(r, session)
		return err
	}))
	return all
}

func TestOffersTellWhatIsDrawnForTheSession(t *testing.T) {
	f := start(t)
	if got := f.offers("s1"); len(got) != 0 {
		t.Fatalf("without a register %d lots are offered", len(got))
	}
	lot := f.receive(ketamine())
	f.receive(lozenges())
	vial := f.open(lot)
	f.draw(lot, vial, 1500, "s1")
	f.draw(lot, vial, 700, "s2")
	for _, c := range []struct {
		session record.ID
		drawn   int64
	}{{"s1", 1500}, {"s2", 700}, {"s3", 0}} {
		o := register.Named(f.offers(c.session), " k24-118 ")
		if len(o) != 1 || o[0].Drawn != c.drawn || o[0].Stock.Opened != 7800 || len(o[0].Vials) != 1 || o[0].Vials[0].Left != 7800 {
			t.Errorf("for %s: %+v, want %d µL drawn", c.session, o, c.drawn)
		}
	}
	var open []register.OpenDraw
	f.must(f.log.View(ctx, func(r record.Reader) (err error) {
		open, err = register.OpenDraws(r, "s2")
		return err
	}))
	if len(open) != 1 || open[0].Still != 700 {
		t.Errorf("open for s2: %+v", open)
	}
}

// The words on the screen are those with which the dose would be refused.
func TestAnOfferSaysWhatGivenWouldSay(t *testing.T) {
	f := start(t)
	f.receive(ketamine())
	f.receive(lozenges())
	late := ketamine()
	late.Number, late.Invoice, late.Expiry = "OLD-1", "F-0", record.Date{Year: 2026, Month: time.November, Day: 22}
	f.receive(late)
	for name, c := range map[string]struct {
		number, route string
		ug, amount    int64
		says          string
	}{
		"a liquid":         {"K24-118", "IM", 62_500, 1250, ""},
		"pieces":           {"TR-77", "lozenge", 200_000, 2, ""},
		"half a piece":     {"TR-77", "lozenge", 150_000, 0, "cannot be measured from this lot, which has 100 mg"},
		"too fine":         {"K24-118", "IM", 62_525, 0, "cannot be measured"},
		"the wrong form":   {"K24-118", "lozenge", 100_000, 0, "which is not for this route: lozenge"},
		"too strong":       {"K24-118", "IV", 50_000, 0, "a strength that is not for this route"},
		"an unknown route": {"K24-118", "esketamine nasal", 56_000, 0, "does not say which stock"},
		"expired":          {"OLD-1", "IM", 50_000, 0, "Lot OLD-1 expired on"},
	} {
		o := register.Named(f.offers("s1"), c.number)[0]
		amount, err := o.Amount(c.route, c.ug, f.now)
		if c.says == "" {
			if err != nil || amount != c.amount {
				t.Errorf("%s: %d, %v; want %d", name, amount, err, c.amount)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: says %v, want %q", name, err, c.says)
		}
	}
}

func TestAMisspelledNumberIsOfferedAndNeverTaken(t *testing.T) {
	f := start(t)
	for i, number := range []string{"K24-118", "K24-119", "TR-77", "Z900-55555"} {
		r := ketamine()
		r.Number, r.Invoice = number, number
		if i == 3 {
			r.Containers = 1
		}
		f.receive(r)
	}
	all := f.offers("s1")
	for typed, want := range map[string][]string{
		"K24-181":      {"K24-118"}, // one swap; the other would be two
		"k24 1l8":      {"K24-118"}, // an l for a 1 is no slip at all
		"K24-11":       {"K24-118", "K24-119"},
		"TR-7":         {"TR-77"},
		"T7":           nil, // too short to say anything
		"XYZ":          nil,
		"":             nil,
		"z900 555555":  {"Z900-55555"},
		"Z900-5555566": {"Z900-55555"},
	} {
		if named := register.Named(all, typed); len(named) != 0 {
			t.Errorf("%q was taken for %s", typed, named[0].Number)
		}
		if got := register.Near(all, typed); !slices.Equal(got, want) {
			t.Errorf("%q offers %q, want %q", typed, got, want)
		}
	}
	// What is used up is offered to nobody.
	lot := register.Named(all, "Z900-55555")[0].Lot
	_, err := f.desk.Destroy(ctx, f.nora, f.ines, register.Destroyed{Lot: lot, Containers: 1, How: "Returned to the incinerator", Paper: "41"})
	f.must(err)
	if got := register.Near(f.offers("s1"), "z900-5555"); len(got) != 0 {
		t.Errorf("a used-up lot is offered: %q", got)
	}
}

func TestTwoDrugsWithOneNumberAreToldApartByTheDraw(t *testing.T) {
	f := start(t)
	first := f.receive(ketamine())
	other := ketamine()
	other.Strength, other.Invoice = register.Strength{UG: 100, Per: 1}, "F-2"
	f.receive(other)
	if got := register.Named(f.offers("s1"), "K24-118"); len(got) != 2 {
		t.Fatalf("%d lots are meant, want both", len(got))
	}
	f.draw(first, f.open(first), 500, "s1")
	if got := register.Named(f.offers("s1"), "K24-118"); len(got) != 1 || got[0].Lot != first {
		t.Errorf("after the draw %+v is meant", got)
	}
}
