package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// A PIN opens the clinic again, until it was wrong five times.
func TestThePINIsAQuickWayBack(t *testing.T) {
	g := openGuarded(t)
	ana := g.day.ana.ID
	if err := g.come(ana, "4815"); err == nil {
		t.Fatal("a PIN that was never set let somebody in")
	}
	g.must(g.come(ana, anasWords))
	for _, bad := range []string{"", "12", "1111", "1234", "123456789", "48a5"} {
		if err := g.open.access.SetPIN(context.Background(), g.shell.Actor(), bad); record.ProblemsOf(err) == nil {
			t.Errorf("the PIN %q: %v", bad, err)
		}
	}
	g.must(g.open.access.SetPIN(context.Background(), g.shell.Actor(), "4815"))
	g.shell.Lock()
	if !strings.Contains(g.text(), "PIN or passphrase") {
		t.Errorf("the sign-in does not ask for the PIN: %q", g.text())
	}
	if err := g.come(g.day.mara.ID, "4815"); err == nil {
		t.Fatal("another person came in with Ana's PIN")
	}
	g.must(g.come(ana, "4815"))
	if g.ring.own == nil {
		t.Error("who came by PIN cannot read the notes sealed to them")
	}
	g.shell.Lock()
	for n := range 5 {
		if err := g.come(ana, "9999"); err == nil {
			t.Fatalf("a wrong PIN, try %d", n+1)
		}
		g.now = g.now.Add(10 * time.Minute)
	}
	if err := g.come(ana, "4815"); err == nil {
		t.Error("the PIN still opens after five wrong tries")
	}
	g.now = g.now.Add(10 * time.Minute)
	g.must(g.come(ana, anasWords))
	kinds := g.kinds()
	if kinds[audit.KindSignInFailed] == 0 || kinds[audit.KindLockedOut] == 0 || kinds["access.pin"] != 1 || kinds[audit.KindLocked] != 2 {
		t.Errorf("on record: %v", kinds)
	}
}

// marked is the name that the sign-in has marked.
func (g *guarded) marked() string {
	for _, o := range test.LaidOutObjects(g.window.Content()) {
		table, ok := o.(*kit.DataTable)
		if !ok {
			continue
		}
		for _, p := range g.ring.People() {
			if string(p.ID) == table.SelectedKey() {
				return p.Name
			}
		}
	}
	return ""
}

func TestANewPassphraseForgetsThePIN(t *testing.T) {
	g := openGuarded(t)
	ana := g.day.ana.ID
	g.must(g.come(ana, anasWords))
	g.must(g.open.access.SetPIN(context.Background(), g.shell.Actor(), "4815"))
	g.must(g.open.access.Change(context.Background(), g.shell.Actor(), anasWords, "violet copper ladder seven"))
	g.shell.Lock()
	if err := g.come(ana, "4815"); err == nil {
		t.Error("the PIN of before opens the clinic")
	}
	g.must(g.come(ana, "violet copper ladder seven"))
}
