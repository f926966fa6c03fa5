package register_test

import (
	"math"
	"math/big"
	"testing"
	"testing/quick"

	"kapdesk/app/register"
)

func TestStrengthsAsTheyStandOnLabels(t *testing.T) {
	for _, c := range []struct {
		form     register.Form
		strength register.Strength
		says     string
	}{
		{register.MultiVial, register.Strength{UG: 50, Per: 1}, "50 mg/mL"},
		{register.MultiVial, register.Strength{UG: 500_000, Per: 10_000}, "50 mg/mL"},
		{register.Syringe, register.Strength{UG: 25, Per: 2}, "12.5 mg/mL"},
		{register.Ampoule, register.Strength{UG: 100, Per: 3}, "0.1 mg/0.003 mL"},
		{register.Lozenge, register.Strength{UG: 100_000, Per: 1}, "100 mg"},
		{register.Spray, register.Strength{UG: 28_000, Per: 1}, "28 mg"},
		{register.Tablet, register.Strength{UG: 62_500, Per: 1}, "62.5 mg"},
	} {
		if got := c.strength.Said(c.form); got != c.says {
			t.Errorf("%+v of a %s is %q, want %q", c.strength, c.form, got, c.says)
		}
	}
}

func TestFigures(t *testing.T) {
	for amount, says := range map[int64]string{0: "0", 1: "0.001", 1500: "1.5", -1500: "-1.5", 10_000: "10", 98_766: "98.766", -1: "-0.001"} {
		if got := register.MultiVial.Figure(amount); got != says {
			t.Errorf("%d is %q, want %q", amount, got, says)
		}
	}
	if got := register.Lozenge.Figure(-3); got != "-3" {
		t.Errorf("three pieces less are %q", got)
	}
}

// Amounts and micrograms are exact both ways, or say that they are not.
func TestAmountsAreExactOrSaySo(t *testing.T) {
	f := func(ug, per uint32, n uint64) bool {
		s := register.Strength{UG: int64(ug%10_000_000) + 1, Per: int64(per%1_000_000) + 1}
		amount := int64(n % 10_000_000_000)
		got, exact := s.Micrograms(amount)
		want := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(amount), big.NewInt(s.UG)), big.NewInt(s.Per))
		if exact != want.IsInt() || exact && want.Cmp(new(big.Rat).SetInt64(got)) != 0 {
			return false
		}
		back, whole := s.Amount(amount)
		again := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(amount), big.NewInt(s.Per)), big.NewInt(s.UG))
		return whole == again.IsInt() && (!whole || again.Cmp(new(big.Rat).SetInt64(back)) == 0)
	}
	if err := quick.Check(f, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

// The largest lot that may be entered still fits.
func TestTheLargestLotFits(t *testing.T) {
	r := ketamine()
	r.Containers, r.Size, r.Strength = 10_000, 1_000_000, register.Strength{UG: 10_000_000, Per: 1}
	if err := r.Check().Err(); err != nil {
		t.Fatal(err)
	}
	ug, exact := r.Strength.Micrograms(r.Containers * r.Size)
	if want := int64(100_000_000_000_000_000); ug != want || !exact || want > math.MaxInt64/90 {
		t.Errorf("%d, %v", ug, exact)
	}
}

// One piece is one piece, in any language and with any sign.
func TestAmountsWithTheirUnit(t *testing.T) {
	say := func(english string, _ ...any) string { return english }
	for want, got := range map[string]string{
		"1 piece":  register.Lozenge.Said(say, 1),
		"-1 piece": register.Tablet.Said(say, -1),
		"0 pieces": register.Lozenge.Said(say, 0),
		"2 pieces": register.Spray.Said(say, 2),
		"1 mL":     register.MultiVial.Said(say, 1000),
		"0.001 mL": register.Syringe.Said(say, 1),
		"-62.5 mL": register.Ampoule.Said(say, -62_500),

		"1 container":   register.Syringe.SaidContainers(say, 1),
		"12 containers": register.MultiVial.SaidContainers(say, 12),
		"3 pieces":      register.Tablet.SaidContainers(say, 3),
	} {
		if got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
}
