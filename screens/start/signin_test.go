package start

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// fakeKeys lets in whoever types "open sesame please now" or, with the sheet
// "PAPER", takes a new passphrase.
type fakeKeys struct {
	people  []Named
	tried   []string
	pins    map[record.ID]int
	entered record.ID
}

func (k *fakeKeys) People() []Named { return k.people }

func (k *fakeKeys) PIN(id record.ID) int { return k.pins[id] }

func (k *fakeKeys) Open(_ context.Context, id record.ID, passphrase string) (func(), error) {
	k.tried = append(k.tried, passphrase)
	if passphrase != "open sesame please now" {
		return nil, record.Problems{{Code: record.NotAllowed, Field: "signin.passphrase", Text: "This passphrase does not fit.", Next: "Type it again."}}
	}
	return func() { k.entered = id }, nil
}

func (k *fakeKeys) Recover(_ context.Context, id record.ID, sheet, passphrase string) (func(), error) {
	k.tried = append(k.tried, passphrase)
	if sheet != "PAPER" {
		return nil, record.Problems{{Code: record.NotAllowed, Field: "signin.sheet", Text: "A letter is wrong.", Next: "Compare it with the paper."}}
	}
	return func() { k.entered = id }, nil
}

func press(w fyne.Window, key fyne.KeyName) {
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
}

func signIn(t *testing.T) (*SignIn, *fakeKeys, *placetest.Shell, fyne.Window) {
	t.Helper()
	s := shell(t)
	keys := &fakeKeys{people: []Named{{"1", "Ana Brandt"}, {"2", "Mara Okafor"}}}
	v := NewSignIn(s, keys, Before{})
	w := show(t, s, v)
	w.Canvas().Focus(v.FirstFocus())
	return v, keys, s, w
}

func TestAWrongPassphraseLetsNobodyIn(t *testing.T) {
	v, keys, _, w := signIn(t)
	test.AssertRendersToMarkup(t, "signin/empty.xml", w.Canvas())
	press(w, fyne.KeyDown)
	press(w, fyne.KeyReturn)
	test.Type(w.Canvas().Focused(), "wrong")
	press(w, fyne.KeyReturn)
	if keys.entered != "" {
		t.Fatal("let in")
	}
	if !strings.Contains(v.passphrase.Error(), "does not fit") {
		t.Errorf("the field says %q", v.passphrase.Error())
	}
	test.AssertRendersToMarkup(t, "signin/wrong.xml", w.Canvas())
}

func TestSignInByKeyboard(t *testing.T) {
	v, keys, _, w := signIn(t)
	press(w, fyne.KeyDown)
	press(w, fyne.KeyReturn)
	if kit.FocusID(w.Canvas().Focused()) != "signin.passphrase" {
		t.Fatalf("Enter on a name leads to %q", kit.FocusID(w.Canvas().Focused()))
	}
	test.Type(w.Canvas().Focused(), "open sesame please now")
	press(w, fyne.KeyReturn)
	if keys.entered != "2" {
		t.Errorf("let in %q", keys.entered)
	}
	v.Leave()
	if v.passphrase.Text() != "" {
		t.Error("the passphrase stays in the window")
	}
}

func TestTheRecoverySheetGivesANewPassphrase(t *testing.T) {
	v, keys, _, w := signIn(t)
	v.toggle()
	test.AssertRendersToMarkup(t, "signin/forgotten.xml", w.Canvas())
	v.sheet.SetText("PAPER")
	v.twice.Type("four words that fit", "four words that fi")
	v.open()
	if _, again := v.twice.Errors(); len(keys.tried) != 0 || again == "" {
		t.Fatal("two different passphrases were taken")
	}
	v.twice.Type("four words that fit", "four words that fit")
	v.sheet.SetText("PAPE")
	v.open()
	if keys.entered != "" || v.sheet.Error() == "" {
		t.Fatal("a wrong sheet was taken")
	}
	v.sheet.SetText("PAPER")
	v.open()
	if keys.entered != "1" {
		t.Errorf("let in %q", keys.entered)
	}
}

// While one try is on its way, a second press tries nothing.
func TestOneTryAtATime(t *testing.T) {
	v, keys, s, _ := signIn(t)
	late := &placetest.Late{Shell: s}
	v.shell = late
	v.passphrase.SetText("first")
	v.open()
	v.open()
	if len(late.Work) != 1 {
		t.Fatalf("%d tries are on their way", len(late.Work))
	}
	late.Work[0](context.Background())
	if len(keys.tried) != 1 {
		t.Errorf("tried %v", keys.tried)
	}
}

func TestTheOwnersPassphrase(t *testing.T) {
	s := shell(t)
	var made []string
	next := false
	v := NewOwner(s, nil, func(_ context.Context, _ record.ID, name, passphrase string) (func(), error) {
		made = append(made, name+"/"+passphrase)
		if passphrase == "password" {
			return nil, record.Problems{record.Invalidf("owner.new", "This one is too common.")}
		}
		return func() { next = true }, nil
	}, func() {})
	w := show(t, s, v)
	w.Canvas().Focus(v.FirstFocus())
	test.AssertRendersToMarkup(t, "owner.xml", w.Canvas())
	v.next()
	if len(made) != 0 || v.name.Error() == "" {
		t.Fatal("nobody with no passphrase was taken")
	}
	v.name.SetText(" Ilse ")
	v.twice.Type("password", "password")
	v.next()
	if first, _ := v.twice.Errors(); next || first == "" {
		t.Fatal("a common passphrase was taken")
	}
	v.twice.Type("correct horse battery staple", "correct horse battery staple")
	v.next()
	if !next || made[1] != "Ilse/correct horse battery staple" {
		t.Errorf("made %v", made)
	}
}

