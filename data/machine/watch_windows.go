package machine

import (
	"context"
	"fmt"
	"time"
)

var (
	openInputDesktop = user32.NewProc("OpenInputDesktop")
	closeDesktop     = user32.NewProc("CloseDesktop")
)

// switchDesktop is the right to show a desktop, DESKTOP_SWITCHDESKTOP.
const switchDesktop = 0x0100

func watchSystem(ctx context.Context, t *teller) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	watchScreen(ctx, ticker.C, screenLocked, func(s Signal) { t.say(s) })
}

// screenLocked reports whether the desktop that gets the keys is out of our
// reach: that of the lock screen, or of a question for an administrator.
func screenLocked() (bool, error) {
	if err := openInputDesktop.Find(); err != nil {
		return false, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	desktop, _, _ := openInputDesktop.Call(0, 0, switchDesktop)
	if desktop == 0 {
		return true, nil
	}
	closeDesktop.Call(desktop)
	return false, nil
}
