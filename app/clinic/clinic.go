// Package clinic knows the practice itself: its name, place and habits, its
// people, and who may do what.
package clinic

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// The record types of this package.
const (
	recordClinic = "clinic"
	recordPerson = "person"
)

// theClinic is the one clinic record of a store.
var theClinic = record.Ref{Type: recordClinic, ID: "clinic"}

// Units of weight that people type; the store keeps grams.
const (
	Kilograms = "kg"
	Pounds    = "lb"
)

// Paper sizes.
const (
	Letter = "Letter"
	A4     = "A4"
)

// Clinic is the practice.
type Clinic struct {
	Name      string     `json:"name"`
	Address   string     `json:"address"` // several lines
	Phone     string     `json:"phone"`
	Emergency string     `json:"emergency"` // the number to call, as "911"
	Crisis    string     `json:"crisis"`    // a line that answers at any hour, as "988"; may be empty
	Zone      string     `json:"zone"`      // IANA name, as "America/Denver"
	Weight    string     `json:"weight"`    // Kilograms or Pounds
	Paper     string     `json:"paper"`     // Letter or A4
	Lang      words.Lang `json:"lang"`      // of new screens and handouts
	Idle      int        `json:"idle"`      // minutes without a key until the program locks itself; 0 is the usual
	Sample    bool       `json:"sample"`    // a clinic to look around in
}

// Location is the clinic's time zone; UTC if the system does not know it.
func (c Clinic) Location() *time.Location {
	if z, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return z
	}
	return time.UTC
}

// The bounds of Idle, and what is usual.
const (
	ShortestIdle = 1
	UsualIdle    = 5
	LongestIdle  = 15
)

// LockAfter is how long nobody need touch the computer until the program
// locks itself.
func (c Clinic) LockAfter() time.Duration {
	minutes := c.Idle
	if minutes == 0 {
		minutes = UsualIdle
	}
	return time.Duration(min(max(minutes, ShortestIdle), LongestIdle)) * time.Minute
}

// Check gives every problem with the clinic's details.
func (c Clinic) Check() record.Problems {
	var ps record.Problems
	need := func(field, value, text string) {
		if strings.TrimSpace(value) == "" {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	need("clinic.name", c.Name, "The clinic needs a name.")
	need("clinic.phone", c.Phone, "Patients need a phone number to call.")
	need("clinic.emergency", c.Emergency, "Handouts need an emergency number.")
	for _, n := range []struct{ field, number string }{{"clinic.phone", c.Phone}, {"clinic.emergency", c.Emergency}, {"clinic.crisis", c.Crisis}} {
		if !PhoneLike(strings.TrimSpace(n.number)) {
			ps = append(ps, record.Invalidf(n.field, "A phone number has at least 3 digits, and no letters but an extension."))
		}
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		ps = append(ps, record.Invalidf("clinic.zone", "This time zone is not known. Choose one from the list, such as America/Denver."))
	}
	if c.Weight != Kilograms && c.Weight != Pounds {
		ps = append(ps, record.Invalidf("clinic.weight", "Choose kg or lb."))
	}
	if c.Paper != Letter && c.Paper != A4 {
		ps = append(ps, record.Invalidf("clinic.paper", "Choose Letter or A4."))
	}
	if !slices.Contains(words.Langs, c.Lang) {
		ps = append(ps, record.Invalidf("clinic.lang", "Choose a language."))
	}
	if c.Idle != 0 && (c.Idle < ShortestIdle || c.Idle > LongestIdle) {
		ps = append(ps, record.Invalidf("clinic.idle", "The program locks itself after 1 to 15 minutes."))
	}
	return ps
}

// PhoneLike accepts how people write numbers, "+1 (321) 555-0148 ext. 4", and
// nothing entered.
func PhoneLike(s string) bool {
	if s == "" {
		return true
	}
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-() ./#*extEXT", r):
		default:
			return false
		}
	}
	return digits >= 3
}

func (c Clinic) fields() map[string]any {
	return map[string]any{"name": c.Name, "address": c.Address, "phone": c.Phone, "emergency": c.Emergency, "crisis": strings.TrimSpace(c.Crisis),
		"zone": c.Zone, "weight": c.Weight, "paper": c.Paper, "lang": c.Lang, "idle": c.Idle, "sample": c.Sample}
}

