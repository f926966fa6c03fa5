package scales

import (
	"strings"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// result says an outcome in one line: "14 · Moderate symptoms", or why there
// is no total.
func result(s place.Shell, in *measures.Instrument, o measures.Outcome) string {
	var parts []string
	switch {
	case o.Total != "" && in.Scoring.Range != nil:
		parts = append(parts, s.T("%s of %d", o.Total, in.Scoring.Range[1]))
	case o.Total != "":
		parts = append(parts, o.Total)
	}
	if b := in.BandTitle(o.Band); b != "" {
		parts = append(parts, s.T(b))
	}
	switch {
	case o.Status == measures.Prorated:
		parts = append(parts, s.T("%d made up for by the mean of the others", len(o.Missing)))
	case o.Status == measures.Invalid:
		parts = append(parts, s.T("invalid"))
	case o.Status == measures.Incomplete && len(o.Missing) > 0:
		parts = append(parts, s.T("incomplete: %d not answered", len(o.Missing)))
	}
	return strings.Join(parts, " · ")
}

// rule says what becomes of a form while so many answers are missing.
func rule(s place.Shell, in *measures.Instrument, missing int) string {
	switch in.Scoring.Missing {
	case measures.Prorate:
		if missing <= in.Scoring.MaxMissing {
			return s.T("By the scale’s own rule, up to %d missing answers are made up for by the mean of the others.", in.Scoring.MaxMissing)
		}
		return s.T("With more than %d answers missing there is no total. What was answered is kept.", in.Scoring.MaxMissing)
	case measures.Partial:
		return s.T("What was reached so far is the least that it can be: a missing answer may raise it.")
	case measures.InDomain:
		return s.T("Where two questions ask about the same thing, one answer is enough. Otherwise there is no total; what was answered is kept.")
	}
	return s.T("This scale has no total while an answer is missing. What was answered is kept.")
}

// tone is how a severity looks.
func tone(v measures.Severity) kit.Tone {
	if v == measures.Review {
		return kit.ToneReview
	}
	return kit.ToneStop
}

// spoken gives the scale as it is shown here: one in the program's own words in
// the language of the screen.
func spoken(s place.Shell, in *measures.Instrument) *measures.Instrument {
	return in.In(func(english string) string { return s.T(english) })
}

// name is what an item asks, or what it is about where its words are not here.
func name(s place.Shell, it measures.Item) string {
	switch {
	case it.Text != "":
		return it.Text
	case it.Label != "":
		return s.T(it.Label)
	}
	return it.ID
}
