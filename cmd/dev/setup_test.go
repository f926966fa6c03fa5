package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// machine is a pretended machine that remembers what was run on it.
type machine struct {
	host
	out       bytes.Buffer
	installed map[string]bool
	absent    []string // programs that are not on the PATH
	ran       []string
	installs  bool // whether apt-get does what it is told
}

func newMachine(goos string) *machine {
	m := &machine{installed: map[string]bool{}, installs: true}
	m.host = host{
		os: goos, root: true, in: strings.NewReader(""), out: &m.out,
		output: func(_ string, args ...string) (string, error) {
			if m.installed[args[len(args)-1]] {
				return "install ok installed", nil
			}
			return "", errors.New("no packages found")
		},
		command: func(name string, args ...string) error {
			m.ran = append(m.ran, name+" "+strings.Join(args, " "))
			if i := slices.Index(args, "--no-install-recommends"); i >= 0 && m.installs {
				for _, p := range args[i+1:] {
					m.installed[p] = true
				}
			}
			return nil
		},
		lookPath: func(name string) (string, error) {
			if slices.Contains(m.absent, name) {
				return "", errors.New("not found")
			}
			return "/usr/bin/" + name, nil
		},
	}
	return m
}

// refused runs the set-up and fails unless its error says all the words.
func (m *machine) refused(t *testing.T, words ...string) {
	t.Helper()
	err := m.setUp(slices.Concat(buildNeeds, driveNeeds, testNeeds))
	if err == nil {
		t.Fatal("set-up went well")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the message does not say %q: %v", w, err)
		}
	}
}

func TestSetUpFailsWithTheRemedy(t *testing.T) {
	t.Run("Windows without a compiler", func(t *testing.T) {
		m := newMachine("windows")
		m.absent = []string{"gcc"}
		m.refused(t, "MSYS2", "mingw-w64-x86_64-gcc")
	})
	t.Run("macOS without a compiler", func(t *testing.T) {
		m := newMachine("darwin")
		m.absent = []string{"clang"}
		m.refused(t, "xcode-select --install")
	})
	t.Run("another system", func(t *testing.T) {
		newMachine("plan9").refused(t, "plan9")
	})
	t.Run("another Linux without a tool", func(t *testing.T) {
		m := newMachine("linux")
		m.absent = []string{"dpkg-query", "qpdf"}
		m.refused(t, "qpdf")
	})
	t.Run("neither root nor sudo", func(t *testing.T) {
		m := newMachine("linux")
		m.root, m.absent = false, []string{"sudo"}
		m.refused(t, "root", "apt-get", "xorg-dev")
		if len(m.ran) > 0 {
			t.Errorf("ran %q", m.ran)
		}
	})
	t.Run("the person says no", func(t *testing.T) {
		m := newMachine("linux")
		m.ask, m.in = true, strings.NewReader("\n")
		m.refused(t, "nothing was installed", "apt-get")
		if len(m.ran) > 0 {
			t.Errorf("ran %q", m.ran)
		}
	})
	t.Run("apt-get installs nothing", func(t *testing.T) {
		m := newMachine("linux")
		m.installs = false
		m.refused(t, "is not installed")
	})
	t.Run("installed and not on the PATH", func(t *testing.T) {
		m := newMachine("linux")
		m.absent = []string{"xdotool"}
		m.refused(t, "xdotool", "PATH")
	})
}

func TestSetUpInstallsWhatIsMissing(t *testing.T) {
	m := newMachine("linux")
	for _, n := range slices.Concat(buildNeeds, driveNeeds, testNeeds) {
		m.installed[n.packages[len(n.packages)-1]] = true // pkgconf will do for pkg-config
	}
	delete(m.installed, "xvfb")
	if err := m.setUp(slices.Concat(buildNeeds, driveNeeds, testNeeds)); err != nil {
		t.Fatal(err)
	}
	if len(m.ran) != 2 || !strings.HasSuffix(m.ran[0], "apt-get -o DPkg::Lock::Timeout=120 update") ||
		!strings.HasSuffix(m.ran[1], "install -y --no-install-recommends xvfb") {
		t.Errorf("ran %q", m.ran)
	}
	if !strings.Contains(m.out.String(), "xvfb") || !strings.Contains(m.out.String(), "a display without a screen") {
		t.Errorf("it does not say what and why:\n%s", m.out.String())
	}
	m.ran = nil
	if err := m.setUp(driveNeeds); err != nil || len(m.ran) > 0 {
		t.Errorf("with everything installed: %v, ran %q", err, m.ran)
	}
}

// TestThePlayedDayHasItsTools reads which tools the driven window and the day
// start: each must be one that set-up brings, or a bare machine stops halfway.
func TestThePlayedDayHasItsTools(t *testing.T) {
	started := regexp.MustCompile(`exec\.Command\("([^"]+)"`)
	seen := 0
	for _, folder := range []string{"drive", "day"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range started.FindAllSubmatch(source, -1) {
				seen++
				if tool := string(m[1]); !slices.ContainsFunc(driveNeeds, func(n need) bool { return n.tool == tool }) {
					t.Errorf("%s starts %s, which set-up does not bring", file, tool)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no tool found at all: does this test still read the right places?")
	}
}

func TestSetUpAsksOnlyAPerson(t *testing.T) {
	for _, c := range []struct {
		ask    bool
		answer string
		prefix string
	}{
		{false, "", "sudo -n env"},
		{true, "y\n", "sudo env"},
		{true, "Yes\n", "sudo env"},
	} {
		t.Run(fmt.Sprint(c.ask, c.answer), func(t *testing.T) {
			m := newMachine("linux")
			m.root, m.ask, m.in = false, c.ask, strings.NewReader(c.answer)
			if err := m.setUp(buildNeeds); err != nil {
				t.Fatal(err)
			}
			if asked := strings.Contains(m.out.String(), "[y/N]"); asked != c.ask {
				t.Errorf("asked: %v", asked)
			}
			if len(m.ran) != 2 || !strings.HasPrefix(m.ran[1], c.prefix) {
				t.Errorf("ran %q", m.ran)
			}
		})
	}
}

func TestLocaleMustExist(t *testing.T) {
	list := func(s string) func(string, ...string) (string, error) {
		return func(string, ...string) (string, error) { return s, nil }
	}
	if l, err := utf8Locale(list("C\nPOSIX\n")); err == nil {
		t.Errorf("took %q", l)
	}
	for have, want := range map[string]string{"C\nC.utf8\nen_US.utf8\n": "C.UTF-8", "C\nen_US.UTF-8\n": "en_US.UTF-8"} {
		if l, err := utf8Locale(list(have)); err != nil || l != want {
			t.Errorf("of %q took %q, %v", have, l, err)
		}
	}
}
