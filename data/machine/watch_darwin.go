package machine

import (
	"context"
	"time"
)

// askEvery is the time between two questions about the lock; each starts a
// program.
const askEvery = 2 * time.Second

func watchSystem(ctx context.Context, t *teller) {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	locked := func() (bool, error) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		text, err := output(ctx, "/usr/sbin/ioreg", "-n", "Root", "-d", "1")
		if err != nil {
			return false, err
		}
		return registryLocked(text)
	}
	watchScreen(ctx, ticker.C, locked, func(s Signal) { t.say(s) })
}
