package machine

import (
	"context"
	"fmt"
	"math"
	"time"

	"golang.org/x/sys/unix"
)

// mutterIdle asks GNOME's window manager.
func mutterIdle(ctx context.Context) (time.Duration, error) {
	conn, err := openBus(ctx, sessionBus())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	var ms uint64
	core := conn.Object("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core")
	if err := call(ctx, core, "org.gnome.Mutter.IdleMonitor.GetIdletime", &ms); err != nil {
		return 0, err
	}
	return milliseconds(ms)
}

// kdeIdle asks KDE's screen saver. Others answer to the same name, some in
// seconds and some in milliseconds; only KDE's unit is known, so it must be
// KDE that owns the name. Its older versions say 0 under Wayland whatever
// happens, so that 0 is no answer.
func kdeIdle(ctx context.Context) (time.Duration, error) {
	conn, err := openBus(ctx, sessionBus())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	var owner, kde string
	err = call(ctx, conn.BusObject(), "org.freedesktop.DBus.GetNameOwner", &owner, "org.freedesktop.ScreenSaver")
	if err == nil {
		err = call(ctx, conn.BusObject(), "org.freedesktop.DBus.GetNameOwner", &kde, "org.kde.screensaver")
	}
	if err != nil {
		return 0, err
	}
	if owner != kde {
		return 0, fmt.Errorf("%w: a screen saver of unknown unit", ErrUnknown)
	}
	var ms uint32
	saver := conn.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	if err := call(ctx, saver, "org.freedesktop.ScreenSaver.GetSessionIdleTime", &ms); err != nil {
		return 0, err
	}
	if ms == 0 {
		return 0, fmt.Errorf("%w: the screen saver says 0", ErrUnknown)
	}
	return milliseconds(uint64(ms))
}

// logindIdle asks the session manager. It is told by the desktop once the
// session counts as idle, and says since when: nobody has touched the computer
// for at least that long. That the session is not idle may only mean that the
// desktop tells nothing.
func logindIdle(ctx context.Context) (time.Duration, error) {
	conn, err := openBus(ctx, systemBus())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	path, err := ownSession(ctx, conn)
	if err != nil {
		return 0, err
	}
	session := conn.Object(logindName, path)
	var hint bool
	if err := property(ctx, session, sessionInterface, "IdleHint", &hint); err != nil {
		return 0, err
	}
	if !hint {
		return 0, fmt.Errorf("%w: the session does not count as idle", ErrUnknown)
	}
	var since uint64
	if err := property(ctx, session, sessionInterface, "IdleSinceHintMonotonic", &since); err != nil {
		return 0, err
	}
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return 0, err
	}
	return sinceMicroseconds(uint64(now.Nano()/1000), since)
}

func milliseconds(ms uint64) (time.Duration, error) {
	if ms > math.MaxInt64/uint64(time.Millisecond) {
		return 0, fmt.Errorf("%w: no time", ErrUnknown)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

func sinceMicroseconds(now, since uint64) (time.Duration, error) {
	if since == 0 || since > now || now-since > math.MaxInt64/uint64(time.Microsecond) {
		return 0, fmt.Errorf("%w: idle since no time", ErrUnknown)
	}
	return time.Duration(now-since) * time.Microsecond, nil
}
