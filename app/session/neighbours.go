package session

import (
	"fmt"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// FromPlan is Deps.Order over the signed plan.
func FromPlan(r record.Reader, patient record.ID) (Order, bool, error) {
	p, ok, err := plan.Signed(r, patient)
	if err != nil || !ok {
		return Order{}, false, err
	}
	return Order{Route: string(p.Route), Style: string(p.Style.Depth), DoseUG: int64(p.Dose), MaxUG: int64(p.Max), Sessions: p.Sessions}, true, nil
}

// ToPatient is Deps.Measure into the patient's measurements.
func ToPatient(tx record.Tx, patient record.ID, m Measured) error {
	return patients.RecordMeasurement(tx, patient, patients.Measurement{Grams: m.Grams, Typed: m.Typed, Unit: m.Unit,
		Systolic: m.Systolic, Diastolic: m.Diastolic, Pulse: m.Pulse, At: m.At, Source: RecordType})
}

// The identifiers of the protocol's limits that a session looks at.
const (
	limitBefore = "pre_dose"
	limitDuring = "in_session"
)

// FromProtocol takes the rules of a session out of a protocol.
func FromProtocol(p *protocol.Protocol) Rules {
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	out := Rules{Used: p.Used(), Version: fmt.Sprintf("%s %d", p.ID, p.Version), Fasting: map[string]Fasting{}, Monitoring: map[string]Monitoring{}}
	out.BeforeDose, out.Call = limit(p, limitBefore), limit(p, limitDuring)
	for _, f := range p.Fasting {
		out.Fasting[f.Route] = Fasting{Solids: minutes(f.Food), Liquids: minutes(f.Liquids), Source: source(f.Basis)}
	}
	for _, m := range p.Monitoring {
		s := Monitoring{Source: source(m.Basis), Stay: minutes(m.Observe)}
		for _, due := range m.Due() {
			s.After = append(s.After, minutes(due))
		}
		// Whoever stays longer than the schedule is measured on, at its last
		// interval, until the discharge.
		if n := len(m.Steps); n > 0 {
			s.Every = minutes(m.Steps[n-1].Every)
		}
		out.Monitoring[m.Route] = s
	}
	out.Change = Change{Percent: p.DoseChange.OverPercent, Source: source(p.DoseChange.Basis)}
	out.Ranges = map[RangeOf]Range{}
	for _, d := range p.Doses {
		out.Ranges[RangeOf{d.Route, d.Style}] = Range{Low: int64(d.Low), High: int64(d.High), PerKg: d.Unit == protocol.PerKG, Source: source(d.Basis)}
	}
	for _, d := range p.Discharge.Items {
		item := DischargeItem{ID: d.ID, Text: d.Title, By: d.By, Scale: d.Scale, Within: minutes(d.Within), Override: d.Override, Source: source(d.Basis)}
		if d.AtLeast != nil {
			item.AtLeast = *d.AtLeast
		}
		if d.Percent != nil {
			item.Percent = *d.Percent
		}
		out.Discharge = append(out.Discharge, item)
	}
	for _, t := range p.Triggers {
		out.Triggers = append(out.Triggers, Trigger{ID: t.ID, Title: t.Title, Action: t.Action, Card: Card(t.Card), Source: source(t.Basis),
			Measure: t.Measure, Below: t.Below, Above: t.Above, Sustained: minutes(t.Sustained), Recheck: minutes(t.Recheck)})
		if t.Pressure != nil {
			out.Triggers[len(out.Triggers)-1].Pressure = Pressure{Systolic: t.Pressure.Systolic, Diastolic: t.Pressure.Diastolic}
		}
	}
	for _, b := range p.Improbable {
		out.Improbable = append(out.Improbable, Bound{Measure: b.Measure, Title: b.Title, Below: b.Below, Above: b.Above, Change: b.Change, Source: source(b.Basis)})
	}
	return out
}

func limit(p *protocol.Protocol, id string) Pressure {
	l, ok := p.Limit(id)
	if !ok {
		return Pressure{}
	}
	return Pressure{Systolic: l.Above.Systolic, Diastolic: l.Above.Diastolic, Source: source(l.Basis)}
}

// source is the first source of an item, to be shown beside it.
func source(b protocol.Basis) string {
	if len(b.Sources) == 0 {
		return ""
	}
	return b.Sources[0].Text
}
