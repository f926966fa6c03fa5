package backups

import (
	"context"

	"kapdesk/app/backups"
	"kapdesk/app/clinic"
	"kapdesk/screens/kit"
)

// found lists the backups that lie in one folder.
type found struct {
	v          *screen
	card       *kit.Card
	table      *kit.DataTable
	where      *kit.Text
	check, try *kit.Button
	asks       int // counts lists asked for, so that a late one is dropped
}

func newFound(v *screen) *found {
	s := v.Shell
	f := &found{v: v, where: kit.SmallPara("")}
	f.table = kit.NewDataTable("backups.found", s.T("There is no backup of this clinic in this folder."),
		kit.Column{ID: "made", Label: s.T("Made"), Flex: 2}, kit.Column{ID: "size", Label: s.T("Size"), Width: 90, Right: true},
		kit.Column{ID: "laptop", Label: s.T("Laptop"), Flex: 1.5, Less: true}, kit.Column{ID: "known", Label: s.T("Read and found whole"), Flex: 2})
	f.table.OnSelected = func(string) { f.enable() }
	f.table.OnOpen = func(string) { v.onTry() }
	f.check = kit.Secondary("backups.check", s.T("Check it"), v.onCheck)
	f.try = kit.Secondary("backups.try", s.T("Try it"), v.onTry)
	f.card = kit.NewCard(s.T("The backups"), kit.Stack(kit.GapM, f.where, kit.FlushCard(f.table), kit.FlowRow(kit.GapS, f.check, f.try),
		kit.SmallPara(s.T("“Check it” reads all of a backup. “Try it” restores it beside the clinic, compares it and removes it again; the clinic itself is not touched."))))
	return f
}

// open lists the backups of another folder.
func (v *screen) open(folder int) {
	v.folder = folder
	v.list()
}

// list reads the backups in the folder that is open.
func (v *screen) list() {
	f, s := v.found, v.Shell
	f.asks++
	ask, by := f.asks, s.Actor()
	folder, ok := v.state.Settings.Folder(v.folder)
	if !ok {
		f.show("", nil)
		return
	}
	if len(v.listed) == 0 {
		f.where.SetText(s.T("Reading the folder…"))
	}
	s.Run(func(ctx context.Context) func() {
		list, err := v.Desk.List(ctx, by, folder.N)
		return func() {
			switch {
			case ask != f.asks:
			case err != nil:
				f.show(s.T("%s cannot be read now.", folder.Path), nil)
				s.Fail(err)
			default:
				f.show(folder.Path, list)
			}
		}
	})
}

// show shows what lies in a folder.
func (f *found) show(where string, list []backups.Listed) {
	s := f.v.Shell
	f.v.listed = list
	f.where.SetText(where)
	rows := make([]kit.TableRow, len(list))
	for i, b := range list {
		laptop, known := kit.MutedCell(b.Device), kit.MutedCell(s.T("not by this laptop"))
		if b.Own {
			laptop = kit.TextCell(s.T("This laptop"))
			known = kit.PillCell(s.T("Not known to be whole"), kit.ToneReview)
		}
		if !b.Checked.IsZero() {
			known = kit.TextCell(f.v.time(b.Checked))
		}
		rows[i] = kit.TableRow{Key: b.Name, Cells: []kit.Cell{kit.StrongCell(f.v.time(b.At)), kit.TextCell(bytes(b.Size)), laptop, known}}
	}
	f.table.SetRows(rows)
	if f.table.SelectedKey() == "" && len(rows) > 0 {
		f.table.SelectKey(rows[0].Key)
	}
	f.v.enable()
	f.v.form.Refresh()
}

// chosen is the selected backup.
func (f *found) chosen() (backups.Listed, bool) {
	for _, b := range f.v.listed {
		if b.Name == f.table.SelectedKey() {
			return b, true
		}
	}
	return backups.Listed{}, false
}

func (f *found) canCheck() bool {
	_, ok := f.chosen()
	return ok && f.v.ready && !f.v.work.on && f.v.Shell.Person().May(clinic.MakeBackup)
}

// canTry: what another laptop made cannot be compared with this one.
func (f *found) canTry() bool {
	b, _ := f.chosen()
	return b.Own && f.canCheck()
}

func (f *found) enable() {
	f.check.SetEnabled(f.canCheck())
	f.try.SetEnabled(f.canTry())
}
