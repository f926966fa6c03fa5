package kit

import (
	"math/big"
	"strings"
)

// NumberField is a decimal number, kept as the exact text that was typed,
// with its unit beside it.
type NumberField struct {
	TextField
	unit   string
	lo, hi string // "" for none
}

// NewNumberField makes a field for a number in a unit ("mg", "bpm", "%").
func NewNumberField(tr Tr, id, label, unit string) *NumberField {
	f := &NumberField{unit: unit}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	f.box.suffix.text = unit
	f.check = f.problem
	return f
}

// SetRange sets the least and the greatest number that can be, as decimals;
// "" is none.
func (f *NumberField) SetRange(lo, hi string) *NumberField { f.lo, f.hi = lo, hi; return f }

// SetUnit names another unit behind the number.
func (f *NumberField) SetUnit(unit string) {
	if f.unit == unit {
		return
	}
	f.unit, f.box.suffix.text = unit, unit
	f.box.Refresh()
}

// Value is the number as canonical decimal text ("82.4"), or "" for none. ok
// is false when something is typed that cannot be used.
func (f *NumberField) Value() (text string, ok bool) {
	s := strings.TrimSpace(f.Text())
	if s == "" {
		return "", true
	}
	s, ok = ParseDecimal(s)
	return s, ok && f.problem() == ""
}

// SetValue fills the field with a decimal.
func (f *NumberField) SetValue(decimal string) { f.SetText(decimal) }

func (f *NumberField) problem() string {
	t := strings.TrimSpace(f.Text())
	if t == "" {
		return ""
	}
	s, ok := ParseDecimal(t)
	if !ok {
		return f.tr("Type a number, such as 12.5. Kept as typed.")
	}
	low, high := f.lo != "" && lessDecimal(s, f.lo), f.hi != "" && lessDecimal(f.hi, s)
	switch {
	case (low || high) && f.unit == "":
		return f.outside()
	case (low || high) && f.lo != "" && f.hi != "":
		return f.tr("Must be %s to %s %s. Kept as typed.", f.lo, f.hi, f.unit)
	case low:
		return f.tr("Must be at least %s %s. Kept as typed.", f.lo, f.unit)
	case high:
		return f.tr("Must be at most %s %s. Kept as typed.", f.hi, f.unit)
	}
	return ""
}

// outside says what a number without a unit must be.
func (f *NumberField) outside() string {
	switch {
	case f.hi == "":
		return f.tr("Must be at least %s. Kept as typed.", f.lo)
	case f.lo == "":
		return f.tr("Must be at most %s. Kept as typed.", f.hi)
	}
	return f.tr("Must be %s to %s. Kept as typed.", f.lo, f.hi)
}

// ParseDecimal reads a decimal number typed with a point or a comma, and
// gives it in canonical form without changing its digits after the point:
// "082,40" is "82.40". No thousands separators, no exponent.
func ParseDecimal(s string) (string, bool) {
	s = strings.TrimSpace(s)
	neg := strings.HasPrefix(s, "-")
	s = strings.Replace(strings.TrimPrefix(s, "-"), ",", ".", 1)
	whole, frac, dot := strings.Cut(s, ".")
	if !digits(whole) || (dot && !digits(frac)) || whole == "" || (dot && frac == "") || len(s) > 18 {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	out := whole
	if dot {
		out += "." + frac
	}
	if neg && strings.Trim(out, "0.") != "" {
		out = "-" + out
	}
	return out, true
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return r
}

func lessDecimal(a, b string) bool { return rat(a).Cmp(rat(b)) < 0 }
