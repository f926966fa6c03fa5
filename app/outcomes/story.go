package outcomes

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/integration"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Desk reads outcomes.
type Desk struct {
	log   record.Log
	shelf *measures.Shelf
	rules *Rules
	book  *words.Book
}

// New makes a Desk over the log, the instruments, and the clinic's rules.
func New(log record.Log, shelf *measures.Shelf, rules *Rules, book *words.Book) *Desk {
	return &Desk{log, shelf, rules, book}
}

// Story is how one patient fares.
type Story struct {
	Patient  record.ID
	Scales   []Scale   // those that were taken, by title
	Sessions []Session // in which a dose was given, by time
	Steps    []Step    // of the integration plans, by the time of their session
}

// Step is one action of a signed integration plan.
type Step struct {
	At      time.Time // of the dosing session whose plan it stands in
	What    string
	Outcome integration.Outcome // the last follow-up that stands; "" before any
	Why     string
}

// Scale is one instrument over time.
type Scale struct {
	ID     string
	Title  string               // English, the key of its translation; the id of an unknown instrument
	In     *measures.Instrument // nil where the program does not know it any more
	Points []Point              // by the time they were filled in
	Base   int                  // the index of the baseline; -1 for none
	Basis  Basis                // how it was found
	Levels []Level              // from the baseline on
}

// Point is one measure with what changed since the baseline.
type Point struct {
	Measure
	Value    *big.Rat // nil: it is marked, and not drawn as a number
	Compared bool     // Change holds something
	Change   measures.Comparison
}

// Worse reports whether it got worse by as much as the scale's rule asks for.
func (p Point) Worse() bool { return p.Change.Worse != nil && *p.Change.Worse }

// What is what a level or a verdict is about.
type What string

// The verdicts, each as it is shown in English.
const (
	Response   What = "Response"
	Remission  What = "Remission"
	Worsening  What = "Worse"
	Meaningful What = "Meaningful"
	Reliable   What = "Reliable"
)

// Level is a line across the picture: the total from which the rule holds.
type Level struct {
	What  What
	Op    string   // <=, <, >= or >: how a total compares with Value where it holds
	Value *big.Rat // exact; need not be a whole number
}

// Story gives how a patient fares, for who may see the chart.
func (d *Desk) Story(ctx context.Context, by record.Actor, patient record.ID) (s Story, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		s, err = d.story(r, patient)
		return err
	})
	return s, err
}

func (d *Desk) story(r record.Reader, patient record.ID) (Story, error) {
	c, err := read(r, patient)
	if err != nil {
		return Story{}, err
	}
	s := Story{Patient: patient, Sessions: c.sessions}
	seen := map[string]bool{}
	for _, m := range c.taken {
		if !seen[m.Instrument] {
			seen[m.Instrument] = true
			s.Scales = append(s.Scales, d.scale(c, m.Instrument))
		}
	}
	slices.SortFunc(s.Scales, func(a, b Scale) int { return strings.Compare(a.Title+a.ID, b.Title+b.ID) })
	steps, err := integration.AllSteps(r, patient)
	for _, st := range steps {
		f, _ := st.Latest()
		s.Steps = append(s.Steps, Step{At: st.Session.Starts, What: st.Action.What, Outcome: f.Outcome, Why: f.Why})
	}
	return s, err
}

func (d *Desk) scale(c course, id string) Scale {
	s := Scale{ID: id, Title: id}
	if in, ok := d.shelf.Find(id); ok {
		s.In, s.Title = in, in.Title
	}
	ms := c.of(id)
	s.Base, s.Basis = baseline(ms, c)
	for i, m := range ms {
		p := Point{Measure: m}
		if m.Counts() || m.Twin && m.scored() {
			p.Value = m.Number()
		}
		if s.Base >= 0 && i > s.Base {
			p.Change, p.Compared = compare(s.In, ms[s.Base], m)
		}
		s.Points = append(s.Points, p)
	}
	if s.In != nil {
		s.In = s.In.Judged(ms[len(ms)-1].Form.Context) // the line lies at the limit of the latest form
	}
	s.Levels = s.levels()
	return s
}

// levels gives where response, remission and worsening begin. A scale without
// such rules has none, nor has one that is neither good nor bad.
func (s Scale) levels() []Level {
	if s.Base < 0 || s.In == nil || s.In.ChangeRules == nil || s.In.Scoring.HigherIs == measures.Neither || s.In.Version != s.Points[s.Base].Version {
		return nil
	}
	rules, base := s.In.ChangeRules, s.Points[s.Base].Value
	up := s.In.Scoring.HigherIs == measures.HigherBetter
	better, worse := "<=", ">="
	if up {
		better, worse = ">=", "<="
	}
	var out []Level
	if f := rules.Response; f != nil && base.Sign() > 0 {
		out = append(out, Level{Response, better, away(base, new(big.Rat).Mul(base, big.NewRat(int64(f.Percent), 100)), up)})
	}
	if l := rules.Remission; l != nil {
		out = append(out, Level{Remission, l.Op, rat(l.Value)})
	}
	if m := rules.Meaningful; m != nil {
		out = append(out, Level{Worsening, worse, away(base, rat(m.Points), !up)})
	}
	return slices.DeleteFunc(out, func(l Level) bool { return !s.holds(l.Value) })
}

// away gives the total that lies by so much above or below the other.
func away(from, by *big.Rat, up bool) *big.Rat {
	if up {
		return new(big.Rat).Add(from, by)
	}
	return new(big.Rat).Sub(from, by)
}

// holds reports whether the scale can have the total.
func (s Scale) holds(v *big.Rat) bool {
	low, high := s.Range()
	return v.Cmp(rat(low)) >= 0 && v.Cmp(rat(high)) <= 0
}

// Range gives the lowest and highest total; for a scale without limits, those
// that were taken.
func (s Scale) Range() (low, high int) {
	if s.In != nil && len(s.In.Scoring.Range) == 2 {
		return s.In.Scoring.Range[0], s.In.Scoring.Range[1]
	}
	for _, p := range s.Points {
		if p.Value != nil {
			whole := new(big.Int).Div(p.Value.Num(), p.Value.Denom())
			high = max(high, int(whole.Int64())+1)
		}
	}
	return 0, max(high, 1)
}

// Find gives the scale of an id; ok is false where it was never taken.
func (s Story) Find(id string) (Scale, bool) {
	i := slices.IndexFunc(s.Scales, func(sc Scale) bool { return sc.ID == id })
	if i < 0 {
		return Scale{}, false
	}
	return s.Scales[i], true
}
