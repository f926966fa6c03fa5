//go:build !linux && !windows && !darwin

package machine

import (
	"context"
	"time"
)

func idle(context.Context) (time.Duration, error) { return 0, ErrUnknown }
