package machine

import (
	"time"

	"golang.org/x/sys/unix"
)

// Steady is a clock that nobody can turn and that goes on while the computer
// sleeps: the time since it was started. ErrUnknown where there is none.
func Steady() (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return 0, ErrUnknown
	}
	return time.Duration(t.Nano()), nil
}
