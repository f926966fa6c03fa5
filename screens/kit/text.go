package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Text is a piece of text without any padding of its own. It wraps at words
// when Wrap is set, and otherwise ends in … where it has no room.
type Text struct {
	widget.BaseWidget
	text  string
	size  fyne.ThemeSizeName
	color fyne.ThemeColorName
	bold  bool
	wrap  bool
	align fyne.TextAlign

	width float32 // the rows were made for
	rows  []string
	lines []*canvas.Text
}

func newText(s string, size fyne.ThemeSizeName, color fyne.ThemeColorName, bold, wrap bool) *Text {
	t := &Text{text: s, size: size, color: color, bold: bold, wrap: wrap}
	t.ExtendBaseWidget(t)
	return t
}

// Title is the name of a screen or a patient: 22, bold.
func Title(s string) *Text { return newText(s, SizeTitle, ColorInk, true, false) }

// Section is the heading of a card or part: 16, bold.
func Section(s string) *Text { return newText(s, SizeSection, ColorInk, true, false) }

// Body is one line of ordinary text.
func Body(s string) *Text { return newText(s, SizeText, ColorInk, false, false) }

// Strong is one line of bold text.
func Strong(s string) *Text { return newText(s, SizeText, ColorInk, true, false) }

// Paragraph is ordinary text that wraps.
func Paragraph(s string) *Text { return newText(s, SizeText, ColorInk, false, true) }

// Muted is one line of quiet text.
func Muted(s string) *Text { return newText(s, SizeText, ColorMuted, false, false) }

// Small is one line of small quiet text.
func Small(s string) *Text { return newText(s, SizeSmall, ColorMuted, false, false) }

// SmallPara is small quiet text that wraps.
func SmallPara(s string) *Text { return newText(s, SizeSmall, ColorMuted, false, true) }

// Colored is one line of text in a named colour of the theme.
func Colored(s string, name fyne.ThemeColorName) *Text {
	return newText(s, SizeText, name, false, false)
}

// Clock is a running figure, large and bold: elapsed time, a countdown.
// Its screen calls SetText at each tick.
func Clock(s string) *Text { return newText(s, SizeClock, ColorInk, true, false) }

// Alarm is a running figure that is read from across a room: how long
// something is overdue.
func Alarm(s string) *Text { return newText(s, SizeAlarm, ColorStop, true, false) }

// Wrapped makes the text wrap at words, and gives it back.
func (t *Text) Wrapped() *Text { t.wrap = true; return t }

// Right aligns the text to the right, and gives it back.
func (t *Text) Right() *Text { t.align = fyne.TextAlignTrailing; return t }

// Centered centres the text, and gives it back.
func (t *Text) Centered() *Text { t.align = fyne.TextAlignCenter; return t }

// In sets the colour, and gives the text back.
func (t *Text) In(name fyne.ThemeColorName) *Text { t.color = name; return t }

// Bold makes the text bold, and gives it back.
func (t *Text) Bold() *Text { t.bold = true; return t }

// Sized sets the size by its name in the theme, and gives the text back.
func (t *Text) Sized(name fyne.ThemeSizeName) *Text { t.size = name; return t }

// String is the whole text.
func (t *Text) String() string { return t.text }

// SetText changes the text.
func (t *Text) SetText(s string) {
	if s == t.text {
		return
	}
	t.text = s
	t.Refresh()
}

// SetColor changes the colour.
func (t *Text) SetColor(name fyne.ThemeColorName) {
	if name == t.color {
		return
	}
	t.color = name
	t.Refresh()
}

// AccessibilityLabel is the text itself.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole is text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.bold} }

func (t *Text) measure(s string) fyne.Size {
	return fyne.MeasureText(s, size(t.size), t.style())
}

// Resize wraps again when the width changes.
func (t *Text) Resize(s fyne.Size) {
	changed := s.Width != t.width
	t.width = s.Width
	if changed {
		t.rows = nil
	}
	t.BaseWidget.Resize(s)
	if changed {
		t.Refresh()
	}
}

// MinSize is that of the text at the width it has; before it has one, that
// of a single line.
func (t *Text) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	line := t.measure("A").Height
	if !t.wrap {
		if strings.Contains(t.text, "\n") {
			var w float32
			rows := strings.Split(t.text, "\n")
			for _, r := range rows {
				w = max(w, t.measure(r).Width)
			}
			return fyne.NewSize(w, line*float32(len(rows)))
		}
		return fyne.NewSize(t.measure(t.text).Width, line)
	}
	var widest float32
	for _, w := range strings.Fields(t.text) {
		widest = max(widest, t.measure(w).Width)
	}
	return fyne.NewSize(min(widest, 120*Scale()), line*float32(max(len(t.layoutRows()), 1)))
}

