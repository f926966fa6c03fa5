package outcomes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func TestStoryRefusals(t *testing.T) {
	r := open(t)
	for name, by := range map[string]record.Actor{"front desk": r.Desk, "owner": r.Owner, "nobody": {ID: "x"}} {
		if _, err := r.desk.Story(ctx, by, r.Patient); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("%s reads a story: %v", name, err)
		}
		if _, err := r.desk.Paper(ctx, by, r.Patient, "phq-9", "", "normal"); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("%s prints a story: %v", name, err)
		}
	}
	if _, err := r.desk.Paper(ctx, r.Therapist, r.Patient, "phq-9", "", "normal"); record.CodeOf(err) != record.NotFound {
		t.Errorf("a scale that was not taken: %v", err)
	}
}

func TestBaseline(t *testing.T) {
	type m struct {
		day   int
		total string
		point measures.Point
	}
	for _, c := range []struct {
		name  string
		dosed bool // on day 10
		ms    []m
		base  int
		basis Basis
	}{
		{"none", true, []m{{12, "9", ""}}, -1, NoBaseline},
		{"no dose and no label", false, []m{{1, "9", ""}}, -1, NoBaseline},
		{"a label without a dose", false, []m{{1, "9", measures.Baseline}}, 0, Labelled},
		{"the last before", true, []m{{1, "9", ""}, {9, "12", ""}, {12, "3", ""}}, 1, BeforeDose},
		{"at the instant of the dose", true, []m{{1, "9", ""}, {10, "12", ""}}, 1, BeforeDose},
		{"the label wins over a later one", true, []m{{1, "9", measures.Baseline}, {9, "12", ""}}, 0, Labelled},
		{"the last label before", true, []m{{1, "9", measures.Baseline}, {5, "8", measures.Baseline}, {12, "7", measures.Baseline}}, 1, Labelled},
		{"a label that came late", true, []m{{12, "9", measures.Baseline}, {14, "8", measures.Baseline}}, 0, Labelled},
		{"an incomplete label does not count", true, []m{{1, "9", ""}, {5, "", measures.Baseline}}, 0, BeforeDose},
	} {
		r := open(t)
		if c.dosed {
			r.dose(r.Patient, day(10), "IV")
		}
		for _, x := range c.ms {
			r.total(r.Patient, "phq-9", day(x.day), x.total, x.point)
		}
		if sc := r.scale("phq-9"); sc.Base != c.base || sc.Basis != c.basis {
			t.Errorf("%s: %d, %q", c.name, sc.Base, sc.Basis)
		}
	}
}

// Both sides of each edge: half of 18 is 9, remission is below 5, worse is 5
// points up.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct{ total, words string }{
		{"9", "response; no remission; a gain that patients notice"},
		{"10", "no response; no remission; a gain that patients notice"},
		{"5", "response; no remission; a gain that patients notice"},
		{"4", "response; remission; a gain that patients notice"},
		{"13", "no response; no remission; a gain that patients notice"},
		{"14", "no response; no remission"},
		{"22", "no response; no remission"},
		{"23", "Worse by as much as counts; no response; no remission"},
	} {
		r := open(t)
		r.dose(r.Patient, day(10), "IV")
		r.total(r.Patient, "phq-9", day(1), "18", "")
		r.total(r.Patient, "phq-9", day(17), c.total, "")
		sc := r.scale("phq-9")
		if got := strings.Join(r.voice(words.English).Verdicts(sc.Points[1]), "; "); got != c.words {
			t.Errorf("18 to %s: %s", c.total, got)
		}
		var levels []string
		for _, l := range sc.Levels {
			levels = append(levels, r.voice(words.English).Level(l))
		}
		if got := strings.Join(levels, "; "); got != "Response: 9 or less; Remission: below 5; Worse: 23 or more" {
			t.Errorf("levels %s", got)
		}
	}
}

// A form is in remission or not by the limit that it was judged by, and the line
// lies at that of the latest.
func TestEachFormByItsOwnLimit(t *testing.T) {
	r := open(t)
	r.dose(r.Patient, day(10), "IV")
	r.total(r.Patient, "pcl-5", day(1), "60", "")
	cut := 31
	for i, at31 := range []bool{false, true, true} {
		c := taken(r.shelf, r.Log.NewID(), r.Patient, "pcl-5", day(17+i), []string{"32", "32", "30"}[i], "")
		if at31 {
			f := c.Fact.(measures.Taken)
			f.Form.Context.Cut = &cut
			c.Fact = f
		}
		r.append(c)
	}
	sc := r.scale("pcl-5")
	for i, want := range map[int]bool{1: true, 2: false, 3: true} {
		if got := sc.Points[i].Change.Remission; got == nil || *got != want {
			t.Errorf("%d: remission %v", i, got)
		}
	}
	said := strings.Join(r.voice(words.English).Rules(sc), " ")
	if !strings.Contains(said, "Remission: below 31") {
		t.Errorf("%s", said)
	}
}

// A level lies where the rule begins to hold, exactly: for every baseline of
// every scale, the totals beyond the line and only those are compared so.
func TestLevelsAgreeWithTheRules(t *testing.T) {
	r := open(t)
	for _, in := range r.shelf.All() {
		if !counted(in) {
			continue
		}
		low, high := in.Scoring.Range[0], in.Scoring.Range[1]
		for base := low; base <= high; base++ {
			s := Scale{In: in, Base: 0, Points: []Point{{Measure: Measure{Taken: measures.Taken{Version: in.Version}}, Value: rat(base)}}}
			for _, l := range s.levels() {
				for total := low; total <= high; total++ {
					c, err := measures.Change(in, rat(base), rat(total))
					if err != nil {
						t.Fatal(err)
					}
					want := map[What]*bool{Response: c.Response, Remission: c.Remission, Worsening: c.Worse}[l.What]
					by := rat(total).Cmp(l.Value)
					got := map[string]bool{"<=": by <= 0, "<": by < 0, ">=": by >= 0, ">": by > 0}[l.Op]
					if want == nil || *want != got {
						t.Fatalf("%s from %d to %d: %s is %v by the line", in.ID, base, total, l.What, got)
					}
				}
			}
		}
	}
}

