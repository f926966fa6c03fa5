package drive

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How long a condition may take before a wait fails. They are generous: a
// slow machine should wait, and only a wrong program should fail.
const (
	startTime = 60 * time.Second
	waitTime  = 20 * time.Second
	pollEvery = 15 * time.Millisecond
)

// Options say what is started and how.
type Options struct {
	Binary string   // the built program
	Args   []string // its arguments
	Env    []string // added to its environment, "NAME=value"
	Home   string   // its home folder, kept over restarts; everything it writes is here
	Shots  string   // folder for screenshots
	Label  string   // before the name of each screenshot, as "dark-"; may be ""
	Log    func(format string, args ...any)
	// Under is a command that runs the program, as "strace -D": it must
	// become the program, and not start it as another process.
	Under []string
	// Gone is called each time the program has ended, in whatever way; what
	// it gives is a failure.
	Gone func(*Window) error
}

// Window is the program under drive and its window.
//
// The first thing that fails is kept: every later call does nothing and Err
// tells the failure, so that a script reads as a list of what a person does.
type Window struct {
	display *Display
	opt     Options
	proc    *process
	trace   *Trace
	id      string // X window
	starts  int
	took    time.Duration // from the last start to its first screen
	shots   int
	before  Line // the state before the last key or click
	stale   bool // a key or click may have moved the focus since the last line
	output  strings.Builder
	typed   []string
	err     error
}

// process is one run of the program.
type process struct {
	cmd  *exec.Cmd
	out  lockedBuffer
	done chan struct{}
	err  error // why it ended, once done is closed
}

// lockedBuffer takes what the program prints while it is being read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Open starts the program on the display and waits until its window has
// shown a screen.
func Open(d *Display, o Options) (*Window, error) {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	for _, dir := range []string{o.Home, o.Shots} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	w := &Window{display: d, opt: o}
	w.start()
	return w, w.err
}

// Err is the first thing that failed, or nil.
func (w *Window) Err() error { return w.err }

// Home is the program's home folder.
func (w *Window) Home() string { return w.opt.Home }

// Display is the display that the window is on.
func (w *Window) Display() *Display { return w.display }

// Typed is every text that was typed so far.
func (w *Window) Typed() []string { return w.typed }

// Output is everything the program has written to standard error and standard
// output, over all its starts.
func (w *Window) Output() string {
	s := w.output.String()
	if w.proc != nil {
		s += w.proc.out.String()
	}
	return s
}

// Line is the state as the trace tells it.
func (w *Window) Line() Line {
	w.read()
	return w.trace.Last()
}

// StartTook is how long the last start took to its first screen.
func (w *Window) StartTook() time.Duration { return w.took }

// Memory is what the running program has in memory, in bytes.
func (w *Window) Memory() (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.proc.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" && f[2] == "kB" {
			kb, err := strconv.ParseInt(f[1], 10, 64)
			return kb * 1024, err
		}
	}
	return 0, errors.New("/proc tells no VmRSS")
}

// Fail makes err the failure, with what is known about the moment.
func (w *Window) Fail(format string, args ...any) {
	if w.err != nil {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, format, args...)
	if w.trace != nil {
		fmt.Fprintf(&b, "\n  last lines of the trace:")
		for _, l := range w.trace.Recent() {
			fmt.Fprintf(&b, "\n    %s", l)
		}
	}
	if s := strings.TrimSpace(w.Output()); s != "" {
		fmt.Fprintf(&b, "\n  its output ends:\n    %s", strings.ReplaceAll(tail(s, 12), "\n", "\n    "))
	}
	path := filepath.Join(w.opt.Shots, w.opt.Label+"FAILED.png")
	if err := w.capture(path); err == nil {
		fmt.Fprintf(&b, "\n  screenshot: %s", path)
	}
	w.err = errors.New(b.String())
}