func (t *Text) layoutRows() []string {
	if t.rows == nil {
		t.rows = t.makeRows()
	}
	return t.rows
}

func (t *Text) makeRows() []string {
	if t.wrap && t.width > 0 {
		return wrapText(t.text, t.width, func(s string) float32 { return t.measure(s).Width })
	}
	rows := strings.Split(t.text, "\n")
	if t.width > 0 {
		for i, r := range rows {
			rows[i] = t.shorten(r)
		}
	}
	return rows
}

func (t *Text) shorten(row string) string {
	return shorten(row, t.width, func(s string) float32 { return t.measure(s).Width })
}

// shorten cuts a line that has no room, and ends it in ….
func shorten(s string, width float32, measure func(string) float32) string {
	if measure(s) <= width+0.5 {
		return s
	}
	r := []rune(s)
	lo, hi := 0, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(string(r[:mid])+"…") <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRightFunc(string(r[:lo]), unicode.IsSpace) + "…"
}

// wrapText breaks text into rows no wider than width, at spaces where it can.
func wrapText(text string, width float32, measure func(string) float32) []string {
	var rows []string
	space := measure(" ")
	for _, para := range strings.Split(text, "\n") {
		row, used := "", float32(0)
		for _, word := range strings.Split(para, " ") {
			w := measure(word)
			switch {
			case row == "" && used == 0:
			case used+space+w <= width:
				row, used = row+" "+word, used+space+w
				continue
			default:
				rows = append(rows, row)
			}
			for w > width {
				head := fitting(word, width, measure)
				if head == word {
					break
				}
				rows = append(rows, head)
				word = word[len(head):]
				w = measure(word)
			}
			row, used = word, max(w, 0.01)
		}
		rows = append(rows, row)
	}
	return rows
}

// fitting is the longest beginning of word that fits, at least one letter.
func fitting(word string, width float32, measure func(string) float32) string {
	r := []rune(word)
	lo, hi := 1, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(string(r[:mid])) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return string(r[:lo])
}

// Refresh lays the text out anew in the present theme.
func (t *Text) Refresh() {
	t.rows = nil
	t.BaseWidget.Refresh()
}

// least is how narrow the text can be before nothing of it can be read.
func (t *Text) least() float32 {
	if t.size == SizeClock || t.size == SizeAlarm {
		return t.MinSize().Width // half a figure is a wrong figure
	}
	return min(t.MinSize().Width, 56*Scale())
}

func (t *Text) naturalWidth() float32 {
	var w float32
	for _, r := range strings.Split(t.text, "\n") {
		w = max(w, t.measure(r).Width)
	}
	return w
}

// CreateRenderer is called by Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: t, min: t.MinSize}
	r.layout = func(s fyne.Size) {
		t.sync()
		r.objects = r.objects[:0]
		var y float32
		for _, l := range t.lines {
			h := l.MinSize().Height
			l.Move(fyne.NewPos(0, y))
			l.Resize(fyne.NewSize(s.Width, h))
			y += h
			r.objects = append(r.objects, l)
		}
	}
	return r
}

func (t *Text) sync() {
	rows := t.layoutRows()
	for len(t.lines) < len(rows) {
		t.lines = append(t.lines, &canvas.Text{})
	}
	t.lines = t.lines[:len(rows)]
	for i, l := range t.lines {
		l.Text, l.TextSize, l.TextStyle = rows[i], size(t.size), t.style()
		l.Color, l.Alignment = ink(t.color, t), t.align
	}
}

// drawn is the renderer of the kit's widgets: a list of objects with a
// layout, a least size and a restyling. A refresh restyles and lays out.
type drawn struct {
	w       fyne.Widget
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	min     func() fyne.Size
	style   func()
}

func (r *drawn) Destroy()                     {}
func (r *drawn) Objects() []fyne.CanvasObject { return r.objects }
func (r *drawn) MinSize() fyne.Size           { return r.min() }
func (r *drawn) Layout(s fyne.Size)           { r.layout(s) }
func (r *drawn) Refresh() {
	if r.style != nil {
		r.style()
	}
	r.layout(r.w.Size())
	canvas.Refresh(r.w)
}
