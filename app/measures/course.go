package measures

import (
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// DueScale is a scale that a plan asks for, with its points.
type DueScale struct {
	Instrument string  `json:"instrument"`
	Points     []Point `json:"points"`
}

// Dosing is a dosing session as a schedule of scales needs it.
type Dosing struct {
	ID     record.ID
	Starts time.Time
	Dosed  bool // the drug was given: what comes after counts from here
	Over   bool // missed or called off
}

// Course is what the schedule of a patient's scales follows from.
type Course struct {
	Asked    []DueScale // by the plan in force; none where there is no plan
	Since    time.Time  // when that plan was signed
	Sessions []Dosing   // by the time they start
}

// Window says when a point lies, counted from what it hangs on: from when a
// form counts for it, when it is due, when it is late, and until when a form
// still counts.
type Window struct {
	Point                  Point
	From, Due, Late, Until time.Duration
}

// Times are the windows of the points, as the protocol has them.
type Times []Window

// TimesOf takes the windows from a protocol.
func TimesOf(p *protocol.Protocol) Times {
	var all Times
	for _, s := range p.ScaleTimes {
		hours := func(n int) time.Duration { return time.Duration(n) * time.Hour }
		all = append(all, Window{Point(s.Point), hours(s.From), hours(s.Due), hours(s.Late), hours(s.Until)})
	}
	return all
}

// Offered gives the scales that a protocol offers for a new plan.
func Offered(p *protocol.Protocol) []DueScale {
	var all []DueScale
	for _, o := range p.ScaleOffers {
		d := DueScale{Instrument: o.ID}
		for _, point := range o.Points {
			d.Points = append(d.Points, Point(point))
		}
		all = append(all, d)
	}
	return all
}
