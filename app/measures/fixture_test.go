package measures

import (
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var shipped = sync.OnceValues(func() (*Shelf, error) { return Load(os.DirFS("../../assets/instruments")) })

// shelf gives the instruments that come with the program.
func shelf(t testing.TB) *Shelf {
	t.Helper()
	s, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(s.All()) < 20 {
		t.Fatalf("only %s: the tests would prove nothing", s.IDs())
	}
	return s
}

func instrument(t testing.TB, id string) *Instrument {
	t.Helper()
	in, ok := shelf(t).Find(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return in
}

// nums gives the answers to q1, q2, …
func nums(values ...int) Answers {
	a := Answers{}
	for i, v := range values {
		a["q"+strconv.Itoa(i+1)] = Number(v)
	}
	return a
}

// same gives every scored item that answer.
func same(in *Instrument, value func(it Item) int) Answers {
	a := Answers{}
	for _, it := range in.Items {
		if !it.Unscored || it.ID == in.Scoring.Gate {
			a[it.ID] = Number(value(it))
		}
	}
	return a
}

func lowest(in *Instrument) Answers {
	return same(in, func(it Item) int { low, _ := in.span(it); return low })
}

func highest(in *Instrument) Answers {
	return same(in, func(it Item) int { _, high := in.span(it); return high })
}

// with gives a copy of the answers with changes, as "q1": "2"; "" takes one out.
func with(a Answers, pairs ...string) Answers {
	b := Answers{}
	for id, x := range a {
		b[id] = x
	}
	for i := 0; i < len(pairs); i += 2 {
		delete(b, pairs[i])
		if pairs[i+1] != "" {
			b[pairs[i]] = Answer(pairs[i+1])
		}
	}
	return b
}

// values gives the scores that an item can have, highest first.
func (in *Instrument) values(it Item) []int {
	var all []int
	low, high := in.span(it)
	for v := high; v >= low; v-- {
		if _, ok := in.read(it, Number(v)); ok {
			all = append(all, v)
		}
	}
	return all
}

// adding finds answers whose scored items add up to sum; with domains, only
// the first item of each is used.
func adding(t testing.TB, in *Instrument, sum int) Answers {
	t.Helper()
	a := lowest(in)
	if in.Scoring.Gate != "" {
		a[in.Scoring.Gate] = Number(1)
	}
	var items []Item
	for _, it := range in.Items {
		first := in.Scoring.Method != Domains || slices.ContainsFunc(in.Scoring.Domains, func(d Domain) bool { return d.Items[0] == it.ID })
		if !it.Unscored && first {
			items = append(items, it)
		}
	}
	if !fill(in, items, sum, a) {
		t.Fatalf("%s: no answers add up to %d", in.ID, sum)
	}
	return a
}

func fill(in *Instrument, items []Item, sum int, a Answers) bool {
	if len(items) == 0 {
		return sum == 0
	}
	low, high := 0, 0
	for _, it := range items {
		x, y := in.span(it)
		low, high = low+x, high+y
	}
	if sum < low || sum > high {
		return false
	}
	for _, v := range in.values(items[0]) {
		if fill(in, items[1:], sum-v, a) {
			a[items[0].ID] = Number(v)
			return true
		}
	}
	return false
}

// said gives what the result says, as JSON has it, without version, alerts
// and empty lists.
func said(t testing.TB, r Result) map[string]any {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// flagged lists the flags, in order.
func flagged(r Result) string {
	var ids []string
	for _, f := range r.Flags {
		ids = append(ids, f.ID)
	}
	return strings.Join(ids, " ")
}

// text gives a number for comparing, "none" for none.
func text(x *big.Rat) string {
	if x == nil {
		return "none"
	}
	return x.RatString()
}

// yes says a positive for comparing.
func yes(b *bool) string {
	switch {
	case b == nil:
		return "none"
	case *b:
		return "yes"
	}
	return "no"
}
