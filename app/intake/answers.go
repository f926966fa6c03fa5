package intake

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
)

// RecordType is the type of an intake record; a patient has one, of the same
// identifier.
const RecordType = "intake"

// Ref names a patient's intake record.
func Ref(patient record.ID) record.Ref { return record.Ref{Type: RecordType, ID: patient} }

// The fields that the chart reads by name whatever the form.
const (
	fieldMedicines = "medicines"
	rowMedicine    = "medicine"
	fieldAllergies = "allergies"
	rowAllergy     = "allergy"
)

// Answers is what a patient's intake holds.
type Answers struct {
	Patient record.ID
	fields  record.Fields
}

// Of reads a patient's answers; a patient without an intake has none.
func Of(r record.Reader, patient record.ID) (Answers, error) {
	f, err := r.Fields(Ref(patient))
	return Answers{patient, f}, err
}

// Given is an answer with who gave it to the record and when.
type Given struct {
	Answer
	By record.ID
	At time.Time
	// Conflict: two laptops set the field at once to different values, and
	// nobody has resolved it. The answer is then not known.
	Conflict bool
}

// Get gives the answer to a question; ok is false if there is none.
func (a Answers) Get(id string) (g Given, ok bool) {
	vals := a.fields[id]
	if len(vals) == 0 || json.Unmarshal(vals[0].Raw, &g.Answer) != nil {
		return Given{}, false
	}
	g.By, g.At = vals[0].By, vals[0].At
	for _, v := range vals[1:] {
		if string(v.Raw) != string(vals[0].Raw) {
			g.Conflict = true
		}
		if v.At.After(g.At) {
			g.By, g.At = v.By, v.At
		}
	}
	return g, true
}

// All gives the answers in conflict of a field too, one for each value.
func (a Answers) All(id string) []Given {
	var out []Given
	for _, v := range a.fields[id] {
		g := Given{By: v.By, At: v.At}
		if json.Unmarshal(v.Raw, &g.Answer) == nil {
			out = append(out, g)
		}
	}
	return out
}

// Row is one row of a list.
type Row struct {
	ID record.ID
	Given
}

// Rows gives the rows of the list whose field names start with row, in the
// order in which they were first entered.
func (a Answers) Rows(row string) []Row {
	var out []Row
	for name := range a.fields {
		id, ok := strings.CutPrefix(name, row+".")
		if !ok {
			continue
		}
		if g, ok := a.Get(name); ok {
			out = append(out, Row{record.ID(id), g})
		}
	}
	slices.SortFunc(out, func(x, y Row) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out
}

// ListState is what is known of a list as a whole.
type ListState string

// The states of a list. An empty list that nobody asked about is not None.
const (
	NotAsked  ListState = "not asked"
	NoneKnown ListState = "none known" // said outright
	Listed    ListState = "listed"
)

// List gives the state of a list: rows win over a "none".
func (a Answers) List(field, row string) ListState {
	if len(a.Rows(row)) > 0 {
		return Listed
	}
	if g, ok := a.Get(field); ok && g.Say == None && !g.Conflict {
		return NoneKnown
	}
	return NotAsked
}

// Allergy is one allergy.
type Allergy struct {
	ID       record.ID
	Name     string
	Reaction string
}

// Allergies gives the allergies listed.
func (a Answers) Allergies() []Allergy {
	var out []Allergy
	for _, r := range a.Rows(rowAllergy) {
		out = append(out, Allergy{r.ID, r.Row["name"], r.Row["reaction"]})
	}
	return out
}

// AllergyState is what is known of the allergies as a whole.
type AllergyState = ListState

// AllergyState tells whether allergies were asked about at all.
func (a Answers) AllergyState() AllergyState { return a.List(fieldAllergies, rowAllergy) }

// Medicine is one medicine, as the patient names it.
type Medicine struct {
	ID    record.ID
	Name  string
	Dose  string // as "0.5 mg"
	Times string // as "at night"
	Last  string // last taken, as told
	For   string
	By    record.ID
	At    time.Time
}

// Line gives "alprazolam 0.5 mg at night".
func (m Medicine) Line() string {
	return strings.Join(strings.Fields(m.Name+" "+m.Dose+" "+m.Times), " ")
}

// Medicines gives the medicines listed.
func (a Answers) Medicines() []Medicine {
	var out []Medicine
	for _, r := range a.Rows(rowMedicine) {
		out = append(out, Medicine{ID: r.ID, Name: r.Row["name"], Dose: r.Row["dose"], Times: r.Row["times"], Last: r.Row["last"], For: r.Row["reason"], By: r.By, At: r.At})
	}
	return out
}

// MedicineState tells whether medicines were asked about at all.
func (a Answers) MedicineState() ListState { return a.List(fieldMedicines, rowMedicine) }

// Answered reports whether a question has an answer: don't know is one.
func (a Answers) Answered(q Question) bool {
	if q.Type == List {
		return a.List(q.ID, q.Row) != NotAsked
	}
	g, ok := a.Get(q.ID)
	return ok && !g.isZero()
}

// Progress counts the questions of a section that have an answer.
func (a Answers) Progress(s Section) (answered, all int) {
	for _, q := range s.Questions {
		if a.Answered(q) {
			answered++
		}
	}
	return answered, len(s.Questions)
}

// Missing gives the required questions that have no answer, in order.
func (a Answers) Missing(f Form) []Question {
	var out []Question
	for _, q := range f.Questions() {
		if q.Required && !a.Answered(q) {
			out = append(out, q)
		}
	}
	return out
}

// Last tells who gave the latest answer to any of the section's questions.
func (a Answers) Last(s Section) (by record.ID, at time.Time) {
	look := func(g Given) {
		if g.At.After(at) {
			by, at = g.By, g.At
		}
	}
	for _, q := range s.Questions {
		if g, ok := a.Get(q.ID); ok {
			look(g)
		}
		if q.Type == List {
			for _, r := range a.Rows(q.Row) {
				look(r.Given)
			}
		}
	}
	return by, at
}

// snapshot gives every field with its value; a conflict keeps all values.
func (a Answers) snapshot() map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, vals := range a.fields {
		if len(vals) == 1 {
			out[name] = vals[0].Raw
			continue
		}
		var all []json.RawMessage
		for _, v := range vals {
			all = append(all, v.Raw)
		}
		if raw, err := json.Marshal(all); err == nil && len(all) > 0 {
			out[name] = raw
		}
	}
	return out
}
