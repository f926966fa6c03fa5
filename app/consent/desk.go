package consent

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"math"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Desk does what concerns consents.
type Desk struct {
	log   record.Log
	texts *Library
	book  *words.Book
}

// New makes a Desk that has patients sign the texts of the library. The book
// has the words around them on paper; nil is English.
func New(log record.Log, texts *Library, book *words.Book) *Desk { return &Desk{log, texts, book} }

// Of reads everything about a patient's consent for somebody who may see it.
func (d *Desk) Of(ctx context.Context, by record.Actor, patient record.ID) (s State, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		p, err := patients.Of(r, patient)
		if err != nil {
			return err
		}
		s.Text = d.texts.In(p.Lang)
		if s.All, err = All(r, patient); err != nil {
			return err
		}
		if s.Explanations, err = Explanations(r, patient); err != nil {
			return err
		}
		s.Closed, err = d.Gate(r, patient)
		return err
	})
	return s, err
}

// Text gives the edition in use in a language.
func (d *Desk) Text(lang words.Lang) Text { return d.texts.In(lang) }

// Gate tells why nobody may be dosed on this patient's consent; nil when a
// consent stands that suffices.
func (d *Desk) Gate(r record.Reader, patient record.ID) (*record.Problem, error) {
	return d.texts.gate(r, patient)
}

// Signing is what is needed for a signed consent.
type Signing struct {
	Lang        words.Lang // the language in which the text was read and signed
	Seen        int        // the version that was read; 0 for the one in use
	Method      Method
	Signer      Signer    // a patient's name is taken from the chart
	Strokes     [][]Spot  // OnScreen
	TypedName   string    // Typed
	SignedAt    time.Time // OnPaper: when; otherwise it is now
	ScanName    string    // OnPaper: the file with its content
	Scan        []byte
	ExplainedBy record.ID // who explained; "" for the actor
	ExplainedAt time.Time // when; zero for the time of signing
	Questions   string    // what was asked and what was answered
	NoQuestions bool      // the patient was asked and had none
}

// Sign records a signed consent and gives it. Every reason against it is told
// at once. A scan is added to the chart in the same step.
func (d *Desk) Sign(ctx context.Context, by record.Actor, patient record.ID, s Signing) (c Consent, err error) {
	s = s.tidy()
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.ExplainConsent)
		if err != nil {
			return err
		}
		who, err := patients.Of(tx, patient)
		if err != nil {
			return err
		}
		if c, err = d.signed(tx, p, who, s); err != nil {
			return err
		}
		if s.Method == OnPaper {
			if c.Scan, err = document.Add(tx, p, patient, document.Document{Name: s.ScanName, Kind: document.Consent}, s.Scan); err != nil {
				return err
			}
		}
		raw, _, err := d.texts.In(s.Lang).bytes()
		if err != nil {
			return err
		}
		if _, err = tx.PutBlob(raw); err != nil {
			return err
		}
		change := record.Change{Kind: KindSigned, Version: 1, Record: Ref(patient), Patient: patient, At: c.SignedAt, Fact: c}
		if old, ok, err := Current(tx, patient); err != nil {
			return err
		} else if ok {
			change.Supersedes, change.Reason = old.Event, "signed anew"
		}
		events, err := tx.Append(change)
		if err == nil {
			c.Event = events[0].ID
		}
		return err
	})
	return c, err
}

func (s Signing) tidy() Signing {
	for _, f := range []*string{&s.TypedName, &s.Signer.Name, &s.Signer.Relation} {
		*f = strings.Join(strings.Fields(*f), " ")
	}
	s.Questions = strings.TrimSpace(s.Questions)
	return s
}

