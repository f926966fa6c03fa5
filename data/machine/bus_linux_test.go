package machine

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// silent is a socket that takes connections and never says a word.
func silent(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "silent")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return path
}

// eachBus runs a test over a small bus of our own, and over the real one where
// the machine has it: the first knows no rules of who hears what.
func eachBus(t *testing.T, test func(t *testing.T, b bus)) {
	t.Run("small", func(t *testing.T) { test(t, startSmall(t, filepath.Join(t.TempDir(), "bus"))) })
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Log("no dbus-daemon on this machine: the small bus stands alone")
		return
	}
	t.Run("daemon", func(t *testing.T) { test(t, startDaemon(t, filepath.Join(t.TempDir(), "bus"))) })
}

// bus is a message bus that a test can end.
type bus struct {
	address string
	strict  bool // signals reach only those who asked for them
	end     func()
	again   func() // starts it anew at the same address
}

// startDaemon starts a dbus-daemon at the path.
func startDaemon(t *testing.T, path string) bus {
	t.Helper()
	address := "unix:path=" + path
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", "--address="+address)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := sync.OnceFunc(func() {
		cmd.Process.Kill()
		cmd.Wait()
		os.Remove(path)
	})
	t.Cleanup(end)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("dbus-daemon names no address: %v", err)
	}
	return bus{address, true, end, func() { startDaemon(t, path) }}
}

// join connects a test's own service to the bus and gives it names.
func (b bus) join(t *testing.T, names ...string) *dbus.Conn {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	conn, err := dialBus(ctx, b.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, name := range names {
		reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue)
		if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
			t.Fatalf("%s: %v, %v", name, reply, err)
		}
	}
	return conn
}

// smallBus is a message bus that routes by name and lets everybody hear every
// signal.
type smallBus struct {
	mu    sync.Mutex
	peers map[string]*smallPeer // by unique name and by the names they asked for
	next  int
}

type smallPeer struct {
	conn *net.UnixConn
	name string
	mu   sync.Mutex
}

func startSmall(t *testing.T, path string) bus {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	b := &smallBus{peers: map[string]*smallPeer{}}
	go func() {
		for {
			conn, err := l.AcceptUnix()
			if err != nil {
				return
			}
			go b.serve(conn)
		}
	}()
	end := sync.OnceFunc(func() {
		l.Close()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.peers {
			p.conn.Close()
		}
	})
	t.Cleanup(end)
	return bus{"unix:path=" + path, false, end, func() { startSmall(t, path) }}
}

// serve speaks with one peer until it leaves.
func (b *smallBus) serve(conn *net.UnixConn) {
	defer conn.Close()
	if err := handshake(conn); err != nil {
		return
	}
	b.mu.Lock()
	b.next++
	p := &smallPeer{conn: conn, name: fmt.Sprintf(":1.%d", b.next)}
	b.peers[p.name] = p
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for name, owner := range b.peers {
			if owner == p {
				delete(b.peers, name)
			}
		}
	}()
	for {
		msg, err := receive(conn)
		if err != nil {
			return
		}
		msg.Headers[dbus.FieldSender] = dbus.MakeVariant(p.name)
		b.route(p, msg)
		for _, fd := range msg.fds {
			syscall.Close(fd)
		}
	}
}

// handshake answers the lines with which a peer begins; one byte at a time,
// for behind the last line the messages begin.
func handshake(conn *net.UnixConn) error {
	line, b := "", make([]byte, 1)
	for {
		if _, err := conn.Read(b); err != nil {
			return err
		}
		if line += string(b); !strings.HasSuffix(line, "\r\n") {
			continue
		}
		answer := "ERROR\r\n"
		switch words := strings.Fields(strings.Trim(line, "\x00\r\n")); {
		case len(words) == 1 && words[0] == "AUTH":
			answer = "REJECTED EXTERNAL\r\n"
		case len(words) > 1 && words[0] == "AUTH", len(words) > 0 && words[0] == "DATA":
			answer = "OK 0123456789abcdef0123456789abcdef\r\n"
		case len(words) == 1 && words[0] == "NEGOTIATE_UNIX_FD":
			answer = "AGREE_UNIX_FD\r\n"
		case len(words) == 1 && words[0] == "BEGIN":
			return nil
		}
		if _, err := conn.Write([]byte(answer)); err != nil {
			return err
		}
		line = ""
	}
}

// packet is a message on its way: read as far as the bus must, with its body
// as it came.
type packet struct {
	*dbus.Message
	body []byte // nil: encoded from the message
	fds  []int
}

// receive reads one message with the files that come along.
func receive(conn *net.UnixConn) (p packet, err error) {
	raw, oob := make([]byte, 16), make([]byte, 256)
	n, oobn, _, _, err := conn.ReadMsgUnix(raw, oob)
	if err != nil || n == 0 {
		return p, io.EOF
	}
	if _, err := io.ReadFull(conn, raw[n:]); err != nil {
		return p, err
	}
	body, head := binary.LittleEndian.Uint32(raw[4:]), (binary.LittleEndian.Uint32(raw[12:])+7)&^7
	rest := make([]byte, head+body)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return p, err
	}
	p.body = rest[head:]
	if controls, err := syscall.ParseSocketControlMessage(oob[:oobn]); err == nil {
		for _, c := range controls {
			if got, err := syscall.ParseUnixRights(&c); err == nil {
				p.fds = append(p.fds, got...)
			}
		}
	}
	p.Message, err = dbus.DecodeMessageWithFDs(bytes.NewReader(slices.Concat(raw, rest)), p.fds)
	return p, err
}

