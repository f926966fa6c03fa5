// Package notes keeps psychotherapy notes: what a therapist writes for their
// own eyes, apart from the chart.
//
// A note's text is sealed before it reaches the log: to its author, to whom
// the author names for it, and to the successor whom the author has named for
// all of them. The log holds ciphertext, who wrote it and to whom it is
// sealed, and never the text; whoever can read the log, the owner included,
// can read no note. No other package of app knows of this one, so that no
// print, search or export can hold a note (a rule of the project tests it).
//
// Each signed text is a version: a correction is a new one beside the old.
// Sealing a version to one more person is a fact of its own. Nothing of this
// is ever taken back.
package notes

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// RecordType is the type of a note's record.
const RecordType = "psychnote"

// Ref names a note's record.
func Ref(id record.ID) record.Ref { return record.Ref{Type: RecordType, ID: id} }

// The kinds of event. All but the last are facts.
const (
	kindWritten   = "psychnote.written"   // a text was signed, or signed anew as a correction
	kindShared    = "psychnote.shared"    // the author sealed a version to somebody more
	kindReturned  = "psychnote.returned"  // a reader sealed a version to its author's new key
	kindSuccessor = "psychnote.successor" // fields set: who follows the author
)

// Reason is why a note was corrected. It stands readable in the log, so it is
// one of a few and says nothing of what was written.
type Reason string

// The reasons, each as it is shown in English.
const (
	Slip    Reason = "A slip in writing"
	Missing Reason = "Something was left out"
	Wrong   Reason = "Something was not right"
	Unclear Reason = "Something was not clear"
)

// Reasons lists the reasons in the order in which they are offered.
var Reasons = []Reason{Slip, Missing, Wrong, Unclear}

// String gives the English words, the key of their translation.
func (r Reason) String() string { return string(r) }

// MaxText is the longest note, in characters.
const MaxText = 20_000

// recipient is somebody that a text is sealed to, and the key of theirs that
// opens it.
type recipient struct {
	Person record.ID `json:"person"`
	Key    string    `json:"key"`
}

// sealing is a text that was sealed, and to whom.
type sealing struct {
	To     []recipient `json:"to"`
	Sealed []byte      `json:"sealed"`
}

// written is the fact of a version.
type written struct {
	By  clinic.Signature `json:"by"`
	Sum record.Hash      `json:"sum"` // of what was sealed: see content
	sealing
}

// shared is the fact that a version was sealed once more.
type shared struct {
	By clinic.Signature `json:"by"`
	Of record.EventID   `json:"of"` // the version
	sealing
}

// Access is how a note stands to the person who looks at it.
type Access int

// The accesses.
const (
	Others Access = iota // sealed to others
	Yours                // the person can open every version that stands
	Lost                 // it was sealed to a key of theirs that is no more
)

// Note is one note as one person may see it: to whom it is not sealed it shows
// its author and date and nothing else.
type Note struct {
	ID     record.ID
	Author clinic.Signature // who signed it first, and when
	Mine   bool             // the person who looks wrote it
	Access Access

	// Versions are the texts in the order of their signing; nil for Others.
	Versions []Version
	// AuthorLost is set when the author's key was made anew and they can no
	// longer open all of what the person who looks can; false for Others.
	AuthorLost bool
}

// Standing gives the versions that no correction has taken the place of: one,
// or more when two corrections were made on two laptops at once.
func (n Note) Standing() (out []Version) {
	for _, v := range n.Versions {
		if v.Stands() {
			out = append(out, v)
		}
	}
	return out
}

// Version is one signed text of a note, without the text.
type Version struct {
	ID           record.EventID
	At           time.Time
	Reason       Reason // why it took the place of another; "" for the first
	SupersededBy []record.EventID
	Readers      []Reader // the author among them, in the order in which they came
	Open         bool     // the key of the person who looks opens it
}

// Stands reports whether no correction has taken its place.
func (v Version) Stands() bool { return len(v.SupersededBy) == 0 }

// Reader is somebody that a version was sealed to.
type Reader struct {
	Person record.ID
	Name   string
	By     string    // who sealed it to them
	At     time.Time // when
	Lost   bool      // their key was made anew since: they cannot open it now
}

// Successor is whom an author has named to read their notes after them.
type Successor struct {
	Person clinic.Person
	Reads  bool // they may read notes and have a passphrase
}

// View is what somebody sees of a patient's notes.
type View struct {
	Notes []Note // the latest first
	// Sealable is set when the person who looks has a passphrase of their
	// own: without one nothing can be sealed to them, and they cannot write.
	Sealable bool
	// Others are the people that a note can be sealed to, in order of entry.
	Others []clinic.Person
	// Successors are whom the person who looks has named: none, one, or more
	// when they named several on two laptops at once.
	Successors []Successor
}

// Replaces reports whether naming somebody as successor changes only what
// comes later: another who can read is named now, and keeps what they have.
func (v View) Replaces(id record.ID) bool { return replaces(v.Successors, id) }

func replaces(now []Successor, id record.ID) bool {
	another := false
	for _, s := range now {
		if s.Person.ID == id {
			return false
		}
		another = another || s.Reads
	}
	return another
}

// Desk keeps psychotherapy notes.
type Desk struct {
	log  record.Log
	keys Keys
}

// New makes a Desk.
func New(log record.Log, keys Keys) *Desk { return &Desk{log, keys} }
