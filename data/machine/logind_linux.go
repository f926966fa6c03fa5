package machine

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

const (
	busName          = "org.freedesktop.DBus"
	logindName       = "org.freedesktop.login1"
	logindPath       = dbus.ObjectPath("/org/freedesktop/login1")
	managerInterface = "org.freedesktop.login1.Manager"
	sessionInterface = "org.freedesktop.login1.Session"
	changedSignal    = "org.freedesktop.DBus.Properties.PropertiesChanged"
)

var errNoSession = errors.New("no session of ours")

// noPath is where logind puts a session that does not exist.
const noPath = dbus.ObjectPath("/")

// ownSession finds the session that the program runs in. A program that the
// desktop started as a service belongs to none, and then it is the session
// with which the person sits at the screen.
func ownSession(ctx context.Context, conn *dbus.Conn) (dbus.ObjectPath, error) {
	manager := conn.Object(logindName, logindPath)
	var path dbus.ObjectPath
	if id := os.Getenv("XDG_SESSION_ID"); id != "" {
		if err := call(ctx, manager, managerInterface+".GetSession", &path, id); err == nil {
			return path, nil
		}
	}
	if err := call(ctx, manager, managerInterface+".GetSessionByPID", &path, uint32(os.Getpid())); err == nil {
		return path, nil
	}
	if err := call(ctx, manager, managerInterface+".GetUser", &path, uint32(os.Getuid())); err != nil {
		return "", err
	}
	var display struct {
		ID   string
		Path dbus.ObjectPath
	}
	if err := property(ctx, conn.Object(logindName, path), "org.freedesktop.login1.User", "Display", &display); err != nil {
		return "", err
	}
	if display.ID == "" || display.Path == noPath {
		return "", errNoSession
	}
	return display.Path, nil
}

// watchLogind tells what the session manager says until the connection ends.
func watchLogind(ctx context.Context, conn *dbus.Conn, t *teller) {
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	subscribe(ctx, conn, dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, logindName))
	subscribe(ctx, conn, dbus.WithMatchSender(logindName), dbus.WithMatchObjectPath(logindPath),
		dbus.WithMatchInterface(managerInterface), dbus.WithMatchMember("PrepareForSleep"))
	session := watchSession(ctx, conn, t)
	lock := delaySleep(ctx, conn)
	defer func() { lock.release() }()
	for s := range signals {
		if isStart(s) {
			lock.release()
			session, lock = watchSession(ctx, conn, t), delaySleep(ctx, conn)
			continue
		}
		meaning, ok := logindMeaning(s, session)
		if !ok {
			continue
		}
		told := t.say(meaning)
		switch meaning {
		case Suspending:
			waitFor(told, patience)
			lock.release()
		case Resumed:
			lock.release()
			lock = delaySleep(ctx, conn)
		}
	}
}

// isStart reports whether the signal says that the session manager has come,
// which it may do after us, or a second time.
func isStart(s *dbus.Signal) bool {
	return s.Name == busName+".NameOwnerChanged" && len(s.Body) == 3 && s.Body[0] == any(logindName) && s.Body[2] != any("")
}

// watchSession asks for what happens to our session, and says at once that it
// is locked if it is: the lock may have come while nobody listened.
func watchSession(ctx context.Context, conn *dbus.Conn, t *teller) dbus.ObjectPath {
	session, err := ownSession(ctx, conn)
	if err != nil {
		return ""
	}
	from := []dbus.MatchOption{dbus.WithMatchSender(logindName), dbus.WithMatchObjectPath(session)}
	subscribe(ctx, conn, append(from, dbus.WithMatchInterface(sessionInterface))...)
	subscribe(ctx, conn, append(from, dbus.WithMatchInterface("org.freedesktop.DBus.Properties"))...)
	var locked bool
	if err := property(ctx, conn.Object(logindName, session), sessionInterface, "LockedHint", &locked); err == nil && locked {
		t.say(SessionLocked)
	}
	return session
}

// subscribe asks the bus for signals. A bus that refuses is one that tells
// nothing, and the clock is watched all the same.
func subscribe(ctx context.Context, conn *dbus.Conn, options ...dbus.MatchOption) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_ = conn.AddMatchSignalContext(ctx, options...)
}

// logindMeaning reads a signal of the session manager. Whoever speaks on a bus
// may send anything: what is not exactly as expected means nothing.
func logindMeaning(s *dbus.Signal, session dbus.ObjectPath) (Signal, bool) {
	switch {
	case s.Name == managerInterface+".PrepareForSleep" && s.Path == logindPath && len(s.Body) == 1:
		if begins, ok := s.Body[0].(bool); ok {
			return either(begins, Suspending, Resumed), true
		}
	case session == "" || s.Path != session:
	case s.Name == sessionInterface+".Lock":
		return SessionLocked, true
	case s.Name == sessionInterface+".Unlock":
		return SessionUnlocked, true
	case s.Name == changedSignal && len(s.Body) >= 2 && s.Body[0] == any(sessionInterface):
		values, _ := s.Body[1].(map[string]dbus.Variant)
		if locked, ok := values["LockedHint"].Value().(bool); ok {
			return either(locked, SessionLocked, SessionUnlocked), true
		}
	}
	return 0, false
}

// sleepLock is the wish that the computer waits a moment before it sleeps; nil
// where the system grants none.
type sleepLock struct{ fd int }

// delaySleep asks the system to wait until the lock is given back, which it
// does for some seconds at most.
func delaySleep(ctx context.Context, conn *dbus.Conn) *sleepLock {
	if !conn.SupportsUnixFDs() {
		return nil
	}
	var fd dbus.UnixFD
	manager := conn.Object(logindName, logindPath)
	if err := call(ctx, manager, managerInterface+".Inhibit", &fd, "sleep", "kapdesk", "lock", "delay"); err != nil {
		return nil
	}
	return &sleepLock{int(fd)}
}

func (l *sleepLock) release() {
	if l != nil && l.fd >= 0 {
		unix.Close(l.fd)
		l.fd = -1
	}
}

// waitFor waits until the channel is closed, but no longer than the limit.
func waitFor(done <-chan struct{}, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
