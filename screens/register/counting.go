package register

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// counting is the blind count of one lot, or of all lots one after the other.
// It shows what there is to count and nothing of how much there should be.
type counting struct {
	Deps
	lot   record.ID   // "" counts all
	after record.ID   // where the count of all goes on; "" begins it
	queue []record.ID // the lots to count
	at    int         // which of them
	loads int
	ready bool

	sheet  register.Sheet
	fields *fields
	sealed *decimal
	vials  []*decimal // in the order of the sheet's
	keeper *place.Keeper
	form   *kit.Form // nil while an outcome is shown
	page   *fyne.Container
	first  fyne.Focusable
}

func newCounting(d Deps, lot, after record.ID) *counting {
	v := &counting{Deps: d, lot: lot, after: after, page: kit.Stack(0)}
	v.put(v.waiting())
	return v
}

// Content implements place.Screen.
func (v *counting) Content() fyne.CanvasObject { return v.page }

func (v *counting) put(o fyne.CanvasObject) {
	v.page.Objects = []fyne.CanvasObject{kit.Flex(1, kit.Pad(kit.GapL, narrow(o)))}
	v.page.Refresh()
}

// Show implements place.Screen. Coming back to the window, the count stands as
// it was.
func (v *counting) Show() {
	if v.ready {
		return
	}
	s := v.Shell
	if !v.may(clinic.CountRegister) {
		v.put(kit.NewCard("", kit.EmptyState(s.T("Your role does not count the stock"), s.T("A nurse, a prescriber, a therapist or the owner does."))))
		return
	}
	v.loads++
	load, by, now := v.loads, s.Actor(), s.Now()
	s.Run(func(ctx context.Context) func() {
		queue, at, err := v.toCount(ctx, by, now)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				s.Fail(err)
				v.put(v.unread("register.again", v.Show))
			default:
				v.queue, v.at = queue, at
				v.next()
			}
		}
	})
}

// toCount gives the lots to count and whose turn it is. The lot after which
// the count goes on is among them even if nothing of it is left by now.
func (v *counting) toCount(ctx context.Context, by record.Actor, now time.Time) (queue []record.ID, at int, err error) {
	if v.lot != "" {
		return []record.ID{v.lot}, 0, nil
	}
	books, err := v.Desk.Books(ctx, by)
	for _, b := range books {
		if b.ID == v.after || b.Balance(now) != (register.Balance{}) {
			queue = append(queue, b.ID)
		}
		if b.ID == v.after {
			at = len(queue)
		}
	}
	return queue, at, err
}

// next reads the sheet of the lot whose turn it is, or says that all are
// counted.
func (v *counting) next() {
	s := v.Shell
	if v.at >= len(v.queue) {
		v.ready = true
		v.tell(kit.ToneDone, s.T("Everything that is on hand has been counted."), kit.Primary("count.done", s.T("Back to the register"), v.onLeave))
		return
	}
	v.loads++
	load, by, lot := v.loads, s.Actor(), v.queue[v.at]
	s.Run(func(ctx context.Context) func() {
		sheet, err := v.Desk.ToCount(ctx, by, lot)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				s.Fail(err)
				v.put(v.unread("register.again", v.next))
			default:
				v.sheet, v.ready = sheet, true
				v.show()
			}
		}
	})
}

// show makes the fields of the sheet, empty or as the draft has them.
func (v *counting) show() {
	s := v.Shell
	v.fields, v.vials = &fields{shell: s}, nil
	unopened := s.T("Unopened containers of %s", v.amount(v.sheet.Form, v.sheet.Size))
	if !v.sheet.Form.Liquid() {
		unopened = s.T("Pieces")
	}
	v.sealed = v.fields.whole("count.containers", unopened, "", s.T("Count the unopened containers."))
	parts := []fyne.CanvasObject{kit.Title(s.T("Count")), kit.Section(v.named(v.sheet.Label)).Wrapped()}
	if len(v.queue) > 1 {
		parts = append(parts, kit.Muted(s.T("Lot %d of %d", v.at+1, len(v.queue))))
	}
	parts = append(parts, kit.Paragraph(s.T("Count what is there, without looking at the book. None counts as 0.")), v.sealed.field)
	for i, o := range v.sheet.Vials {
		id := "count.vials"
		if i > 0 {
			id += fmt.Sprint(".", i+1)
		}
		d := v.fields.decimal(id, s.T("Left in the vial opened %s by %s", v.when(o.At), o.By), s.T(string(register.ML)), s.T("Look at this vial; an empty one counts as 0."))
		v.vials = append(v.vials, d)
		parts = append(parts, d.field)
	}
	v.keeper = place.NewKeeper(v.Drafts, s, "register/"+string(v.sheet.Lot)+"/count", func() any { return v.fields.values() })
	v.keeper.Clean()
	var typed map[string]string
	if v.keeper.Restore(&typed) {
		v.fields.fill(typed)
	}
	v.fields.changed = v.keeper.Changed
	parts = append(parts, kit.FlowRow(kit.GapM, kit.Primary("count.save", s.T("Record the count"), v.save), kit.Quiet("count.leave", s.T("Not now"), v.onLeave)))
	v.form = kit.NewForm(kit.Stack(kit.GapM, parts...), v.save, v.onLeave)
	v.put(v.form)
	v.form.FocusFirst()
}

