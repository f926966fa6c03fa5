package place

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// Attach is where a person names a file to be read into the chart: a line for
// its path, so that it can be done by keyboard, and a button that looks for it.
type Attach struct {
	Path   *kit.TextField
	choose *kit.Button
}

// NewAttach makes the line under id and the button under id + ".choose".
func NewAttach(s Shell, id, label string) *Attach {
	a := &Attach{Path: kit.NewTextField(s.T, id, label)}
	a.Path.SetPlaceholder(s.T("Folder and name of the file"))
	a.Path.OnEnter = func(text string) bool { return text != "" && a.passChoose(s.Window().Canvas()) }
	a.choose = kit.Secondary(id+".choose", s.T("Choose a file"), func() { a.look(s.Window()) })
	return a
}

// passChoose goes on past the button: who typed the path does not need it.
func (a *Attach) passChoose(c fyne.Canvas) bool {
	c.FocusNext()
	c.FocusNext()
	return true
}

// Content is the line with the button beside it.
func (a *Attach) Content() fyne.CanvasObject {
	return kit.TopRow(kit.GapS, kit.Flex(1, a.Path), kit.Stack(kit.GapXS, kit.Small(" "), a.choose))
}

// SetEnabled makes the line and the button usable or not.
func (a *Attach) SetEnabled(on bool) {
	a.Path.SetReadOnly(!on)
	a.choose.SetEnabled(on)
}

func (a *Attach) look(w fyne.Window) {
	LookForFile(w, func(path string) {
		a.Path.SetText(path)
		if a.Path.OnChanged != nil {
			a.Path.OnChanged()
		}
	})
}

// ReadFile reads a file that a person named, at most one byte more than
// limit, so that whoever takes it can say that it is too large. It is slow:
// call it off the window. A problem bears the field's ID.
func ReadFile(field, path string, limit int64) (name string, content []byte, err error) {
	path = strings.Trim(strings.TrimSpace(path), `"`)
	if path == "" {
		return "", nil, record.Invalidf(field, "Type the folder and name of the file, or choose it.")
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return "", nil, record.Invalidf(field, "This is a folder and not a file. Nothing was added.")
	}
	if err == nil {
		content, err = readUpTo(path, limit+1)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, record.Invalidf(field, "There is no such file. Nothing was added.")
	case errors.Is(err, fs.ErrPermission):
		return "", nil, record.Invalidf(field, "You may not read this file. Nothing was added.")
	case err != nil:
		return "", nil, errors.Join(record.Invalidf(field, "The file could not be read. Nothing was added."), err)
	}
	return filepath.Base(path), content, nil
}

func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(f, limit))
	return content, errors.Join(err, f.Close())
}
