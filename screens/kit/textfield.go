package kit

// TextField is one line of text.
type TextField struct {
	fieldFrame
	entry   *lineEntry
	box     *fieldBox
	setting bool

	// OnEnter, when set, is called for Enter instead of going on; it reports
	// whether it took the key.
	OnEnter func(text string) bool
}

// NewTextField makes a field for one line of text.
func NewTextField(tr Tr, id, label string) *TextField {
	f := &TextField{}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	return f
}

// NewPasswordField makes a field whose letters are not shown.
func NewPasswordField(tr Tr, id, label string) *TextField {
	f := &TextField{}
	f.setup(tr, id, label, true)
	f.fieldFrame.init(f, tr, id, label)
	return f
}

// setup makes the entry; the fields that read their text in their own way
// call it too, and then init with themselves.
func (f *TextField) setup(_ Tr, id, _ string, password bool) {
	f.entry = newLineEntry(id, password)
	f.box = newFieldBox(f.entry)
	f.control, f.target, f.keyed = f.box, f.entry, []Keyed{f.entry}
	f.entry.OnChanged = func(string) {
		if !f.setting {
			f.changed()
		}
	}
	f.entry.onFocus = func(on bool) {
		f.box.setFocused(on)
		if !on && f.check != nil && f.entry.Text != "" {
			f.Check()
		}
	}
	f.entry.onEnter = func() bool { return f.OnEnter != nil && f.OnEnter(f.entry.Text) }
}

// Text is what was typed, as it was typed.
func (f *TextField) Text() string { return f.entry.Text }

// SetText fills the field without calling OnChanged.
func (f *TextField) SetText(s string) {
	f.setting = true
	f.entry.SetText(s)
	f.setting = false
	if s == "" {
		f.SetError("")
	}
}

// ToEnd puts the caret behind the last letter, so that typing goes on there.
func (f *TextField) ToEnd() { f.entry.toEnd() }

// SetPlaceholder sets the quiet words in an empty field. They never replace
// the label.
func (f *TextField) SetPlaceholder(s string) { f.entry.quiet = s; f.entry.fitQuiet() }

// SetReadOnly makes the field one to read, or one to fill in again.
func (f *TextField) SetReadOnly(on bool) {
	if on {
		f.entry.Disable()
	} else {
		f.entry.Enable()
	}
}

// SetCheck sets the rule of the field: it gives the error to show, or "".
// It is asked when the person leaves the field and when the form is saved.
func (f *TextField) SetCheck(rule func(text string) string) {
	f.check = func() string { return rule(f.entry.Text) }
}

// Focused reports whether the field has the focus.
func (f *TextField) Focused() bool { return f.box.focused }
