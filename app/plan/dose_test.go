package plan_test

import (
	"fmt"
	"math/big"
	"math/rand"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/record"
)

func TestParseMGRefuses(t *testing.T) {
	for _, text := range []string{"", "0", "0.0", "-5", "1e3", "abc", "40 mg/kg", "1,000", "1.000", "40.125", "5000.01", "99999999", ".5", "5.", "1.2.3", "1,2.3", "4 0", "½", "٤"} {
		if m, err := plan.ParseMG(text); record.CodeOf(err) != record.Invalid {
			t.Errorf("%q read as %d µg, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "0.0001", "51", "0,5,1", "x"} {
		if p, err := plan.ParsePerKg(text); record.CodeOf(err) != record.Invalid {
			t.Errorf("%q read as %d µg/kg, %v", text, p, err)
		}
	}
}

func TestParseAndSay(t *testing.T) {
	for text, want := range map[string]plan.Micrograms{"40": 40_000, "41.3": 41_300, "41,3 mg": 41_300, " 41.25MG ": 41_250, "0.01": 10, "5000": 5_000_000, "007": 7_000} {
		if m, err := plan.ParseMG(text); err != nil || m != want {
			t.Errorf("%q: %d %v, want %d", text, m, err, want)
		}
	}
	for text, want := range map[string]plan.PerKg{"0.5": 500, "0,5 mg/kg": 500, "0.125": 125, "1": 1000, "50": 50_000} {
		if p, err := plan.ParsePerKg(text); err != nil || p != want {
			t.Errorf("%q: %d %v, want %d", text, p, err, want)
		}
	}
	for m, want := range map[plan.Micrograms]string{0: "0", 10: "0.01", 40_000: "40", 41_300: "41.3", 41_250: "41.25", 100_000: "100"} {
		if m.MG() != want {
			t.Errorf("%d is %q, want %q", m, m.MG(), want)
		}
	}
	for p, want := range map[plan.PerKg]string{500: "0.50", 125: "0.125", 1000: "1.00", 5: "0.005", 50_000: "50.00"} {
		if p.String() != want {
			t.Errorf("%d is %q, want %q", p, p, want)
		}
	}
}

func TestNoWeightNoDosePerKg(t *testing.T) {
	if plan.Micrograms(40_000).PerKg(0) != 0 || plan.PerKg(500).Dose(0) != 0 {
		t.Error("a dose per kg without a weight")
	}
}

// Every amount that can be typed is said in words that read back as itself.
func TestEveryAmountReadsBackAsItself(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for range 20_000 {
		m := plan.Micrograms(rng.Intn(500_000)+1) * 10
		if got, err := plan.ParseMG(m.MG()); err != nil || got != m {
			t.Fatalf("%d µg: %q reads %d, %v", m, m.MG(), got, err)
		}
		p := plan.PerKg(rng.Intn(50_000) + 1)
		if got, err := plan.ParsePerKg(p.String()); err != nil || got != p {
			t.Fatalf("%d µg/kg: %q reads %d, %v", p, p, got, err)
		}
	}
}

// half reports whether two exact numbers are at most half a step apart.
func half(a, b, step *big.Rat) bool {
	d := new(big.Rat).Sub(a, b)
	return d.Abs(d).Cmp(new(big.Rat).Quo(step, big.NewRat(2, 1))) <= 0
}

// Between mg, mg/kg, kg and lb every number is the exact one rounded once, and
// going there and back misses by no more than both roundings.
func TestDosesAreExactToTheirStatedRounding(t *testing.T) {
	rng := rand.New(rand.NewSource(2))
	gramsPerLb := big.NewRat(45359237, 100000)
	for range 20_000 {
		tenths := rng.Int63n(8380) + 442 // 44.2 to 882.0 lb
		text := fmt.Sprintf("%d.%d", tenths/10, tenths%10)
		grams, err := patients.ParseWeight(text, clinic.Pounds)
		if err != nil {
			t.Fatal(text, err)
		}
		exact := new(big.Rat).Mul(big.NewRat(tenths, 10), gramsPerLb)
		if g := big.NewRat(int64(grams), 1); !half(g, exact, big.NewRat(1, 1)) {
			t.Fatalf("%s lb is %d g, exactly %s", text, grams, exact.FloatString(3))
		}
		m := plan.Micrograms(rng.Intn(40_000)+1) * 10
		per := m.PerKg(grams)
		if !half(big.NewRat(int64(per), 1), big.NewRat(int64(m)*1000, int64(grams)), big.NewRat(1, 1)) {
			t.Fatalf("%d µg at %d g is %d µg/kg", m, grams, per)
		}
		p := plan.PerKg(rng.Intn(5_000) + 1)
		dose := p.Dose(grams)
		if dose%100 != 0 || !half(big.NewRat(int64(dose), 1), big.NewRat(int64(p)*int64(grams), 1000), big.NewRat(100, 1)) {
			t.Fatalf("%d µg/kg at %d g is %d µg", p, grams, dose)
		}
		back := int64(per.Dose(grams)) - int64(m)
		if limit := int64(grams)/2000 + 51; back > limit || back < -limit {
			t.Fatalf("%d µg at %d g comes back %d µg off", m, grams, back)
		}
	}
}

func TestAWholeDoseOverAWholeWeight(t *testing.T) {
	grams, err := patients.ParseWeight("182", clinic.Pounds)
	if err != nil || grams != 82_554 {
		t.Fatal(grams, err)
	}
	if p := plan.Micrograms(41_300).PerKg(grams); p.String() != "0.50" {
		t.Error(p)
	}
	if d := plan.PerKg(500).Dose(grams); d.MG() != "41.3" {
		t.Error(d.MG())
	}
}
