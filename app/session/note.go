package session

import (
	"context"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Note is what is written about a visit that is not a dosing session, and the
// intention and summary of one that is. Which parts a kind of visit uses is
// said by Parts.
type Note struct {
	Intention string `json:"intention,omitempty"` // the patient's words
	Explained Answer `json:"explained,omitempty"` // what to expect was explained
	Touch     string `json:"touch,omitempty"`     // what touch is agreed, and how to say stop
	Limits    string `json:"limits,omitempty"`    // boundaries besides touch
	Distress  string `json:"distress,omitempty"`  // what helps when it gets hard
	Questions string `json:"questions,omitempty"`
	How       string `json:"how,omitempty"`     // how the patient has been since
	Safety    Answer `json:"safety,omitempty"`  // thoughts of suicide
	Danger    string `json:"danger,omitempty"`  // what was said and done about them
	Notes     string `json:"notes,omitempty"`   // what was worked on
	Next      string `json:"next,omitempty"`    // what comes next
	Summary   string `json:"summary,omitempty"` // of a dosing session
}

// noteFields are the names of the note's parts in the record, each a field of
// its own so that two people can fill in different parts.
var noteFields = []struct {
	name string
	part func(*Note) *string
}{
	{"intention", func(n *Note) *string { return &n.Intention }},
	{"explained", func(n *Note) *string { return (*string)(&n.Explained) }},
	{"touch", func(n *Note) *string { return &n.Touch }},
	{"limits", func(n *Note) *string { return &n.Limits }},
	{"distress", func(n *Note) *string { return &n.Distress }},
	{"questions", func(n *Note) *string { return &n.Questions }},
	{"how", func(n *Note) *string { return &n.How }},
	{"safety", func(n *Note) *string { return (*string)(&n.Safety) }},
	{"danger", func(n *Note) *string { return &n.Danger }},
	{"notes", func(n *Note) *string { return &n.Notes }},
	{"next", func(n *Note) *string { return &n.Next }},
	{"summary", func(n *Note) *string { return &n.Summary }},
}

func noteOf(f record.Fields) Note {
	var n Note
	for _, nf := range noteFields {
		*nf.part(&n) = f.Text(nf.name)
	}
	return n
}

// changed gives the fields in which n differs from old.
func (n Note) changed(old Note) map[string]any {
	set := map[string]any{}
	for _, nf := range noteFields {
		now := strings.TrimSpace(*nf.part(&n))
		switch {
		case now == *nf.part(&old):
		case now == "":
			set[nf.name] = nil
		default:
			set[nf.name] = now
		}
	}
	return set
}

// Missing gives what a note of this kind still needs before it can be signed.
func (n Note) Missing(kind Kind) record.Problems {
	var ps record.Problems
	need := func(field string, ok bool, text string) {
		if !ok {
			ps = append(ps, record.Invalidf("note."+field, text))
		}
	}
	has := func(s string) bool { return strings.TrimSpace(s) != "" }
	switch kind {
	case Preparation:
		need("intention", has(n.Intention), "Write down the intention in the patient's own words.")
		need("explained", n.Explained == Yes, "Explain what to expect, and say that it was done.")
		need("touch", has(n.Touch), "Write down what is agreed about touch.")
		need("distress", has(n.Distress), "Write down what helps when it gets hard.")
	case Dosing:
		need("summary", has(n.Summary), "Write a summary of the session.")
	default:
		need("how", has(n.How), "Write down how the patient has been.")
		need("safety", n.Safety == Yes || n.Safety == No || n.Safety == Unknown, "Ask about thoughts of suicide.")
		need("danger", n.Safety != Yes || has(n.Danger), "Write down what was said and done about thoughts of suicide.")
		need("notes", has(n.Notes), "Write down what was worked on.")
	}
	return ps
}

// SaveNote keeps what is written so far. Only the parts that changed are set,
// so that two people can write different parts. A signed note is not changed
// this way: see AmendNote.
func (d *Desk) SaveNote(ctx context.Context, by record.Actor, id record.ID, n Note) error {
	return d.change(ctx, by, id, clinic.PrepareSession, func(tx record.Tx, v Visit) (record.Change, error) {
		if v.State == Cancelled || v.State == Missed {
			return record.Change{}, record.Refusedf("This visit is over: %s.", v.State)
		}
		if v.State == Closed {
			return record.Change{}, signedAlready()
		}
		for _, nf := range noteFields {
			if _, p := text("note."+nf.name, *nf.part(&n)); p != nil {
				return record.Change{}, p
			}
		}
		set := n.changed(v.Note)
		if len(set) == 0 {
			return record.Change{}, nil
		}
		return record.Change{Kind: "session.noted", Set: set}, nil
	})
}

func signedAlready() *record.Problem {
	return &record.Problem{Code: record.Refused, Text: "This note is signed and stays as it is.", Next: "Add a correction with its reason."}
}

// SignedNote is a note as it was signed.
type SignedNote struct {
	Note Note             `json:"note"`
	By   clinic.Signature `json:"by"`

	ID     record.EventID `json:"-"`
	Reason string         `json:"-"` // why it replaces an earlier one; "" for the first
}

// SignNote signs the note of a visit as it is saved, and closes the visit.
// A dosing session is signed by Sign.
func (d *Desk) SignNote(ctx context.Context, by record.Actor, id record.ID) (record.EventID, error) {
	return d.write(ctx, by, id, clinic.SignSession, When{}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if v.Kind == Dosing {
			return entry{}, record.Refusedf("A dosing session is signed with its whole log.")
		}
		if v.State == Closed {
			return entry{}, signedAlready()
		}
		if err := v.Note.Missing(v.Kind).Err(); err != nil {
			return entry{}, err
		}
		return entry{kind: factNote, body: SignedNote{Note: v.Note, By: p.Sign(at)}, set: map[string]any{"state": Closed}}, nil
	})
}