func (v *counting) save() {
	if v.form == nil {
		return
	}
	place.Forget(v.form)
	n, ok := v.sealed.count()
	c := register.Counted{Lot: v.sheet.Lot, Containers: n}
	for i, d := range v.vials {
		left, right := d.value()
		ok = ok && right
		c.Vials = append(c.Vials, register.Left{Vial: v.sheet.Vials[i].ID, Amount: left})
	}
	if !ok {
		for _, f := range v.form.Fields() {
			if f.Error() != "" {
				f.Focus()
				break
			}
		}
		v.form.Refresh()
		return
	}
	var id record.EventID
	agrees := false
	v.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		id, agrees, err = v.Desk.Count(ctx, by, c)
		return err
	}, func(err error) { v.counted(id, agrees, err) })
}

func (v *counting) counted(id record.EventID, agrees bool, err error) {
	s := v.Shell
	if err != nil {
		place.ShowProblems(s, v.form, err)
		v.form.Refresh()
		return
	}
	v.fields.fill(nil)
	v.keeper.Drop()
	s.Saved(s.T("The count is in the register"))
	v.form = nil
	on := kit.Primary("count.next", s.T("Next lot"), v.onNext)
	if v.at+1 >= len(v.queue) {
		on = kit.Primary("count.next", s.T("Done"), v.onNext)
	}
	if agrees {
		v.tell(kit.ToneDone, s.T("The count agrees with the book."), on)
		return
	}
	again := kit.Primary("count.again", s.T("Count again"), v.show)
	on = kit.Secondary("count.next", on.Text(), v.onNext)
	buttons := []*kit.Button{again}
	if v.may(clinic.KeepRegister) {
		buttons = append(buttons, kit.Secondary("count.explain", s.T("Explain the difference"), func() { v.onExplain(id) }))
	}
	v.tell(kit.ToneStop, s.T("The count differs from the book. Count again, or have the difference explained before a witness. It stays open until then."), append(buttons, on)...)
}

// tell shows an outcome and what can be done about it.
func (v *counting) tell(tone kit.Tone, text string, buttons ...*kit.Button) {
	s := v.Shell
	v.form = nil
	row := []fyne.CanvasObject{}
	for _, b := range buttons {
		row = append(row, b)
	}
	parts := []fyne.CanvasObject{kit.Title(s.T("Count"))}
	if v.at < len(v.queue) {
		parts = append(parts, kit.Section(v.named(v.sheet.Label)).Wrapped())
	}
	v.put(kit.VScroll(kit.Stack(kit.GapM, append(parts, kit.Banner(tone, "", text), kit.FlowRow(kit.GapM, row...))...)))
	v.first = buttons[0]
	s.Window().Canvas().Focus(buttons[0])
}

// onExplain opens the form that explains a difference. It leads back to the
// next lot when all are counted.
func (v *counting) onExplain(count record.EventID) {
	part := partExplain
	if v.lot == "" {
		part = partSettle
	}
	v.open(v.sheet.Lot, part+":"+count.String())
}

func (v *counting) onNext() {
	if v.at++; v.at >= len(v.queue) && v.lot != "" {
		v.onLeave()
		return
	}
	v.next()
}

func (v *counting) onLeave() { v.open(v.lot, "") }

// FirstFocus implements place.FirstFocus.
func (v *counting) FirstFocus() fyne.Focusable {
	if v.form == nil {
		return v.first
	}
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *counting) Leave() {
	v.loads++
	if v.keeper != nil && v.form != nil {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *counting) Commands() []place.Command {
	s := v.Shell
	return []place.Command{{ID: "count.save", Label: s.T("Record the count"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.save, Disabled: func() bool { return v.form == nil }},
		{ID: "count.leave", Label: s.T("Back to the register"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: v.onLeave}}
}
