package plan_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/plan"
)

func (r *room) state() consent.State {
	r.t.Helper()
	s, err := r.consents.Of(ctx, r.Therapist, r.Patient)
	r.must(err)
	return s
}

// pick types into a picker and takes the first that is found.
func (r *room) pick(id, text string) {
	r.t.Helper()
	r.typed(id, text)
	placetest.Press(r.win, fyne.KeyReturn)
}

func (r *room) record() { r.t.Helper(); r.command("consent.record").Do() }

func TestTakingRefusesAtTheField(t *testing.T) {
	r := open(t)
	r.show(screen.PartConsent)
	r.record()
	if e := at[kit.Field](r, "consent.explainedby").Error(); e == "" {
		t.Error("explained by nobody")
	}
	r.pick("consent.explainedby", "Ana")
	r.record()
	for _, id := range []string{"consent.questions", "consent.who", "consent.method"} {
		if e := at[kit.Field](r, id).Error(); e == "" {
			t.Errorf("%s says nothing", id)
		}
	}
	r.choose("consent.method", "screen")
	r.choose("consent.who", consent.Representative)
	at[*kit.Check](r, "consent.noquestions").Tapped(nil)
	r.record()
	for _, id := range []string{"consent.signature", "consent.name", "consent.relation"} {
		if e := at[kit.Field](r, id).Error(); e == "" {
			t.Errorf("%s says nothing", id)
		}
	}
	r.choose("consent.method", "paper")
	r.record()
	if e := at[kit.Field](r, "consent.scan").Error(); e == "" {
		t.Error("paper without a scan")
	}
	if len(r.state().All) != 0 {
		t.Fatal("something was recorded")
	}
	r.golden("taking-refused")
}

func TestAConsentIsTakenByKeyboardAlone(t *testing.T) {
	r := open(t)
	r.show(screen.PartConsent)
	r.pick("consent.explainedby", "Ilse")
	r.typed("consent.questions", "How long? About an hour.")
	r.choose("consent.who", consent.Patient)
	r.choose("consent.method", "screen")
	r.typed("consent.signature", "José Ñandú")
	r.record()
	c, ok := r.state().Current()
	if !ok || c.Method != consent.Typed || c.TypedName != "José Ñandú" || c.Explained.Name != "Dr. Ilse Baum" || c.Taken.Name != "Ana Brandt" ||
		c.Text.Lang != words.Spanish || c.Questions != "How long? About an hour." {
		t.Fatalf("%+v %v", c, r.shell.LastFailure())
	}
	if r.shell.Backs != 1 || r.shell.Charts == 0 || len(r.shell.Notes) == 0 {
		t.Error("it does not go back, or does not say what was saved")
	}
	if d, err := r.Log.AllDrafts(ctx, r.Therapist); err != nil || len(d) != 0 {
		t.Errorf("a draft is left over: %v %v", d, err)
	}
}

func TestAConsentOnPaperBringsItsScan(t *testing.T) {
	r := open(t)
	path := filepath.Join(t.TempDir(), "consentimiento.pdf")
	r.must(os.WriteFile(path, []byte("%PDF-1.4 scan"), 0o600))
	r.show(screen.PartConsent)
	r.choose("consent.lang", string(words.English))
	r.pick("consent.explainedby", "Ana")
	at[*kit.Check](r, "consent.noquestions").Tapped(nil)
	r.choose("consent.who", consent.Patient)
	r.choose("consent.method", "paper")
	r.typed("consent.signed", "11/22/2026")
	r.typed("consent.signed.time", "16:30")
	r.typed("consent.scan", path)
	r.record()
	c, ok := r.state().Current()
	if !ok || c.Method != consent.OnPaper || c.Text.Lang != words.English || c.SignedAt.Format("2006-01-02 15:04") != "2026-11-22 23:30" {
		t.Fatalf("%+v %v", c, r.shell.LastFailure())
	}
	doc, content, err := document.New(r.Log).Open(ctx, r.Nurse, r.Patient, c.Scan)
	if err != nil || doc.Name != "consentimiento.pdf" || string(content) != "%PDF-1.4 scan" {
		t.Errorf("%+v %v", doc, err)
	}
}

