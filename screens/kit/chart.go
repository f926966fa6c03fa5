package kit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
)

// Sample is one measured value of a series.
type Sample struct {
	At    time.Time
	Value float64
}

// Series is one line of a chart.
type Series struct {
	Name   string
	Unit   string
	Dotted bool
	Color  fyne.ThemeColorName // "" is ink
	Points []Sample
}

func (s Series) ink() fyne.ThemeColorName {
	if s.Color == "" {
		return ColorInk
	}
	return s.Color
}

// Mark is a dotted upright line with words: a dose.
type Mark struct {
	At    time.Time
	Label string
}

// Threshold is a dashed level line with words: when to call.
type Threshold struct {
	Value float64
	Label string
	Tone  Tone
}

// ChartData is what a chart shows.
type ChartData struct {
	Series     []Series
	Marks      []Mark
	Thresholds []Threshold
	Zone       *time.Location // of the time axis; nil is UTC
	TimeFormat string         // "" is 15:04
	Signs      []ChartSign
	Day        func(time.Time) string // of the time axis, where a format will not do
	Min, Max   float64                // of the value axis at least; both 0 follow the data
}

// Chart draws series over time. Left and Right read the values out, so does
// the pointer.
type Chart struct {
	focusable
	data   ChartData
	empty  string
	cursor int // index into moments, -1 none
	// OnRead is called with what is read out.
	OnRead func(text string)

	readout *Text
	none    *Text
}

// NewChart makes a chart. empty is shown while there are no values.
func NewChart(id, empty string) *Chart {
	c := &Chart{empty: empty, cursor: -1, readout: Small(""), none: newText(empty, SizeText, ColorMuted, false, true).Centered()}
	c.init(c, id)
	return c
}

// SetData changes what is shown.
func (c *Chart) SetData(d ChartData) {
	c.data = d
	if n := len(c.moments()); c.cursor >= n {
		c.cursor = n - 1
	}
	c.Refresh()
}

// values are the times at which there is a value or a sign, in order.
func (c *Chart) values() []time.Time {
	var out []time.Time
	for _, s := range c.data.Series {
		for _, p := range s.Points {
			out = append(out, p.At)
		}
	}
	for _, s := range c.data.Signs {
		out = append(out, s.At)
	}
	return inOrder(out)
}

// moments are the times that can be read out: of the values and of the marks.
func (c *Chart) moments() []time.Time {
	out := c.values()
	for _, m := range c.data.Marks {
		out = append(out, m.At)
	}
	return inOrder(out)
}

// inOrder sorts times and takes each once.
func inOrder(ts []time.Time) []time.Time {
	slices.SortFunc(ts, time.Time.Compare)
	return slices.CompactFunc(ts, time.Time.Equal)
}

// Readout is what is read out now: time and values, or "".
func (c *Chart) Readout() string {
	ms := c.moments()
	if c.cursor < 0 || c.cursor >= len(ms) {
		return ""
	}
	s := c.clock(ms[c.cursor])
	for _, se := range c.data.Series {
		for _, p := range se.Points {
			if p.At.Equal(ms[c.cursor]) {
				s += " · " + strings.TrimSpace(se.Name+" "+figure(p.Value))
				if se.Unit != "" {
					s += " " + se.Unit
				}
			}
		}
	}
	for _, m := range c.data.Marks {
		if m.At.Equal(ms[c.cursor]) {
			s += " · " + m.Label
		}
	}
	return s
}

func figure(v float64) string {
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

func (c *Chart) clock(t time.Time) string {
	if c.data.Day != nil {
		return c.data.Day(t)
	}
	zone, format := c.data.Zone, c.data.TimeFormat
	if zone == nil {
		zone = time.UTC
	}
	if format == "" {
		format = "15:04"
	}
	return t.In(zone).Format(format)
}

// AccessibilityLabel is what is read out.
func (c *Chart) AccessibilityLabel() string {
	if s := c.Readout(); s != "" {
		return s
	}
	return c.empty
}

// AccessibilityRole is text.
func (c *Chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// TypedKey moves the reading mark.
func (c *Chart) TypedKey(e *fyne.KeyEvent) {
	n := len(c.moments())
	switch e.Name {
	case fyne.KeyRight:
		c.read(min(c.cursor+1, n-1))
	case fyne.KeyLeft:
		c.read(max(c.cursor-1, min(0, n-1)))
	case fyne.KeyHome:
		c.read(min(0, n-1))
	case fyne.KeyEnd:
		c.read(n - 1)
	default:
		c.passKey(e)
	}
}

func (c *Chart) read(i int) {
	c.cursor = i
	c.Refresh()
	if c.OnRead != nil {
		c.OnRead(c.Readout())
	}
}

// MinSize is small; a chart grows with its room.
func (c *Chart) MinSize() fyne.Size { return fyne.NewSize(200, 150*Scale()) }
