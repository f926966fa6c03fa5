package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// systemBus gives the addresses at which the computer's own message bus may be.
func systemBus() []string {
	if s := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); s != "" {
		return unixAddresses(s)
	}
	return []string{"unix:path=/var/run/dbus/system_bus_socket"}
}

// sessionBus gives the addresses at which the message bus of the person's
// session may be.
func sessionBus() []string {
	if s := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); s != "" {
		return unixAddresses(s)
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return []string{"unix:path=" + dbus.EscapeBusAddressValue(filepath.Join(dir, "bus"))}
	}
	return nil
}

// unixAddresses picks from a list of D-Bus addresses those of Unix sockets: a
// bus over the network is none of ours, and no program is started to get one.
func unixAddresses(list string) []string {
	var found []string
	for _, address := range strings.Split(list, ";") {
		rest, isUnix := strings.CutPrefix(address, "unix:")
		if !isUnix {
			continue
		}
		for _, pair := range strings.Split(rest, ",") {
			if key, value, _ := strings.Cut(pair, "="); (key == "path" || key == "abstract") && value != "" {
				found = append(found, address)
				break
			}
		}
	}
	return found
}

// openBus connects to the first of the addresses that answers. The connection
// ends with ctx.
func openBus(ctx context.Context, addresses []string) (*dbus.Conn, error) {
	var reasons []error
	for _, address := range addresses {
		conn, err := dialBus(ctx, address)
		if err == nil {
			return conn, nil
		}
		reasons = append(reasons, err)
	}
	return nil, fmt.Errorf("%w: no message bus: %w", ErrUnknown, errors.Join(reasons...))
}

func dialBus(ctx context.Context, address string) (*dbus.Conn, error) {
	// Sequential: a lock must not overtake the unlock before it.
	conn, err := dbus.Dial(address, dbus.WithContext(ctx), dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil {
		return nil, err
	}
	late := time.AfterFunc(patience, func() { conn.Close() })
	defer late.Stop()
	if err := conn.Auth(nil); err != nil {
		conn.Close()
		return nil, err
	}
	if err := conn.Hello(); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// call asks an object for one answer, without starting a service that does not
// run, and waits for it only so long.
func call(ctx context.Context, object dbus.BusObject, method string, answer any, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return object.CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Store(answer)
}

// property reads one property of an object.
func property(ctx context.Context, object dbus.BusObject, iface, name string, value any) error {
	var v dbus.Variant
	if err := call(ctx, object, "org.freedesktop.DBus.Properties.Get", &v, iface, name); err != nil {
		return err
	}
	return dbus.Store([]any{v.Value()}, value)
}
