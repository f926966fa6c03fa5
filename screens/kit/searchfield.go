package kit

import "fyne.io/fyne/v2"

// SearchField is a line without a label over a list that stands elsewhere:
// Up and Down move in that list while the person types, Enter opens.
type SearchField struct {
	TextField
	// OnMove is called with -1 or +1 for Up and Down.
	OnMove func(delta int)
	// OnOpen is called for Enter.
	OnOpen func()
	// OnLeave is called for Esc.
	OnLeave func()
	// OnFocus is called when the field gets the focus.
	OnFocus func()
}

// NewSearchField makes one; the placeholder says what can be typed.
func NewSearchField(tr Tr, id, placeholder string) *SearchField {
	f := &SearchField{}
	f.setup(tr, id, "", false)
	f.fieldFrame.init(f, tr, id, "")
	f.SetPlaceholder(placeholder)
	f.OnEnter = func(string) bool {
		if f.OnOpen != nil {
			f.OnOpen()
		}
		return true
	}
	f.entry.onKey = f.moved
	boxed := f.entry.onFocus
	f.entry.onFocus = func(on bool) {
		boxed(on)
		if on && f.OnFocus != nil {
			f.OnFocus()
		}
	}
	return f
}

func (f *SearchField) moved(k *fyne.KeyEvent) bool {
	switch {
	case k.Name == fyne.KeyDown && f.OnMove != nil:
		f.OnMove(1)
	case k.Name == fyne.KeyUp && f.OnMove != nil:
		f.OnMove(-1)
	case k.Name == fyne.KeyEscape && f.OnLeave != nil:
		f.OnLeave()
	default:
		return false
	}
	return true
}

// AccessibilityLabel is the placeholder, since there is no label.
func (f *SearchField) AccessibilityLabel() string { return f.entry.PlaceHolder }
