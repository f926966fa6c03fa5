package kit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// label is what a chart has written, and where.
type label struct {
	text string
	box
}

// labelsOf draws a chart and reads off its words, with those of the read-out.
func labelsOf(c *Chart, s fyne.Size) (out []label) {
	c.Resize(s)
	add := func(text string, at fyne.Position, m fyne.Size) {
		if text != "" {
			out = append(out, label{text, box{at.X, at.Y, at.X + m.Width, at.Y + m.Height}})
		}
	}
	for _, o := range test.WidgetRenderer(c).Objects() {
		switch o := o.(type) {
		case *canvas.Text:
			add(o.Text, o.Position(), o.MinSize())
		case *Text:
			add(o.String(), o.Position(), o.Size())
		}
	}
	return out
}

// clashes names the words that run into others or out of the chart.
func clashes(ls []label, s fyne.Size) (out []string) {
	for i, a := range ls {
		if !a.within(box{0, 0, s.Width, s.Height}) {
			out = append(out, fmt.Sprintf("%q leaves the chart: %v", a.text, a.box))
		}
		for _, b := range ls[:i] {
			if a.meets(b.box) {
				out = append(out, fmt.Sprintf("%q %v meets %q %v", a.text, a.box, b.text, b.box))
			}
		}
	}
	return out
}

// textSize sets the size of text, in percent, until the test ends.
func textSize(t *testing.T, percent int) {
	set := func(percent int) { fyne.CurrentApp().Settings().SetTheme(NewTheme(Light, percent)) }
	t.Cleanup(func() { set(100) })
	set(percent)
}

func at(seconds int) time.Time {
	return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}

// pressures are a session's vital signs as the session's screen shows them.
func pressures(sets ...[4]int) ChartData {
	d := ChartData{Series: []Series{{Name: "upper", Unit: "mmHg"}, {Name: "lower", Unit: "mmHg"}, {Name: "HR", Dotted: true}}, Min: 60, Max: 220,
		Thresholds: []Threshold{{Value: 180, Label: "call prescriber 180", Tone: ToneStop}}}
	for _, s := range sets {
		for i := range d.Series {
			d.Series[i].Points = append(d.Series[i].Points, Sample{At: at(s[0]), Value: float64(s[i+1])})
		}
	}
	return d
}

func TestLabelsOfHardCharts(t *testing.T) {
	call := "call prescriber 180"
	dosed := func(d ChartData, seconds ...int) ChartData {
		for _, s := range seconds {
			d.Marks = append(d.Marks, Mark{At: at(s), Label: "150 mg"})
		}
		return d
	}
	levels := func(d ChartData, values ...float64) ChartData {
		d.Thresholds = nil
		for _, v := range values {
			d.Thresholds = append(d.Thresholds, Threshold{Value: v, Label: fmt.Sprintf("Remission: below %g", v)})
		}
		return d
	}
	first := pressures([4]int{0, 131, 84, 71})
	minutes := pressures([4]int{0, 131, 84, 71}, [4]int{70, 148, 92, 82}, [4]int{100, 172, 101, 99})
	for _, c := range []struct {
		name string
		data ChartData
		want []string // what must not be left out
	}{
		{"the first reading", first, []string{call, "upper", "lower", "HR", "09:00"}},
		{"readings within minutes", minutes, []string{call, "upper", "lower", "HR", "09:00", "09:01"}},
		{"a dose beside the threshold's words", dosed(minutes, 60), []string{call, "150 mg", "upper", "lower", "HR"}},
		{"two readings at once, long after a dose", dosed(pressures([4]int{0, 138, 86, 78}, [4]int{4300, 148, 92, 82}, [4]int{4320, 172, 101, 99}), 5), []string{call, "150 mg", "upper", "lower", "HR"}},
		{"a dose at the right edge", dosed(minutes, 100), []string{call, "150 mg", "upper"}},
		{"doses within minutes", dosed(minutes, 50, 60, 70), []string{call, "150 mg", "150 mg", "150 mg"}},
		{"lines close together", levels(minutes, 66, 67, 69), []string{"Remission: below 66", "Remission: below 67", "Remission: below 69"}},
		{"a line at the very top and one at the foot", levels(minutes, 220, 60), []string{"Remission: below 220", "Remission: below 60"}},
	} {
		for _, scale := range []int{100, 200} {
			s := fyne.NewSize(300, 150)
			if scale == 200 {
				s = fyne.NewSize(500, 270)
			}
			textSize(t, scale)
			chart := NewChart("c", "")
			chart.SetData(c.data)
			ls := labelsOf(chart, s)
			for _, clash := range clashes(ls, s) {
				t.Errorf("%s, %d %%: %s", c.name, scale, clash)
			}
			for _, want := range c.want {
				i := slices.IndexFunc(ls, func(l label) bool { return l.text == want })
				if i < 0 {
					t.Errorf("%s, %d %%: %q is left out of %v", c.name, scale, want, ls)
					continue
				}
				ls = slices.Delete(ls, i, i+1)
			}
		}
	}
}

