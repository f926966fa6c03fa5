package measures

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// recordAlert is the type of an alert's record.
const recordAlert = "alert"

// The kinds of facts about an alert. Settling one supersedes it, with what
// was done as the reason.
const (
	KindRaised  = "alert.raised"
	KindSettled = "alert.settled"
)

// Alert is an answer that somebody must look at. It stands until a clinician
// says what was done, also when the form is corrected.
type Alert struct {
	ID      record.EventID `json:"-"`
	Patient record.ID      `json:"-"`
	Since   time.Time      `json:"-"` // when the form was filled in

	Measure    record.EventID `json:"measure"`
	Record     record.ID      `json:"record"` // the measure's record
	Instrument string         `json:"instrument"`
	Flag       Flag           `json:"flag"`
	Answer     Answer         `json:"answer,omitempty"` // to the item; "" for a level

	Title string `json:"-"` // of the instrument, English
	Item  string `json:"-"` // the question or what it is about, in its language; "" for a level
	Said  string `json:"-"` // the answer in its words
	// Corrected says that the form was corrected after the alert was raised.
	Corrected bool `json:"-"`
}

// Settled is an alert that somebody dealt with.
type Settled struct {
	Alert Alert            `json:"alert"`
	Done  string           `json:"done"`
	By    clinic.Signature `json:"by"`
}

// raise writes an alert for each flag of a measure. A correction does not
// repeat the alert of an answer that it leaves as it was.
func raise(tx record.Tx, t Taken, corrects record.EventID) error {
	var before []Flag
	var answers Answers
	if !corrects.IsZero() {
		old, err := measureOf(tx, t.Patient, corrects)
		if err != nil {
			return err
		}
		before, answers = old.Outcome.Flags, old.Form.Answers
	}
	for _, f := range t.Outcome.Flags {
		if slices.Contains(before, f) && answers[f.Item] == t.Form.Answers[f.Item] {
			continue
		}
		a := Alert{Measure: t.Event, Record: t.ID, Instrument: t.Instrument, Flag: f}
		if f.Item != "" {
			a.Answer = t.Form.Answers[f.Item]
		}
		if _, err := tx.Append(record.Change{Kind: KindRaised, Version: 1, Record: record.Ref{Type: recordAlert, ID: tx.NewID()}, Patient: t.Patient, At: t.At, Fact: a}); err != nil {
			return err
		}
	}
	return nil
}

// Alerts gives the open alerts of a patient, of all patients when patient is
// "", the most urgent first and of those the oldest.
func (d *Desk) Alerts(r record.Reader, patient record.ID) ([]Alert, error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindRaised}})
	if err != nil {
		return nil, err
	}
	out := make([]Alert, len(facts))
	for i, f := range facts {
		a := &out[i]
		if err := f.Read(a); err != nil {
			return nil, err
		}
		a.ID, a.Patient, a.Since = f.ID, f.Patient, f.At
		if err := d.describe(r, a); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Alert) int { return b.Flag.Severity.rank() - a.Flag.Severity.rank() })
	return out, nil
}

// rank orders severities; the most urgent is the highest.
func (s Severity) rank() int { return slices.Index([]Severity{Review, SameDay, Immediate}, s) }

// Urgency says in English how soon somebody must look.
func (s Severity) Urgency() string {
	switch s {
	case Immediate:
		return "Now"
	case SameDay:
		return "Today, before any dose"
	}
	return "Before the next dose"
}

// Soon says in a word or two what Urgency says in full.
func (s Severity) Soon() string {
	if s == SameDay {
		return "Today"
	}
	return s.Urgency()
}

// describe adds the words of the question and of its answer.
func (d *Desk) describe(r record.Reader, a *Alert) error {
	versions, err := readTaken(r, record.Filter{Record: record.Ref{Type: RecordType, ID: a.Record}, Kinds: []string{KindTaken}, Superseded: true})
	if err != nil {
		return err
	}
	a.Title = a.Instrument
	for _, t := range versions {
		if t.Event != a.Measure {
			continue
		}
		a.Corrected = len(t.SupersededBy) > 0
		shown, err := d.takenWith(r, t)
		if err != nil {
			return err
		}
		a.Title = shown.Instrument.Title
		a.Item, a.Said = shown.Instrument.Said(t.Form, a.Flag.Item)
	}
	return nil
}

// Said gives a question and the answer to it in the words that can be shown;
// without the question's words, what it is about or its id.
func (in *Instrument) Said(f Form, item string) (question, answer string) {
	worded, _, _ := in.worded(f.Context)
	it, ok := worded.Item(item)
	if !ok {
		return "", ""
	}
	question = it.Text
	if question == "" {
		question = it.Label
	}
	if question == "" {
		question = it.ID
	}
	a := f.Answers[item]
	if o, ok := worded.Choice(item, a); ok && o.Label != "" {
		return question, o.Label
	}
	return question, strings.Trim(string(a), `"`)
}

// Open gives the open alerts of a patient, of all when patient is "".
func (d *Desk) Open(ctx context.Context, by record.Actor, patient record.ID) (all []Alert, err error) {
	err = d.view(ctx, by, clinic.SeeChart, func(r record.Reader) error {
		all, err = d.Alerts(r, patient)
		return err
	})
	return all, err
}

// Settle records what was done about an alert, after which it is no longer
// open. Code Conflict if somebody else did already.
func (d *Desk) Settle(ctx context.Context, by record.Actor, alert record.EventID, done string) error {
	done = strings.TrimSpace(done)
	return d.change(ctx, by, clinic.SettleAlert, func(tx record.Tx, p clinic.Person) error {
		open, err := d.Alerts(tx, "")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(a Alert) bool { return a.ID == alert })
		switch {
		case i < 0:
			return &record.Problem{Code: record.Conflict, Text: "Somebody has dealt with this already.", Next: "Read in the chart what was done."}
		case done == "":
			return record.Invalidf("done", "Say what was done.")
		case len(done) > maxAttest:
			return record.Invalidf("done", "This is too long: %d letters at most.", maxAttest)
		}
		facts, err := tx.Facts(record.Filter{Patient: open[i].Patient, Kinds: []string{KindRaised}})
		if err != nil {
			return err
		}
		for _, f := range facts {
			if f.ID != alert {
				continue
			}
			_, err := tx.Append(record.Change{Kind: KindSettled, Version: 1, Record: f.Record, Patient: f.Patient, Supersedes: alert, Reason: done,
				Fact: Settled{Alert: open[i], Done: done, By: p.Sign(tx.Now())}})
			return err
		}
		return nil
	})
}

// Settled gives what was done about a patient's alerts, for who may see the
// chart.
func (d *Desk) Settled(ctx context.Context, by record.Actor, patient record.ID) (all []Settled, err error) {
	err = d.view(ctx, by, clinic.SeeChart, func(r record.Reader) error {
		all, err = SettledOf(r, patient)
		return err
	})
	return all, err
}

// About reports whether it was about this answer of a measure, or of one that
// the measure corrects.
func (s Settled) About(t Taken, f Flag) bool {
	return s.Alert.Record == t.ID && s.Alert.Flag == f && s.Alert.Answer == t.Form.Answers[f.Item]
}

// SettledOf gives what was done about a patient's alerts, the oldest first.
func SettledOf(r record.Reader, patient record.ID) ([]Settled, error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindSettled}})
	if err != nil {
		return nil, err
	}
	out := make([]Settled, len(facts))
	for i, f := range facts {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
