package machine

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// soon is how long a test waits for what must happen, quiet how long for what
// must not.
const (
	soon  = 10 * time.Second
	quiet = 150 * time.Millisecond
)

// heard collects what Watch tells.
type heard struct {
	t       *testing.T
	signals chan Signal
}

// watch runs Watch until the test ends, over the buses at these addresses.
func watch(t *testing.T, system, session string, tell func(Signal)) heard {
	t.Helper()
	alone(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", system)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", session)
	h := heard{t, make(chan Signal, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, func(s Signal) {
			if tell != nil {
				tell(s)
			}
			h.signals <- s
		})
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(soon):
			t.Error("Watch does not end")
		}
	})
	return h
}

func (h heard) expect(want Signal) {
	h.t.Helper()
	select {
	case got := <-h.signals:
		if got != want {
			h.t.Fatalf("%v was told, not %v", got, want)
		}
	case <-time.After(soon):
		h.t.Fatalf("%v was not told", want)
	}
}

func (h heard) nothing(after string) {
	h.t.Helper()
	select {
	case got := <-h.signals:
		h.t.Fatalf("%v was told after %s", got, after)
	case <-time.After(quiet):
	}
}

// lock is the next lock that was granted; by then everything is subscribed.
func (m *manager) lock(t *testing.T) *os.File {
	t.Helper()
	select {
	case f := <-m.locks:
		t.Cleanup(func() { f.Close() })
		return f
	case <-time.After(soon):
		t.Fatal("no lock was asked for")
		return nil
	}
}

// givenBack waits until nobody holds the lock any more.
func givenBack(f *os.File, limit time.Duration) bool {
	if err := f.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return false
	}
	_, err := f.Read(make([]byte, 1))
	return errors.Is(err, io.EOF)
}

func emit(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, name string, values ...any) {
	t.Helper()
	if err := conn.Emit(path, name, values...); err != nil {
		t.Fatal(err)
	}
}

func TestWatchHearsNothingUnasked(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		h := watch(t, b.address, "unix:path=/nowhere", nil)
		m.lock(t)
		const other = dbus.ObjectPath("/org/freedesktop/login1/session/_32")
		emit(t, m.conn, other, sessionInterface+".Lock")
		emit(t, m.conn, other, changedSignal, sessionInterface, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(true)}, []string{})
		emit(t, m.conn, testSession, sessionInterface+".PauseDevice")
		emit(t, m.conn, testSession, changedSignal, "org.freedesktop.login1.Seat", map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(true)}, []string{})
		emit(t, m.conn, testSession, changedSignal, sessionInterface, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant("yes")}, []string{})
		emit(t, m.conn, testSession, changedSignal, sessionInterface, map[string]dbus.Variant{"IdleHint": dbus.MakeVariant(true)}, []string{})
		emit(t, m.conn, testSession, changedSignal, "x")
		emit(t, m.conn, logindPath, managerInterface+".PrepareForShutdown", true)
		emit(t, m.conn, logindPath, managerInterface+".PrepareForSleep", "true")
		emit(t, m.conn, logindPath, managerInterface+".PrepareForSleep")
		emit(t, m.conn, testSession, managerInterface+".PrepareForSleep", true)
		h.nothing("signals that mean nothing")
		emit(t, m.conn, testSession, sessionInterface+".Lock")
		h.expect(SessionLocked)
	})
}

// Only the session manager itself may say what it says. That is a rule of the
// real bus; over the small one the stranger is heard, which shows that this
// test can fail.
func TestWatchHearsNoStranger(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		h := watch(t, b.address, "unix:path=/nowhere", nil)
		m.lock(t)
		emit(t, b.join(t), testSession, sessionInterface+".Unlock")
		if !b.strict {
			h.expect(SessionUnlocked)
		}
		h.nothing("a stranger's word")
		emit(t, m.conn, testSession, sessionInterface+".Lock")
		h.expect(SessionLocked)
	})
}

func TestWatchSession(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		h := watch(t, b.address, "unix:path=/nowhere", nil)
		m.lock(t)
		for range 3 {
			emit(t, m.conn, testSession, sessionInterface+".Lock")
			emit(t, m.conn, testSession, sessionInterface+".Unlock")
			m.session.SetMust(sessionInterface, "LockedHint", true)
			m.session.SetMust(sessionInterface, "LockedHint", false)
			h.expect(SessionLocked)
			h.expect(SessionUnlocked)
			h.expect(SessionLocked)
			h.expect(SessionUnlocked)
		}
	})
}

func TestWatchSleep(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		inside := make(chan struct{})
		h := watch(t, b.address, "unix:path=/nowhere", func(s Signal) {
			if s == Suspending {
				<-inside
			}
		})
		lock := m.lock(t)
		emit(t, m.conn, logindPath, managerInterface+".PrepareForSleep", true)
		if givenBack(lock, 3*ownCopy) {
			t.Error("the lock was given back before the callback had returned")
		}
		close(inside)
		h.expect(Suspending)
		if !givenBack(lock, soon) {
			t.Error("the lock was not given back: the computer sleeps late")
		}
		emit(t, m.conn, logindPath, managerInterface+".PrepareForSleep", false)
		h.expect(Resumed)
		if givenBack(m.lock(t), 3*ownCopy) {
			t.Error("no lock for the next sleep")
		}
	})
}