// signed checks what was given and makes the consent of it.
func (d *Desk) signed(tx record.Tx, p clinic.Person, who patients.Patient, s Signing) (Consent, error) {
	text := d.texts.In(s.Lang)
	_, hash, err := text.bytes()
	if err != nil {
		return Consent{}, err
	}
	c := Consent{Text: TextRef{ID: text.ID, Version: text.Version, Lang: text.Lang, Title: text.Title, Hash: hash}, Method: s.Method,
		Signer: s.Signer, Questions: s.Questions, NoQuestions: s.NoQuestions && s.Questions == "", Taken: p.Sign(tx.Now()), SignedAt: tx.Now()}
	if c.Signer.Who == Patient {
		c.Signer = Signer{Who: Patient, Name: who.Name()}
	}
	switch s.Method {
	case OnScreen:
		c.Strokes = rounded(s.Strokes)
	case Typed:
		c.TypedName = s.TypedName
	case OnPaper:
		c.SignedAt = s.SignedAt.UTC()
	}
	practice, err := clinic.Of(tx)
	if err != nil {
		return Consent{}, err
	}
	ps := s.check(text, tx.Now(), practice.Location())
	more, err := d.explained(tx, p, s, &c)
	if err != nil {
		return Consent{}, err
	}
	ps = append(ps, more...)
	if len(ps) == 0 {
		if late, err := withdrawnSince(tx, who.ID, c.SignedAt); err != nil {
			return Consent{}, err
		} else if late {
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "consent.signed", Text: "This was signed before the consent was withdrawn, so it cannot count. Nothing was recorded.",
				Next: "Add the paper under Documents, or have the consent signed again."})
		}
	}
	return c, ps.Err()
}

// explained fills in who explained the text, and checks that they could.
func (d *Desk) explained(tx record.Tx, p clinic.Person, s Signing, c *Consent) (record.Problems, error) {
	at := s.ExplainedAt
	if at.IsZero() {
		at = c.SignedAt
	}
	if s.ExplainedBy != "" {
		by, err := clinic.PersonByID(tx, s.ExplainedBy)
		if err != nil || !clinic.May(by.Roles, clinic.ExplainConsent) {
			return record.Problems{record.Invalidf("consent.explainedby", "Choose who explained it: a therapist, a nurse or a prescriber.")}, nil
		}
		p = by
	}
	if c.Explained = p.Sign(at); at.After(c.SignedAt) {
		return record.Problems{record.Invalidf("consent.explainedat", "It must be explained before it is signed.")}, nil
	}
	return nil, nil
}

// Longest text of questions, in bytes.
const maxQuestions = 20_000

func (s Signing) check(text Text, now time.Time, zone *time.Location) record.Problems {
	var ps record.Problems
	bad := func(when bool, field, text string, args ...any) {
		if when {
			ps = append(ps, record.Invalidf(field, text, args...))
		}
	}
	if s.Seen != 0 && s.Seen != text.Version {
		ps = append(ps, &record.Problem{Code: record.Conflict, Text: "A new edition of the text came in after this one was read; nothing was signed.", Next: "Read the new edition, then sign."})
	}
	bad(s.Signer.Who != Patient && s.Signer.Who != Representative, "consent.who", "Choose who signs.")
	if s.Signer.Who == Representative {
		bad(s.Signer.Name == "", "consent.name", "Type the name of the representative.")
		bad(s.Signer.Relation == "", "consent.relation", "Type what gives the right to sign: parent, guardian, health care proxy.")
	}
	switch s.Method {
	case OnScreen:
		bad(!drawn(s.Strokes), "consent.signature", "The signature is blank. Sign in the box, or type the name instead.")
	case Typed:
		bad(len([]rune(s.TypedName)) < 2, "consent.typed", "The person who signs types the full name here.")
	case OnPaper:
		bad(len(s.Scan) == 0, "consent.scan", "Attach the scan of the signed paper.")
		bad(s.SignedAt.IsZero(), "consent.signed", "Type the date and time on the paper.")
		bad(s.SignedAt.After(now.Add(time.Minute)), "consent.signed", "This time is in the future.")
		bad(!s.SignedAt.IsZero() && record.DateOf(s.SignedAt, zone).Compare(text.Effective) < 0, "consent.signed",
			"This edition of the text is in use since %s. Check the date and the edition on the paper.", text.Effective)
	default:
		bad(true, "consent.method", "Choose how it is signed.")
	}
	bad(s.Questions == "" && !s.NoQuestions, "consent.questions", "Write down what was asked, or tick that there were no questions.")
	bad(len(s.Questions) > maxQuestions, "consent.questions", "This is too long: %d letters at most.", maxQuestions)
	return ps
}

