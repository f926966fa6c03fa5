package register

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kapdesk/app/record"
)

// Form is what a container of the drug is; also its English name on screen.
type Form string

// The forms. A single-dose container serves one session only.
const (
	MultiVial  Form = "multi-dose vial"
	SingleVial Form = "single-dose vial"
	Ampoule    Form = "ampoule"
	Syringe    Form = "prefilled syringe"
	Lozenge    Form = "lozenge"
	Tablet     Form = "tablet"
	Spray      Form = "nasal spray"
)

// Forms lists the forms in the order in which they are offered.
var Forms = []Form{MultiVial, SingleVial, Ampoule, Syringe, Lozenge, Tablet, Spray}

// String gives the English name, so that a form can be an argument of a
// sentence.
func (f Form) String() string { return string(f) }

// Liquid reports whether the form is measured in microlitres and not in pieces.
func (f Form) Liquid() bool {
	return slices.Contains([]Form{MultiVial, SingleVial, Ampoule, Syringe}, f)
}

// Unit is what people read amounts in.
type Unit string

// The units.
const (
	ML         Unit = "mL"
	Pieces     Unit = "pieces"
	Piece      Unit = "piece"
	Containers Unit = "containers"
	Container  Unit = "container"
)

// String gives the English name, so that a unit can be an argument of a
// sentence.
func (u Unit) String() string { return string(u) }

// Unit gives the unit in which people read amounts of the form.
func (f Form) Unit() Unit {
	if f.Liquid() {
		return ML
	}
	return Pieces
}

// UnitOf gives the unit that stands after an amount of the form: one piece, two
// pieces.
func (f Form) UnitOf(amount int64) Unit {
	if !f.Liquid() && (amount == 1 || amount == -1) {
		return Piece
	}
	return f.Unit()
}

// Said gives an amount of the form with its unit, in the words of say: "1.5
// mL", "1 piece".
func (f Form) Said(say func(english string, args ...any) string, amount int64) string {
	return f.Figure(amount) + " " + say(string(f.UnitOf(amount)))
}

// ContainerUnit gives the unit in which unopened stock of the form is counted:
// a piece is its own container.
func (f Form) ContainerUnit() Unit {
	if f.Liquid() {
		return Containers
	}
	return Pieces
}

// SaidContainers gives a number of containers of the form with its unit, in the
// words of say: "1 container", "3 pieces".
func (f Form) SaidContainers(say func(english string, args ...any) string, n int64) string {
	switch {
	case !f.Liquid():
		return f.Said(say, n)
	case n == 1:
		return "1 " + say(string(Container))
	}
	return strconv.FormatInt(n, 10) + " " + say(string(Containers))
}

// Figure gives an amount of the form as people read it, without its unit:
// 1500 microlitres are "1.5", 3 pieces are "3".
func (f Form) Figure(amount int64) string {
	if f.Liquid() {
		return thousandths(amount)
	}
	return strconv.FormatInt(amount, 10)
}

// thousandths gives a whole number of thousandths without rounding: 62500 is
// "62.5".
func thousandths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%03d", sign, n/1000, n%1000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// Strength is so many micrograms of drug in so many microlitres, or in one
// piece (Per is 1). 50 mg/mL is {50, 1}, 12.5 mg/mL {25, 2}.
type Strength struct {
	UG  int64 `json:"ug"`
	Per int64 `json:"per"`
}

// Micrograms gives the drug in an amount; exact is false where it is no whole
// number, and the figure is then rounded down.
func (s Strength) Micrograms(amount int64) (ug int64, exact bool) {
	n := amount * s.UG
	return n / s.Per, n%s.Per == 0
}

// Amount gives the microlitres or pieces that hold so many micrograms; exact
// is false where no whole number does.
func (s Strength) Amount(ug int64) (amount int64, exact bool) {
	n := ug * s.Per
	return n / s.UG, n%s.UG == 0
}

// less compares two strengths without dividing.
func (s Strength) less(o Strength) bool { return s.UG*o.Per < o.UG*s.Per }

