package session

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

func TestVitalsByKeyboardAlone(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	if f.focus() != "session.line" {
		t.Fatalf("the focus starts on %q", f.focus())
	}
	f.command("session.vitals")
	f.typed("138/86")
	f.key(fyne.KeyReturn)
	f.typed("78")
	f.key(fyne.KeyReturn)
	f.typed("97")
	f.key(fyne.KeyReturn)
	v := f.last().Vitals
	if v == nil || *v.Systolic != 138 || *v.Diastolic != 86 || *v.Pulse != 78 || *v.SpO2 != 97 || v.Sedation != nil {
		t.Fatalf("the log says %+v", v)
	}
	if got := f.dosing().vitals.fields.typed(); got != (typedVitals{}) || f.focus() != "session.line" {
		t.Errorf("the fields hold %+v and the focus is on %q", got, f.focus())
	}
	if len(f.shell.Notes) == 0 {
		t.Error("nothing says that it was saved")
	}
}

// vitals types a set into the first three fields, each followed by Enter.
func (f *fixture) vitals(parts ...string) {
	for _, p := range parts {
		f.typed(p)
		f.key(fyne.KeyReturn)
	}
}

func TestVitalsThatCannotBeStandAtTheirField(t *testing.T) {
	for name, c := range map[string]struct {
		field, text, says string
	}{
		"half a pressure": {"vitals.pressure", "128", "Type both numbers"},
		"not whole":       {"vitals.pulse", "72.5", "Type a whole number"},
		"words":           {"vitals.spo2", "good", "Type a whole number"},
		"over 100":        {"vitals.spo2", "101", "cannot be right"},
		"the future":      {"vitals.at", "23:59", "more than a day"},
		"MOAA/S 6":        {"vitals.sedation", "6", "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, words.English)
			f.running()
			f.open(2)
			before := len(f.log.Events())
			c2 := f.dosing().vitals
			if c.field == "vitals.at" {
				c2.fields.pulse.SetText("70")
				f.now = f.now.Add(-26 * time.Hour) // a laptop whose clock is wrong
				f.shell.Time = f.now
			}
			var at kit.Field
			for _, field := range append(c2.fields.all(), c2.at) {
				if field.FieldID() == c.field {
					at = field
				}
			}
			at.(interface{ SetText(string) }).SetText(c.text)
			c2.save()
			if !strings.Contains(at.Error(), c.says) {
				t.Errorf("the field says %q, want %q", at.Error(), c.says)
			}
			if len(f.log.Events()) != before {
				t.Error("something was written")
			}
			if got := at.(interface{ Text() string }).Text(); got != c.text {
				t.Errorf("the field holds %q, want what was typed", got)
			}
		})
	}
}

// What belongs to no field of the vital signs is said by the shell, and what
// stands at a field is not said there as well.
func TestARefusedSetIsSaidOnce(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	c := f.dosing().vitals
	c.refused(record.Problems{record.Invalidf("vitals.pulse", "Odd pulse."), record.Invalidf("at", "Too early."), record.Refusedf("The visit is over.")})
	if c.fields.pulse.Error() != "Odd pulse." || c.at.Error() != "Too early." || f.focus() != "vitals.pulse" {
		t.Errorf("%q, %q, the focus is on %s", c.fields.pulse.Error(), c.at.Error(), f.focus())
	}
	if len(f.shell.Failures) != 1 || f.shell.Failures[0].Error() != "The visit is over." {
		t.Errorf("the shell says %v", f.shell.Failures)
	}
}

func TestCountdownAndOverdue(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	c := f.dosing().vitals
	check := func(title, count string) {
		t.Helper()
		f.ticking()
		if c.title.String() != title || c.count.String() != count {
			t.Errorf("says %q %q, want %q %q", c.title.String(), c.count.String(), title, count)
		}
	}
	check("Next vitals", "15:00")
	f.after(9*time.Minute + 10*time.Second)
	check("Next vitals", "5:50")
	// At its second it is due and not overdue.
	f.after(5*time.Minute + 50*time.Second)
	check("Vitals due now", "0:00")
	if said := words2(c.due); c.alarm.Visible() || strings.Contains(said, "▲") {
		t.Errorf("at its second it is overdue: %s", said)
	}
	f.after(999 * time.Millisecond)
	check("Vitals due now", "0:00")
	f.after(time.Millisecond)
	check("▲ Vitals overdue", "0:01")
	if said := words2(c.due); !strings.Contains(said, "▲ due") {
		t.Errorf("a second later the list says %s", said)
	}
	f.after(-5*time.Minute - 51*time.Second)
	if f.ticking(); c.alarm.Visible() {
		t.Error("the clock was put right and it is overdue still")
	}
	if got := f.dosing().elapsed.String(); got != "00:10:10" {
		t.Errorf("the clock says %s", got)
	}
	f.after(8 * time.Minute)
	check("▲ Vitals overdue", "2:10")
	if !c.alarm.Visible() || c.alarm.String() != "2:10" {
		t.Error("it cannot be read from across the room")
	}
}
