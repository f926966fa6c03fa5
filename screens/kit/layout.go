package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// The kit's layouts give a child its width first and ask for its height
// after, so that wrapping text gets the room it needs at once.

func shown(objs []fyne.CanvasObject) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(objs))
	for _, o := range objs {
		if o != nil && o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// heightFor lays o out at width w and gives the height it wants there.
func heightFor(o fyne.CanvasObject, w float32) float32 {
	if o.Size().Width != w {
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
	}
	return o.MinSize().Height
}

// shrinker is a widget that can do with less width than its MinSize, which
// is its natural one: text that ends in ….
type shrinker interface{ least() float32 }

// broad is a widget whose natural width is more than its least.
type broad interface{ naturalWidth() float32 }

// broadLayout is a layout whose children have a natural width.
type broadLayout interface {
	natural([]fyne.CanvasObject) float32
}

func leastOf(o fyne.CanvasObject) float32 {
	if s, ok := o.(shrinker); ok {
		return s.least()
	}
	return o.MinSize().Width
}

// minOf is the least size of o. It asks o once: asking twice at each level
// would double the work with every level.
func minOf(o fyne.CanvasObject) fyne.Size {
	m := o.MinSize()
	if s, ok := o.(shrinker); ok {
		m.Width = s.least()
	}
	return m
}

// NaturalWidth is how wide an object would be where there is room enough.
func NaturalWidth(o fyne.CanvasObject) float32 { return naturalOf(o) }

func naturalOf(o fyne.CanvasObject) float32 {
	switch w := o.(type) {
	case broad:
		return w.naturalWidth()
	case *fyne.Container:
		if l, ok := w.Layout.(broadLayout); ok {
			return l.natural(shown(w.Objects))
		}
	}
	return o.MinSize().Width
}

func widest(objs []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objs {
		w = fyne.Max(w, naturalOf(o))
	}
	return w
}

func (l *stackLayout) natural(objs []fyne.CanvasObject) float32 { return widest(objs) }
func (l *padLayout) natural(objs []fyne.CanvasObject) float32   { return widest(objs) + 2*l.x }
func (l *markLayout) natural(objs []fyne.CanvasObject) float32 {
	w := float32(0)
	if l.fixed <= 0 {
		w = widest(objs)
	} else {
		w = fyne.Max(l.MinSize(objs).Width, Widen(l.fixed))
	}
	return w
}

func (l *rowLayout) natural(objs []fyne.CanvasObject) float32 {
	w := l.gap * float32(max(len(objs)-1, 0))
	for _, o := range objs {
		w += naturalOf(o)
	}
	return w
}

func (l *flowLayout) natural(objs []fyne.CanvasObject) float32 {
	return (&rowLayout{gap: l.gap}).natural(objs)
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// Stack puts objects under one another, each over the whole width. One that
// is marked with Flex takes the height that is left.
func Stack(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stackLayout{gap}, objs...)
}

type stackLayout struct{ gap float32 }

func (l *stackLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	objs = shown(objs)
	heights := make([]float32, len(objs))
	used, weight := l.gap*float32(max(len(objs)-1, 0)), float32(0)
	for i, o := range objs {
		if f := flexOf(o); f > 0 {
			weight += f
		}
		heights[i] = heightFor(o, s.Width)
		used += heights[i]
	}
	y, spare := float32(0), max(s.Height-used, 0)
	for i, o := range objs {
		if f := flexOf(o); f > 0 {
			heights[i] += spare * f / weight
		}
		place(o, 0, y, s.Width, heights[i])
		y += heights[i] + l.gap
	}
}

func (l *stackLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	objs = shown(objs)
	for i, o := range objs {
		m := minOf(o)
		min.Width = fyne.Max(min.Width, m.Width)
		min.Height += m.Height
		if i > 0 {
			min.Height += l.gap
		}
	}
	return min
}

// Row puts objects beside one another at their own width, centred on one
// line. One that is marked with Flex, or a layout spacer, takes what is left.
func Row(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: gap}, objs...)
}

// TopRow is a Row whose objects stand at the top rather than in the middle.
func TopRow(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: gap, top: true}, objs...)
}

// Spacer takes the room that is left in a Row.
func Spacer() fyne.CanvasObject { return layout.NewSpacer() }

// Flex marks an object of a Row, a Columns or a Stack as taking its share of
// the room that is left.
func Flex(weight float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&markLayout{flex: weight}, o)
}

// Fixed gives an object of a Row or Columns a width of its own. It grows a
// little with the size of text.
func Fixed(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&markLayout{fixed: width}, o)
}

// Wide makes an object of a FormGrid take a whole row of it.
func Wide(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&markLayout{wide: true}, o)
}

// Span makes an object of a FormGrid take so many of its columns, or a whole
// row where there are fewer.
func Span(cols int, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&markLayout{span: cols}, o)
}

// markLayout fills its one child, and says how a parent is to treat it.
type markLayout struct {
	flex, fixed float32
	wide        bool
	span        int // 0 is one column
}

