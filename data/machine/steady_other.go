//go:build !linux && !windows && !darwin

package machine

import "time"

// Steady is a clock that nobody can turn and that goes on while the computer
// sleeps: the time since it was started. ErrUnknown where there is none.
func Steady() (time.Duration, error) { return 0, ErrUnknown }
