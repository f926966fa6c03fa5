package protocol

import (
	"slices"
	"sync"

	"kapdesk/app/record"
)

// Use gives the protocol in use as the store stands in this transaction. It
// is asked each time and its answer never kept: another version may have been
// adopted since.
type Use func(r record.Reader) (*Protocol, error)

// At gives the version of a protocol that has this hash. Code NotFound when
// the store does not hold it, or it can no longer be read.
type At func(r record.Reader, hash record.Hash) (*Protocol, error)

// Always is the Use of this protocol alone.
func (p *Protocol) Always(record.Reader) (*Protocol, error) { return p, nil }

// Used says with which version of a protocol something was done.
type Used struct {
	ID      string      `json:"id"`
	Version int         `json:"version"`
	Hash    record.Hash `json:"hash"`
}

// Used gives the protocol's identity.
func (p *Protocol) Used() Used { return Used{p.ID, p.Version, p.Hash} }

// Keep puts the protocol's own bytes into the store, so that whatever was
// done with this version can be read by it for ever, also after the program
// or the clinic has moved on to another. It gives the version's identity.
func (p *Protocol) Keep(tx record.Tx) (Used, error) {
	_, err := tx.PutBlob(p.raw)
	return p.Used(), err
}

// Bytes gives a copy of what the protocol was read from.
func (p *Protocol) Bytes() []byte { return slices.Clone(p.raw) }

// maxVersions bounds how many versions are kept in memory: a clinic has a few.
const maxVersions = 8

// Versions finds the versions that Keep has kept; the zero value is ready.
// Each is parsed once, because rules are asked for in every transaction.
type Versions struct {
	mu   sync.Mutex
	seen map[record.Hash]*Protocol
}

// At implements At.
func (v *Versions) At(r record.Reader, hash record.Hash) (*Protocol, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if p, ok := v.seen[hash]; ok {
		return p, nil
	}
	raw, err := r.Blob(hash)
	if err != nil {
		return nil, err
	}
	p, err := Parse(raw)
	if err != nil {
		// A program that asks more of a protocol reads some old ones no
		// longer. Nobody is kept from their work for that.
		return nil, &record.Problem{Code: record.NotFound, Text: "This version of the protocol can no longer be read."}
	}
	if v.seen == nil || len(v.seen) >= maxVersions {
		v.seen = map[record.Hash]*Protocol{}
	}
	v.seen[hash] = p
	return p, nil
}