func (p *smallPeer) send(sent packet) {
	msg := *sent.Message
	if sent.body != nil {
		msg.Body = nil
	}
	var b bytes.Buffer
	if err := msg.EncodeTo(&b, binary.LittleEndian); err != nil {
		return
	}
	raw := b.Bytes()
	if sent.body != nil {
		binary.LittleEndian.PutUint32(raw[4:], uint32(len(sent.body)))
		raw = append(raw, sent.body...)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conn.WriteMsgUnix(raw, syscall.UnixRights(sent.fds...), nil)
}

// route hands a message to whom it is for.
func (b *smallBus) route(from *smallPeer, msg packet) {
	b.mu.Lock()
	defer b.mu.Unlock()
	to, _ := msg.Headers[dbus.FieldDestination].Value().(string)
	switch {
	case to == "org.freedesktop.DBus":
		from.send(b.answer(from, msg))
	case msg.Type == dbus.TypeSignal && to == "":
		for name, p := range b.peers {
			if name == p.name && p != from {
				p.send(msg)
			}
		}
	case b.peers[to] != nil:
		b.peers[to].send(msg)
	case msg.Type == dbus.TypeMethodCall:
		from.send(reply(msg, dbus.TypeError, "org.freedesktop.DBus.Error.ServiceUnknown"))
	}
}

// answer is what the bus itself says.
func (b *smallBus) answer(from *smallPeer, msg packet) packet {
	member, _ := msg.Headers[dbus.FieldMember].Value().(string)
	name := ""
	if len(msg.Body) > 0 {
		name, _ = msg.Body[0].(string)
	}
	switch member {
	case "Hello":
		return reply(msg, dbus.TypeMethodReply, from.name)
	case "RequestName":
		b.peers[name] = from
		// Without the first word the peer takes no calls under the name.
		from.send(busSignal("NameAcquired", name))
		for unique, p := range b.peers {
			if unique == p.name {
				p.send(busSignal("NameOwnerChanged", name, "", from.name))
			}
		}
		return reply(msg, dbus.TypeMethodReply, uint32(dbus.RequestNameReplyPrimaryOwner))
	case "ReleaseName":
		delete(b.peers, name)
		return reply(msg, dbus.TypeMethodReply, uint32(dbus.ReleaseNameReplyReleased))
	case "GetNameOwner":
		if owner := b.peers[name]; owner != nil {
			return reply(msg, dbus.TypeMethodReply, owner.name)
		}
		return reply(msg, dbus.TypeError, "org.freedesktop.DBus.Error.NameHasNoOwner")
	}
	return reply(msg, dbus.TypeMethodReply)
}

func busSignal(member string, body ...any) packet {
	return packet{Message: &dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldSender:    dbus.MakeVariant("org.freedesktop.DBus"),
		dbus.FieldPath:      dbus.MakeVariant(dbus.ObjectPath("/org/freedesktop/DBus")),
		dbus.FieldInterface: dbus.MakeVariant("org.freedesktop.DBus"),
		dbus.FieldMember:    dbus.MakeVariant(member),
		dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(body...)),
	}}}
}

// reply makes an answer with a body; of an error the body is its name.
func reply(to packet, kind dbus.Type, body ...any) packet {
	msg := &dbus.Message{Type: kind, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldReplySerial: dbus.MakeVariant(to.Serial()),
		dbus.FieldSender:      dbus.MakeVariant("org.freedesktop.DBus"),
	}}
	if kind == dbus.TypeError {
		msg.Headers[dbus.FieldErrorName] = dbus.MakeVariant(body[0])
		return packet{Message: msg}
	}
	if msg.Body = body; len(body) > 0 {
		msg.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
	}
	return packet{Message: msg}
}

func TestBusAddresses(t *testing.T) {
	for list, want := range map[string]string{
		"":                                "",
		"autolaunch:":                     "",
		"tcp:host=localhost,port=1":       "",
		"nonce-tcp:host=h,port=1":         "",
		"unixexec:path=/bin/sh":           "",
		"unix:":                           "",
		"unix:path=":                      "",
		"unix:dir=/tmp":                   "",
		"unix:path=/a":                    "unix:path=/a",
		"unix:abstract=a,guid=1":          "unix:abstract=a,guid=1",
		"tcp:host=h,port=1;unix:path=/a;": "unix:path=/a",
		"unix:path=/a;unix:path=/b":       "unix:path=/a unix:path=/b",
	} {
		if got := strings.Join(unixAddresses(list), " "); got != want {
			t.Errorf("%q: %q, want %q", list, got, want)
		}
	}
}

// FuzzBusAddresses takes any words as the variable that names a bus: nothing
// but a Unix socket may come of it.
func FuzzBusAddresses(f *testing.F) {
	for _, s := range []string{"unix:path=/a", "tcp:host=h,port=1;unix:path=/a", "unix:path=/a;unixexec:path=/b", ";;", "unix:path=%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		for _, a := range unixAddresses(list) {
			if !strings.HasPrefix(a, "unix:") || strings.Contains(a, ";") {
				t.Errorf("%q", a)
			}
		}
	})
}

func TestBusThatSaysNothing(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	conn, err := dialBus(context.Background(), "unix:path="+silent(t))
	if err == nil {
		conn.Close()
		t.Error("a silent bus let us in")
	}
	if took := time.Since(begun); took > patience+time.Second {
		t.Errorf("waited %v", took)
	}
}
