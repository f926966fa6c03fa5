package day

import (
	"os"
	"path/filepath"
	"strings"

	"kapdesk/cmd/dev/drive"
)

// documents is the folder in which the program offers to save.
func documents(home string) string { return filepath.Join(home, "Documents") }

// opened is where the stand-in for the system's viewer writes what it is
// asked to show.
func opened(home string) string { return filepath.Join(home, "opened.txt") }

// prepareHome makes the folder for documents, and a viewer, because a bare
// machine has none: it only writes down what it was asked to open.
func prepareHome(home string) (bin string, err error) {
	bin = filepath.Join(home, "bin")
	for _, dir := range []string{bin, documents(home)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", err
		}
	}
	viewer := "#!/bin/sh\necho \"$1\" >>'" + opened(home) + "'\n"
	return bin, os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(viewer), 0o700)
}

// printed presses the key that makes a PDF, saves it where the program
// offers, and waits until it was handed to the viewer.
func printed(w *drive.Window, key, shot string) {
	before := shown(w)
	w.Press(key)
	w.WaitDialog("overlay")
	w.WaitFocus("save.folder")
	if shot != "" {
		w.Shot(shot)
	}
	w.Press("Ctrl+Enter")
	w.WaitSaved()
	w.WaitDialog("")
	w.Wait("the viewer to be asked for the PDF", func(drive.Line) bool { return len(shown(w)) > len(before) })
	if now := shown(w); len(now) > len(before) {
		isPDF(w, now[len(now)-1])
	}
}

// shown lists the files that the viewer was asked to open.
func shown(w *drive.Window) []string {
	b, err := os.ReadFile(opened(w.Home()))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

func isPDF(w *drive.Window, path string) {
	b, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(b), "%PDF-") || !strings.Contains(string(b[max(0, len(b)-64):]), "%%EOF") {
		w.Fail("%s is no whole PDF: %v", path, err)
	}
}

// paperwork looks at the list of what was printed.
func paperwork(w *drive.Window) {
	open(w, "Ñandú")
	page(w, "Alt+6", "documents")
	w.Shot("documents")
	change(w, mara)
	w.Press("Ctrl+1")
	w.WaitRoute("today")
	w.Shot("today-at-the-end")
}
