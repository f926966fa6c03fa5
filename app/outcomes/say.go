package outcomes

import (
	"fmt"
	"math/big"
	"strings"

	"kapdesk/app/integration"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// decimals is how many figures behind the point are shown.
const decimals = 1

// Voice says outcomes in one language. Screen and paper use the same.
type Voice struct {
	Book  *words.Book
	Lang  words.Lang
	Clock func(Point) string // the date of a measure
}

// T says an English sentence.
func (v Voice) T(english string, args ...any) string { return v.Book.Say(v.Lang, english, args...) }

// Level labels a line: "Response: 9 or less".
func (v Voice) Level(l Level) string {
	return v.T(string(l.What)) + ": " + v.limit(l)
}

func (v Voice) limit(l Level) string {
	n := measures.Decimal(l.Value, decimals)
	switch l.Op {
	case "<=":
		return v.T("%s or less", n)
	case "<":
		return v.T("below %s", n)
	case ">":
		return v.T("above %s", n)
	}
	return v.T("%s or more", n)
}

// Total gives a point's total, or why there is none.
func (v Voice) Total(p Point) string {
	total := "–"
	if p.Value != nil {
		total = measures.Decimal(p.Value, decimals)
	}
	return total
}

// Status says what is to be known of a point's total; "" where it is plain.
func (v Voice) Status(p Point) string {
	var out []string
	switch p.Outcome.Status {
	case measures.Prorated:
		out = append(out, v.T("prorated"))
	case measures.Incomplete:
		out = append(out, v.T("incomplete, no total"))
	case measures.Invalid:
		out = append(out, v.T("invalid, no total"))
	}
	if p.Twin {
		out = append(out, v.T("two corrections at once; neither counts"))
	}
	return strings.Join(out, "; ")
}

// Band names the band of a point's total.
func (v Voice) Band(s Scale, p Point) string {
	if s.In == nil {
		return p.Outcome.Band
	}
	for _, b := range s.In.Bands {
		if b.ID == p.Outcome.Band {
			return v.T(b.Title)
		}
	}
	for _, l := range s.In.Scoring.Levels {
		if l.ID == p.Outcome.Band {
			return v.T(l.Title)
		}
	}
	return p.Outcome.Band
}

// Change says how far a point is from the baseline.
func (v Voice) Change(s Scale, i int) string {
	p := s.Points[i]
	switch {
	case i == s.Base:
		return v.T("baseline")
	case !p.Compared || p.Change.Improvement == nil:
		return ""
	}
	gain := p.Change.Improvement
	size := measures.Decimal(new(big.Rat).Abs(gain), decimals)
	switch gain.Sign() {
	case 0:
		return v.T("no change")
	case 1:
		return v.T("%s better", size)
	}
	return v.T("%s worse", size)
}

// Verdicts says which of the scale's rules hold for a point, what got worse
// first. A rule that the scale lacks is not spoken of.
func (v Voice) Verdicts(p Point) []string {
	if !p.Compared {
		return nil
	}
	var out []string
	if p.Worse() {
		out = append(out, v.T("Worse by as much as counts"))
	}
	for _, r := range []struct {
		holds    *bool
		yes, not string
	}{
		{p.Change.Response, "response", "no response"},
		{p.Change.Remission, "remission", "no remission"},
		{p.Change.Meaningful, "a gain that patients notice", ""},
		{p.Change.Reliable, "more than chance", ""},
	} {
		if r.holds == nil {
			continue
		}
		said := r.yes
		if !*r.holds {
			said = r.not
		}
		if said != "" {
			out = append(out, v.Book.Say(v.Lang, said))
		}
	}
	return out
}

// Alerts says what the answers to single questions raised.
func (v Voice) Alerts(p Point) []string {
	var out []string
	for _, f := range p.Outcome.Flags {
		out = append(out, v.T(f.Say))
	}
	return out
}

// Read says all of a point in one line.
func (v Voice) Read(s Scale, i int) string {
	p := s.Points[i]
	parts := []string{v.Clock(p), v.Total(p)}
	if b := v.Band(s, p); b != "" && p.Value != nil {
		parts = append(parts, b)
	}
	parts = append(parts, v.Status(p))
	if change := v.Change(s, i); change != "" && i != s.Base && change != v.T("no change") {
		parts = append(parts, v.T("%s than at the baseline", change))
	} else {
		parts = append(parts, change)
	}
	parts = append(parts, v.Verdicts(p)...)
	for _, a := range v.Alerts(p) {
		parts = append(parts, v.T("Alert: %s", a))
	}
	return joined(parts)
}

func joined(parts []string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, " · ")
}

// Rules says what counts on the scale, each with its source.
func (v Voice) Rules(s Scale) []string {
	if s.In == nil {
		return []string{v.T("The program does not know this scale any more. The totals are shown as they were kept.")}
	}
	rules := s.In.ChangeRules
	if rules == nil {
		return []string{v.T("This scale has no rule for response or remission.")}
	}
	var out []string
	say := func(text, source string, weak bool) {
		if weak {
			source = v.T("%s; not confirmed", source)
		}
		out = append(out, text+" ("+source+").")
	}
	if f := rules.Response; f != nil {
		say(v.T("Response: at least %d in 100 better than the baseline", f.Percent), f.Source, f.Uncertain)
	}
	if l := rules.Remission; l != nil {
		say(v.T("Remission: %s", v.limit(Level{Op: l.Op, Value: rat(l.Value)})), l.Source, l.Uncertain)
	}
	if m := rules.Meaningful; m != nil {
		say(v.T("A gain that patients notice: %d points; worse by as much counts as worse", m.Points), m.Source, m.Uncertain)
	}
	if m := rules.Reliable; m != nil {
		say(v.T("More than chance: %d points", m.Points), m.Source, m.Uncertain)
	}
	return out
}

// Dose labels the mark of a session: "100 mg lozenge".
func (v Voice) Dose(s Session) string {
	routes := make([]string, len(s.Routes))
	for i, r := range s.Routes {
		routes[i] = v.T(r)
	}
	return fmt.Sprintf("%s mg %s", session.MG(s.UG), strings.Join(routes, " + "))
}

// Kept says what became of a step.
func (v Voice) Kept(st Step) string {
	said := map[integration.Outcome]string{"": v.T("Not asked yet"), integration.Done: v.T("Done"), integration.Partly: v.T("Partly"),
		integration.NotYet: v.T("Not yet"), integration.Dropped: v.T("Dropped")}[st.Outcome]
	return joined([]string{said, st.Why})
}

// Date gives a date in the clinic's zone.
func (v Voice) Date(d record.Date) string { return v.Book.Date(v.Lang, d) }
