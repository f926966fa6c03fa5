// Package document keeps files in the chart with their hash: what came in on
// paper or by mail, and what the clinic printed and handed out. A document is
// withdrawn, never deleted, and one put into the wrong chart is moved by a new
// fact that names where it was.
package document

import (
	"path"
	"strings"
	"time"
	"unicode"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// RecordType is the type of a document's record.
const RecordType = "document"

// The kinds of facts about a document.
const (
	KindAdded     = "document.added"
	KindMoved     = "document.moved"
	KindWithdrawn = "document.withdrawn"
)

// Kind says what a document is; it is also its English name on screen.
type Kind string

// The kinds.
const (
	Consent   Kind = "Signed consent"
	Identity  Kind = "Identity and insurance"
	Agreement Kind = "Agreement (ride, fees, privacy)"
	Referral  Kind = "Referral"
	Letter    Kind = "Letter"
	Lab       Kind = "Test result"
	Summary   Kind = "Summary"
	Handout   Kind = "Handout"
	Other     Kind = "Other"
)

// Kinds lists the kinds in the order in which they are offered.
var Kinds = []Kind{Referral, Letter, Lab, Consent, Agreement, Identity, Summary, Handout, Other}

// desk are the kinds that whoever may not see the clinical chart may open:
// papers of the front desk itself.
var desk = map[Kind]bool{Consent: true, Identity: true, Agreement: true, Handout: true}

// Clinical reports whether the kind belongs to the clinical chart. "Other"
// does: nobody knows what is in it.
func (k Kind) Clinical() bool { return !desk[k] }

func (k Kind) known() bool {
	for _, o := range Kinds {
		if k == o {
			return true
		}
	}
	return false
}

// Origin says where a document comes from.
type Origin string

// The origins.
const (
	Received Origin = "received" // scanned or sent
	Produced Origin = "produced" // printed here
)

// State says what became of a document in the chart it is looked at from.
type State string

// The states.
const (
	Kept      State = "kept"
	Withdrawn State = "withdrawn"
	MovedAway State = "moved" // it is in another chart now
)

// Document is one file of a chart.
type Document struct {
	ID     record.ID   `json:"-"`
	Name   string      `json:"name"` // a file's name without folders
	Kind   Kind        `json:"kind"`
	Mime   string      `json:"mime"` // found from the content
	Size   int         `json:"size"` // bytes
	Hash   record.Hash `json:"hash"`
	Origin Origin      `json:"origin"`

	Added clinic.Signature `json:"added"` // who put it into a chart, and when

	State  State            `json:"-"`
	Reason string           `json:"-"` // why it was withdrawn or moved away
	Left   clinic.Signature `json:"-"` // who withdrew or moved it, and when
	last   record.EventID   // the fact that stands, to be superseded
}

// body is what a fact holds: all of the document, so that each fact can be
// read alone, and who changed what.
type body struct {
	Document
	By   clinic.Signature `json:"by"`             // who did this
	From record.ID        `json:"from,omitempty"` // the patient whose chart it was in
}

// maxName is the longest name kept, in characters.
const maxName = 120

// cleanName takes folders and what no file system writes out of a name; ""
// when nothing is left.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/:*?"<>|`, r) || !unicode.IsPrint(r) && r != ' ' {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if runes := []rune(name); len(runes) > maxName {
		ext := path.Ext(name)
		if len([]rune(ext)) > 8 {
			ext = ""
		}
		name = string(runes[:maxName-len([]rune(ext))]) + ext
	}
	return name
}

// At is when the document came into the chart.
func (d Document) At() time.Time { return d.Added.At }
