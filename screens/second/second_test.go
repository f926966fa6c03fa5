package second_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	"kapdesk/screens/second"
)

const why = "I saw that 0.5 mL of lot K-1 were wasted."

// people are a clinic's; the first is signed in.
var people = []clinic.Person{
	{ID: "ana", Name: "Ana Brandt", Roles: []clinic.Role{clinic.Nurse}, Active: true},
	{ID: "ilse", Name: "Dr. Ilse Kern", Roles: []clinic.Role{clinic.Prescriber}, Active: true},
	{ID: "mara", Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}, Active: true},
	{ID: "noor", Name: "Noor Haddad", Roles: []clinic.Role{clinic.Therapist}, Active: true},
	{ID: "gone", Name: "Left Longago", Roles: []clinic.Role{clinic.Nurse}},
	{ID: "none", Name: "No Passphrase", Roles: []clinic.Role{clinic.Nurse}, Active: true},
}

// hall is the dialog over a window, with keys of the test's own.
type hall struct {
	*second.Dialog
	t      *testing.T
	shell  *placetest.Shell
	win    fyne.Window
	staff  []clinic.Person
	err    error // of the people
	pins   map[record.ID]int
	refuse error
	tried  []string
	done   []record.ID
	field  *kit.TextField // where the focus was
}

func (h *hall) People(context.Context) ([]clinic.Person, error) { return h.staff, h.err }
func (h *hall) Has(id record.ID) bool                           { return id != "none" }
func (h *hall) PIN(id record.ID) int                            { return h.pins[id] }

func (h *hall) signIn(_ context.Context, action clinic.Action, beside, who record.Actor, secret string) error {
	h.tried = append(h.tried, string(action)+"/"+string(beside.ID)+"/"+string(who.ID)+"/"+secret)
	return h.refuse
}

func open(t *testing.T, look kit.Mode, s place.Shell, inner *placetest.Shell, sample bool) *hall {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(look, 100))
	h := &hall{t: t, shell: inner, staff: people, pins: map[record.ID]int{}}
	inner.Who, inner.Time = people[0], time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	h.field = kit.NewTextField(inner.T, "behind", "Behind")
	h.win = test.NewTempWindow(t, kit.Ground(kit.Pad(kit.GapXL, h.field)))
	h.win.SetPadded(false)
	h.win.Resize(fyne.NewSize(1280, 720))
	inner.Win = h.win
	h.field.Focus()
	d := second.Deps{Shell: s, People: h, Keys: h, SignIn: h.signIn}
	if sample {
		d.Keys = nil
	}
	h.Dialog = second.New(d)
	return h
}

func light(t *testing.T) *hall {
	s := &placetest.Shell{}
	return open(t, kit.Light, s, s, false)
}

func (h *hall) ask() {
	h.Ask(clinic.WitnessRegister, why, func(who record.Actor) { h.done = append(h.done, who.ID) })
}

func (h *hall) shown() bool { return h.win.Canvas().Overlays().Top() != nil }

func (h *hall) focus() string { return kit.FocusID(h.win.Canvas().Focused()) }

func (h *hall) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		placetest.Press(h.win, k)
	}
}

func TestNobodyElseMay(t *testing.T) {
	h := light(t)
	h.staff = []clinic.Person{people[0], people[2], people[4], people[5]} // herself, front desk, gone, no passphrase
	h.ask()
	test.AssertRendersToMarkup(t, "nobody.xml", h.win.Canvas())
	h.press(fyne.KeyReturn)
	if h.shown() || len(h.done) != 0 || len(h.tried) != 0 {
		t.Errorf("shown %v, done %v, tried %v", h.shown(), h.done, h.tried)
	}
	h.ask()
	if !h.shown() {
		t.Error("asked once, it does not open again")
	}
}

func TestPeopleThatCannotBeReadAreTold(t *testing.T) {
	h := light(t)
	h.err = errors.New("disk")
	h.ask()
	if h.shown() || !errors.Is(h.shell.LastFailure(), h.err) {
		t.Errorf("told %v", h.shell.Failures)
	}
}

