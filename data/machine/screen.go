package machine

import (
	"context"
	"time"
)

// watchScreen asks with each tick whether the screen is locked and tells of
// every change, until ctx ends; that it is locked at the beginning is one. A
// question without an answer changes nothing.
func watchScreen(ctx context.Context, ticks <-chan time.Time, locked func() (bool, error), say func(Signal)) {
	was := false
	for {
		if is, err := locked(); err == nil && is != was {
			was = is
			say(either(is, SessionLocked, SessionUnlocked))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

func either(first bool, a, b Signal) Signal {
	if first {
		return a
	}
	return b
}
