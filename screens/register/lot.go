package register

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// lot is the page of one lot: its lines, and beside them what is open.
type lot struct {
	Deps
	id    record.ID
	loads int
	ready bool
	book  register.Book
	acc   register.Account

	table  *kit.DataTable
	detail *kit.Text // all of the chosen line, which a column may cut off
	side   *fyne.Container
	page   *fyne.Container
}

func newLot(d Deps, id record.ID) *lot {
	s := d.Shell
	v := &lot{Deps: d, id: id, detail: kit.SmallPara("")}
	large := kit.LargeText()
	v.table = kit.NewDataTable("register.lines", s.T("Nothing was written."),
		kit.Column{ID: "when", Label: s.T("When"), Width: 148}, kit.Column{ID: "what", Label: s.T("What"), Flex: 9},
		kit.Column{ID: "amount", Label: s.T("Amount"), Width: 62, Right: true}, kit.Column{ID: "onhand", Label: s.T("On hand"), Width: 66, Right: true, Less: large},
		kit.Column{ID: "by", Label: s.T("By"), Flex: 5, Less: true}, kit.Column{ID: "witness", Label: s.T("Witness"), Flex: 5, Less: true})
	v.table.OnSelected = func(string) { v.showChosen() }
	v.table.OnOpen = func(string) { v.onSession() }
	v.page = kit.Stack(0, kit.Flex(1, kit.Pad(kit.GapL, v.waiting())))
	return v
}

// Content implements place.Screen.
func (v *lot) Content() fyne.CanvasObject { return v.page }

// Show implements place.Screen.
func (v *lot) Show() {
	v.loads++
	load, by, today := v.loads, v.Shell.Actor(), v.today()
	v.Shell.Run(func(ctx context.Context) func() {
		book, acc, err := v.read(ctx, by, today)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				v.Shell.Fail(err)
				if !v.ready {
					v.put(kit.Pad(kit.GapL, v.unread("register.again", v.Show)))
				}
			default:
				v.book, v.acc, v.ready = book, acc, true
				v.show()
			}
		}
	})
}

// began is before every line.
var began = record.Date{Year: 1970, Month: 1, Day: 1}

// read gives the lot's book and the account of all its time.
func (v *lot) read(ctx context.Context, by record.Actor, today record.Date) (b register.Book, a register.Account, err error) {
	books, err := v.Desk.Books(ctx, by)
	if err != nil {
		return b, a, err
	}
	if b, err = find(books, v.id); err != nil {
		return b, a, err
	}
	rep, err := v.Desk.Report(ctx, by, began, today)
	for _, one := range rep.Accounts {
		if one.Lot == v.id {
			a = one
		}
	}
	return b, a, err
}

func (v *lot) put(o fyne.CanvasObject) {
	v.page.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.page.Refresh()
}

func (v *lot) show() {
	s := v.Shell
	rows := make([]kit.TableRow, len(v.acc.Entries))
	for i, e := range v.acc.Entries {
		rows[len(rows)-1-i] = v.row(e) // the newest on top
	}
	keep := v.table.SelectedKey()
	v.table.SetRows(rows)
	if keep == "" && len(rows) > 0 {
		v.table.SelectKey(rows[0].Key)
	}
	about := []fyne.CanvasObject{kit.Small(s.T("Amounts in %s", s.T(string(v.book.Form.Unit())))), v.expiryPill()}
	title := []fyne.CanvasObject{kit.Quiet("register.back", "‹ "+s.T("Register"), v.onBack), kit.Flex(1, kit.Section(v.named(v.book.Label)).Wrapped())}
	head := kit.Row(kit.GapM, slices.Concat(title, about)...)
	v.side = kit.Stack(kit.GapM, v.sideCards()...)
	lines := kit.Frame(nil, kit.FlushCard(v.table), kit.PadXY(0, kit.GapS, v.detail))
	side := kit.NewForm(v.side, nil, v.onBack)
	body := kit.Columns(kit.GapL, kit.Flex(11, lines), kit.Flex(7, side))
	if kit.LargeText() { // the name of the lot needs the width, the table the height
		head = kit.Row(kit.GapM, title...)
		body = kit.Columns(kit.GapL, kit.Flex(1, kit.Frame(nil, kit.FlushCard(v.table), nil)), kit.Flex(1, side))
		v.side.Objects = slices.Concat([]fyne.CanvasObject{kit.FlowRow(kit.GapM, about...), v.detail}, v.side.Objects)
	}
	v.put(kit.Pad(kit.GapL, kit.Frame(kit.PadXY(0, kit.GapXS, head), body, nil)))
	v.showChosen()
	if v.Shell.Window().Canvas().Focused() == nil {
		v.table.Focus()
	}
}