func TestWhatIsNotDrawn(t *testing.T) {
	r := open(t)
	r.dose(r.Patient, day(10), "IV")
	r.total(r.Patient, "phq-9", day(1), "18", "")
	wrong := r.total(r.Patient, "phq-9", day(17), "3", "")
	r.total(r.Patient, "phq-9", day(20), "", "")
	other := r.Log.As("laptop-2")
	correct := func(l interface {
		record.Log
		NewID() record.ID
	}, total string) {
		c := taken(r.shelf, l.NewID(), r.Patient, "phq-9", day(17), total, "")
		c.Supersedes, c.Reason = wrong, "misread"
		if err := l.Update(ctx, r.Nurse, func(tx record.Tx) error { _, err := tx.Append(c); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Receive(ctx, r.Log.Events()...); err != nil {
		t.Fatal(err)
	}
	correct(r.Log, "8")
	correct(other, "12")
	if err := r.Log.Receive(ctx, other.Events()[len(other.Events())-1]); err != nil {
		t.Fatal(err)
	}
	sc := r.scale("phq-9")
	if len(sc.Points) != 4 || sc.Base != 0 {
		t.Fatalf("%d points, baseline %d", len(sc.Points), sc.Base)
	}
	for i, want := range []string{"18", "8", "12", "–"} {
		totals := []string{r.voice(words.English).Total(sc.Points[1]), r.voice(words.English).Total(sc.Points[2])}
		got := r.voice(words.English).Total(sc.Points[i])
		if i == 1 || i == 2 {
			if !slices.Contains(totals, want) || !sc.Points[i].Twin || sc.Points[i].Compared || sc.Points[i].Counts() {
				t.Errorf("point %d: %v, %+v", i, totals, sc.Points[i])
			}
			continue
		}
		if got != want {
			t.Errorf("point %d is %s", i, got)
		}
	}
	if p := sc.Points[3]; p.Value != nil || r.voice(words.English).Status(p) != "incomplete, no total" {
		t.Errorf("an incomplete one: %+v", p)
	}
}

func TestAnotherVersionIsNotCompared(t *testing.T) {
	r := open(t)
	r.dose(r.Patient, day(10), "IV")
	c := taken(r.shelf, r.Log.NewID(), r.Patient, "phq-9", day(1), "18", "")
	m := c.Fact.(measures.Taken)
	m.Version++
	c.Fact = m
	r.append(c)
	r.total(r.Patient, "phq-9", day(17), "9", "")
	if sc := r.scale("phq-9"); sc.Points[1].Compared || len(sc.Levels) != 0 {
		t.Errorf("two versions are compared: %+v", sc)
	}
}

func TestReadOut(t *testing.T) {
	r := open(t)
	r.dose(r.Patient, day(10), "lozenge")
	r.total(r.Patient, "phq-9", day(1), "18", measures.Baseline)
	c := taken(r.shelf, r.Log.NewID(), r.Patient, "phq-9", day(17), "23", "")
	m := c.Fact.(measures.Taken)
	m.Outcome.Band, m.Outcome.Flags = "severe", []measures.Flag{{ID: "si", Item: "q9", Severity: measures.SameDay, Say: "Item 9 is above 0: ask about suicide today, before any dose."}}
	c.Fact = m
	r.append(c)
	sc := r.scale("phq-9")
	got := r.voice(words.English).Read(sc, 1)
	for _, want := range []string{"18 Jul 2026", "23", "5 worse than at the baseline", "Worse by as much as counts", "Alert: Item 9"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	if got := r.voice(words.Spanish).Read(sc, 1); !strings.Contains(got, "5 peor que al inicio") || !strings.Contains(got, "Alerta:") {
		t.Errorf("in Spanish: %s", got)
	}
	story, _ := r.desk.Story(ctx, r.Therapist, r.Patient)
	if got := r.voice(words.Spanish).Dose(story.Sessions[0]); got != "100 mg pastilla" {
		t.Errorf("the dose is %q", got)
	}
	doc, err := r.desk.Paper(ctx, r.Therapist, r.Patient, "phq-9", words.English, "normal")
	if err != nil || doc.Check() != nil || len(doc.Blocks) < 5 {
		t.Errorf("the paper: %v, %v", err, doc.Check())
	}
}

// The order in which events arrive changes nothing.
func TestStoryOrder(t *testing.T) {
	var first Scale
	for try, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}} {
		r := open(t)
		r.dose(r.Patient, day(10), "IV")
		for _, i := range order {
			r.total(r.Patient, "phq-9", day([]int{1, 9, 17, 30}[i]), []string{"18", "17", "9", "4"}[i], "")
		}
		sc := r.scale("phq-9")
		if try == 0 {
			first = sc
		}
		for i, p := range sc.Points {
			if p.Value.Cmp(first.Points[i].Value) != 0 || !p.At.Equal(first.Points[i].At) || sc.Base != first.Base {
				t.Errorf("order %v: point %d is %s at %s", order, i, p.Value, p.At.Format(time.DateOnly))
			}
		}
	}
}
