package session

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kapdesk/app/register"
)

// Sayer says an English sentence in a reader's language.
type Sayer func(english string, args ...any) string

// Said gives a line of the timeline in words: what kind of line it is, and
// what it says. Times in it are in the zone.
func (l Line) Said(say Sayer, zone *time.Location) (label, text string) {
	switch {
	case l.Checks != nil:
		return say("Today's checks"), say("Asked by %s", l.Checks.By.Name)
	case l.Override != nil:
		var gates []string
		for _, g := range l.Override.Gates {
			gates = append(gates, say(GateName(g)))
		}
		return say("Override"), join(": ", strings.Join(gates, ", "), l.Override.Because)
	case l.Dose != nil:
		return say("Dose"), l.Dose.Said(say)
	case l.Vitals != nil:
		return say("Vitals"), l.Vitals.Said(say)
	case l.Entry != nil:
		if l.Entry.Sort == Words {
			return "", "“" + l.Entry.Text + "”"
		}
		if l.Entry.Sort == Observation {
			return "", l.Entry.Text
		}
		label = say(l.Entry.Sort.Name())
		// "Calm support given" says its sort itself.
		return label, strings.TrimSpace(strings.TrimPrefix(l.Entry.Text, label))
	case l.Adverse != nil:
		return say("Adverse event"), l.Adverse.Said(say)
	case l.Room != nil:
		before := Room{}
		if l.Before != nil {
			before = *l.Before
		}
		return say("Room"), before.Changes(*l.Room, say)
	case l.Discharge != nil:
		return say("Discharge check"), l.Discharge.Said(say)
	case l.Signed != nil:
		return say("Signed"), l.Signed.By.Name
	case l.Note != nil:
		return say("Note signed"), l.Note.By.Name
	case l.Card != nil:
		return say(l.Card.Card.Name()), join(" · ", say("%s.", l.Card.Title), l.Card.Note)
	case l.Answer != nil:
		return say("Done about it"), l.Answer.Said(say)
	case l.Presence != nil:
		return say("Room"), l.Presence.Said(say)
	case l.TakenBack:
		return say("Card taken back"), say(l.Reason)
	case l.Withdrawn:
		return say("Withdrawn"), l.Reason
	}
	return "", ""
}

// GateName gives a gate's English words, the key of their translation.
func GateName(gate string) string {
	switch gate {
	case "eligibility":
		return "Eligibility"
	case "plan":
		return "Signed plan"
	case "consent":
		return "Consent"
	case GateChecks:
		return "Today's checks"
	case GateMaximum:
		return "Maximum of the order"
	case GateRoute:
		return "Route of the order"
	case GateRunning:
		return "Session started"
	}
	return gate
}

