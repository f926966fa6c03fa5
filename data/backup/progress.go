package backup

import (
	"io"
	"sync"
	"time"

	"kapdesk/app/backups"
)

// beat is how long nothing is told at most.
const beat = 100 * time.Millisecond

// teller passes progress on: at the beginning of a step, at each hundredth of
// it, and at every beat, also where nothing can be counted. A nil teller has
// nobody to tell. Nothing is told at the same time twice, nor after end.
type teller struct {
	tell func(backups.Progress)
	over sync.WaitGroup
	done chan struct{}

	mu   sync.Mutex
	at   backups.Progress
	told backups.Progress
}

func newTeller(tell func(backups.Progress)) *teller {
	if tell == nil {
		return nil
	}
	t := &teller{tell: tell, done: make(chan struct{})}
	t.over.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			select {
			case <-t.done:
				return
			case <-tick.C:
				t.change(func() bool { return t.at.Step != "" })
			}
		}
	})
	return t
}

// begin begins a step of so many bytes; 0 where nobody can say.
func (t *teller) begin(step backups.Step, total int64) {
	t.change(func() bool {
		t.at = backups.Progress{Step: step, Total: total}
		return true
	})
}

// set says how far the step has come.
func (t *teller) set(done, total int64) {
	t.change(func() bool {
		t.at.Done, t.at.Total = max(t.at.Done, done), total
		return total > 0 && (t.at.Done-t.told.Done)*100 >= total
	})
}

// change changes what is to be told, and tells it if f says so.
func (t *teller) change(f func() bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if f() {
		t.told = t.at
		t.tell(t.at)
	}
}

// end waits until nothing is being told any more.
func (t *teller) end() {
	if t != nil {
		close(t.done)
		t.over.Wait()
	}
}

// counted tells what passes through it.
type counted struct {
	r           io.Reader
	w           io.Writer
	t           *teller
	done, total int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.count(n)
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.count(n)
	return n, err
}

func (c *counted) count(n int) {
	c.done += int64(n)
	c.t.set(min(c.done, c.total), c.total)
}