func TestWatchSleepDoesNotWaitForEver(t *testing.T) {
	b := startSmall(t, t.TempDir()+"/bus")
	m := startManager(t, b)
	inside := make(chan struct{})
	h := watch(t, b.address, "unix:path=/nowhere", func(Signal) { <-inside })
	lock := m.lock(t)
	begun := time.Now()
	emit(t, m.conn, logindPath, managerInterface+".PrepareForSleep", true)
	if !givenBack(lock, soon) {
		t.Error("a callback that hangs holds the lock")
	}
	if took := time.Since(begun); took < patience-100*time.Millisecond || took > patience+time.Second {
		t.Errorf("the lock was held for %v", took)
	}
	close(inside)
	h.expect(Suspending)
}

func TestWatchGivesTheLockBackAtTheEnd(t *testing.T) {
	b := startSmall(t, t.TempDir()+"/bus")
	m := startManager(t, b)
	alone(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", b.address)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { Watch(ctx, func(Signal) {}); close(ended) }()
	lock := m.lock(t)
	if givenBack(lock, 3*ownCopy) {
		t.Error("the lock was not held")
	}
	cancel()
	if !givenBack(lock, soon) {
		t.Error("the lock was not given back")
	}
	<-ended
}

func TestWatchBeginsLocked(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		m.session.SetMust(sessionInterface, "LockedHint", true)
		saver := b.join(t)
		serve(t, saver, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
			map[string]any{"GetActive": func() (bool, *dbus.Error) { return true, nil }})
		if _, err := saver.RequestName("org.gnome.ScreenSaver", 0); err != nil {
			t.Fatal(err)
		}
		h := watch(t, b.address, b.address, nil)
		h.expect(SessionLocked)
		h.expect(SessionLocked)
		h.nothing("both had said so")
	})
}

func TestWatchLockScreens(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		asked := make(chan struct{}, 1)
		last := screenSavers[len(screenSavers)-1]
		saver := b.join(t)
		serve(t, saver, last.path, last.name, map[string]any{"GetActive": func() (bool, *dbus.Error) { asked <- struct{}{}; return false, nil }})
		if _, err := saver.RequestName(last.name, 0); err != nil {
			t.Fatal(err)
		}
		h := watch(t, "unix:path=/nowhere", b.address, nil)
		select {
		case <-asked: // the last question: all is subscribed
		case <-time.After(soon):
			t.Fatal("the lock screen was not asked")
		}
		emit(t, saver, "/org/example/ScreenSaver", "org.example.ScreenSaver.ActiveChanged", true)
		emit(t, saver, last.path, last.name+".ActiveChanged", "true")
		emit(t, saver, last.path, last.name+".WakeUpScreen")
		h.nothing("signals that mean nothing")
		for _, s := range screenSavers {
			emit(t, saver, s.path, s.name+".ActiveChanged", true)
			h.expect(SessionLocked)
			emit(t, saver, s.path, s.name+".ActiveChanged", false)
			h.expect(SessionUnlocked)
		}
	})
}

func TestWatchComesBack(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		m := startManager(t, b)
		h := watch(t, b.address, "unix:path=/nowhere", nil)
		m.lock(t)
		b.end()
		b.again()
		m = startManager(t, b)
		m.lock(t)
		emit(t, m.conn, testSession, sessionInterface+".Lock")
		h.expect(SessionLocked)
	})
}

func TestWatchManagerComesLater(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		h := watch(t, b.address, "unix:path=/nowhere", nil)
		h.nothing("a bus without a session manager")
		for range 2 {
			m := startManager(t, b)
			lock := m.lock(t)
			emit(t, m.conn, testSession, sessionInterface+".Lock")
			h.expect(SessionLocked)
			m.conn.Close()
			if givenBack(lock, 3*ownCopy) {
				t.Error("the lock went with the manager, which may come back")
			}
		}
	})
}

// FuzzMeaning makes signals of any name and body: none may be taken for more
// than it is.
func FuzzMeaning(f *testing.F) {
	f.Add(managerInterface+".PrepareForSleep", string(logindPath), byte(1), "")
	f.Add(sessionInterface+".Lock", string(testSession), byte(0), "")
	f.Add(changedSignal, string(testSession), byte(3), sessionInterface)
	f.Add(changedSignal, string(testSession), byte(4), sessionInterface)
	f.Add("org.gnome.ScreenSaver.ActiveChanged", "/org/gnome/ScreenSaver", byte(2), "")
	f.Add("", "", byte(5), "LockedHint")
	f.Fuzz(func(t *testing.T, name, path string, kind byte, word string) {
		bodies := [][]any{nil, {true}, {false}, {word, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(true)}, []string{}},
			{word, map[string]dbus.Variant{word: dbus.MakeVariant(word)}}, {word}, {[]any{word}, word}, {word, nil}}
		s := &dbus.Signal{Name: name, Path: dbus.ObjectPath(path), Body: bodies[int(kind)%len(bodies)]}
		if m, ok := logindMeaning(s, ""); ok && m != Suspending && m != Resumed {
			t.Errorf("%v of a session that is not known", m)
		}
		if m, ok := logindMeaning(s, testSession); ok && (m < Suspending || m > SessionUnlocked) {
			t.Errorf("signal %d", m)
		}
		if m, ok := saverMeaning(s); ok && m != SessionLocked && m != SessionUnlocked {
			t.Errorf("a lock screen says %v", m)
		}
	})
}
