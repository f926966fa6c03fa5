package session

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// panel is a form that stands in the middle of a dosing session in place of
// the timeline: today's checks, a dose, an adverse event. Nothing pops up over
// a dim room.
type panel struct {
	d      *dosing
	id     string
	form   *kit.Form
	view   fyne.CanvasObject
	above  *fyne.Container // what must be said over the fields
	keeper *place.Keeper
	save   *kit.Button
	onShow func()          // the session was read anew, or time passed; nil for nothing
	row    *fyne.Container // of the buttons
	onSave func()

	clock  *kit.TimeField // when it happened; nil where it is always now
	reason *kit.TextField // why it is corrected or added; nil where none is needed
	fixes  *session.Line  // the line that is corrected
	after  func()         // what follows when it is saved and closed; nil for nothing
}

// panelOf begins a panel. typed reads what stands in its fields, for the
// draft; nil keeps none.
func (d *dosing) panelOf(id string, typed func() any) *panel {
	p := &panel{d: d, id: id, above: kit.Stack(kit.GapS)}
	if typed != nil {
		p.keeper = place.NewKeeper(d.v.Drafts, d.v.Shell, d.v.form(id), typed)
	}
	return p
}

// panelFor begins the panel of a new line or of the correction of one. Each
// line that is being corrected has a draft of its own.
func (d *dosing) panelFor(id string, fixes *session.Line, typed func() any) *panel {
	p := d.panelOf(id, typed)
	if fixes != nil {
		p.keeper = place.NewKeeper(d.v.Drafts, d.v.Shell, d.v.form(id+"/"+fixes.ID.String()), typed)
	}
	return p
}

// keeperOf keeps a draft of this visit under the name of a part.
func (d *dosing) keeperOf(part string, typed func() any) *place.Keeper {
	return place.NewKeeper(d.v.Drafts, d.v.Shell, d.v.form(part), typed)
}

// changed is called when something was typed.
func (p *panel) changed() {
	if p.keeper != nil {
		p.keeper.Changed()
	}
}

// late gives the panel fields for the time and, for a correction or an
// addition to a signed log, the reason.
func (p *panel) late(fixes *session.Line) []fyne.CanvasObject {
	s := p.d.v.Shell
	p.fixes = fixes
	p.clock = kit.NewTimeField(s.T, p.id+".at", s.T("Time, if not now"))
	p.clock.OnChanged = p.changed
	fields := []fyne.CanvasObject{p.clock}
	if fixes != nil || p.d.v.show.Visit.State == session.Closed {
		p.reason = kit.NewTextField(s.T, p.id+".reason", s.T("Reason"))
		p.reason.OnChanged = p.changed
		fields = append(fields, kit.Wide(p.reason))
	}
	if fixes != nil {
		local := fixes.At.In(p.d.v.zone())
		p.clock.SetValue(local.Hour(), local.Minute())
	}
	return fields
}

// when reads the time and the reason.
func (p *panel) when() session.When {
	var w session.When
	if p.clock != nil {
		w.At = p.d.at(p.clock)
	}
	if p.reason != nil {
		w.Reason = p.reason.Text()
	}
	if p.fixes != nil {
		w.Corrects = p.fixes.ID
		// A time that was not touched stays to the second.
		if local := p.fixes.At.In(p.d.v.zone()).Format("15:04"); local == p.clock.Text() {
			w.At = p.fixes.At
		}
	}
	return w
}

// at is the instant of a typed time of day; zero when none is typed.
func (d *dosing) at(f *kit.TimeField) time.Time {
	h, m, ok := f.Value()
	if !ok {
		return time.Time{}
	}
	return session.Earlier(h, m, d.v.Shell.Now(), d.v.zone())
}

// build arranges the panel: its title and a button that closes it, the
// fields, and the button that saves.
func (p *panel) build(title, saveText string, fields fyne.CanvasObject, onSave func(), more ...fyne.CanvasObject) *panel {
	s := p.d.v.Shell
	p.onSave = onSave
	foot := []fyne.CanvasObject{}
	if onSave != nil {
		p.save = kit.Primary(p.id+".save", saveText, p.trySave)
		foot = append(foot, p.save)
	}
	foot = append(foot, more...)
	foot = append(foot, kit.Secondary(p.id+".close", s.T("Back to the timeline"), p.d.closePanel))
	head := kit.Section(title)
	p.row = kit.FlowRow(kit.GapS, foot...)
	if kit.LargeText() { // the buttons would leave the fields no room
		p.form = kit.NewForm(kit.Stack(kit.GapM, p.above, fields, p.row), p.trySave, p.d.closePanel)
		p.view = kit.Stack(kit.GapM, head, kit.Flex(1, p.form))
		return p
	}
	p.form = kit.NewForm(kit.Stack(kit.GapM, p.above, fields), p.trySave, p.d.closePanel)
	beside(p.form, p.row)
	p.view = kit.Stack(kit.GapM, head, kit.Flex(1, p.form), p.row)
	return p
}

