package consent

import (
	"sort"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// RecordType is the type of a consent's record. A patient has one, under the
// patient's own identifier.
const RecordType = "consent"

// The kinds of facts about a consent.
const (
	KindSigned    = "consent.signed"
	KindWithdrawn = "consent.withdrawn"
	KindExplained = "expectations.explained"
)

// Ref names a patient's consent record.
func Ref(patient record.ID) record.Ref { return record.Ref{Type: RecordType, ID: patient} }

// Method is how a consent was signed.
type Method string

// The methods.
const (
	OnScreen Method = "on screen" // drawn with mouse, pen or finger
	Typed    Method = "typed"     // the name typed, for who cannot draw on a screen
	OnPaper  Method = "on paper"  // with the scan in the chart
)

// Who signs: the patient, or somebody with a right to sign for the patient.
const (
	Patient        = "patient"
	Representative = "representative"
)

// Signer is who gave the consent.
type Signer struct {
	Who      string `json:"who"`  // Patient or Representative
	Name     string `json:"name"` // of the patient, from the chart; of a representative, as typed
	Relation string `json:"relation,omitempty"`
}

// Spot is a place in the signature's field, from 0,0 (top left) to 1,1.
type Spot struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// TextRef names the edition that was signed.
type TextRef struct {
	ID      string      `json:"id"`
	Version int         `json:"version"`
	Lang    words.Lang  `json:"lang"`
	Title   string      `json:"title"`
	Hash    record.Hash `json:"hash"` // of the whole text, kept under it
}

// Consent is one signed consent.
type Consent struct {
	Text        TextRef          `json:"text"`
	Method      Method           `json:"method"`
	Signer      Signer           `json:"signer"`
	Strokes     [][]Spot         `json:"strokes,omitempty"` // OnScreen
	TypedName   string           `json:"typed,omitempty"`   // Typed
	Scan        record.ID        `json:"scan,omitempty"`    // OnPaper: the document
	Explained   clinic.Signature `json:"explained"`         // who explained the text, and when
	Questions   string           `json:"questions"`         // what was asked and answered; "" for none
	Taken       clinic.Signature `json:"taken"`             // who took the signature
	NoQuestions bool             `json:"no_questions"`      // the patient was asked and had none
	SignedAt    time.Time        `json:"-"`                 // when it was signed
	Event       record.EventID   `json:"-"`
	Withdrawn   *Withdrawal      `json:"-"` // nil while it stands
	Replaced    bool             `json:"-"` // signed anew later
}

// Withdrawal ends a consent.
type Withdrawal struct {
	By     clinic.Signature `json:"by"`   // who recorded it
	Said   Signer           `json:"said"` // who withdrew
	Reason string           `json:"-"`
	At     time.Time        `json:"-"`
}

// Explanation is the fact that what to expect was explained.
type Explanation struct {
	By      clinic.Signature `json:"by"`
	Handout string           `json:"handout"` // its name and version, as printed on it; "" when none was given
	Lang    words.Lang       `json:"lang"`    // of the handout
	Note    string           `json:"note,omitempty"`
	At      time.Time        `json:"-"`
}

// Current gives the consent that stands; false if there is none. It is the
// last one signed that was not withdrawn since.
func Current(r record.Reader, patient record.ID) (Consent, bool, error) {
	all, err := All(r, patient)
	if err != nil {
		return Consent{}, false, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Withdrawn == nil {
			return all[i], true, nil
		}
	}
	return Consent{}, false, nil
}

// All gives every consent ever signed, in the order of signing.
//
// A withdrawal ends every consent signed before it, and every one that was
// recorded without knowing of it: of a withdrawal and a signature made on two
// laptops at once the withdrawal holds, until the patient signs again.
func All(r record.Reader, patient record.ID) ([]Consent, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(patient), Kinds: []string{KindSigned, KindWithdrawn}, Superseded: true})
	if err != nil {
		return nil, err
	}
	sort.SliceStable(facts, func(i, j int) bool { return facts[i].Time.Less(facts[j].Time) })
	var all []Consent
	var signed []record.Fact
	for _, f := range facts {
		if f.Kind != KindSigned {
			continue
		}
		c := Consent{SignedAt: f.At, Event: f.ID}
		if err := f.Read(&c); err != nil {
			return nil, err
		}
		all, signed = append(all, c), append(signed, f)
	}
	for _, f := range facts {
		if f.Kind != KindWithdrawn {
			continue
		}
		w := Withdrawal{Reason: f.Reason, At: f.At}
		if err := f.Read(&w); err != nil {
			return nil, err
		}
		for i := range all {
			if all[i].Withdrawn == nil && (!signed[i].Seen.Covers(f.ID) || signed[i].At.Before(f.At)) {
				all[i].Withdrawn = &w
			}
		}
	}
	for i := range all {
		all[i].Replaced = i < len(all)-1 && all[i].Withdrawn == nil
	}
	return all, nil
}

// Explanations gives each time what to expect was explained, the oldest first.
func Explanations(r record.Reader, patient record.ID) ([]Explanation, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(patient), Kinds: []string{KindExplained}})
	if err != nil {
		return nil, err
	}
	all := make([]Explanation, 0, len(facts))
	for _, f := range facts {
		e := Explanation{At: f.At}
		if err := f.Read(&e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// State is everything about a patient's consent.
type State struct {
	Text         Text // the edition in use, in the patient's language
	All          []Consent
	Explanations []Explanation
	Closed       *record.Problem // why nobody may be dosed on it; nil when one may
}

// Current gives the consent that stands.
func (s State) Current() (Consent, bool) {
	for i := len(s.All) - 1; i >= 0; i-- {
		if s.All[i].Withdrawn == nil {
			return s.All[i], true
		}
	}
	return Consent{}, false
}

// gate tells why a dose may not be given on the consents there are.
func (l *Library) gate(r record.Reader, patient record.ID) (*record.Problem, error) {
	closed := func(text, next string) *record.Problem {
		return &record.Problem{Code: record.Refused, Field: "consent", Text: text, Next: next}
	}
	c, ok, err := Current(r, patient)
	if err != nil {
		return nil, err
	}
	if !ok {
		all, err := All(r, patient)
		if err != nil || len(all) == 0 {
			return closed("There is no signed consent.", "Explain the consent and have it signed."), err
		}
		return closed("The consent was withdrawn.", "It counts again only when it is explained and signed anew."), nil
	}
	if c.Text.ID != l.any.ID || c.Text.Version < l.any.ResignBelow {
		return closed("The consent was signed to an earlier text that no longer suffices.", "Explain the new text and have it signed."), nil
	}
	if c.Method != OnPaper {
		return nil, nil
	}
	doc, err := document.Of(r, patient, c.Scan)
	switch {
	case record.CodeOf(err) == record.NotFound || err == nil && doc.State != document.Kept:
		return closed("The consent was signed on paper, and its scan is no longer in this chart.", "Have the consent signed again, or add the right scan with it."), nil
	case err != nil:
		return nil, err
	}
	return nil, nil
}
