package kit

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Bounds of what can have been measured. They catch slips of the hand only,
// and are no clinical limits.
const (
	sysLo, sysHi       = 40, 300
	diaLo, diaHi       = 20, 200
	weightLo, weightHi = 2_000, 400_000 // grams
)

// BPField is a blood pressure typed as 148/92, in mmHg.
type BPField struct{ TextField }

// NewBPField makes a field for a blood pressure.
func NewBPField(tr Tr, id, label string) *BPField {
	f := &BPField{}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	f.box.suffix.text = "mmHg"
	f.check = f.problem
	return f
}

// Value is the two numbers in mmHg; ok is false when they cannot be used,
// also when the field is empty.
func (f *BPField) Value() (systolic, diastolic int, ok bool) {
	s, d, ok := splitBP(f.Text())
	return s, d, ok && f.problem() == ""
}

// SetValue fills the field.
func (f *BPField) SetValue(systolic, diastolic int) {
	f.SetText(fmt.Sprintf("%d/%d", systolic, diastolic))
}

func splitBP(t string) (s, d int, ok bool) {
	parts := strings.FieldsFunc(t, func(r rune) bool { return r == '/' || r == ' ' || r == '-' })
	if len(parts) != 2 || !digits(parts[0]) || !digits(parts[1]) || len(parts[0]) > 4 || len(parts[1]) > 4 {
		return 0, 0, false
	}
	s, _ = strconv.Atoi(parts[0])
	d, _ = strconv.Atoi(parts[1])
	return s, d, true
}

func (f *BPField) problem() string {
	t := strings.TrimSpace(f.Text())
	if t == "" {
		return ""
	}
	s, d, ok := splitBP(t)
	switch {
	case !ok:
		return f.tr("Type both numbers, such as 120/80. Kept as typed.")
	case s < sysLo || s > sysHi:
		return f.tr("The upper number must be %d to %d. Kept as typed.", sysLo, sysHi)
	case d < diaLo || d > diaHi:
		return f.tr("The lower number must be %d to %d. Kept as typed.", diaLo, diaHi)
	case d >= s:
		return f.tr("The upper number must be above the lower. Kept as typed.")
	}
	return ""
}

// WeightField is a body weight in kg or lb. A weight in lb shows its kg
// before it is used.
type WeightField struct {
	TextField
	unit string
	base string
}

// NewWeightField makes a field for a weight. unit is the one meant when none
// is typed: "kg" or "lb". "182 lb" or "82,4 kg" may be typed whole.
func NewWeightField(tr Tr, id, label, unit string) *WeightField {
	f := &WeightField{unit: unit}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	f.box.suffix.text = unit
	f.check = f.problem
	f.entry.OnChanged = func(string) {
		f.readBack()
		if !f.setting {
			f.changed()
		}
	}
	return f
}

// Grams is the weight in grams; ok is false when none can be read, also when
// the field is empty.
func (f *WeightField) Grams() (g int64, ok bool) {
	g, _, ok = f.read()
	return g, ok && f.problem() == ""
}

// Kg is the weight in kg with one decimal, as it is shown and used, or "".
func (f *WeightField) Kg() string {
	g, ok := f.Grams()
	if !ok {
		return ""
	}
	return FormatKg(g)
}

// Unit is the unit that was typed: "kg" or "lb".
func (f *WeightField) Unit() string { _, u, _ := f.read(); return u }

// FormatKg writes grams as kg with one decimal.
func FormatKg(grams int64) string { return big.NewRat(grams, 1000).FloatString(1) }

// gramsPerLb is the avoirdupois pound, 453.59237 g exactly (international
// yard and pound agreement, 1959).
var gramsPerLb = big.NewRat(45359237, 100000)

func (f *WeightField) read() (grams int64, unit string, ok bool) {
	t := strings.ToLower(strings.TrimSpace(f.Text()))
	unit = f.unit
	for _, u := range []string{"kg", "lbs", "lb"} {
		if rest, had := strings.CutSuffix(t, u); had {
			t, unit = strings.TrimSpace(rest), u[:2]
			break
		}
	}
	s, ok := ParseDecimal(t)
	if !ok {
		return 0, unit, false
	}
	g := rat(s)
	if unit == "lb" {
		g.Mul(g, gramsPerLb)
	} else {
		g.Mul(g, big.NewRat(1000, 1))
	}
	n, _ := strconv.ParseInt(g.FloatString(0), 10, 64)
	return n, unit, true
}

func (f *WeightField) problem() string {
	if strings.TrimSpace(f.Text()) == "" {
		return ""
	}
	g, _, ok := f.read()
	switch {
	case !ok:
		return f.tr("Type the weight, such as 82.4 kg or 182 lb. Kept as typed.")
	case g < weightLo || g > weightHi:
		return f.tr("Must be %d to %d kg. Kept as typed.", weightLo/1000, weightHi/1000)
	}
	return ""
}

// SetHint sets the line that stands under the field while there is no weight
// in lb to turn into kg.
func (f *WeightField) SetHint(s string) { f.base = s; f.readBack() }

func (f *WeightField) readBack() {
	g, u, ok := f.read()
	if ok && u == "lb" {
		f.TextField.SetHint(f.tr("= %s kg, used for the dose", FormatKg(g)))
	} else {
		f.TextField.SetHint(f.base)
	}
	suffix := u
	if t := strings.ToLower(f.Text()); strings.HasSuffix(strings.TrimSpace(t), "g") || strings.ContainsRune(t, 'l') {
		suffix = ""
	}
	if f.box.suffix.text != suffix {
		f.box.suffix.SetText(suffix)
		f.box.Refresh()
	}
}
