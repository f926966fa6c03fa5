package words

import (
	"strings"
	"testing"
)

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"k24-118", "k24-118", 0}, {"k24-118", "k24-119", 1}, {"k24-118", "k24-18", 1},
		{"k24-118", "k42-118", 1}, {"tr-77", "tr-99", 2}, {"ñandú", "nandu", 2},
	} {
		if got := Slips(c.a, c.b); got != c.want || Slips(c.b, c.a) != got {
			t.Errorf("%q and %q are %d slips apart, and %d the other way; want %d", c.a, c.b, got, Slips(c.b, c.a), c.want)
		}
	}
}

func FuzzSlips(f *testing.F) {
	f.Add("k24-118", "k24-811")
	f.Add("", "ñ")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 200 {
			return
		}
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		n, most := Slips(a, b), max(len([]rune(a)), len([]rune(b)))
		if n < 0 || n > most || (n == 0) != (a == b) || n != Slips(b, a) {
			t.Errorf("%q and %q: %d slips of at most %d", a, b, n, most)
		}
	})
}
