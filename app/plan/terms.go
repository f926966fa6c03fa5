// Package plan knows what was ordered for a patient: the model, what it is
// for, the route, how the dose is chosen, the ordered milligrams with the
// weight they were read against, how many sessions and how often, and what
// the patient hopes for.
//
// A draft is fields that people keep up to date. Signing makes a fact that
// holds the whole plan: the prescriber and the therapist each sign the very
// same content, told apart by its hash. Changing the draft leaves a signature
// standing in the log, and it no longer applies: both sign anew. A plan in
// force changes only by a new version with a reason; the old one stays
// readable. The program proposes no dose and rounds none that was typed in mg.
package plan

import (
	"encoding/json"
	"slices"
	"strings"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Model is how the clinic treats.
type Model string

// The models.
const (
	KAP          Model = "KAP"
	InfusionOnly Model = "infusion only"
)

// Models lists the models in the order in which they are offered.
var Models = []Model{KAP, InfusionOnly}

// Signers tells who must sign a plan of this model. Infusion only has no
// visits of preparation or integration with a therapist, and therefore no
// therapist who could answer for them: the prescriber signs alone.
func (m Model) Signers() []Signer {
	if m == InfusionOnly {
		return []Signer{AsPrescriber}
	}
	return []Signer{AsPrescriber, AsTherapist}
}

// NeedsTherapist reports whether preparation and integration visits with a
// therapist belong to the model.
func (m Model) NeedsTherapist() bool { return m != InfusionOnly }

// Route is how the drug is given; also its English name on screen.
type Route string

// The routes.
const (
	IV         Route = "IV"
	IM         Route = "IM"
	Lozenge    Route = "lozenge"
	Esketamine Route = "esketamine nasal"
)

// Routes lists the routes in the order in which they are offered.
var Routes = []Route{IV, IM, Lozenge, Esketamine}

// Depth is how deep a session is meant to go.
type Depth string

// The depths.
const (
	Psycholytic Depth = "psycholytic" // low: able to talk
	Psychedelic Depth = "psychedelic" // high: turned inwards
)

// Depths lists the depths in the order in which they are offered.
var Depths = []Depth{Psycholytic, Psychedelic}

// Titration is how the dose goes on from session to session.
type Titration string

// The titrations.
const (
	Fixed      Titration = "fixed"
	Escalating Titration = "escalating"
	Tailored   Titration = "tailored"
)

// Titrations lists them in the order in which they are offered.
var Titrations = []Titration{Fixed, Escalating, Tailored}

// Style is the dosing style.
type Style struct {
	Depth     Depth     `json:"depth,omitempty"`
	Titration Titration `json:"titration,omitempty"`
}

// Cadence is how often: so many sessions in so many days.
type Cadence struct {
	Times int `json:"times"`
	Days  int `json:"days"`
}

// Indication is a condition the plan is for, as the intake names it.
type Indication struct {
	Code string     `json:"code"`
	Name words.Text `json:"name"`
}

// Fees says who explained the fees, and on which day.
type Fees struct {
	By   record.ID   `json:"by,omitempty"`
	Name string      `json:"name,omitempty"` // filled in when saved
	On   record.Date `json:"on,omitzero"`
}

// Terms is what a plan says. Zero parts are not decided yet.
type Terms struct {
	Model      Model        `json:"model,omitempty"`
	Indication []Indication `json:"indication,omitempty"`
	Route      Route        `json:"route,omitempty"`
	Style      Style        `json:"style,omitzero"`
	Dose       Micrograms   `json:"dose,omitempty"`     // ordered for the first session
	DosePerKg  PerKg        `json:"per_kg,omitempty"`   // as it was typed, if it was typed in mg/kg
	Max        Micrograms   `json:"max,omitempty"`      // at most in one session, extra doses included
	Sessions   int          `json:"sessions,omitempty"` // dosing sessions
	Cadence    Cadence      `json:"cadence,omitzero"`
	Goals      string       `json:"goals,omitempty"` // in the patient's own words
	Fees       Fees         `json:"fees,omitzero"`
	// Scales are the rating scales that are asked for, each with its points;
	// a plan from before there were any asks for none.
	Scales []measures.DueScale `json:"scales,omitempty"`
}

// termFields are the record's fields, one for each part of Terms.
var termFields = []string{"model", "indication", "route", "style", "dose", "per_kg", "max", "sessions", "cadence", "goals", "fees", "scales"}

// parts gives each part that is decided, as it is written.
func (t Terms) parts() (map[string]json.RawMessage, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	var parts map[string]json.RawMessage
	return parts, json.Unmarshal(raw, &parts)
}

// termsOf reads the draft from the record's fields.
func termsOf(f record.Fields) (Terms, error) {
	parts := map[string]json.RawMessage{}
	for _, name := range termFields {
		if f.Has(name) {
			parts[name] = f[name][0].Raw
		}
	}
	raw, err := json.Marshal(parts)
	if err != nil {
		return Terms{}, err
	}
	var t Terms
	return t, json.Unmarshal(raw, &t)
}

// Longest goals, in bytes: far above what people say, below an accident.
const maxGoals = 20_000

// tidy takes away what was left blank.
func (t Terms) tidy() Terms {
	t.Goals = strings.TrimSpace(t.Goals)
	var named []Indication
	for _, i := range t.Indication {
		i.Name.EN, i.Name.ES = strings.TrimSpace(i.Name.EN), strings.TrimSpace(i.Name.ES)
		if i.Name.EN != "" {
			named = append(named, i)
		}
	}
	t.Indication = named
	if t.Model == InfusionOnly {
		t.Style.Depth = "" // a depth is aimed at in therapy only
	}
	return t
}

// check gives what cannot be right, whether or not the plan is complete.
func (t Terms) check(strengths []Micrograms, today record.Date) record.Problems {
	var ps record.Problems
	bad := func(when bool, field, text string, args ...any) {
		if when {
			ps = append(ps, record.Invalidf(field, text, args...))
		}
	}
	bad(t.Model != "" && !slices.Contains(Models, t.Model), "plan.model", "Choose a model from the list.")
	bad(t.Route != "" && !slices.Contains(Routes, t.Route), "plan.route", "Choose a route from the list.")
	bad(t.Style.Depth != "" && !slices.Contains(Depths, t.Style.Depth), "plan.depth", "Choose a dosing style from the list.")
	bad(t.Style.Titration != "" && !slices.Contains(Titrations, t.Style.Titration), "plan.titration", "Choose a dosing style from the list.")
	for field, m := range map[string]Micrograms{"plan.dose": t.Dose, "plan.max": t.Max} {
		bad(m < 0 || m > maxDose, field, "A dose must be above 0 and at most %s mg. Kept as typed.", maxDose.MG())
		bad(m > 0 && len(strengths) > 0 && !slices.Contains(strengths, m), field, "By this route only %s mg can be given. Kept as typed.", list(strengths))
	}
	bad(t.Dose > 0 && t.Max > 0 && t.Dose > t.Max, "plan.dose", "The ordered dose, %s mg, is above the most for one session, %s mg.", t.Dose.MG(), t.Max.MG())
	bad(t.DosePerKg < 0 || t.DosePerKg > maxPerKg, "plan.perkg", "A dose must be above 0 and at most %s mg/kg. Kept as typed.", maxPerKg.String())
	bad(t.Sessions < 0 || t.Sessions > 100, "plan.sessions", "A plan has 1 to 100 sessions.")
	bad(t.Cadence != Cadence{} && (t.Cadence.Times < 1 || t.Cadence.Times > 31 || t.Cadence.Days < 1 || t.Cadence.Days > 366),
		"plan.cadence", "Say how often: 1 to 31 sessions in 1 to 366 days.")
	bad(len(t.Goals) > maxGoals, "plan.goals", "This is too long: %d letters at most.", maxGoals)
	bad(!t.Fees.On.IsZero() && t.Fees.On.Compare(today) > 0, "plan.feeson", "This date is in the future.")
	return append(ps, checkScales(t.Scales)...)
}

func list(strengths []Micrograms) string {
	said := make([]string, len(strengths))
	for i, s := range strengths {
		said[i] = s.MG()
	}
	return strings.Join(said, ", ")
}

// missing gives everything still to be decided before anybody can sign.
func (t Terms) missing() record.Problems {
	var ps record.Problems
	need := func(has bool, field, text string) {
		if !has {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	need(t.Model != "", "plan.model", "Choose the model.")
	need(len(t.Indication) > 0, "plan.indication", "Say what the treatment is for.")
	need(t.Route != "", "plan.route", "Choose the route.")
	need(t.Style.Depth != "" || t.Model == InfusionOnly, "plan.depth", "Choose the dosing style: psycholytic or psychedelic.")
	need(t.Style.Titration != "", "plan.titration", "Choose whether the dose is fixed, escalating or tailored.")
	need(t.Dose > 0, "plan.dose", "Type the ordered dose.")
	need(t.Max > 0, "plan.max", "Type the most that may be given in one session.")
	need(t.Sessions > 0, "plan.sessions", "Type the number of sessions.")
	need(t.Cadence.Times > 0 && t.Cadence.Days > 0 || t.Sessions == 1, "plan.cadence", "Say how often.")
	need(t.Goals != "", "plan.goals", "Write down what the patient hopes for, in the patient's own words.")
	need(t.Fees.By != "" && !t.Fees.On.IsZero(), "plan.feesby", "Say who explained the fees, and when.")
	return ps
}
