package session

import (
	"fmt"
	"strconv"
	"strings"
)

// MG gives whole micrograms as milligrams without rounding: 62500 is "62.5".
func MG(ug int64) string {
	sign := ""
	if ug < 0 {
		sign, ug = "-", -ug
	}
	s := fmt.Sprintf("%s%d.%03d", sign, ug/1000, ug%1000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// ParseMG reads milligrams, with a point or a comma and at most three
// decimals, into whole micrograms: nothing is rounded.
func ParseMG(text string) (ug int64, err error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	whole, part, _ := strings.Cut(text, ".")
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	if whole == "" || len(whole) > 7 || len(part) > 3 || !digits(whole) || !digits(part) || strings.HasSuffix(text, ".") {
		return 0, fmt.Errorf("not an amount in mg: %q", text)
	}
	n, err := strconv.ParseInt(whole+(part + "000")[:3], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("not an amount in mg: %q", text)
	}
	return n, nil
}

// PerKg gives a dose in mg per kg with two decimals, rounded half up; "" when
// no weight is known. Weight is in grams, so mg/kg is micrograms per gram.
func PerKg(ug int64, grams int) string {
	if grams <= 0 || ug < 0 {
		return ""
	}
	g := int64(grams)
	hundredths := (ug*200 + g) / (2 * g)
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}
