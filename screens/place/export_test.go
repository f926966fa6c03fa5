package place

import "time"

// SetAfter gives the Keeper a clock of the test's own.
func (k *Keeper) SetAfter(after func(time.Duration, func()) (stop func() bool)) { k.after = after }