// A clinic from before clinics were encrypted is protected by one of its
// owners, under the name that is known.
func TestAnOwnerProtectsAnOldClinic(t *testing.T) {
	s := shell(t)
	var who record.ID
	v := NewOwner(s, []Named{{"1", "Ilse"}, {"2", "Rosa"}}, func(_ context.Context, id record.ID, name, _ string) (func(), error) {
		who = id
		return func() {}, nil
	}, nil)
	w := show(t, s, v)
	test.AssertRendersToMarkup(t, "protect.xml", w.Canvas())
	v.who.SetValue("2")
	v.twice.Type("correct horse battery staple", "correct horse battery staple")
	v.next()
	if who != "2" {
		t.Errorf("protected by %q", who)
	}
}

type fakeSheets struct{ made, proven int }

func (f *fakeSheets) Make(context.Context) (Sheet, error) {
	f.made++
	return Sheet{Groups: []string{"AGE", "SECRET", "7QX2"}, Paper: []byte("%PDF-"), Name: "Recovery sheet.pdf"}, nil
}

func (f *fakeSheets) Prove(context.Context) error { f.proven++; return nil }

func TestTheSheetIsAskedBack(t *testing.T) {
	s := shell(t)
	sheets, done := &fakeSheets{}, false
	v := NewRecovery(s, sheets, func() { done = true })
	w := show(t, s, v)
	test.AssertRendersToMarkup(t, "recovery.xml", w.Canvas())
	v.end.SetText("AGE")
	v.prove()
	if done || sheets.proven != 0 || v.end.Error() == "" {
		t.Fatal("a wrong group was taken")
	}
	v.end.SetText(" secret 7qx2 ")
	v.prove()
	if !done || sheets.proven != 1 {
		t.Errorf("done %v, proven %d", done, sheets.proven)
	}
	v.Show() // comes back into view: the sheet is not made anew
	if sheets.made != 1 {
		t.Errorf("%d sheets were made", sheets.made)
	}
}

// Who set a PIN is asked for it, and told how often it may still be wrong.
func TestTheSignInAsksForThePIN(t *testing.T) {
	s := shell(t)
	keys := &fakeKeys{people: []Named{{"1", "Ana Brandt"}, {"2", "Mara Okafor"}}, pins: map[record.ID]int{"2": 3}}
	v := NewSignIn(s, keys, Before{Who: "2", Why: "Nobody has touched the computer for a while, so KAP Desk locked itself."})
	w := show(t, s, v)
	w.Canvas().Focus(v.FirstFocus())
	if kit.FocusID(w.Canvas().Focused()) != "signin.passphrase" || v.passphrase.Label() != "PIN or passphrase" || !strings.Contains(v.passphrase.Hint(), "3") {
		t.Errorf("%q asks for %q, %q", kit.FocusID(w.Canvas().Focused()), v.passphrase.Label(), v.passphrase.Hint())
	}
	test.AssertRendersToMarkup(t, "signin/pin.xml", w.Canvas())
	w.Canvas().Focus(v.table)
	press(w, fyne.KeyUp)
	if v.passphrase.Label() != "Passphrase" || v.passphrase.Hint() != "" {
		t.Errorf("without a PIN: %q, %q", v.passphrase.Label(), v.passphrase.Hint())
	}
}

// The clocks of sessions go on over the sign-in, without a name.
func TestTheSignInKeepsTheClocks(t *testing.T) {
	s := shell(t)
	now := s.Time
	var tick func()
	stopped := false
	v := NewSignIn(s, &fakeKeys{people: []Named{{"1", "Ana Brandt"}}}, Before{Who: "1",
		Clocks: []session.Clock{{Began: now.Add(-20 * time.Minute), Due: now.Add(90 * time.Second)}, {Began: now.Add(-time.Minute)}},
		Tick:   func(_ time.Duration, f func()) func() { tick = f; return func() { stopped = true } }})
	w := show(t, s, v)
	line := v.clocks.lines[0]
	if line.run.String() != "00:20:00" || line.due.String() != "Next vitals" || line.count.String() != "1:30" || v.clocks.lines[1].due.String() != "" {
		t.Errorf("%q, %q, %q", line.run, line.due, line.count)
	}
	s.Time = now.Add(90 * time.Second)
	tick()
	if line.due.String() != "Vitals due now" || line.count.String() != "0:00" {
		t.Errorf("at its second: %q, %q", line.due, line.count)
	}
	s.Time = now.Add(2 * time.Minute)
	tick()
	if line.run.String() != "00:22:00" || line.due.String() != "Vitals overdue" || line.count.String() != "0:30" {
		t.Errorf("later: %q, %q, %q", line.run, line.due, line.count)
	}
	test.AssertRendersToMarkup(t, "signin/clocks.xml", w.Canvas())
	v.Leave()
	if !stopped {
		t.Error("the clock runs on behind another screen")
	}
}

func TestClosingShowsHowFarItIs(t *testing.T) {
	s := shell(t)
	shut := 0
	c := NewClosing(s, func() { shut++ })
	w := show(t, s, c)
	c.Tell("Writing the backup", 30, 100)
	test.AssertRendersToMarkup(t, "closing.xml", w.Canvas())
	for _, o := range test.LaidOutObjects(w.Content()) {
		if b, ok := o.(*kit.Button); ok {
			b.OnTapped()
		}
	}
	if shut != 1 {
		t.Errorf("closed %d times", shut)
	}
}
