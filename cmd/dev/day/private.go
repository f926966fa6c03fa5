package day

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kapdesk/cmd/dev/drive"
	"kapdesk/cmd/dev/leak"
)

// sampleWords stand in the charts of the sample clinic; a test looks whether
// they do.
var sampleWords = []string{
	"Ñandú", "Lindqvist", "Luis Ñandú", "(321) 555-0199", "88 Mill Street", "Four years of depression", "Enjoy cooking with my brother",
	"found on a scan in 2024", "To meet the fear", "Like the floor is breathing", "Tearful, hand on chest", "Early grief about his mother",
	"Contarle a Luis lo de la cocina", "Drive on the motorway",
}

// readable are typed words that may be read on disk: the names of the people
// who sign in stand in the key file, because the sign-in shows them, and the
// medicine that the program is for stands in the names of its fields.
var readable = []string{"Mara Okafor", "Ana Brandt", "Ravi Shah", "Dr. Ilse Baum", "Ketamine"}

// private looks whether nothing that was typed, and nothing that stands in a
// chart, can be read outside of the encrypted store: in any file below the
// program's home, which is where all that it writes goes, in its name, in what
// the program has printed. What a person exported, and only that, may tell.
func private(w *drive.Window) error {
	f := finder(w)
	_, found, err := f.Folder(w.Home(), exported(w))
	if err != nil {
		return err
	}
	return asAFault(append(found, f.In("what the program printed", []byte(w.Output()))...))
}

// privateTitle looks at what the window is called: other programs can read it.
func privateTitle(w *drive.Window) error {
	title, err := w.Title()
	if err != nil {
		return err
	}
	return asAFault(finder(w).In("the title of the window", []byte(title)))
}

func finder(w *drive.Window) *leak.Finder {
	now := time.Now()
	typed := slices.DeleteFunc(slices.Clone(w.Typed()), func(s string) bool { return slices.Contains(readable, s) || isOfToday(s, now) })
	return leak.New(append(typed, sampleWords...)...)
}

// isOfToday reports whether a text is a time of day, or a date near the present
// one: those stand in every log line and in the names of folders, whoever
// typed them too. A date of birth is neither.
func isOfToday(s string, now time.Time) bool {
	if _, err := time.Parse("15:04", s); err == nil {
		return true
	}
	for _, layout := range []string{time.DateOnly, "01/02/2006"} {
		if d, err := time.Parse(layout, s); err == nil {
			return now.Sub(d).Abs() < 60*24*time.Hour
		}
	}
	return false
}

// exported tells the files that were saved on purpose: those that the viewer
// was asked to show, the list of them, which the viewer writes, and the
// clinic's protocol.
func exported(w *drive.Window) func(below string) bool {
	files := append(shown(w), opened(w.Home()))
	for _, name := range []string{workingCopy, adoptedProtocol} {
		files = append(files, filepath.Join(documents(w.Home()), name))
	}
	return func(below string) bool { return slices.Contains(files, filepath.Join(w.Home(), below)) }
}

func asAFault(found []string) error {
	if len(found) == 0 {
		return nil
	}
	return errors.New("it can be read outside of the store:\n    " + strings.Join(found[:min(len(found), 20)], "\n    "))
}

// privateCanFail plants a file with a word of a chart in the program's home and
// looks whether it is found. It gives what was looked at.
func privateCanFail(w *drive.Window) (string, error) {
	f := finder(w)
	looked, _, err := f.Folder(w.Home(), exported(w))
	if err != nil {
		return "", err
	}
	if looked.Files == 0 || f.Words() <= len(sampleWords) {
		return "", fmt.Errorf("%d files and %d words prove nothing", looked.Files, f.Words())
	}
	path := filepath.Join(w.Home(), ".cache", "planted")
	if err := os.WriteFile(path, fmt.Appendf(nil, "%x", "seen: "+sampleWords[1]), 0o600); err != nil {
		return "", err
	}
	defer os.Remove(path)
	if private(w) == nil {
		return "", errors.New("a planted file is not found")
	}
	return fmt.Sprintf("private: %d words in %d forms, in none of %d files of %.1f MB, nor in %d bytes of output",
		f.Words(), f.Forms(), looked.Files, float64(looked.Bytes)/1e6, len(w.Output())), nil
}
