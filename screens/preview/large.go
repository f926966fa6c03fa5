package preview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kapdesk/app/handout"
	"kapdesk/screens/kit"
)

// Large shows a document over the whole window, to read it: arrows scroll, Esc
// and Enter close, and the focus goes back to where it was.
func Large(w fyne.Window, id, label, closeText string, doc handout.Document) *Preview {
	c := w.Canvas()
	back := c.Focused()
	p := New(id, label)
	var popup *widget.PopUp
	closed := false
	hide := func() {
		if closed {
			return
		}
		closed = true
		popup.Hide()
		if back != nil {
			c.Focus(back)
		}
	}
	button := kit.Secondary(id+".close", closeText, hide)
	p.OnOpen = hide
	l := &large{hide: hide}
	p.SetKeys(l)
	button.SetKeys(l)
	body := kit.Frame(kit.PadXY(kit.GapM, kit.GapS, kit.Row(kit.GapM, kit.Section(label), kit.Spacer(), button)), kit.Ground(kit.Pad(kit.GapM, p)), nil)
	popup = widget.NewModalPopUp(body, c)
	room := c.Size()
	popup.Resize(fyne.NewSize(min(room.Width-2*kit.GapXL, 860), room.Height-2*kit.GapL))
	popup.Show()
	p.SetDocument(doc)
	c.Focus(p)
	return p
}

// large closes the view for Esc.
type large struct{ hide func() }

func (l *large) Next()                     {}
func (l *large) Save()                     {}
func (l *large) Leave()                    { l.hide() }
func (l *large) Focused(fyne.CanvasObject) {}
