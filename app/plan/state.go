package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// RecordType is the type of a plan's record. A patient has one plan record,
// under the patient's own identifier, so that drafts begun on two laptops
// meet in one.
const RecordType = "plan"

// The kinds of events about a plan.
const (
	KindChanged   = "plan.changed"
	KindSigned    = "plan.signed"
	KindWithdrawn = "plan.withdrawn"
)

// Ref names a patient's plan record.
func Ref(patient record.ID) record.Ref { return record.Ref{Type: RecordType, ID: patient} }

// Signer says in which role somebody signs; also its English name on screen.
type Signer string

// The signers.
const (
	AsPrescriber Signer = "prescriber"
	AsTherapist  Signer = "therapist"
)

// action is what the roles must permit.
func (s Signer) action() clinic.Action {
	if s == AsTherapist {
		return clinic.CosignPlan
	}
	return clinic.PrescribePlan
}

// Weight is the weight the order was read against, with its day.
type Weight struct {
	Grams int       `json:"grams"`
	Typed string    `json:"typed,omitempty"`
	Unit  string    `json:"unit,omitempty"`
	At    time.Time `json:"at"`
}

// Content is what is signed: the terms with all that gives them their
// meaning. Two signatures belong together when they are under the same bytes.
type Content struct {
	Patient  record.ID     `json:"patient"`
	Number   int           `json:"number"`             // version: 1, 2, ...
	Replaces []record.Hash `json:"replaces,omitempty"` // the version in force before; two when two laptops signed at once
	Reason   string        `json:"reason,omitempty"`   // why it is replaced
	Terms
	Weight Weight `json:"weight"`
}

// PerKg is the ordered dose for the weight it was signed with.
func (c Content) PerKg() PerKg { return c.Dose.PerKg(c.Weight.Grams) }

// bytes gives the content as it is signed, with its hash.
func (c Content) bytes() (json.RawMessage, record.Hash, error) {
	raw, err := json.Marshal(c)
	return raw, sha256.Sum256(raw), err
}

// Signature is one signature under a plan.
type Signature struct {
	As    Signer
	By    clinic.Signature
	Event record.EventID
}

// Plan is one version of a plan with the signatures under it.
type Plan struct {
	Content
	Hash       record.Hash
	Signatures []Signature
	Replaced   bool // a later version is in force

	Withdrawn       bool
	WithdrawnReason string
	WithdrawnBy     clinic.Signature
}

// Complete reports whether everybody who must sign has signed.
func (p Plan) Complete() bool { return len(p.Wants()) == 0 }

// Wants tells whose signatures are still missing.
func (p Plan) Wants() []Signer {
	var wants []Signer
	for _, s := range p.Model.Signers() {
		if !p.SignedAs(s) {
			wants = append(wants, s)
		}
	}
	return wants
}

// SignedAs reports whether somebody signed in the role.
func (p Plan) SignedAs(s Signer) bool {
	return slices.ContainsFunc(p.Signatures, func(g Signature) bool { return g.As == s })
}

// InForce reports whether the plan can be dosed by.
func (p Plan) InForce() bool { return p.Complete() && !p.Replaced && !p.Withdrawn }

// signedFact is the body of a signature. The content is kept as the very
// bytes that were hashed.
type signedFact struct {
	As      Signer           `json:"as"`
	Content json.RawMessage  `json:"content"`
	Hash    record.Hash      `json:"hash"`
	By      clinic.Signature `json:"by"`
}

type withdrawnFact struct {
	Hash record.Hash      `json:"hash"`
	By   clinic.Signature `json:"by"`
}

// State is everything about a patient's plan.
type State struct {
	Draft     Terms
	Conflicts []string // parts that two laptops set differently
	Versions  []Plan   // every version that anybody signed, the oldest first
	Amending  string   // why the plan in force is being amended; "" when it is not
	Offer     Plan     // what a signature would be under now, with those that apply
	Missing   record.Problems
	amends    bool // the record holds a reason to amend, of this plan or one before
}

// InForce gives the plan to dose by; false if there is none. Two plans in
// force were signed on two laptops at once: the later is given, and Gate
// refuses until a new version settles it.
func (s State) InForce() (Plan, bool) {
	in := s.inForce()
	if len(in) == 0 {
		return Plan{}, false
	}
	return in[len(in)-1], true
}

func (s State) inForce() []Plan {
	var in []Plan
	for _, p := range s.Versions {
		if p.InForce() {
			in = append(in, p)
		}
	}
	return in
}

// Open reports whether the draft may be changed: no plan is in force, or the
// one in force is being amended.
func (s State) Open() bool {
	_, in := s.InForce()
	return !in || s.Amending != ""
}

// Of reads everything about a patient's plan.
func Of(r record.Reader, patient record.ID) (State, error) {
	f, err := r.Fields(Ref(patient))
	if err != nil {
		return State{}, err
	}
	var s State
	if s.Draft, err = termsOf(f); err != nil {
		return State{}, err
	}
	for _, name := range f.Conflicts() {
		if slices.Contains(termFields, name) {
			s.Conflicts = append(s.Conflicts, name)
		}
	}
	sort.Strings(s.Conflicts)
	if s.Versions, err = versions(r, patient); err != nil {
		return State{}, err
	}
	if _, in := s.InForce(); in {
		s.Amending = f.Text("amends")
	}
	s.amends = f.Has("amends")
	return s, s.offer(r, patient)
}

