package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
	"kapdesk/screens/second"
)

// askSecond opens the dialog for a witness and gives who signed in.
func (g *guarded) askSecond() *[]record.ID {
	g.t.Helper()
	got := &[]record.ID{}
	g.open.second(g.shell).Ask(clinic.WitnessRegister, "I saw it.", func(who record.Actor) { *got = append(*got, who.ID) })
	return got
}

// signSecond chooses the name with the arrows and types the secret.
func (g *guarded) signSecond(name, secret string) {
	g.t.Helper()
	who := placetest.At[*kit.Choice](g.t, g.window, "second.who")
	who.Focus()
	for i := 0; i < 9 && g.nameOf(who) != name; i++ {
		placetest.Press(g.window, fyne.KeyRight)
	}
	placetest.At[*kit.TextField](g.t, g.window, second.FieldSecret).Focus()
	test.Type(g.window.Canvas().Focused(), secret)
	placetest.Press(g.window, fyne.KeyReturn)
}

// nameOf is the name of who is chosen.
func (g *guarded) nameOf(who *kit.Choice) string {
	people, err := g.open.clinics.People(context.Background())
	g.must(err)
	for _, p := range people {
		if string(p.ID) == who.Value() {
			return p.Name
		}
	}
	return ""
}

// secondError is what stands at the field for the secret.
func (g *guarded) secondError() string {
	f, ok := placetest.Find(g.window, second.FieldSecret).(*kit.TextField)
	if !ok {
		return ""
	}
	return f.Error()
}

func TestASecondSignsInOverTheKeyFile(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	key := g.ring.data()
	own := g.ring.own
	got := g.askSecond()
	g.signSecond(g.day.ilse.Name, anasWords) // another's
	if len(*got) != 0 || g.secondError() == "" {
		t.Fatalf("Ana's passphrase signed for Ilse: %v %q", *got, g.secondError())
	}
	g.signSecond(g.day.ilse.Name, ilsesWords)
	if len(*got) != 1 || (*got)[0] != g.day.ilse.ID {
		t.Fatalf("signed in: %v %q", *got, g.secondError())
	}
	if g.shell.Person().ID != g.day.ana.ID || string(g.ring.data()) != string(key) || g.ring.own != own {
		t.Error("the person or the keys changed hands")
	}
	kinds := g.kinds()
	if kinds[audit.KindSecond] != 1 || kinds[audit.KindSignInFailed] != 1 || kinds[audit.KindSignedIn] != 1 {
		t.Errorf("on record: %v", kinds)
	}
	g.must(g.open.store.Events(context.Background(), func(e record.Event) error {
		if e.Kind == audit.KindSecond && e.Actor != g.day.ilse.ID {
			t.Errorf("on record under %q", e.Actor)
		}
		return nil
	}))
}

// The second sign-in waits and counts with the first: neither is a way to
// guess around the other's lock-out.
func TestASecondSignInIsNoWayAroundTheLockOut(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	got := g.askSecond()
	tries := 0
	for ; !strings.Contains(g.secondError(), "Too many wrong tries"); tries++ {
		if tries > 20 {
			t.Fatal("guessing has no end")
		}
		g.signSecond(g.day.ilse.Name, "not the words at all")
	}
	g.signSecond(g.day.ilse.Name, ilsesWords)
	if len(*got) != 0 {
		t.Fatal("the right words were taken during the wait")
	}
	if err := g.come(g.day.ilse.ID, ilsesWords); err == nil || !strings.Contains(err.Error(), "Too many wrong tries") {
		t.Errorf("the sign-in does not wait: %v", err)
	}
	g.now = g.now.Add(time.Hour)
	g.signSecond(g.day.ilse.Name, ilsesWords)
	if len(*got) != 1 {
		t.Fatalf("after the wait: %q", g.secondError())
	}
	kinds := g.kinds()
	if kinds[audit.KindLockedOut] != 1 || kinds[audit.KindSignInFailed] != 1 || kinds[audit.KindSecond] != 1 {
		t.Errorf("on record: %v", kinds)
	}
}

// And the other way round: failures at the sign-in hold up the second.
func TestFailuresAtTheSignInHoldUpTheSecond(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	for tries := 0; ; tries++ {
		if _, err := g.ring.unlock(g.day.ilse.ID, "not the words at all"); err == nil || tries > 20 {
			t.Fatal("guessing has no end")
		} else if strings.Contains(err.Error(), "Too many wrong tries") {
			break
		}
	}
	got := g.askSecond()
	g.signSecond(g.day.ilse.Name, ilsesWords)
	if len(*got) != 0 || !strings.Contains(g.secondError(), "Too many wrong tries") {
		t.Errorf("signed in %v, told %q", *got, g.secondError())
	}
}

// A PIN serves the second as it serves the sign-in, and is as easily lost.
func TestTheSecondsPIN(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	g.must(g.open.access.SetPIN(context.Background(), g.shell.Actor(), "4815"))
	g.shell.Lock()
	g.must(g.come(g.day.ana.ID, anasWords))
	got := g.askSecond()
	g.signSecond(g.day.ilse.Name, "9999")
	if f := placetest.At[*kit.TextField](t, g.window, second.FieldSecret); len(*got) != 0 || !strings.Contains(f.Hint(), "4") {
		t.Fatalf("a wrong PIN: %v, the hint %q", *got, f.Hint())
	}
	g.signSecond(g.day.ilse.Name, "4815")
	if len(*got) != 1 || g.ring.PIN(g.day.ilse.ID) == 0 {
		t.Errorf("signed in %v: %q", *got, g.secondError())
	}
}

// Mara, who works at the front desk, is no witness, and neither is Ana her own.
func TestOnlyThoseWhoMayAreOffered(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	got := g.askSecond()
	who := placetest.At[*kit.Choice](t, g.window, "second.who")
	if who.Value() != string(g.day.ilse.ID) { // one alone is chosen
		t.Errorf("offered: %q", who.Value())
	}
	ctx := context.Background()
	err := g.open.signInBeside(ctx, clinic.WitnessRegister, g.shell.Actor(), record.Actor{ID: g.day.mara.ID}, marasWords)
	if record.CodeOf(err) != record.NotAllowed {
		t.Errorf("Mara: %v", err)
	}
	err = g.open.signInBeside(ctx, clinic.WitnessRegister, g.shell.Actor(), g.shell.Actor(), anasWords)
	if record.CodeOf(err) != record.Refused {
		t.Errorf("Ana herself: %v", err)
	}
	if len(*got) != 0 || g.kinds()[audit.KindSecond] != 0 {
		t.Errorf("signed in %v, on record %v", *got, g.kinds())
	}
	if _, err := g.ring.prove(second.FieldSecret, "nobody", "x"); record.ProblemsOf(err) == nil {
		t.Errorf("nobody: %v", err)
	}
	if g.ring.data() == nil {
		t.Error("a refusal locked the clinic")
	}
}

// In the sample clinic, where nobody has a passphrase, a name is enough.
func TestASecondInTheSample(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	r := *g.open
	r.ring = nil
	ctx := context.Background()
	err := r.signInBeside(ctx, clinic.ConfirmDose, g.shell.Actor(), record.Actor{ID: g.day.ilse.ID}, "")
	if err != nil || g.kinds()[audit.KindSecond] != 1 {
		t.Errorf("%v, on record %v", err, g.kinds())
	}
	r.second(g.shell).Ask(clinic.ConfirmDose, "I checked it.", func(record.Actor) {})
	if placetest.Find(g.window, second.FieldSecret) != nil {
		t.Error("a passphrase is asked for")
	}
}
