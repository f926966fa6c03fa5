package session

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Gate is one condition of a dose that another package knows: the screening,
// the plan, the consent. A nil Problem means open. The Problem's Field names
// the place that mends it.
type Gate struct {
	Name  string
	Check func(r record.Reader, patient record.ID) (*record.Problem, error)
	// For, where it is set, is asked instead: a gate that opens one session
	// and not the next.
	For func(r record.Reader, patient, session record.ID) (*record.Problem, error)
}

func (g Gate) check(r record.Reader, v Visit) (*record.Problem, error) {
	if g.For != nil {
		return g.For(r, v.Patient, v.ID)
	}
	return g.Check(r, v.Patient)
}

// The names of the gates that session itself keeps. The others bring theirs:
// "eligibility", "plan", "consent".
const (
	GateChecks  = "checks"  // today's checks
	GateMaximum = "maximum" // the order's maximum
	GateRoute   = "route"   // the order's route
	GateRunning = "running" // the session has been started; cannot be overridden
)

// gatePlan is the neighbour's gate behind which the order stands.
const gatePlan = "plan"

// Order is what the signed plan orders. Amounts are whole micrograms.
type Order struct {
	Route    string
	Style    string
	DoseUG   int64
	MaxUG    int64 // in one session, all doses together; 0: the ordered dose is the maximum
	Sessions int   // how many dosing sessions are planned
}

// Maximum is the most that one session may give, in micrograms.
func (o Order) Maximum() int64 { return max(o.MaxUG, o.DoseUG) }

// Fasting is how long before a dose nothing is eaten or drunk.
type Fasting struct {
	Solids, Liquids time.Duration
	Source          string
}

// Monitoring is when vital signs are due after a dose.
type Monitoring struct {
	After  []time.Duration // after each dose, rising
	Every  time.Duration   // and then again and again until discharge; 0 for not
	Stay   time.Duration   // after the first dose, at the least; 0: until discharged
	Source string
}

// Pressure is a limit of blood pressure in mmHg; 0 means not limited.
type Pressure struct {
	Systolic, Diastolic int
	Source              string
}

// DischargeItem is one thing that must be so before a patient may leave. By
// says what its answer follows from; protocol.Asked is a person's answer.
type DischargeItem struct {
	ID       string
	Text     words.Text
	By       protocol.Judge
	Scale    string        // the id of a clinician's scale
	AtLeast  int           // of the scale, or of MOAA/S
	Percent  int           // of the patient's own start, up or down
	Within   time.Duration // how old a reading may be
	Override bool          // a prescriber may let the patient go without it, with a reason
	Source   string
}

// Rules is what the clinic's protocol says about a session: data, with its
// sources, and never a constant of the program.
type Rules struct {
	Version    string        // of the protocol, for people; kept with checks and doses
	Used       protocol.Used // the same exactly
	BeforeDose Pressure
	Call       Pressure // from here the prescriber is called; drawn into the chart
	Fasting    map[string]Fasting
	Monitoring map[string]Monitoring
	Discharge  []DischargeItem
	Triggers   []Trigger
	Ranges     map[RangeOf]Range
	Change     Change // from which rise on a second clinician confirms a dose
	Improbable []Bound
}

// Measured is what today's checks measured, for the patient's own record.
type Measured struct {
	Grams               int // weight
	Typed, Unit         string
	Systolic, Diastolic int
	Pulse               int
	At                  time.Time
}

// Deps is what the desk needs from its neighbours.
type Deps struct {
	Log   record.Log
	Gates []Gate
	// Order gives the patient's order as it stands; false without a signed plan.
	Order func(r record.Reader, patient record.ID) (Order, bool, error)
	// Rules gives the protocol's rules.
	Rules func(r record.Reader) (Rules, error)
	// Scale gives a clinician's scale for the discharge check; false where
	// there is none of that id. A nil Scale knows none.
	Scale func(id string) (Scale, bool)
	// RulesAt gives the rules of an earlier version of the protocol; nil
	// where there is only one. Code NotFound when it is not kept.
	RulesAt func(r record.Reader, hash record.Hash) (Rules, error)
	// Keep keeps the version in use, for a session that begins with it; nil
	// where there is only one.
	Keep func(tx record.Tx) (protocol.Used, error)
	// Book holds the words of the papers.
	Book *words.Book
	// Register ties doses to the controlled-drug book; nil where there is none.
	Register Register
	// Measure keeps weight and blood pressure with the patient.
	Measure func(tx record.Tx, patient record.ID, m Measured) error
}

// Log writes the session log: every method is one change, checked and written
// in one transaction.
type Log struct{ deps Deps }

// Desk does what concerns visits. The methods of Log are its own too.
type Desk struct{ *Log }

// New makes a Desk.
func New(deps Deps) *Desk { return &Desk{&Log{deps}} }

// nameOf gives a person's name as it stands, "" if unknown.
func nameOf(r record.Reader, id record.ID) (string, error) {
	if id == "" {
		return "", nil
	}
	p, err := clinic.PersonByID(r, id)
	if record.CodeOf(err) == record.NotAllowed {
		return "", nil
	}
	return p.Name, err
}
