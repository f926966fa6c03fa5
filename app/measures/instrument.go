// Package measures knows rating scales: what each asks, who may show its
// words, and how it is scored.
//
// An Instrument is data (assets/instruments, read with Parse); no score, limit
// or flag is a constant of the program. Score turns a form into a Result by
// the instrument's own rule for missing items. All arithmetic is exact: no
// binary floating point stands where a limit is compared.
package measures

import (
	"kapdesk/app/record"
)

// Rights says who may show an instrument's words.
type Rights string

// The rights.
const (
	Free        Rights = "free"        // anybody, with the notice
	Attestation Rights = "attestation" // only a clinic that has put its permission on record
	TotalOnly   Rights = "total_only"  // nobody here: only the total is entered
)

// Class is how the licence was judged when the instrument was put together.
type Class string

// The classes.
const (
	Ship       Class = "SHIP"
	WithNotice Class = "SHIP-WITH-NOTICE"
	Ask        Class = "ASK"
	Dont       Class = "DON'T"
)

// By says who fills in the form.
type By string

// The ways.
const (
	Self      By = "self"      // the patient
	Clinician By = "clinician" // a clinician asks or observes
	Either    By = "either"
	Elsewhere By = "elsewhere" // not in this program
)

// Better is the direction of a scale: which end is the good one.
type Better string

// The directions.
const (
	HigherWorse  Better = "worse"
	HigherBetter Better = "better"
	Neither      Better = "neither" // higher is more, and neither good nor bad
)

// Method is how the total comes about.
type Method string

// The methods.
const (
	Sum     Method = "sum"     // of the scored items, times Factor
	Mean    Method = "mean"    // of the scored items, rounded half up to Decimals
	Domains Method = "domains" // the sum of the highest item of each domain
	Triage  Method = "triage"  // no total: the highest level that an answer reaches
	Total   Method = "total"   // the one item is the total
)

// Missing is what becomes of a form with unanswered items.
type Missing string

// The rules.
const (
	Complete Missing = "complete" // no total
	Prorate  Missing = "prorate"  // up to MaxMissing items get the mean of the others
	Partial  Missing = "partial"  // triage: the level reached is the lowest that it can be
	InDomain Missing = "domains"  // domains: one of some pairs is enough
)

// Severity says how soon somebody must look at a flag.
type Severity string

// The severities.
const (
	Review    Severity = "review"        // before the next dose
	SameDay   Severity = "urgent-review" // the same day, and before any dose
	Immediate Severity = "immediate"     // now; the patient is not left alone
)

// Instrument is one rating scale. Make one with Parse. Title, Recall, Label
// and every title and say are the program's own English and have their
// Spanish in assets/words; Heading, Text, Stem, Instructions and the options'
// labels are the scale's own words in Language and are never translated,
// unless OwnWords says that they are the program's.
type Instrument struct {
	ID       string `json:"id"`
	Version  int    `json:"version"`
	Title    string `json:"title"`
	By       By     `json:"by"`
	Recall   string `json:"recall"`
	Language string `json:"language"` // of the scale's words, "en" or "en-US"
	OwnWords bool   `json:"own_words,omitempty"`

	Rights   Rights  `json:"rights"`
	Licence  Licence `json:"licence"`
	Citation string  `json:"citation"`

	Variant      string    `json:"variant,omitempty"` // the id of this wording, where there are several
	VariantNote  string    `json:"variant_note,omitempty"`
	Variants     []Variant `json:"variants,omitempty"` // the other wordings
	Instructions string    `json:"instructions,omitempty"`
	Stem         string    `json:"stem,omitempty"`

	Options map[string][]Option `json:"options,omitempty"`
	Items   []Item              `json:"items"`

	Scoring     Scoring    `json:"scoring"`
	Subscales   []Subscale `json:"subscales,omitempty"`
	Bands       []Band     `json:"bands,omitempty"`
	BandsFollow bool       `json:"bands_follow_cut,omitempty"` // the two bands meet where Positive's cut lies
	Positive    *Positive  `json:"positive,omitempty"`
	ChangeRules *Rules     `json:"change,omitempty"`
	Algorithms  []Named    `json:"algorithms,omitempty"`
	Safety      []Safety   `json:"safety,omitempty"`
	Notes       []Named    `json:"notes,omitempty"` // what a reader should know beside the total
	LOINC       *Codes     `json:"loinc,omitempty"`
	Uncertain   []string   `json:"uncertain,omitempty"` // what no source has confirmed

	// Hash is of the bytes the instrument was read from: what exactly applied.
	Hash record.Hash `json:"-"`
}

