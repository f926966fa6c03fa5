package machine

import (
	"errors"
	"testing"
	"time"
)

// The steady clock runs as fast as Go's own.
func TestSteady(t *testing.T) {
	a, err := Steady()
	if errors.Is(err, ErrUnknown) {
		if a != 0 {
			t.Errorf("unknown, and %s", a)
		}
		return
	}
	begun := time.Now()
	time.Sleep(30 * time.Millisecond)
	b, err := Steady()
	if passed := time.Since(begun); err != nil || b-a < 25*time.Millisecond || b-a > passed+time.Second {
		t.Errorf("%s in %s, %v", b-a, passed, err)
	}
}
