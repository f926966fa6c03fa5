package protocol

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Validity is how long a signed screening counts.
type Validity struct {
	Days int `json:"days"` // the day of signing and so many more
	Basis
}

// Limit is a blood pressure or pulse above which something is to be done.
type Limit struct {
	ID     string     `json:"id"` // "pre_dose", "in_session" ...
	Title  words.Text `json:"title"`
	Above  Pressure   `json:"above"`           // either figure higher
	Pulse  int        `json:"pulse,omitempty"` // or the pulse higher, a minute; 0: not looked at
	Action words.Text `json:"action"`
	Basis
}

// Amount is an exact amount in micrograms, or in micrograms per kilogram.
type Amount int64

// MaxAmount bounds what a protocol may say: ten grams, which is no dose.
const MaxAmount Amount = 10_000_000

// UnmarshalJSON reads milligrams as a decimal in a string, "0.75".
func (a *Amount) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 3 || whole == "" || strings.HasSuffix(s, ".") || strings.ContainsAny(s, "+-_") {
		return record.Invalidf("", "amount %q is not a number of mg with at most three decimals", s)
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 3-len(part)), 10, 64)
	if err != nil || n > int64(MaxAmount) {
		return record.Invalidf("", "amount %q is not a number of mg up to 10000", s)
	}
	*a = Amount(n)
	return nil
}

// MarshalJSON writes milligrams as a decimal in a string.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.MG()) }

// MG gives milligrams as a decimal without needless zeros, "0.75".
func (a Amount) MG() string {
	s := fmt.Sprintf("%d.%03d", a/1000, a%1000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// For gives the amount for a weight when a is per kilogram, rounded to the
// nearest microgram.
func (a Amount) For(grams int) Amount {
	return Amount(math.RoundToEven(float64(a) * float64(grams) / 1000))
}

// Units of a dose range.
const (
	PerDose = "mg"
	PerKG   = "mg/kg"
)

// DoseRange is what sources give for a route and style. The program shows it
// beside an order; it never proposes a dose.
type DoseRange struct {
	ID    string `json:"id"`
	Route string `json:"route"`
	Style string `json:"style"`
	Unit  string `json:"unit"` // PerDose or PerKG
	Low   Amount `json:"low"`
	High  Amount `json:"high"`
	Basis
}

// Monitoring is when vital signs are due by one route, in minutes after the
// first dose; before it they are always due.
type Monitoring struct {
	Route   string   `json:"route"`
	Steps   []Repeat `json:"steps"`
	Observe int      `json:"observe"` // minutes the patient stays at the least; 0: until discharged
	Basis
}

// Repeat is a reading every so many minutes up to and with a minute.
type Repeat struct {
	Every int `json:"every"`
	Until int `json:"until"`
}

// Due gives the minutes after the first dose at which a reading is due.
func (m Monitoring) Due() []int {
	due, at := []int{0}, 0
	for _, s := range m.Steps {
		for at+s.Every <= s.Until {
			at += s.Every
			due = append(due, at)
		}
	}
	return due
}

// Fasting is how long before a dose by one route nothing is eaten or drunk.
type Fasting struct {
	Route   string `json:"route"`
	Food    int    `json:"food"`    // minutes
	Liquids int    `json:"liquids"` // minutes, clear liquids
	Basis
}

// Hold is a class of medicines to hold, or not, before a dose.
type Hold struct {
	Class string     `json:"class"`
	Hours int        `json:"hours"` // at the least; 0: not held
	Say   words.Text `json:"say"`
	Basis
}

// Discharge is what must be met before a patient leaves, and what holds after.
type Discharge struct {
	Items []DischargeItem `json:"items"`
	// NoDriving is for how many hours the patient does not drive.
	NoDriving int        `json:"no_driving_hours"`
	After     words.Text `json:"after"`
	Basis
}

// Judge is what the answer to an item of the discharge follows from.
type Judge string

// The judges. What none of them judges is asked, and a person answers.
const (
	Asked      Judge = ""
	ByScale    Judge = "scale"    // the total of a clinician's scale
	ByChange   Judge = "change"   // blood pressure and pulse against the patient's own start
	BySedation Judge = "sedation" // the latest MOAA/S
	ByStay     Judge = "stay"     // the minutes that the monitoring of the route asks for
)

// DischargeItem is one thing to be met.
type DischargeItem struct {
	ID       string     `json:"id"`
	Title    words.Text `json:"title"`
	By       Judge      `json:"by,omitempty"`
	Scale    string     `json:"scale,omitempty"`    // by scale: the instrument's id
	AtLeast  *int       `json:"at_least,omitempty"` // by scale, by sedation: met from here on
	Percent  *int       `json:"percent,omitempty"`  // by change: of the start, up or down
	Within   int        `json:"within,omitempty"`   // by change, by sedation: minutes a reading may be old
	Override bool       `json:"override"`           // a prescriber may set it aside with a reason
	Basis
}

// Card is what a trigger opens.
type Card string

// The cards.
const (
	Recheck   Card = "recheck"
	Call      Card = "call prescriber"
	Emergency Card = "emergency"
)

// Trigger is a finding in a session that opens a card.
type Trigger struct {
	ID        string     `json:"id"`
	Title     words.Text `json:"title"`
	Measure   string     `json:"measure,omitempty"` // "spo2", "pulse", "breaths", "sedation", "pressure"; "" for what somebody sees
	Below     *int       `json:"below,omitempty"`
	Above     *int       `json:"above,omitempty"`
	Pressure  *Pressure  `json:"pressure,omitempty"`  // either figure at or above
	Sustained int        `json:"sustained,omitempty"` // minutes it must last, or be found again after
	Recheck   int        `json:"recheck,omitempty"`   // minutes after which vital signs are due again
	Card      Card       `json:"card"`
	Action    words.Text `json:"action"`
	Basis
}

// Limit gives the limit of that id.
func (p *Protocol) Limit(id string) (Limit, bool) {
	return find(p.Limits, func(l Limit) bool { return l.ID == id })
}

// DoseRange gives the range of a route and style; ok is false where the
// protocol names none.
func (p *Protocol) DoseRange(route, style string) (DoseRange, bool) {
	return find(p.Doses, func(d DoseRange) bool { return d.Route == route && d.Style == style })
}

// MonitoringFor gives the monitoring times of a route.
func (p *Protocol) MonitoringFor(route string) (Monitoring, bool) {
	return find(p.Monitoring, func(m Monitoring) bool { return m.Route == route })
}

// FastingFor gives the fasting of a route.
func (p *Protocol) FastingFor(route string) (Fasting, bool) {
	return find(p.Fasting, func(f Fasting) bool { return f.Route == route })
}

// HoldFor gives what to do before a dose with the medicines of a class.
func (p *Protocol) HoldFor(class string) (Hold, bool) {
	return find(p.Holds, func(h Hold) bool { return h.Class == class })
}

// HoldsFor gives the holds that the medicines call for, as typed, by class.
func (p *Protocol) HoldsFor(medicines []string) map[string][]string {
	out := map[string][]string{}
	for _, h := range p.Holds {
		if ms := p.Among(medicines, []string{h.Class}); len(ms) > 0 {
			out[h.Class] = ms
		}
	}
	return out
}
