package outcomes

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// Session is one dosing session in which a dose was given.
type Session struct {
	ID     record.ID
	At     time.Time // of its first dose
	UG     int64     // all doses that stand, micrograms
	Routes []string  // as plan names them, each once
}

// Measure is one completed rating scale that stands.
type Measure struct {
	measures.Taken
	// Twin marks one of two corrections that were made at once. Both are
	// shown, and neither counts until a person has chosen.
	Twin bool

	corrects record.EventID
}

// Counts reports whether the measure has a total that can be compared: it is
// neither incomplete nor invalid, and nobody has to choose first.
func (m Measure) Counts() bool {
	return !m.Twin && m.scored() && m.Number() != nil
}

// scored reports whether the form was complete enough for its own rule.
func (m Measure) scored() bool {
	return m.Outcome.Status == measures.Scored || m.Outcome.Status == measures.Prorated
}

// course is what is known of one patient, in the order of time.
type course struct {
	sessions []Session
	taken    []Measure
}

// dosed reports whether the treatment has begun.
func (c course) dosed() bool { return len(c.sessions) > 0 }

// first and last are the first doses of the first and the latest session.
func (c course) first() time.Time { return c.sessions[0].At }
func (c course) last() time.Time  { return c.sessions[len(c.sessions)-1].At }

// of gives the patient's measures of one instrument.
func (c course) of(instrument string) []Measure {
	var out []Measure
	for _, m := range c.taken {
		if m.Instrument == instrument {
			out = append(out, m)
		}
	}
	return out
}

// read reads a patient's doses and measures that stand, in one query.
func read(r record.Reader, patient record.ID) (c course, err error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{session.KindDose, measures.KindTaken}})
	if err != nil {
		return c, err
	}
	doses := map[record.ID][]session.Given{}
	for _, f := range facts {
		if f.Kind == session.KindDose {
			g, err := session.ReadDose(f)
			if err != nil {
				return c, err
			}
			doses[f.Record.ID] = append(doses[f.Record.ID], g)
			continue
		}
		m := Measure{corrects: f.Supersedes}
		if err := f.Read(&m.Taken); err != nil {
			return c, err
		}
		m.Event, m.ID, m.Patient, m.At, m.Entered = f.ID, f.Record.ID, f.Patient, f.At, f.Entered
		c.taken = append(c.taken, m)
	}
	c.sessions = sessionsOf(doses)
	slices.SortStableFunc(c.taken, earlier)
	twins(c.taken)
	return c, nil
}

// twins marks measures of which more than one stands: those of one record, or
// that correct the same one.
func twins(ms []Measure) {
	of, correct := map[record.ID]int{}, map[record.EventID]int{}
	for _, m := range ms {
		of[m.ID]++
		correct[m.corrects]++
	}
	for i, m := range ms {
		ms[i].Twin = of[m.ID] > 1 || !m.corrects.IsZero() && correct[m.corrects] > 1
	}
}

// earlier orders measures by the time they were filled in. Where that is
// equal the event decides, so that the order of arrival never does.
func earlier(a, b Measure) int {
	if by := a.At.Compare(b.At); by != 0 {
		return by
	}
	if by := cmp.Compare(a.Event.Device, b.Event.Device); by != 0 {
		return by
	}
	return cmp.Compare(a.Event.Seq, b.Event.Seq)
}

func sessionsOf(doses map[record.ID][]session.Given) []Session {
	var out []Session
	for id, given := range doses {
		s := Session{ID: id, At: given[0].At, UG: session.Total(given)}
		for _, g := range given {
			if g.At.Before(s.At) {
				s.At = g.At
			}
			if !slices.Contains(s.Routes, g.Route) {
				s.Routes = append(s.Routes, g.Route)
			}
		}
		slices.Sort(s.Routes)
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Session) int {
		if by := a.At.Compare(b.At); by != 0 {
			return by
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return out
}

// Basis says how the baseline of a scale was found.
type Basis string

// The bases, each as it is shown in English.
const (
	NoBaseline Basis = "There is no baseline: no complete measure was taken before the first dose, and none is labelled so."
	Labelled   Basis = "The baseline is the measure labelled so."
	BeforeDose Basis = "The baseline is the last measure before the first dose; none is labelled so."
)

// baseline finds the baseline among the measures of one scale, which are in
// the order of time: the one labelled so (of several, the last up to the first
// dose, else the earliest), else the last before the first dose. -1 is none.
func baseline(ms []Measure, c course) (int, Basis) {
	labelled, early, before := -1, -1, -1
	for i, m := range ms {
		if !m.Counts() {
			continue
		}
		inTime := !c.dosed() || !m.At.After(c.first())
		if m.Point == measures.Baseline {
			if early < 0 {
				early = i
			}
			if inTime {
				labelled = i
			}
		}
		if c.dosed() && inTime {
			before = i
		}
	}
	switch {
	case labelled >= 0:
		return labelled, Labelled
	case early >= 0:
		return early, Labelled
	case before >= 0:
		return before, BeforeDose
	}
	return -1, NoBaseline
}

// compare compares a measure with the baseline. ok is false where it cannot
// be: another version of the scale, or totals that it cannot have. The limit is
// the one that the later measure was judged by.
func compare(in *measures.Instrument, base, m Measure) (c measures.Comparison, ok bool) {
	if in == nil || !base.Counts() || !m.Counts() || base.Version != m.Version || in.Version != m.Version {
		return c, false
	}
	c, err := measures.Change(in.Judged(m.Form.Context), base.Number(), m.Number())
	return c, err == nil
}

// rat makes an exact whole number.
func rat(n int) *big.Rat { return big.NewRat(int64(n), 1) }
