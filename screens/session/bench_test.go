package session

import (
	"fmt"
	"testing"
	"time"

	"kapdesk/app/session"
	"kapdesk/app/words"
)

// long gives a session of two hours: 60 entries and 20 sets of vital signs.
func (f *fixture) long() {
	f.t.Helper()
	f.running()
	for i := range 60 {
		f.after(2 * time.Minute)
		_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: fmt.Sprintf("Breath steady, hand on chest, %d", i)}, false, session.When{})
		f.must(err)
		if i%3 == 0 {
			f.measure(i)
		}
	}
}

func (f *fixture) measure(i int) {
	f.t.Helper()
	_, err := f.desk.AddVitals(ctx, f.actor(2), f.visit, session.Vitals{Systolic: session.Int(120 + i%9), Diastolic: session.Int(80), Pulse: session.Int(70)}, session.When{})
	f.must(err)
}

// BenchmarkApply is what the screen does after each save of a long session,
// and BenchmarkTick what it does each second.
func BenchmarkApply(b *testing.B) {
	f := start(b, words.English)
	f.long()
	f.open(2)
	shows := []session.Show{f.show(), f.show()}
	_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: "One more"}, false, session.When{})
	f.must(err)
	for name, next := range map[string]session.Show{"same": shows[1], "entry": f.show(), "vitals": func() session.Show { f.measure(3); return f.show() }()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f.screen.apply([]session.Show{next, shows[0]}[i%2])
			}
		})
	}
}

func BenchmarkTick(b *testing.B) {
	for _, panel := range []string{"", "session.finish"} {
		b.Run("panel"+panel, func(b *testing.B) {
			f := start(b, words.English)
			f.long()
			f.open(2)
			if panel != "" {
				f.command(panel)
			}
			b.ReportAllocs()
			for b.Loop() {
				f.after(time.Second)
				f.ticking()
			}
		})
	}
}
