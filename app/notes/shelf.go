package notes

import (
	"slices"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// version is one signed text with everything by which it was sealed.
type version struct {
	written
	id           record.EventID
	note         record.ID
	patient      record.ID
	author       record.ID
	reason       Reason
	supersededBy []record.EventID
	seals        []seal // the first is that of the signing
}

// seal is a sealing with who made it.
type seal struct {
	sealing
	by clinic.Signature
}

// names reports whether it was made to somebody, under whichever key.
func (s sealing) names(id record.ID) bool {
	return slices.ContainsFunc(s.To, func(r recipient) bool { return r.Person == id })
}

// named reports whether the version was ever sealed to somebody.
func (v *version) named(id record.ID) bool {
	return slices.ContainsFunc(v.seals, func(s seal) bool { return s.names(id) })
}

// opens reports whether somebody's present key opens the version.
func (v *version) opens(f *folk, id record.ID) bool {
	key := f.key(id)
	return key != "" && slices.ContainsFunc(v.seals, func(s seal) bool { return slices.Contains(s.To, recipient{id, key}) })
}

// people are all that the version was sealed to, each once, in order.
func (v *version) people() (out []record.ID) {
	for _, s := range v.seals {
		for _, r := range s.To {
			if !slices.Contains(out, r.Person) {
				out = append(out, r.Person)
			}
		}
	}
	return out
}

func (v *version) stands() bool { return len(v.supersededBy) == 0 }

// shelf reads every version that the filter leaves, the oldest first. A filter
// without a patient reads everybody's.
func shelf(r record.Reader, of record.Filter) ([]*version, error) {
	of.Kinds, of.Superseded = []string{kindWritten, kindShared, kindReturned}, true
	facts, err := r.Facts(of)
	if err != nil {
		return nil, err
	}
	var all []*version
	byID := map[record.EventID]*version{}
	for _, f := range facts {
		if f.Kind != kindWritten {
			continue
		}
		v := &version{id: f.ID, note: f.Record.ID, patient: f.Patient, author: f.Actor, reason: Reason(f.Reason), supersededBy: f.SupersededBy}
		if err := f.Read(&v.written); err != nil {
			return nil, err
		}
		v.seals = []seal{{v.sealing, v.By}}
		all, byID[f.ID] = append(all, v), v
	}
	// A clock that ran ahead may put a sharing before what was shared.
	for _, f := range facts {
		if f.Kind == kindWritten {
			continue
		}
		var s shared
		if err := f.Read(&s); err != nil {
			return nil, err
		}
		if v := byID[s.Of]; v != nil && v.note == f.Record.ID {
			v.seals = append(v.seals, seal{s.sealing, s.By})
		}
	}
	return all, nil
}

// noteOf gives the versions of one note of a patient. Code NotFound if there
// is none.
func noteOf(r record.Reader, patient, note record.ID) ([]*version, error) {
	if patient == "" || note == "" {
		return nil, unknown()
	}
	all, err := shelf(r, record.Filter{Patient: patient, Record: Ref(note)})
	if err == nil && len(all) == 0 {
		err = unknown()
	}
	return all, err
}

// versionOf gives one version of a patient's note. Code NotFound if there is
// none.
func versionOf(r record.Reader, patient, note record.ID, id record.EventID) (*version, error) {
	all, err := noteOf(r, patient, note)
	for _, v := range all {
		if v.id == id {
			return v, err
		}
	}
	if err == nil {
		err = unknown()
	}
	return nil, err
}

func unknown() *record.Problem {
	return &record.Problem{Code: record.NotFound, Text: "There is no such note in this chart.", Next: "Open the list of notes again."}
}

// folk is everybody as they stand now, with their keys.
type folk struct {
	people []clinic.Person
	keys   Keys
	known  map[record.ID]string
}

func (d *Desk) folk(r record.Reader) (*folk, error) {
	people, err := clinic.People(r)
	return &folk{people, d.keys, map[record.ID]string{}}, err
}

// key names somebody's present key; "" for none.
func (f *folk) key(id record.ID) string {
	name, ok := f.known[id]
	if !ok {
		name = f.keys.Key(id)
		f.known[id] = name
	}
	return name
}

func (f *folk) person(id record.ID) clinic.Person {
	for _, p := range f.people {
		if p.ID == id {
			return p
		}
	}
	return clinic.Person{ID: id}
}

// reads reports whether a note may and can be sealed to somebody now.
func (f *folk) reads(id record.ID) bool {
	return f.person(id).May(clinic.WritePsychNotes) && f.key(id) != ""
}

// readable leaves of some people those that a note may be sealed to.
func (f *folk) readable(ids []record.ID) []record.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id record.ID) bool { return !f.reads(id) })
}
