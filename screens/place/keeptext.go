package place

import (
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// KeepText keeps a draft of one line, as of the reason that a dialog asks
// for, and brings back what was typed there and not used. The Keeper that it
// gives is dropped when the line has been used.
func KeepText(drafts record.Drafts, s Shell, form string, f *kit.TextField) *Keeper {
	k := NewKeeper(drafts, s, form, func() any { return f.Text() })
	k.Clean()
	typed := ""
	if k.Restore(&typed) {
		f.SetText(typed)
	}
	f.OnChanged = k.Changed
	return k
}
