package machine

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// The few words of the X protocol that lead to the time since the last touch.
const (
	xQueryExtension = 98
	xSaverQueryInfo = 1
	xReply          = 1
	xReplyLen       = 32
	xError          = 0
	xGenericEvent   = 35
	xSaverExtension = "MIT-SCREEN-SAVER"
)

// xs is the byte order in which we speak to the server, and it answers.
var xs = binary.LittleEndian

// askSaver speaks on a fresh connection to an X server: it asks the screen
// saver extension for the time since the last touch of keyboard or mouse.
func askSaver(conn io.ReadWriter, cookie []byte) (time.Duration, error) {
	root, err := xConnect(conn, cookie)
	if err != nil {
		return 0, err
	}
	opcode, err := xExtension(conn)
	if err != nil {
		return 0, err
	}
	ask := []byte{opcode, xSaverQueryInfo, 2, 0}
	if _, err := conn.Write(xs.AppendUint32(ask, root)); err != nil {
		return 0, err
	}
	answer, err := xAnswer(conn, 2)
	if err != nil {
		return 0, err
	}
	return time.Duration(xs.Uint32(answer[16:])) * time.Millisecond, nil
}

// xConnect greets the server and gives the root window of its first screen.
func xConnect(conn io.ReadWriter, cookie []byte) (root uint32, err error) {
	name := ""
	if len(cookie) > 0 {
		name = cookieName
	}
	hello := []byte{'l', 0, 11, 0, 0, 0}
	hello = xs.AppendUint16(hello, uint16(len(name)))
	hello = xs.AppendUint16(hello, uint16(len(cookie)))
	hello = append(hello, 0, 0)
	hello = append(hello, padded([]byte(name))...)
	hello = append(hello, padded(cookie)...)
	if _, err := conn.Write(hello); err != nil {
		return 0, err
	}
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return 0, err
	}
	body := make([]byte, 4*int(xs.Uint16(head[6:])))
	if _, err := io.ReadFull(conn, body); err != nil {
		return 0, err
	}
	if head[0] != 1 {
		return 0, fmt.Errorf("%w: the X server refuses us", ErrUnknown)
	}
	return firstRoot(body)
}

// firstRoot reads the first screen from what the server says of itself: 32
// bytes, the vendor's name, 8 bytes for each picture format, the screens.
func firstRoot(body []byte) (uint32, error) {
	if len(body) < 32 {
		return 0, fmt.Errorf("%w: the X server's greeting is short", ErrUnknown)
	}
	vendor, screens, formats := int(xs.Uint16(body[16:])), body[20], int(body[21])
	at := 32 + (vendor+3)&^3 + 8*formats
	if screens == 0 || at+4 > len(body) {
		return 0, fmt.Errorf("%w: the X server names no screen", ErrUnknown)
	}
	return xs.Uint32(body[at:]), nil
}

// xExtension asks for the number of the screen saver extension.
func xExtension(conn io.ReadWriter) (opcode byte, err error) {
	name := padded([]byte(xSaverExtension))
	ask := []byte{xQueryExtension, 0}
	ask = xs.AppendUint16(ask, uint16(2+len(name)/4))
	ask = xs.AppendUint16(ask, uint16(len(xSaverExtension)))
	ask = append(ask, 0, 0)
	if _, err := conn.Write(append(ask, name...)); err != nil {
		return 0, err
	}
	answer, err := xAnswer(conn, 1)
	if err != nil {
		return 0, err
	}
	if answer[8] != 1 {
		return 0, fmt.Errorf("%w: the X server has no %s", ErrUnknown, xSaverExtension)
	}
	return answer[9], nil
}

// xAnswer reads the first 32 bytes of the reply to our nth request. The server
// may tell every client of events in between; they are passed over.
func xAnswer(conn io.Reader, nth uint16) ([]byte, error) {
	for range 100 {
		b := make([]byte, xReplyLen)
		if _, err := io.ReadFull(conn, b); err != nil {
			return nil, err
		}
		if b[0] == xReply || b[0]&0x7f == xGenericEvent {
			if _, err := io.CopyN(io.Discard, conn, 4*int64(xs.Uint32(b[4:]))); err != nil {
				return nil, err
			}
		}
		switch b[0] {
		case xError:
			return nil, fmt.Errorf("%w: X error %d", ErrUnknown, b[1])
		case xReply:
			if got := xs.Uint16(b[2:]); got != nth {
				return nil, fmt.Errorf("%w: the X server answers request %d, not %d", ErrUnknown, got, nth)
			}
			return b, nil
		}
	}
	return nil, fmt.Errorf("%w: the X server answers with events only", ErrUnknown)
}

// padded fills up to a multiple of four bytes.
func padded(b []byte) []byte {
	return append(b[:len(b):len(b)], make([]byte, -len(b)&3)...)
}