// Licence says whose the words are. Notice is shown and printed with them.
type Licence struct {
	Class         Class  `json:"class"`
	Notice        string `json:"notice"`
	Terms         string `json:"terms"`
	NonCommercial bool   `json:"non_commercial,omitempty"` // may not go into an edition that is sold
	Uncertain     bool   `json:"uncertain,omitempty"`
}

// Variant is another wording of one item, with the scoring that belongs to it.
type Variant struct {
	ID      string `json:"id"`
	Item    string `json:"item"`
	Text    string `json:"text"`
	Reverse bool   `json:"reverse,omitempty"`
	Note    string `json:"note"`
}

// Option is one possible answer. It is named by its number, or by ID where
// two options share a number or the answer has none.
type Option struct {
	ID    string `json:"id,omitempty"`
	Value *int   `json:"value,omitempty"`
	Label string `json:"label,omitempty"` // empty where the words are not the program's to give
	LOINC string `json:"loinc,omitempty"`
}

// Item is one question: it has Options, or is a number from Min to Max (no
// Max: the range is not known).
type Item struct {
	ID        string      `json:"id"`
	Heading   string      `json:"heading,omitempty"`
	Text      string      `json:"text,omitempty"`  // the scale's own words
	Label     string      `json:"label,omitempty"` // what it is about, in the program's words
	Options   string      `json:"options,omitempty"`
	Min       *int        `json:"min,omitempty"`
	Max       *int        `json:"max,omitempty"`
	Decimals  int         `json:"decimals,omitempty"`
	Unscored  bool        `json:"unscored,omitempty"`
	Optional  bool        `json:"optional,omitempty"`
	Reverse   bool        `json:"reverse,omitempty"` // the score is lowest + highest - value
	AskedIf   *Asked      `json:"asked_if,omitempty"`
	SkippedIf []Condition `json:"skipped_if,omitempty"` // any of them: unanswered counts 0
	LOINC     string      `json:"loinc,omitempty"`

	Low  string `json:"-"` // the words at the ends of a line; only a text pack brings them
	High string `json:"-"`
}

// Asked says after which answers an item is asked: one of AnyOf has one of In.
type Asked struct {
	AnyOf []string `json:"any_of"`
	In    []Answer `json:"in"`
}

// Scoring is how the total comes about.
type Scoring struct {
	Method     Method        `json:"method"`
	Range      []int         `json:"range,omitempty"` // lowest and highest total; absent where there is none
	HigherIs   Better        `json:"higher_is"`
	Missing    Missing       `json:"missing"`
	MaxMissing int           `json:"max_missing,omitempty"`
	Gate       string        `json:"gate,omitempty"`   // an item: its 0 makes the total 0
	Factor     int           `json:"factor,omitempty"` // Sum: the total is the raw sum times this
	Decimals   int           `json:"decimals,omitempty"`
	Domains    []Domain      `json:"domains,omitempty"`
	Report     []string      `json:"report,omitempty"` // what else is given: raw, sum, mean, percent
	Levels     []Level       `json:"levels,omitempty"` // Triage: rising
	Contradict *Inconsistent `json:"inconsistent,omitempty"`
}

