package eligibility

import (
	"slices"
	"strings"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Lapse is a fact that does not hold any more and is asked again.
type Lapse struct {
	Fact     protocol.FactType
	Shown    Fact              // as it is known
	Rule     protocol.Rescreen // how long it holds
	Asked    time.Time         // when it was last asked or measured
	By       string            // by whom; "" for a measurement
	Criteria []string          // those that look at it
	// Again is when it was asked again and is the same; zero while that is
	// to do. AgainBy says who asked.
	Again   time.Time
	AgainBy string
	Checks  bool // it was asked in today's checks

	key string
}

// Open reports whether it is still to be asked.
func (l Lapse) Open() bool { return l.Again.IsZero() }

// ByWord reports whether the patient's word answers for it; what is measured
// is measured again.
func (l Lapse) ByWord() bool {
	return l.Fact.Type == protocol.TypeAnswer || l.Fact.Type == protocol.TypeMedicines
}

// asked is what is stored of a fact that was asked again and is the same.
type asked struct {
	Key string `json:"key"` // stands for the fact as it was then
}

// askedField is the field of an open screening that holds it.
func askedField(fact string) string { return "asked." + fact }

// lapses gives the facts that hold no longer, in the order of the protocol.
// One that has never been known is no lapse: its criteria are unknown anyway.
// What the signed screening asked again was asked then.
func (k *known) lapses(v visits, fields record.Fields, signed Signed) []Lapse {
	var out []Lapse
	for _, rule := range k.p.Rescreen {
		ft, ok := k.p.FactType(rule.Fact)
		if !ok || !k.facts[rule.Fact].Known {
			continue
		}
		l := Lapse{Fact: ft, Rule: rule, Shown: k.whole(ft), key: k.wholeKey(ft)}
		l.Asked, l.By = k.asked(ft.ID, ft.Type)
		if a, ok := signed.asked(ft.ID); ok && a.At.After(l.Asked) {
			l.Asked, l.By = a.At, a.By
		}
		if !k.lapsed(l.Asked, rule, v) {
			continue
		}
		for _, c := range k.p.Criteria {
			if c.Fact == ft.ID {
				l.Criteria = append(l.Criteria, c.ID)
			}
		}
		k.again(&l, v, fields)
		out = append(out, l)
	}
	return out
}

// lapsed reports whether what was asked at an instant holds no longer.
func (k *known) lapsed(at time.Time, rule protocol.Rescreen, v visits) bool {
	if rule.Days > 0 && record.DateOf(at, k.zone).AddDays(rule.Days).Compare(k.on) < 0 {
		return true
	}
	last, held := v.before()
	return rule.EachDosing && held && !at.After(last.Last)
}

// again looks whether it was asked again: in the open screening, or with its
// calm answer in the checks of the session.
func (k *known) again(l *Lapse, v visits, fields record.Fields) {
	for _, val := range fields[askedField(l.Fact.ID)] {
		var a asked
		if (record.Fields{"": {val}}).Get("", &a) && a.Key == l.key && val.At.After(l.Again) && !k.lapsed(val.At, l.Rule, v) {
			l.Again, l.AgainBy = val.At, k.names[val.By]
		}
	}
	for _, c := range v.checked() {
		if c.Check == l.Rule.Check && (c.Says == Same || c.Says == l.Shown.Say) && c.At.After(l.Again) && !k.lapsed(c.At, l.Rule, v) {
			l.Again, l.AgainBy, l.Checks = c.At, c.By, true
		}
	}
}

// asked gives when a fact was last asked or measured, and who asked. Whoever
// confirms the whole intake has gone through every answer that stood in it.
func (k *known) asked(fact string, typ protocol.Type) (at time.Time, by string) {
	own := func(field string) bool { return field == fact }
	switch {
	case fact == factPressure && typ == protocol.TypePressure:
		return k.pressure.At, ""
	case fact == factConfirmed && typ == protocol.TypeDate:
		return k.intake.At, k.intake.Confirmed.Signature.Name
	case fact == factMedicines && typ == protocol.TypeMedicines:
		own = func(field string) bool { return field == fact || strings.HasPrefix(field, "medicine.") }
		for _, m := range k.medicines {
			if m.At.After(at) {
				at, by = m.At, k.names[m.By]
			}
		}
	}
	if g, ok := k.answers.Get(fact); ok && g.At.After(at) {
		at, by = g.At, k.names[g.By]
	}
	if k.intake.At.After(at) && !slices.ContainsFunc(k.intake.Changed, own) {
		at, by = k.intake.At, k.intake.Confirmed.Signature.Name
	}
	return at, by
}

// whole gives a fact as a person reads it, all medicines among them.
func (k *known) whole(ft protocol.FactType) Fact {
	f := k.shown(protocol.Criterion{Fact: ft.ID})
	if ft.Type != protocol.TypeMedicines {
		return f
	}
	f.Medicines, f.Unclear, f.DidMean = nil, nil, nil
	for _, m := range k.medicines {
		f.Medicines = append(f.Medicines, m.Line())
	}
	return f
}

// wholeKey stands for the whole fact.
func (k *known) wholeKey(ft protocol.FactType) string {
	f := k.whole(ft)
	return strings.Join(append([]string{f.Say, f.Kind, f.When, f.Detail}, f.Medicines...), "\x1f")
}
