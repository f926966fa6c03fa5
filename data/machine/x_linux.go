package machine

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// mostAuthority is how much of an Xauthority file is read, in bytes.
const mostAuthority = 1 << 20

// xIdle asks the X server that DISPLAY names.
func xIdle(ctx context.Context) (time.Duration, error) {
	display, err := displayNumber(os.Getenv("DISPLAY"))
	if err != nil {
		return 0, err
	}
	socket := fmt.Sprintf("/tmp/.X11-unix/X%d", display)
	conn, err := dialUnix(ctx, socket)
	if err != nil {
		conn, err = dialUnix(ctx, "@"+socket)
	}
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	return askSaver(conn, xCookie(authority(), host, display))
}

// authority gives the bytes of the person's Xauthority file; none where there
// is no such file: many servers let their own user in without.
func authority() []byte {
	path := os.Getenv("XAUTHORITY")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		path = filepath.Join(home, ".Xauthority")
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil // a pipe would keep us waiting
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostAuthority))
	if err != nil {
		return nil
	}
	return b
}