// Person is somebody who works in the clinic.
type Person struct {
	ID     record.ID
	Name   string
	Roles  []Role
	Active bool
}

// Has reports whether the person holds the role.
func (p Person) Has(r Role) bool { return slices.Contains(p.Roles, r) }

// May reports whether the person's roles permit the action.
func (p Person) May(a Action) bool { return p.Active && May(p.Roles, a) }

func (p Person) fields() map[string]any {
	return map[string]any{"name": p.Name, "roles": p.Roles, "active": p.Active}
}

// Signature is who signed, as it stood at that moment. It is part of what was
// signed, so that a later change of a name or role changes nothing.
type Signature struct {
	Person record.ID `json:"person"`
	Name   string    `json:"name"`
	Roles  []Role    `json:"roles"`
	At     time.Time `json:"at"`
}

// Sign gives the person's signature at an instant.
func (p Person) Sign(at time.Time) Signature {
	return Signature{Person: p.ID, Name: p.Name, Roles: slices.Clone(p.Roles), At: at.UTC()}
}

// Desk does what concerns the clinic itself.
type Desk struct{ log record.Log }

// New makes a Desk over the log.
func New(log record.Log) *Desk { return &Desk{log} }

// IsSetUp reports whether the clinic has been set up.
func (d *Desk) IsSetUp(ctx context.Context) (bool, error) {
	set := false
	err := d.log.View(ctx, func(r record.Reader) error {
		f, err := r.Fields(theClinic)
		set = f.Has("name")
		return err
	})
	return set, err
}

// SetUp records a new clinic and its first people and gives them with their
// identifiers; somebody who has one already, from a passphrase, keeps it. At
// least one of them must be an owner and one a prescriber.
// Code Refused if the clinic is set up already; nothing is written then.
func (d *Desk) SetUp(ctx context.Context, c Clinic, ids record.IDs, people []Person) ([]Person, error) {
	ps := c.Check()
	ps = append(ps, checkPeople(people)...)
	if err := ps.Err(); err != nil {
		return nil, err
	}
	made := slices.Clone(people)
	var owner record.ID
	for i := range made {
		made[i].Active = true
		if made[i].ID == "" {
			made[i].ID = ids.NewID()
		}
		made[i].Name = strings.TrimSpace(made[i].Name)
		if owner == "" && made[i].Has(Owner) {
			owner = made[i].ID
		}
	}
	err := d.log.Update(ctx, record.Actor{ID: owner}, func(tx record.Tx) error {
		if f, err := tx.Fields(theClinic); err != nil {
			return err
		} else if f.Has("name") {
			return record.Refusedf("This clinic is set up already.")
		}
		changes := []record.Change{}
		for _, p := range made {
			changes = append(changes, record.Change{Kind: "person.added", Version: 1, Record: record.Ref{Type: recordPerson, ID: p.ID}, Set: p.fields()})
		}
		changes = append(changes, record.Change{Kind: "clinic.setup", Version: 1, Record: theClinic, Set: c.fields()})
		_, err := tx.Append(changes...)
		return err
	})
	return made, err
}

func checkPeople(people []Person) record.Problems {
	var ps record.Problems
	owner, prescriber := false, false
	for _, p := range people {
		if strings.TrimSpace(p.Name) == "" {
			ps = append(ps, record.Invalidf("people.name", "Each person needs a name."))
		}
		if len(p.Roles) == 0 {
			ps = append(ps, record.Invalidf("people.roles", "%s needs at least one role.", p.Name))
		}
		owner = owner || p.Has(Owner)
		prescriber = prescriber || p.Has(Prescriber)
	}
	if !owner {
		ps = append(ps, record.Invalidf("people.owner", "Somebody must be the owner."))
	}
	if !prescriber {
		ps = append(ps, record.Invalidf("people.prescriber", "Somebody must be a prescriber: only a prescriber can sign."))
	}
	return ps
}

// Clinic gives the practice's details.
func (d *Desk) Clinic(ctx context.Context) (c Clinic, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		c, err = Of(r)
		return err
	})
	return c, err
}

