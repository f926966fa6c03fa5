package machine

import (
	"errors"
	"math"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
	"golang.org/x/sys/unix"
)

// serve puts methods of one interface on an object.
func serve(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, iface string, methods map[string]any) {
	t.Helper()
	if err := conn.ExportMethodTable(methods, path, iface); err != nil {
		t.Fatal(err)
	}
}

func serveProperties(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, iface string, values map[string]any) *prop.Properties {
	t.Helper()
	all := map[string]*prop.Prop{}
	for name, value := range values {
		all[name] = &prop.Prop{Value: value, Emit: prop.EmitTrue}
	}
	p, err := prop.Export(conn, path, prop.Map{iface: all})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unknownIdle reports whether nobody tells.
func unknownIdle(t *testing.T, what string) {
	t.Helper()
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("%s: %v, %v", what, d, err)
	}
}

func TestIdleOfGNOME(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		alone(t)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.address)
		unknownIdle(t, "an empty bus")
		var answer atomic.Uint64
		answer.Store(4321)
		mutter := b.join(t, "org.gnome.Mutter.IdleMonitor")
		unknownIdle(t, "a name without the object")
		serve(t, mutter, "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor",
			map[string]any{"GetIdletime": func() (uint64, *dbus.Error) { return answer.Load(), nil }})
		if d := idleNow(t); d != 4321*time.Millisecond {
			t.Error(d)
		}
		answer.Store(math.MaxUint64)
		unknownIdle(t, "no time at all")
	})
}

func TestIdleOfKDE(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		alone(t)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.address)
		var answer atomic.Uint32
		answer.Store(7000)
		saver := b.join(t, "org.freedesktop.ScreenSaver")
		serve(t, saver, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver",
			map[string]any{"GetSessionIdleTime": func() (uint32, *dbus.Error) { return answer.Load(), nil }})
		unknownIdle(t, "a saver where no KDE is")
		kde := b.join(t, "org.kde.screensaver")
		unknownIdle(t, "a saver that is not KDE's")
		if _, err := kde.ReleaseName("org.kde.screensaver"); err != nil {
			t.Fatal(err)
		}
		if _, err := saver.RequestName("org.kde.screensaver", 0); err != nil {
			t.Fatal(err)
		}
		if d := idleNow(t); d != 7*time.Second {
			t.Error(d)
		}
		answer.Store(0)
		unknownIdle(t, "always 0")
	})
}

// manager is a session manager with one session.
type manager struct {
	conn    *dbus.Conn
	session *prop.Properties
	locks   chan *os.File // our ends of the locks that were granted
}

const testSession = dbus.ObjectPath("/org/freedesktop/login1/session/_31")

// startManager puts a session manager on the bus. The program belongs to no
// session, as under a desktop that starts it as a service.
func startManager(t *testing.T, b bus) *manager {
	t.Helper()
	m := &manager{locks: make(chan *os.File, 8)}
	// The objects come before the name: who hears of the name may ask at once.
	m.conn = b.join(t)
	serve(t, m.conn, logindPath, managerInterface, map[string]any{
		"GetSession":      func(string) (dbus.ObjectPath, *dbus.Error) { return "", dbus.MakeFailedError(errNoSession) },
		"GetSessionByPID": func(uint32) (dbus.ObjectPath, *dbus.Error) { return "", dbus.MakeFailedError(errNoSession) },
		"GetUser": func(uid uint32) (dbus.ObjectPath, *dbus.Error) {
			if uid != uint32(os.Getuid()) {
				return "", dbus.MakeFailedError(errNoSession)
			}
			return "/org/freedesktop/login1/user/_0", nil
		},
		"Inhibit": m.inhibit,
	})
	type display struct {
		ID   string
		Path dbus.ObjectPath
	}
	serveProperties(t, m.conn, "/org/freedesktop/login1/user/_0", "org.freedesktop.login1.User", map[string]any{"Display": display{"1", testSession}})
	m.session = serveProperties(t, m.conn, testSession, sessionInterface, map[string]any{
		"IdleHint": false, "IdleSinceHintMonotonic": uint64(0), "LockedHint": false,
	})
	if _, err := m.conn.RequestName(logindName, 0); err != nil {
		t.Fatal(err)
	}
	return m
}

// ownCopy is how long the service keeps its copy of a lock: the bus has taken
// its own long before.
const ownCopy = 100 * time.Millisecond

// inhibit grants a lock: one end of a pipe, whose other end tells when the
// lock is given back.
func (m *manager) inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	if what != "sleep" || mode != "delay" || who == "" || why == "" {
		return 0, dbus.MakeFailedError(errors.New("no such lock"))
	}
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	m.locks <- os.NewFile(uintptr(fds[0]), "lock")
	time.AfterFunc(ownCopy, func() { unix.Close(fds[1]) })
	return dbus.UnixFD(fds[1]), nil
}

func TestIdleOfSessionManager(t *testing.T) {
	eachBus(t, func(t *testing.T, b bus) {
		alone(t)
		t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", b.address)
		m := startManager(t, b)
		m.session.SetMust(sessionInterface, "IdleHint", true)
		unknownIdle(t, "idle since no time")
		var now unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
			t.Fatal(err)
		}
		since := uint64(now.Nano()/1000) - 90_000_000
		m.session.SetMust(sessionInterface, "IdleSinceHintMonotonic", since)
		m.session.SetMust(sessionInterface, "IdleHint", false)
		unknownIdle(t, "a session that does not count as idle")
		m.session.SetMust(sessionInterface, "IdleHint", true)
		if d := idleNow(t); d < 90*time.Second || d > 95*time.Second {
			t.Error(d)
		}
		m.session.SetMust(sessionInterface, "IdleSinceHintMonotonic", since+200_000_000)
		unknownIdle(t, "idle since later than now")
	})
}
