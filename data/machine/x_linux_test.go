package machine

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// startX starts an X server of its own on a free display and points the
// environment at it. It reports false where the machine has no Xvfb.
func startX(t *testing.T, args ...string) (number int, found bool) {
	t.Helper()
	program, err := exec.LookPath("Xvfb")
	if err != nil {
		return 0, false
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command(program, append([]string{"-displayfd", "3", "-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp"}, args...)...)
	cmd.ExtraFiles = []*os.File{w}
	err = cmd.Start()
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	if err := r.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb names no display: %v", err)
	}
	number, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	alone(t)
	t.Setenv("DISPLAY", ":"+strconv.Itoa(number))
	return number, true
}

// alone takes from the environment every display and bus of whoever runs the
// tests.
func alone(t *testing.T) {
	t.Helper()
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_SESSION_ID", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, "")
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	t.Setenv("XAUTHORITY", nowhere)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+nowhere)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+nowhere)
}

// replay stands in where there is no X server: the same question, to one that
// was recorded.
func replay(t *testing.T) {
	t.Helper()
	t.Log("no Xvfb on this machine: the recorded server is asked instead")
	if d, err := askSaver(&played{answers: bytes.NewReader(recorded(t))}, nil); err != nil || d != 1338*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
}

func idleNow(t *testing.T) time.Duration {
	t.Helper()
	d, err := Idle()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestIdleNobodyTells(t *testing.T) {
	alone(t)
	for _, display := range []string{"", ":64999", "localhost:10.0"} {
		t.Setenv("DISPLAY", display)
		if d, err := Idle(); !errors.Is(err, ErrUnknown) {
			t.Errorf("DISPLAY %q: %v, %v", display, d, err)
		}
	}
}

func TestIdleOfXServer(t *testing.T) {
	if _, found := startX(t); !found {
		replay(t)
		return
	}
	before := idleNow(t)
	time.Sleep(1100 * time.Millisecond)
	after := idleNow(t)
	if grown := after - before; grown < time.Second || grown > 3*time.Second {
		t.Errorf("%v, and 1.1 s later %v", before, after)
	}
	xdotool, err := exec.LookPath("xdotool")
	if err != nil {
		t.Log("no xdotool on this machine: nobody touches the keyboard")
		return
	}
	if out, err := exec.Command(xdotool, "key", "a").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if touched := idleNow(t); touched >= after {
		t.Errorf("idle for %v after a key was pressed, %v before", touched, after)
	}
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("the X server under Wayland is believed: %v, %v", d, err)
	}
}

func TestIdleNeedsTheCookie(t *testing.T) {
	file := filepath.Join(t.TempDir(), "authority")
	cookie := []byte("0123456789abcdef")
	// The server reads its own entry whatever host and display it names.
	write := func(path, number string, cookie []byte) {
		t.Helper()
		entry := xauthEntry{familyLocal, "anywhere", number, cookieName, cookie}
		if err := os.WriteFile(path, authorityOf(entry), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "", cookie)
	number, found := startX(t, "-auth", file)
	if !found {
		replay(t)
		return
	}
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("without a cookie: %v, %v", d, err)
	}
	mine := filepath.Join(t.TempDir(), "mine")
	t.Setenv("XAUTHORITY", mine)
	write(mine, strconv.Itoa(number), []byte("another cookie!!"))
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("with the wrong cookie: %v, %v", d, err)
	}
	write(mine, strconv.Itoa(number+1), cookie)
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("with the cookie of another display: %v, %v", d, err)
	}
	write(mine, strconv.Itoa(number), cookie)
	idleNow(t)
}

func TestServerThatSaysNothing(t *testing.T) {
	alone(t)
	bus := silent(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+bus)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+bus)
	begun := time.Now()
	if d, err := Idle(); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v, %v", d, err)
	}
	if took := time.Since(begun); took > patience+time.Second {
		t.Errorf("waited %v", took)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	conn, err := dialUnix(ctx, bus)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	begun = time.Now()
	if d, err := askSaver(conn, nil); err == nil {
		t.Errorf("a silent X server: %v", d)
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("waited %v for the X server", took)
	}
}
