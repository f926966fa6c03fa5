package machine

import (
	"context"
	"time"
)

// Idle is how long nobody has touched the keyboard or the mouse of this
// session, in any program. Where the system does not say, the error is
// ErrUnknown, and the caller has only what its own window has seen.
//
// Linux: the X server; under Wayland, GNOME, or the session manager, which
// tells it only once the desktop itself counts the session as idle. Windows and
// macOS: the system.
func Idle() (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return idle(ctx)
}
