package machine

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// screenSavers are the desktops' lock screens, which speak the same words
// under names of their own.
var screenSavers = []struct {
	name string // of the service and of its interface
	path dbus.ObjectPath
}{
	{"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"},
	{"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"},
	{"org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"},
	{"org.mate.ScreenSaver", "/org/mate/ScreenSaver"},
	{"org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"},
}

// watchSavers tells what the lock screens say until the connection ends. A
// screen saver that hides the screen without asking for a password counts as
// a lock: somebody has gone away.
func watchSavers(ctx context.Context, conn *dbus.Conn, t *teller) {
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, saver := range screenSavers {
		subscribe(ctx, conn, dbus.WithMatchInterface(saver.name), dbus.WithMatchMember("ActiveChanged"))
		var active bool
		if err := call(ctx, conn.Object(saver.name, saver.path), saver.name+".GetActive", &active); err == nil && active {
			t.say(SessionLocked)
		}
	}
	for s := range signals {
		if meaning, ok := saverMeaning(s); ok {
			t.say(meaning)
		}
	}
}

// saverMeaning reads a signal of a lock screen.
func saverMeaning(s *dbus.Signal) (Signal, bool) {
	for _, saver := range screenSavers {
		if s.Name != saver.name+".ActiveChanged" || len(s.Body) != 1 {
			continue
		}
		if active, ok := s.Body[0].(bool); ok {
			return either(active, SessionLocked, SessionUnlocked), true
		}
	}
	return 0, false
}