func (l *markLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		place(o, 0, 0, s.Width, s.Height)
	}
}

func (l *markLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	for _, o := range shown(objs) {
		min = min.Max(minOf(o))
	}
	if l.fixed > 0 {
		min.Width = fyne.Max(min.Width, l.fixed)
	}
	return min
}

func markOf(o fyne.CanvasObject) *markLayout {
	if c, ok := o.(*fyne.Container); ok {
		if m, ok := c.Layout.(*markLayout); ok {
			return m
		}
	}
	return nil
}

func flexOf(o fyne.CanvasObject) float32 {
	if m := markOf(o); m != nil {
		return m.flex
	}
	if s, ok := o.(layout.SpacerObject); ok && (s.ExpandHorizontal() || s.ExpandVertical()) {
		return 1
	}
	return 0
}

type rowLayout struct {
	gap  float32
	top  bool
	fill bool // children as tall as the row
}

func (l *rowLayout) widths(objs []fyne.CanvasObject, total float32) []float32 {
	w := make([]float32, len(objs))
	used, weight := l.gap*float32(max(len(objs)-1, 0)), float32(0)
	for i, o := range objs {
		if f := flexOf(o); f > 0 {
			weight += f
			continue
		}
		w[i] = naturalOf(o)
		used += w[i]
	}
	least := l.leastFlex(objs)
	if l.fill && weight > 0 {
		// With large text the columns of fixed width grow less, so that the
		// one that takes what is left is not starved.
		least = fyne.Max(least, total*0.36)
	}
	if used+least > total {
		used -= shrink(objs, w, used+least-total)
	}
	spare := total - used
	// One whose least width is more than its share gets that; the rest share.
	settled := make([]bool, len(objs))
	for again := true; again; {
		again = false
		for i, o := range objs {
			f := flexOf(o)
			if f <= 0 || settled[i] {
				continue
			}
			if m := leastOf(o); m > spare*f/weight {
				w[i], settled[i], again = m, true, true
				spare -= m
				weight -= f
			}
		}
	}
	for i, o := range objs {
		if f := flexOf(o); f > 0 && !settled[i] {
			w[i] = fyne.Max(spare*f/weight, 0)
		}
	}
	return w
}

// leastFlex is the least width of those that take what is left.
func (l *rowLayout) leastFlex(objs []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objs {
		if flexOf(o) > 0 {
			w += leastOf(o)
		}
	}
	return w
}

// shrink takes excess off the widths of those that can do with less, each by
// its part of what it can spare, and gives what was taken.
func shrink(objs []fyne.CanvasObject, w []float32, excess float32) float32 {
	var can float32
	for i, o := range objs {
		if flexOf(o) == 0 {
			can += fyne.Max(w[i]-leastOf(o), 0)
		}
	}
	if can <= 0 {
		return 0
	}
	share := fyne.Min(excess/can, 1)
	for i, o := range objs {
		if flexOf(o) == 0 {
			w[i] -= fyne.Max(w[i]-leastOf(o), 0) * share
		}
	}
	return can * share
}

func (l *rowLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	objs = shown(objs)
	x := float32(0)
	for i, w := range l.widths(objs, s.Width) {
		h := heightFor(objs[i], w)
		switch {
		case l.fill:
			place(objs[i], x, 0, w, s.Height)
		case l.top:
			place(objs[i], x, 0, w, h)
		default:
			place(objs[i], x, (s.Height-h)/2, w, h)
		}
		x += w + l.gap
	}
}

func (l *rowLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	for i, o := range shown(objs) {
		m := minOf(o)
		min.Width += m.Width
		if i > 0 {
			min.Width += l.gap
		}
		min.Height = fyne.Max(min.Height, m.Height)
	}
	return min
}

// Columns puts parts of a screen beside one another over the whole height.
// Mark each with Fixed or Flex.
func Columns(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: gap, fill: true}, objs...)
}

// Frame is a screen's outline: top and bottom at their own height, body in
// what is left. Tab goes top, body, bottom. Any of the three may be nil.
func Frame(top, body, bottom fyne.CanvasObject) *fyne.Container {
	var objs []fyne.CanvasObject
	if top != nil {
		objs = append(objs, top)
	}
	if body != nil {
		objs = append(objs, Flex(1, body))
	}
	if bottom != nil {
		objs = append(objs, bottom)
	}
	return Stack(0, objs...)
}

// Pad puts the same space round an object.
func Pad(space float32, o fyne.CanvasObject) *fyne.Container {
	return PadXY(space, space, o)
}

// PadXY puts space left and right, and above and below.
func PadXY(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&padLayout{x, y}, o)
}

type padLayout struct{ x, y float32 }

func (l *padLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		place(o, l.x, l.y, s.Width-2*l.x, s.Height-2*l.y)
	}
}

func (l *padLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	for _, o := range shown(objs) {
		min = min.Max(minOf(o))
	}
	return min.AddWidthHeight(2*l.x, 2*l.y)
}
