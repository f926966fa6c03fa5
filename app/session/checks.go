package session

import (
	"context"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Answer is the answer to a question of today's checks. Blank is not asked.
type Answer string

// The answers. Unknown is an answer and never a no.
const (
	NotAsked      Answer = ""
	Yes           Answer = "yes"
	No            Answer = "no"
	Unknown       Answer = "unknown"
	NotApplicable Answer = "n/a" // pregnancy alone
)

// Asked is one question with its answer and what was said about it.
type Asked struct {
	Answer Answer `json:"answer"`
	Note   string `json:"note,omitempty"`
}

// Since is the instant since when somebody has fasted, or that it is unknown.
type Since struct {
	At      time.Time `json:"at,omitzero"`
	Unknown bool      `json:"unknown,omitempty"`
}

func (s Since) asked() bool { return s.Unknown || !s.At.IsZero() }

// Ride is who takes the patient home. Without a name and a phone it is none.
type Ride struct {
	Answer Answer `json:"answer"`
	Name   string `json:"name,omitempty"`
	Phone  string `json:"phone,omitempty"`
}

// Weight is today's weight in whole grams with what was typed.
type Weight struct {
	Grams   int    `json:"grams,omitempty"`
	Typed   string `json:"typed,omitempty"`
	Unit    string `json:"unit,omitempty"`
	Unknown bool   `json:"unknown,omitempty"`
}

// Checks is today's checks before a dose. Each question is asked anew at
// every session; nothing is copied from an earlier one.
type Checks struct {
	Medicines  Asked  `json:"medicines"`  // changed since last time?
	Health     Asked  `json:"health"`     // changed since last time?
	Solids     Since  `json:"solids"`     // last solid food
	Liquids    Since  `json:"liquids"`    // last clear liquid
	Ride       Ride   `json:"ride"`       //
	Weight     Weight `json:"weight"`     //
	Vitals     Vitals `json:"vitals"`     // blood pressure at least, or NoVitals
	NoVitals   bool   `json:"noVitals"`   // could not be taken
	Pregnancy  Asked  `json:"pregnancy"`  // pregnant?
	Substances Asked  `json:"substances"` // alcohol or drugs in the last days?
	Mood       string `json:"mood"`       // in a few words
	Safety     Asked  `json:"safety"`     // thoughts of suicide?

	Protocol string           `json:"protocol"` // version of the rules in force, filled in by CompleteChecks
	Used     protocol.Used    `json:"used,omitzero"`
	By       clinic.Signature `json:"by"` // who asked, filled in by CompleteChecks
}

// Missing gives every question that has not been asked or was answered
// impossibly; each problem's Field is the field of the form.
func (c Checks) Missing(now time.Time) record.Problems {
	var ps record.Problems
	need := func(field string, ok bool, text string) {
		if !ok {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	answer := func(field string, a Asked, text string, allowed ...Answer) {
		ok := a.Answer == Yes || a.Answer == No || a.Answer == Unknown
		for _, x := range allowed {
			ok = ok || a.Answer == x
		}
		need(field, ok, text)
	}
	answer("checks.medicines", c.Medicines, "Ask whether any medicine has changed since last time.")
	need("checks.medicines.note", c.Medicines.Answer != Yes || strings.TrimSpace(c.Medicines.Note) != "", "Say which medicine has changed.")
	answer("checks.health", c.Health, "Ask whether anything about the patient's health has changed since last time.")
	need("checks.health.note", c.Health.Answer != Yes || strings.TrimSpace(c.Health.Note) != "", "Say what has changed about the patient's health.")
	need("checks.solids", c.Solids.asked(), "Ask when the patient last ate.")
	need("checks.liquids", c.Liquids.asked(), "Ask when the patient last drank.")
	need("checks.solids", !c.Solids.At.After(now.Add(skew)), "This time is in the future.")
	need("checks.liquids", !c.Liquids.At.After(now.Add(skew)), "This time is in the future.")
	answer("checks.ride", Asked{Answer: c.Ride.Answer}, "Ask who takes the patient home.")
	need("checks.ride.name", c.Ride.Answer != Yes || strings.TrimSpace(c.Ride.Name) != "", "Give the name of the person who takes the patient home.")
	need("checks.ride.phone", c.Ride.Answer != Yes || strings.TrimSpace(c.Ride.Phone) != "", "Give the phone number of the ride.")
	need("checks.weight", c.Weight.Unknown || c.Weight.Grams != 0, "Weigh the patient, or say that it was not possible.")
	need("checks.weight", c.Weight.Grams == 0 || c.Weight.Grams >= 10_000 && c.Weight.Grams <= 400_000, "This weight cannot be right. Check the number and the unit.")
	need("checks.pressure", c.NoVitals || c.Vitals.Systolic != nil && c.Vitals.Diastolic != nil, "Take the blood pressure, or say that it was not possible.")
	if !c.Vitals.Blank() {
		ps = append(ps, c.Vitals.Check("checks.")...)
	}
	answer("checks.pregnancy", c.Pregnancy, "Ask about pregnancy.", NotApplicable)
	answer("checks.substances", c.Substances, "Ask about alcohol and other drugs in the last days.")
	need("checks.mood", strings.TrimSpace(c.Mood) != "", "Ask how the patient feels today and write it down in a few words.")
	answer("checks.safety", c.Safety, "Ask about thoughts of suicide.")
	return ps
}

// askAgain gives a question for each improbable value that is not confirmed
// yet, at the field of the form, and keeps which were. Nothing was measured
// before in this visit that a value could be compared with.
func (c *Checks) askAgain(rules Rules) record.Problems {
	ps := c.Vitals.Improbable(rules, Vitals{})
	for _, p := range ps {
		p.Field = "checks." + strings.TrimPrefix(p.Field, "vitals.")
	}
	c.Vitals.Confirmed = kept(c.Vitals.questions(rules, Vitals{}))
	return ps
}

// Reasons gives everything in the checks that stands against a dose by this
// route at the instant. Anything but the calm answer is a reason, an unknown
// too: whether it matters is the prescriber's decision, by an override. The
// Field of each is GateChecks, the place that mends it.
func (c Checks) Reasons(rules Rules, route string, at time.Time, zone *time.Location) record.Problems {
	var ps record.Problems
	add := func(text string, args ...any) {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: GateChecks, Text: text, Args: args})
	}
	calm := func(a Asked, yes, unknown string) {
		switch a.Answer {
		case Yes:
			add(yes)
		case Unknown, NotAsked:
			add(unknown)
		}
	}
	calm(c.Safety, "The patient has thoughts of suicide.", "Whether the patient has thoughts of suicide is unknown.")
	calm(c.Medicines, "A medicine has changed since last time.", "Whether a medicine has changed is unknown.")
	calm(c.Health, "The patient's health has changed since last time.", "Whether the patient's health has changed is unknown.")
	calm(c.Substances, "The patient has taken alcohol or drugs in the last days.", "Whether the patient has taken alcohol or drugs is unknown.")
	calm(c.Pregnancy, "The patient is pregnant.", "Whether the patient is pregnant is unknown.")
	switch c.Ride.Answer {
	case No:
		add("Nobody takes the patient home.")
	case Unknown, NotAsked:
		add("Who takes the patient home is unknown.")
	}
	c.fasting(rules.Fasting[route], at, zone, add)
	if c.Weight.Grams == 0 {
		add("Today's weight is unknown.")
	}
	c.pressure(rules.BeforeDose, add)
	return ps
}

// notes gives what was said about each answer, in the order of the questions.
func (c Checks) notes() []string {
	var out []string
	for _, a := range []Asked{c.Medicines, c.Health, c.Pregnancy, c.Substances, c.Safety} {
		out = append(out, strings.TrimSpace(a.Note))
	}
	return out
}

func (c Checks) fasting(f Fasting, at time.Time, zone *time.Location, add func(string, ...any)) {
	one := func(s Since, need time.Duration, early, unknown string) {
		switch {
		case need == 0:
		case s.Unknown || s.At.IsZero():
			add(unknown)
		case at.Sub(s.At) < need:
			add(early, s.At.In(zone).Format("15:04"), hours(need))
		}
	}
	one(c.Solids, f.Solids, "Not fasted: solid food at %s, and the protocol asks for %s h.", "When the patient last ate is unknown.")
	one(c.Liquids, f.Liquids, "Not fasted: a drink at %s, and the protocol asks for %s h.", "When the patient last drank is unknown.")
}

// hours gives a duration in hours without needless decimals: "2", "0.5".
func hours(d time.Duration) string { return MG(d.Milliseconds() * 1000 / 3600 / 1000) }

func (c Checks) pressure(limit Pressure, add func(string, ...any)) {
	if c.Vitals.Systolic == nil || c.Vitals.Diastolic == nil {
		add("Today's blood pressure is unknown.")
		return
	}
	if limit.over(c.Vitals) {
		add("Blood pressure %d/%d is over the protocol's limit of %d/%d.", *c.Vitals.Systolic, *c.Vitals.Diastolic, limit.Systolic, limit.Diastolic)
	}
}

// over reports whether either figure is over its limit.
func (p Pressure) over(v Vitals) bool {
	return p.Systolic > 0 && value(v.Systolic) > p.Systolic || p.Diastolic > 0 && value(v.Diastolic) > p.Diastolic
}

// CompleteChecks records today's checks under the name of who asked. Every
// question must have been asked. Weight and blood pressure are kept with the
// patient too. New checks replace earlier ones of the same session; both stay
// readable. The checks are recorded whether or not an answer is worrying:
// what stands against a dose is said by GiveDose.
func (l *Log) CompleteChecks(ctx context.Context, by record.Actor, id record.ID, c Checks) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.CheckSession, When{}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if v.Kind != Dosing {
			return entry{}, record.Refusedf("Today's checks belong to a dosing session.")
		}
		if v.State == Closed {
			return entry{}, record.Refusedf("This visit is over: %s.", v.State)
		}
		if err := c.Missing(at).Err(); err != nil {
			return entry{}, err
		}
		rules, err := l.rules(tx, v)
		if err != nil {
			return entry{}, err
		}
		if err := c.askAgain(rules).Err(); err != nil {
			return entry{}, err
		}
		c.Protocol, c.Used, c.By = rules.Version, rules.Used, p.Sign(at)
		c.Mood = strings.TrimSpace(c.Mood)
		c.Ride.Name, c.Ride.Phone = strings.TrimSpace(c.Ride.Name), strings.TrimSpace(c.Ride.Phone)
		m := Measured{Grams: c.Weight.Grams, Typed: c.Weight.Typed, Unit: c.Weight.Unit, Systolic: value(c.Vitals.Systolic),
			Diastolic: value(c.Vitals.Diastolic), Pulse: value(c.Vitals.Pulse), At: at}
		if m.Grams > 0 || m.Systolic > 0 {
			if err := l.deps.Measure(tx, v.Patient, m); err != nil {
				return entry{}, err
			}
		}
		return entry{kind: factChecked, body: c}, nil
	})
}

// ChecksOf gives the latest checks of the visit with when they were made.
func ChecksOf(r record.Reader, v Visit) (c Checks, at time.Time, ok bool, err error) {
	f, ok, err := latest(r, v, factChecked, &c)
	return c, f.At, ok, err
}

// overMidnight is how old checks may be on the next calendar day: a session
// that runs over midnight keeps its checks, one moved to the next day does not.
const overMidnight = 12 * time.Hour

// fresh reports whether checks made at an instant are today's at now.
func fresh(made, now time.Time, zone *time.Location) bool {
	return record.DateOf(made, zone) == record.DateOf(now, zone) || now.Sub(made) < overMidnight && !made.After(now)
}
