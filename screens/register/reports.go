package register

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/preview"
)

// The papers of the register.
const (
	paperInventory = "inventory"
	paperLines     = "lines"
)

// reports makes the inventory and the report of a stretch of days, as a paper
// and as a file for spreadsheets.
type reports struct {
	Deps
	loads int

	which    *kit.Choice
	from, to *kit.DateField
	paper    *preview.Preview
	form     *kit.Form
}

// asked is which paper somebody asked for.
type asked struct {
	which    string
	from, to record.Date
}

func newReports(d Deps) *reports {
	s := d.Shell
	v := &reports{Deps: d, paper: preview.New("reports.paper", s.T("The paper as it prints"))}
	v.which = kit.NewChoice(s.T, "reports.which", s.T("Which paper"), kit.Option{Value: paperInventory, Label: s.T("Inventory")}, kit.Option{Value: paperLines, Label: s.T("Every line")})
	v.from = kit.NewDateField(s.T, "reports.from", s.T("From"))
	v.to = kit.NewDateField(s.T, "report.to", s.T("Up to and with"))
	v.which.SetValue(paperInventory)
	v.which.OnChanged = v.arrange
	v.paper.SetMessage(s.T("Choose a paper and press Show."))
	return v
}

// Content implements place.Screen.
func (v *reports) Content() fyne.CanvasObject {
	s := v.Shell
	v.form = kit.NewForm(kit.Stack(kit.GapM, kit.Title(s.T("Inventory and reports")).Wrapped(),
		v.which, v.from, v.to,
		kit.FlowRow(kit.GapS, kit.Primary("reports.show", s.T("Show"), v.onShow), kit.Secondary("reports.years", s.T("The last two years"), v.onYears)),
		kit.FlowRow(kit.GapS, kit.Secondary("reports.print", s.T("Print or save as PDF"), v.onPrint), kit.Secondary("reports.csv", s.T("Save for a spreadsheet"), v.onCSV)),
		kit.SmallPara(s.T("The inventory tells what was on hand at the end of a day; without a day, now. The report tells every line of its days, with the balance before and after. What leaves the program is on record.")),
		kit.Row(0, kit.Quiet("reports.leave", s.T("Back"), v.onLeave))), v.onShow, v.onLeave)
	v.arrange()
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(4, v.form), kit.Flex(7, v.paper)))
}

// arrange shows the dates that the paper asks for.
func (v *reports) arrange() {
	s := v.Shell
	lines := v.which.Value() == paperLines
	shown(v.from, lines)
	v.to.SetLabel(s.T("Up to and with"))
	v.to.SetHint("")
	if !lines {
		v.to.SetLabel(s.T("At the end of"))
		v.to.SetHint(s.T("Empty: now"))
	}
	v.form.Refresh()
}

// ask reads what is asked for; ok is false where a field is wrong, which is
// shown.
func (v *reports) ask() (a asked, ok bool) {
	if !place.CheckAnew(v.form) {
		return a, false
	}
	a.which = v.which.Value()
	a.from, _ = v.from.Value()
	a.to, _ = v.to.Value()
	if a.which == "" {
		v.which.SetError(v.Shell.T("Choose which paper."))
		v.which.Focus()
		return a, false
	}
	return a, true
}

// document makes the paper that was asked for.
func (v *reports) document(ctx context.Context, by record.Actor, a asked) (*handout.Document, error) {
	lang := v.Shell.Lang()
	if a.which == paperLines {
		return v.Desk.ReportDocument(ctx, by, a.from, a.to, lang, handout.Normal)
	}
	return v.Desk.InventoryDocument(ctx, by, v.endOf(a.to), lang, handout.Normal)
}

func (v *reports) onShow() {
	a, ok := v.ask()
	if !ok {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	v.loads++
	load := v.loads
	s.Run(func(ctx context.Context) func() {
		doc, err := v.document(ctx, by, a)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				v.failed(err)
			default:
				v.paper.SetDocument(*doc)
			}
		}
	})
}

