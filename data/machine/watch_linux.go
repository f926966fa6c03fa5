package machine

import (
	"context"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The pause before a bus that went away, or is not there, is tried again.
const (
	firstPause = time.Second
	lastPause  = time.Minute
)

func watchSystem(ctx context.Context, t *teller) {
	var both sync.WaitGroup
	both.Go(func() { stay(ctx, systemBus, firstPause, func(conn *dbus.Conn) { watchLogind(ctx, conn, t) }) })
	both.Go(func() { stay(ctx, sessionBus, firstPause, func(conn *dbus.Conn) { watchSavers(ctx, conn, t) }) })
	both.Wait()
}

// stay holds a connection to a bus and comes back to it quietly when it ends,
// until ctx does. The pause doubles while the bus does not answer.
func stay(ctx context.Context, addresses func() []string, pause time.Duration, watch func(*dbus.Conn)) {
	wait := pause
	for ctx.Err() == nil {
		if conn, err := openBus(ctx, addresses()); err == nil {
			watch(conn)
			conn.Close()
			wait = pause
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		wait = min(2*wait, lastPause)
	}
}
