package vault

import (
	"errors"
	"sync"

	"filippo.io/age"

	"kapdesk/app/record"
)

// Personal is what opens the notes sealed to one person: the private half of
// the personal key pair, which only that person's passphrase unwraps. It never
// shows itself in text.
type Personal struct {
	hidden
	s func() *ownKey
}

type ownKey struct {
	mu sync.Mutex
	id *age.HybridIdentity // nil once wiped
}

func newPersonal(id *age.HybridIdentity) *Personal { return &Personal{s: behind(&ownKey{id: id})} }

// identity gives the private half; nil once wiped.
func (p *Personal) identity() *age.HybridIdentity {
	s := p.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// PublicKey gives the recipient that notes to this person are sealed to; ""
// once wiped.
func (p *Personal) PublicKey() string {
	if id := p.identity(); id != nil {
		return id.Recipient().String()
	}
	return ""
}

// Wipe forgets the key.
func (p *Personal) Wipe() {
	s := p.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id = nil
}

// PublicKey gives the recipient that notes to a person are sealed to, from a
// file that k has authenticated. ErrNoPerson if nobody of that identifier can
// sign in.
func (v *Vault) PublicKey(k *Keys, id record.ID) (string, error) {
	f, keys, err := v.authentic(k)
	if err != nil {
		return "", err
	}
	wipe(keys...)
	s := f.person(id)
	if s == nil {
		return "", ErrNoPerson
	}
	return s.Personal.Public, nil
}

// Seal encrypts a note to the recipients: its author and whom the author
// names. Whoever has the data key alone cannot open it. Age shows that a note
// was cut or changed, not who sealed it; that the event log shows.
func Seal(recipients []string, plain []byte) ([]byte, error) {
	if len(recipients) == 0 {
		return nil, errors.New("a note sealed to nobody")
	}
	var to []age.Recipient
	for _, text := range recipients {
		r, err := age.ParseHybridRecipient(text)
		if err != nil {
			return nil, err
		}
		to = append(to, r)
	}
	return sealTo(plain, to...)
}

// Open decrypts what was sealed to this person. ErrSealed if it was sealed to
// others, or the key has been wiped or made anew since; any other error means
// that it was changed or cut.
func (p *Personal) Open(sealed []byte) ([]byte, error) {
	id := p.identity()
	if id == nil {
		return nil, ErrSealed
	}
	plain, err := openWith(sealed, id)
	if no := (*age.NoIdentityMatchError)(nil); errors.As(err, &no) {
		return nil, ErrSealed
	}
	return plain, err
}