// versions reads every signature and groups them by what is signed.
func versions(r record.Reader, patient record.ID) ([]Plan, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(patient), Kinds: []string{KindSigned, KindWithdrawn}, Superseded: true})
	if err != nil {
		return nil, err
	}
	sort.SliceStable(facts, func(i, j int) bool { return facts[i].Time.Less(facts[j].Time) })
	var all []Plan
	for _, f := range facts {
		if all, err = addFact(all, f); err != nil {
			return nil, err
		}
	}
	for i := range all {
		for _, q := range all {
			all[i].Replaced = all[i].Replaced || q.Complete() && slices.Contains(q.Replaces, all[i].Hash)
		}
	}
	// Nobody signs an amendment of a plan known to be withdrawn: the two
	// happened at once on two laptops, and the withdrawal holds.
	for i := range all {
		for _, p := range all[:i] {
			if q := &all[i]; p.Withdrawn && !q.Withdrawn && slices.Contains(q.Replaces, p.Hash) {
				q.Withdrawn, q.WithdrawnReason, q.WithdrawnBy = true, p.WithdrawnReason, p.WithdrawnBy
			}
		}
	}
	return all, nil
}

func addFact(all []Plan, f record.Fact) ([]Plan, error) {
	at := func(h record.Hash) int {
		return slices.IndexFunc(all, func(p Plan) bool { return p.Hash == h })
	}
	if f.Kind == KindWithdrawn {
		var b withdrawnFact
		if err := f.Read(&b); err != nil {
			return nil, err
		}
		if i := at(b.Hash); i >= 0 {
			all[i].Withdrawn, all[i].WithdrawnReason, all[i].WithdrawnBy = true, f.Reason, b.By
		}
		return all, nil
	}
	var b signedFact
	if err := f.Read(&b); err != nil {
		return nil, err
	}
	if record.Hash(sha256.Sum256(b.Content)) != b.Hash {
		return nil, errors.New("plan: a signed plan is not what was signed")
	}
	i := at(b.Hash)
	if i < 0 {
		p := Plan{Hash: b.Hash}
		if err := json.Unmarshal(b.Content, &p.Content); err != nil {
			return nil, err
		}
		all, i = append(all, p), len(all)
	}
	all[i].Signatures = append(all[i].Signatures, Signature{As: b.As, By: b.By, Event: f.ID})
	return all, nil
}

// offer works out what would be signed now: the version somebody signed
// already, if the draft still says the same, or else a new one.
func (s *State) offer(r record.Reader, patient record.ID) error {
	s.Missing = s.Draft.missing()
	for range s.Conflicts {
		s.Missing = append(s.Missing, &record.Problem{Code: record.Conflict, Field: "plan.save",
			Text: "Two laptops set a part of this plan differently.", Next: "Choose what is right and save."})
		break
	}
	var replaces []record.Hash
	for _, p := range s.inForce() {
		replaces = append(replaces, p.Hash)
	}
	number := 1
	for _, v := range s.Versions {
		if v.Complete() {
			number = max(number, v.Number+1)
		}
	}
	for i := len(s.Versions) - 1; i >= 0; i-- {
		v := s.Versions[i]
		if v.Complete() || v.Number != number || !slices.Equal(v.Replaces, replaces) || v.Reason != s.Amending {
			continue
		}
		if same, err := equal(v.Terms, s.Draft); err != nil {
			return err
		} else if same {
			s.Offer = v
			return nil
		}
	}
	w, ok, err := patients.LatestWeight(r, patient)
	if err != nil {
		return err
	}
	if t := s.Draft; ok && s.Open() && t.DosePerKg > 0 && t.Dose > 0 && t.DosePerKg.Dose(w.Grams) != t.Dose {
		s.Missing = append(s.Missing, &record.Problem{Code: record.Invalid, Field: "plan.perkg",
			Text: "The dose in mg was worked out from another weight: %s mg/kg at %s kg is %s mg.",
			Args: []any{t.DosePerKg, patients.Kg(w.Grams), t.DosePerKg.Dose(w.Grams).MG()}, Next: "Type the dose again and save."})
	}
	if !ok {
		s.Missing = append(s.Missing, &record.Problem{Code: record.Invalid, Field: "plan.weight",
			Text: "There is no weight yet, and a plan cannot be signed without one.", Next: "Weigh the patient and enter it in the intake."})
	}
	c := Content{Patient: patient, Number: number, Replaces: replaces, Reason: s.Amending, Terms: s.Draft,
		Weight: Weight{Grams: w.Grams, Typed: w.Typed, Unit: w.Unit, At: w.At}}
	_, hash, err := c.bytes()
	s.Offer = Plan{Content: c, Hash: hash}
	return err
}

func equal(a, b Terms) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return bytes.Equal(x, y), err
}

// Stale gives the signatures under an earlier wording of this draft: they
// stand in the log and no longer apply.
func (s State) Stale() []Signature {
	var stale []Signature
	for _, v := range s.Versions {
		if !v.Complete() && v.Hash != s.Offer.Hash && v.Number == s.Offer.Number && slices.Equal(v.Replaces, s.Offer.Replaces) {
			stale = append(stale, v.Signatures...)
		}
	}
	return stale
}

// Signed gives the plan in force; false if there is none.
func Signed(r record.Reader, patient record.ID) (Plan, bool, error) {
	s, err := Of(r, patient)
	if err != nil {
		return Plan{}, false, err
	}
	p, ok := s.InForce()
	return p, ok, nil
}
