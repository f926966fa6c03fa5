package machine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// expectation is a line of a tree file that says what must be found out.
type expectation struct {
	what  string
	paths []string
	want  string
}

// plant builds in a temporary folder what a file of testdata/disks describes,
// a line for each thing: "mount" and a line of mountinfo, "file", its path and
// text, "link", its path and target, "dir" and its path.
func plant(t *testing.T, file string) (tree, []expectation) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	var mounts strings.Builder
	var all []expectation
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		verb, rest, _ := strings.Cut(line, " ")
		name, value, _ := strings.Cut(rest, " ")
		switch verb {
		case "", "#":
		case "mount":
			mounts.WriteString(rest + "\n")
		case "file":
			put(t, filepath.Join(root, name), value+"\n")
		case "dir":
			err = os.MkdirAll(filepath.Join(root, name), 0o755)
		case "link":
			path := filepath.Join(root, name)
			err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(value, path))
		case "encryption", "same":
			words := strings.Fields(rest)
			last := len(words) - 1
			for i, w := range words {
				words[i] = unescape(w)
			}
			all = append(all, expectation{verb, words[:last], words[last]})
		default:
			t.Fatalf("%s: %q", file, line)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(root, "proc/self/mountinfo"), mounts.String())
	return tree(root), all
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func TestTrees(t *testing.T) {
	files, err := filepath.Glob("testdata/disks/*.tree")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d trees, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			root, all := plant(t, file)
			if len(all) == 0 {
				t.Fatal("nothing is expected")
			}
			for _, e := range all {
				if got := root.find(e); got != e.want {
					t.Errorf("%s %v: %s, not %s", e.what, e.paths, got, e.want)
				}
			}
		})
	}
}

func (t tree) find(e expectation) string {
	if e.what == "encryption" {
		state, err := t.encryptionOf(e.paths[0], false)
		if err != nil && state != EncryptionUnknown {
			return "an error and a state"
		}
		return state.String()
	}
	same, err := t.sameDisk(e.paths[0], e.paths[1])
	back, backErr := t.sameDisk(e.paths[1], e.paths[0])
	switch {
	case same != back || (err == nil) != (backErr == nil):
		return "not the same in both directions"
	case err != nil:
		return "unknown"
	case same:
		return "yes"
	}
	return "no"
}

func TestEncryptedFolderOnAnyDisk(t *testing.T) {
	root, _ := plant(t, "testdata/disks/plain.tree")
	if state, err := root.encryptionOf("/home/anna/private", true); err != nil || state != EncryptionOn {
		t.Errorf("%v, %v", state, err)
	}
	if encryptedFolder(t.TempDir()) {
		t.Error("a temporary folder calls itself encrypted")
	}
}

func TestEmptyTree(t *testing.T) {
	none := tree(t.TempDir())
	if state, err := none.encryptionOf("/", false); err == nil || state != EncryptionUnknown {
		t.Errorf("%v, %v", state, err)
	}
	if same, err := none.sameDisk("/", "/"); err == nil {
		t.Errorf("same: %v", same)
	}
}

// What this machine says of itself: no more is known of it than that the
// answers agree.
func TestThisMachine(t *testing.T) {
	dir := t.TempDir()
	gone := filepath.Join(dir, "gone")
	if state := DiskEncryption(gone); state != EncryptionUnknown {
		t.Errorf("a folder that is not there: %v", state)
	}
	if same, known := SameDisk(dir, gone); same || known {
		t.Errorf("a folder that is not there: %v, %v", same, known)
	}
	if n, err := Free(gone); err == nil {
		t.Errorf("%d bytes free in a folder that is not there", n)
	}
	if n, name := LargestFile(gone); n != 0 || name != "" {
		t.Errorf("%d, %q in a folder that is not there", n, name)
	}
	if same, known := SameDisk(dir, filepath.Join(dir, "..")); !same || !known {
		t.Errorf("a folder and the one above it: %v, %v", same, known)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("/proc", link); err != nil {
		t.Fatal(err)
	}
	if DiskEncryption(link) != EncryptionUnknown {
		t.Error("a link to /proc lies on a disk")
	}
	if n, name := LargestFile(link); n != 0 || name != "proc" {
		t.Errorf("/proc is %q with %d", name, n)
	}
	n, err := Free(dir)
	var st unix.Statfs_t
	if statErr := unix.Statfs(dir, &st); statErr != nil || err != nil {
		t.Fatal(err, statErr)
	}
	if all := st.Blocks * uint64(st.Frsize); n == 0 || n > all {
		t.Errorf("%d bytes of %d are free", n, all)
	}
	_, name := LargestFile(dir)
	t.Logf("this machine: %d MiB free on %s, encryption %v", n>>20, name, DiskEncryption(dir))
}

func TestKindOfFileSystem(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		magic  int64
		listed string
		err    error
		want   string
	}{
		{0x4d44, "vfat", nil, "vfat"},
		{0x4d44, "msdos", nil, "msdos"},
		{0x4d44, "overlay", nil, "vfat"},
		{0x4d44, "", broken, "vfat"},
		{0xef53, "ext4", nil, "ext4"},
		{0xef53, "", broken, ""},
	} {
		got, err := kindOf(c.magic, c.listed, c.err)
		if got != c.want || got == "" && err != broken {
			t.Errorf("%x %q: %q, %v", c.magic, c.listed, got, err)
		}
	}
}
