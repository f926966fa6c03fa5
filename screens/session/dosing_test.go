package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
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

// Promise 1: nothing typed is lost.
func TestNothingTypedIsLostInASession(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.typed("Half a thought")
	f.command("session.vitals")
	f.typed("140/9")
	f.command("session.adverse")
	f.typed("Fell from the bed")
	f.screen.Leave()
	if f.stopped != 1 {
		t.Errorf("the clock was stopped %d times", f.stopped)
	}
	f.after(7 * time.Minute)
	f.open(2)
	d := f.dosing()
	if d.line.Text() != "Half a thought" || !strings.Contains(d.line.Hint(), "Typed at 09:01") {
		t.Errorf("the line holds %q and says %q", d.line.Text(), d.line.Hint())
	}
	if got := d.vitals.fields.pressure.Text(); got != "140/9" || d.vitals.at.Text() != "09:01" {
		t.Errorf("the pressure holds %q for %q", got, d.vitals.at.Text())
	}
	f.command("session.adverse")
	if got := f.field("adverse.what").(*kit.TextField).Text(); got != "Fell from the bed" {
		t.Errorf("the adverse event holds %q", got)
	}
	if f.show().Visit.State != session.Running || f.show().Stage != session.StageDosing {
		t.Error("the session does not run on")
	}
}

// field finds a field of the open panel.
func (f *fixture) field(id string) kit.Field {
	f.t.Helper()
	p := f.dosing().panel
	if p == nil {
		f.t.Fatalf("no panel is open for %s", id)
	}
	if x := p.form.Field(id); x != nil {
		return x
	}
	f.t.Fatalf("there is no field %s", id)
	return nil
}