// Of reads the practice's details.
func Of(r record.Reader) (Clinic, error) {
	f, err := r.Fields(theClinic)
	if err != nil {
		return Clinic{}, err
	}
	c := Clinic{Name: f.Text("name"), Address: f.Text("address"), Phone: f.Text("phone"), Emergency: f.Text("emergency"), Crisis: f.Text("crisis"),
		Zone: f.Text("zone"), Weight: f.Text("weight"), Paper: f.Text("paper"), Lang: words.Lang(f.Text("lang"))}
	f.Get("sample", &c.Sample)
	f.Get("idle", &c.Idle)
	return c, nil
}

// Change records new details of the clinic. A sample stays a sample.
func (d *Desk) Change(ctx context.Context, by record.Actor, c Clinic) error {
	if err := c.Check().Err(); err != nil {
		return err
	}
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := Check(tx, by, ChangeSettings); err != nil {
			return err
		}
		old, err := Of(tx)
		if err != nil {
			return err
		}
		c.Sample = old.Sample
		_, err = tx.Append(record.Change{Kind: "clinic.changed", Version: 1, Record: theClinic, Set: c.fields()})
		return err
	})
}

// People lists everybody who works or worked here, in order of entry.
func (d *Desk) People(ctx context.Context) (people []Person, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		people, err = People(r)
		return err
	})
	return people, err
}

// People lists everybody, in order of entry.
func People(r record.Reader) ([]Person, error) {
	recs, err := r.List(recordPerson, "")
	if err != nil {
		return nil, err
	}
	people := make([]Person, 0, len(recs))
	for _, rec := range recs {
		people = append(people, personOf(rec.Ref.ID, rec.Fields))
	}
	return people, nil
}

// PersonByID gives one person; code NotAllowed if there is none, because an
// actor who is nobody may do nothing.
func PersonByID(r record.Reader, id record.ID) (Person, error) {
	f, err := r.Fields(record.Ref{Type: recordPerson, ID: id})
	if err != nil {
		return Person{}, err
	}
	if !f.Has("name") {
		return Person{}, &record.Problem{Code: record.NotAllowed, Text: "Nobody is signed in.", Next: "Choose your name first."}
	}
	return personOf(id, f), nil
}

func personOf(id record.ID, f record.Fields) Person {
	p := Person{ID: id, Name: f.Text("name"), Roles: rolesOf(f["roles"]), Active: f.Has("active")}
	for _, v := range f["active"] {
		active := false
		p.Active = json.Unmarshal(v.Raw, &active) == nil && active && p.Active
	}
	return p
}

// rolesOf gives the roles that every value holds: of two sets made on two
// laptops at once only what both give counts. The owner, who treats nobody,
// stays one where either says so, so that somebody can put it right.
func rolesOf(vals []record.Value) []Role {
	var all []Role
	for i, v := range vals {
		var roles []Role
		if json.Unmarshal(v.Raw, &roles) != nil {
			roles = nil
		}
		if i == 0 {
			all = roles
			continue
		}
		both := slices.DeleteFunc(slices.Clone(all), func(r Role) bool { return r != Owner && !slices.Contains(roles, r) })
		if slices.Contains(roles, Owner) && !slices.Contains(both, Owner) {
			both = append(both, Owner)
		}
		all = both
	}
	return all
}

// SavePerson adds a person (ID "") or changes one, and gives the identifier.
// Code Refused when nobody active would be owner or prescriber afterwards.
func (d *Desk) SavePerson(ctx context.Context, by record.Actor, p Person) (record.ID, error) {
	p.Name = strings.TrimSpace(p.Name)
	err := d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := Check(tx, by, ManagePeople); err != nil {
			return err
		}
		kind := "person.changed"
		if p.ID == "" {
			p.ID, kind = tx.NewID(), "person.added"
		}
		people, err := People(tx)
		if err != nil {
			return err
		}
		after := []Person{p}
		for _, q := range people {
			if q.ID != p.ID && q.Active {
				after = append(after, q)
			}
		}
		if !p.Active {
			after = after[1:]
		}
		if err := checkPeople(after).Err(); err != nil {
			return err
		}
		_, err = tx.Append(record.Change{Kind: kind, Version: 1, Record: record.Ref{Type: recordPerson, ID: p.ID}, Set: p.fields()})
		return err
	})
	return p.ID, err
}
