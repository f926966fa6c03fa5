package machine

import (
	"context"
	"time"
)

func idle(ctx context.Context) (time.Duration, error) {
	text, err := output(ctx, "/usr/sbin/ioreg", "-r", "-d", "1", "-c", "IOHIDSystem")
	if err != nil {
		return 0, err
	}
	return registryIdle(text)
}
