package protocol

import (
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// State is what a criterion says about a patient.
type State string

// The states. Unknown is never Clear.
const (
	Clear   State = "clear"
	Review  State = "review"
	Stop    State = "stop"
	Unknown State = "unknown"
)

// States lists the states in the order in which they are offered.
var States = []State{Clear, Review, Stop, Unknown}

// Status says whether somebody answers for a protocol.
type Status string

// The statuses.
const (
	Draft   Status = "draft"   // nobody has adopted it: decide case by case
	Adopted Status = "adopted" // signed by the clinic's prescriber
)

// Protocol is one version of a clinic's rules. Make one with Parse.
type Protocol struct {
	ID      string     `json:"id"`
	Version int        `json:"version"`
	Status  Status     `json:"status"`
	Title   words.Text `json:"title"`
	Notice  words.Text `json:"notice"` // shown wherever a draft is used

	Facts  []FactType `json:"facts"`
	Groups []Group    `json:"groups"`
	// DoseWords are what people write beside a medicine's name: units, forms,
	// salts, how often. They say nothing of what it is.
	DoseWords []string    `json:"dose_words"`
	Criteria  []Criterion `json:"-"`
	Classes   []Class     `json:"-"`

	Routes     []Named      `json:"routes"`
	Styles     []Named      `json:"styles"`
	Validity   Validity     `json:"-"`
	Rescreen   []Rescreen   `json:"-"`
	Limits     []Limit      `json:"-"`
	Doses      []DoseRange  `json:"-"`
	DoseChange DoseChange   `json:"-"`
	Monitoring []Monitoring `json:"-"`
	Fasting    []Fasting    `json:"-"`
	Holds      []Hold       `json:"-"`
	Discharge  Discharge    `json:"-"`
	Triggers   []Trigger    `json:"-"`
	Improbable []Improbable `json:"-"`

	ScaleTimes  []ScaleTime  `json:"-"`
	ScaleOffers []ScaleOffer `json:"-"`
	// Of the register: the forms of its stock, which may be given by which
	// route, and how long an opened container may be used.
	Forms  []Named  `json:"forms"`
	Stock  []Stock  `json:"-"`
	Opened []Opened `json:"-"`

	// Hash is of the bytes the protocol was read from: what exactly applied.
	Hash record.Hash `json:"-"`

	raw      []byte              // what it was read from
	classOf  map[string][]string // folded medicine name to class ids
	byLength map[int][]string    // the same names by their letters
	longest  int                 // words in the longest of these names
	dose     map[string]bool     // folded DoseWords
	memory   *memory
}

// IsDraft reports whether nobody has adopted the protocol.
func (p *Protocol) IsDraft() bool { return p.Status != Adopted }

// Named is an identifier with its words.
type Named struct {
	ID    string     `json:"id"`
	Title words.Text `json:"title"`
}

// Group is a heading of the checklist.
type Group = Named

// Grade says how far a source can be relied on.
type Grade string

// The grades. General knowledge has no source text behind it; weak is a
// vendor's page, a forum or anonymous.
const (
	Published Grade = ""
	General   Grade = "general clinical knowledge"
	Weak      Grade = "weak"
)

// Source is where an item comes from.
type Source struct {
	Text  string `json:"text"`            // who says it, and what
	Year  int    `json:"year,omitempty"`  // 0: the source bears no date
	Ref   string `json:"ref,omitempty"`   // where to find it
	Grade Grade  `json:"grade,omitempty"` // Published unless said otherwise
}

// Basis is what every item of a protocol names.
type Basis struct {
	Sources []Source   `json:"sources"`
	Dissent []Source   `json:"dissent,omitempty"` // sources that disagree
	Choice  words.Text `json:"choice,omitzero"`   // what the clinic chose between them, and why
	Note    words.Text `json:"note,omitzero"`
}

// Criterion is one line of the checklist.
type Criterion struct {
	ID    string     `json:"id"`
	Group string     `json:"group"`
	Title words.Text `json:"title"`
	Fact  string     `json:"fact"`  // the FactType it looks at
	Rules []Rule     `json:"rules"` // the first that holds decides
	Basis
}

// Rule gives a state where its condition holds.
type Rule struct {
	If    Condition  `json:"if"`
	State State      `json:"state"`
	Say   words.Text `json:"say"`
}

// Condition holds when all that it names hold. Which keys are allowed
// depends on the type of the criterion's fact.
type Condition struct {
	Is           string    `json:"is,omitempty"`           // answer: "yes" or "no"
	Kind         []string  `json:"kind,omitempty"`         // answer: one of these kinds
	WithinDays   *int      `json:"within_days,omitempty"`  // answer, pressure, date: at most so many days ago
	OverDays     *int      `json:"over_days,omitempty"`    // answer, pressure, date: longer ago than so many days
	Below        *int      `json:"below,omitempty"`        // number
	AtLeast      *int      `json:"at_least,omitempty"`     // number
	Above        *Pressure `json:"above,omitempty"`        // pressure: either figure is higher
	AtMost       *Pressure `json:"at_most,omitempty"`      // pressure: neither figure is higher
	AnyOf        []string  `json:"any_of,omitempty"`       // medicines: one is of these classes
	NoneOf       []string  `json:"none_of,omitempty"`      // medicines: none is of these classes
	Unrecognised *bool     `json:"unrecognised,omitempty"` // medicines: one matches no class (true), all match (false)
}

// Class is a list of medicines by name.
type Class struct {
	ID    string     `json:"id"`
	Title words.Text `json:"title"`
	Names []string   `json:"names"` // generic names and common brands
	Basis
}

// Criterion gives the criterion of that id.
func (p *Protocol) Criterion(id string) (Criterion, bool) {
	return find(p.Criteria, func(c Criterion) bool { return c.ID == id })
}

// FactType gives the type of the fact of that id.
func (p *Protocol) FactType(id string) (FactType, bool) {
	return find(p.Facts, func(f FactType) bool { return f.ID == id })
}

// Class gives the class of medicines of that id.
func (p *Protocol) Class(id string) (Class, bool) {
	return find(p.Classes, func(c Class) bool { return c.ID == id })
}

func find[T any](list []T, is func(T) bool) (T, bool) {
	for _, x := range list {
		if is(x) {
			return x, true
		}
	}
	var none T
	return none, false
}
