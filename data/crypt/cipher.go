package crypt

import (
	"crypto/cipher"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/sys/cpu"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Cipher is an authenticated cipher with a key of 32 bytes, a random nonce of
// 24 bytes and a tag of 16 bytes. Its value stands in the file.
type Cipher byte

const (
	XAES256GCM        Cipher = 1 // XAES-256-GCM (C2SP): fast where the processor has AES
	XChaCha20Poly1305 Cipher = 2 // fast everywhere
)

// Lengths of what a cipher adds to a message.
const (
	tagSize   = 16
	nonceSize = 24
	overhead  = tagSize + nonceSize
)

// Preferred gives the faster cipher of this machine. Each machine reads both.
func Preferred() Cipher {
	switch {
	case cpu.X86.HasAES && cpu.X86.HasPCLMULQDQ,
		cpu.ARM64.HasAES && cpu.ARM64.HasPMULL,
		cpu.S390X.HasAESGCM:
		return XAES256GCM
	}
	return XChaCha20Poly1305
}

// String gives the cipher's name as it stands in the derivation of keys.
func (c Cipher) String() string {
	switch c {
	case XAES256GCM:
		return "xaes-256-gcm"
	case XChaCha20Poly1305:
		return "xchacha20-poly1305"
	}
	return fmt.Sprintf("cipher %d", byte(c))
}

func (c Cipher) known() bool { return c == XAES256GCM || c == XChaCha20Poly1305 }

func (c Cipher) aead(key []byte) (cipher.AEAD, error) {
	switch c {
	case XAES256GCM:
		return newXAES(key)
	case XChaCha20Poly1305:
		return chacha20poly1305.NewX(key)
	}
	return nil, fmt.Errorf("%s is unknown", c)
}
