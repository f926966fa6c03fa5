// Package day is the sample day as a person lives it: it plays the scenes of
// one clinic day through the real window, with key presses and clicks only,
// and keeps a screenshot of every screen.
package day

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kapdesk/cmd/dev/drive"
)

// Scene is one thing that somebody does. It starts where the scene before it
// ended.
type Scene struct {
	Name string
	Do   func(*drive.Window)
}

// Look is how the program looks while it is played.
type Look struct {
	Name  string
	Dark  bool
	Scale int // of text, percent
}

// The looks that screenshots are taken in.
var (
	Light = Look{"light", false, 100}
	Dark  = Look{"dark", true, 100}
	Large = Look{"large", false, 200}
)

// Looks lists them in the order in which they are played.
var Looks = []Look{Light, Dark, Large}

// appID names the program's folder of preferences, as in FyneApp.toml.
const appID = "org.kapdesk.desk"

// prefer writes the look where the program keeps how somebody likes its
// window, before its first start.
func (l Look) prefer(home string) error {
	dir := filepath.Join(home, ".config", "fyne", appID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	b, err := json.Marshal(map[string]any{"last.dark": l.Dark, "last.scale": l.Scale})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "preferences.json"), b, 0o600)
}

// Play plays scenes in one look.
type Play struct {
	Binary string
	Scenes []Scene
	Look   Look
	Size   drive.Size // of the screen; zero is drive.Standard
	Folder string     // screenshots go here, the program's home below it
	Out    io.Writer
	Under  []string // a command that runs the program, as in drive.Options
	// Check looks at what the program has printed, at the end.
	Check func(output string) error
}

// Run plays the scenes in order, each on top of what the ones before it left,
// and stops at the first that fails.
func (p Play) Run() error {
	folder, err := filepath.Abs(p.Folder)
	if err != nil {
		return err
	}
	binary, err := filepath.Abs(p.Binary)
	if err != nil {
		return err
	}
	size := p.Size
	if size == (drive.Size{}) {
		size = drive.Standard
	}
	display, err := drive.StartDisplay(size)
	if err != nil {
		return err
	}
	defer display.Close()
	home := filepath.Join(folder, "home", p.Look.Name)
	if err := p.Look.prefer(home); err != nil {
		return err
	}
	bin, err := prepareHome(home)
	if err != nil {
		return err
	}
	w, err := drive.Open(display, drive.Options{
		Binary: binary,
		Env:    []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")},
		Home:   home,
		Shots:  folder,
		Label:  p.Look.Name + "-",
		Log:    func(format string, args ...any) { fmt.Fprintf(p.Out, "    "+format+"\n", args...) },
		Under:  p.Under,
		Gone:   private,
	})
	if w != nil {
		defer w.Close()
	}
	if err != nil {
		return fmt.Errorf("opening the program: %w", err)
	}
	for _, scene := range p.Scenes {
		if err := p.scene(w, scene); err != nil {
			return err
		}
	}
	if err := p.atTheEnd(w); err != nil {
		return err
	}
	return collect(w.Home(), filepath.Join(folder, "pdf"))
}

// atTheEnd looks at what the program has left behind: while it runs, and when
// it is closed.
func (p Play) atTheEnd(w *drive.Window) error {
	if err := private(w); err != nil {
		return err
	}
	w.Close()
	if w.Err() != nil {
		return w.Err()
	}
	looked, err := privateCanFail(w)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Out, "   ", looked)
	if p.Check != nil {
		return p.Check(w.Output())
	}
	return nil
}

// scene plays one scene and prints how it went, as go test does.
func (p Play) scene(w *drive.Window, s Scene) error {
	began := time.Now()
	s.Do(w)
	err := w.Err()
	if err == nil {
		err = privateTitle(w)
	}
	verdict := "PASS"
	if err != nil {
		verdict = "FAIL"
	}
	fmt.Fprintf(p.Out, "--- %s: %s/%s (%.2fs)\n", verdict, p.Look.Name, s.Name, time.Since(began).Seconds())
	if err != nil {
		return fmt.Errorf("scene %s, %s: %w", s.Name, p.Look.Name, err)
	}
	return nil
}

// collect copies every PDF below home into the folder, which is made when
// there is one.
func collect(home, folder string) error {
	return filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".pdf" {
			return err
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, d.Name()), b, 0o600)
	})
}
