package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Coded is one answer that is known by its number.
type Coded struct {
	Code  string // the keys that choose it: "0", "10", "-5"; "" for none
	Value string // kept
	Label string // shown; "" shows the code alone
}

// CodesLook is how a question with its coded answers is set.
type CodesLook int

// The looks.
const (
	CodesFull  CodesLook = iota // the question with every answer under it
	CodesLine                   // one line: the question, the code, and its words as an echo
	CodesLarge                  // the answers alone, one under the other, large: the question stands elsewhere
)

// Codes is a question whose answers are numbers with words. None is chosen at
// first. The number keys choose, the arrows change, Backspace takes the answer
// back.
type Codes struct {
	fieldFrame
	list *codeList

	// OnChosen is called when a number key has named an answer, also the one
	// that was chosen already: on to the next question.
	OnChosen func()
	// OnBack is called for Backspace and Up in a line without an answer.
	OnBack func()
}

// NewCodes makes a question.
func NewCodes(tr Tr, id, question string, look CodesLook, options ...Coded) *Codes {
	c := &Codes{}
	c.list = newCodeList(id, question, look, options)
	c.list.owner = c
	c.init(c, tr, id, question)
	c.label.size, c.label.bold = SizeText, false
	if look != CodesFull {
		c.label.Hide()
	}
	c.control, c.target, c.keyed = c.list, c.list, []Keyed{c.list}
	return c
}

// Value is the chosen answer's value, or "" for none.
func (c *Codes) Value() string { return c.list.value() }

// SetValue chooses an answer without calling OnChanged; "" chooses none.
func (c *Codes) SetValue(v string) { c.list.set(v) }

// Chosen gives the code and the words of the chosen answer; "" for none.
func (c *Codes) Chosen() (code, label string) {
	if i := c.list.chosen; i >= 0 {
		return c.list.options[i].Code, c.list.options[i].Label
	}
	return "", ""
}

// SetQuiet shows that the question is not asked at present. It can still be
// answered.
func (c *Codes) SetQuiet(on bool) {
	ink := ColorInk
	if on {
		ink = ColorMuted
	}
	c.label.SetColor(ink)
	c.list.question.SetColor(ink)
}

// SetReadOnly makes the question one to read only.
func (c *Codes) SetReadOnly(on bool) { setEnabled(&c.list.focusable, !on) }

// codeList is the control of a Codes.
type codeList struct {
	focusable
	owner    *Codes
	look     CodesLook
	question *Text // in a line
	options  []Coded
	codes    []string
	chosen   int // -1 for none
	keypad   keypad
	cells    []*codeCell
	echo     *codeCell // in a line
}

func newCodeList(id, question string, look CodesLook, options []Coded) *codeList {
	l := &codeList{look: look, options: options, chosen: -1, question: Body(question)}
	for _, o := range options {
		l.codes = append(l.codes, o.Code)
		if look != CodesLine {
			l.cells = append(l.cells, newCodeCell(look))
		}
	}
	if look == CodesLine {
		l.echo = newCodeCell(look)
		l.cells = []*codeCell{l.echo}
	}
	l.init(l, id)
	l.restyle()
	return l
}

func (l *codeList) value() string {
	if l.chosen < 0 {
		return ""
	}
	return l.options[l.chosen].Value
}

func (l *codeList) set(value string) {
	l.chosen = -1
	for i, o := range l.options {
		if o.Value == value && value != "" {
			l.chosen = i
		}
	}
	l.Refresh()
}

// choose takes an answer, or none with -1.
func (l *codeList) choose(i int) {
	if l.Disabled() || i == l.chosen || i >= len(l.options) {
		return
	}
	l.chosen = i
	l.Refresh()
	l.owner.changed()
}

// AccessibilityLabel is the question and the answer.
func (l *codeList) AccessibilityLabel() string {
	if l.chosen < 0 {
		return l.question.text
	}
	return l.question.text + ": " + l.options[l.chosen].said()
}

