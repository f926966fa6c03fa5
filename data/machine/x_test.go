package machine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDisplayNumber(t *testing.T) {
	for _, bad := range []string{"", ":", "0", "unix", "localhost:10.0", "host:0", "unixhost:0", ":x", ":-1", ":+1", ":65536", ":99999999999", "/tmp/x:0", "tcp/host:0"} {
		if n, err := displayNumber(bad); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q is display %d, %v", bad, n, err)
		}
	}
	for good, want := range map[string]int{":0": 0, ":93": 93, ":1.0": 1, "unix:7": 7, "unix:7.1": 7, ":65535": 65535} {
		if n, err := displayNumber(good); err != nil || n != want {
			t.Errorf("%q is display %d, %v", good, n, err)
		}
	}
}

// authorityOf writes entries as an Xauthority file has them.
func authorityOf(entries ...xauthEntry) []byte {
	var b []byte
	for _, e := range entries {
		b = binary.BigEndian.AppendUint16(b, e.family)
		for _, part := range []string{e.address, e.number, e.name, string(e.data)} {
			b = binary.BigEndian.AppendUint16(b, uint16(len(part)))
			b = append(b, part...)
		}
	}
	return b
}

func TestCookie(t *testing.T) {
	mine := xauthEntry{familyLocal, "laptop", "3", cookieName, []byte("mine")}
	other := xauthEntry{familyLocal, "laptop", "4", cookieName, []byte("other")}
	renamed := xauthEntry{familyLocal, "older", "3", cookieName, []byte("renamed")}
	wild := xauthEntry{familyWild, "", "", cookieName, []byte("wild")}
	network := xauthEntry{0, "\x7f\x00\x00\x01", "3", cookieName, []byte("network")}
	foreign := xauthEntry{familyLocal, "laptop", "3", "XDM-AUTHORIZATION-1", []byte("foreign")}
	for _, c := range []struct {
		what string
		file []byte
		want string
	}{
		{"nothing", nil, ""},
		{"another display", authorityOf(other), ""},
		{"an address of the network", authorityOf(network), ""},
		{"another kind of key", authorityOf(foreign), ""},
		{"mine", authorityOf(foreign, other, mine), "mine"},
		{"mine after an older name", authorityOf(renamed, mine), "mine"},
		{"only under an older name", authorityOf(other, renamed), "renamed"},
		{"for every display", authorityOf(wild), "wild"},
		{"cut short behind mine", append(authorityOf(mine), 1, 0, 0), "mine"},
		{"mine cut short", authorityOf(mine)[:20], ""},
	} {
		if got := string(xCookie(c.file, "laptop", 3)); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// played is a server whose answers are known before.
type played struct {
	answers *bytes.Reader
	asked   bytes.Buffer
}

func (p *played) Read(b []byte) (int, error)  { return p.answers.Read(b) }
func (p *played) Write(b []byte) (int, error) { return p.asked.Write(b) }

// recorded is what Xvfb 21.1.7 answered when nobody had touched it for 1.338 s.
func recorded(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/x/xvfb-answers.bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The last answers of the recording, 32 bytes each.
const (
	extensionFromEnd = 64
	infoFromEnd      = 32
)

func TestSaverRefused(t *testing.T) {
	whole := recorded(t)
	for _, c := range []struct {
		what   string
		change func([]byte) []byte
	}{
		{"no extension", func(b []byte) []byte { b[len(b)-extensionFromEnd+8] = 0; return b }},
		{"an error for the extension", func(b []byte) []byte { b[len(b)-extensionFromEnd] = xError; return b }},
		{"an error for the question", func(b []byte) []byte { b[len(b)-infoFromEnd] = xError; return b }},
		{"an answer to something else", func(b []byte) []byte { b[len(b)-infoFromEnd+2] = 9; return b }},
		{"not let in", func(b []byte) []byte { b[0] = 0; return b }},
		{"more to prove", func(b []byte) []byte { b[0] = 2; return b }},
		{"no screen", func(b []byte) []byte { b[8+20] = 0; return b }},
		{"a vendor longer than all", func(b []byte) []byte { b[8+17] = 0xff; return b }},
		{"a greeting without words", func(b []byte) []byte { return []byte{1, 0, 11, 0, 0, 0, 0, 0} }},
		{"events for ever", func(b []byte) []byte {
			return append(b[:len(b)-extensionFromEnd], bytes.Repeat(append([]byte{2}, make([]byte, 31)...), 200)...)
		}},
	} {
		p := &played{answers: bytes.NewReader(c.change(bytes.Clone(whole)))}
		if d, err := askSaver(p, nil); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, %v", c.what, d, err)
		}
	}
	for n := range len(whole) {
		if d, err := askSaver(&played{answers: bytes.NewReader(whole[:n])}, nil); err == nil {
			t.Fatalf("%d of %d bytes: %v", n, len(whole), d)
		}
	}
}

func TestSaverRecorded(t *testing.T) {
	p := &played{answers: bytes.NewReader(recorded(t))}
	d, err := askSaver(p, nil)
	if err != nil || d != 1338*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
	want := "l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "b\x00\x06\x00\x10\x00\x00\x00MIT-SCREEN-SAVER" + "\x90\x01\x02\x00\x0d\x05\x00\x00"
	if got := p.asked.String(); got != want {
		t.Errorf("asked %q", got)
	}
}

func TestSaverSendsItsCookieAndPassesOverEvents(t *testing.T) {
	b := recorded(t)
	at := len(b) - infoFromEnd
	generic := make([]byte, 32+8) // an event with two words behind it
	generic[0], generic[4] = xGenericEvent, 2
	keymap := append([]byte{34}, make([]byte, 31)...)
	p := &played{answers: bytes.NewReader(slices.Concat(b[:at], keymap, generic, b[at:]))}
	if d, err := askSaver(p, []byte("cookie")); err != nil || d != 1338*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
	want := "l\x00\x0b\x00\x00\x00\x12\x00\x06\x00\x00\x00MIT-MAGIC-COOKIE-1\x00\x00cookie\x00\x00"
	if got := p.asked.String(); !strings.HasPrefix(got, want) {
		t.Errorf("asked %q", got)
	}
}

// FuzzSaver takes any bytes as a server's answers.
func FuzzSaver(f *testing.F) {
	b := recorded(f)
	f.Add(b)
	f.Add([]byte{})
	f.Add(b[:8])
	f.Add(b[:200])
	f.Add(b[len(b)-64:])
	short := slices.Concat([]byte{1, 0, 11, 0, 0, 0, 9, 0}, make([]byte, 36), b[len(b)-64:])
	short[8+20] = 1
	f.Add(short)
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := askSaver(&played{answers: bytes.NewReader(b)}, nil)
		if err == nil && (len(b) < 8+36+64 || d < 0 || d > 50*24*time.Hour) {
			t.Errorf("%v from %d bytes", d, len(b))
		}
	})
}

// FuzzCookie takes any bytes as an Xauthority file.
func FuzzCookie(f *testing.F) {
	mine := authorityOf(xauthEntry{familyLocal, "laptop", "3", cookieName, []byte("mine")})
	f.Add(mine, "laptop", 3)
	f.Add(mine, "other", 3)
	f.Add(mine[:9], "laptop", 3)
	f.Add(bytes.Repeat([]byte{0}, 100), "", 0)
	f.Add(bytes.Repeat([]byte{0xff}, 100), "", 65535)
	f.Fuzz(func(t *testing.T, file []byte, host string, display int) {
		cookie := xCookie(file, host, display)
		if !bytes.Contains(file, cookie) {
			t.Errorf("%q is not in the file", cookie)
		}
	})
}

// FuzzDisplay takes any words as DISPLAY.
func FuzzDisplay(f *testing.F) {
	for _, s := range []string{":0", "unix:1.0", "localhost:10.0", "", ":99999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := displayNumber(s)
		if err == nil && (n < 0 || n > 65535 || !strings.HasPrefix(strings.TrimPrefix(s, "unix"), ":")) {
			t.Errorf("%q is display %d", s, n)
		}
	})
}
