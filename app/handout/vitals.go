package handout

import (
	"math"
	"time"
)

// vitals gives the picture and the table of the vital signs.
func (w *writer) vitals(s Session) []Block {
	if len(s.Vitals) == 0 {
		return nil
	}
	out := []Block{Heading{w.T("Vital signs")}}
	if c, ok := w.vitalsChart(s); ok {
		out = append(out, c)
	}
	return append(out, w.vitalsTable(s.Vitals))
}

func (w *writer) vitalsTable(all []Vital) Table {
	t := Table{Columns: []Column{
		{Title: w.T("Time"), Share: 2.2},
		{Title: w.T("Blood pressure, mmHg"), Share: 2.6, Align: Right},
		{Title: w.T("Pulse, per min"), Share: 2, Align: Right},
		{Title: w.T("SpO₂, %"), Share: 2, Align: Right},
		{Title: w.T("Breaths, per min"), Share: 2, Align: Right},
		{Title: w.T("Alertness and notes"), Share: 4.6},
	}}
	for _, v := range all {
		bp := "–"
		if v.Systolic != 0 || v.Diastolic != 0 {
			bp = measured(v.Systolic) + "/" + measured(v.Diastolic)
		}
		t.Rows = append(t.Rows, Row{Struck: v.Struck, Cells: []Cell{
			{Text: w.clock(v.At)}, {Text: bp}, {Text: measured(v.Pulse)}, {Text: measured(v.SpO2)}, {Text: measured(v.Breaths)},
			{joined(" · ", v.Alertness, v.Note, v.By), w.remark(v.Stamp)},
		}})
	}
	return t
}

// vitalsChart draws what stands, not what was corrected. The scale is wide
// enough for every value. It is left out where nothing was measured.
func (w *writer) vitalsChart(s Session) (Chart, bool) {
	pick := func(of func(Vital) int) []Point {
		var ps []Point
		for _, v := range s.Vitals {
			if n := of(v); n != 0 && !v.Struck {
				ps = append(ps, Point{v.At, float64(n)})
			}
		}
		return inOrder(ps)
	}
	pressure := Panel{Name: w.T("Blood pressure (mmHg), pulse (per min)"), Lines: []Line{
		{Name: w.T("Systolic"), Shape: Down, Points: pick(func(v Vital) int { return v.Systolic })},
		{Name: w.T("Diastolic"), Shape: Up, Points: pick(func(v Vital) int { return v.Diastolic })},
		{Name: w.T("Pulse"), Shape: Dot, Points: pick(func(v Vital) int { return v.Pulse })},
	}}
	oxygen := Panel{Name: w.T("Oxygen in the blood, SpO₂ (%)"), Lines: []Line{
		{Name: w.T("SpO₂"), Shape: Diamond, Points: pick(func(v Vital) int { return v.SpO2 })},
	}}
	limit := func(p *Panel, v int) {
		if v > 0 {
			p.Limits = append(p.Limits, Limit{Label: w.T("Limit %d", v), Value: float64(v)})
		}
	}
	limit(&pressure, s.Limits.Systolic)
	limit(&pressure, s.Limits.Diastolic)
	limit(&oxygen, s.Limits.SpO2)

	c := Chart{From: s.Start, To: s.End}
	for _, p := range []struct {
		Panel
		low, high, step float64
	}{{pressure, 40, 160, 20}, {oxygen, 90, 100, 5}} {
		if p.fit(p.low, p.high, p.step) {
			c.Panels = append(c.Panels, p.Panel)
		}
	}
	for _, d := range s.Doses {
		if !d.Struck {
			c.Marks = append(c.Marks, Mark{d.At, w.T("%s mg", number(d.MG))})
		}
	}
	c.span()
	if len(c.Marks) > maxMarks {
		c.Marks, c.Caption = nil, w.T("There are more doses than this picture can show. They stand in the list of doses.")
	}
	return c, len(c.Panels) > 0
}

// inOrder sorts late entries to where they belong.
func inOrder(ps []Point) []Point {
	for i := 1; i < len(ps); i++ {
		for k := i; k > 0 && ps[k].At.Before(ps[k-1].At); k-- {
			ps[k], ps[k-1] = ps[k-1], ps[k]
		}
	}
	return ps
}

// fit widens the scale in steps to hold every value and limit; it reports
// whether there is any value.
func (p *Panel) fit(low, high, step float64) bool {
	any := false
	widen := func(v float64) {
		low = math.Min(low, math.Floor(v/step)*step)
		high = math.Max(high, math.Ceil(v/step)*step)
	}
	for _, l := range p.Lines {
		for _, pt := range l.Points {
			widen(pt.Value)
			any = true
		}
	}
	for _, l := range p.Limits {
		widen(l.Value)
	}
	p.Low, p.High = low, high
	return any
}

// span stretches the axis of time over everything in the chart.
func (c *Chart) span() {
	cover := func(t time.Time) {
		if c.From.IsZero() || t.Before(c.From) {
			c.From = t
		}
		if c.To.IsZero() || t.After(c.To) {
			c.To = t
		}
	}
	for _, p := range c.Panels {
		for _, l := range p.Lines {
			for _, pt := range l.Points {
				cover(pt.At)
			}
		}
	}
	for _, m := range c.Marks {
		cover(m.At)
	}
	if short := 30 * time.Minute; c.To.Sub(c.From) < short {
		c.To = c.From.Add(short)
	}
}