func TestANameAndAPassphraseAreAskedFor(t *testing.T) {
	h := light(t)
	h.ask()
	if h.focus() != "second.who" {
		t.Fatalf("the focus is on %q", h.focus())
	}
	test.AssertRendersToMarkup(t, "names.xml", h.win.Canvas())
	yes := placetest.At[*kit.Button](t, h.win, "dialog.yes")
	yes.Tapped(nil)
	if who := placetest.At[*kit.Choice](t, h.win, "second.who"); who.Error() == "" || len(h.tried) != 0 {
		t.Errorf("without a name: %q, tried %v", who.Error(), h.tried)
	}
	h.press(fyne.KeyRight)
	yes.Tapped(nil)
	if f := placetest.At[*kit.TextField](t, h.win, second.FieldSecret); f.Error() == "" || len(h.tried) != 0 {
		t.Errorf("without a passphrase: %q, tried %v", f.Error(), h.tried)
	}
}

// A wrong passphrase is told at its field, with how long to wait, and does
// not stay in the window.
func TestAWrongSecretLetsNobodySign(t *testing.T) {
	h := light(t)
	h.pins["ilse"] = 3
	h.refuse = record.Problems{{Code: record.NotAllowed, Field: second.FieldSecret, Text: "Too many wrong tries. Wait %d seconds.", Args: []any{30},
		Next: "Then type it again, or ask an owner for a new passphrase."}}
	h.ask()
	h.press(fyne.KeyRight, fyne.KeyReturn)
	f := placetest.At[*kit.TextField](t, h.win, second.FieldSecret)
	if f.Hint() == "" || f.Label() != "PIN or passphrase" {
		t.Errorf("who has a PIN is not told: %q %q", f.Label(), f.Hint())
	}
	test.Type(h.win.Canvas().Focused(), "wrong")
	h.pins["ilse"] = 2
	h.press(fyne.KeyReturn)
	if !slices.Equal(h.tried, []string{"be a witness for the register/ana/ilse/wrong"}) || len(h.done) != 0 || f.Text() != "" || f.Error() == "" {
		t.Errorf("tried %v, done %v, left %q, says %q", h.tried, h.done, f.Text(), f.Error())
	}
	if h.focus() != second.FieldSecret || f.Hint() != "Tries left for the PIN: 2" {
		t.Errorf("the focus is on %q, the hint %q", h.focus(), f.Hint())
	}
	test.AssertRendersToMarkup(t, "wrong.xml", h.win.Canvas())
}

func TestEscLeavesWithoutLoss(t *testing.T) {
	h := light(t)
	h.ask()
	h.ask() // a second one does not open over it
	h.press(fyne.KeyRight, fyne.KeyReturn)
	f := placetest.At[*kit.TextField](t, h.win, second.FieldSecret)
	test.Type(h.win.Canvas().Focused(), "half a pass")
	h.press(fyne.KeyEscape)
	if h.shown() || f.Text() != "" || len(h.done) != 0 || h.focus() != "behind" {
		t.Errorf("shown %v, left %q, done %v, focus %q", h.shown(), f.Text(), h.done, h.focus())
	}
}

func TestTheSecondSignsInByKeyboard(t *testing.T) {
	h := light(t)
	h.ask()
	h.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
	test.Type(h.win.Canvas().Focused(), "four words that fit")
	h.press(fyne.KeyReturn)
	if !slices.Equal(h.done, []record.ID{"noor"}) || !slices.Equal(h.tried, []string{"be a witness for the register/ana/noor/four words that fit"}) {
		t.Errorf("done %v, tried %v", h.done, h.tried)
	}
	if h.shown() || h.shell.Person().ID != "ana" || h.focus() != "behind" {
		t.Errorf("shown %v, signed in %q, focus %q", h.shown(), h.shell.Person().ID, h.focus())
	}
	h.ask()
	if !h.shown() {
		t.Error("it does not open again")
	}
}

