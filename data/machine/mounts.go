package machine

import (
	"fmt"
	"strconv"
	"strings"
)

// mount is one line of /proc/self/mountinfo.
type mount struct {
	id, parent   int
	major, minor int    // of the device; major 0 is a device of no disk
	point        string // the folder where it is mounted
	kind         string // the file system, as "ext4"
	source       string // what is mounted, as "/dev/sda1" or "server:/path"
}

// readMounts reads the bytes of /proc/self/mountinfo. A line that is not as it
// should be makes the whole unknown: it might be the one that counts.
func readMounts(text string) ([]mount, error) {
	var mounts []mount
	for line := range strings.Lines(text) {
		m, err := readMount(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		mounts = append(mounts, m)
	}
	return mounts, nil
}

// readMount reads "36 35 98:0 /root /point options optional… - kind source options".
func readMount(line string) (m mount, err error) {
	before, after, found := strings.Cut(line, " - ")
	fields, rest := strings.Split(before, " "), strings.Split(after, " ")
	if !found || len(fields) < 6 || len(rest) < 2 {
		return m, fmt.Errorf("%w: a line of mountinfo is short", ErrUnknown)
	}
	major, minor, _ := strings.Cut(fields[2], ":")
	for _, n := range []struct {
		into *int
		text string
	}{{&m.id, fields[0]}, {&m.parent, fields[1]}, {&m.major, major}, {&m.minor, minor}} {
		if *n.into, err = strconv.Atoi(n.text); err != nil {
			return m, fmt.Errorf("%w: a line of mountinfo without its numbers", ErrUnknown)
		}
	}
	m.point, m.kind, m.source = unescape(fields[4]), unescape(rest[0]), unescape(rest[1])
	if !strings.HasPrefix(m.point, "/") {
		return m, fmt.Errorf("%w: a mount without a folder", ErrUnknown)
	}
	return m, nil
}

// unescape puts back the spaces, tabs, line ends and backslashes that the
// kernel writes as three octal digits.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// mountOf finds the mount on which a path lies; the path is absolute and has
// no links in it. It goes down from the root as the kernel does, so that a
// mount that another one hides is not taken.
func mountOf(mounts []mount, path string) (mount, error) {
	here, found := rootMount(mounts)
	if !found {
		return mount{}, fmt.Errorf("%w: no root in mountinfo", ErrUnknown)
	}
	for range mounts {
		next, found := mount{}, false
		for _, m := range mounts {
			// The first mount on the way is the one that is entered.
			if m.parent == here.id && m.id != here.id && under(path, m.point) && (!found || len(m.point) < len(next.point)) {
				next, found = m, true
			}
		}
		if !found {
			break
		}
		here = next
	}
	return here, nil
}

// rootMount is the mount of / that lies on no other one of the list.
func rootMount(mounts []mount) (mount, bool) {
	ids := map[int]bool{}
	for _, m := range mounts {
		ids[m.id] = true
	}
	for _, m := range mounts {
		if m.point == "/" && (!ids[m.parent] || m.parent == m.id) {
			return m, true
		}
	}
	return mount{}, false
}

// under reports whether the path is the folder or lies in it.
func under(path, folder string) bool {
	if folder == "/" || path == folder {
		return strings.HasPrefix(path, "/")
	}
	return strings.HasPrefix(path, folder+"/")
}
