package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/session"
	"kapdesk/app/words"
)

// last is the latest line of the log.
func (f *fixture) last() session.Line {
	f.t.Helper()
	lines := f.show().Lines
	if len(lines) == 0 {
		f.t.Fatal("the log is empty")
	}
	return lines[len(lines)-1]
}

func TestTheLineIsStamped(t *testing.T) {
	for name, c := range map[string]struct {
		command, typed string
		sort           session.Sort
		text           string
		ago            time.Duration
	}{
		"an observation":      {"", "Tearful", session.Observation, "Tearful", 0},
		"the patient's words": {"session.words", "Like the sea", session.Words, "Like the sea", 0},
		"a key alone":         {"session.support", "", session.CalmSupport, "Calm support given", 0},
		"nausea with words":   {"session.nausea", "a little", session.Nausea, "a little", 0},
		"music":               {"session.music", "", session.Music, "Music changed", 0},
		"earlier":             {"", "8:55 Eyes closed", session.Observation, "Eyes closed", 6 * time.Minute},
		"a number is no time": {"", "3 deep breaths", session.Observation, "3 deep breaths", 0},
		"a ratio is no time":  {"", "1:1 with Ana", session.Observation, "1:1 with Ana", 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, words.English)
			f.running()
			f.open(2)
			if c.command != "" {
				f.command(c.command)
			}
			if f.focus() != "session.line" {
				t.Fatalf("typing goes to %q", f.focus())
			}
			f.typed(c.typed)
			f.key(fyne.KeyReturn)
			var got session.Line
			for _, l := range f.show().Lines {
				if l.Entry != nil {
					got = l
				}
			}
			if got.Entry == nil || got.Entry.Sort != c.sort || got.Entry.Text != c.text {
				t.Fatalf("the log says %+v", got.Entry)
			}
			if d := f.now.Sub(got.At); d != c.ago || got.Late != (c.ago > 2*time.Minute) {
				t.Errorf("stamped %s ago, late %v; want %s", d, got.Late, c.ago)
			}
			d := f.dosing()
			if d.line.Text() != "" || d.sort != session.Observation {
				t.Errorf("the line still holds %q about %s", d.line.Text(), d.sort)
			}
		})
	}
}

func TestAnEmptyLineIsNotStamped(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	n := len(f.log.Events())
	f.key(fyne.KeyReturn)
	f.command("session.words")
	f.key(fyne.KeyReturn)
	if len(f.log.Events()) != n || !strings.Contains(f.dosing().line.Error(), "Write what happened") {
		t.Errorf("%d events, the line says %q", len(f.log.Events())-n, f.dosing().line.Error())
	}
}

func TestALineIsCorrectedAndWithdrawn(t *testing.T) {
	f := start(t, words.English)
	f.lively()
	f.open(2)
	d := f.dosing()
	mark := func(is func(session.Line) bool) {
		for _, l := range f.show().Lines {
			if is(l) && !l.Struck() {
				d.lines.mark(l.ID)
			}
		}
	}
	mark(func(l session.Line) bool { return l.Vitals != nil })
	f.command("session.correct")
	f.fill(map[string]string{"vitals.pulse": "88"})
	d.panel.trySave()
	if got := f.field("vitalsfix.reason").Error(); got == "" {
		t.Error("a correction without a reason is taken")
	}
	f.fill(map[string]string{"vitalsfix.reason": "misread"})
	d.panel.trySave()
	taken := f.show().Taken()
	if last := taken[len(taken)-1]; *last.Pulse != 88 || *last.Systolic != 138 {
		t.Errorf("the corrected set is %+v", last)
	}
	mark(func(l session.Line) bool { return l.Dose != nil })
	f.command("session.correct")
	f.fill(map[string]string{"dose.amount": "50", "dosefix.reason": "half"})
	d.panel.trySave()
	if s := f.show(); s.TotalUG != 50_000 {
		t.Fatalf("the total is %d µg", s.TotalUG)
	}
	mark(func(l session.Line) bool { return l.Entry != nil && l.Entry.Sort == session.Words })
	f.command("session.correct")
	f.fill(map[string]string{"entryfix.reason": "other patient"})
	f.tap(d.panel.view, "entryfix.withdraw")
	for _, l := range f.show().Lines {
		if l.Entry != nil && l.Entry.Sort == session.Words && !l.Struck() {
			t.Error("the withdrawn line still stands")
		}
	}
}

func TestALongLogIsDrawnOnce(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	key := func() time.Duration {
		var took []time.Duration
		for range 21 {
			began := time.Now()
			f.typed("x")
			took = append(took, time.Since(began))
		}
		f.dosing().line.SetText("")
		slices.Sort(took)
		return took[len(took)/2]
	}
	short := key()
	for range 150 {
		f.after(time.Second)
		_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: strings.Repeat("Breath slow and even. ", 20)}, false, session.When{})
		f.must(err)
	}
	f.open(2)
	d := f.dosing()
	if long := key(); long > 5*short+time.Millisecond {
		t.Errorf("a key takes %s under a long log and %s under a short one", long, short)
	}
	before := d.lines.views[len(d.lines.views)-1]
	d.lines.mark(before.line.ID)
	f.typed("one more")
	f.key(fyne.KeyReturn)
	views := d.lines.views
	if len(views) != 154 || views[len(views)-2] != before {
		t.Errorf("%d rows, and the old ones are made anew", len(views))
	}
	f.command("session.key")
	if d.lines.views[len(views)-2] == before || !d.lines.views[len(views)-2].line.Key {
		t.Error("a row that changed is not drawn anew")
	}
}
