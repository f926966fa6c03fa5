package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"fmt"
)

// xaes is XAES-256-GCM after the C2SP specification (c2sp.org/XAES-256-GCM):
// the first half of the nonce derives, by CMAC in counter mode, the key of an
// AES-256-GCM message whose nonce is the second half. So nonces may be random
// for any number of messages.
type xaes struct {
	block cipher.Block
	k1    [aes.BlockSize]byte // CMAC's first subkey
}

func newXAES(key []byte) (*xaes, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("XAES-256-GCM has keys of %d bytes, not %d", KeySize, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	x := &xaes{block: block}
	block.Encrypt(x.k1[:], x.k1[:])
	// Doubling in GF(2^128): shift left, and reduce by 0x87 if a bit fell out.
	carry := 0
	for i := len(x.k1) - 1; i >= 0; i-- {
		b := x.k1[i]
		x.k1[i] = b<<1 | byte(carry)
		carry = int(b >> 7)
	}
	x.k1[len(x.k1)-1] ^= byte(subtle.ConstantTimeSelect(carry, 0x87, 0))
	return x, nil
}

func (x *xaes) NonceSize() int { return nonceSize }
func (x *xaes) Overhead() int  { return tagSize }

// gcm derives the AES-256-GCM of one nonce.
func (x *xaes) gcm(nonce []byte) (cipher.AEAD, error) {
	if len(nonce) != nonceSize {
		return nil, fmt.Errorf("XAES-256-GCM has nonces of %d bytes, not %d", nonceSize, len(nonce))
	}
	var key [KeySize]byte
	for i := range 2 {
		m := key[i*aes.BlockSize:][:aes.BlockSize]
		m[1], m[2] = byte(i+1), 'X' // counter, label; byte 0 and the separator are 0
		copy(m[4:], nonce[:12])
		subtle.XORBytes(m, m, x.k1[:])
		x.block.Encrypt(m, m)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	clear(key[:])
	return cipher.NewGCM(block)
}

// Seal follows cipher.AEAD; like every AEAD it panics when the nonce has
// another length, which no caller here can bring about.
func (x *xaes) Seal(dst, nonce, plain, aad []byte) []byte {
	g, err := x.gcm(nonce)
	if err != nil {
		panic(err)
	}
	return g.Seal(dst, nonce[12:], plain, aad)
}

// Open follows cipher.AEAD.
func (x *xaes) Open(dst, nonce, sealed, aad []byte) ([]byte, error) {
	g, err := x.gcm(nonce)
	if err != nil {
		return nil, err
	}
	return g.Open(dst, nonce[12:], sealed, aad)
}
