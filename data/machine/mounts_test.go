package machine

import (
	"errors"
	"os"
	"path"
	"strings"
	"testing"
)

const someMounts = `26 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
31 26 0:22 / /dev/shm rw,nosuid - tmpfs tmpfs rw
40 26 8:17 / /media/a\040b\134c rw shared:3 master:1 - vfat /dev/sdb1 rw
`

func TestReadMounts(t *testing.T) {
	for _, bad := range []string{"x", "26 1 8:2 / / rw ext4 /dev/sda2", "a 1 8:2 / / rw - ext4 /dev/sda2 rw",
		"26 1 8 / / rw - ext4 /dev/sda2 rw", "26 1 8:x / / rw - ext4 /dev/sda2 rw", "26 1 8:2 / / rw - ext4",
		"26 1 8:2 / point rw - ext4 /dev/sda2 rw", "\n", someMounts + "cut"} {
		if m, err := readMounts(bad); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v, %v", bad, m, err)
		}
	}
	got, err := readMounts(someMounts)
	want := []mount{{26, 1, 8, 2, "/", "ext4", "/dev/sda2"}, {31, 26, 0, 22, "/dev/shm", "tmpfs", "tmpfs"}, {40, 26, 8, 17, `/media/a b\c`, "vfat", "/dev/sdb1"}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", `a\040b`: "a b", `\134`: `\`, `\04`: `\04`, `\`: `\`, `\999`: `\999`, `\777`: `\777`, `\011\012`: "\t\n"} {
		if got := unescape(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestUnder(t *testing.T) {
	for _, c := range []struct {
		path, folder string
		want         bool
	}{{"/", "/", true}, {"/a", "/", true}, {"/a", "/a", true}, {"/a/b", "/a", true}, {"/ab", "/a", false}, {"/", "/a", false}, {"", "/", false}, {"/a", "/a/b", false}} {
		if got := under(c.path, c.folder); got != c.want {
			t.Errorf("%q under %q: %v", c.path, c.folder, got)
		}
	}
}

// FuzzMounts takes any text as a list of mounts, and any path in it.
func FuzzMounts(f *testing.F) {
	f.Add(someMounts, "/media/a b/x")
	f.Add("", "/")
	f.Add("26 26 8:2 / / rw - ext4 /dev/sda2 rw\n", "/a")
	f.Add("1 2 8:2 / / rw - ext4 a b\n2 1 8:3 / / rw - ext4 a b\n", "/a")
	f.Add("1 0 8:2 / / rw - ext4 a b\n2 1 8:3 / / rw - ext4 a b\n1 2 8:3 / / rw - ext4 a b\n", "/a")
	if own, err := os.ReadFile("/proc/self/mountinfo"); err == nil {
		f.Add(string(own), "/proc/self")
	}
	f.Fuzz(func(t *testing.T, text, where string) {
		mounts, err := readMounts(text)
		if err != nil {
			if len(mounts) > 0 || !errors.Is(err, ErrUnknown) {
				t.Errorf("%v, %v", mounts, err)
			}
			return
		}
		where = path.Clean("/" + where)
		m, err := mountOf(mounts, where)
		if err == nil && !under(where, m.point) {
			t.Errorf("%s lies under %s", where, m.point)
		}
		if err == nil && !strings.Contains(text, m.kind) && !strings.Contains(text, `\`) {
			t.Errorf("%q is not in the list", m.kind)
		}
	})
}
