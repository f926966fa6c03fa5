package eligibility

import (
	"encoding/json"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Mark is what a person filled in for one criterion, or, with Fact, that a
// fact which had lapsed was asked again and is the same.
type Mark struct {
	Criterion string         `json:"-"`
	Fact      string         `json:"-"`               // instead of Criterion
	State     protocol.State `json:"state,omitempty"` // "": as the rule says
	Note      string         `json:"note,omitempty"`
	// Key stands for the fact the state was chosen for. When the fact
	// changes, the rule counts again and only the note stays.
	Key string `json:"key,omitempty"`
}

// Again is why a re-screen asks a line again.
type Again string

// The reasons, as they are stored.
const (
	AsSigned     Again = ""         // it stands as it was signed
	FactChanged  Again = "fact"     // the fact is another
	RuleChanged  Again = "protocol" // the protocol says it otherwise
	StateChanged Again = "state"    // the same fact and rule, and time has passed
	Lapsed       Again = "lapsed"   // the fact holds no longer
)

// Line is one criterion of an open screening.
type Line struct {
	Criterion protocol.Criterion
	Fact      Fact
	ByRule    protocol.Result
	State     protocol.State // as it stands: the person's, or else the rule's
	Set       bool           // a person chose another state than the rule's
	SetBy     string         // who wrote the mark, and when
	SetAt     time.Time
	Note      string
	// Was is the state in the last signed screening; "" when there is none.
	Was     protocol.State
	Changed bool // the fact differs from what was signed
	// Again is why a re-screen asks the line again, with what of the
	// criterion another version says otherwise.
	Again Again
	Parts []protocol.Part
	// Carried: the line stands with the state and the note that were signed.
	Carried bool

	key    string
	was    SignedLine
	marked bool  // somebody has filled something in
	under  Again // what Again would be had the fact not lapsed
}

// Attention reports whether a person must look at the line: it is not clear,
// or it changed; in a re-screen, what does not stand as it was signed.
func (l Line) Attention() bool {
	return !l.Carried && (l.State != protocol.Clear || l.Changed || l.Again != AsSigned)
}

// carry lets the line stand as it was signed.
func (l *Line) carry() {
	l.Carried = true
	l.State, l.Note, l.Set = l.was.State, l.was.Note, l.was.State != l.ByRule.State
	l.SetBy = l.was.SetBy
}

// lapse makes the line unknown until its fact has been asked again.
func (l *Line) lapse() {
	l.under = l.Again
	l.Carried, l.Again = false, Lapsed
	l.State, l.Set, l.SetBy, l.Note = protocol.Unknown, false, "", ""
}

// asked takes the lapse back; again: in a re-screen.
func (l *Line) asked(again bool) {
	l.Again = l.under
	if !l.Set {
		l.State = l.ByRule.State
	}
	if again && l.Again == AsSigned && !l.marked {
		l.carry()
	}
}

// mark lays what people filled in over the line. Two marks made at once on
// two laptops: neither counts, and the line is unknown until a person has
// looked.
func (l *Line) mark(vals []record.Value, names map[record.ID]string) {
	l.marked = len(vals) > 0
	if l.marked && l.Carried {
		l.Carried, l.State, l.Note, l.Set = false, l.ByRule.State, "", false
	}
	for i, v := range vals {
		var m Mark
		if json.Unmarshal(v.Raw, &m) != nil {
			continue
		}
		l.SetBy, l.SetAt = names[v.By], v.At
		if i > 0 {
			l.Note += "\n"
		}
		l.Note += m.Note
		if m.State != "" && m.Key == l.key {
			l.State, l.Set = m.State, m.State != l.ByRule.State
		}
	}
	if len(vals) > 1 {
		l.State, l.Set = protocol.Unknown, l.ByRule.State != protocol.Unknown
	}
}

// lines gives the criteria over the facts as they stand.
func (d *Desk) lines(s Sheet, k *known, fields record.Fields) []Line {
	changes := map[string]Change{}
	for _, ch := range s.Standing.Changes {
		if old, ok := changes[ch.Criterion]; !ok || old.Parts != nil && !protocol.Decides(old.Parts) {
			changes[ch.Criterion] = ch
		}
	}
	lapsed := map[string]bool{}
	for _, l := range s.Lapses {
		lapsed[l.Fact.ID] = l.Open()
	}
	var out []Line
	for _, cr := range s.Protocol.Criteria {
		shown := k.shown(cr)
		l := Line{Criterion: cr, Fact: d.dress(s.Protocol, cr.ID, shown), ByRule: s.Protocol.Evaluate(cr, k.facts, k.on)}
		l.State, l.key = l.ByRule.State, k.key(cr, shown, l.ByRule)
		if s.Standing.Signed != nil {
			l.was, _ = s.Standing.Signed.Line(cr.ID)
			l.Was = l.was.State
		}
		ch, ok := changes[cr.ID]
		l.compare(ch, ok)
		if s.Again && l.Again == AsSigned {
			l.carry()
		}
		if lapsed[cr.Fact] {
			l.lapse()
		}
		l.mark(fields["mark."+cr.ID], k.names)
		out = append(out, l)
	}
	return out
}

// compare says why the line does not stand as it was signed.
func (l *Line) compare(ch Change, changed bool) {
	switch {
	case changed && ch.Parts == nil:
		l.Changed, l.Again = true, FactChanged
	case changed && protocol.Decides(ch.Parts):
		l.Again, l.Parts = RuleChanged, ch.Parts
	case l.Was != "" && l.was.ByRule != l.ByRule.State:
		l.Again = StateChanged
	}
}
