package eligibility

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

func TestStates(t *testing.T) {
	f := newFixture(t)
	f.asked()
	f.open()
	test.AssertRendersToMarkup(t, "loaded.xml", f.win.Canvas())

	f.desk.err = errDisk
	f.open()
	test.AssertRendersToMarkup(t, "error.xml", f.win.Canvas())
	if len(f.shell.Failures) != 1 {
		t.Error("the error was not shown")
	}
	f.desk.err = nil
	f.signIn(f.clinic.Owner)
	v := f.open()
	test.AssertRendersToMarkup(t, "locked.xml", f.win.Canvas())
	v.onSave()
	v.onPrint()
	v.onEligible()
	v.Leave()
	if len(f.shell.Notes) != 0 || f.shell.Drafts != 0 || len(f.kept) != 0 {
		t.Error("a role that does not see the checklist did something")
	}
	f.signIn(f.clinic.Desk)
	f.open()
	test.AssertRendersToMarkup(t, "desk.xml", f.win.Canvas())
}

func TestTheDeskFillsInAndCannotClearOrSign(t *testing.T) {
	f := newFixture(t)
	f.asked()
	f.signIn(f.clinic.Desk)
	v := f.open()
	for _, o := range f.row(v, "pregnancy").states() {
		if o.Value == string(protocol.Clear) {
			t.Error("clear is offered to the desk")
		}
	}
	if !v.out.yes.Disabled() || !v.out.no.Disabled() || !v.out.print.Disabled() {
		t.Error("signing or printing is offered to the desk")
	}
	v.onEligible()
	v.onNotEligible()
	if f.win.Canvas().Overlays().Top() != nil {
		t.Fatal("the desk is asked to sign")
	}
	f.choose(v, "pregnancy", protocol.Review)
	f.write(v, "pregnancy", "test tomorrow")
	v.onEnter()
	if r := f.row(v, "pregnancy"); r.line.State != protocol.Review || r.line.SetBy != "Mara Okafor" || r.line.Note != "test tomorrow" {
		t.Errorf("%+v", r.line)
	}
	f.choose(v, "heart", protocol.Stop)
	v.onSave()
	f.choose(v, "heart", protocol.Clear)
	v.onSave()
	if f.row(v, "heart").state.Error() == "" && len(f.shell.Failures) == 0 {
		t.Error("the refusal is not shown")
	}
	v = f.open()
	if f.row(v, "heart").line.State != protocol.Stop {
		t.Error("the desk cleared a stop")
	}
}

func TestSigningIsRefusedAndSaysWhere(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	if !v.out.yes.Disabled() || !strings.Contains(v.out.status.String(), "1 unknown") || !strings.Contains(v.out.why.String(), "This is unknown: Pregnancy.") {
		t.Errorf("%q, %q", v.out.status.String(), v.out.why.String())
	}
	v.onEnter()
	if got := f.row(v, "pregnancy").state.Error(); !strings.Contains(got, "unknown") {
		t.Errorf("at the criterion: %q", got)
	}
	if why := v.out.why.String(); strings.Contains(why, "Pregnancy") || len(f.shell.Failures) > 0 {
		t.Errorf("what stands at the criterion is said again: %q, %v", why, f.shell.Failures)
	}
	v.onNotEligible()
	if v.out.reasoning.Error() == "" || kit.FocusID(f.win.Canvas().Focused()) != "eligibility.reasoning" {
		t.Error("the reasoning is not asked for")
	}
	if f.win.Canvas().Overlays().Top() != nil {
		t.Error("it asks to sign what cannot be signed")
	}
}

func TestSignEligibleThenAFactChanges(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	f.choose(v, "pregnancy", protocol.Clear)
	f.write(v, "pregnancy", "test negative today")
	f.reason(v, "Benefit outweighs the risk.")
	if v.out.yes.Disabled() || v.out.status.String() != "Ready to sign." {
		t.Fatalf("%q: %q", v.out.status.String(), v.out.why.String())
	}
	v.onEnter()
	f.confirm()
	if v.sheet.Standing.Kind != eligibility.Eligible || f.shell.Charts != 1 || v.out.reasoning.Text() != "" {
		t.Fatalf("%s, %v", v.sheet.Standing.Kind, f.shell.LastFailure())
	}
	f.answer(f.clinic.Nurse, "heart", intake.Answer{Say: intake.Yes, Kind: "stable", When: "2019"})
	v = f.open()
	test.AssertRendersToMarkup(t, "outofdate.xml", f.win.Canvas())
	if r := f.row(v, "heart"); !r.line.Changed || !r.shown {
		t.Error("what changed is not on show")
	}
}

