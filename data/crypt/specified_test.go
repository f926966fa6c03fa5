package crypt

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
)

// specified seals a message as docs/format.md says, with HKDF written out.
func specified(t *testing.T, c Cipher, purpose string, number []byte, id [12]byte, plain []byte) []byte {
	t.Helper()
	mac := func(key []byte, parts ...[]byte) []byte {
		h := hmac.New(sha256.New, key)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	name := map[Cipher]string{1: "xaes-256-gcm", 2: "xchacha20-poly1305"}[c]
	extracted := mac(id[:], testKey)
	key := mac(extracted, []byte("kapdesk crypt 1 "+name+" "+purpose), []byte{1})
	var a cipher.AEAD
	var err error
	if c == 1 {
		a, err = newXAES(key)
	} else {
		a, err = chacha20poly1305.NewX(key)
	}
	if err != nil {
		t.Fatal(err)
	}
	nonce := []byte("any 24 bytes will do !!!")
	return append(a.Seal(nil, nonce, plain, append(number, id[:]...)), nonce...)
}
