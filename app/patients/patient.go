// Package patients knows the people treated: who they are, how to reach
// them, who stands by them, and what their body measures.
package patients

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// RecordType is the type of a patient's record.
const RecordType = "patient"

// Ref names a patient's record.
func Ref(id record.ID) record.Ref { return record.Ref{Type: RecordType, ID: id} }

// Contact is somebody to call.
type Contact struct {
	Name     string `json:"name"`
	Relation string `json:"relation,omitempty"`
	Phone    string `json:"phone"`
}

// IsZero reports whether nothing is entered.
func (c Contact) IsZero() bool { return c == Contact{} }

// Provider is somebody who treats the patient elsewhere.
type Provider struct {
	Name       string `json:"name"`
	Role       string `json:"role"` // as "family doctor"
	Phone      string `json:"phone"`
	Coordinate bool   `json:"coordinate"` // the patient agrees that we talk
}

// Kinds of referral.
const (
	SelfReferred     = "self"
	ProviderReferred = "provider"
)

// Referral is how the patient came here.
type Referral struct {
	Kind string      `json:"kind"` // SelfReferred, ProviderReferred, or "" for not asked
	Who  string      `json:"who,omitempty"`
	When record.Date `json:"when,omitzero"`
	Why  string      `json:"why,omitempty"`
}

// Patient is the person treated.
type Patient struct {
	ID        record.ID   `json:"id"`
	Number    string      `json:"number"` // chart number (MRN), with the device's prefix
	Given     string      `json:"given"`  // legal names
	Family    string      `json:"family"`
	Preferred string      `json:"preferred"`
	Pronouns  string      `json:"pronouns"`
	Born      record.Date `json:"born"`
	Phone     string      `json:"phone"`
	Phone2    string      `json:"phone2"`
	Email     string      `json:"email"`
	Address   string      `json:"address"`
	Lang      words.Lang  `json:"lang"` // of the handouts
	Emergency Contact     `json:"emergency"`
	Support   Contact     `json:"support"` // who stands by between sessions
	Ride      Contact     `json:"ride"`    // who usually drives home
	Referral  Referral    `json:"referral"`
	Providers []Provider  `json:"providers"`
	Payer     string      `json:"payer"`
}

// Name is the legal name, "José Ñandú".
func (p Patient) Name() string { return strings.TrimSpace(p.Given + " " + p.Family) }

// CalledName is what to call the patient: the preferred name where there is
// one.
func (p Patient) CalledName() string {
	if p.Preferred != "" {
		return p.Preferred
	}
	return p.Given
}

// Longest texts that a name and a free text may have, in bytes. They keep an
// accidental paste out of a field and are far above any real one.
const (
	maxName = 120
	maxText = 4000
)

// Check gives every problem with the patient's details on the day today.
func (p Patient) Check(today record.Date) record.Problems {
	var ps record.Problems
	if p.Given == "" && p.Family == "" {
		ps = append(ps, record.Invalidf("details.given", "A patient needs a name: given, family or both."))
	}
	switch {
	case p.Born.IsZero():
		ps = append(ps, record.Invalidf("details.born", "The date of birth is needed to tell people apart."))
	case p.Born.Compare(today) > 0:
		ps = append(ps, record.Invalidf("details.born", "The date of birth is in the future."))
	case p.Born.AgeOn(today) > 120:
		ps = append(ps, record.Invalidf("details.born", "The date of birth is more than 120 years ago."))
	}
	if p.Lang != words.English && p.Lang != words.Spanish {
		ps = append(ps, record.Invalidf("details.lang", "Choose the language of the handouts."))
	}
	for field, phone := range map[string]string{"details.phone": p.Phone, "details.phone2": p.Phone2, "details.emergency.phone": p.Emergency.Phone,
		"details.support.phone": p.Support.Phone, "details.ride.phone": p.Ride.Phone} {
		if !clinic.PhoneLike(phone) {
			ps = append(ps, record.Invalidf(field, "A phone number has at least 3 digits, and no letters but an extension."))
		}
	}
	if p.Email != "" && !strings.Contains(p.Email, "@") {
		ps = append(ps, record.Invalidf("details.email", "An e-mail address has an @ in it."))
	}
	for field, s := range map[string]string{"details.given": p.Given, "details.family": p.Family, "details.preferred": p.Preferred, "details.pronouns": p.Pronouns} {
		if len(s) > maxName {
			ps = append(ps, record.Invalidf(field, "This is longer than a name can be (%d letters at most).", maxName))
		}
	}
	for field, s := range map[string]string{"details.address": p.Address, "details.payer": p.Payer, "details.referral.why": p.Referral.Why} {
		if len(s) > maxText {
			ps = append(ps, record.Invalidf(field, "This is too long: %d letters at most.", maxText))
		}
	}
	return ps
}

