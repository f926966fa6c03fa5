package notes

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"

	"kapdesk/app/record"
)

// Keys seals and opens. It is called inside transactions of the log, so it
// must not use the log itself. Its errors are Problems.
type Keys interface {
	// Seal encrypts to people who can sign in, by their identifiers. Code
	// NotFound for somebody who has no passphrase.
	Seal(to []record.ID, plain []byte) ([]byte, error)
	// Open decrypts what was sealed to the person who is signed in. Code
	// NotAllowed when it was sealed to others, or their key was made anew
	// since; any other error means that it was changed or cut.
	Open(sealed []byte) ([]byte, error)
	// Key names the key that somebody is sealed to now: their public key or
	// a hash of it. "" for somebody who has no passphrase. Two keys never
	// have the same name; changing one's own passphrase keeps the key.
	Key(id record.ID) string
}

// content is what is sealed. The salt makes it impossible to guess a text from
// the Sum of a version, which stands in the log so that nobody can seal another
// text to somebody as the one that was signed.
type content struct {
	Salt []byte `json:"salt"`
	Text string `json:"text"`
}

// wrap makes the bytes to be sealed.
func wrap(text string) ([]byte, error) {
	c := content{Salt: make([]byte, 32), Text: text}
	if _, err := rand.Read(c.Salt); err != nil {
		return nil, err
	}
	return json.Marshal(c)
}

// unwrap gives the text back if the bytes are those that were signed.
func unwrap(plain []byte, sum record.Hash) (string, error) {
	var c content
	if sha256.Sum256(plain) != sum || json.Unmarshal(plain, &c) != nil {
		return "", damaged()
	}
	return c.Text, nil
}

func damaged() *record.Problem {
	return &record.Problem{Code: record.Unavailable, Text: "This note is damaged: it is not what was signed, and is not shown.",
		Next: "Ask whoever looks after the backups to bring it back."}
}

// seal seals to people and says to which key of each.
func (d *Desk) seal(f *folk, to []record.ID, plain []byte) (sealing, error) {
	s := sealing{}
	for _, id := range to {
		s.To = append(s.To, recipient{id, f.key(id)})
	}
	var err error
	s.Sealed, err = d.keys.Seal(to, plain)
	return s, err
}

// unseal gives what is sealed in a version, and its text, to the person who is
// signed in.
func (d *Desk) unseal(v *version, by record.ID) (plain []byte, text string, err error) {
	named := false
	for _, s := range v.seals {
		if !s.names(by) {
			continue
		}
		named = true
		opened, failed := d.keys.Open(s.Sealed)
		if failed == nil {
			if text, failed = unwrap(opened, v.Sum); failed == nil {
				return opened, text, nil
			}
		}
		// Another sealing of the same text may open.
		if record.CodeOf(failed) != record.NotAllowed {
			err = failed
		}
	}
	switch {
	case record.CodeOf(err) == "" && err != nil:
		return nil, "", damaged()
	case err != nil:
		return nil, "", err
	case !named:
		return nil, "", &record.Problem{Code: record.NotAllowed, Text: "This note is sealed to others.", Next: "Ask who wrote it to let you read it."}
	}
	return nil, "", v.lost(by)
}

// lost says why somebody to whom a version was sealed cannot open it now.
func (v *version) lost(by record.ID) *record.Problem {
	p := &record.Problem{Code: record.NotAllowed, Text: "This note was sealed to a key of yours that is no more, so you cannot open it.",
		Next: "Ask who wrote it to share it with you again."}
	if by == v.author {
		p.Next = "Ask somebody who can read it to share it back."
		if len(v.people()) == 1 {
			p.Next = "It was sealed to nobody else: nobody can open it any more."
		}
	}
	return p
}
