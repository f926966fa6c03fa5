package place

import (
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// TextEntry is a field for words: a line or a note.
type TextEntry interface {
	kit.Field
	Text() string
	SetText(string)
	SetOnChanged(func())
}

// KeepText keeps a draft of one field, as of the reason that a dialog asks
// for, and brings back what was typed there and not used. The Keeper that it
// gives is dropped when the words have been used.
func KeepText(drafts record.Drafts, s Shell, form string, f TextEntry) *Keeper {
	k := NewKeeper(drafts, s, form, func() any { return f.Text() })
	k.Clean()
	typed := ""
	if k.Restore(&typed) {
		f.SetText(typed)
	}
	f.SetOnChanged(k.Changed)
	return k
}
