package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// need is one thing that must be installed.
type need struct {
	packages []string // of Debian and Ubuntu; any one of them will do
	tool     string   // the program to find on the PATH; "" for headers
	why      string
}

var buildNeeds = []need{
	{[]string{"gcc"}, "gcc", "C compiler: the window toolkit has C parts"},
	{[]string{"libc6-dev"}, "", "headers of the C library"},
	{[]string{"pkg-config", "pkgconf"}, "pkg-config", "finds the headers below"},
	{[]string{"libgl1-mesa-dev"}, "", "OpenGL headers: the window is painted with it"},
	{[]string{"xorg-dev"}, "", "X11 headers: windows, keyboard, pointer, screens"},
	{[]string{"libwayland-dev"}, "", "Wayland headers: the toolkit builds for both"},
	{[]string{"libxkbcommon-dev"}, "", "keyboard layout headers"},
	{[]string{"ca-certificates"}, "", "lets Go fetch its modules over https"},
}

var driveNeeds = []need{
	{[]string{"xvfb"}, "Xvfb", "a display without a screen"},
	{[]string{"x11-xkb-utils"}, "xkbcomp", "puts letters such as ñ and ł on its keyboard"},
	{[]string{"libgl1-mesa-dri"}, "", "OpenGL without a graphics card"},
	{[]string{"xdotool"}, "xdotool", "presses keys and clicks in the real window"},
	{[]string{"imagemagick"}, "import", "takes the screenshots"},
	{[]string{"poppler-utils"}, "pdftotext", "reads text and fonts back out of PDFs"},
}

var testNeeds = []need{
	{[]string{"qpdf"}, "qpdf", "checks that PDFs are valid"},
}

// host is the machine as set-up sees it.
type host struct {
	os       string // runtime.GOOS
	root     bool
	ask      bool // a person is there to answer
	in       io.Reader
	out      io.Writer
	output   func(name string, args ...string) (string, error)
	command  func(name string, args ...string) error
	lookPath func(string) (string, error)
}

func thisHost() host {
	return host{
		os: runtime.GOOS, root: os.Geteuid() == 0, ask: os.Getenv("CI") == "" && terminal(),
		in: os.Stdin, out: os.Stdout, output: output, command: command, lookPath: exec.LookPath,
	}
}

// terminal reports whether a person can type into our standard input.
func terminal() bool {
	cmd := exec.Command("sh", "-c", "test -t 0")
	cmd.Stdin = os.Stdin
	return cmd.Run() == nil
}

// setUp makes sure that everything needed is installed, or says exactly what
// to install.
func (h host) setUp(needs []need) error {
	switch h.os {
	case "linux":
		if _, err := h.lookPath("dpkg-query"); err != nil {
			return h.byHand(needs)
		}
		return h.debian(needs)
	case "darwin":
		if _, err := h.lookPath("clang"); err != nil {
			return errors.New("no C compiler: install the Xcode command line tools with\n    xcode-select --install\nand run this again")
		}
		return nil
	case "windows":
		if _, err := h.lookPath("gcc"); err != nil {
			return errors.New("no C compiler: install MSYS2 from https://www.msys2.org, then in its MINGW64 window run\n" +
				"    pacman -S --needed mingw-w64-x86_64-gcc\n" +
				`and add C:\msys64\mingw64\bin to the PATH; open a new window and run this again`)
		}
		return nil
	}
	return fmt.Errorf("KAP Desk builds on Linux, Windows and macOS, not on %s", h.os)
}

// byHand checks the tools on a Linux whose packages it does not know.
func (h host) byHand(needs []need) error {
	var missing []string
	fmt.Fprintln(h.out, "This is neither Debian nor Ubuntu; on those, the packages would be:")
	for _, n := range needs {
		fmt.Fprintf(h.out, "  %-18s %s\n", n.packages[0], n.why)
		if n.tool == "" {
			continue
		}
		if _, err := h.lookPath(n.tool); err != nil {
			missing = append(missing, n.tool)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("not found: %s; install them and run this again", strings.Join(missing, ", "))
	}
	return nil
}

// debian installs what is missing, after asking where somebody can answer.
func (h host) debian(needs []need) error {
	missing := h.missing(needs)
	if len(missing) == 0 {
		fmt.Fprintf(h.out, "all %d packages are installed\n", len(needs))
		return h.tools(needs)
	}
	fmt.Fprintln(h.out, "These packages are missing:")
	var names []string
	for _, n := range missing {
		fmt.Fprintf(h.out, "  %-18s %s\n", n.packages[0], n.why)
		names = append(names, n.packages[0])
	}
	install := append([]string{"apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends"}, names...)
	prefix, err := h.asRoot()
	if err != nil {
		return fmt.Errorf("%w:\n    %s", err, strings.Join(install, " "))
	}
	if h.ask && !h.agreed() {
		return errors.New("nothing was installed; to do it yourself, run as root:\n    " + strings.Join(install, " "))
	}
	for _, args := range [][]string{{"apt-get", "-o", "DPkg::Lock::Timeout=120", "update"}, install} {
		args = append(prefix, args...)
		if err := h.command(args[0], args[1:]...); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(args, " "), err)
		}
	}
	if still := h.missing(needs); len(still) > 0 {
		return fmt.Errorf("apt-get ended well, but %s is not installed", still[0].packages[0])
	}
	return h.tools(needs)
}

// asRoot gives what must stand before a command that needs root.
func (h host) asRoot() ([]string, error) {
	quiet := []string{"env", "DEBIAN_FRONTEND=noninteractive"}
	if h.root {
		return quiet, nil
	}
	if _, err := h.lookPath("sudo"); err != nil {
		return nil, errors.New("installing needs root, and there is no sudo; run as root")
	}
	if h.ask {
		return append([]string{"sudo"}, quiet...), nil
	}
	return append([]string{"sudo", "-n"}, quiet...), nil // nobody could type a password
}

func (h host) agreed() bool {
	fmt.Fprint(h.out, "Install them now with apt-get? [y/N] ")
	answer, _ := bufio.NewReader(h.in).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// missing asks the package manager, not the PATH: a program of the same name
// may be something else.
func (h host) missing(needs []need) []need {
	var list []need
	for _, n := range needs {
		found := false
		for _, p := range n.packages {
			out, err := h.output("dpkg-query", "-W", "-f", "${Status}", p)
			found = found || err == nil && strings.Contains(out, "install ok installed")
		}
		if !found {
			list = append(list, n)
		}
	}
	return list
}

// tools makes sure that what was installed can be found.
func (h host) tools(needs []need) error {
	for _, n := range needs {
		if n.tool == "" {
			continue
		}
		if _, err := h.lookPath(n.tool); err != nil {
			return fmt.Errorf("%s is installed, but %s is not on the PATH", n.packages[0], n.tool)
		}
	}
	return nil
}

// utf8Locale gives a locale that exists here and has every letter.
func utf8Locale(output func(string, ...string) (string, error)) (string, error) {
	if runtime.GOOS != "linux" {
		return "en_US.UTF-8", nil
	}
	all, err := output("locale", "-a")
	if err != nil {
		return "", fmt.Errorf("locale -a: %w", err)
	}
	have := map[string]bool{}
	for _, l := range strings.Fields(all) {
		have[strings.ReplaceAll(strings.ToLower(l), "-", "")] = true
	}
	for _, l := range []string{"C.UTF-8", "en_US.UTF-8"} {
		if have[strings.ReplaceAll(strings.ToLower(l), "-", "")] {
			return l, nil
		}
	}
	return "", errors.New("neither the locale C.UTF-8 nor en_US.UTF-8 exists; install the package locales-all")
}
