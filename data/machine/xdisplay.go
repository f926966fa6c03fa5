package machine

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// displayNumber reads the number of a display on this computer from the words
// of the variable DISPLAY: ":1" and "unix:1.0" are display 1. A display of
// another computer would be a network connection and is ErrUnknown.
func displayNumber(display string) (int, error) {
	name := strings.TrimPrefix(display, "unix")
	rest, local := strings.CutPrefix(name, ":")
	if !local {
		return 0, fmt.Errorf("%w: no display of this computer", ErrUnknown)
	}
	number, _, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%w: a display without a number", ErrUnknown)
	}
	return int(n), nil
}

const (
	cookieName  = "MIT-MAGIC-COOKIE-1"
	familyLocal = 256
	familyWild  = 65535
)

// xCookie finds in the bytes of an Xauthority file the cookie for a display of
// this computer; nil when there is none, and then the server is asked without.
//
// The file is a row of entries without any head: family, then address, display
// number, name and data, each behind its length in 16 bits, big end first.
func xCookie(file []byte, host string, display int) []byte {
	number := strconv.Itoa(display)
	var second []byte
	for len(file) > 0 {
		e, rest, ok := xEntry(file)
		if !ok {
			break
		}
		file = rest
		if e.name != cookieName || e.number != "" && e.number != number {
			continue
		}
		if e.family == familyWild || e.family == familyLocal && e.address == host {
			return e.data
		}
		// The computer may have got another name since the session began.
		if e.family == familyLocal && second == nil {
			second = e.data
		}
	}
	return second
}

type xauthEntry struct {
	family                uint16
	address, number, name string
	data                  []byte
}

func xEntry(b []byte) (e xauthEntry, rest []byte, ok bool) {
	if len(b) < 2 {
		return e, nil, false
	}
	e.family, b = binary.BigEndian.Uint16(b), b[2:]
	var parts [4][]byte
	for i := range parts {
		if len(b) < 2 {
			return e, nil, false
		}
		n := int(binary.BigEndian.Uint16(b))
		if b = b[2:]; len(b) < n {
			return e, nil, false
		}
		parts[i], b = b[:n], b[n:]
	}
	e.address, e.number, e.name, e.data = string(parts[0]), string(parts[1]), string(parts[2]), parts[3]
	return e, b, true
}
