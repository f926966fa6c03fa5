package measures

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand"
	"strings"
	"testing"
)

// rounds is how many random forms each property sees for each instrument.
const rounds = 150

// anyForm gives a random form: each item with an answer that it takes, none,
// or now and then one that cannot be.
func anyForm(r *rand.Rand, in *Instrument, gaps, wrong float64) Answers {
	a := Answers{}
	for _, it := range in.Items {
		switch x := r.Float64(); {
		case x < gaps:
		case x < gaps+wrong:
			a[it.ID] = []Answer{"-7", "1.5", `"maybe"`, "true"}[r.Intn(4)]
		default:
			a[it.ID] = anyAnswer(r, in, it)
		}
	}
	return a
}

func anyAnswer(r *rand.Rand, in *Instrument, it Item) Answer {
	if options := in.Options[it.Options]; len(options) > 0 {
		o := options[r.Intn(len(options))]
		if o.ID != "" {
			return Word(o.ID)
		}
		return Number(*o.Value)
	}
	low, high := in.span(it)
	return Number(low + r.Intn(high-low+1))
}

// forms runs a property over random forms of every instrument.
func forms(t *testing.T, gaps, wrong float64, property func(t *testing.T, r *rand.Rand, in *Instrument, a Answers)) {
	t.Helper()
	r := rand.New(rand.NewSource(7))
	for _, in := range shelf(t).All() {
		for range rounds {
			property(t, r, in, anyForm(r, in, gaps, wrong))
		}
	}
}

func TestTotalLiesInTheRange(t *testing.T) {
	scored := 0
	forms(t, 0.03, 0, func(t *testing.T, _ *rand.Rand, in *Instrument, a Answers) {
		r := Score(in, a, Context{})
		if r.Total == nil {
			return
		}
		scored++
		if s := in.Scoring.Range; len(s) == 2 && (r.Total.Cmp(rat(s[0])) < 0 || r.Total.Cmp(rat(s[1])) > 0) {
			t.Fatalf("%s %v: total %s outside %v", in.ID, a, text(r.Total), s)
		}
		if len(in.Bands) > 0 && r.Band == "" {
			t.Fatalf("%s %v: a total without a band", in.ID, a)
		}
	})
	if scored < 1500 {
		t.Errorf("only %d forms had a total", scored)
	}
}

// A total is there exactly on a form that is scored or prorated, an error
// exactly on an invalid one.
func TestStatusAgreesWithTheRest(t *testing.T) {
	seen := map[Status]int{}
	forms(t, 0.05, 0.02, func(t *testing.T, _ *rand.Rand, in *Instrument, a Answers) {
		r := Score(in, a, Context{})
		seen[r.Status]++
		hasTotal := r.Status == Scored || r.Status == Prorated
		if in.Scoring.Method != Triage && (r.Total != nil) != hasTotal || (len(r.Errors) > 0) != (r.Status == Invalid) || r.Status == Scored && len(r.Missing) > 0 {
			t.Fatalf("%s %v: %+v", in.ID, a, r)
		}
		if r.Status == Invalid && (r.Algorithm != "" || r.Total != nil) {
			t.Fatalf("%s %v: an invalid form has %q, %s", in.ID, a, r.Algorithm, text(r.Total))
		}
		if (r.Status == Invalid) != (in.Explain(r) != "") {
			t.Fatalf("%s %v: %s, explained as %q", in.ID, a, r.Status, in.Explain(r))
		}
	})
	for _, s := range []Status{Scored, Prorated, Incomplete, Invalid} {
		if seen[s] == 0 {
			t.Errorf("no form was %s", s)
		}
	}
}

// The order in which a form's answers stand changes nothing.
func TestOrderOfAnswersIsNothing(t *testing.T) {
	forms(t, 0.1, 0.05, func(t *testing.T, r *rand.Rand, in *Instrument, a Answers) {
		var want string
		for range 3 {
			f, err := ParseForm([]byte(`{"answers":` + shuffled(r, a) + `}`))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := json.Marshal(Score(in, f.Answers, f.Context))
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				want = string(raw)
			}
			if string(raw) != want {
				t.Fatalf("%s %v:\n%s\n%s", in.ID, a, want, raw)
			}
		}
	})
}

func shuffled(r *rand.Rand, a Answers) string {
	var pairs []string
	for id, x := range a {
		pairs = append(pairs, fmt.Sprintf("%q:%s", id, x))
	}
	r.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return "{" + strings.Join(pairs, ",") + "}"
}

