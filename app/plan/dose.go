package plan

import (
	"strconv"
	"strings"

	"kapdesk/app/record"
)

// Micrograms is an amount of drug, exact. People type and read milligrams
// with at most two decimals.
type Micrograms int64

// PerKg is micrograms per kilogram of body weight. People type and read mg/kg
// with at most three decimals.
type PerKg int64

// Slips of the hand, not doses: no order of any route comes near them.
const (
	maxDose  Micrograms = 5_000_000 // 5,000 mg
	maxPerKg PerKg      = 50_000    // 50 mg/kg
)

// doseStep is what a dose computed from mg/kg is rounded to: 0.1 mg.
const doseStep = 100

// ParseMG reads milligrams as typed: "41.3", "41,3", "41.3 mg". A thousand is
// written 1000; with a separator it could be meant as a decimal, so three
// decimals are refused.
func ParseMG(text string) (Micrograms, error) {
	n, ok := decimal(unitless(text, "mg"), 2)
	if !ok {
		return 0, record.Invalidf("plan.dose", "Type milligrams, such as 40 or 41.3: two decimals at most, and 1000 for a thousand. Kept as typed.")
	}
	if n = n * 10; n < 1 || Micrograms(n) > maxDose {
		return 0, record.Invalidf("plan.dose", "A dose must be above 0 and at most %s mg. Kept as typed.", maxDose.MG())
	}
	return Micrograms(n), nil
}

// ParsePerKg reads mg/kg as typed: "0.5", "0,5", "0.5 mg/kg".
func ParsePerKg(text string) (PerKg, error) {
	n, ok := decimal(unitless(text, "mg/kg"), 3)
	if !ok {
		return 0, record.Invalidf("plan.perkg", "Type mg/kg, such as 0.5: three decimals at most. Kept as typed.")
	}
	if n < 1 || PerKg(n) > maxPerKg {
		return 0, record.Invalidf("plan.perkg", "A dose must be above 0 and at most %s mg/kg. Kept as typed.", maxPerKg.String())
	}
	return PerKg(n), nil
}

func unitless(text, unit string) string {
	s := strings.ToLower(strings.TrimSpace(text))
	return strings.TrimSpace(strings.TrimSuffix(s, unit))
}

// decimal reads digits with at most one point or comma and so many decimals
// behind it, as a whole number of the last decimal's unit.
func decimal(s string, places int) (int64, bool) {
	whole, part, split := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if whole == "" || split && part == "" || len(part) > places || len(whole) > 7 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", places-len(part)), 10, 64)
	return n, err == nil
}

// MG gives milligrams: "41.3", "40", "41.25". It is what ParseMG reads for
// every amount that it can have given.
func (m Micrograms) MG() string {
	s := fixed(int64(m), 3)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// String gives mg/kg with two decimals, and a third where it is not 0.
func (p PerKg) String() string { return strings.TrimSuffix(fixed(int64(p), 3), "0") }

// fixed gives n thousandths with all three decimals.
func fixed(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	if len(s) <= places {
		s = strings.Repeat("0", places+1-len(s)) + s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

// PerKg gives the dose for a body weight in grams, to the nearest 0.001
// mg/kg, halves up; 0 without a weight.
func (m Micrograms) PerKg(grams int) PerKg {
	if grams <= 0 {
		return 0
	}
	return PerKg(nearest(int64(m)*1000, int64(grams)))
}

// Dose gives the amount for a body weight in grams, to the nearest 0.1 mg,
// halves up; 0 without a weight.
func (p PerKg) Dose(grams int) Micrograms {
	if grams <= 0 {
		return 0
	}
	return Micrograms(nearest(int64(p)*int64(grams), 1000*doseStep) * doseStep)
}

// nearest divides to the nearest whole number, halves up; for a, b >= 0.
func nearest(a, b int64) int64 { return (2*a + b) / (2 * b) }
