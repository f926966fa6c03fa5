package session

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// timeline is the log on the screen, the latest line at the bottom and in
// sight. One line can be marked, to correct it or make it a key moment.
type timeline struct {
	d      *dosing
	view   fyne.CanvasObject
	title  *kit.Text
	rows   *fyne.Container
	scroll *scroller
	marked record.EventID
	seen   int // how many lines were shown last
	views  []*row
}

func newTimeline(d *dosing) *timeline {
	t := &timeline{d: d, title: kit.Section(d.v.Shell.T("Timeline")), rows: kit.Stack(2)}
	t.scroll = newScroller(t.rows)
	t.view = kit.Stack(kit.GapS, t.title, kit.Flex(1, t.scroll))
	return t
}

// show draws the log anew.
func (t *timeline) show() {
	s, lines := t.d.v.Shell, t.d.v.show.Lines
	had := map[record.EventID]*row{}
	for _, r := range t.views {
		had[r.line.ID] = r
	}
	same := len(had) == len(lines) && len(lines) > 0
	t.rows.Objects, t.views = nil, nil
	for _, l := range lines {
		// What has not changed is not drawn anew: a log grows long.
		r := had[l.ID]
		if r == nil || r.line.Key != l.Key || r.line.Added != l.Added || len(r.line.CorrectedBy) != len(l.CorrectedBy) {
			r, same = newRow(t, l), false
		}
		t.views = append(t.views, r)
		t.rows.Objects = append(t.rows.Objects, r)
	}
	if len(lines) == 0 {
		t.rows.Objects = []fyne.CanvasObject{kit.SmallPara(s.T("Nothing has been written yet. What you stamp stands here with its time."))}
	}
	if same {
		return
	}
	t.scroll.fit()
	if len(lines) != t.seen {
		t.seen = len(lines)
		t.scroll.ScrollToBottom()
	}
}

// line is the marked line, or the latest one that can be marked.
func (t *timeline) line() (session.Line, bool) {
	lines := t.d.v.show.Lines
	for _, l := range lines {
		if l.ID == t.marked {
			return l, true
		}
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if correctable(lines[i]) && !lines[i].Struck() {
			return lines[i], true
		}
	}
	return session.Line{}, false
}

func correctable(l session.Line) bool {
	return l.Entry != nil || l.Vitals != nil || l.Dose != nil || l.Adverse != nil || l.Room != nil || l.Answer != nil
}

// move marks the line above or below the marked one.
func (t *timeline) move(by int) {
	lines := t.d.v.show.Lines
	if len(lines) == 0 {
		return
	}
	at := len(lines)
	for i, l := range lines {
		if l.ID == t.marked {
			at = i
		}
	}
	if at == len(lines) && by > 0 {
		return
	}
	t.mark(lines[max(0, min(at+by, len(lines)-1))].ID)
}

func (t *timeline) mark(id record.EventID) {
	was := t.marked
	t.marked = id
	for _, r := range t.views {
		if r.line.ID == was || r.line.ID == id {
			r.Refresh()
		}
		if r.line.ID == id {
			t.scrollTo(r)
		}
	}
}

func (t *timeline) scrollTo(r *row) {
	top, bottom, off := r.Position().Y, r.Position().Y+r.Size().Height, t.scroll.Offset.Y
	switch {
	case top < off:
		off = top
	case bottom > off+t.scroll.Size().Height:
		off = bottom - t.scroll.Size().Height
	}
	t.scroll.ScrollToOffset(fyne.NewPos(0, off))
}

// toggleKey makes the marked line a key moment, or takes that back.
func (t *timeline) toggleKey() {
	l, ok := t.line()
	if !ok {
		return
	}
	v := t.d.v
	v.do(func(ctx context.Context, by record.Actor) error {
		_, err := v.Desk.MarkKey(ctx, by, v.route.Record, l.ID, !l.Key)
		return err
	}, nil)
}

// correct opens the marked line in the form it was written with.
func (t *timeline) correct() {
	l, ok := t.line()
	if !ok || !correctable(l) || l.Struck() {
		return
	}
	switch d := t.d; {
	case l.Vitals != nil:
		d.correctVitals(&l)
	case l.Dose != nil:
		d.dose(&l)
	case l.Adverse != nil:
		d.adverse(&l)
	case l.Entry != nil:
		d.entry(&l)
	case l.Room != nil:
		d.setRoom()
	case l.Answer != nil:
		d.correctAnswer(&l)
	}
}

// scroller scrolls rows that wrap: it gives them their width first, so that
// their height is right.
type scroller struct {
	container.Scroll
	rows *fyne.Container
}

func newScroller(content *fyne.Container) *scroller {
	s := &scroller{rows: content}
	s.Content, s.Direction = content, container.ScrollVerticalOnly
	s.ExtendBaseWidget(s)
	return s
}

