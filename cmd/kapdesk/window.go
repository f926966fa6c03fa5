package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/data/backup"
	"kapdesk/data/store"
	"kapdesk/screens/place"
	"kapdesk/screens/shell"
	"kapdesk/screens/start"
)

// The stores in the data folder, each in a folder of its own.
const (
	clinicFolder = "clinic"
	sampleFolder = "sample"
)

// program is the open window with the clinic that is open in it, if any.
type program struct {
	app    fyne.App
	window fyne.Window
	shell  *shell.Shell
	data   string
	clock  record.Clock
	tick   func(every time.Duration, f func()) (stop func()) // place.Tick; a test's clock stands still
	open   *rooms

	why      string    // why the clinic is about to lock itself
	earlier  record.ID // who was signed in before somebody else took over
	apart    bool      // the clinic is being closed or written anew: nothing else may close it
	later    string    // why it is to lock itself when that has come to its end
	caring   caretaker
	computer computer
	diskTold atomic.Bool // an owner has seen that the disk is not encrypted
	closing  bool
	opening  sync.Mutex // over pending
	pending  *rooms     // opened off the window, for somebody who is not let in yet
}

// runWindow opens the window over the data folder and returns when it is
// closed.
func runWindow(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return errors.New("the folder " + data + " cannot be made; choose another with --data DIR")
	}
	book, err := loadBook()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	a := app.NewWithID(appID)
	p := &program{app: a, data: data, clock: time.Now, tick: place.Tick, window: a.NewWindow("KAP Desk")}
	p.window.Resize(fyne.NewSize(1280, 720))
	p.window.SetMaster()
	if icon, err := assets.FS.ReadFile("icons/kapdesk.png"); err == nil {
		a.SetIcon(fyne.NewStaticResource("kapdesk.png", icon))
	}
	p.window.SetPadded(false)
	p.shell = shell.New(shell.Deps{App: a, Window: p.window, Book: book, Runner: place.Background{}, Clock: p.clock,
		OpenFile: openFile, Version: appVersion, Quit: p.close})
	p.caring.steady = sinceStart()
	p.window.SetCloseIntercept(p.close)
	a.Lifecycle().SetOnStarted(func() {
		p.trace()
		go func() { _, _ = loadTexts() }() // while somebody types their passphrase; whoever needs them is told what is wrong
		p.tick(careEvery, p.care)
		p.away(ctx)
		p.look()
		p.begin()
	})
	p.window.ShowAndRun()
	return p.closeStore()
}

// begin asks who is here if there is a clinic, and else what to do.
func (p *program) begin() {
	// A restore that was cut short is finished or taken back first.
	if err := backup.Mend(p.clinicDir()); err != nil {
		p.trouble(err, p.begin)
		return
	}
	switch {
	case hasKeys(p.clinicDir()):
		p.signIn()
	case store.Exists(p.clinicDir()):
		p.protect()
	default:
		p.shell.Begin(place.Route{Place: "first"}, func() place.Screen {
			return start.NewFirst(p.shell, p.openSample, p.askOwner, p.askRestore, p.chooseLang)
		})
	}
}

func (p *program) chooseLang(l words.Lang) {
	look := p.shell.Look()
	look.Lang = l
	p.shell.SetLook(look)
}

// openSample opens the clinic to look around in, filling it the first time.
func (p *program) openSample() {
	dir := filepath.Join(p.data, sampleFolder)
	if !store.Exists(dir) {
		p.shell.Begin(place.Route{Place: "making"}, func() place.Screen { return start.NewMaking(p.shell) })
		p.shell.Run(func(ctx context.Context) func() {
			err := fillSample(ctx, dir, p.clock())
			return func() {
				if err != nil {
					p.trouble(err, p.openSample)
					return
				}
				p.openSample()
			}
		})
		return
	}
	if err := p.openSampleStore(dir); err != nil {
		p.trouble(err, p.openSample)
		return
	}
	p.shell.Start(p.open.shellRooms())
}

// openSampleStore opens the sample's store with the secret beside it: nobody
// in it is real, and a person picks a name.
func (p *program) openSampleStore(dir string) error {
	if err := p.closeStore(); err != nil {
		return err
	}
	key, err := sampleKey(dir, dir)
	if err != nil {
		return err
	}
	if p.open, err = openRooms(context.Background(), dir, p.clock, key); err != nil {
		return err
	}
	p.open.program = p
	return nil
}

// trouble shows why the store does not open. Nothing has been written to it.
func (p *program) trouble(err error, again func()) {
	said := record.ProblemsOf(err)
	if said == nil {
		slog.Error("the store does not open", "kind", fmt.Sprintf("%T", err))
		said = record.Problems{{Code: record.Unavailable, Text: "The store cannot be opened. Nothing in it was changed.",
			Next: "Restart the computer and try again; keep a copy of the folder before anybody repairs it."}}
	}
	p.shell.Begin(place.Route{Place: "trouble"}, func() place.Screen { return start.NewTrouble(p.shell, said, p.data, again, p.window.Close) })
}

// closePending closes rooms that nobody came into. It is called off the window
// too, and so leaves alone what is open in it.
func (p *program) closePending() error {
	p.opening.Lock()
	defer p.opening.Unlock()
	if p.pending == nil {
		return nil
	}
	err := p.pending.close()
	p.pending = nil
	return err
}

func (p *program) closeStore() error {
	p.opening.Lock()
	defer p.opening.Unlock()
	var errs []error
	for _, r := range []*rooms{p.open, p.pending} {
		if r != nil {
			errs = append(errs, r.close())
		}
	}
	p.open, p.pending = nil, nil
	return errors.Join(errs...)
}

// trace writes what a script waits for, when KAPDESK_TRACE names a file.
func (p *program) trace() {
	path := os.Getenv("KAPDESK_TRACE")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		slog.Error("no trace", "error", err)
		return
	}
	go func() {
		for range time.Tick(30 * time.Millisecond) {
			// Each is waited for: where the window is slow the looks would
			// pile up and keep everything else waiting behind them.
			fyne.DoAndWait(func() { p.shell.Trace(f) })
		}
	}()
}

// openFile shows a file in the system's viewer.
func openFile(path string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", path)
	case "darwin":
		cmd = exec.Command("open", path)
	default:
		cmd = exec.Command("xdg-open", path)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it leaves no zombie behind
	return nil
}
