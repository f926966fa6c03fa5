package vault

import (
	"bytes"
	"strings"
	"sync"

	"filippo.io/age"

	"kapdesk/app/record"
)

// PIN is a quick way back in while the program runs. It is never written down.
// It holds the keys wrapped by the PIN together with a random secret, so that
// neither stands readable in memory while the program is locked. Five wrong
// tries in a row, and it is gone. Drop it at re-keying: it holds the old keys.
type PIN struct {
	hidden
	s func() *quick
}

type quick struct {
	mu     sync.Mutex
	secret []byte // nil once gone
	vault  []byte
	keys   []byte // wrapped
	own    []byte // wrapped; nil where there was no Personal
	left   int
}

// pinTries is how often a PIN may be wrong in a row.
const pinTries = 5

// pinCost slows down whoever has a copy of the memory; it is no passphrase.
var pinCost = Cost{MemoryKiB: leastMemory, Time: 2, Threads: 1}

// The refusals of a PIN.
var (
	ErrPINGone = error(&record.Problem{Code: record.Refused, Field: "pin",
		Text: "The PIN was wrong too often. Nothing was lost.",
		Next: "Sign in with your passphrase."})
	errPINForm = &record.Problem{Code: record.Invalid, Field: "pin",
		Text: "A PIN has four to eight digits.",
		Next: "Choose another PIN."}
	errPINEasy = &record.Problem{Code: record.Invalid, Field: "pin",
		Text: "This PIN is one digit repeated, or digits in a row.",
		Next: "Choose another PIN."}
)

// NewPIN keeps what an unlock gave for a quick unlock: four to eight digits,
// not one repeated or counted up or down. The person may be nil.
func NewPIN(pin string, k *Keys, own *Personal) (*PIN, error) {
	if len(pin) < 4 || len(pin) > 8 || strings.Trim(pin, "0123456789") != "" {
		return nil, errPINForm
	}
	if easyPIN(pin) {
		return nil, errPINEasy
	}
	all := k.all()
	defer wipe(all...)
	if len(all) == 0 {
		return nil, ErrStale
	}
	q := &quick{secret: random(keyLen), vault: bytes.Clone(k.s().vault), left: pinTries}
	key := pinCost.stretch(pin, q.secret)
	defer wipe(key)
	plain := bytes.Join(all, nil)
	defer wipe(plain)
	q.keys = wrap(key, plain, []byte("keys"))
	if own != nil && own.identity() != nil {
		q.own = wrap(key, []byte(own.identity().String()), []byte("own"))
	}
	return &PIN{s: behind(q)}, nil
}

func easyPIN(pin string) bool {
	for _, step := range []int{0, 1, -1} {
		even := true
		for i := 1; i < len(pin); i++ {
			even = even && int(pin[i])-int(pin[i-1]) == step
		}
		if even {
			return true
		}
	}
	return false
}

// Left gives how many wrong tries there may still be; 0 when the PIN is gone.
func (p *PIN) Left() int {
	q := p.s()
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.left
}

// Unlock gives the keys back, and the Personal if there was one. ErrWrongPIN
// while tries are left (Left says how many), then ErrPINGone.
func (p *PIN) Unlock(pin string) (*Keys, *Personal, error) {
	q := p.s()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.left == 0 {
		return nil, nil, ErrPINGone
	}
	key := pinCost.stretch(pin, q.secret)
	defer wipe(key)
	plain, err := unwrap(key, q.keys, []byte("keys"))
	if err != nil {
		return nil, nil, q.failed()
	}
	defer wipe(plain)
	var keys [][]byte
	for at := 0; at < len(plain); at += keyLen {
		keys = append(keys, bytes.Clone(plain[at:at+keyLen]))
	}
	q.left = pinTries
	if q.own == nil {
		return newKeys(q.vault, keys), nil, nil
	}
	text, err := unwrap(key, q.own, []byte("own"))
	if err != nil {
		return nil, nil, err
	}
	defer wipe(text)
	id, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return nil, nil, err
	}
	return newKeys(q.vault, keys), newPersonal(id), nil
}

// ErrWrongPIN is a PIN that does not fit, with tries left.
var ErrWrongPIN = error(&record.Problem{Code: record.Refused, Field: "pin",
	Text: "The PIN does not fit. Nothing was changed.",
	Next: "Try again, or sign in with your passphrase."})

func (q *quick) failed() error {
	if q.left--; q.left > 0 {
		return ErrWrongPIN
	}
	q.forget()
	return ErrPINGone
}

func (q *quick) forget() {
	wipe(q.secret, q.keys, q.own)
	q.secret, q.keys, q.own, q.left = nil, nil, nil, 0
}

// Wipe forgets everything: the PIN is gone.
func (p *PIN) Wipe() {
	q := p.s()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.forget()
}
