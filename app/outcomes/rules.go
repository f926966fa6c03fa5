package outcomes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"

	"kapdesk/app/words"
)

// Rules say how the clinic's outcomes are counted. They are data
// (assets/outcomes/rules.json, read with ParseRules).
type Rules struct {
	Version  string     `json:"version"`
	Least    int        `json:"least"` // nothing is told from fewer patients
	LeastWhy words.Text `json:"least_why"`
	Points   []When     `json:"points"`
	Sessions []Span     `json:"sessions"`
	Target   Target     `json:"target"`
}

// When is a point after the latest dosing session. A measure belongs to it
// from FromDay to ToDay, civil days in the clinic's zone; the nearest to the
// whole weeks counts.
type When struct {
	ID      string     `json:"id"`
	Weeks   int        `json:"weeks"`
	FromDay int        `json:"from_day"`
	ToDay   int        `json:"to_day"`
	Title   words.Text `json:"title"`
	Source  string     `json:"source"`
	Year    int        `json:"year"`
}

// Span is a range of the number of dosing sessions; To 0 is without end.
type Span struct {
	ID    string     `json:"id"`
	From  int        `json:"from"`
	To    int        `json:"to"`
	Title words.Text `json:"title"`
}

// Target is the aim for loss to follow-up at one of the points.
type Target struct {
	Point     string     `json:"point"`
	LostBelow int        `json:"lost_below"` // in 100
	Text      words.Text `json:"text"`
	Source    string     `json:"source"`
	Year      int        `json:"year"`
}

// Published is what others have found (assets/outcomes/published.json, read
// with ParsePublished).
type Published struct {
	Version string     `json:"version"`
	Caution words.Text `json:"caution"`
	Figures []Figure   `json:"figures"`
}

// Figure is one published figure.
type Figure struct {
	ID     string     `json:"id"`
	Study  string     `json:"study"`
	Year   int        `json:"year"`
	N      int        `json:"n"`
	Of     int        `json:"of,omitempty"` // how many there were before some were left out
	Figure string     `json:"figure"`       // response, remission, worse, lost or other
	Unit   string     `json:"unit"`         // in100, points or d
	Low    string     `json:"low"`          // a decimal
	High   string     `json:"high,omitempty"`
	When   words.Text `json:"when"`
	Text   words.Text `json:"text"`
	Source string     `json:"source"`
}

// maxFile bounds both files; the shipped ones are a tenth of it.
const maxFile = 64 << 10

