// Package notestest is what the tests of psychotherapy notes need: keys that
// seal by a toy cipher, and a search for a text in whatever form it may stand.
package notestest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"kapdesk/app/notes"
	"kapdesk/app/record"
)

// Ring is a notes.Keys for tests: a key for each person, and whoever is signed
// in. It keeps the rules of real keys and none of their strength.
type Ring struct {
	SignedIn record.ID
	Err      error // what Seal and Open fail with, if anything

	keys map[record.ID][]byte
	made int // counts keys and sealings, so that none is like another
}

var _ notes.Keys = (*Ring)(nil)

// New gives each of some people a key.
func New(people ...record.ID) *Ring {
	r := &Ring{keys: map[record.ID][]byte{}}
	for _, id := range people {
		r.Give(id)
	}
	return r
}

// Give gives somebody a key, in the place of one they may have had: what was
// sealed to that opens no more.
func (r *Ring) Give(id record.ID) {
	r.made++
	sum := sha256.Sum256([]byte(fmt.Sprintf("key %d of %s", r.made, id)))
	r.keys[id] = sum[:]
}

// Take takes somebody's key away.
func (r *Ring) Take(id record.ID) { delete(r.keys, id) }

// Key implements notes.Keys.
func (r *Ring) Key(id record.ID) string {
	if r.keys[id] == nil {
		return ""
	}
	return keyName(r.keys[id])
}

func keyName(key []byte) string {
	sum := sha256.Sum256(append([]byte("name"), key...))
	return hex.EncodeToString(sum[:8])
}

// box is one sealing to one key.
type box struct {
	Key    string `json:"key"`
	Nonce  int    `json:"nonce"`
	Masked []byte `json:"masked"`
	Check  []byte `json:"check"`
}

// Seal implements notes.Keys.
func (r *Ring) Seal(to []record.ID, plain []byte) ([]byte, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	if len(to) == 0 {
		return nil, errors.New("sealed to nobody")
	}
	var boxes []box
	for _, id := range to {
		key := r.keys[id]
		if key == nil {
			return nil, &record.Problem{Code: record.NotFound, Text: "This person cannot sign in here. Nothing was changed."}
		}
		r.made++
		boxes = append(boxes, box{keyName(key), r.made, mask(key, r.made, plain), check(key, plain)})
	}
	return json.Marshal(boxes)
}

// Open implements notes.Keys.
func (r *Ring) Open(sealed []byte) ([]byte, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	var boxes []box
	if err := json.Unmarshal(sealed, &boxes); err != nil {
		return nil, err
	}
	key := r.keys[r.SignedIn]
	for _, b := range boxes {
		if key == nil || b.Key != keyName(key) {
			continue
		}
		plain := mask(key, b.Nonce, b.Masked)
		if !bytes.Equal(check(key, plain), b.Check) {
			return nil, errors.New("changed or cut")
		}
		return plain, nil
	}
	return nil, &record.Problem{Code: record.NotAllowed, Text: "This note is sealed to others."}
}

// mask is its own reverse.
func mask(key []byte, nonce int, text []byte) []byte {
	out := bytes.Clone(text)
	for i := range out {
		if i%sha256.Size == 0 {
			block := append(bytes.Clone(key), "mask"...)
			block = binary.BigEndian.AppendUint64(block, uint64(nonce))
			sum := sha256.Sum256(binary.BigEndian.AppendUint64(block, uint64(i)))
			for j := i; j < min(i+sha256.Size, len(out)); j++ {
				out[j] ^= sum[j-i]
			}
		}
	}
	return out
}

func check(key, plain []byte) []byte {
	sum := sha256.Sum256(append(append([]byte("check"), key...), plain...))
	return sum[:]
}
