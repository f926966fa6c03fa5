package measures

import (
	"time"

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