// fit lays the rows out anew, after some came or went. Those that stayed are
// not drawn anew.
func (s *scroller) fit() {
	w := s.Size().Width
	if w <= 0 {
		return // they are laid out when it gets its width
	}
	s.rows.Layout.Layout(s.rows.Objects, fyne.NewSize(w, 0))
	s.rows.Resize(fyne.NewSize(w, s.rows.MinSize().Height))
	s.Offset.Y = max(min(s.Offset.Y, s.rows.Size().Height-s.Size().Height), 0)
	s.Base.Refresh() // the bars, and not each row as Refresh does
}

// Resize gives the content its width before its height is asked.
func (s *scroller) Resize(z fyne.Size) {
	if s.Content.Size().Width != z.Width {
		s.Content.Resize(fyne.NewSize(z.Width, s.Content.MinSize().Height))
	}
	s.Scroll.Resize(z)
}

// Children lets a walk through the screen find what is scrolled.
func (s *scroller) Children() []fyne.CanvasObject { return []fyne.CanvasObject{s.Content} }

// row is one line of the timeline.
type row struct {
	widget.BaseWidget
	t    *timeline
	line session.Line
	body *fyne.Container
	back *canvas.Rectangle
	min  fyne.Size // of the body at its width; zero where it must be asked
}

func newRow(t *timeline, l session.Line) *row {
	r := &row{t: t, line: l, back: canvas.NewRectangle(nil)}
	r.back.CornerRadius = 6
	r.body = kit.PadXY(kit.GapXS, 2, r.content())
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) content() fyne.CanvasObject {
	l, v := r.line, r.t.d.v
	label, text := l.Said(v.Shell.T, v.zone())
	ink := kit.ColorInk
	if l.Struck() {
		ink = kit.ColorMuted
	}
	if (l.Adverse != nil || l.Card != nil) && !l.Struck() {
		ink = kit.ColorReview
	}
	parts := []fyne.CanvasObject{kit.Fixed(44, kit.Muted(v.clock(l.At)))}
	if l.Key {
		parts = append(parts, kit.Colored("★", kit.ColorReview))
	}
	var what fyne.CanvasObject = kit.Paragraph(text).In(ink)
	if label != "" {
		what = labelled(kit.Strong(label).In(ink), what)
	}
	parts = append(parts, kit.Flex(1, what))
	objs := []fyne.CanvasObject{kit.TopRow(kit.GapS, parts...)}
	if note := r.note(); note != "" {
		objs = append(objs, kit.TopRow(kit.GapS, kit.Fixed(44, kit.Small("")), kit.Flex(1, quietBelow(note))))
	}
	return kit.Stack(0, objs...)
}

// note says what is special about a line: both times of a late one, what it
// corrects, and what became of it.
func (r *row) note() string {
	l, s, v := r.line, r.t.d.v.Shell, r.t.d.v
	var parts []string
	if l.Late {
		parts = append(parts, s.T("happened %s, written %s by %s", v.clock(l.At), v.clock(l.Entered), l.ByName))
	}
	if l.Struck() {
		parts = append(parts, s.T("no longer stands: %s", r.t.why(l)))
	}
	if !l.Corrects.IsZero() && !l.Withdrawn {
		parts = append(parts, s.T("corrected by %s: %s", l.ByName, l.Reason))
	}
	if l.Added {
		parts = append(parts, s.T("added after signing: %s", l.Reason))
	}
	return dots(parts...)
}

// why gives the reason for which a line no longer stands.
func (t *timeline) why(l session.Line) string {
	for _, other := range t.d.v.show.Lines {
		for _, by := range l.CorrectedBy {
			if other.ID == by {
				return other.Reason
			}
		}
	}
	return ""
}

// Tapped marks the line.
func (r *row) Tapped(*fyne.PointEvent) { r.t.mark(r.line.ID) }

// Children lets a walk through the screen find what the row holds.
func (r *row) Children() []fyne.CanvasObject { return []fyne.CanvasObject{r.body} }

// AccessibilityLabel is the line in words.
func (r *row) AccessibilityLabel() string {
	label, text := r.line.Said(r.t.d.v.Shell.T, r.t.d.v.zone())
	return dots(r.t.d.v.clock(r.line.At), label, text)
}

// AccessibilityRole is text.
func (r *row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// MinSize is that of the words. It is asked many times for every row of a log
// whenever one is added, and their words stay the same.
func (r *row) MinSize() fyne.Size {
	if r.min.IsZero() {
		r.min = r.body.MinSize()
	}
	return r.min
}

// Resize gives the words their width first, so that the height follows.
func (r *row) Resize(s fyne.Size) {
	if r.body.Size().Width != s.Width {
		r.min = fyne.Size{}
	}
	r.body.Resize(s)
	r.BaseWidget.Resize(s)
}

// Refresh shows whether the line is marked, in the look of now.
func (r *row) Refresh() {
	r.min = fyne.Size{}
	r.back.FillColor = theme.Color(kit.ColorSurface)
	if r.line.ID == r.t.marked {
		r.back.FillColor = theme.Color(kit.ColorAccentSoft)
	}
	r.back.Refresh()
	r.BaseWidget.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	r.back.FillColor = theme.Color(kit.ColorSurface)
	return widget.NewSimpleRenderer(container.NewStack(r.back, r.body))
}
