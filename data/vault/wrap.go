package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// canon builds the canonical encoding of what is authenticated: texts and
// bytes with their length before them, numbers in eight bytes, so that no two
// contents have the same encoding.
type canon struct{ b []byte }

func newCanon(label string) *canon { return (&canon{}).text(label) }

func (c *canon) bytes(p []byte) *canon {
	c.b = binary.BigEndian.AppendUint32(c.b, uint32(len(p)))
	c.b = append(c.b, p...)
	return c
}

func (c *canon) text(s string) *canon { return c.bytes([]byte(s)) }

func (c *canon) number(n int) *canon {
	c.b = binary.BigEndian.AppendUint64(c.b, uint64(n))
	return c
}

// wrap encrypts with XChaCha20-Poly1305: nonce ‖ ciphertext ‖ tag.
func wrap(key, plain, aad []byte) []byte {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key of another length
	}
	nonce := random(aead.NonceSize())
	return aead.Seal(nonce, nonce, plain, aad)
}

var errUnwrap = errors.New("the key does not fit")

func unwrap(key, wrapped, aad []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	if len(wrapped) < aead.NonceSize() {
		return nil, errUnwrap
	}
	plain, err := aead.Open(nil, wrapped[:aead.NonceSize()], wrapped[aead.NonceSize():], aad)
	if err != nil {
		return nil, errUnwrap
	}
	return plain, nil
}

func sum(key []byte, c *canon) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(c.b)
	return h.Sum(nil)
}

// sealTo encrypts to every recipient, as a binary age file.
func sealTo(plain []byte, to ...age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// openWith decrypts a binary age file as a whole.
func openWith(sealed []byte, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
