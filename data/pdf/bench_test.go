package pdf

import (
	"slices"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/words"
)

// BenchmarkTwoPages paints the two-page handout and reports the slowest of a
// hundred beside the mean. Budget: p99 under 25 ms.
func BenchmarkTwoPages(b *testing.B) {
	p := painter(b)
	d := samples(b, words.English, handout.Letter, handout.Normal)["expect-iv"]
	if n := pages(b, paint(b, d)); n != 2 {
		b.Fatalf("%d pages", n)
	}
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := p.Paint(d); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkSession paints the session summary with its chart.
func BenchmarkSession(b *testing.B) {
	p := painter(b)
	d := samples(b, words.English, handout.Letter, handout.Normal)["session"]
	for b.Loop() {
		if _, err := p.Paint(d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNew prepares the fonts, once at the start of the program.
func BenchmarkNew(b *testing.B) {
	f, err := fontsOnce()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkThousandHandouts paints a thousand in one go and reports the
// seconds. Budget: under 15.
func BenchmarkThousandHandouts(b *testing.B) {
	p := painter(b)
	d := samples(b, words.English, handout.Letter, handout.Normal)["expect-iv"]
	for b.Loop() {
		for range 1000 {
			if _, err := p.Paint(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
}
