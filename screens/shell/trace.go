package shell

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
)

// traceState is what a script that drives the window waits for. It holds
// names of places and fields and times, and of the text in the focused field
// a few letters of its hash, never anything of a patient to read.
type traceState struct {
	saves, drafts       int
	lastSave, lastDraft string
	n                   int
	last                traceLine
	points              map[string][4]int
}

type traceLine struct {
	N      int               `json:"n"`
	Route  string            `json:"route"`
	Focus  string            `json:"focus"`
	Busy   bool              `json:"busy"`
	Dialog string            `json:"dialog"`
	Saved  string            `json:"saved"`
	Draft  string            `json:"draft"`
	Text   string            `json:"text"`
	Points map[string][4]int `json:"points,omitempty"`
}

func (t *traceState) saved(at time.Time) {
	t.saves++
	t.lastSave = fmt.Sprintf("%d %s", t.saves, at.Format("15:04:05"))
}

func (t *traceState) drafted(at time.Time) {
	t.drafts++
	t.lastDraft = fmt.Sprintf("%d %s", t.drafts, at.Format("15:04:05"))
}

// Trace appends a line to w if anything changed since the last one. Call it
// on the window's goroutine. It serves scripts that test the program.
func (s *Shell) Trace(w io.Writer) {
	t := &s.trace
	line := traceLine{Route: s.route.String(), Busy: s.busy > 0, Saved: t.lastSave, Draft: t.lastDraft}
	canvas := s.Window().Canvas()
	if f := canvas.Focused(); f != nil {
		if line.Focus = kit.FocusID(f); line.Focus == "" {
			line.Focus = "?"
		}
		line.Text = textSum(f)
	}
	if canvas.Overlays().Top() != nil {
		line.Dialog = "overlay"
	}
	points := focusPoint(canvas)
	if !reflect.DeepEqual(points, t.points) {
		line.Points = points
	}
	same := line
	same.Points = nil
	if line.Points == nil && reflect.DeepEqual(same, t.last) {
		return
	}
	t.last, t.points = same, points
	t.n++
	line.N = t.n
	raw, err := json.Marshal(line)
	if err != nil {
		return
	}
	// A script that has gone away is not the person's problem.
	_, _ = w.Write(append(raw, '\n'))
}

// textSum gives the first 8 hexadecimal digits of the SHA-256 of the focused
// field's text, or "" when it holds none.
func textSum(f fyne.Focusable) string {
	text, ok := kit.FocusText(f)
	if !ok {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// focusPoint gives the focused widget's place in the window, in pixels.
func focusPoint(c fyne.Canvas) map[string][4]int {
	f := c.Focused()
	o, ok := f.(fyne.CanvasObject)
	if !ok || kit.FocusID(f) == "" {
		return nil
	}
	at, size, scale := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size(), c.Scale()
	return map[string][4]int{kit.FocusID(f): {int(at.X * scale), int(at.Y * scale), int(size.Width * scale), int(size.Height * scale)}}
}
