package vault

import (
	"bytes"
	"errors"
	"testing"
)

func TestPINRefused(t *testing.T) {
	v := clinic(t)
	for _, pin := range []string{"", "123", "123456789", "12a4", " 4711", "٤٧١١", "1111", "1234", "98765432", "00000000"} {
		if _, err := NewPIN(pin, v.k, nil); err == nil {
			t.Errorf("%q accepted", pin)
		}
	}
	v.k.Wipe()
	_, err := NewPIN("4711", v.k, nil)
	is(t, err, ErrStale)
}

func TestPIN(t *testing.T) {
	v := clinic(t)
	must(t, v.BeginRekey(v.k))
	next, _ := v.Pending(v.k)
	_, own := unlock(t, v.Vault, anna.ID, annaPass)
	data, public := v.k.Data(), own.PublicKey()
	p, err := NewPIN("4711", v.k, own)
	must(t, err)
	v.k.Wipe()
	own.Wipe()

	for range pinTries - 1 {
		_, _, err := p.Unlock("4712")
		is(t, err, ErrWrongPIN)
	}
	if p.Left() != 1 {
		t.Errorf("%d tries left", p.Left())
	}
	k, mine, err := p.Unlock("4711")
	must(t, err)
	if !bytes.Equal(k.Data(), data) || mine.PublicKey() != public {
		t.Error("the PIN gives other keys")
	}
	if got, ok := v.Pending(k); !ok || !bytes.Equal(got, next) {
		t.Error("the PIN lost the next key")
	}
	if p.Left() != pinTries {
		t.Errorf("after a success %d tries left", p.Left())
	}
}

func TestFiveWrongPINsAndItIsGone(t *testing.T) {
	v := clinic(t)
	p, err := NewPIN("271828", v.k, nil)
	must(t, err)
	held := [][]byte{p.s().secret, p.s().keys}
	for i := range pinTries {
		_, _, err := p.Unlock("000000")
		if last := i == pinTries-1; errors.Is(err, ErrPINGone) != last || errors.Is(err, ErrWrongPIN) == last {
			t.Errorf("try %d: %v", i+1, err)
		}
	}
	_, _, err = p.Unlock("271828")
	is(t, err, ErrPINGone)
	for _, b := range held {
		if !bytes.Equal(b, make([]byte, len(b))) {
			t.Error("what it held is still in memory")
		}
	}
	p, err = NewPIN("271828", v.k, nil)
	must(t, err)
	p.Wipe()
	_, _, err = p.Unlock("271828")
	is(t, err, ErrPINGone)
}

// What a PIN holds shows none of the keys, neither itself nor its form.
func TestPINHoldsNothingReadable(t *testing.T) {
	v := clinic(t)
	p, err := NewPIN("271828", v.k, nil)
	must(t, err)
	for _, b := range [][]byte{p.s().secret, p.s().vault, p.s().keys} {
		if bytes.Contains(b, v.k.Data()[:8]) || bytes.Contains(b, []byte("271828")) {
			t.Error("a key or the PIN stands readable in memory")
		}
	}
}