// start runs the program once more and waits for its first screen.
func (w *Window) start() {
	if w.err != nil {
		return
	}
	w.starts++
	path := filepath.Join(w.opt.Home, fmt.Sprintf("trace-%d.jsonl", w.starts))
	os.Remove(path)
	w.trace = NewTrace(path)
	w.before = Line{}
	began := time.Now()
	call := slices.Concat(w.opt.Under, []string{w.opt.Binary}, w.opt.Args)
	p := &process{cmd: exec.Command(call[0], call[1:]...), done: make(chan struct{})}
	p.cmd.Env = w.env(path)
	p.cmd.Dir = w.opt.Home
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	if err := p.cmd.Start(); err != nil {
		w.err = err
		return
	}
	w.proc = p
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	w.wait(startTime, "the window to open", func(Line) bool { return w.find() })
	if w.err == nil {
		w.place()
	}
	w.wait(startTime, "the first screen", func(l Line) bool { return l.Route != "" && !l.Busy })
	if w.err == nil {
		w.took = time.Since(began)
		w.opt.Log("started in %.2fs", w.took.Seconds())
	}
}

// env is the program's environment: nothing of the person's own settings,
// no animation and no scaling by the monitor, so that runs are alike.
func (w *Window) env(trace string) []string {
	run := filepath.Join(w.opt.Home, "run")
	config := filepath.Join(w.opt.Home, ".config")
	cache := filepath.Join(w.opt.Home, ".cache")
	temporary := filepath.Join(w.opt.Home, "tmp")
	for _, dir := range []string{run, cache, temporary, filepath.Join(config, "fyne")} {
		os.MkdirAll(dir, 0o700)
	}
	settings := filepath.Join(config, "fyne", "settings.json")
	if _, err := os.Stat(settings); err != nil {
		os.WriteFile(settings, []byte(`{"no_animations":true}`), 0o600)
	}
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + w.opt.Home,
		"XDG_CONFIG_HOME=" + config,
		"XDG_DATA_HOME=" + filepath.Join(w.opt.Home, ".local", "share"),
		"XDG_CACHE_HOME=" + cache,
		"XDG_RUNTIME_DIR=" + run,
		"TMPDIR=" + temporary,
		"DISPLAY=" + w.display.Name,
		"LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC",
		"FYNE_SCALE=1", "FYNE_DISABLE_DPI_DETECTION=1",
		"LIBGL_ALWAYS_SOFTWARE=1",
		"KAPDESK_TRACE=" + trace,
	}
	return append(env, w.opt.Env...)
}

// find looks for the program's window.
func (w *Window) find() bool {
	out, err := w.xdotool("search", "--onlyvisible", "--pid", fmt.Sprint(w.proc.cmd.Process.Pid))
	ids := strings.Fields(out)
	if err != nil || len(ids) == 0 {
		return false
	}
	w.id = ids[len(ids)-1]
	return true
}

// place does what a window manager would: the window fills the screen and
// has the keyboard.
func (w *Window) place() {
	w.do("windowmove", w.id, "0", "0")
	w.do("windowsize", w.id, fmt.Sprint(w.display.Size.W), fmt.Sprint(w.display.Size.H))
	w.do("mousemove", fmt.Sprint(w.display.Size.W-1), fmt.Sprint(w.display.Size.H-1))
	w.do("windowfocus", w.id)
}

// typistEnv is the environment of xdotool.
func (w *Window) typistEnv() []string {
	return append(os.Environ(), "DISPLAY="+w.display.Name, "LC_ALL=C.UTF-8")
}

// Title is what the window is called.
func (w *Window) Title() (string, error) { return w.xdotool("getwindowname", w.id) }

// xdotool runs one command on the window's display.
func (w *Window) xdotool(args ...string) (string, error) {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = w.typistEnv()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("xdotool %s: %w %s", args[0], err, tail(stderr.String(), 3))
	}
	return string(out), err
}

// do runs an xdotool command that must succeed.
func (w *Window) do(args ...string) {
	if w.err != nil {
		return
	}
	if _, err := w.xdotool(args...); err != nil {
		w.Fail("%v", err)
	}
}

// Restart starts the program again, with the same home folder.
func (w *Window) Restart() {
	if w.err == nil && w.proc != nil {
		w.Fail("the program runs still: Kill or Quit it before Restart")
		return
	}
	w.start()
}
