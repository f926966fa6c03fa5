package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Dialog stands over the window until it is answered. Tab stays inside it,
// Esc cancels, and the focus goes back to where it was.
type Dialog struct {
	canvas fyne.Canvas
	popup  *widget.PopUp
	back   fyne.Focusable
	cancel func()
	yes    func()
	closed bool
	ask    bool  // yes closes by itself
	scroll *Form // where it is taller than the window
	body   fyne.CanvasObject
	width  float32
}

// Confirm asks a question. yes is called for its button or Enter on it, no
// (which may be nil) for Cancel or Esc. The focus starts on the button of
// yes, or on Cancel when danger is set.
func Confirm(w fyne.Window, tr Tr, title, text, yesText string, danger bool, yes, no func()) *Dialog {
	d := &Dialog{canvas: w.Canvas(), cancel: no, yes: yes}
	ok := Primary("dialog.yes", yesText, func() { d.close(yes) })
	if danger {
		ok = Danger("dialog.yes", yesText, func() { d.close(yes) })
	}
	cancel := Secondary("dialog.cancel", tr("Cancel"), func() { d.close(no) })
	var first fyne.Focusable = ok
	if danger {
		first = cancel
	}
	d.show(title, Paragraph(text), first, ok, cancel)
	return d
}

// Message tells something that must be read. closed may be nil.
func Message(w fyne.Window, tr Tr, title, text string, closed func()) *Dialog {
	d := &Dialog{canvas: w.Canvas(), cancel: closed, yes: closed}
	ok := Primary("dialog.yes", tr("OK"), func() { d.close(closed) })
	d.show(title, Paragraph(text), ok, ok)
	return d
}

// Ask shows content with fields in a dialog: a reason, a passphrase. yes is
// called for its button and for Ctrl+Enter or Enter in the last field; it
// reports whether the dialog may close. The focus starts on the first field.
func Ask(w fyne.Window, tr Tr, title string, content fyne.CanvasObject, yesText string, yes func() bool, no func()) *Dialog {
	d := &Dialog{canvas: w.Canvas(), cancel: no, ask: true}
	try := func() {
		if yes() {
			d.close(nil)
		}
	}
	d.yes = try
	ok := Primary("dialog.yes", yesText, try)
	cancel := Secondary("dialog.cancel", tr("Cancel"), func() { d.close(no) })
	// Content that is only to be read leaves the focus on the button, so that
	// Enter and Esc close it.
	d.show(title, content, ok, ok, cancel)
	focusFirst([]fyne.CanvasObject{content})
	return d
}

func (d *Dialog) show(title string, content fyne.CanvasObject, first fyne.Focusable, buttons ...*Button) {
	d.back = d.canvas.Focused()
	objs := make([]fyne.CanvasObject, len(buttons))
	for i, b := range buttons {
		objs[i] = b
	}
	row := FlowRow(GapS, objs...)
	said := Stack(GapL, Section(title).Wrapped(), content)
	body := Pad(GapL, Stack(GapL, said, row))
	room := d.canvas.Size()
	width := max(min(Widen(460), room.Width-2*GapXL), 200)
	height := heightFor(body, width)
	var shown fyne.CanvasObject = body
	var scroll *Form
	if limit := room.Height - 2*GapXL; height > limit {
		// The buttons stay in sight under what scrolls.
		scroll = NewForm(said, nil, nil)
		shown, height = Pad(GapL, Frame(nil, scroll, Stack(GapS, Rule(), row))), limit
	}
	for _, part := range []fyne.CanvasObject{said, row} {
		Walk(part, func(o fyne.CanvasObject) {
			if k, ok := o.(Keyed); ok {
				k.SetKeys(d)
			}
		})
	}
	d.body, d.width = body, width
	d.popup = widget.NewModalPopUp(shown, d.canvas)
	d.popup.Resize(fyne.NewSize(width, height))
	d.popup.Show()
	if first != nil {
		d.canvas.Focus(first)
	}
	d.scroll = scroll // from here on: it begins at its top
}

func (d *Dialog) close(then func()) {
	if d.closed {
		return
	}
	d.closed = true
	// The window may have been emptied by what the dialog was for.
	there := slices.Contains(d.canvas.Overlays().List(), fyne.CanvasObject(d.popup))
	d.popup.Hide()
	if d.back != nil && there {
		d.canvas.Focus(d.back)
	}
	if then != nil {
		then()
	}
}

// Refit gives the dialog the height that its content needs by now, as after an
// error that stands at a field.
func (d *Dialog) Refit() {
	if d.closed || d.scroll != nil {
		return
	}
	most := d.canvas.Size().Height - 2*GapXL
	d.popup.Resize(fyne.NewSize(d.width, min(heightFor(d.body, d.width), most)))
	d.popup.Refresh()
}

// Close takes the dialog away without an answer.
func (d *Dialog) Close() { d.close(nil) }

// Next is Enter in a field of the dialog: on to the next.
func (d *Dialog) Next() { d.canvas.FocusNext() }

// Save is Ctrl+Enter: yes.
func (d *Dialog) Save() {
	if d.yes != nil {
		d.confirm()
	}
}

// Leave is Esc: cancel.
func (d *Dialog) Leave() { d.close(d.cancel) }

// scrollBy moves what is too tall for the window by a part of what is seen.
func (d *Dialog) scrollBy(part float32) {
	if d.scroll != nil {
		s := d.scroll.scroll
		most := max(d.scroll.holder.Size().Height-s.Size().Height, 0)
		s.ScrollToOffset(fyne.NewPos(0, min(max(s.Offset.Y+part*s.Size().Height, 0), most)))
	}
}

// Focused brings what has got the focus into view.
func (d *Dialog) Focused(o fyne.CanvasObject) {
	if d.scroll != nil {
		d.scroll.Focused(o)
	}
}

func (d *Dialog) confirm() {
	if d.ask {
		d.yes()
		return
	}
	d.close(d.yes)
}
