package vault

import (
	"bytes"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"

	"kapdesk/app/record"
)

// version is that of the key file we write. Every earlier one stays readable.
const version = 1

// maxFile is the longest key file, in bytes: some 500 people.
const maxFile = 4 << 20

// file is the key file. Bytes stand in it as base64.
type file struct {
	Version int      `json:"version"`
	Vault   []byte   `json:"vault"`  // its random identifier, 16 bytes
	Slots   []slot   `json:"slots"`  // people in the order they were added, and one recovery
	Backup  []backup `json:"backup"` // the newest first
	MACs    [][]byte `json:"macs"`   // of the whole, one under each data key
}

// The kinds of slot.
const (
	kindPerson   = "person"
	kindRecovery = "recovery"
)

// slot is one way to the data key. KDF, Entry and Personal are a person's
// alone: the private half of a recovery's entry is on paper.
type slot struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Person   record.ID `json:"person,omitempty"`
	Name     string    `json:"name,omitempty"`
	KDF      *kdf      `json:"kdf,omitempty"`
	Public   string    `json:"public"`             // of the entry, an age recipient
	Entry    []byte    `json:"entry,omitempty"`    // its private half under the passphrase
	Keys     []reach   `json:"keys"`               // the data key; while re-keying also the next
	Personal *personal `json:"personal,omitempty"` // the key pair for sealed notes
}

type kdf struct {
	Name    string `json:"name"` // argon2id
	Memory  uint32 `json:"memory"`
	Time    uint32 `json:"time"`
	Threads uint8  `json:"threads"`
	Salt    []byte `json:"salt"`
}

func (k *kdf) cost() Cost { return Cost{k.Memory, k.Time, k.Threads} }

const kdfName = "argon2id"

// reach is one data key as a slot reaches it.
type reach struct {
	Sealed []byte `json:"sealed"` // the data key sealed to the entry, an age file
	Proof  []byte `json:"proof"`  // HMAC over it under the slot's link
	Link   []byte `json:"link"`   // the link under the data key
}

type personal struct {
	Public  string `json:"public"`  // an age recipient
	Private []byte `json:"private"` // under the passphrase
}

type backup struct {
	Public  string   `json:"public"`  // an age recipient
	Private [][]byte `json:"private"` // under each data key
}

// encode gives the file's bytes. One content has one form only.
func (f *file) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	if out.Len() > maxFile {
		return nil, errors.New("the key file grew too long")
	}
	return out.Bytes(), nil
}

// parse reads the file's bytes and checks what can be checked without a key.
// Its errors are ErrNewer and causes for a person's "damaged".
func parse(raw []byte) (*file, error) {
	if len(raw) > maxFile {
		return nil, errors.New("too long")
	}
	f := &file{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil || f.Version != version {
		return nil, unreadable(raw, err)
	}
	// Duplicate fields, other spellings of a name, text after the end: none
	// of them comes out again as it went in.
	if again, err := f.encode(); err != nil || !bytes.Equal(again, raw) {
		return nil, errors.New("not in the form that we write")
	}
	return f, f.check()
}

// unreadable says why a file is not one of ours: its fields mean nothing until
// the version is known.
func unreadable(raw []byte, err error) error {
	var v struct{ Version int }
	if json.Unmarshal(raw, &v) == nil && v.Version > version {
		return ErrNewer
	}
	return errors.Join(err, fmt.Errorf("version %d", v.Version))
}

// count is the number of data keys: two while re-keying.
func (f *file) count() int { return len(f.MACs) }

// person finds a person's slot; nil if there is none.
func (f *file) person(id record.ID) *slot {
	for i := range f.Slots {
		if f.Slots[i].Kind == kindPerson && f.Slots[i].Person == id {
			return &f.Slots[i]
		}
	}
	return nil
}

// recovery finds the slot of the recovery sheet; there is always one.
func (f *file) recovery() *slot {
	for i := range f.Slots {
		if f.Slots[i].Kind == kindRecovery {
			return &f.Slots[i]
		}
	}
	return nil
}

func (f *file) people() []Person {
	var out []Person
	for _, s := range f.Slots {
		if s.Kind == kindPerson {
			out = append(out, Person{s.Person, s.Name})
		}
	}
	return out
}

// head is the canonical encoding of what a slot's ciphertexts are bound to:
// all of it but them, and but the name, which others may change who do not
// know the passphrase. The name is under the MAC of the whole.
func (f *file) head(label string, s *slot) *canon {
	c := newCanon("kapdesk/" + label).number(f.Version).bytes(f.Vault)
	c.text(s.ID).text(s.Kind).text(string(s.Person)).text(s.Public)
	if s.KDF != nil {
		c.text(s.KDF.Name).number(int(s.KDF.Memory)).number(int(s.KDF.Time)).number(int(s.KDF.Threads)).bytes(s.KDF.Salt)
	}
	if s.Personal != nil {
		c.text(s.Personal.Public)
	}
	return c
}

// mac authenticates the whole file, its MACs aside, under a data key.
func (f *file) mac(data []byte) []byte {
	c := newCanon("kapdesk/file").number(f.count()).number(len(f.Slots))
	for i := range f.Slots {
		s := &f.Slots[i]
		c.bytes(f.head("slot", s).b).text(s.Name).bytes(s.Entry).number(len(s.Keys))
		for _, r := range s.Keys {
			c.bytes(r.Sealed).bytes(r.Proof).bytes(r.Link)
		}
		if s.Personal != nil {
			c.bytes(s.Personal.Private)
		}
	}
	c.number(len(f.Backup))
	for _, b := range f.Backup {
		c.text(b.Public).number(len(b.Private))
		for _, p := range b.Private {
			c.bytes(p)
		}
	}
	return sum(derive(data, f.Vault, "kapdesk/vault/file"), c)
}

// authentic reports whether the file was written by whoever holds these keys.
func (f *file) authentic(keys [][]byte) bool {
	if len(keys) == 0 || len(keys) != f.count() {
		return false
	}
	for i, data := range keys {
		if !hmac.Equal(f.mac(data), f.MACs[i]) {
			return false
		}
	}
	return true
}

// authenticate writes the MACs under the keys.
func (f *file) authenticate(keys [][]byte) {
	f.MACs = make([][]byte, len(keys))
	for i, data := range keys {
		f.MACs[i] = f.mac(data)
	}
}
