package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

type progressBar struct {
	widget.BaseWidget
	share        float32
	track, inner *canvas.Rectangle
}

func newProgressBar() *progressBar {
	b := &progressBar{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *progressBar) MinSize() fyne.Size { return fyne.NewSize(60, 6) }

func (b *progressBar) CreateRenderer() fyne.WidgetRenderer {
	b.track, b.inner = canvas.NewRectangle(none), canvas.NewRectangle(none)
	r := &drawn{w: b, objects: []fyne.CanvasObject{b.track, b.inner}, min: b.MinSize}
	r.style = func() {
		b.track.FillColor, b.inner.FillColor = ink(ColorLine, b), ink(ColorAccent, b)
		b.track.CornerRadius, b.inner.CornerRadius = 3, 3
	}
	r.layout = func(s fyne.Size) {
		y := (s.Height - 6) / 2
		place(b.track, 0, y, s.Width, 6)
		place(b.inner, 0, y, s.Width*b.share, 6)
	}
	r.style()
	return r
}
