package protocol

import (
	"strings"
	"testing"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func TestAdopting(t *testing.T) {
	r := newRoom(t)
	r.change(r.Log, "validity", "days", "14", "shorter")
	v := r.show()
	n := len(r.Log.Events())
	r.tap("protocol.adopt")
	r.golden("signing")
	r.tap("dialog.cancel")
	if len(r.Log.Events()) != n || !v.state.IsDraft() {
		t.Error("signed without a yes")
	}
	r.tap("protocol.adopt")
	r.tap("dialog.yes")
	if v.state.IsDraft() || v.state.InUse.Version != 1 || v.state.InUse.Signed[0].Name != "Dr. Ilse Baum" || v.state.Working.Changed() != 0 {
		t.Fatalf("%+v", v.state.InUse.Stamp)
	}
	if strings.Contains(said(r), "decide case by case") {
		t.Error("it still says that it is a draft")
	}
	r.golden("adopted")
	// There is nothing more to adopt, and it says so.
	n = len(r.Log.Events())
	r.tap("protocol.adopt")
	r.tap("dialog.yes")
	if len(r.Log.Events()) != n {
		t.Error("the same was adopted twice")
	}
}

// What was changed after it was read is not signed.
func TestOnlyWhatWasSeenIsSigned(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	r.tap("protocol.adopt")
	r.change(r.Log, "validity", "days", "14", "shorter")
	n := len(r.Log.Events())
	r.tap("dialog.yes")
	if len(r.Log.Events()) != n || len(r.shell.Failures) != 1 || record.CodeOf(r.shell.Failures[0]) != record.Conflict || !v.state.IsDraft() {
		t.Errorf("%v", r.shell.Failures)
	}
}

func TestComparing(t *testing.T) {
	r := newRoom(t)
	r.change(r.Log, "validity", "days", "14", "first reason")
	r.adopt(r.Log, r.Prescriber)
	r.change(r.Log, "limits/pre_dose", "above", `"135/85"`, "second reason")
	v := r.show()
	r.tap("protocol.compare")
	text := said(r)
	for _, want := range []string{"Items that differ: 1", "before: 140/90 mmHg", "now: 135/85 mmHg", "second reason (Dr. Ilse Baum"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if placetest.Find(r.win, "protocol.begin") != nil {
		t.Error("the working copy begins from it already")
	}
	r.golden("compare")
	from := placetest.At[*kit.Picker](t, r.win, "protocol.from")
	from.SetValue(v.state.Versions[1].Hash.String())
	from.OnChanged()
	r.settle()
	if !strings.Contains(said(r), "before: 30 days") {
		t.Error("the draft is not compared")
	}
	if n := strings.Count(said(r), "Nobody changed this: it follows from adopting."); n != 2 {
		t.Errorf("of the title and the notice it is said %d times that nobody changed them", n)
	}
	r.tap("protocol.begin")
	r.tap("dialog.yes")
	if !v.state.Working.Base.Shipped() || v.compare != nil || v.state.IsDraft() {
		t.Error("the working copy does not begin from the draft, or the draft is in use")
	}
	r.tap("protocol.compare")
	r.tap("protocol.back")
	if v.compare != nil || placetest.Find(r.win, "protocol.search") == nil {
		t.Error("there is no way back")
	}
}

func TestTwoAdoptionsAreShown(t *testing.T) {
	r := newRoom(t)
	there := r.other()
	r.change(r.Log, "validity", "days", "14", "shorter")
	r.adopt(r.Log, r.Prescriber)
	r.change(there, "validity", "days", "60", "longer")
	r.adopt(there, r.Second)
	r.must(r.Log.Receive(ctx, there.Events()...))
	v := r.show()
	r.golden("rivals")
	r.tap("protocol.rivals")
	if text := said(r); !strings.Contains(text, "14 days") || !strings.Contains(text, "60 days") {
		t.Error("the two are not compared")
	}
	r.tap("protocol.back")
	r.tap("protocol.adopt")
	r.tap("dialog.yes")
	if len(v.state.Rivals) != 0 || v.state.InUse.Version != 2 {
		t.Errorf("%+v", v.state.InUse.Stamp)
	}
}

func TestSavingAndPrinting(t *testing.T) {
	r := newRoom(t)
	r.change(r.Log, "validity", "days", "14", "shorter")
	v := r.show()
	r.tap("protocol.save")
	if len(r.shell.Written) != 1 || r.shell.Offered[0] != "protocol-working-copy.json" {
		t.Fatalf("%v", r.shell.Offered)
	}
	p, err := protocol.Parse(r.shell.Written[0])
	if err != nil || p.Validity.Days != 14 {
		t.Errorf("%v", err)
	}
	r.adopt(r.Log, r.Prescriber)
	v.Show()
	r.tap("protocol.save")
	if p, err := protocol.Parse(r.shell.Written[1]); err != nil || p.Hash != v.state.InUse.Hash {
		t.Errorf("%v", err)
	}
	r.tap("protocol.print")
	if strings.Join(r.told, " ") != "exported exported printed" || len(r.shell.Opened) != 1 {
		t.Errorf("%v, opened %v", r.told, r.shell.Opened)
	}
	r.shell.SavePath, r.shell.SaveErr = "", errDisk
	r.tap("protocol.save")
	if len(r.told) != 3 || len(r.shell.Failures) != 1 {
		t.Errorf("%v, %v", r.told, r.shell.Failures)
	}
}