// drawn reports whether the strokes are more than a slip of the hand: the pen
// moved over at least a twentieth of the field.
func drawn(strokes [][]Spot) bool {
	length := 0.0
	for _, stroke := range strokes {
		for i := 1; i < len(stroke); i++ {
			length += math.Hypot(stroke[i].X-stroke[i-1].X, stroke[i].Y-stroke[i-1].Y)
		}
	}
	return length >= 0.05
}

// rounded keeps what a printer can show: a ten-thousandth of the field.
func rounded(strokes [][]Spot) [][]Spot {
	in := func(v float64) float64 { return math.Round(min(max(v, 0), 1)*1e4) / 1e4 }
	out := make([][]Spot, len(strokes))
	for i, stroke := range strokes {
		for _, s := range stroke {
			out[i] = append(out[i], Spot{in(s.X), in(s.Y)})
		}
	}
	return out
}

func withdrawnSince(r record.Reader, patient record.ID, at time.Time) (bool, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(patient), Kinds: []string{KindWithdrawn}, Superseded: true})
	for _, f := range facts {
		if at.Before(f.At) {
			return true, err
		}
	}
	return false, err
}

// Withdraw ends the consent that stands, with the reason in the words of who
// withdrew it.
func (d *Desk) Withdraw(ctx context.Context, by record.Actor, patient record.ID, said Signer, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.ExplainConsent)
		if err != nil {
			return err
		}
		who, err := patients.Of(tx, patient)
		if err != nil {
			return err
		}
		c, ok, err := Current(tx, patient)
		if err != nil {
			return err
		}
		if said.Who == Patient {
			said = Signer{Who: Patient, Name: who.Name()}
		}
		switch {
		case !ok:
			return record.Refusedf("There is no consent to withdraw.")
		case said.Who != Patient && said.Who != Representative:
			return record.Invalidf("consent.who", "Choose who withdraws.")
		case said.Who == Representative && strings.TrimSpace(said.Name) == "":
			return record.Invalidf("consent.name", "Type the name of the representative.")
		case reason == "":
			return record.Invalidf("consent.reason", "Say in a few words why.")
		}
		_, err = tx.Append(record.Change{Kind: KindWithdrawn, Version: 1, Record: Ref(patient), Patient: patient,
			Supersedes: c.Event, Reason: reason, Fact: Withdrawal{By: p.Sign(tx.Now()), Said: said}})
		return err
	})
}

// Explain records that what to expect was explained, with the version of the
// handout that was given.
func (d *Desk) Explain(ctx context.Context, by record.Actor, patient record.ID, e Explanation) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.ExplainConsent)
		if err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		if e.At.After(tx.Now().Add(time.Minute)) {
			return record.Invalidf("consent.expectat", "This time is in the future.")
		}
		e.Note, e.By = strings.TrimSpace(e.Note), p.Sign(tx.Now())
		_, err = tx.Append(record.Change{Kind: KindExplained, Version: 1, Record: Ref(patient), Patient: patient, At: e.At, Fact: e})
		return err
	})
}

// Read gives the text that a consent was signed to, exactly as it was, and
// refuses one that is not what was signed.
func (d *Desk) Read(ctx context.Context, by record.Actor, c Consent) (t Text, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		raw, err := r.Blob(c.Text.Hash)
		if err != nil {
			return err
		}
		if record.Hash(sha256.Sum256(raw)) != c.Text.Hash {
			return &record.Problem{Code: record.Unavailable, Text: "The text of this consent is damaged: it is not what was signed, and is not shown.",
				Next: "Ask whoever looks after the backups to bring it back."}
		}
		return json.Unmarshal(raw, &t)
	})
	return t, err
}