// AmendNote replaces a signed note by a corrected one with a reason; both
// stay readable.
func (d *Desk) AmendNote(ctx context.Context, by record.Actor, id record.ID, n Note, reason string) (record.EventID, error) {
	var last record.EventID
	if err := d.deps.Log.View(ctx, func(r record.Reader) error {
		v, err := Of(r, id)
		if err != nil {
			return err
		}
		notes, err := SignedNotes(r, v)
		if len(notes) > 0 {
			last = notes[len(notes)-1].ID
		}
		return err
	}); err != nil {
		return record.EventID{}, err
	}
	return d.write(ctx, by, id, clinic.SignSession, When{Corrects: last, Reason: reason}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if last.IsZero() {
			return entry{}, record.Refusedf("This note is not signed yet; change it and sign it.")
		}
		if err := n.Missing(v.Kind).Err(); err != nil {
			return entry{}, err
		}
		return entry{kind: factNote, body: SignedNote{Note: n, By: p.Sign(at)}, set: withoutState(n.changed(v.Note))}, nil
	})
}

func withoutState(set map[string]any) map[string]any {
	delete(set, "state")
	return set
}

// SignedNotes gives every signed note of the visit, the oldest first; the
// last is the one in force.
func SignedNotes(r record.Reader, v Visit) ([]SignedNote, error) {
	fs, err := r.Facts(record.Filter{Record: v.Ref(), Kinds: []string{factNote}, Superseded: true})
	if err != nil {
		return nil, err
	}
	out := make([]SignedNote, len(fs))
	for i, f := range fs {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
		out[i].ID, out[i].Reason = f.ID, f.Reason
	}
	return out, nil
}

// Intention is what the patient brings to a session, with where it was said.
type Intention struct {
	Text string
	From Visit // the visit in whose note it stands
}

// IntentionOf gives the visit's own intention or else that of the latest
// preparation before it, to be read; nothing is copied.
func IntentionOf(r record.Reader, v Visit) (Intention, error) {
	if v.Note.Intention != "" {
		return Intention{v.Note.Intention, v}, nil
	}
	visits, err := List(r, v.Patient)
	if err != nil {
		return Intention{}, err
	}
	var found Intention
	for _, w := range visits {
		if w.Kind == Preparation && w.Note.Intention != "" && w.State != Cancelled && !w.Starts.After(v.Starts) {
			found = Intention{w.Note.Intention, w}
		}
	}
	return found, nil
}
