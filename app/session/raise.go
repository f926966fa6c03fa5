package session

import (
	"slices"
	"time"

	"kapdesk/app/record"
)

// fact is the card that the trigger opens, as it stands in the log.
func (t Trigger) fact(rules Rules, readings []Taken) CardFact {
	f := CardFact{Trigger: t.ID, Title: t.Title, Action: t.Action, Card: t.Card, Source: t.Source, Protocol: rules.Version,
		Measure: t.Measure, Recheck: t.Recheck}
	for _, r := range readings {
		f.Readings = append(f.Readings, r.ID)
	}
	return f
}

// takenIn gives the vital signs of the visit that stand, those of today's
// checks among them, in the order of time.
func takenIn(r record.Reader, v Visit) ([]Taken, error) {
	fs, err := facts(r, v, factVitals, factChecked)
	if err != nil {
		return nil, err
	}
	var out []Taken
	for _, f := range fs {
		t := Taken{At: f.At, ID: f.ID}
		if f.Kind == factVitals {
			err = f.Read(&t.Vitals)
		} else {
			var c Checks
			err = f.Read(&c)
			t.Vitals = c.Vitals
		}
		if err != nil {
			return nil, err
		}
		if !t.Blank() {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Taken) int { return a.At.Compare(b.At) })
	return out, nil
}

// carder opens and takes back cards after a set of vital signs was written,
// corrected or withdrawn, in the same transaction.
type carder struct {
	tx    record.Tx
	v     Visit
	rules Rules
	taken []Taken
	cards []Opened
}

// follow keeps the cards true to the readings. made is the set that was just
// written, the zero EventID after a withdrawal; corrected is the set that no
// longer stands, the zero EventID where there is none.
func (l *Log) follow(tx record.Tx, v Visit, made, corrected record.EventID) error {
	c := &carder{tx: tx, v: v}
	var err error
	if c.rules, err = l.rules(tx, v); err != nil {
		return err
	}
	if c.taken, err = takenIn(tx, v); err != nil {
		return err
	}
	if c.cards, err = Cards(tx, v); err != nil {
		return err
	}
	if !corrected.IsZero() {
		if err := c.withdraw(made, corrected); err != nil {
			return err
		}
		if c.cards, err = Cards(tx, v); err != nil {
			return err
		}
	}
	if made.IsZero() {
		return nil
	}
	return c.raise(made)
}

// withdraw takes back the cards that rest on a reading which no longer
// stands. Where the readings still show the same, an open card stands anew
// with the readings as they are; an answered one stays as it is.
func (c *carder) withdraw(made, corrected record.EventID) error {
	for _, o := range c.cards {
		if o.TakenBack || !slices.Contains(o.Readings, corrected) {
			continue
		}
		readings := c.still(o, made, corrected)
		if len(readings) > 0 && o.Answered {
			continue
		}
		change := record.Change{Kind: factTakenBack, Version: 1, Record: c.v.Ref(), Patient: c.v.Patient, At: o.At, Fact: withdrawn{},
			Supersedes: o.ID, Reason: "The reading behind it was corrected."}
		if len(readings) > 0 {
			fact := o.CardFact
			fact.Readings = nil
			for _, r := range readings {
				fact.Readings = append(fact.Readings, r.ID)
			}
			change.Kind, change.Fact, change.At = factCard, fact, readings[len(readings)-1].At
		}
		if _, err := c.tx.Append(change); err != nil {
			return err
		}
	}
	return nil
}

// still gives the readings that show a card's finding now, up to the last one
// that it rested on or what that was corrected to.
func (c *carder) still(o Opened, made, corrected record.EventID) []Taken {
	i := slices.IndexFunc(c.rules.Triggers, func(t Trigger) bool { return t.ID == o.Trigger })
	if i < 0 {
		return nil
	}
	last := o.Readings[len(o.Readings)-1]
	if last == corrected {
		last = made
	}
	if last.IsZero() && len(o.Readings) > 1 {
		last = o.Readings[len(o.Readings)-2]
	}
	at := slices.IndexFunc(c.taken, func(t Taken) bool { return t.ID == last })
	return c.rules.Triggers[i].shown(c.taken[:at+1])
}

// raise opens the cards that the new set raises, alone or with the readings
// around it. Of several that look at one measure the gravest opens.
func (c *carder) raise(made record.EventID) error {
	at := slices.IndexFunc(c.taken, func(t Taken) bool { return t.ID == made })
	if at < 0 {
		return nil // today's checks without vital signs
	}
	for i := at; i < len(c.taken); i++ {
		for _, t := range c.gravest(i, made) {
			if c.covered(t, c.taken[i].At) {
				continue
			}
			fact := t.fact(c.rules, t.shown(c.taken[:i+1]))
			made, err := c.tx.Append(record.Change{Kind: factCard, Version: 1, Record: c.v.Ref(), Patient: c.v.Patient, At: c.taken[i].At, Fact: fact})
			if err != nil {
				return err
			}
			c.cards = append(c.cards, Opened{CardFact: fact, ID: made[0].ID, At: c.taken[i].At})
		}
	}
	return nil
}

// gravest gives what the readings up to the i-th raise by means of the new
// set, for each measure the gravest.
func (c *carder) gravest(i int, made record.EventID) []Trigger {
	var out []Trigger
	for _, t := range c.rules.Triggers {
		shown := []Taken(nil)
		if t.Measure != "" {
			shown = t.shown(c.taken[:i+1])
		}
		if !slices.ContainsFunc(shown, func(r Taken) bool { return r.ID == made }) {
			continue
		}
		same := slices.IndexFunc(out, func(o Trigger) bool { return o.Measure == t.Measure })
		switch {
		case same < 0:
			out = append(out, t)
		case t.Card.grave() > out[same].Card.grave():
			out[same] = t
		}
	}
	return out
}

// covered reports whether a card is open already for the measure, as grave or
// graver, or was answered after the reading: then somebody has seen to it.
func (c *carder) covered(t Trigger, at time.Time) bool {
	return slices.ContainsFunc(c.cards, func(o Opened) bool {
		same := o.Measure == t.Measure && o.Card.grave() >= t.Card.grave()
		return same && !o.TakenBack && (!o.Answered || !o.At.After(at) && !o.AnsweredAt.Before(at))
	})
}