func (v *reports) failed(err error) {
	place.ShowProblems(v.Shell, v.form, err)
	v.form.Refresh()
}

// onYears asks for the two years that end today, or on the day that is typed.
func (v *reports) onYears() {
	last, ok := v.to.Value()
	if !ok || last.IsZero() {
		last = v.today()
	}
	v.which.SetValue(paperLines)
	v.from.SetValue(register.TwoYearsTo(last))
	v.to.SetValue(last)
	v.arrange()
	v.onShow()
}

// name is what the file is called, without its ending.
func (v *reports) name(a asked) string {
	s := v.Shell
	last := a.to
	if last.IsZero() {
		last = v.today()
	}
	if a.which == paperLines {
		return s.T("Register of controlled drugs") + " " + a.from.String() + " " + last.String()
	}
	return s.T("Inventory of controlled drugs") + " " + last.String()
}

// recorded is what a paper is on record as.
func recorded(a asked) string {
	if a.which == paperLines {
		return register.ReportPaper
	}
	return register.InventoryPaper
}

// onPrint saves the paper as a PDF and opens it. It is on record as soon as
// its file is written.
func (v *reports) onPrint() {
	a, ok := v.ask()
	if !ok {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		doc, err := v.document(ctx, by, a)
		var pdf []byte
		if err == nil {
			pdf, err = v.Paint(*doc)
		}
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			s.SaveFile(v.name(a)+".pdf", pdf, func(path string, err error) { v.printed(by, a, path, err) })
		}
	})
}

func (v *reports) printed(by record.Actor, a asked, path string, err error) {
	s := v.Shell
	if err != nil || path == "" {
		v.unwritten(err)
		return
	}
	s.Run(func(ctx context.Context) func() {
		noted := v.Desk.Printed(ctx, by, recorded(a))
		return func() {
			opened := s.OpenFile(path)
			switch {
			case noted != nil:
				s.Fail(noted)
			case opened != nil:
				s.Fail(&record.Problem{Code: record.Unavailable, Text: "The paper was written, but nothing on this computer opened it.", Next: "Open it from its folder."})
			default:
				s.Saved(s.T("The paper was written"))
			}
		}
	})
}

// onCSV saves the same for a spreadsheet.
func (v *reports) onCSV() {
	a, ok := v.ask()
	if !ok {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		var csv []byte
		var err error
		if a.which == paperLines {
			csv, err = v.Desk.ReportCSV(ctx, by, a.from, a.to, s.Lang())
		} else {
			csv, err = v.Desk.InventoryCSV(ctx, by, v.endOf(a.to), s.Lang())
		}
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			s.SaveFile(v.name(a)+".csv", csv, func(path string, err error) {
				if err != nil || path == "" {
					v.unwritten(err)
					return
				}
				s.Saved(s.T("The file was written"))
			})
		}
	})
}

// unwritten tells that a file could not be written; nothing for somebody who
// thought better of it.
func (v *reports) unwritten(err error) {
	if err != nil {
		v.Shell.Fail(errors.Join(&record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The register is unchanged.",
			Next: "Choose another folder, or make room on the disk."}, err))
	}
}

func (v *reports) onLeave() { v.open("", "") }

// Show implements place.Screen.
func (v *reports) Show() {}

// FirstFocus implements place.FirstFocus.
func (v *reports) FirstFocus() fyne.Focusable {
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *reports) Leave() { v.loads++ }

// Commands implements place.Screen.
func (v *reports) Commands() []place.Command {
	s := v.Shell
	return []place.Command{
		{ID: "reports.show", Label: s.T("Show"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onShow},
		{ID: "reports.years", Label: s.T("The last two years"), Key: fyne.KeyT, Modifier: ctrl, Do: v.onYears},
		{ID: "reports.print", Label: s.T("Print or save as PDF"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint},
		{ID: "reports.csv", Label: s.T("Save for a spreadsheet"), Key: fyne.KeyE, Modifier: ctrl, Do: v.onCSV},
		{ID: "reports.leave", Label: s.T("Back to the register"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: v.onLeave},
	}
}
