package drive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Line is one line of the trace; the package documentation says what its
// fields mean.
type Line struct {
	N      int                   `json:"n"`
	Route  string                `json:"route"`
	Focus  string                `json:"focus"`
	Busy   bool                  `json:"busy"`
	Dialog string                `json:"dialog"`
	Saved  string                `json:"saved"`
	Draft  string                `json:"draft"`
	Text   string                `json:"text"`
	Points map[string][4]float64 `json:"points,omitempty"`
}

// Trace reads a trace file while it grows.
type Trace struct {
	path   string
	offset int64
	rest   []byte // a line that is not finished yet
	last   Line
	recent []string // the last lines without their points, for messages
}

// keepRecent is how many lines a failure message shows.
const keepRecent = 12

// NewTrace reads the trace at path, which need not exist yet.
func NewTrace(path string) *Trace { return &Trace{path: path} }

// Last is the state at the last line read; zero before the first.
func (t *Trace) Last() Line { return t.last }

// Recent gives the last lines read, the oldest first, without their points.
func (t *Trace) Recent() []string { return t.recent }

// Read takes in what was appended since the last call. A line that is not
// JSON or whose number does not follow is an error: the program's trace
// would then prove nothing.
func (t *Trace) Read() error {
	f, err := os.Open(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(t.offset, io.SeekStart); err != nil {
		return err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	t.offset += int64(len(b))
	t.rest = append(t.rest, b...)
	for {
		line, rest, whole := bytes.Cut(t.rest, []byte("\n"))
		if !whole {
			return nil
		}
		t.rest = rest
		if err := t.take(line); err != nil {
			return err
		}
	}
}

func (t *Trace) take(raw []byte) error {
	var l Line
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("trace line after %d is not of the agreed form: %w: %s", t.last.N, err, raw)
	}
	if l.N != t.last.N+1 {
		return fmt.Errorf("trace line %d follows line %d", l.N, t.last.N)
	}
	if l.Points == nil {
		l.Points = t.last.Points
	}
	t.last = l
	short := l
	short.Points = nil
	s, err := json.Marshal(short)
	if err != nil {
		return err
	}
	t.recent = append(t.recent, string(s))
	if len(t.recent) > keepRecent {
		t.recent = t.recent[1:]
	}
	return nil
}
