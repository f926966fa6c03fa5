package kit

import (
	"fyne.io/fyne/v2"
)

// Answer is what is known of a yes-or-no question. The empty one is not
// answered, which is not no.
type Answer string

// The three answers.
const (
	NotAnswered Answer = ""
	Yes         Answer = "yes"
	No          Answer = "no"
	DontKnow    Answer = "unknown"
)

// Answer3 is a question with yes, no and don't know. None is chosen at first.
// Keys Y N D choose (S N D in Spanish), so do the arrows.
type Answer3 struct{ Choice }

// NewAnswer3 makes a question with its words above the answers.
func NewAnswer3(tr Tr, id, question string) *Answer3 {
	a := &Answer3{}
	a.setup(id, question, answerOptions(tr))
	a.init(a, tr, id, question)
	return a
}

func answerOptions(tr Tr) []Option {
	key := func(s string) rune {
		for _, r := range tr(s) {
			return r
		}
		return 0
	}
	return []Option{
		{Value: string(Yes), Label: tr("Yes"), Tone: ToneReview, Key: key("Y")},
		{Value: string(No), Label: tr("No"), Tone: ToneDone, Key: key("N")},
		{Value: string(DontKnow), Label: tr("Don’t know"), Tone: ToneNeutral, Key: key("D")},
	}
}

// NewAnswerRow makes a question as a row: its words at the left, the answers
// beside them, a note at the right, and a rule under it.
func NewAnswerRow(tr Tr, id, question string) *Answer3 {
	a := NewAnswer3(tr, id, question)
	a.label.Hide()
	a.inline = true
	a.seg.tall = false
	q := Paragraph(question)
	a.note = SmallPara("")
	a.control = Stack(0, container44(fyneContainer(&answerLayout{}, q, a.seg, a.note)), Rule())
	return a
}

// Answer is what was chosen.
func (a *Answer3) Answer() Answer { return Answer(a.Value()) }

// SetAnswer chooses without calling OnChanged.
func (a *Answer3) SetAnswer(v Answer) { a.SetValue(string(v)) }

// SetTones sets the tone of each answer when it is chosen. At first yes is
// for review and no is done, as fits questions about risks.
func (a *Answer3) SetTones(yes, no, dontKnow Tone) *Answer3 {
	for i, t := range []Tone{yes, no, dontKnow} {
		a.seg.options[i].Tone = t
	}
	a.seg.Refresh()
	return a
}

// SetNote sets the quiet words at the right of an answer row.
func (a *Answer3) SetNote(s string) {
	if a.note != nil {
		a.note.SetText(s)
		a.Refresh()
	}
}

// answerLayout sets a question, its answers and a note in one row, or the
// answers under the question where there is no room.
type answerLayout struct{ width float32 }

// columns gives the width of the question and where the answers begin; one
// is false where they go under it.
func (l *answerLayout) columns(objs []fyne.CanvasObject, w float32) (question float32, one bool) {
	seg := objs[1].MinSize().Width
	question = (w-seg-2*GapM)*0.6 + 0
	return question, w <= 0 || question >= Widen(190)
}

func (l *answerLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	q, one := l.columns(objs, s.Width)
	seg := objs[1].MinSize()
	if !one {
		h := heightFor(objs[0], s.Width)
		place(objs[0], 0, 0, s.Width, h)
		place(objs[1], 0, h+GapXS, seg.Width, seg.Height)
		x, room := seg.Width+GapM, s.Width-seg.Width-GapM
		if l.beside(objs, s.Width) {
			n := heightFor(objs[2], room)
			place(objs[2], x, h+GapXS+(seg.Height-n)/2, room, n)
			return
		}
		place(objs[2], 0, h+2*GapXS+seg.Height, s.Width, heightFor(objs[2], s.Width))
		return
	}
	h := heightFor(objs[0], q)
	place(objs[0], 0, (s.Height-h)/2, q, h)
	place(objs[1], q+GapM, (s.Height-seg.Height)/2, seg.Width, seg.Height)
	x := q + 2*GapM + seg.Width
	n := heightFor(objs[2], s.Width-x)
	place(objs[2], x, (s.Height-n)/2, s.Width-x, n)
}

// beside reports whether the note fits beside answers that stand under their
// question; else it stands under them.
func (l *answerLayout) beside(objs []fyne.CanvasObject, w float32) bool {
	return naturalOf(objs[2]) <= w-objs[1].MinSize().Width-GapM
}

func (l *answerLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	seg := objs[1].MinSize()
	h := objs[0].MinSize().Height
	if _, one := l.columns(objs, l.width); !one {
		h += GapXS + seg.Height
		if !l.beside(objs, l.width) {
			h += GapXS + heightFor(objs[2], l.width)
		}
		return fyne.NewSize(seg.Width, h)
	}
	return fyne.NewSize(seg.Width, max(h, seg.Height, objs[2].MinSize().Height))
}

// least is the widest option, whose label may break: the others go on in
// further rows.
func (s *segments) least() float32 {
	var w float32
	for i := range s.options {
		w = max(w, min(s.width(i), 160*Scale()))
	}
	return w
}

// hugLayout gives its child its natural width at the left, or what there is.
type hugLayout struct{}

func (hugLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		w := min(naturalOf(o), s.Width)
		place(o, 0, 0, w, heightFor(o, w))
	}
}

func (hugLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objs {
		m = m.Max(minOf(o))
	}
	return m
}

func (hugLayout) natural(objs []fyne.CanvasObject) float32 { return widest(objs) }