// tidy takes the blanks off what was typed.
func (p Patient) tidy() Patient {
	for _, s := range []*string{&p.Given, &p.Family, &p.Preferred, &p.Pronouns, &p.Phone, &p.Phone2, &p.Email, &p.Payer,
		&p.Emergency.Name, &p.Emergency.Relation, &p.Emergency.Phone, &p.Support.Name, &p.Support.Relation, &p.Support.Phone,
		&p.Ride.Name, &p.Ride.Relation, &p.Ride.Phone, &p.Referral.Who, &p.Referral.Why} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	p.Address = strings.TrimSpace(p.Address)
	return p
}

// fields gives every field with its value; what is empty is nil, so that it
// holds nothing.
func (p Patient) fields() map[string]any {
	f := map[string]any{}
	put := func(name string, empty bool, v any) {
		if f[name] = v; empty {
			f[name] = nil
		}
	}
	for name, s := range map[string]string{"given": p.Given, "family": p.Family, "preferred": p.Preferred, "pronouns": p.Pronouns,
		"phone": p.Phone, "phone2": p.Phone2, "email": p.Email, "address": p.Address, "lang": string(p.Lang), "payer": p.Payer} {
		put(name, s == "", s)
	}
	put("born", p.Born.IsZero(), p.Born)
	put("emergency", p.Emergency.IsZero(), p.Emergency)
	put("support", p.Support.IsZero(), p.Support)
	put("ride", p.Ride.IsZero(), p.Ride)
	put("referral", p.Referral == Referral{}, p.Referral)
	put("providers", len(p.Providers) == 0, p.Providers)
	return f
}

// Of reads one patient; code NotFound if there is none.
func Of(r record.Reader, id record.ID) (Patient, error) {
	f, err := r.Fields(Ref(id))
	if err != nil {
		return Patient{}, err
	}
	if !f.Has("number") {
		return Patient{}, &record.Problem{Code: record.NotFound, Text: "There is no such patient.", Next: "Search again by name or chart number."}
	}
	p := Patient{ID: id, Number: f.Text("number"), Given: f.Text("given"), Family: f.Text("family"), Preferred: f.Text("preferred"),
		Pronouns: f.Text("pronouns"), Born: f.Date("born"), Phone: f.Text("phone"), Phone2: f.Text("phone2"), Email: f.Text("email"),
		Address: f.Text("address"), Lang: words.Lang(f.Text("lang")), Payer: f.Text("payer")}
	f.Get("emergency", &p.Emergency)
	f.Get("support", &p.Support)
	f.Get("ride", &p.Ride)
	f.Get("referral", &p.Referral)
	f.Get("providers", &p.Providers)
	return p, nil
}

// Hit is one line of a search.
type Hit struct {
	ID        record.ID
	Number    string
	Given     string
	Family    string
	Preferred string
	Born      record.Date
	Phone     string
}

// Name is the legal name.
func (h Hit) Name() string { return strings.TrimSpace(h.Given + " " + h.Family) }