func TestSignNotEligible(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	f.reason(v, "Uncontrolled pressure.")
	v.onNotEligible()
	f.confirm()
	if v.sheet.Standing.Kind != eligibility.NotEligible {
		t.Errorf("%s, %v", v.sheet.Standing.Kind, f.shell.LastFailure())
	}
}

func TestNobodySignsWhatTheyHaveNotSeen(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	f.reason(v, "x")
	f.answer(f.clinic.Nurse, "aneurysm", intake.Said(intake.Yes, ""))
	v.sign(false)
	if record.CodeOf(f.shell.LastFailure()) != record.Conflict || v.out.reasoning.Text() != "x" {
		t.Errorf("%v, reasoning %q", f.shell.LastFailure(), v.out.reasoning.Text())
	}
}

func TestShowAllAndSources(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	r := f.row(v, "heart")
	if r.shown {
		t.Error("what is clear is on show")
	}
	v.onAll()
	f.settle()
	if !r.shown {
		t.Error("not everything is on show")
	}
	test.AssertRendersToMarkup(t, "all.xml", f.win.Canvas())
	p := f.row(v, "pressure")
	p.toggleSources()
	if s := p.sources.String(); !strings.Contains(s, "Esketamine label") || !strings.Contains(s, "Differs: ") || !strings.Contains(s, "weak source") || !strings.Contains(s, "Choice: ") {
		t.Error(s)
	}
	p.toggleSources()
	if p.sources.Visible() {
		t.Error("the sources do not go away")
	}
	v.onAll()
	if r.shown {
		t.Error("still everything")
	}
}

func TestADraftComesBack(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	f.choose(v, "pregnancy", protocol.Review)
	f.write(v, "pressure", "measured twice")
	f.reason(v, "so far")
	v.Leave()
	v = f.open()
	if f.row(v, "pregnancy").state.Value() != "review" || f.row(v, "pressure").note.Text() != "measured twice" || v.out.reasoning.Text() != "so far" {
		t.Error("the draft is not back")
	}
	v.discard()
	if f.row(v, "pregnancy").state.Value() != "unknown" || v.out.reasoning.Text() != "" || len(v.marks()) != 0 {
		t.Error("discard kept something")
	}
}

func TestPrint(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	f.shell.SavePath = "/x/summary.pdf"
	v.onPrint()
	if len(f.kept) != 1 || len(f.shell.Opened) != 1 || f.shell.Offered[0] != "L-00001 Eligibility summary 2026-11-23.pdf" {
		t.Errorf("kept %v, opened %v, offered %v", f.kept, f.shell.Opened, f.shell.Offered)
	}
}

func TestCommandsAndFocus(t *testing.T) {
	f := newFixture(t)
	f.asked()
	v := f.open()
	seen := map[string]bool{}
	for _, c := range v.Commands() {
		key := string(c.Key) + string(rune('0'+int(c.Modifier)))
		if c.Key == "" || c.Label == "" || seen[key] {
			t.Errorf("%s has no key or no words, or shares its key", c.ID)
		}
		seen[key] = true
	}
	if v.FirstFocus() == nil {
		t.Error("nothing takes the focus")
	}
}

func TestItFitsInBothLanguagesAndLargeText(t *testing.T) {
	f := newFixture(t)
	f.asked()
	for _, lang := range words.Langs {
		f.shell.Language = lang
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
		v := f.open()
		v.onAll()
		f.settle()
		if w := f.win.Content().MinSize().Width; w > 1132 {
			t.Errorf("in %s it needs %v", lang, w)
		}
		for _, fd := range v.form.Fields() {
			if fd.Visible() && fd.Size().Width > v.form.Size().Width {
				t.Errorf("in %s: %s is %v wide in %v", lang, fd.FieldID(), fd.Size().Width, v.form.Size().Width)
			}
		}
	}
}
