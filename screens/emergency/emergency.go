// Package emergency is the one page of a chart that helps in an emergency.
// Who may not see the chart says why, and then reads it too.
package emergency

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/preview"
)

// Desk opens the page.
type Desk interface {
	Until(ctx context.Context, by record.Actor, patient record.ID) (until time.Time, open bool, err error)
	Open(ctx context.Context, by record.Actor, patient record.ID, why string) (until time.Time, err error)
	Page(ctx context.Context, by record.Actor, patient record.ID) (handout.Document, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	Paint  place.Paint
	Keep   place.Keep // puts the printed page into the chart
}

// Screen is the screen.
type Screen struct {
	Deps
	patient record.ID
	holder  *fyne.Container
	page    *preview.Preview
	why     *kit.NotesField
	form    *kit.Form
	head    *kit.Text
	keeper  *place.Keeper
	shown   bool
	busy    bool
}

// New makes the screen for a patient.
func New(d Deps, patient record.ID) *Screen {
	s := d.Shell
	v := &Screen{Deps: d, patient: patient, holder: container.NewStack(kit.Pad(20, kit.Muted(s.T("Reading the chart…")))), head: kit.SmallPara("")}
	v.page = preview.New("emergency.page", s.T("In an emergency"))
	v.why = kit.NewNotesField(s.T, "emergency.why", s.T("What has happened?")).SetRows(3)
	v.keeper = place.NewKeeper(d.Drafts, s, "emergency/"+string(patient), func() any { return v.why.Text() })
	v.why.OnChanged = v.keeper.Changed
	return v
}

// Content implements place.Screen.
func (v *Screen) Content() fyne.CanvasObject { return v.holder }

// Show implements place.Screen.
func (v *Screen) Show() {
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		until, open, err := v.Desk.Until(ctx, by, v.patient)
		if err != nil {
			return func() { v.fail(err) }
		}
		if !open {
			return v.ask
		}
		return v.read(ctx, by, until)
	})
}

// read gets the page off the window.
func (v *Screen) read(ctx context.Context, by record.Actor, until time.Time) func() {
	doc, err := v.Desk.Page(ctx, by, v.patient)
	return func() {
		if err != nil {
			v.fail(err)
			return
		}
		v.show(doc, until)
	}
}

// fail says that there is no page to read, and why.
func (v *Screen) fail(err error) {
	s := v.Shell
	v.holder.Objects = []fyne.CanvasObject{kit.Pad(20, kit.EmptyState(s.T("The page cannot be shown"), s.T("Nothing was changed. The reason stands below.")))}
	v.holder.Refresh()
	s.Fail(err)
}

// show puts the page into the window.
func (v *Screen) show(doc handout.Document, until time.Time) {
	s := v.Shell
	v.shown = true
	v.head.SetText("")
	if !until.IsZero() {
		v.head.SetText(s.T("Open to you until %s. The owner is told that you opened it, and why.", words.Time(until, s.Clinic().Location())))
	}
	v.page.SetDocument(doc)
	print := kit.Primary("emergency.print", s.T("Print for the helpers"), v.print)
	v.holder.Objects = []fyne.CanvasObject{kit.Pad(20, kit.Stack(kit.GapM,
		kit.Row(kit.GapM, kit.Section(s.T("In an emergency")), kit.Flex(1, v.head), print), kit.Flex(1, v.page)))}
	v.holder.Refresh()
	s.Window().Canvas().Focus(v.page)
}

// ask shows what it takes to open the page.
func (v *Screen) ask() {
	s := v.Shell
	v.shown = false
	open := kit.Danger("emergency.open", s.T("Open it now"), v.open)
	body := kit.Stack(kit.GapM, kit.Section(s.T("This chart is closed to your role")),
		kit.Paragraph(s.T("If somebody's health depends on it, say in a few words what has happened. You then read one page for an hour: allergies, medicines, doses and vital signs.")),
		kit.Paragraph(s.T("It is put on record, and an owner is told.")), v.why, kit.Row(0, open))
	v.form = kit.NewForm(kit.Row(0, kit.Fixed(640, kit.NewCard("", body))), v.open, s.Back)
	v.holder.Objects = []fyne.CanvasObject{kit.Pad(20, v.form)}
	v.holder.Refresh()
	var typed string
	v.keeper.Clean()
	if v.keeper.Restore(&typed) {
		v.why.SetText(typed)
	}
	v.why.Focus()
}

// open breaks the glass.
func (v *Screen) open() {
	if v.busy || v.form == nil {
		return
	}
	s, by, why := v.Shell, v.Shell.Actor(), v.why.Text()
	v.busy = true
	s.Run(func(ctx context.Context) func() {
		until, err := v.Desk.Open(ctx, by, v.patient, why)
		if err != nil {
			return func() {
				v.busy = false
				place.ShowProblems(s, v.form, err)
			}
		}
		show := v.read(ctx, by, until)
		return func() {
			v.busy = false
			v.why.SetText("")
			v.keeper.Drop()
			show()
		}
	})
}

func (v *Screen) print() {
	if !v.shown {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	place.PrintPaper(s, v.Paint, v.Keep, s.T("In an emergency"), func(ctx context.Context) (handout.Document, error) {
		return v.Desk.Page(ctx, by, v.patient)
	})
}

// Leave implements place.Screen.
func (v *Screen) Leave() {
	if v.form != nil && !v.shown {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *Screen) Commands() []place.Command {
	return []place.Command{{ID: "emergency.print", Label: v.Shell.T("Print for the helpers"), Key: fyne.KeyP, Modifier: fyne.KeyModifierShortcutDefault,
		Do: v.print, Disabled: func() bool { return !v.shown }}}
}
