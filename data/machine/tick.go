package machine

import "time"

// sinceTick is the time between two readings of a counter of milliseconds that
// begins again at zero after 2³² of them. The counter is read in steps of
// about 16 ms, so that the last touch may seem to lie a little ahead.
func sinceTick(now, last uint32) time.Duration {
	past := now - last
	if ahead := last - now; ahead <= 1000 {
		return 0
	}
	return time.Duration(past) * time.Millisecond
}