// Said gives the strength as it stands on labels: "50 mg/mL", or "100 mg" of
// a piece.
func (s Strength) Said(f Form) string {
	if !f.Liquid() {
		return thousandths(s.UG) + " mg"
	}
	if n := s.UG * 1000; n%s.Per == 0 {
		return thousandths(n/s.Per) + " mg/mL"
	}
	return thousandths(s.UG) + " mg/" + thousandths(s.Per) + " mL"
}

// Bounds of what a label can say; they keep every product within an int64.
const (
	maxUG         = 10_000_000 // micrograms: 10 g
	maxVolume     = 1_000_000  // microlitres: 1 L
	maxContainers = 10_000     // of one delivery
	maxText       = 200        // characters of one text
)

// Label is what stands on the box.
type Label struct {
	Drug     string      `json:"drug"`
	Form     Form        `json:"form"`
	Strength Strength    `json:"strength"`
	Size     int64       `json:"size"`   // microlitres in one container; 1 for pieces
	Number   string      `json:"number"` // the lot's
	Expiry   record.Date `json:"expiry"` // the last day on which it may be used
}

// Receipt is one delivery of a lot. Size of pieces may be left 0.
type Receipt struct {
	Label
	Containers int64  `json:"containers"`
	Supplier   string `json:"supplier,omitempty"`
	Invoice    string `json:"invoice,omitempty"`
	// Initial is stock that was there when the register was begun; it has no
	// invoice to name.
	Initial bool `json:"initial,omitempty"`
}

// tidy trims what was typed.
func (r Receipt) tidy() Receipt {
	r.Drug, r.Number = strings.TrimSpace(r.Drug), strings.TrimSpace(r.Number)
	r.Supplier, r.Invoice = strings.TrimSpace(r.Supplier), strings.TrimSpace(r.Invoice)
	if !r.Form.Liquid() && r.Size == 0 {
		r.Size = 1
	}
	return r
}

// Check gives every problem with what was typed.
func (r Receipt) Check() record.Problems {
	r = r.tidy()
	var ps record.Problems
	need := func(field string, ok bool, text string) {
		if !ok {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	need("lot.drug", r.Drug != "", "Name the drug.")
	need("lot.form", slices.Contains(Forms, r.Form), "Choose the form.")
	need("lot.number", r.Number != "", "Read the lot from the label and type it.")
	need("lot.expiry", !r.Expiry.IsZero(), "Read the expiry date from the label and type it.")
	s, most := r.Strength, int64(maxVolume)
	if !r.Form.Liquid() {
		most = 1
	}
	need("lot.strength", s.UG > 0 && s.UG <= maxUG && s.Per > 0 && s.Per <= most, "Enter the strength as it stands on the label.")
	need("lot.size", r.Size > 0 && r.Size <= most, "Enter how much one container holds.")
	need("lot.containers", r.Containers > 0 && r.Containers <= maxContainers, "Count what was delivered.")
	need("lot.supplier", r.Initial || r.Supplier != "", "Say who delivered it.")
	need("lot.invoice", r.Initial || r.Invoice != "", "Enter the number of the invoice or of the delivery note.")
	if len(ps) == 0 {
		_, whole := s.Micrograms(r.Size)
		need("lot.strength", whole, "This strength and size give no whole number of micrograms in a container.")
	}
	for _, text := range []string{r.Drug, r.Number, r.Supplier, r.Invoice} {
		need("lot", len([]rune(text)) <= maxText, "This text is too long.")
	}
	return ps
}

// recordLot is the record type of a lot.
const recordLot = "lot"

// ref names the lot's record by what is on the label, so that a delivery that
// two laptops record at once is one lot. The expiry date is no part of it: it
// is what people mistype, and is mended on the lot itself.
func (l Label) ref() record.Ref {
	s := l.Strength
	common := gcd(s.UG, s.Per)
	text := strings.Join([]string{"kapdesk lot 1", fold(l.Drug), string(l.Form), fmt.Sprint(s.UG/common, s.Per/common, l.Size), fold(l.Number)}, "\x00")
	sum := sha256.Sum256([]byte(text))
	return record.Ref{Type: recordLot, ID: record.ID("lot-" + hex.EncodeToString(sum[:16]))}
}

// gcd is the greatest common divisor of two numbers over 0: the same strength
// is the same lot, however it is written.
func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// fold makes texts alike that differ in case and spaces only.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
