package adoption

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"sync"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// The records of this package. All of them concern the clinic, no patient.
var (
	// inUse holds one small field, the stamp of the adopted version; two
	// laptops that adopt at once leave two values.
	inUse = record.Ref{Type: "protocol", ID: "in-use"}
	// working is the working copy: one field for each changed item.
	working = record.Ref{Type: "protocol", ID: "working"}
)

// versionRef is the record of one adopted version.
func versionRef(h record.Hash) record.Ref {
	return record.Ref{Type: "protocol_version", ID: record.ID(h.String())}
}

const (
	fieldAdopted = "adopted"
	kindAdopted  = "protocol.adopted"
)

// Stamp names one version of a protocol.
type Stamp struct {
	ID      string      `json:"id"`
	Version int         `json:"version"`
	Hash    record.Hash `json:"hash"`
}

// Shipped reports whether it is the draft that the program brought.
func (s Stamp) Shipped() bool { return s.ID == shippedID }

// shippedID is the id of the drafts that ship; clinicID that of all versions
// a clinic adopts.
const (
	shippedID = "draft"
	clinicID  = "clinic"
)

// Library gives the protocol in use. One Library serves all transactions.
type Library struct {
	raw     []byte
	shipped *protocol.Protocol
	parse   func([]byte) (*protocol.Protocol, error)

	mu     sync.Mutex
	parsed map[record.Hash]*protocol.Protocol // adopted versions; they never change
	tried  map[record.Hash]checked            // the working copy as it was last seen
	files  map[record.Hash]*File              // versions taken apart; a File never changes
}

// checked is what Parse said of a working copy.
type checked struct {
	p   *protocol.Protocol
	err error
}

// NewLibrary reads the draft that ships.
func NewLibrary(shipped []byte) (*Library, error) {
	p, err := protocol.Parse(shipped)
	if err != nil {
		return nil, err
	}
	return newLibraryOf(bytes.Clone(shipped), p, protocol.Parse), nil
}

func newLibraryOf(raw []byte, p *protocol.Protocol, parse func([]byte) (*protocol.Protocol, error)) *Library {
	return &Library{raw: raw, shipped: p, parse: parse, parsed: map[record.Hash]*protocol.Protocol{}, tried: map[record.Hash]checked{}, files: map[record.Hash]*File{}}
}

// Shipped gives the draft that the program brought.
func (l *Library) Shipped() *protocol.Protocol { return l.shipped }

// InUse gives the protocol by which the clinic works now: the adopted version
// that stands, or the draft that ships while none has been adopted. Every
// transaction may call it: it reads one small field, and a version's body
// only once. Code Unavailable where this program cannot read that version.
func (l *Library) InUse(r record.Reader) (*protocol.Protocol, error) {
	stamps, err := adopted(r)
	if err != nil || len(stamps) == 0 {
		return l.shipped, err
	}
	return l.read(r, stamps[0])
}

// adopted gives the versions that stand, the one in use first. More than one
// is a conflict of two laptops that a further adoption settles: until then
// the higher number counts, then the later time, then the device; each of
// these is the same on every laptop.
func adopted(r record.Reader) ([]Stamp, error) {
	f, err := r.Fields(inUse)
	if err != nil {
		return nil, err
	}
	type standing struct {
		Stamp
		value record.Value
	}
	var all []standing
	for _, v := range f[fieldAdopted] {
		s := standing{value: v}
		if err := json.Unmarshal(v.Raw, &s.Stamp); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b standing) int {
		return cmp.Or(cmp.Compare(b.Version, a.Version), b.value.At.Compare(a.value.At),
			cmp.Compare(a.value.Event.Device, b.value.Event.Device), cmp.Compare(b.value.Event.Seq, a.value.Event.Seq))
	})
	var stamps []Stamp
	for _, s := range all {
		if !slices.Contains(stamps, s.Stamp) { // two people may sign the same bytes
			stamps = append(stamps, s.Stamp)
		}
	}
	return stamps, nil
}

// read gives an adopted version, parsed once for all.
func (l *Library) read(r record.Reader, s Stamp) (*protocol.Protocol, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.parsed[s.Hash]; p != nil {
		return p, nil
	}
	v, err := versionOf(r, s.Hash)
	if err != nil {
		return nil, err
	}
	p, err := l.parse(v.Raw)
	if err != nil {
		return nil, &record.Problem{Code: record.Unavailable, Text: "Version %d of the protocol cannot be read by this program.", Args: []any{s.Version},
			Next: "It is kept as it was signed. Install the newest program, or ask whoever looks after it."}
	}
	l.parsed[s.Hash] = p
	return p, nil
}

// check parses a working copy; the last few are remembered, because every
// look at the editor asks.
func (l *Library) check(raw []byte) (*protocol.Protocol, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := hashOf(raw)
	if c, ok := l.tried[h]; ok {
		return c.p, c.err
	}
	p, err := l.parse(raw)
	if len(l.tried) >= 8 {
		clear(l.tried)
	}
	l.tried[h] = checked{p, err}
	return p, err
}

// file takes a version apart, once for all.
func (l *Library) file(v Version) (*File, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.files[v.Hash]; f != nil {
		return f, nil
	}
	f, err := ReadFile(v.Raw)
	if err == nil {
		l.files[v.Hash] = f
	}
	return f, err
}
