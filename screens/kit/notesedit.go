package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// noteEdit is one change, for undo. Places count letters from the start of
// the note, so that they hold while paragraphs come and go.
type noteEdit struct {
	at             int
	removed, added string
}

// maxUndo is how many changes can be taken back.
const maxUndo = 500

func (e *notesEntry) offset(p notePos) int {
	n := p.at
	for _, q := range e.text.paras[:p.para] {
		n += len(q.runes) + 1
	}
	return n
}

func (e *notesEntry) posOf(offset int) notePos {
	for i, p := range e.text.paras {
		if offset <= len(p.runes) {
			return notePos{i, offset}
		}
		offset -= len(p.runes) + 1
	}
	return e.text.end()
}

// replace puts text in the place of what stands from a to b.
func (e *notesEntry) replace(a, b notePos, s string) {
	ed := noteEdit{at: e.offset(a), added: s}
	if a != b {
		ed.removed = e.text.between(a, b)
		e.text.remove(a, b)
	}
	e.cursor = a
	if s != "" {
		e.cursor = e.text.insert(a, s)
	}
	e.anchor = e.cursor
	e.remember(ed)
	e.edited()
}

// remember keeps a change for undo; letters of one word make one change.
func (e *notesEntry) remember(ed noteEdit) {
	e.redo = nil
	if n := len(e.undo); n > 0 {
		last := &e.undo[n-1]
		if ed.removed == "" && last.removed == "" && ed.added != " " && ed.added != "\n" &&
			last.at+len([]rune(last.added)) == ed.at {
			last.added += ed.added
			return
		}
	}
	e.undo = append(e.undo, ed)
	if len(e.undo) > maxUndo {
		e.undo = e.undo[1:]
	}
}

func (e *notesEntry) apply(at int, out, in string) {
	a := e.posOf(at)
	b := e.posOf(at + len([]rune(out)))
	if a != b {
		e.text.remove(a, b)
	}
	e.cursor = e.text.insert(a, in)
	e.anchor = e.cursor
	e.edited()
}

func (e *notesEntry) takeBack() {
	if n := len(e.undo); n > 0 {
		ed := e.undo[n-1]
		e.undo = e.undo[:n-1]
		e.redo = append(e.redo, ed)
		e.apply(ed.at, ed.added, ed.removed)
	}
}

func (e *notesEntry) doAgain() {
	if n := len(e.redo); n > 0 {
		ed := e.redo[n-1]
		e.redo = e.redo[:n-1]
		e.undo = append(e.undo, ed)
		e.apply(ed.at, ed.removed, ed.added)
	}
}

func (e *notesEntry) edited() {
	e.goal = -1
	e.Refresh()
	e.showCursor()
	if e.changed != nil {
		e.changed()
	}
}

// selection is what is selected, in order; a == b is nothing.
func (e *notesEntry) selection() (a, b notePos) {
	if e.anchor.before(e.cursor) {
		return e.anchor, e.cursor
	}
	return e.cursor, e.anchor
}

// SelectedText is the text that is selected.
func (e *notesEntry) SelectedText() string {
	a, b := e.selection()
	return e.text.between(a, b)
}

// TypedRune types a letter.
func (e *notesEntry) TypedRune(r rune) {
	if e.Disabled() {
		return
	}
	a, b := e.selection()
	e.replace(a, b, string(r))
}

// go to moves the cursor; with Shift held it selects.
func (e *notesEntry) moveTo(p notePos) {
	e.cursor = p
	if !e.shift {
		e.anchor = p
	}
	e.Refresh()
	e.showCursor()
}

func (e *notesEntry) moveRows(n int) {
	row := e.text.rowOf(e.cursor)
	if e.goal < 0 {
		e.goal = e.text.xOf(e.cursor)
	}
	goal := e.goal
	switch {
	case row+n < 0:
		e.moveTo(notePos{})
	case row+n >= e.text.rows():
		e.moveTo(e.text.end())
	default:
		e.moveTo(e.text.placeAt(row+n, goal))
	}
	e.goal = goal
}

func (e *notesEntry) erase(to notePos) {
	a, b := e.selection()
	if a == b {
		a, b = e.cursor, to
		if b.before(a) {
			a, b = b, a
		}
	}
	if a != b {
		e.replace(a, b, "")
	}
}

