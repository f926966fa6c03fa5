// Package machine says what the program must know of the computer it runs on:
// how long nobody has touched it, when it sleeps and when its session is
// locked, whether a folder lies on an encrypted disk, on which disk, and how
// much fits there.
//
// Every answer can be "cannot tell": an error that is ErrUnknown, or a third
// state. Nothing here waits for the system much longer than two seconds, and
// nothing opens a network connection: what is asked over a socket is asked
// over a Unix socket. It shows no words to anybody; the callers say them.
package machine

import (
	"errors"
	"time"
)

// ErrUnknown is the answer when the system does not say, or says what cannot
// be relied on. Errors that wrap it give the reason for a log; they hold paths
// of the system at most.
var ErrUnknown = errors.New("the system does not tell")

// patience is how long one question to the system may take.
const patience = 2 * time.Second

// within gives what f answers, and ErrUnknown when it takes longer than the
// limit: a folder on a server that has gone away can hold a call for ever.
// What was begun then ends on its own, and its answer is dropped.
func within[T any](limit time.Duration, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := f()
		answered <- answer{value, err}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-timer.C:
		var none T
		return none, ErrUnknown
	}
}