// Where one person only may do it, there is nothing to choose.
func TestOneNameIsChosen(t *testing.T) {
	h := light(t)
	h.staff = people[:3]
	h.ask()
	if h.focus() != second.FieldSecret {
		t.Fatalf("the focus is on %q", h.focus())
	}
	test.Type(h.win.Canvas().Focused(), "x")
	h.press(fyne.KeyReturn)
	if !slices.Equal(h.done, []record.ID{"ilse"}) {
		t.Errorf("done %v", h.done)
	}
}

func TestInTheSampleAPersonChoosesTheirName(t *testing.T) {
	s := &placetest.Shell{}
	h := open(t, kit.Light, s, s, true)
	h.ask()
	test.AssertRendersToMarkup(t, "sample.xml", h.win.Canvas())
	h.press(fyne.KeyRight)
	placetest.At[*kit.Button](t, h.win, "dialog.yes").Tapped(nil)
	if !slices.Equal(h.done, []record.ID{"ilse"}) || h.tried[0] != "be a witness for the register/ana/ilse/" {
		t.Errorf("done %v, tried %v", h.done, h.tried)
	}
}

// slow is the dialog with a check that takes its time.
func slow(t *testing.T) (*hall, *placetest.Late) {
	late := &placetest.Late{Shell: &placetest.Shell{}}
	h := open(t, kit.Light, late, late.Shell, false)
	h.ask()
	h.finish(late, 0)
	h.press(fyne.KeyRight, fyne.KeyReturn)
	test.Type(h.win.Canvas().Focused(), "four words that fit")
	h.press(fyne.KeyReturn)
	return h, late
}

func (h *hall) finish(late *placetest.Late, n int) {
	if apply := late.Work[n](context.Background()); apply != nil {
		apply()
	}
}

// While it is checked there is a sign, one try, and no trace of the secret.
func TestASlowCheckIsShown(t *testing.T) {
	h, late := slow(t)
	f := placetest.At[*kit.TextField](t, h.win, second.FieldSecret)
	if f.Text() != "" || f.Hint() != "It is being checked…" {
		t.Errorf("left %q, the hint %q", f.Text(), f.Hint())
	}
	placetest.At[*kit.Button](t, h.win, "dialog.yes").Tapped(nil)
	if len(late.Work) != 2 {
		t.Errorf("%d pieces of work: tried twice", len(late.Work))
	}
	h.finish(late, 1)
	if !slices.Equal(h.done, []record.ID{"ilse"}) {
		t.Errorf("done %v", h.done)
	}
}

// Who leaves while the secret is checked, or locks the window, has not signed.
func TestWhoLeftIsNotFollowed(t *testing.T) {
	for name, leave := range map[string]func(*hall){
		"Esc":      func(h *hall) { placetest.At[*kit.Button](h.t, h.win, "dialog.cancel").Tapped(nil) },
		"the lock": func(h *hall) { h.shell.Who = clinic.Person{} },
	} {
		h, late := slow(t)
		leave(h)
		h.finish(late, 1)
		if len(h.done) != 0 {
			t.Errorf("%s: done %v", name, h.done)
		}
	}
}

// In a dim room it is as dim as everything else.
func TestInRoomMode(t *testing.T) {
	s := &placetest.Shell{}
	h := open(t, kit.Room, s, s, false)
	h.ask()
	test.AssertRendersToMarkup(t, "room.xml", h.win.Canvas())
	img, bright := h.win.Canvas().Capture(), 0
	for x := 0; x < 1280; x += 8 {
		for y := 0; y < 720; y += 8 {
			if r, g, b, _ := img.At(x, y).RGBA(); r > 0xe000 && g > 0xe000 && b > 0xe000 {
				bright++
			}
		}
	}
	if bright > 0 {
		t.Errorf("%d bright points in a dim room", bright)
	}
}

func TestInSpanish(t *testing.T) {
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	s := &placetest.Shell{Words: book, Language: words.Spanish}
	h := open(t, kit.Dark, s, s, false)
	h.ask()
	test.AssertRendersToMarkup(t, "spanish.xml", h.win.Canvas())
	h.press(fyne.KeyEscape)
	h.staff = people[:1]
	h.ask()
	test.AssertRendersToMarkup(t, "nobody-spanish.xml", h.win.Canvas())
}