func (f *fixture) fill(fields map[string]string) {
	f.t.Helper()
	for id, text := range fields {
		switch x := f.field(id).(type) {
		case *kit.Picker:
			if x.SetValue(text); x.Value() == "" {
				x.Set(kit.Option{Label: text})
			}
		case interface{ SetValue(string) }:
			x.SetValue(text)
		case interface{ SetText(string) }:
			x.SetText(text)
		}
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

func TestRoomModeIsSilentAndEndsWithTheVisit(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.command("session.dim")
	if !f.shell.RoomMode {
		t.Fatal("Ctrl+D does not dim")
	}
	f.command("session.dose")
	f.command("session.adverse")
	f.command("session.emergency")
	if f.window.Canvas().Overlays().Top() != nil || len(f.shell.Said) != 0 {
		t.Errorf("something pops up: %v", f.shell.Said)
	}
	f.screen.Leave()
	if f.shell.RoomMode {
		t.Error("the dim look stays after leaving")
	}
}

func TestTheWholeSessionToItsSignature(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(0)
	f.command("session.adverse")
	f.fill(map[string]string{"adverse.what": "Vomited once", "adverse.severity": "mild", "adverse.relation": "possible", "adverse.action": "Basin"})
	f.dosing().panel.trySave()
	f.command("session.finish")
	f.fill(map[string]string{"discharge.gait": "yes", "discharge.oriented": "no", "discharge.name": "Luis"})
	f.dosing().panel.trySave()
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "Not answered yet: Score of 3 or more") {
		t.Errorf("the scale that is not filled in says %q", said)
	}
	if said := words2(f.dosing().panel.form); !strings.Contains(said, "now: no reading that counts") || !strings.Contains(said, "PADSS): not filled in") {
		t.Errorf("nothing measured and filled in says %q", said)
	}
	f.after(5 * time.Minute)
	f.fill(map[string]string{"discharge.padss.pain": "2", "discharge.padss.bleeding": "1"})
	_, err := f.desk.AddVitals(ctx, f.actor(0), f.visit, session.Vitals{Systolic: session.Int(134), Diastolic: session.Int(84), Pulse: session.Int(70)}, session.When{})
	f.must(err)
	f.screen.Show()
	if said := words2(f.dosing().panel.form); !strings.Contains(said, "now: 134/84 · HR 70; widest change +5 %") || !strings.Contains(said, "PADSS): 3 of 4; 3 or more is needed") {
		t.Errorf("measured and filled in says %q", said)
	}
	f.dosing().panel.trySave()
	if got := f.field("discharge.oriented").Error(); !strings.Contains(got, "Not met: Knows who") {
		t.Errorf("the unmet item says %q", got)
	}
	f.fill(map[string]string{"discharge.oriented": "yes"})
	f.dosing().panel.trySave()
	if f.show().Stage != session.StageDischarged {
		t.Fatalf("the stage is %s", f.show().Stage)
	}
	f.command("session.finish")
	f.fill(map[string]string{"note.summary": "Calm."})
	f.dosing().panel.trySave()
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "An adverse event has no outcome yet.") {
		t.Errorf("signing says %q", said)
	}
	f.tap(f.dosing().panel.above, "summary.why1")
	f.fill(map[string]string{"adverse.outcome": "Well after ten minutes"})
	f.dosing().panel.trySave()
	f.command("session.finish")
	if got := f.field("note.summary").(*kit.NotesField).Text(); got != "Calm." {
		t.Errorf("the summary holds %q after the way round", got)
	}
	f.dosing().panel.trySave()
	if s := f.show(); s.Stage != session.StageSigned || !s.Whole || s.Signed.Summary != "Calm." {
		t.Fatalf("stage %s, signed %+v", s.Stage, s.Signed)
	}
	if f.dosing().quick.Visible() {
		t.Error("a signed log still offers the line")
	}
	f.command("session.add")
	f.fill(map[string]string{"entry.text": "Called in the evening"})
	f.dosing().panel.trySave()
	if got := f.field("entry.reason").Error(); !strings.Contains(got, "needs a reason") {
		t.Errorf("an addition without a reason says %q", got)
	}
	f.fill(map[string]string{"entry.reason": "Telephone call"})
	f.dosing().panel.trySave()
	if l := f.last(); l.Entry == nil || !l.Added {
		t.Errorf("the last line is %+v", l)
	}
	f.shell.SavePath = "/somewhere/x.pdf"
	f.command("session.print")
	if len(f.kept) != 1 || len(f.shell.Failures) != 0 {
		t.Errorf("kept %v, failures %v", f.kept, f.shell.Failures)
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

func TestAFailingStoreKeepsWhatWasTyped(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.screen.Desk = broken{f.screen.Desk}
	f.typed("Tearful")
	f.key(fyne.KeyReturn)
	if f.shell.LastFailure() == nil || f.dosing().line.Text() != "Tearful" {
		t.Errorf("failure %v, the line holds %q", f.shell.LastFailure(), f.dosing().line.Text())
	}
}

// broken is a desk whose disk is full.
type broken struct{ Desk }

func (broken) AddEntry(context.Context, record.Actor, record.ID, session.Entry, bool, session.When) (record.EventID, error) {
	return record.EventID{}, errors.New("disk full")
}

func TestTheEmergencyCardBeginsWithTheNumber(t *testing.T) {
	f := start(t, words.English)
	f.lively()
	f.open(2)
	f.window.Resize(fyne.NewSize(1280, 400))
	f.command("session.emergency")
	p := f.dosing().panel
	if f.focus() != "emergency.save" || p.form.Offset() != 0 {
		t.Errorf("the focus is on %q and the card is scrolled by %v", f.focus(), p.form.Offset())
	}
	if said := words2(p.view); !strings.Contains(said, "Call 911") || !strings.Contains(said, "12 Elm St, Denver CO") || !strings.Contains(said, "Hard to rouse") {
		t.Errorf("the card says %q", said)
	}
	f.key(fyne.KeyReturn)
	if l := f.last(); l.Entry == nil || l.Entry.Sort != session.EmergencyOn {
		t.Errorf("the log says %+v", l)
	}
}

// A second press while the first is on its way gives no second dose.
func TestADoubleClickGivesOneDose(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.command("session.dose")
	f.fill(map[string]string{"dose.amount": "10", "dose.route": "lozenge", "dose.lot": "K24"})
	f.field("dose.route").(*kit.Choice).OnChanged()
	f.fill(map[string]string{"dose.tablets": "1"})
	p := f.dosing().panel
	slow := &slowShell{Shell: f.shell}
	f.screen.Shell = slow
	p.trySave()
	p.trySave()
	slow.finish()
	if s := f.show(); len(s.Doses) != 2 || s.TotalUG != 110_000 {
		t.Errorf("%d doses, %d µg together", len(s.Doses), s.TotalUG)
	}
	f.screen.Shell = f.shell
	f.command("session.nausea")
	f.key(fyne.KeyReturn)
	if l := f.last(); l.Entry == nil || l.Entry.Sort != session.Nausea {
		t.Error("afterwards nothing can be written")
	}
}

// slowShell does its work only when it is told to.
type slowShell struct {
	place.Shell
	work []func(context.Context) func()
}

func (s *slowShell) Run(work func(context.Context) func()) { s.work = append(s.work, work) }

func (s *slowShell) finish() {
	for _, w := range s.work {
		w(ctx)()
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
