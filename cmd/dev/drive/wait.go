package drive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// quiet is how long the trace must stay the same for the program to count as
// idle: three of the intervals at which it may look for changes.
const quiet = 150 * time.Millisecond

// settled is the same for where the focus is after a key: two intervals.
const settled = 70 * time.Millisecond

// read takes in the trace.
func (w *Window) read() {
	if err := w.trace.Read(); err != nil {
		w.Fail("%v", err)
	}
}

// wait polls until cond holds, at most for the given time. It fails at once
// when the program has ended.
func (w *Window) wait(atMost time.Duration, what string, cond func(Line) bool) {
	if w.err != nil {
		return
	}
	if w.proc == nil {
		w.Fail("waiting for %s: the program is not running", what)
		return
	}
	deadline := time.Now().Add(atMost)
	for {
		w.read()
		if w.err != nil || cond(w.trace.Last()) {
			return
		}
		select {
		case <-w.proc.done:
			w.Fail("waiting for %s: the program ended: %v", what, w.proc.err)
			return
		case <-time.After(pollEvery):
		}
		if time.Now().After(deadline) {
			w.Fail("waiting for %s: not within %s", what, atMost)
			return
		}
	}
}

// Wait waits until cond holds; what names it in the failure.
func (w *Window) Wait(what string, cond func(Line) bool) { w.wait(waitTime, what, cond) }

// WaitRoute waits until a screen whose route is prefix, or starts with prefix
// and a slash, is shown and loaded.
func (w *Window) WaitRoute(prefix string) {
	w.Wait(fmt.Sprintf("the screen %q", prefix), func(l Line) bool {
		return !l.Busy && (l.Route == prefix || strings.HasPrefix(l.Route, strings.TrimSuffix(prefix, "/")+"/"))
	})
}

// WaitFocus waits until the focus is on the field.
func (w *Window) WaitFocus(id string) {
	w.Wait(fmt.Sprintf("the focus on %q", id), func(l Line) bool { return l.Focus == id })
}

// textSum is what the trace tells of a text.
func textSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// WaitText waits until exactly this text stands in the focused field.
func (w *Window) WaitText(text string) {
	w.Wait(fmt.Sprintf("the text %q in the field", text), func(l Line) bool { return l.Text == textSum(text) })
}

// WaitDialog waits until the dialog is open; "" until none is.
func (w *Window) WaitDialog(id string) {
	w.Wait(fmt.Sprintf("the dialog %q", id), func(l Line) bool { return l.Dialog == id })
}

// WaitSaved waits for a save that was acknowledged since the last key or
// click.
func (w *Window) WaitSaved() {
	before := w.before.Saved
	w.Wait("a save", func(l Line) bool { return !l.Busy && l.Saved != before })
}

// WaitDraft waits for a draft that is on disk since the last key or click.
func (w *Window) WaitDraft() { w.WaitDraftWithin(waitTime) }

// WaitDraftWithin is WaitDraft with the time that it may take.
func (w *Window) WaitDraftWithin(atMost time.Duration) {
	before := w.before.Draft
	w.wait(atMost, "a draft", func(l Line) bool { return l.Draft != before })
}

// WaitIdle waits until the program is not busy and its trace has been still
// for a moment.
func (w *Window) WaitIdle() { w.still(quiet) }

func (w *Window) still(moment time.Duration) {
	var n int
	since := time.Now()
	w.Wait("the program to be idle", func(l Line) bool {
		if l.Busy || l.N != n {
			n, since = l.N, time.Now()
			return false
		}
		return time.Since(since) >= moment
	})
}
