package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// winePackages are those whose tests run under Wine: what touches files, locks
// and the system.
var winePackages = []string{"data/crypt", "data/vault", "data/store", "data/backup", "data/machine"}

const (
	wineDir = buildDir + "/wine"
	mingw   = "x86_64-w64-mingw32-gcc"
	// wineTime is how long the tests of one package may take.
	wineTime = 20 * time.Minute
)

// wine builds the tests for Windows and runs them under Wine. Without Wine or
// the compiler it says so, and fails only when they are required.
func wine(args []string) error {
	flags := flag.NewFlagSet("wine", flag.ExitOnError)
	require := flags.Bool("require", false, "fail where Wine or the compiler is not installed")
	long := flags.Bool("long", false, "the tests at their full length")
	if err := flags.Parse(args); err != nil {
		return err
	}
	packages := winePackages
	if flags.NArg() > 0 {
		packages = flags.Args()
	}
	runner, err := wineHere()
	switch {
	case err != nil && *require:
		return err
	case err != nil:
		fmt.Println("nothing was run under Wine:", err)
		return nil
	}
	folder, err := filepath.Abs(wineDir)
	if err != nil {
		return err
	}
	w := wineRun{runner: runner, folder: folder, short: !*long}
	s := &steps{out: os.Stdout}
	if !s.run("set-up of Wine", w.setUp) {
		return s.end()
	}
	for _, pkg := range packages {
		s.run(pkg+" under Wine", func() error { return w.test(pkg) })
	}
	return s.end()
}

// wineHere gives the program that runs those of Windows, and an error where it
// or the compiler is missing.
func wineHere() (string, error) {
	if _, err := exec.LookPath(mingw); err != nil {
		return "", fmt.Errorf("%s is not installed (apt-get install gcc-mingw-w64-x86-64)", mingw)
	}
	for _, name := range []string{"wine64", "wine", "/usr/lib/wine/wine64"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("wine64 is not installed (apt-get install wine64)")
}

// wineRun is one run under Wine, in a Windows of its own.
type wineRun struct {
	runner  string
	folder  string // of everything that is made here
	short   bool
	overlay string
}

func (w *wineRun) env() []string {
	return append(os.Environ(), "WINEPREFIX="+filepath.Join(w.folder, "prefix"), "WINEDEBUG=-all",
		"WINEDLLOVERRIDES=bcryptprimitives=n;winemenubuilder.exe=d")
}

// setUp makes the Windows, with the library that older Wines lack, and the
// change to Go's own library that Wine needs.
func (w *wineRun) setUp() error {
	system := filepath.Join(w.folder, "prefix", "drive_c", "windows", "system32")
	if err := os.MkdirAll(w.folder, 0o755); err != nil {
		return err
	}
	boot := exec.Command(w.runner, "wineboot", "-i")
	boot.Env = w.env()
	if out, err := boot.CombinedOutput(); err != nil {
		return fmt.Errorf("wineboot: %w %s", err, out)
	}
	err := command(mingw, "-shared", "-O2", "-Wall", "-Werror", "-o", filepath.Join(system, "bcryptprimitives.dll"),
		filepath.Join("cmd", "dev", "wine", "bcryptprimitives.c"), "-ladvapi32")
	if err != nil {
		return err
	}
	return w.changeGo()
}

// Wine 8 answers "not implemented" where a Windows before 10 answers "no such
// class" when a file is to be removed in the new way, and Go knows only the
// second for a reason to try the old way: os.RemoveAll fails. deleteIn is the
// file of Go's library, deleteOld what stands there and deleteNew what takes its
// place in the tests that run under Wine, and there only.
const (
	deleteIn  = "src/internal/syscall/windows/at_windows.go"
	deleteOld = "case STATUS_INVALID_INFO_CLASS,"
	deleteNew = "case NTStatus(0xC0000002), STATUS_INVALID_INFO_CLASS,"
)

// changeGo writes that change where go build finds it.
func (w *wineRun) changeGo() error {
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	file := filepath.Join(strings.TrimSpace(root), filepath.FromSlash(deleteIn))
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if strings.Count(string(b), deleteOld) != 1 {
		return fmt.Errorf("%s does not hold %q once: this Go removes files in another way; look whether os.RemoveAll works under Wine without the change", file, deleteOld)
	}
	changed := filepath.Join(w.folder, "at_windows.go")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(b), deleteOld, deleteNew, 1)), 0o644); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{file: changed}})
	if err != nil {
		return err
	}
	w.overlay = filepath.Join(w.folder, "overlay.json")
	return os.WriteFile(w.overlay, overlay, 0o644)
}

// notAsRoot are the tests in which the system has to refuse writing.
const notAsRoot = "^TestOpenRefusesAReadOnlyFolder$"

// test builds the tests of a package with the C compiler, as the program is
// built, and runs them; that they build without one is tried too.
func (w *wineRun) test(pkg string) error {
	name := filepath.Join(w.folder, filepath.Base(pkg)+".test.exe")
	for _, cgo := range []string{"0", "1"} {
		cmd := exec.Command("go", "test", "-c", tag, "-overlay", w.overlay, "-o", name, "./"+pkg)
		cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED="+cgo, "CC="+mingw)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("building with CGO_ENABLED=%s: %w", cgo, err)
		}
	}
	args := []string{name, "-test.timeout=" + wineTime.String()}
	if w.short {
		args = slices.Insert(args, 1, "-test.short")
	}
	if os.Geteuid() == 0 {
		fmt.Println("    left out, because Wine lets root write into files that are marked read-only:", notAsRoot)
		args = slices.Insert(args, 1, "-test.skip="+notAsRoot)
	}
	cmd := exec.Command(w.runner, args...)
	cmd.Dir, cmd.Env = filepath.FromSlash(pkg), w.env()
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