// Whatever the values, no words of a chart run into others.
func TestNoLabelsMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 20))
	someTime := func() time.Time { return at(r.IntN([]int{1, 60, 600, 7200, 9e6}[r.IntN(5)])) }
	for _, scale := range []int{100, 125, 200} {
		textSize(t, scale)
		for n := range 250 {
			d := ChartData{Min: float64(r.IntN(80)), Max: float64(80 + r.IntN(200))}
			for i := range r.IntN(5) {
				s := Series{Name: []string{"upper", "lower", "HR", "SpO₂, in per cent", ""}[i]}
				for range r.IntN(12) {
					s.Points = append(s.Points, Sample{At: someTime(), Value: float64(r.IntN(260))})
				}
				slices.SortFunc(s.Points, func(a, b Sample) int { return a.At.Compare(b.At) })
				d.Series = append(d.Series, s)
			}
			for range r.IntN(6) {
				d.Marks = append(d.Marks, Mark{At: someTime(), Label: []string{"100 mg", "12.5 mg intramuscular"}[r.IntN(2)]})
			}
			for range r.IntN(4) {
				d.Thresholds = append(d.Thresholds, Threshold{Value: float64(r.IntN(260)), Label: "call prescriber 180"})
			}
			for range r.IntN(4) {
				d.Signs = append(d.Signs, ChartSign{At: someTime(), Value: float64(r.IntN(260)), Shape: SignShape(r.IntN(3))})
			}
			if r.IntN(2) == 0 {
				d.Day = func(t time.Time) string { return t.Format("2 Jan 2006") }
			}
			c := NewChart("c", "")
			c.SetData(d)
			least := c.MinSize()
			s := fyne.NewSize(least.Width+float32(r.IntN(700)), least.Height+float32(r.IntN(200)))
			if ms := c.moments(); len(ms) > 0 && c.hasValues() {
				c.cursor = r.IntN(len(ms))
			}
			if all := clashes(labelsOf(c, s), s); len(all) > 0 {
				t.Fatalf("%d %%, chart %d, %v: %v", scale, n, s, all)
			}
		}
	}
}

func TestADoseIsReadOut(t *testing.T) {
	c := NewChart("c", "")
	d := pressures([4]int{0, 131, 84, 71}, [4]int{600, 148, 92, 82})
	d.Marks = []Mark{{At: at(300), Label: "150 mg"}, {At: at(600), Label: "50 mg"}}
	c.SetData(d)
	press(c, fyne.KeyRight, fyne.KeyRight)
	if got := c.Readout(); got != "09:05 · 150 mg" {
		t.Errorf("read out: %q", got)
	}
	press(c, fyne.KeyRight)
	if got := c.Readout(); got != "09:10 · upper 148 mmHg · lower 92 mmHg · HR 82 · 50 mg" {
		t.Errorf("read out: %q", got)
	}
}
