package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"kapdesk/data/crypt"
	"kapdesk/data/store"
	"kapdesk/data/vault"
	"kapdesk/screens/place"
)

// Everything stands under a new key afterwards; who has the old one reads
// nothing, and everybody's passphrase still opens the clinic.
func TestANewKeyForTheClinic(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	g.renewKey()
	if g.open == nil || g.kinds()["keys.renewed"] != 0 {
		t.Fatal("the front desk renewed the key")
	}
	g.shell.Lock()
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	g.must(g.open.access.SetPIN(context.Background(), g.shell.Actor(), "4815"))
	old := g.ring.data()
	g.renewKey()
	if g.shell.Route().Place != place.Settings || g.kinds()["keys.renewed"] != 1 {
		t.Fatalf("at %v: %v\n%s", g.shell.Route(), g.kinds(), g.text())
	}
	if bytes.Equal(old, g.ring.data()) || !errors.Is(crypt.Check(filepath.Join(g.clinicDir(), "kapdesk.db"), old), crypt.ErrWrongKey) {
		t.Error("the old key still opens the store")
	}
	g.shell.Lock()
	if err := g.come(g.day.ilse.ID, "4815"); err == nil {
		t.Error("a PIN with the old key")
	}
	g.now = g.now.Add(time.Minute)
	g.must(g.come(g.day.mara.ID, marasWords))
}

// A new key that was cut short anywhere is ended at the next sign-in.
func TestANewKeyIsResumed(t *testing.T) {
	for name, until := range map[string]func(*guarded, *vault.Keys){
		"begun": func(g *guarded, k *vault.Keys) { g.must(g.ring.vault.BeginRekey(k)) },
		"written, not ended": func(g *guarded, k *vault.Keys) {
			g.must(g.ring.vault.BeginRekey(k))
			next, _ := g.ring.vault.Pending(k)
			g.must(store.Rekey(context.Background(), store.Options{Dir: g.clinicDir(), Clock: g.clock, Key: k.Data()}, next))
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := openGuarded(t)
			g.must(g.come(g.day.ilse.ID, ilsesWords))
			old := g.ring.data()
			g.must(g.closeStore())
			until(g, g.ring.keys)
			g.ring = nil
			g.must(g.come(g.day.ana.ID, anasWords))
			if bytes.Equal(old, g.ring.data()) || !errors.Is(crypt.Check(filepath.Join(g.clinicDir(), "kapdesk.db"), old), crypt.ErrWrongKey) {
				t.Error("the old key still opens the store")
			}
			if _, begun := g.ring.vault.Pending(g.ring.keys); begun {
				t.Error("it is still under way")
			}
		})
	}
}

// late is a runner whose work is told of only when the test lets it.
type late struct{ told []func() }

func (l *late) Run(ctx context.Context, work func(context.Context) func()) {
	if apply := work(ctx); apply != nil {
		l.told = append(l.told, apply)
	}
}
