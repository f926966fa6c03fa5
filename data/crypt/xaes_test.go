package crypt

import (
	"bytes"
	"crypto/sha3"
	"encoding/hex"
	"testing"
)

// The vectors are those published with the specification.
func TestXAESVectors(t *testing.T) {
	for _, v := range []struct {
		key         byte
		aad, sealed string
	}{
		{1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		{3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		x, err := newXAES(bytes.Repeat([]byte{v.key}, KeySize))
		if err != nil {
			t.Fatal(err)
		}
		nonce, plain := []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), []byte("XAES-256-GCM")
		sealed := x.Seal(nil, nonce, plain, []byte(v.aad))
		if got := hex.EncodeToString(sealed); got != v.sealed {
			t.Errorf("sealed %s, not %s", got, v.sealed)
		}
		if opened, err := x.Open(nil, nonce, sealed, []byte(v.aad)); err != nil || !bytes.Equal(opened, plain) {
			t.Errorf("opened %q, %v", opened, err)
		}
		sealed[0] ^= 1
		if _, err := x.Open(nil, nonce, sealed, []byte(v.aad)); err == nil {
			t.Error("a flipped bit was not found")
		}
	}
}

// TestXAESAccumulated seals 10,000 random messages, which cover both cases of
// the doubling.
func TestXAESAccumulated(t *testing.T) {
	const want = "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
	in, out := sha3.NewSHAKE128(), sha3.NewSHAKE128()
	read := func(n int) []byte {
		b := make([]byte, n)
		in.Read(b)
		return b
	}
	for range 10_000 {
		x, err := newXAES(read(KeySize))
		if err != nil {
			t.Fatal(err)
		}
		nonce := read(nonceSize)
		plain := read(int(read(1)[0]))
		aad := read(int(read(1)[0]))
		sealed := x.Seal(nil, nonce, plain, aad)
		opened, err := x.Open(nil, nonce, sealed, aad)
		if err != nil || !bytes.Equal(opened, plain) {
			t.Fatalf("%d bytes do not open: %v", len(plain), err)
		}
		out.Write(sealed)
	}
	got := make([]byte, 32)
	out.Read(got)
	if hex.EncodeToString(got) != want {
		t.Errorf("all together %x", got)
	}
}

func TestXAESRefuses(t *testing.T) {
	if _, err := newXAES(make([]byte, 16)); err == nil {
		t.Error("a key of 16 bytes was taken")
	}
	x, err := newXAES(testKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Open(nil, make([]byte, 12), make([]byte, 32), nil); err == nil {
		t.Error("a nonce of 12 bytes was taken")
	}
}