func join(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

// Said gives the dose in words: "100 mg lozenge (1.21 mg/kg), 1 piece, holding 12 min".
func (d DoseFact) Said(say Sayer) string {
	s := say("%s mg %s", MG(d.UG), say(d.Route))
	if kg := PerKg(d.UG, d.Grams); kg != "" {
		s += " " + say("(%s mg/kg)", kg)
	}
	if d.Tablets > 0 {
		s += ", " + register.Lozenge.Said(say, int64(d.Tablets))
	}
	if d.HeldMin > 0 {
		s += ", " + say("holding %d min", d.HeldMin)
	}
	if d.Stock != nil && d.Stock.Form.Liquid() {
		s += ", " + say("%s of %s", d.Stock.Figure(say), d.Stock.Strength.Said(d.Stock.Form))
	}
	if d.Second != nil {
		s += " · " + say("confirmed by %s: %s", d.Second.Name, d.Because)
	} else if len(d.Beyond) > 0 {
		s += " · " + say("not confirmed by a second clinician")
	}
	return s
}

// Said gives the vital signs in words: "138/86 · 78 · 97 % · MOAA/S 5".
func (v Vitals) Said(say Sayer) string {
	var parts []string
	if v.Systolic != nil && v.Diastolic != nil {
		parts = append(parts, fmt.Sprintf("%d/%d", *v.Systolic, *v.Diastolic))
	}
	add := func(n *int, english string) {
		if n != nil {
			parts = append(parts, say(english, *n))
		}
	}
	add(v.Pulse, "HR %d")
	add(v.SpO2, "SpO₂ %d %%")
	add(v.Breaths, "breaths %d")
	add(v.Sedation, "MOAA/S %d")
	parts = append(parts, v.felt(say)...)
	for _, c := range v.Confirmed {
		parts = append(parts, say("%d looked at again and kept", c.Value))
	}
	return join(" · ", append(parts, v.Note)...)
}

// felt gives in words what the team judged and what the patient said of it.
func (v Vitals) felt(say Sayer) []string {
	var parts []string
	if v.Dissociation != nil {
		parts = append(parts, say("dissociation %d of %d, %s", *v.Dissociation, MaxDissociation, say(DissociationName(*v.Dissociation))))
	}
	if v.Nausea != nil {
		parts = append(parts, say("nausea %d of %d, %s", *v.Nausea, MaxNausea, say(NauseaName(*v.Nausea))))
	}
	if v.Comfort != nil {
		parts = append(parts, say("comfort %d of %d", *v.Comfort, MaxComfort))
	}
	return parts
}

// Said gives the adverse event in words; who follows it up stands apart,
// because the name is the clinic's to know.
func (a Adverse) Said(say Sayer) string {
	return join(" · ", a.What, say(a.Severity.Name()), say(a.Relation.Name()), a.Action, a.Ended(say))
}

// Ended gives the outcome in words, or that it is open and until when
// somebody follows it up.
func (a Adverse) Ended(say Sayer) string {
	ended := join(", ", say(a.Ending.Name()), a.Outcome)
	if ended == "" {
		ended = say("Outcome open")
	} else {
		ended = say("Outcome: %s", ended)
	}
	if a.OutcomeOpen() && a.FollowUp.Set() {
		ended += ", " + say("followed up until %s", a.FollowUp.Until)
	}
	return ended
}

// Said gives in words what was done, and about what.
func (a AnswerFact) Said(say Sayer) string { return say("%s: %s", a.Title, a.Done) }

// Said gives in words who came in or left.
func (p Coming) Said(say Sayer) string {
	who := p.Name
	if p.Role != "" {
		who += " (" + p.Role + ")"
	}
	if p.In {
		return say("%s came in", who)
	}
	return say("%s left", who)
}

// Said gives the discharge check in words.
func (d Discharge) Said(say Sayer) string {
	if n := len(d.Unmet()); n > 0 {
		return say("Left with %s, %d not met: %s", or(d.Escort, "–"), n, d.Because)
	}
	return say("All met, left with %s", d.Escort)
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Changes says what is different in the room b: "Eye mask on, Music: Open water".
func (a Room) Changes(b Room, say Sayer) string {
	var parts []string
	flip := func(was, is bool, on, off string) {
		switch {
		case is && !was:
			parts = append(parts, say(on))
		case was && !is:
			parts = append(parts, say(off))
		}
	}
	flip(a.EyeMask, b.EyeMask, "Eye mask on", "Eye mask off")
	flip(a.Headphones, b.Headphones, "Headphones on", "Headphones off")
	flip(a.Blanket, b.Blanket, "Blanket", "Blanket taken away")
	flip(a.Basin, b.Basin, "Basin ready", "Basin taken away")
	flip(a.Water, b.Water, "Water ready", "Water taken away")
	if a.Music != b.Music {
		if b.Music == "" {
			parts = append(parts, say("Music off"))
		} else {
			parts = append(parts, say("Music: %s", b.Music))
		}
	}
	for _, p := range b.Present {
		if !slices.Contains(a.Present, p) {
			who := p.Name
			if p.Role != "" {
				who += " (" + p.Role + ")"
			}
			parts = append(parts, say("%s is here", who))
		}
	}
	for _, p := range a.Present {
		if !slices.Contains(b.Present, p) {
			parts = append(parts, say("%s left", p.Name))
		}
	}
	if len(parts) == 0 {
		return say("As before")
	}
	return strings.Join(parts, ", ")
}

// Answered is one of today's checks in words, for the screen and for paper.
type Answered struct {
	Name, Answer, Note string
	Calm               bool
}

// Said gives today's checks in words, in the order in which they are asked.
// What stands against a dose by the route at the instant is not calm.
func (c Checks) Said(say Sayer, zone *time.Location, rules Rules, route string, at time.Time) []Answered {
	fast := rules.Fasting[route]
	asked := func(name string, a Asked) Answered {
		return Answered{say(name), say(a.Answer.Name()), a.Note, a.Answer == No || a.Answer == NotApplicable}
	}
	since := func(name string, s Since, need time.Duration) Answered {
		if s.At.IsZero() {
			return Answered{say(name), say("Unknown"), "", need == 0}
		}
		return Answered{say(name), s.At.In(zone).Format("15:04"), "", at.Sub(s.At) >= need}
	}
	weight, pressure := say("Unknown"), say("Unknown")
	if c.Weight.Grams > 0 {
		weight = say("%s kg", MG(int64((c.Weight.Grams+50)/100*100)))
		if c.Weight.Unit == "lb" {
			weight += " (" + strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(c.Weight.Typed, "s"), "lb")) + " lb)"
		}
	}
	if !c.Vitals.Blank() {
		pressure = c.Vitals.Said(say)
	}
	return []Answered{
		asked("Medicines changed", c.Medicines), asked("Health changed", c.Health),
		since("Last solid food", c.Solids, fast.Solids), since("Last drink", c.Liquids, fast.Liquids),
		{say("Ride home"), join(", ", say(c.Ride.Answer.Name()), c.Ride.Name, c.Ride.Phone), "", c.Ride.Answer == Yes},
		{say("Weight"), weight, "", c.Weight.Grams > 0}, {say("Blood pressure"), pressure, "", !c.Vitals.Blank() && !rules.BeforeDose.over(c.Vitals)},
		asked("Pregnant", c.Pregnancy), asked("Alcohol or drugs", c.Substances),
		{say("Mood"), c.Mood, "", c.Mood != ""}, asked("Thoughts of suicide", c.Safety),
	}
}

// Name gives the answer's English words, the key of their translation.
func (a Answer) Name() string {
	switch a {
	case Yes:
		return "Yes"
	case No:
		return "No"
	case Unknown:
		return "Unknown"
	case NotApplicable:
		return "Does not apply"
	}
	return "Not asked"
}
