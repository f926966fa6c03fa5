package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"sync"
)

// keyLen is the length of every symmetric key here, in bytes.
const keyLen = 32

// Keys is what an unlock gives. Its methods may be called at the same time.
// It never shows itself in text.
type Keys struct {
	hidden
	s func() *secrets
}

type secrets struct {
	mu    sync.Mutex
	vault []byte   // the identifier of the key file
	keys  [][]byte // the data key; while re-keying also the next; none once wiped
}

// newKeys takes over the slices in keys.
func newKeys(vault []byte, keys [][]byte) *Keys {
	return &Keys{s: behind(&secrets{vault: bytes.Clone(vault), keys: keys})}
}

// Data gives a copy of the store's present data key, 32 bytes; nil once wiped.
func (k *Keys) Data() []byte {
	s := k.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.keys) == 0 {
		return nil
	}
	return bytes.Clone(s.keys[0])
}

// For gives the key for one purpose, as "backup" or "audit": 32 bytes derived
// from the data key by HKDF-SHA256; nil once wiped. It changes with the data
// key.
func (k *Keys) For(purpose string) []byte {
	s := k.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.keys) == 0 {
		return nil
	}
	return derive(s.keys[0], s.vault, "kapdesk/purpose/"+purpose)
}

// Wipe overwrites the keys in memory. What Data and For gave before is the
// caller's to overwrite; Go gives no promise about copies it made by itself.
func (k *Keys) Wipe() {
	s := k.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	wipe(s.keys...)
	s.keys = nil
}

// all gives a copy of the data key and, while re-keying, the next.
func (k *Keys) all() [][]byte {
	s := k.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.keys)
}

// set exchanges the keys, unless they were wiped meanwhile.
func (k *Keys) set(keys [][]byte) {
	s := k.s()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.keys) == 0 {
		return
	}
	fresh := copies(keys)
	wipe(s.keys...)
	s.keys = fresh
}

func copies(keys [][]byte) [][]byte {
	var out [][]byte
	for _, key := range keys {
		out = append(out, bytes.Clone(key))
	}
	return out
}

func wipe(keys ...[]byte) {
	for _, key := range keys {
		clear(key)
	}
}

// derive gives 32 bytes by HKDF-SHA256.
func derive(secret, salt []byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, secret, salt, info, keyLen)
	if err != nil {
		panic(err) // only for a length that SHA-256 cannot give
	}
	return key
}

// random gives n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: the program ends where the system has none
	return b
}
