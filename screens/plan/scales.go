package plan

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// offers reports whether the protocol offers the scale at the point.
func (f *scaleFields) offers(id string, p measures.Point) bool {
	return slices.ContainsFunc(f.offer, func(o protocol.ScaleOffer) bool { return o.ID == id && slices.Contains(o.Points, string(p)) })
}

// scaleRow is one scale with its points to tick.
type scaleRow struct {
	id    string
	ticks []*kit.Check // one for each of measures.Points
}

// scaleFields are the scales that the plan asks for.
type scaleFields struct {
	voice
	shelf   *measures.Shelf       // nil where there are no scales to choose from
	offer   []protocol.ScaleOffer // of the protocol in use
	changed func()
	rows    []scaleRow
	box     *fyne.Container
	more    *kit.Picker
}

func newScaleFields(v voice, shelf *measures.Shelf, changed func()) *scaleFields {
	f := &scaleFields{voice: v, shelf: shelf, changed: changed, box: kit.Stack(kit.GapS)}
	f.more = kit.NewPicker(v.T, "plan.scales", v.T("Another scale"))
	f.more.OnChanged = f.add
	f.set(nil)
	return f
}

// pointName is the short name of a point.
func (v voice) pointName(p measures.Point) string {
	switch p {
	case measures.Baseline:
		return v.T("Baseline")
	case measures.Before:
		return v.T("Before each dosing session")
	case measures.DayAfter:
		return v.T("24 hours")
	case measures.Week1:
		return v.T("1 week")
	case measures.Week4:
		return v.T("4 weeks")
	case measures.Week12:
		return v.T("12 weeks")
	}
	return string(p)
}

// title is the scale's name in the screen's language; its id where it is not
// known here.
func (f *scaleFields) title(id string) string {
	if in, ok := f.shelf.Find(id); ok {
		return f.T(in.Title)
	}
	return id
}

// set shows the scales of a plan, after those that the protocol offers.
func (f *scaleFields) set(asked []measures.DueScale) {
	if f.shelf == nil {
		return
	}
	f.rows = nil
	for _, o := range f.offer {
		f.row(o.ID)
	}
	for _, s := range asked {
		r := f.row(s.Instrument)
		for i, p := range measures.Points {
			r.ticks[i].SetOn(slices.Contains(s.Points, p))
		}
	}
	f.arrange()
}

// row gives the row of a scale, a new one where there is none.
func (f *scaleFields) row(id string) scaleRow {
	if i := slices.IndexFunc(f.rows, func(r scaleRow) bool { return r.id == id }); i >= 0 {
		return f.rows[i]
	}
	r := scaleRow{id: id}
	for _, p := range measures.Points {
		tick := kit.NewCheck(f.T, "plan.scales."+id+"."+string(p), f.pointName(p))
		tick.OnChanged = func(bool) { f.changed() }
		r.ticks = append(r.ticks, tick)
	}
	f.rows = append(f.rows, r)
	return r
}

// add adds a row for another scale.
func (f *scaleFields) add() {
	id := f.more.Value()
	if id == "" {
		return
	}
	f.row(id)
	f.more.SetValue("")
	f.arrange()
}

// offered ticks what the protocol offers, besides what is ticked.
func (f *scaleFields) offered() {
	for _, r := range f.rows {
		for i, p := range measures.Points {
			if f.offers(r.id, p) {
				r.ticks[i].SetOn(true)
			}
		}
	}
	f.changed()
}

func (f *scaleFields) arrange() {
	objs := []fyne.CanvasObject{kit.Strong(f.T("Scales to be filled in"))}
	if len(f.offer) > 0 {
		objs = append(objs, kit.FlowRow(kit.GapS, kit.Quiet("plan.scales.offered", f.T("Tick what the protocol offers"), f.offered)), kit.SmallPara(f.sources()))
	}
	var rest []kit.Option
	for _, in := range f.shelf.All() {
		if !slices.ContainsFunc(f.rows, func(r scaleRow) bool { return r.id == in.ID }) {
			rest = append(rest, kit.Option{Value: in.ID, Label: f.T(in.Title)})
		}
	}
	for _, r := range f.rows {
		ticks := make([]fyne.CanvasObject, len(r.ticks))
		for i, t := range r.ticks {
			ticks[i] = t
		}
		objs = append(objs, kit.Stack(kit.GapXS, kit.Body(f.title(r.id)).Wrapped(), kit.FlowRow(kit.GapM, ticks...)))
	}
	f.more.SetOptions(rest...)
	f.box.Objects = append(objs, f.more)
	f.box.Refresh()
}

// sources says where the protocol's offer comes from.
func (f *scaleFields) sources() string {
	var said []string
	for _, o := range f.offer {
		for _, s := range o.Sources {
			text := strings.ToUpper(o.ID) + ": " + s.Text
			if s.Grade != "" {
				text += " (" + f.T(string(s.Grade)) + ")"
			}
			said = append(said, text)
		}
	}
	return strings.Join(said, " · ")
}

// get gives the scales with a point ticked.
func (f *scaleFields) get() []measures.DueScale {
	var asked []measures.DueScale
	for _, r := range f.rows {
		s := measures.DueScale{Instrument: r.id}
		for i, p := range measures.Points {
			if r.ticks[i].On() {
				s.Points = append(s.Points, p)
			}
		}
		if len(s.Points) > 0 {
			asked = append(asked, s)
		}
	}
	return asked
}

// asked says what a plan asks for, to read; "" for nothing.
func (v voice) asked(scales []measures.DueScale) string {
	var said []string
	for _, s := range scales {
		var points []string
		for _, p := range s.Points {
			points = append(points, v.pointName(p))
		}
		said = append(said, strings.ToUpper(s.Instrument)+": "+strings.Join(points, ", "))
	}
	return strings.Join(said, "\n")
}