// TypedKey moves, erases, and breaks lines.
func (e *notesEntry) TypedKey(k *fyne.KeyEvent) {
	if passFunctionKey(e, k) || e.vertical(k.Name) {
		return
	}
	e.goal = -1
	p := e.text.paras[e.cursor.para]
	row := p.rowOf(e.cursor.at)
	switch k.Name {
	case fyne.KeyLeft:
		if a, b := e.selection(); a != b && !e.shift {
			e.moveTo(a)
			return
		}
		e.moveTo(e.text.left(e.cursor))
	case fyne.KeyRight:
		if a, b := e.selection(); a != b && !e.shift {
			e.moveTo(b)
			return
		}
		e.moveTo(e.text.right(e.cursor))
	case fyne.KeyHome:
		e.moveTo(notePos{e.cursor.para, p.startOf(row)})
	case fyne.KeyEnd:
		end := p.endOf(row)
		if row+1 < len(p.starts) && end > p.startOf(row) {
			end--
		}
		e.moveTo(notePos{e.cursor.para, end})
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyReturn, fyne.KeyEnter:
		e.editKey(k.Name)
	case fyne.KeyEscape:
		if e.keys != nil {
			e.keys.Leave()
		}
	}
}

func (e *notesEntry) editKey(name fyne.KeyName) {
	if e.Disabled() {
		return
	}
	switch name {
	case fyne.KeyBackspace:
		e.erase(e.text.left(e.cursor))
	case fyne.KeyDelete:
		e.erase(e.text.right(e.cursor))
	default:
		a, b := e.selection()
		e.replace(a, b, "\n")
	}
}

func (e *notesEntry) vertical(name fyne.KeyName) bool {
	page := max(1, int(e.Size().Height/e.lineHeight())-1)
	switch name {
	case fyne.KeyUp:
		e.moveRows(-1)
	case fyne.KeyDown:
		e.moveRows(1)
	case fyne.KeyPageUp:
		e.moveRows(-page)
	case fyne.KeyPageDown:
		e.moveRows(page)
	default:
		return false
	}
	return true
}

// KeyDown and KeyUp watch Shift.
func (e *notesEntry) KeyDown(k *fyne.KeyEvent) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = true
	}
}

// KeyUp watches Shift.
func (e *notesEntry) KeyUp(k *fyne.KeyEvent) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = false
	}
}

// TypedShortcut handles the clipboard, undo and movement by words, and hands
// everything else on.
func (e *notesEntry) TypedShortcut(s fyne.Shortcut) {
	a, b := e.selection()
	switch c := s.(type) {
	case *fyne.ShortcutCopy:
		if a != b {
			c.Clipboard.SetContent(e.SelectedText())
			noteCopied(e.SelectedText())
		}
	case *fyne.ShortcutCut:
		if a != b && !e.Disabled() {
			c.Clipboard.SetContent(e.SelectedText())
			noteCopied(e.SelectedText())
			e.replace(a, b, "")
		}
	case *fyne.ShortcutPaste:
		if t := c.Clipboard.Content(); t != "" && !e.Disabled() {
			e.replace(a, b, strings.ReplaceAll(t, "\t", " "))
		}
	case *fyne.ShortcutSelectAll:
		e.anchor, e.cursor = notePos{}, e.text.end()
		e.Refresh()
	case *fyne.ShortcutUndo:
		e.takeBack()
	case *fyne.ShortcutRedo:
		e.doAgain()
	default:
		if !e.wordKey(s) {
			passShortcut(e.keys, e, s)
		}
	}
}

// wordKey handles Ctrl with the arrows, Home, End, Backspace and Delete.
func (e *notesEntry) wordKey(s fyne.Shortcut) bool {
	k, ok := s.(fyne.KeyboardShortcut)
	if !ok || k.Mod()&(fyne.KeyModifierShortcutDefault|fyne.KeyModifierAlt) == 0 {
		return false
	}
	was := e.shift
	e.shift = k.Mod()&fyne.KeyModifierShift != 0
	defer func() { e.shift = was }()
	switch k.Key() {
	case fyne.KeyLeft:
		e.moveTo(e.text.wordLeft(e.cursor))
	case fyne.KeyRight:
		e.moveTo(e.text.wordRight(e.cursor))
	case fyne.KeyHome:
		e.moveTo(notePos{})
	case fyne.KeyEnd:
		e.moveTo(e.text.end())
	case fyne.KeyBackspace:
		if !e.Disabled() {
			e.erase(e.text.wordLeft(e.cursor))
		}
	case fyne.KeyDelete:
		if !e.Disabled() {
			e.erase(e.text.wordRight(e.cursor))
		}
	default:
		return false
	}
	return true
}
