package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/access"
	"kapdesk/app/audit"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/data/crypt"
	"kapdesk/data/store"
	"kapdesk/data/vault"
	"kapdesk/screens/kit"
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

func TestTheLockLeavesNothingOnTheWindow(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	there := place.Route{Place: place.Intake, Patient: g.jose}
	g.shell.Go(there)
	if !strings.Contains(g.text(), "José") {
		t.Fatal("the chart does not show its patient: the test tests nothing")
	}
	kit.Tell(g.window, g.shell.T, "A dialog", kit.Body("José in a dialog"))
	g.lockItself("Nobody has touched the computer for a while, so KAP Desk locked itself.")
	if text := g.text(); strings.Contains(text, "José") || !strings.Contains(text, "locked itself") || !strings.Contains(text, "Who is here?") {
		t.Errorf("locked, the window shows %q", text)
	}
	if g.window.Canvas().Overlays().Top() != nil {
		t.Error("a dialog is still there")
	}
	if g.open != nil || g.ring.data() != nil || g.ring.own != nil {
		t.Error("the clinic is still open")
	}
	g.lockItself("again")
	if !strings.Contains(g.text(), "Who is here?") {
		t.Error("a second lock takes the sign-in off the window")
	}
	g.must(g.come(g.day.ana.ID, anasWords))
	if g.shell.Route() != there {
		t.Errorf("back at %v", g.shell.Route())
	}
}

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

// kinds counts the events of the open clinic.
func (g *guarded) kinds() map[string]int {
	g.t.Helper()
	n := map[string]int{}
	g.must(g.open.store.Events(context.Background(), func(e record.Event) error { n[e.Kind]++; return nil }))
	return n
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

// A session goes on while its chart is locked: its clock and what is due stay,
// without a name.
func TestTheClockOfARunningSessionStays(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	ctx, by := context.Background(), g.shell.Actor()
	id, err := g.open.sessions.Book(ctx, by, g.jose, session.Dosing, g.now, "Room 2", g.day.ana.ID)
	g.must(err)
	g.day.desks, g.day.clock = g.open.desks, &sampleClock{g.now}
	_, err = g.open.sessions.CompleteChecks(ctx, by, id, g.day.checks(g.patient, 128, 78))
	g.must(err)
	g.must(g.open.sessions.Start(ctx, by, id))
	g.now = g.now.Add(5 * time.Minute)
	g.shell.Go(place.Route{Place: place.Session, Patient: g.jose, Record: id})
	g.shell.SetRoomMode(true)
	g.lockItself("Nobody has touched the computer for a while, so KAP Desk locked itself.")
	text := g.text()
	if !strings.Contains(text, "Session under way\n00:05:00") || strings.Contains(text, "José") || strings.Contains(text, "Ñandú") {
		t.Errorf("locked, the window shows %q", text)
	}
	if g.app.Settings().Theme().Color(kit.ColorGround, 0) != kit.NewTheme(kit.Room, 100).Color(kit.ColorGround, 0) {
		t.Error("a white flash in a dim room")
	}
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	if g.shell.Route().Record != id {
		t.Errorf("back at %v", g.shell.Route())
	}
	if g.app.Settings().Theme().Color(kit.ColorGround, 0) != kit.NewTheme(kit.Room, 100).Color(kit.ColorGround, 0) {
		t.Error("the room is light again")
	}
}

// Somebody else takes over with one key, and back again.
func TestSomebodyElseTakesOver(t *testing.T) {
	g := openGuarded(t)
	ana, mara := g.day.ana.ID, g.day.mara.ID
	g.must(g.come(ana, anasWords))
	g.shell.Switch()
	g.must(g.come(mara, marasWords))
	g.shell.Switch()
	if got := g.marked(); got != g.day.ana.Name {
		t.Errorf("after Mara, %q is asked for", got)
	}
	g.must(g.come(ana, anasWords))
	g.shell.Lock()
	if got := g.marked(); got != g.day.ana.Name {
		t.Errorf("after a lock, %q is asked for", got)
	}
}

// The clock that is turned is on record, and the log is signed in time.
func TestTheCaretaker(t *testing.T) {
	g := openGuarded(t)
	steady := time.Duration(0)
	g.caring.steady = func() time.Duration { return steady }
	g.care() // locked: nothing to care for
	g.must(g.come(g.day.ana.ID, anasWords))
	g.care()
	ctx := context.Background()
	before, err := g.open.store.Checkpoints(ctx, 1)
	g.must(err)
	g.now, steady = g.now.Add(11*time.Minute), steady+11*time.Minute
	g.must(g.open.audit.Printed(ctx, g.shell.Actor(), audit.OpenedPaper, ""))
	g.care()
	after, err := g.open.store.Checkpoints(ctx, 1)
	g.must(err)
	if len(after) == 0 || len(before) > 0 && after[0].Number == before[0].Number {
		t.Error("after eleven minutes nothing was signed")
	}
	if n := g.kinds()[audit.KindClockJumped]; n != 0 {
		t.Errorf("%d jumps of a clock that nobody turned", n)
	}
	g.now, steady = g.now.Add(-time.Hour), steady+time.Minute
	g.care()
	if n := g.kinds()[audit.KindClockJumped]; n != 1 {
		t.Errorf("%d jumps on record after one", n)
	}
}

// Closing signs the log and puts it on record.
func TestClosingSignsTheLog(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	g.close()
	g.must(g.closeStore())
	d, err := openDesks(context.Background(), g.clinicDir(), g.clock, g.ring.data())
	g.must(err)
	defer d.store.Close()
	kinds := map[string]int{}
	g.must(d.store.Events(context.Background(), func(e record.Event) error { kinds[e.Kind]++; return nil }))
	if kinds[audit.KindLocked] != 1 {
		t.Errorf("on record: %v", kinds)
	}
}

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

// The badge belongs to the clinic: whoever goes to another place while it is
// looked up sees it too, and not in another clinic.
func TestTheBadgeIsThereWhereverOneGoes(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	runner := &late{}
	look := func(meanwhile func()) {
		g.shell.SetBadge(kit.ToneNeutral, "", "")
		inline := g.shell.Runner
		g.shell.Runner = runner
		g.showBadge()
		g.shell.Runner = inline
		meanwhile()
		for _, apply := range runner.told {
			apply()
		}
		runner.told = nil
	}
	look(func() { g.shell.Go(place.Route{Place: place.Patients}) })
	if g.shell.Badge() == "" {
		t.Error("the badge got lost on the way")
	}
	look(func() { g.shell.Lock() })
	if g.shell.Badge() != "" {
		t.Errorf("a locked clinic shows %q", g.shell.Badge())
	}
}
