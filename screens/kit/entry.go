package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// lineEntry is Fyne's one-line entry with the kit's keys: Enter, Ctrl+Enter
// and Esc go to the form, and every other shortcut it does not know goes on
// to the canvas.
type lineEntry struct {
	widget.Entry
	id      string
	quiet   string // the words in the empty entry, before they are cut to fit
	box     *fieldBox
	keys    Keys
	onFocus func(bool)
	onKey   func(*fyne.KeyEvent) bool // true: taken
	onEnter func() bool               // true: taken
	onTap   func()
}

func newLineEntry(id string, password bool) *lineEntry {
	e := &lineEntry{id: id}
	e.Password = password
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	return e
}

// Resize cuts the quiet words to the room there is: Fyne would scroll them.
func (e *lineEntry) Resize(s fyne.Size) {
	e.Entry.Resize(s)
	e.fitQuiet()
}

func (e *lineEntry) fitQuiet() {
	t := &Text{text: e.quiet, size: SizeText, width: e.Size().Width - 34}
	s := e.quiet
	if t.width > 0 {
		s = t.shorten(s)
	}
	if s != e.PlaceHolder {
		e.SetPlaceHolder(s)
	}
}

func (e *lineEntry) focusID() string { return e.id }

// AccessibilityRole is text.
func (e *lineEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the ID; the field's own label stands above.
func (e *lineEntry) AccessibilityLabel() string { return e.id }

func (e *lineEntry) FocusGained() {
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus(true)
	}
	if e.keys != nil {
		e.keys.Focused(e)
	}
}

func (e *lineEntry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// MouseUp is the end of a click: Fyne tells of a tap only when no second one
// can follow.
func (e *lineEntry) MouseUp(m *desktop.MouseEvent) {
	e.Entry.MouseUp(m)
	if e.onTap != nil && m.Button == desktop.MouseButtonPrimary {
		e.onTap()
	}
}

// toEnd puts the caret behind the last letter.
func (e *lineEntry) toEnd() { e.moveTo(len([]rune(e.Text))) }

func (e *lineEntry) moveTo(column int) {
	e.CursorColumn = column
	e.Refresh()
}

func (e *lineEntry) TypedKey(k *fyne.KeyEvent) {
	if passFunctionKey(e, k) || e.onKey != nil && e.onKey(k) {
		return
	}
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if e.onEnter != nil && e.onEnter() {
			return
		}
		if e.keys != nil {
			e.keys.Next()
		}
		return
	case fyne.KeyEscape:
		if e.keys != nil {
			e.keys.Leave()
		}
		return
	}
	e.Entry.TypedKey(k)
}

func (e *lineEntry) TypedShortcut(s fyne.Shortcut) {
	if isSave(s) {
		passShortcut(e.keys, e, s)
		return
	}
	if entryKnows(s) {
		e.noteCopy(s)
		e.Entry.TypedShortcut(s)
		return
	}
	passShortcut(e.keys, e, s)
}

// noteCopy remembers what the entry is about to put on the clipboard; it never
// gives a passphrase away.
func (e *lineEntry) noteCopy(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut:
		if text := e.SelectedText(); text != "" && !e.Password {
			noteCopied(text)
		}
	}
}

// entryKnows reports whether Fyne's entry handles the shortcut itself.
func entryKnows(s fyne.Shortcut) bool {
	switch s.(type) {
	case *fyne.ShortcutUndo, *fyne.ShortcutRedo, *fyne.ShortcutCut, *fyne.ShortcutCopy,
		*fyne.ShortcutPaste, *fyne.ShortcutSelectAll:
		return true
	}
	k, ok := s.(fyne.KeyboardShortcut)
	if !ok {
		return false
	}
	switch k.Key() {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}
