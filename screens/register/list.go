package register

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// soon is how many days before its last day a lot is marked.
const soon = 60

// list is the table of the lots, with the balance at any date.
type list struct {
	Deps
	loads int // counts loads, so that a late one is dropped
	ready bool
	books []register.Book

	day     *kit.DateField
	which   *kit.Choice
	large   bool         // as the text was when the table was made
	columns []kit.Column // all of them, in the order of a row's cells
	table   *kit.DataTable
	detail  *kit.Text   // all of the chosen lot, which a column may cut off
	receive *kit.Button // nil for who only reads
	holder  *fyne.Container
	around  fyne.CanvasObject // what is laid out anew when a text in it takes a line more
}

func newList(d Deps) *list {
	s := d.Shell
	v := &list{Deps: d, detail: kit.SmallPara("")}
	v.day = kit.NewDateField(s.T, "register.day", s.T("On hand at the end of"))
	v.day.SetHint(s.T("Empty: now"))
	v.which = kit.NewChoice(s.T, "register.which", s.T("Lots"), kit.Option{Value: "onhand", Label: s.T("On hand")}, kit.Option{Value: "all", Label: s.T("All")})
	v.which.SetValue("onhand")
	v.day.OnChanged, v.which.OnChanged = v.show, v.show
	v.large = kit.LargeText()
	onHand := float32(96)
	if v.large {
		onHand = 89 // a table that is short of room takes none from columns under 90
	}
	v.columns = []kit.Column{{ID: "drug", Label: s.T("Drug"), Flex: 3}, {ID: "form", Label: s.T("Form"), Flex: 3, Less: true},
		{ID: "strength", Label: s.T("Strength"), Width: 88, Less: v.large}, {ID: "lot", Label: s.T("Lot"), Flex: 3},
		{ID: "expires", Label: s.T("Expires"), Width: 178, Less: v.large},
		{ID: "sealed", Label: s.T("Unopened"), Width: 76, Right: true, Less: true}, {ID: "opened", Label: s.T("Opened"), Width: 66, Right: true, Less: true},
		{ID: "drawn", Label: s.T("Drawn"), Width: 66, Right: true, Less: true}, {ID: "onhand", Label: s.T("On hand"), Width: onHand, Right: true},
		{ID: "open", Label: s.T("To be put right"), Width: 112}}
	v.table = kit.NewDataTable("register.lots", s.T("Nothing is on hand. “All” shows the lots that were used up."), v.kept()...)
	v.table.OnSelected = func(string) { v.showChosen() }
	v.table.OnOpen = func(key string) { v.open(record.ID(key), "") }
	v.holder = kit.Stack(0, kit.Flex(1, v.waiting()))
	return v
}

// kept are the columns for which there is room: with large text a row of all
// would be wider than the window.
func (v *list) kept() []kit.Column {
	return slices.DeleteFunc(slices.Clone(v.columns), func(c kit.Column) bool { return c.Less && v.large })
}

// Content implements place.Screen. With large text the filters stand beside
// the table and scroll.
func (v *list) Content() fyne.CanvasObject {
	s := v.Shell
	var buttons []fyne.CanvasObject
	if v.may(clinic.KeepRegister) {
		v.receive = kit.Primary("register.receive", s.T("Receive a delivery"), v.onReceive)
		buttons = append(buttons, v.receive)
	}
	if v.may(clinic.CountRegister) {
		buttons = append(buttons, kit.Secondary("register.count", s.T("Count all lots"), v.onCount))
	}
	buttons = append(buttons, kit.Secondary("register.reports", s.T("Reports"), v.onReports))
	title := kit.Title(s.T("Register"))
	if kit.LargeText() {
		side := kit.NewForm(kit.Stack(kit.GapM, title, kit.FlowRow(kit.GapS, buttons...), v.detail, v.day, v.which), nil, s.Back)
		v.around = side
		return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Fixed(200, side), kit.Flex(1, v.holder)))
	}
	head := kit.Row(kit.GapM, append([]fyne.CanvasObject{title, kit.Spacer()}, buttons...)...)
	page := kit.Frame(kit.Stack(kit.GapS, head, kit.FormGrid(3, v.day, v.which), kit.Stack(0)), kit.Stack(0, kit.Flex(1, v.holder)), kit.PadXY(0, kit.GapS, v.detail))
	v.around = page
	return kit.Pad(kit.GapL, page)
}

// Show implements place.Screen.
func (v *list) Show() {
	v.loads++
	load, by := v.loads, v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		books, err := v.Desk.Books(ctx, by)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				v.Shell.Fail(err)
				if !v.ready {
					v.hold(v.unread("register.again", v.Show))
				}
			default:
				v.books, v.ready = books, true
				v.show()
				v.focus()
			}
		}
	})
}

// focus goes to the lots, or to the button by which the register begins,
// unless somebody is already at work in a field.
func (v *list) focus() {
	canvas := v.Shell.Window().Canvas()
	switch {
	case canvas.Focused() != nil && canvas.Focused() != fyne.Focusable(v.table):
	case len(v.books) > 0:
		v.table.Focus()
	case v.receive != nil:
		canvas.Focus(v.receive)
	}
}

func (v *list) hold(o fyne.CanvasObject) {
	v.holder.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.holder.Refresh()
}

