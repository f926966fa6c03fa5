package measures

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxFile bounds an instrument's file; the longest shipped one is a tenth.
const maxFile = 256 << 10

// Parse reads an instrument and checks it wholly: an unknown or doubled key, a
// doubled id, a reference to nothing, a range that the items do not have,
// bands with a gap, words without a notice or without the right to them. The
// error names every place.
func Parse(raw []byte) (*Instrument, error) {
	if len(raw) > maxFile {
		return nil, fmt.Errorf("instrument: %d bytes is more than the %d allowed", len(raw), maxFile)
	}
	if err := noDoubledKeys(raw); err != nil {
		return nil, fmt.Errorf("instrument: %w", err)
	}
	var in Instrument
	if err := strict(raw, &in); err != nil {
		return nil, fmt.Errorf("instrument: %w", err)
	}
	in.Hash = sha256.Sum256(raw)
	if err := in.check(); err != nil {
		return nil, fmt.Errorf("instrument %q: %w", in.ID, err)
	}
	return &in, nil
}

// Shelf is the instruments at hand, in the order of their ids.
type Shelf struct {
	list []*Instrument
}

// Load reads every *.json of the file system, each named after its
// instrument's id.
func Load(files fs.FS) (*Shelf, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	s := &Shelf{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		in, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if path.Base(name) != in.ID+".json" {
			return nil, fmt.Errorf("%s holds the instrument %q", name, in.ID)
		}
		s.list = append(s.list, in)
	}
	slices.SortFunc(s.list, func(a, b *Instrument) int { return strings.Compare(a.ID, b.ID) })
	return s, nil
}

// All gives the instruments.
func (s *Shelf) All() []*Instrument { return append([]*Instrument(nil), s.list...) }

// Find gives the instrument of that id.
func (s *Shelf) Find(id string) (*Instrument, bool) {
	for _, in := range s.list {
		if in.ID == id {
			return in, true
		}
	}
	return nil, false
}

// IDs lists the ids for people: "asq, audit, audit-c".
func (s *Shelf) IDs() string {
	var ids []string
	for _, in := range s.list {
		ids = append(ids, in.ID)
	}
	return strings.Join(ids, ", ")
}