// beside gives buttons that stand under a form its keys. The form does not
// scroll when one of them takes the focus.
func beside(form *kit.Form, o fyne.CanvasObject) {
	k := &keys{next: form.Next, save: form.Save, leave: form.Leave}
	kit.Walk(o, func(o fyne.CanvasObject) {
		if w, ok := o.(kit.Keyed); ok {
			w.SetKeys(k)
		}
	})
}

// trySave saves unless a field cannot be read. What was refused the last time
// is forgotten first: another field may have mended it.
func (p *panel) trySave() {
	place.Forget(p.form)
	if p.onSave != nil && p.form.Check() {
		p.onSave()
	}
}

// do saves, and afterwards closes the panel or shows each problem at its
// field; what belongs to no field stands over them, every reason at once.
func (p *panel) do(work func(ctx context.Context, by record.Actor) error) { p.saving(work, p.refused) }

// saving is do with a way of its own to tell why it was refused.
func (p *panel) saving(work func(ctx context.Context, by record.Actor) error, refused func(error)) {
	saved := func() {}
	if p.keeper != nil {
		saved = p.keeper.Saving()
	}
	p.d.v.do(func(ctx context.Context, by record.Actor) error {
		err := work(ctx, by)
		if err == nil {
			saved()
		}
		return err
	}, func(err error) {
		if err == nil {
			if p.keeper != nil {
				p.keeper.Drop()
				p.keeper = nil
			}
			p.d.closePanel()
			if p.after != nil {
				p.after()
			}
			return
		}
		refused(err)
	})
}

func (p *panel) refused(err error) {
	ps := record.ProblemsOf(record.Moved(err, p.field))
	if ps == nil {
		p.d.v.Shell.Fail(err)
		return
	}
	// What stood there before stays unless there is something newer to say.
	rest := place.AtFields(p.d.v.Shell, p.form, ps)
	if len(rest) > 0 {
		p.say(p.d.reasonList(p.id+".why", rest)...)
	}
	if len(rest) == len(ps) { // no field has the focus: the words must be in sight
		p.form.Top()
	}
}

// field gives the panel's own field for one of app's general ones.
func (p *panel) field(f string) string {
	if f == "at" || f == "reason" {
		return p.id + "." + f
	}
	return f
}

// say puts words over the fields.
func (p *panel) say(objs ...fyne.CanvasObject) {
	p.above.Objects = objs
	p.form.Adopt(p.above)
	p.above.Refresh()
	p.form.Refresh()
}

// restore brings back what was typed and not saved; show fills the fields
// with it.
func restore[T any](p *panel, show func(T)) {
	if p.keeper == nil {
		return
	}
	p.keeper.Clean()
	var t T
	if p.keeper.Restore(&t) {
		show(t)
	}
}

// openPanel puts a panel in the middle, in place of what stands there.
func (d *dosing) openPanel(p *panel) {
	d.keepPanel()
	d.panel = p
	d.middle.Objects = []fyne.CanvasObject{p.view}
	d.middle.Refresh()
	d.showQuick()
	p.form.FocusFirst()
}

// showPanel lets the panel follow what the session shows now.
func (d *dosing) showPanel() {
	if d.panel != nil && d.panel.onShow != nil {
		d.panel.onShow()
	}
}

func (d *dosing) keepPanel() {
	if d.panel != nil && d.panel.keeper != nil {
		d.panel.keeper.Keep()
	}
}

// closePanel shows the timeline again. What was typed stays as a draft.
func (d *dosing) closePanel() {
	d.keepPanel()
	d.panel = nil
	d.middle.Objects = []fyne.CanvasObject{d.lines.view}
	d.middle.Refresh()
	d.showQuick()
	d.focusLine()
}