// Index finds patients. data/store implements it.
type Index interface {
	// Search finds by name (any order, accents and small typos forgiven),
	// phone or its last digits, date of birth or chart number; the best
	// first. An empty query gives the patients last registered.
	Search(ctx context.Context, query string, limit int) ([]Hit, error)
	// Namesakes finds likely doubles: the same name, accents and case
	// folded, with the same date of birth, or with day and month swapped.
	Namesakes(ctx context.Context, given, family string, born record.Date) ([]Hit, error)
}

// Desk does what concerns patients.
type Desk struct {
	log   record.Log
	index Index
}

// New makes a Desk.
func New(log record.Log, index Index) *Desk { return &Desk{log, index} }

// Search finds patients for somebody who may see names and contacts.
func (d *Desk) Search(ctx context.Context, by record.Actor, query string, limit int) ([]Hit, error) {
	if err := d.may(ctx, by, clinic.SeeContact); err != nil {
		return nil, err
	}
	return d.index.Search(ctx, query, limit)
}

// Doubles finds who might be the same person as p, without p itself.
func (d *Desk) Doubles(ctx context.Context, by record.Actor, p Patient) ([]Hit, error) {
	if err := d.may(ctx, by, clinic.SeeContact); err != nil {
		return nil, err
	}
	p = p.tidy()
	hits, err := d.index.Namesakes(ctx, p.Given, p.Family, p.Born)
	others := hits[:0:0]
	for _, h := range hits {
		if h.ID != p.ID {
			others = append(others, h)
		}
	}
	return others, err
}

func (d *Desk) may(ctx context.Context, by record.Actor, a clinic.Action) error {
	return d.log.View(ctx, func(r record.Reader) error {
		_, err := clinic.Check(r, by, a)
		return err
	})
}

// Register records a new patient with the next chart number and gives it.
func (d *Desk) Register(ctx context.Context, by record.Actor, p Patient) (Patient, error) {
	p = p.tidy()
	err := d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.RegisterPatient); err != nil {
			return err
		}
		if err := check(tx, p); err != nil {
			return err
		}
		var err error
		if p.Number, err = tx.Number(RecordType); err != nil {
			return err
		}
		p.ID = tx.NewID()
		set := p.fields()
		set["number"] = p.Number
		_, err = tx.Append(record.Change{Kind: "patient.registered", Version: 1, Record: Ref(p.ID), Patient: p.ID, Set: set})
		return err
	})
	return p, err
}

// Change records what is different in the patient's details; what is the
// same is left alone, so that two people who mend different fields do not
// meet.
func (d *Desk) Change(ctx context.Context, by record.Actor, p Patient) error {
	p = p.tidy()
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.RegisterPatient); err != nil {
			return err
		}
		if err := check(tx, p); err != nil {
			return err
		}
		old, err := Of(tx, p.ID)
		if err != nil {
			return err
		}
		set := changed(old.fields(), p.fields())
		if len(set) == 0 {
			return nil
		}
		_, err = tx.Append(record.Change{Kind: "patient.changed", Version: 1, Record: Ref(p.ID), Patient: p.ID, Set: set})
		return err
	})
}

func check(r record.Reader, p Patient) error {
	c, err := clinic.Of(r)
	if err != nil {
		return err
	}
	return p.Check(record.DateOf(r.Now(), c.Location())).Err()
}

// ByID reads one patient's details for somebody who may see them.
func (d *Desk) ByID(ctx context.Context, by record.Actor, id record.ID) (p Patient, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeContact); err != nil {
			return err
		}
		p, err = Of(r, id)
		return err
	})
	return p, err
}

// Opened is the fact that somebody opened a chart.
type Opened struct {
	Place string `json:"place"`
}

// Open reads one patient's details and records that the chart was opened.
func (d *Desk) Open(ctx context.Context, by record.Actor, id record.ID, place string) (p Patient, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.SeeContact); err != nil {
			return err
		}
		if p, err = Of(tx, id); err != nil {
			return err
		}
		_, err = tx.Append(record.Change{Kind: "chart.opened", Version: 1, Record: Ref(id), Patient: id, Fact: Opened{place}})
		return err
	})
	return p, err
}