// AccessibilityRole is button.
func (l *codeList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (l *codeList) Cursor() desktop.Cursor { return desktop.PointerCursor }

// said is the answer as it is shown in one line.
func (o Coded) said() string {
	switch {
	case o.Label == "":
		return o.Code
	case o.Code == "" || o.Code == o.Label:
		return o.Label
	}
	return o.Code + " " + o.Label
}

// FocusGained is called by Fyne.
func (l *codeList) FocusGained() {
	l.keypad.clear()
	l.focusable.FocusGained()
}

// TypedRune chooses by the number keys. In a line the space bar leaves the
// question open.
func (l *codeList) TypedRune(r rune) {
	switch {
	case l.Disabled():
	case r == ' ' && l.look == CodesLine:
		l.keypad.clear()
		l.goOn()
	case r == ' ' && l.chosen < 0:
		l.choose(0)
	default:
		i, whole := l.keypad.press(r, l.codes)
		if i >= 0 {
			l.choose(i)
		}
		if whole {
			l.goOn()
		}
	}
}

func (l *codeList) goOn() {
	if l.owner.OnChosen != nil {
		l.owner.OnChosen()
	}
}

// TypedKey changes the answer with the arrows.
func (l *codeList) TypedKey(e *fyne.KeyEvent) {
	line, last := l.look == CodesLine, len(l.options)-1
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown:
		if line {
			l.moveLine(e.Name)
			return
		}
		l.step(e.Name == fyne.KeyDown)
	case fyne.KeyLeft, fyne.KeyRight:
		l.step(e.Name == fyne.KeyRight)
	case fyne.KeyHome:
		l.choose(0)
	case fyne.KeyEnd:
		l.choose(last)
	case fyne.KeyBackspace, fyne.KeyDelete:
		if l.chosen < 0 && line && e.Name == fyne.KeyBackspace {
			l.goBack()
			return
		}
		l.choose(-1)
	default:
		l.passKey(e)
		return
	}
	l.keypad.clear()
}

func (l *codeList) step(on bool) {
	if on {
		l.choose(min(l.chosen+1, len(l.options)-1))
		return
	}
	l.choose(max(l.chosen-1, 0))
}

func (l *codeList) moveLine(key fyne.KeyName) {
	if key == fyne.KeyDown {
		l.goOn()
		return
	}
	l.goBack()
}

func (l *codeList) goBack() {
	if l.owner.OnBack != nil {
		l.owner.OnBack()
	}
}

// Tapped chooses what is under the pointer.
func (l *codeList) Tapped(e *fyne.PointEvent) {
	focusOn(l)
	if l.look == CodesLine {
		return
	}
	for i, c := range l.cells {
		p, z := c.Position(), c.Size()
		if e.Position.X >= p.X && e.Position.X < p.X+z.Width && e.Position.Y >= p.Y && e.Position.Y < p.Y+z.Height {
			l.choose(i)
		}
	}
}

// CreateRenderer is called by Fyne.
func (l *codeList) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: l, min: l.MinSize, style: l.restyle}
	r.layout = func(z fyne.Size) {
		r.objects = append(r.objects[:0], l.ring)
		if l.look == CodesLine {
			r.objects = append(r.objects, l.question)
		}
		l.arrange(z.Width)
		for _, c := range l.cells {
			r.objects = append(r.objects, c)
		}
		l.styleRing(z, 3, 8)
	}
	l.restyle()
	r.layout(l.Size())
	return r
}

func (l *codeList) restyle() {
	if l.look == CodesLine {
		l.restyleLine()
		return
	}
	for i, o := range l.options {
		l.cells[i].set(o, i == l.chosen, l.Disabled())
	}
}

// restyleLine shows the answer that was typed, or while the line has the focus
// what can be.
func (l *codeList) restyleLine() {
	switch {
	case l.chosen >= 0:
		l.echo.set(l.options[l.chosen], true, l.Disabled())
	case l.focused:
		l.echo.set(Coded{Code: l.keypad.typed, Label: l.span()}, false, true)
	default:
		l.echo.set(Coded{}, false, true)
	}
}

// span lists the codes that can be typed, "0 1 2 3" or "0 … 10".
func (l *codeList) span() string {
	said, n := "", 0
	for _, c := range l.codes {
		if c != "" {
			said += c + " "
			n++
		}
	}
	if n > 6 {
		return l.codes[0] + " … " + l.codes[len(l.codes)-1]
	}
	return said
}
