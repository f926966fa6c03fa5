package shell

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// OpenFile implements place.Shell.
func (s *Shell) OpenFile(path string) error { return s.Deps.OpenFile(path) }

// SaveFile implements place.Shell. The question has a line for the folder, so
// that it can be answered by keyboard, and a button that looks for one.
func (s *Shell) SaveFile(suggested string, content []byte, done func(path string, err error)) {
	folder := kit.NewTextField(s.T, "save.folder", s.T("Folder"))
	name := kit.NewTextField(s.T, "save.name", s.T("File name"))
	folder.SetText(s.folder())
	name.SetText(freeName(s.folder(), suggested))
	look := kit.Secondary("save.look", s.T("Choose a folder"), func() { place.LookForFolder(s.Window(), func(path string) { folder.SetText(path) }) })
	hint := kit.SmallPara(s.T("This page leaves the program's store. Keep it where only the clinic can read it."))
	replace := "" // the file that the person was asked about
	target := func() string { return filepath.Join(folder.Text(), filepath.Base(name.Text())) }
	d := kit.Ask(s.Window(), s.T, s.T("Save a copy"), kit.Stack(kit.GapM, folder, kit.Row(0, look), name, hint), s.T("Save"), func() bool {
		if !filepath.IsAbs(folder.Text()) { // nobody knows which folder the program was started in
			folder.SetError(s.writeProblem(fs.ErrNotExist))
			return false
		}
		path := target()
		if isFolder(path) {
			name.SetError(s.T("Type a name for the file."))
			return false
		}
		if _, err := os.Stat(path); err == nil && replace != path {
			replace = path
			name.SetError(s.T("A file of this name is there already. Save again to replace it, or type another name."))
			return false
		}
		if err := writeFile(path, content); err != nil {
			folder.SetError(s.writeProblem(err))
			return false
		}
		s.folderOf = folder.Text()
		done(path, nil)
		return true
	}, func() { done("", nil) })
	folder.OnEnter = func(string) bool { name.Focus(); return true }
	name.OnEnter = func(string) bool {
		if replace == target() {
			return false // on to the button: Enter alone replaces no file
		}
		d.Save()
		return true
	}
}

// freeName gives the suggested name, or one with a number where a file of that
// name is there already: two patients' pages of one day must not replace each
// other.
func freeName(folder, suggested string) string {
	ext := filepath.Ext(suggested)
	name := suggested
	for n := 2; ; n++ {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return name
		}
		name = fmt.Sprintf("%s %d%s", strings.TrimSuffix(suggested, ext), n, ext)
	}
}

// folder is where files went last time, or the person's documents. It is kept
// as long as the program runs and no longer: a folder may bear a patient's
// name, and the preferences are not encrypted.
func (s *Shell) folder() string {
	if s.folderOf != "" {
		return s.folderOf
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	if docs := filepath.Join(home, "Documents"); isFolder(docs) {
		return docs
	}
	return home
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (s *Shell) writeProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.T("There is no such folder. The page is kept here until you choose another.")
	case errors.Is(err, fs.ErrPermission):
		return s.T("You may not write in this folder. The page is kept here until you choose another.")
	}
	return s.T("The file could not be written, perhaps because the disk is full. The page is kept here: make room or choose another folder.")
}

// writeFile writes the whole file or none: under another name first, then
// renamed.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".kapdesk-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