// A higher answer never lowers the total, a triage's level or a subscale;
// the reversed wording, where it may, is not the one that ships.
func TestHigherAnswersNeverScoreLower(t *testing.T) {
	compared := 0
	forms(t, 0, 0, func(t *testing.T, r *rand.Rand, in *Instrument, a Answers) {
		it := in.Items[r.Intn(len(in.Items))]
		low, ok := in.read(it, a[it.ID])
		values := in.values(it)
		if !ok || low == nil || it.ID == in.Scoring.Gate || len(values) == 0 {
			return
		}
		higher := values[0]
		if rat(higher).Cmp(low) <= 0 {
			return
		}
		compared++
		x, y := Score(in, a, Context{}), Score(in, with(a, it.ID, Number(higher).string()), Context{})
		if x.Status != Scored || y.Status != Scored || x.Total != nil && y.Total.Cmp(x.Total) < 0 || in.level(x.Band) > in.level(y.Band) {
			t.Fatalf("%s %v, %s to %d: total %s to %s, band %s to %s", in.ID, a, it.ID, higher, text(x.Total), text(y.Total), x.Band, y.Band)
		}
		for i, s := range x.Subscales {
			if s.Sum.Cmp(y.Subscales[i].Sum) > 0 {
				t.Fatalf("%s %v, %s to %d: %s fell", in.ID, a, it.ID, higher, s.ID)
			}
		}
	})
	if compared < 1000 {
		t.Errorf("only %d pairs compared", compared)
	}
}

func (in *Instrument) level(id string) int {
	for i, l := range in.Scoring.Levels {
		if l.ID == id {
			return i
		}
	}
	return -1
}

// An answer's flag does not depend on the other answers, and a triage never
// falls below what one answer alone reaches.
func TestFlagsOfOneAnswerStandInEveryForm(t *testing.T) {
	forms(t, 0.3, 0.2, func(t *testing.T, _ *rand.Rand, in *Instrument, a Answers) {
		whole := Score(in, a, Context{})
		for id, x := range a {
			alone := Score(in, Answers{id: x}, Context{})
			if in.level(alone.Band) > in.level(whole.Band) {
				t.Fatalf("%s %v: %s alone reaches %s, all of it %q", in.ID, a, id, alone.Band, whole.Band)
			}
			for _, f := range alone.Flags {
				if f.Item != "" && !strings.Contains(" "+flagged(whole)+" ", " "+f.ID+" ") {
					t.Fatalf("%s %v: %s raised by %s is lost", in.ID, a, f.ID, id)
				}
			}
		}
	})
}

// What a named rule says of a form with gaps holds whatever the missing
// answers are; and it says unsure only where they decide.
func TestRulesOverGapsAgreeWithEveryCompletion(t *testing.T) {
	in, r := instrument(t, "phq-9"), rand.New(rand.NewSource(11))
	unsure := 0
	for range 600 {
		a := anyForm(r, in, 0, 0)
		delete(a, "q10")
		var gone []string
		for _, i := range r.Perm(9)[:r.Intn(4)] {
			gone = append(gone, in.Items[i].ID)
			delete(a, in.Items[i].ID)
		}
		got := map[string]Truth{}
		for _, v := range Score(in, a, Context{}).Algorithms {
			got[v.ID] = v.Truth
		}
		for id, truths := range completions(in, a, gone) {
			want := Unsure
			if len(truths) == 1 {
				for only := range truths {
					want = only
				}
			}
			if want == Unsure {
				unsure++
			}
			// Bounds may leave a rule unsure that each completion decides the
			// same way; they may never decide one that a completion denies.
			if got[id] != want && got[id] != Unsure {
				t.Fatalf("%v without %v: %s is %s, the completions say %s", a, gone, id, got[id], want)
			}
		}
	}
	if unsure < 50 {
		t.Errorf("only %d forms were open", unsure)
	}
}

// completions gives what the rules say over every way to fill the gaps.
func completions(in *Instrument, a Answers, gone []string) map[string]map[Truth]bool {
	all := map[string]map[Truth]bool{}
	n := 1
	for range gone {
		n *= 4
	}
	for i := range n {
		b, rest := with(a), i
		for _, id := range gone {
			b[id] = Number(rest % 4)
			rest /= 4
		}
		for _, v := range Score(in, b, Context{}).Algorithms {
			if all[v.ID] == nil {
				all[v.ID] = map[Truth]bool{}
			}
			all[v.ID][v.Truth] = true
		}
	}
	return all
}

// The prorated total is the rounded mean times nine, with whole numbers alone.
func TestProratedTotalByAnotherWay(t *testing.T) {
	in, r := instrument(t, "phq-9"), rand.New(rand.NewSource(3))
	for range 500 {
		a := anyForm(r, in, 0, 0)
		for _, i := range r.Perm(9)[:1+r.Intn(2)] {
			delete(a, in.Items[i].ID)
		}
		sum, n := int64(0), int64(0)
		for _, it := range in.Items[:9] {
			if x, ok := a[it.ID].number(); ok {
				sum, n = sum+x.Num().Int64(), n+1
			}
		}
		want := (2*sum*9 + n) / (2 * n)
		if got := Score(in, a, Context{}); got.Status != Prorated || got.Total.Cmp(new(big.Rat).SetInt64(want)) != 0 || text(got.Raw) != fmt.Sprint(sum) {
			t.Fatalf("%v: %s, %s, want %d", a, got.Status, text(got.Total), want)
		}
	}
}