func TestWhatWasTypedComesBackAndTheSignatureDoesNot(t *testing.T) {
	r := open(t)
	r.show(screen.PartConsent)
	r.typed("consent.questions", "Does it hurt?")
	r.choose("consent.who", consent.Representative)
	r.typed("consent.name", "Luis Ñandú")
	r.choose("consent.method", "screen")
	r.typed("consent.signature", "Luis Ñandú")
	r.show(screen.PartConsent)
	if q := at[*kit.NotesField](r, "consent.questions").Text(); q != "Does it hurt?" || r.text("consent.name") != "Luis Ñandú" {
		t.Errorf("%q %q", q, r.text("consent.name"))
	}
	if at[*kit.SignaturePad](r, "consent.signature").TypedName() != "" {
		t.Error("a signature that was not recorded stands there as if it had just been given")
	}
}

func TestThePageIsPrintedToBeSignedByHand(t *testing.T) {
	r := open(t)
	r.show(screen.PartConsent)
	r.command("consent.print").Do()
	if len(r.shell.Written) != 1 || len(r.shell.Opened) != 1 {
		t.Fatalf("%v", r.shell.LastFailure())
	}
	docs, _, err := document.New(r.Log).List(ctx, r.Nurse, r.Patient)
	if err != nil || len(docs) != 1 || docs[0].Kind != document.Handout || docs[0].Origin != document.Produced {
		t.Errorf("%+v %v", docs, err)
	}
}

func TestTheSignedConsentIsPrinted(t *testing.T) {
	r := open(t)
	r.consented()
	r.show("")
	r.command("plan.print").Do()
	docs, _, err := document.New(r.Log).List(ctx, r.Nurse, r.Patient)
	if err != nil || len(docs) != 1 || docs[0].Kind != document.Consent {
		t.Errorf("%+v %v %v", docs, err, r.shell.LastFailure())
	}
}

func TestWithdrawTheConsent(t *testing.T) {
	r := open(t)
	r.show("")
	if !r.command("plan.consentwithdraw").Disabled() {
		t.Error("nothing to withdraw, and yet")
	}
	r.consented()
	r.show("")
	r.command("plan.consentwithdraw").Do()
	r.typed("consent.reason", "changed my mind")
	r.tap("dialog.yes")
	if _, ok := r.state().Current(); !ok {
		t.Fatal("withdrawn by nobody")
	}
	r.choose("plan.withdraw.who", consent.Patient)
	r.tap("dialog.yes")
	s := r.state()
	if _, ok := s.Current(); ok || s.All[0].Withdrawn.Reason != "changed my mind" {
		t.Errorf("%+v %v", s.All, r.shell.LastFailure())
	}
}

// That a page was given is never assumed: only the tick says so.
func TestWhatToExpectIsRecorded(t *testing.T) {
	r := open(t)
	r.show("")
	r.command("plan.expect").Do()
	r.tap("dialog.yes")
	r.command("plan.expect").Do()
	at[*kit.Check](r, "plan.expect.handout").Tapped(nil)
	r.tap("dialog.yes")
	all := r.state().Explanations
	if len(all) != 2 || all[0].Handout != "" || all[1].Handout != "What to expect, es 2" || all[1].Lang != words.Spanish || all[1].By.Name != "Ana Brandt" {
		t.Errorf("%+v %v", all, r.shell.LastFailure())
	}
}

func TestTheConsentPageIsOneKeyAway(t *testing.T) {
	r := open(t)
	r.show("")
	r.command("plan.takeconsent").Do()
	if len(r.shell.Went) != 1 || r.shell.Went[0] != (place.Route{Place: place.Plan, Patient: r.Patient, Part: screen.PartConsent}) {
		t.Errorf("%+v", r.shell.Went)
	}
}
