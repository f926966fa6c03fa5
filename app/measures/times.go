package measures

import "time"

// Window says when a point lies, counted from what it hangs on: from when a
// form counts for it, when it is due, when it is late, and until when it still
// counts. Before is counted backwards from the session.
type Window struct {
	Point Point
	From  time.Duration
	Due   time.Duration
	Late  time.Duration
	Until time.Duration
}

// Times are the windows of the points, as the protocol has them.
type Times []Window
