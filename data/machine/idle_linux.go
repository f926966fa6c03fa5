package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

func idle(ctx context.Context) (time.Duration, error) {
	ways := []func(context.Context) (time.Duration, error){xIdle, mutterIdle, kdeIdle, logindIdle}
	if onWayland() {
		// An X server under Wayland sees only what is typed into its own
		// windows, and would call somebody idle who works in another program.
		ways = ways[1:]
	}
	var reasons []error
	for _, ask := range ways {
		d, err := ask(ctx)
		if err == nil {
			return d, nil
		}
		reasons = append(reasons, err)
	}
	return 0, fmt.Errorf("%w: %w", ErrUnknown, errors.Join(reasons...))
}

func onWayland() bool {
	return os.Getenv("WAYLAND_DISPLAY") != "" || os.Getenv("XDG_SESSION_TYPE") == "wayland"
}
