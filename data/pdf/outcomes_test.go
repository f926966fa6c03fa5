package pdf

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
)

// outcomesChart is a chart over weeks with everything that one of outcomes has.
func outcomesChart() handout.Chart {
	day := func(n int) time.Time { return at(9, 0).AddDate(0, 0, n) }
	return handout.Chart{From: day(0), To: day(60), Marks: []handout.Mark{{At: day(2), Label: "100 mg lozenge"}, {At: day(20), Label: "100 mg lozenge"}},
		Dates: []handout.Date{{At: day(1), Label: "24 Nov 2026"}, {At: day(2), Label: "25 Nov 2026"}, {At: day(29), Label: "22 Dec 2026"}},
		Panels: []handout.Panel{{Low: 0, High: 27, Limits: []handout.Limit{{Label: "Response: 9 or less", Value: 9, Good: true}, {Label: "Remission: below 5", Value: 5, Good: true}, {Label: "Worse: 23 or more", Value: 23}},
			Lines: []handout.Line{{Name: "Total", Shape: handout.Dot, Points: []handout.Point{{At: day(0), Value: 18}, {At: day(10), Value: 9}, {At: day(30), Value: 23}}},
				{Name: "Worse", Shape: handout.Up, Loose: true, Points: []handout.Point{{At: day(30), Value: 23}}},
				{Name: "Alert", Shape: handout.Alert, Loose: true, Points: []handout.Point{{At: day(30), Value: 23}}},
				{Name: "No total", Shape: handout.Ring, Loose: true, Points: []handout.Point{{At: day(60)}}}}}}}
}

// A chart over weeks tells dates, of which none runs into another, names its
// lines and shapes, and never tells the time of day.
func TestChartOfWeeks(t *testing.T) {
	file := paint(t, document(outcomesChart()))
	text := textOf(t, file)
	for _, want := range []string{"24 Nov 2026", "22 Dec 2026", "Response:", "Remission:", "Worse: 23", "Alert", "No total", "100 mg lozenge"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, not := range []string{"25 Nov 2026", "09:00"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is on the page", not)
		}
	}
	bad := outcomesChart()
	bad.Dates[0].At = bad.From.Add(-time.Hour)
	if document(bad).Check() == nil {
		t.Error("a date outside the axis is let through")
	}
}

// Names of values that lie close together, as they do soon after the start.
func TestNamesOfACrowdedPanelKeepApart(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		near := r.Float64() * 27
		value := func() float64 { return min(27, max(0, near+r.Float64()*6-3)) }
		p := handout.Panel{Name: "PHQ-9", Low: 0, High: 27}
		for _, name := range []string{"Respuesta: 9 o menos", "Remisión: menos de 5", "Peor: 23 o más"} {
			p.Limits = append(p.Limits, handout.Limit{Label: name, Value: value()})
		}
		for _, name := range []string{"Total", "Peor", "Alerta", "Sin total"} {
			p.Lines = append(p.Lines, handout.Line{Name: name, Points: []handout.Point{{At: at(9, 0), Value: value()}, {At: at(9, 1), Value: value()}}})
		}
		c := handout.Chart{From: at(9, 0), To: at(10, 0), Panels: []handout.Panel{p}}
		for i := range r.IntN(6) {
			c.Marks = append(c.Marks, handout.Mark{At: at(9, i*(1+r.IntN(11))), Label: "100 mg pastilla"})
		}
		d := document(c)
		d.Print = []handout.Print{handout.Normal, handout.Large}[r.IntN(2)]
		overlapping(t, wordBoxes(t, paint(t, d)))
	}
}
