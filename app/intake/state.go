package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// KindConfirmed is the kind of the fact that confirms an intake complete.
const KindConfirmed = "intake.confirmed"

// Confirmation is that fact: who confirmed what.
type Confirmation struct {
	Signature clinic.Signature           `json:"signature"`
	Form      int                        `json:"form"` // version of the form
	Answers   map[string]json.RawMessage `json:"answers"`
	Hash      record.Hash                `json:"hash"` // of the answers as JSON
}

// Stage is how far an intake has come.
type Stage string

// The stages.
const (
	NotStarted Stage = "not started"
	InPart     Stage = "in part"
	Confirmed  Stage = "confirmed"
	Changed    Stage = "changed since confirmed"
)

// Standing is where a patient's intake stands.
type Standing struct {
	Stage     Stage
	Confirmed Confirmation // the latest; zero when never confirmed
	At        time.Time    // when it was confirmed
	Changed   []string     // fields that differ from what was confirmed
}

// State gives where a patient's intake stands.
func State(r record.Reader, patient record.ID) (Standing, error) {
	a, err := Of(r, patient)
	if err != nil {
		return Standing{}, err
	}
	facts, err := confirmations(r, patient)
	if err != nil {
		return Standing{}, err
	}
	if len(facts) == 0 {
		if len(a.snapshot()) == 0 {
			return Standing{Stage: NotStarted}, nil
		}
		return Standing{Stage: InPart}, nil
	}
	last := facts[len(facts)-1]
	s := Standing{Stage: Confirmed, At: last.At}
	if err := last.Read(&s.Confirmed); err != nil {
		return Standing{}, err
	}
	s.Changed = differing(s.Confirmed.Answers, a.snapshot())
	if len(s.Changed) > 0 {
		s.Stage = Changed
	}
	return s, nil
}

func confirmations(r record.Reader, patient record.ID) ([]record.Fact, error) {
	return r.Facts(record.Filter{Patient: patient, Record: Ref(patient), Kinds: []string{KindConfirmed}})
}

// differing names the fields that differ, sorted.
func differing(old, now map[string]json.RawMessage) []string {
	var out []string
	for name, raw := range old {
		if !bytes.Equal(compact(raw), compact(now[name])) {
			out = append(out, name)
		}
	}
	for name := range now {
		if _, ok := old[name]; !ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

// hashOf is the hash of the answers, with their names in order.
func hashOf(answers map[string]json.RawMessage) (record.Hash, error) {
	raw, err := json.Marshal(answers)
	return sha256.Sum256(raw), err
}

// QuestionOf gives the question to which a field belongs: its own, or the
// list's for a row.
func (f Form) QuestionOf(field string) (Question, bool) {
	if row, _, isRow := strings.Cut(field, "."); isRow {
		return f.listOf(row)
	}
	return f.Question(field)
}