func (v *lot) expiryPill() fyne.CanvasObject {
	s := v.Shell
	c := v.expiry(v.book.Expiry, v.today())
	if c.Kind == kit.CellPill {
		return kit.NewPill(c.Text, c.Tone)
	}
	return kit.Muted(s.T("Expires %s", c.Text))
}

func (v *lot) row(e register.Entry) kit.TableRow {
	s := v.Shell
	what, strike := s.T(register.Kinds[e.Kind]), kit.TextCell
	switch {
	case len(e.Struck) > 0:
		what = s.T("%s: taken back", what)
		strike = kit.StruckCell
	case e.Void:
		strike = kit.StruckCell
	}
	witness := ""
	if e.Witness != nil {
		witness = e.Witness.Name
	}
	kind := strike(what)
	if e.Late() {
		kind.Note = s.T("entered late")
	}
	return kit.TableRow{Key: e.ID.String(), Cells: []kit.Cell{kit.MutedCell(v.when(e.At)), kind, strike(e.Figure(v.book.Form)),
		kit.MutedCell(v.book.Form.Figure(e.OnHand)), kit.TextCell(e.By.Name), kit.TextCell(witness)}}
}

// chosen is the line that is marked.
func (v *lot) chosen() (register.Entry, bool) {
	for _, e := range v.acc.Entries {
		if e.ID.String() == v.table.SelectedKey() {
			return e, true
		}
	}
	return register.Entry{}, false
}

// showChosen says all of the chosen line, both times of one that was entered
// late, and by which counter-entry it was taken back.
func (v *lot) showChosen() {
	s := v.Shell
	e, ok := v.chosen()
	if !ok {
		v.detail.SetText("")
		return
	}
	text := v.when(e.At) + " · " + s.T(register.Kinds[e.Kind])
	if n := e.Said(s.T, v.book.Form); n != "" {
		text += " " + n
	}
	if e.Number != "" {
		text += " · " + s.T("Chart no. %s", e.Number)
	}
	if r := e.Remark(s.Book(), s.Lang(), s.Clinic().Location(), v.book.Label); r != "" {
		text += " · " + r
	}
	text += " · " + s.T("By %s", e.By.Name)
	if e.Witness != nil {
		text += " · " + s.T("Witness: %s", e.Witness.Name)
	}
	if e.Late() {
		text += " · " + s.T("written down %s", v.when(e.Entered))
	}
	for _, id := range e.Struck {
		if c, ok := v.book.Line(id); ok {
			text += " · " + s.T("Taken back on %s by %s: %s", v.when(c.Entered), c.By.Name, c.Reason)
		}
	}
	v.detail.SetText(text)
	v.page.Refresh() // it takes room of its own
}

// onSession opens the session of the chosen line.
func (v *lot) onSession() {
	if e, ok := v.chosen(); ok && v.linked(e) {
		v.Shell.Go(place.Route{Place: place.Session, Patient: e.Patient, Record: e.Session})
	}
}

// linked reports whether the line has a session that the person may open.
func (v *lot) linked(e register.Entry) bool {
	return e.Session != "" && e.Patient != "" && v.may(clinic.SeeChart)
}

func (v *lot) onBack() { v.open("", "") }

// FirstFocus implements place.FirstFocus.
func (v *lot) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	return v.table
}

// Leave implements place.Screen.
func (v *lot) Leave() { v.loads++ }