// at is the instant of the balance: the end of the day that was typed, or now.
func (v *list) at() time.Time {
	if d, ok := v.day.Value(); ok && !d.IsZero() {
		return v.endOf(d)
	}
	return v.Shell.Now()
}

// show fills the table for the date and the filter.
func (v *list) show() {
	if !v.ready {
		return
	}
	if len(v.books) == 0 {
		s := v.Shell
		v.hold(kit.NewCard("", kit.EmptyState(s.T("No register is kept yet. It begins with the first delivery."),
			s.T("From then on each dose needs its draw from a lot, and the book must balance."))))
		return
	}
	at := v.at()
	rows := []kit.TableRow{}
	for _, b := range v.books {
		bal := b.Balance(at)
		if bal == (register.Balance{}) && v.which.Value() != "all" && v.toSettle(b) == 0 {
			continue
		}
		rows = append(rows, v.row(b, bal, at))
	}
	v.table.SetRows(rows)
	if v.table.SelectedKey() == "" && len(rows) > 0 {
		v.table.SelectKey(rows[0].Key)
	}
	v.hold(kit.FlushCard(v.table))
	v.showChosen()
}

func (v *list) row(b register.Book, bal register.Balance, at time.Time) kit.TableRow {
	s := v.Shell
	settle := kit.TextCell("")
	if n := v.toSettle(b); n > 0 {
		settle = kit.PillCell(s.T("%d to see to", n), kit.ToneStop)
	}
	f := b.Form.Figure
	cells := []kit.Cell{kit.StrongCell(b.Drug), kit.TextCell(s.T(string(b.Form))), kit.TextCell(b.Strength.Said(b.Form)),
		kit.TextCell(b.Number), v.expiry(b.Expiry, record.DateOf(at, s.Clinic().Location())), kit.TextCell(register.Lozenge.Figure(bal.Sealed / b.Size)), kit.TextCell(f(bal.Opened)), kit.TextCell(f(bal.Drawn)),
		kit.StrongCell(v.amount(b.Form, bal.OnHand())), settle}
	r := kit.TableRow{Key: string(b.ID)}
	for i, c := range v.columns {
		if !c.Less || !v.large {
			r.Cells = append(r.Cells, cells[i])
		}
	}
	return r
}

// toSettle counts what a person must put right in a lot.
func (v *list) toSettle(b register.Book) int {
	n := len(b.Conflicts())
	for _, d := range b.Differences() {
		if d.Open {
			n++
		}
	}
	return n
}

// expiry says the last day, with words when it is past or near.
func (d Deps) expiry(last, today record.Date) kit.Cell {
	s := d.Shell
	date := s.Book().Date(s.Lang(), last)
	switch {
	case today.Compare(last) > 0:
		return kit.PillCell(s.T("%s: expired", date), kit.ToneStop)
	case today.AddDays(soon).Compare(last) >= 0:
		return kit.PillCell(s.T("%s: soon", date), kit.ToneReview)
	}
	return kit.TextCell(date)
}

// showChosen says all of the chosen lot.
func (v *list) showChosen() {
	s := v.Shell
	b, err := find(v.books, record.ID(v.table.SelectedKey()))
	if err != nil {
		v.detail.SetText("")
		return
	}
	bal := b.Balance(v.at())
	text := s.T("%s. Unopened: %s. In opened ones: %s. Drawn and not accounted for: %s. Expires %s.", v.named(b.Label), v.amount(b.Form, bal.Sealed), v.amount(b.Form, bal.Opened),
		v.amount(b.Form, bal.Drawn), s.Book().Date(s.Lang(), b.Expiry))
	v.detail.SetText(text)
	v.around.Refresh()
}

func (v *list) onReceive() { v.open("", partReceive) }
func (v *list) onReports() { v.open("", partReports) }

func (v *list) onCount() {
	if v.ready && len(v.books) == 0 {
		v.Shell.Say(v.Shell.T("There is nothing to count yet."))
		return
	}
	v.open("", partCount)
}

func (v *list) onOpen() {
	if key := v.table.SelectedKey(); key != "" {
		v.open(record.ID(key), "")
	}
}

// FirstFocus implements place.FirstFocus: the lots, once they are there.
func (v *list) FirstFocus() fyne.Focusable {
	if !v.ready || len(v.books) == 0 {
		return nil
	}
	return v.table
}

// Leave implements place.Screen.
func (v *list) Leave() { v.loads++ }

// Commands implements place.Screen.
func (v *list) Commands() []place.Command {
	s := v.Shell
	not := func(a clinic.Action) func() bool { return func() bool { return !v.may(a) } }
	return []place.Command{
		{ID: "register.open", Label: s.T("Open the lot"), Key: fyne.KeyO, Modifier: ctrl, Do: v.onOpen, Disabled: func() bool { return len(v.books) == 0 }},
		{ID: "register.receive", Label: s.T("Receive a delivery"), Key: fyne.KeyR, Modifier: ctrl, Do: v.onReceive, Disabled: not(clinic.KeepRegister)},
		{ID: "register.count", Label: s.T("Count all lots"), Key: fyne.KeyT, Modifier: ctrl, Do: v.onCount, Disabled: func() bool { return !v.may(clinic.CountRegister) || len(v.books) == 0 }},
		{ID: "register.filter", Label: s.T("Go to the date"), Key: fyne.KeyF, Modifier: ctrl, Do: v.day.Focus},
		{ID: "register.reports", Label: s.T("Inventory and reports"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onReports},
	}
}
