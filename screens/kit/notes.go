package kit

// NotesField is text of several lines. Tab goes on to the next field, Enter
// makes a new line. It stays quick in a long note of long paragraphs.
type NotesField struct {
	fieldFrame
	entry *notesEntry
	box   *fieldBox
}

// NewNotesField makes a field for text of several lines.
func NewNotesField(tr Tr, id, label string) *NotesField {
	f := &NotesField{entry: newNotesEntry(id)}
	f.box = newFieldBox(f.entry)
	f.control, f.target, f.keyed = f.box, f.entry, []Keyed{f.entry}
	f.entry.changed = f.fieldFrame.changed
	f.entry.onFocus = f.box.setFocused
	f.init(f, tr, id, label)
	return f
}

// Text is what was typed.
func (f *NotesField) Text() string { return f.entry.text.String() }

// SetText fills the field without calling OnChanged.
func (f *NotesField) SetText(s string) { f.entry.set(s) }

// Focused reports whether the person is in the field.
func (f *NotesField) Focused() bool { return f.box.focused }

// SetRows sets how many lines are seen at least. A field that is given more
// room shows more.
func (f *NotesField) SetRows(n int) *NotesField {
	f.entry.rows = max(n, 1)
	f.self.Refresh()
	return f
}

// SetPlaceholder sets the quiet words in an empty field.
func (f *NotesField) SetPlaceholder(s string) { f.entry.placeholder = s; f.entry.Refresh() }

// SetReadOnly makes the field one to read, or one to fill in again.
func (f *NotesField) SetReadOnly(on bool) {
	if on {
		f.entry.Disable()
	} else {
		f.entry.Enable()
	}
}

// SetCheck sets the rule of the field: it gives the error to show, or "". It
// is asked when the form is saved.
func (f *NotesField) SetCheck(rule func(text string) string) {
	f.check = func() string { return rule(f.Text()) }
}
