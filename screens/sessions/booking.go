package sessions

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// booking is the form at the right: it books a visit, or moves one.
type booking struct {
	v      *Sessions
	keeper *place.Keeper
	moving session.Visit // the visit that is moved; none when one is booked

	title *kit.Text
	kind  *kit.Choice
	date  *kit.DateField
	clock *kit.TimeField
	room  *kit.TextField
	with  *kit.Picker
	form  *kit.Form
	save  *kit.Button
	stop  *kit.Button
	after record.ID // booked last, to be marked
}

// typed is what stands in the form, for its draft.
type typed struct {
	Kind, Date, Clock, Room, With, WithName string
	Moving                                  record.ID
}

func newBooking(v *Sessions) *booking {
	s := v.Shell
	b := &booking{v: v, title: kit.Section(s.T("Book a visit"))}
	b.kind = kit.NewChoice(s.T, "book.kind", s.T("What for"))
	var kinds []kit.Option
	for _, k := range session.Kinds {
		kinds = append(kinds, kit.Option{Value: string(k), Label: s.T(k.Name()), Tone: kit.ToneAccent})
	}
	b.kind.SetOptions(kinds...)
	b.date = kit.NewDateField(s.T, "book.date", s.T("Date"))
	b.clock = kit.NewTimeField(s.T, "book.time", s.T("Time"))
	b.room = kit.NewTextField(s.T, "book.room", s.T("Room"))
	b.with = kit.NewPicker(s.T, "book.with", s.T("With"))
	b.save = kit.Primary("book.save", s.T("Book"), b.onSave)
	b.stop = kit.Secondary("book.stop", s.T("Leave it where it is"), b.reset)
	b.keeper = place.NewKeeper(v.Drafts, s, "sessions/"+string(v.patient)+"/book", func() any { return b.read() })
	changed := b.keeper.Changed
	b.kind.OnChanged, b.date.OnChanged, b.clock.OnChanged, b.room.OnChanged, b.with.OnChanged = changed, changed, changed, changed, changed
	return b
}

func (b *booking) content() fyne.CanvasObject {
	s := b.v.Shell
	if !s.Person().May(clinic.BookVisit) {
		b.form = kit.NewForm(kit.SmallPara(s.T("Your role may see the visits and not book any.")), nil, s.Back)
		return kit.NewCard("", b.form)
	}
	b.stop.Hide()
	fields := kit.Stack(kit.GapM, b.title, b.kind, kit.FormGridMin(2, 110, b.date, b.clock), b.room, b.with,
		kit.FlowRow(kit.GapS, b.save, b.stop), kit.SmallPara(s.T("Ctrl+Enter saves · Enter next · Esc leaves, nothing is lost")))
	b.form = kit.NewForm(fields, b.onSave, s.Back)
	return kit.NewCard("", b.form)
}

func (b *booking) read() typed {
	return typed{Kind: b.kind.Value(), Date: b.date.Text(), Clock: b.clock.Text(), Room: b.room.Text(), With: b.with.Value(), WithName: b.with.Text(), Moving: b.moving.ID}
}

func (b *booking) show(t typed) {
	b.kind.SetValue(t.Kind)
	b.date.SetText(t.Date)
	b.clock.SetText(t.Clock)
	b.room.SetText(t.Room)
	b.with.Set(kit.Option{Value: t.With, Label: t.WithName})
}

// fill offers the people and brings back what was typed and not saved.
func (b *booking) fill(people []clinic.Person) {
	var options []kit.Option
	for _, p := range people {
		if p.Active && clinic.May(p.Roles, clinic.RecordSession) {
			options = append(options, kit.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	b.with.SetOptions(options...)
	b.keeper.Clean()
	var t typed
	if !b.keeper.Restore(&t) {
		return
	}
	for _, r := range b.v.rows {
		if r.Visit.ID == t.Moving && r.Visit.State == session.Booked {
			b.move(r.Visit)
		}
	}
	b.show(t)
}

// focus puts typing where a visit is booked.
func (b *booking) focus() { b.kind.Focus() }

// move turns the form into one that moves the visit.
func (b *booking) move(v session.Visit) {
	s := b.v.Shell
	b.moving = v
	zone := s.Clinic().Location()
	b.kind.SetValue(string(v.Kind))
	b.kind.SetReadOnly(true)
	b.date.SetValue(record.DateOf(v.Starts, zone))
	local := v.Starts.In(zone)
	b.clock.SetValue(local.Hour(), local.Minute())
	b.room.SetText(v.Room)
	b.with.SetValue(string(v.With))
	b.title.SetText(s.T("Move this visit"))
	b.save.SetText(s.T("Move"))
	b.stop.Show()
	b.form.Refresh()
	b.date.Focus()
}

// reset empties the form and makes it one that books.
func (b *booking) reset() {
	s := b.v.Shell
	b.moving = session.Visit{}
	b.kind.SetReadOnly(false)
	b.show(typed{})
	b.title.SetText(s.T("Book a visit"))
	b.save.SetText(s.T("Book"))
	b.stop.Hide()
	b.form.Refresh()
	b.keeper.Drop()
}

func (b *booking) onSave() {
	if place.Forget(b.form); !b.form.Check() {
		return
	}
	v := b.v
	starts := b.starts()
	kind, room, with, moving := session.Kind(b.kind.Value()), b.room.Text(), record.ID(b.with.Value()), b.moving.ID
	v.do(func(ctx context.Context, by record.Actor) (err error) {
		if moving != "" {
			return v.Desk.Move(ctx, by, moving, starts, room, with)
		}
		b.after, err = v.Desk.Book(ctx, by, v.patient, kind, starts, room, with)
		return err
	}, func(err error) {
		if err != nil {
			place.ShowProblems(v.Shell, b.form, err)
			return
		}
		b.reset()
	})
}

// starts is the typed date and time as an instant; zero where one is missing.
func (b *booking) starts() time.Time {
	d, okDate := b.date.Value()
	h, m, okTime := b.clock.Value()
	if !okDate || !okTime || d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, h, m, 0, 0, b.v.Shell.Clinic().Location()).UTC()
}
