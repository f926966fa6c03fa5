package protocol

import (
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"
)

// slips gives what becomes of a name with one letter dropped, changed, put in
// or swapped with the next. Unless all is said only a third of the alphabet is
// tried at each place, another third at the next.
func slips(name string, all bool) []string {
	var out []string
	letter := func(i int) bool { return i < len(name) && strings.IndexByte(letters, name[i]) >= 0 }
	for i := 0; i <= len(name); i++ {
		for _, c := range []byte(letters) {
			if !all && (int(c)+i+len(name))%3 != 0 {
				continue
			}
			out = append(out, name[:i]+string(c)+name[i:])
			if letter(i) && name[i] != c {
				out = append(out, name[:i]+string(c)+name[i+1:])
			}
		}
		if !letter(i) {
			continue
		}
		out = append(out, name[:i]+name[i+1:])
		if letter(i+1) && name[i] != name[i+1] {
			out = append(out, name[:i]+name[i+1:i+2]+name[i:i+1]+name[i+2:])
		}
	}
	return out
}

// TestOneSlipIsNeverTakenForAnotherMedicine makes every slip of one letter in
// every listed name: it is the same medicine under another spelling that is
// listed too, or it is not recognised; and what is found in it besides is of
// the name's own classes.
//
// A name that is listed longer and shorter ("oxibato sódico", "oxibato") may
// be read as the shorter one, where that is of the same classes.
//
// KAPDESK_SLIPS=all tries the whole alphabet at every place.
func TestOneSlipIsNeverTakenForAnotherMedicine(t *testing.T) {
	p := shipped(t)
	rnd := rand.New(rand.NewSource(3))
	tried, suggested, offered := 0, 0, 0
	for name, classes := range p.classOf {
		for _, slip := range slips(name, os.Getenv("KAPDESK_SLIPS") == "all") {
			tried++
			l := lookup{}
			names, strange := p.match(strings.Fields(slip))
			for _, found := range names {
				l.classes = append(l.classes, p.classOf[found]...)
			}
			for _, c := range l.classes {
				if !slices.Contains(classes, c) {
					t.Fatalf("%q, a slip of %q %v, is matched to %s", slip, name, classes, c)
				}
			}
			whole := !slices.ContainsFunc(classes, func(c string) bool { return !slices.Contains(l.classes, c) })
			if !slices.Contains(strange, true) && len(names) > 0 && !whole {
				t.Fatalf("%q, a slip of %q %v, is taken for %q in silence", slip, name, classes, names)
			}
			if rnd.Intn(500) == 0 && len(p.classOf[slip]) == 0 && len(name) > shortest {
				suggested++
				if slices.Contains(p.Suggest(slip), name) {
					offered++
				}
				if _, all := p.ClassesOf(slip); all != !slices.Contains(strange, true) {
					t.Fatalf("%q: recognised %v", slip, all)
				}
			}
		}
	}
	if tried < 250_000 || suggested < 100 || offered*100 < suggested*95 {
		t.Errorf("%d slips tried; of %d, %d had the name among what was offered", tried, suggested, offered)
	}
	t.Logf("%d slips; %d of %d offered the name", tried, offered, suggested)
}