// The years that a source can be of.
const (
	firstYear = 1950
	lastYear  = 2100
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9+-]{0,40}$`)

// strict reads one JSON value with no unknown key and nothing after it.
func strict(raw []byte, into any) error {
	if len(raw) > maxFile {
		return fmt.Errorf("%d bytes is more than the %d allowed", len(raw), maxFile)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something stands after the end")
	}
	return nil
}

// checker collects what is amiss.
type checker struct{ errs []error }

func (c *checker) must(ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

func (c *checker) text(what string, t words.Text) {
	c.must(t.EN != "" && t.ES != "", "%s lacks its English or its Spanish", what)
}

func (c *checker) source(what, source string, year int) {
	c.must(source != "", "%s names no source", what)
	c.must(year >= firstYear && year <= lastYear, "%s is of the year %d", what, year)
}

func (c *checker) id(seen map[string]bool, id string) {
	c.must(idForm.MatchString(id), "the id %q is ill-formed", id)
	c.must(!seen[id], "the id %q stands twice", id)
	seen[id] = true
}

// ParseRules reads the rules and checks them wholly: windows that meet, spans
// with a gap, a target of no point. The error names every place.
func ParseRules(raw []byte) (*Rules, error) {
	var r Rules
	if err := strict(raw, &r); err != nil {
		return nil, fmt.Errorf("outcome rules: %w", err)
	}
	c := &checker{}
	c.must(r.Version != "", "the rules have no version")
	c.must(r.Least == 5, "least is %d: the screens and the papers say five", r.Least)
	c.text("least_why", r.LeastWhy)
	r.checkPoints(c)
	r.checkSpans(c)
	t := r.Target
	c.must(slices.ContainsFunc(r.Points, func(w When) bool { return w.ID == t.Point }), "the target's point %q is none", t.Point)
	c.must(t.LostBelow >= 1 && t.LostBelow <= 100, "the target is %d in 100", t.LostBelow)
	c.text("the target", t.Text)
	c.source("the target", t.Source, t.Year)
	if err := errors.Join(c.errs...); err != nil {
		return nil, fmt.Errorf("outcome rules: %w", err)
	}
	return &r, nil
}

func (r *Rules) checkPoints(c *checker) {
	c.must(len(r.Points) >= 1 && len(r.Points) <= 8, "%d points, not 1 to 8", len(r.Points))
	seen, end := map[string]bool{}, 0
	for _, w := range r.Points {
		c.id(seen, w.ID)
		c.text("point "+w.ID, w.Title)
		c.source("point "+w.ID, w.Source, w.Year)
		c.must(w.FromDay > end, "the window of %s begins on day %d, not after day %d", w.ID, w.FromDay, end)
		c.must(w.FromDay <= w.Weeks*7 && w.Weeks*7 <= w.ToDay && w.ToDay <= 3650, "the window of %s, day %d to %d, does not hold week %d", w.ID, w.FromDay, w.ToDay, w.Weeks)
		end = w.ToDay
	}
}

func (r *Rules) checkSpans(c *checker) {
	c.must(len(r.Sessions) >= 1 && len(r.Sessions) <= 8, "%d spans of sessions, not 1 to 8", len(r.Sessions))
	seen, next := map[string]bool{}, 1
	for i, s := range r.Sessions {
		c.id(seen, s.ID)
		c.text("span "+s.ID, s.Title)
		last := i == len(r.Sessions)-1
		c.must(s.From == next, "the span %s begins at %d, not at %d", s.ID, s.From, next)
		c.must(last == (s.To == 0) && (last || s.To >= s.From), "the span %s ends at %d", s.ID, s.To)
		next = s.To + 1
	}
}

// span gives the index of the span that holds n sessions, n from 1.
func (r *Rules) span(n int) int {
	return slices.IndexFunc(r.Sessions, func(s Span) bool { return n >= s.From && (s.To == 0 || n <= s.To) })
}

var figures = []string{"response", "remission", "worse", "lost", "other"}
var units = []string{"in100", "points", "d"}

// ParsePublished reads the published figures and checks them wholly: a figure
// without its Spanish, source, year or number of patients, a percentage beyond
// 100. The error names every place.
func ParsePublished(raw []byte) (*Published, error) {
	var p Published
	if err := strict(raw, &p); err != nil {
		return nil, fmt.Errorf("published outcomes: %w", err)
	}
	c := &checker{}
	c.must(p.Version != "", "there is no version")
	c.text("the caution", p.Caution)
	c.must(len(p.Figures) > 0 && len(p.Figures) <= 200, "%d figures, not 1 to 200", len(p.Figures))
	seen := map[string]bool{}
	for _, f := range p.Figures {
		c.id(seen, f.ID)
		f.check(c)
	}
	if err := errors.Join(c.errs...); err != nil {
		return nil, fmt.Errorf("published outcomes: %w", err)
	}
	return &p, nil
}

func (f Figure) check(c *checker) {
	c.must(f.Study != "", "%s names no study", f.ID)
	c.source(f.ID, f.Source, f.Year)
	c.text(f.ID+" when", f.When)
	c.text(f.ID+" text", f.Text)
	c.must(f.N > 0 && (f.Of == 0 || f.Of >= f.N), "%s has %d patients of %d", f.ID, f.N, f.Of)
	c.must(slices.Contains(figures, f.Figure), "%s is the figure %q", f.ID, f.Figure)
	c.must(slices.Contains(units, f.Unit), "%s has the unit %q", f.ID, f.Unit)
	c.must(f.Figure == "other" || f.Unit == "in100", "%s is a %s and not in 100", f.ID, f.Figure)
	low, ok := decimalOf(f.Low)
	c.must(ok, "%s has the value %q", f.ID, f.Low)
	high := low
	if f.High != "" {
		high, ok = decimalOf(f.High)
		c.must(ok, "%s has the value %q", f.ID, f.High)
	}
	if low == nil || high == nil {
		return
	}
	c.must(low.Cmp(high) <= 0, "%s goes from %s to %s", f.ID, f.Low, f.High)
	c.must(f.Unit != "in100" || low.Sign() >= 0 && high.Cmp(rat(100)) <= 0, "%s is %s in 100", f.ID, f.Low)
}

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,6}(\.[0-9]{1,3})?$`)

func decimalOf(s string) (*big.Rat, bool) {
	if !decimalForm.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// Of gives the figures of one sort: response, remission, worse or lost.
func (p *Published) Of(sort string) []Figure {
	var out []Figure
	for _, f := range p.Figures {
		if f.Figure == sort {
			out = append(out, f)
		}
	}
	return out
}
