package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

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