// Domain counts its highest item. With AnyOf, one item of each list is enough;
// without, all must be answered.
type Domain struct {
	Items []string   `json:"items"`
	AnyOf [][]string `json:"any_of,omitempty"`
}

// Level is one result of a triage. The first is where nothing was found.
type Level struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Flag     string   `json:"flag,omitempty"`
	Severity Severity `json:"severity,omitempty"`
	Say      string   `json:"say,omitempty"`
	When     []Reach  `json:"when,omitempty"`
}

// Reach is an answer that reaches a level.
type Reach struct {
	Item string   `json:"item"`
	In   []Answer `json:"in"`
}

// Inconsistent is the flag of a yes where the question was not to be asked.
type Inconsistent struct {
	Flag     string   `json:"flag"`
	Severity Severity `json:"severity"`
	Say      string   `json:"say"`
}

// Subscale is the sum of some items.
type Subscale struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Items    []string `json:"items"`
	Range    []int    `json:"range"`
	Positive int      `json:"positive,omitempty"` // positive from here up; 0 for none
}

// Band is a range of totals with a name.
type Band struct {
	ID    string `json:"id"`
	Min   int    `json:"min"`
	Max   int    `json:"max"`
	Title string `json:"title"`
}

// Positive says from where a screen is positive.
type Positive struct {
	Op        string         `json:"op"`
	Value     int            `json:"value"`
	Cuts      []int          `json:"cuts,omitempty"`   // values that a clinic may choose instead
	BySex     map[string]int `json:"by_sex,omitempty"` // male, female, unknown
	Source    string         `json:"source"`
	Uncertain bool           `json:"uncertain,omitempty"`
}

// Rules say how two totals compare.
type Rules struct {
	Response   *Fall  `json:"response,omitempty"`
	Remission  *Limit `json:"remission,omitempty"`
	Meaningful *Step  `json:"meaningful,omitempty"`
	Reliable   *Step  `json:"reliable,omitempty"`
}

// Fall is a gain of at least so many percent of the baseline.
type Fall struct {
	Percent   int    `json:"percent"`
	Source    string `json:"source"`
	Uncertain bool   `json:"uncertain,omitempty"`
}

// Limit is a total on one side of a value.
type Limit struct {
	Op        string `json:"op"`
	Value     int    `json:"value"`
	Source    string `json:"source"`
	Uncertain bool   `json:"uncertain,omitempty"`
}

// Step is a gain of at least so many points.
type Step struct {
	Points    int    `json:"points"`
	Source    string `json:"source"`
	Uncertain bool   `json:"uncertain,omitempty"`
}

// Named is a rule over the answers that has a name; it holds when all its
// conditions do.
type Named struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	All    []Condition `json:"all"`
	Source string      `json:"source,omitempty"`
}

// Safety is an answer that raises a flag, whatever becomes of the form.
type Safety struct {
	Item      string   `json:"item"`
	Op        string   `json:"op"`
	Value     int      `json:"value"`
	Flag      string   `json:"flag"`
	Severity  Severity `json:"severity"`
	Say       string   `json:"say"`
	Uncertain bool     `json:"uncertain,omitempty"`
}

// Codes are the LOINC codes of the whole, with the notice that they demand.
type Codes struct {
	Panel  string `json:"panel,omitempty"`
	Total  string `json:"total,omitempty"`
	Risk   string `json:"risk,omitempty"`
	Notice string `json:"notice"`
}

// Item gives the item of that id.
func (in *Instrument) Item(id string) (Item, bool) {
	for _, it := range in.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}

// HasWords reports whether the program carries the scale's questions.
func (in *Instrument) HasWords() bool {
	for _, it := range in.Items {
		if it.Text == "" {
			return false
		}
	}
	return true
}

// MayShow reports whether the questions may be shown or printed: attested says
// that the clinic has put its permission on record.
func (in *Instrument) MayShow(attested bool) bool {
	return in.HasWords() && (in.Rights == Free || in.Rights == Attestation && attested)
}
