package record

import (
	"context"
	"encoding/json"
	"time"
)

// Actor is the signed-in person under whose name something is done. What the
// actor may do is looked up in the clinic's people, never carried along.
type Actor struct {
	ID ID
}

// Log is the event log with its projections, as app sees it. data/store
// implements it.
type Log interface {
	// View runs f over one consistent state.
	View(ctx context.Context, f func(Reader) error) error
	// Update runs f in one transaction under the actor's name: what f
	// appended is on disk when Update returns nil, and nothing of it is
	// when it returns an error. Rules are checked inside f, so that nothing
	// can change between the check and the write. Only one Update runs at
	// a time.
	Update(ctx context.Context, by Actor, f func(Tx) error) error
}

// Reader reads the state that follows from the log.
type Reader interface {
	// Now is the instant of this transaction, UTC, the same throughout.
	Now() time.Time
	// Fields gives the fields of one record; an unknown record has none.
	Fields(Ref) (Fields, error)
	// List gives all records of a type that concern the patient (all of the
	// type when patient is ""), the oldest first.
	List(typ string, patient ID) ([]Record, error)
	// Facts gives facts, the oldest first by the time they happened and,
	// where that is equal, by the order of entry.
	Facts(Filter) ([]Fact, error)
	// Blob gives the bytes kept under a hash. Code NotFound if there are none.
	Blob(Hash) ([]byte, error)
}

// Tx is a Reader that can write.
type Tx interface {
	Reader
	// NewID makes a new identifier.
	NewID() ID
	// Number gives the next number of a series on this device with the
	// device's prefix, for people: Number("patient") is "L-00241".
	Number(series string) (string, error)
	// Append writes the changes as events, in order.
	Append(...Change) ([]Event, error)
	// PutBlob keeps bytes and gives the hash by which facts refer to them.
	PutBlob([]byte) (Hash, error)
}

// Record is one record with its fields.
type Record struct {
	Ref     Ref
	Patient ID
	Fields  Fields
}

// Value is one value of a field with the event that set it.
type Value struct {
	Raw   json.RawMessage
	Event EventID
	By    ID
	At    time.Time
}

// Fields maps a field's name to its values. More than one value is a
// conflict between two laptops that a person must resolve.
type Fields map[string][]Value

// Has reports whether the field holds a value.
func (f Fields) Has(name string) bool { return len(f[name]) > 0 }

// Get reads the field into v, a pointer, and reports whether it holds a value
// of v's kind. Of several values it takes the first.
func (f Fields) Get(name string, v any) bool {
	vals := f[name]
	return len(vals) > 0 && json.Unmarshal(vals[0].Raw, v) == nil
}

// Text reads a text field; "" if it holds none.
func (f Fields) Text(name string) string {
	var s string
	f.Get(name, &s)
	return s
}

// Date reads a date field.
func (f Fields) Date(name string) Date {
	var d Date
	f.Get(name, &d)
	return d
}

// Conflicts names the fields that hold more than one value.
func (f Fields) Conflicts() []string {
	var names []string
	for n, vals := range f {
		if len(vals) > 1 {
			names = append(names, n)
		}
	}
	return names
}

// Filter chooses facts; empty parts choose all.
type Filter struct {
	Patient ID
	Record  Ref
	Kinds   []string
	// Superseded also gives facts that a later one corrects or withdraws.
	Superseded bool
	// Last gives only the latest n (still the oldest of them first).
	Last int
}

// Fact is an event that carries a fact, with what became of it.
type Fact struct {
	Event
	// SupersededBy names the facts that correct this one; more than one
	// when two corrections were made at once.
	SupersededBy []EventID
}

// Read decodes the fact's body into v, a pointer to a struct.
func (f Fact) Read(v any) error { return json.Unmarshal(f.Fact, v) }

// Draft is what somebody has typed into a form and not yet saved.
type Draft struct {
	Form string // names the form and its record, as "intake/<patient>/body"
	Body json.RawMessage
	Kept time.Time
}

// Drafts keeps unsaved forms, per actor; they never leave the laptop.
type Drafts interface {
	KeepDraft(ctx context.Context, by Actor, form string, body json.RawMessage) error
	// Draft gives the draft of a form; ok is false if there is none.
	Draft(ctx context.Context, by Actor, form string) (d Draft, ok bool, err error)
	DropDraft(ctx context.Context, by Actor, form string) error
	// AllDrafts lists the actor's drafts, the latest first.
	AllDrafts(ctx context.Context, by Actor) ([]Draft, error)
}

// IDs makes identifiers.
type IDs interface{ NewID() ID }

// Clock tells the time. app never asks the system itself.
type Clock func() time.Time
