package drive

import (
	"fmt"
	"strings"
	"time"
)

const (
	// mostTabs is how often TabTo presses Tab: more than any screen has
	// fields.
	mostTabs = 150
	// tabTime is how long a Tab may take to move the focus.
	tabTime = 1500 * time.Millisecond
	// mostStill is how many Tabs in a row may show no effect: the focus may
	// move between widgets that have no id.
	mostStill = 5
	// typeDelay lies between two typed keys.
	typeDelay = 6 * time.Millisecond
)

// mark remembers the state before an action, for WaitSaved and WaitDraft.
func (w *Window) mark() {
	if w.err == nil {
		w.before = w.Line()
	}
}

// Press presses one key, as a menu shows it: "Tab", "Ctrl+Enter", "Alt+2".
func (w *Window) Press(key string) {
	name, err := KeyName(key)
	if err != nil {
		w.Fail("%v", err)
	}
	w.mark()
	w.do("key", "--clearmodifiers", name)
	w.stale = true
}

// Type types the text into what has the focus. A line break presses Enter.
func (w *Window) Type(text string) {
	if err := typeable(text); err != nil {
		w.Fail("%v", err)
	}
	w.mark()
	w.typed = append(w.typed, text)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			w.do("key", "--clearmodifiers", "Return")
		}
		if line != "" {
			w.do("type", "--clearmodifiers", "--delay", fmt.Sprint(typeDelay.Milliseconds()), "--", line)
		}
	}
}

// BackTo presses Shift+Tab until the field has the focus.
func (w *Window) BackTo(id string) { w.goTo("Shift+Tab", id) }

// TabTo presses Tab until the field has the focus, which proves that it can
// be reached by keyboard. It fails when it has been round the window twice, or
// when Tab moves nothing.
func (w *Window) TabTo(id string) { w.goTo("Tab", id) }

func (w *Window) goTo(key, id string) {
	if w.stale {
		w.still(settled)
	}
	var seen []string
	still, late := 0, false
	for range mostTabs {
		at := w.Line()
		if w.err == nil && at.Focus == id && late {
			// A Tab that showed no effect in time may have one still.
			w.still(tabTime)
			late = false
			continue
		}
		if w.err != nil || at.Focus == id {
			return
		}
		if still == 0 {
			seen = append(seen, at.Focus)
		}
		if times(seen, at.Focus) > 2 {
			break // round the window twice
		}
		w.Press(key)
		w.stale = false // moved waits for what it does
		if w.moved(at.Focus) {
			still = 0
			continue
		}
		late = true
		if still++; still == mostStill {
			w.Fail("%s to %q: the focus stays on %q; it was on %s", key, id, at.Focus, strings.Join(seen, ", "))
			return
		}
	}
	w.Fail("%s to %q: not reached; the focus was on %s", key, id, strings.Join(seen, ", "))
}

func times(all []string, s string) (n int) {
	for _, one := range all {
		if one == s {
			n++
		}
	}
	return n
}

// moved waits a moment for the focus to be elsewhere. (A new line of the trace
// is not enough: it may tell of a draft, and a second Tab would go too far.)
func (w *Window) moved(from string) bool {
	deadline := time.Now().Add(tabTime)
	for w.err == nil && time.Now().Before(deadline) {
		if w.Line().Focus != from {
			return true
		}
		time.Sleep(pollEvery)
	}
	return false
}

// GoOn presses Enter in a field and waits a moment for the focus to go on. On a
// busy machine it does so late, and a Tab before that would go too far.
func (w *Window) GoOn() {
	from := w.Line().Focus
	w.Press("Enter")
	w.stale = !w.moved(from)
}

// Fill puts the text into the field in place of what is there, and waits until
// it stands there.
func (w *Window) Fill(id, text string) {
	w.TabTo(id)
	w.Press("Ctrl+a")
	if text == "" {
		w.Press("Delete")
		return
	}
	w.Type(text)
	w.WaitText(text)
}

// PressOn tabs to a button or a box and presses the space bar.
func (w *Window) PressOn(id string) {
	w.TabTo(id)
	w.Press("Space")
}

// Click clicks the middle of the widget with that id, where the trace says
// that it is. If the trace does not say, Tab goes there first.
func (w *Window) Click(id string) {
	if _, ok := w.Line().Points[id]; !ok {
		w.TabTo(id)
	}
	w.Wait(fmt.Sprintf("the place of %q", id), func(l Line) bool {
		p, ok := l.Points[id]
		return ok && p[2] > 0 && p[3] > 0
	})
	if w.err != nil {
		return
	}
	p := w.Line().Points[id]
	w.ClickAt(int(p[0]+p[2]/2), int(p[1]+p[3]/2))
}

// ClickAt clicks at a place in the window, in pixels.
func (w *Window) ClickAt(x, y int) {
	if w.err == nil && (x < 0 || y < 0 || x >= w.display.Size.W || y >= w.display.Size.H) {
		w.Fail("a click at %d,%d is outside the window", x, y)
	}
	w.mark()
	w.do("mousemove", "--window", w.id, fmt.Sprint(x), fmt.Sprint(y))
	w.do("click", "1")
	w.stale = true
}

// Drag draws a line with the button held down, as a signature does.
func (w *Window) Drag(points ...[2]int) {
	w.mark()
	for i, p := range points {
		w.do("mousemove", "--window", w.id, fmt.Sprint(p[0]), fmt.Sprint(p[1]))
		if i == 0 {
			w.do("mousedown", "1")
		}
		time.Sleep(pollEvery)
	}
	w.do("mouseup", "1")
	w.stale = true
}
