package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/access"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/place"
	"kapdesk/screens/shell"
)

// The passphrases of the test's clinic.
const (
	ilsesWords = "river chalk button moth"
	marasWords = "kettle feather harbor plum"
	anasWords  = "cedar thimble fog anchor"
)

// guarded is the program over a clinic with keys, in a test window: the sample
// day has been lived in it, and nobody is signed in.
type guarded struct {
	*program
	t       *testing.T
	day     *sampler
	now     time.Time
	patient patients.Patient
	jose    record.ID // the same
	ring    *keyring
}

func openGuarded(t *testing.T) *guarded {
	t.Helper()
	g := &guarded{t: t, now: opening}
	clock := func() time.Time { return g.now }
	g.program = &program{app: test.NewTempApp(t), data: t.TempDir(), clock: clock, tick: func(time.Duration, func()) func() { return func() {} }, window: test.NewWindow(nil)}
	g.caring.steady = func() time.Duration { return g.now.Sub(time.Time{}) }
	g.fill()
	texts, err := loadTexts()
	g.must(err)
	g.window.SetPadded(false)
	g.window.Resize(fyne.NewSize(1280, 720))
	g.shell = shell.New(shell.Deps{App: g.app, Window: g.window, Book: texts.book, Runner: place.Inline{}, Clock: clock, Version: appVersion, After: never})
	t.Cleanup(func() {
		g.shell.Stop()
		g.must(g.closeStore())
		if !g.closing {
			g.window.Close()
		}
	})
	g.begin()
	return g
}

func (g *guarded) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// fill puts the clinic of the test into the data folder.
func (g *guarded) fill() {
	g.t.Helper()
	m, err := model()
	g.must(err)
	day := *m.day
	g.day, g.patient, g.jose = &day, m.jose, m.jose.ID
	g.must(os.CopyFS(g.clinicDir(), os.DirFS(m.dir)))
}

// modelClinic is the clinic that each test gets a copy of: a day takes its
// time to live.
type modelClinic struct {
	dir  string
	day  *sampler
	jose patients.Patient
}

// opening is when the tests begin: the day after the sample day.
var opening = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)

// model lives the sample day in a clinic and gives three people a passphrase.
// TestMain removes it.
var model = sync.OnceValues(func() (m modelClinic, err error) {
	ctx := context.Background()
	if m.dir, err = os.MkdirTemp("", "kapdesk-model-"); err != nil {
		return m, err
	}
	modelDir = m.dir
	ring, err := makeKeyring(m.dir, func() time.Time { return opening }, "first", "First", "wooden pocket lantern rain", quick)
	if err != nil {
		return m, err
	}
	if m.day, err = newSampler(ctx, opening); err != nil {
		return m, err
	}
	if m.day.desks, err = openDesks(ctx, m.dir, m.day.clock.Now, ring.data()); err != nil {
		return m, err
	}
	m.jose, _, _ = m.day.day()
	desk := access.New(m.day.store, ring)
	_, sheet := desk.NewSheet(ctx, actor(m.day.ilse))
	err = errors.Join(m.day.err, sheet, desk.Prove(ctx, actor(m.day.ilse)),
		ring.Give(m.day.ilse.ID, m.day.ilse.Name, ilsesWords), ring.Give(m.day.mara.ID, m.day.mara.Name, marasWords),
		ring.Give(m.day.ana.ID, m.day.ana.Name, anasWords), ring.Take("first"), m.day.store.Close())
	return m, err
})

var modelDir string // "" until a test asks for the model

func TestMain(m *testing.M) {
	code := m.Run()
	if modelDir != "" {
		os.RemoveAll(modelDir)
	}
	os.Exit(code)
}

// come signs somebody in, past the sign-in screen.
func (g *guarded) come(id record.ID, secret string) error {
	g.t.Helper()
	if g.ring == nil || g.open == nil {
		ring, err := openKeyring(g.clinicDir(), g.clock)
		g.must(err)
		if g.ring == nil {
			g.ring = ring
		}
	}
	enter, err := doors{g.ring, g.program}.Open(context.Background(), id, secret)
	if err == nil {
		enter()
	}
	return err
}

// text is everything that can be read in the window.
func (g *guarded) text() string { return said(g.window.Content()) }

// kinds counts the events of the open clinic.
func (g *guarded) kinds() map[string]int {
	g.t.Helper()
	n := map[string]int{}
	g.must(g.open.store.Events(context.Background(), func(e record.Event) error { n[e.Kind]++; return nil }))
	return n
}
