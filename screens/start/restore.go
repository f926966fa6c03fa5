package start

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/backups"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Restorer brings a clinic back from a backup. It is called off the window and
// ends early with ctx; whatever goes wrong, nothing is left that could be
// taken for a clinic. Its errors are Problems; those with the field
// "restore.file" or "restore.sheet" are shown there.
type Restorer interface {
	Restore(ctx context.Context, path, sheet string, tell func(backups.Progress)) error
}

// RestoreDeps is what the screen needs.
type RestoreDeps struct {
	Shell    place.Shell
	Restorer Restorer
	Done     func() // the clinic is here: go on to the sign-in
	Back     func() // the person thought better of it
	// Tick runs the look at how far it has come; place.Tick in the program.
	Tick func(every time.Duration, f func()) (stop func())
}

// Restore asks for a backup and the recovery sheet, and brings the clinic back.
type Restore struct {
	RestoreDeps
	file  *place.Attach
	sheet *kit.NotesField
	form  *kit.Form
	card  *fyne.Container // what is asked for, what is under way, or that it is done

	told atomic.Pointer[backups.Progress]
	stop context.CancelFunc // ends what is under way; nil for nothing
	halt func()             // ends the looking
	said *kit.Text
	bar  *kit.Progress
	next *kit.Button // goes on when the clinic is here; nil before
}

// NewRestore makes the screen. What is typed is kept in no draft: the sheet
// opens every chart.
func NewRestore(d RestoreDeps) *Restore {
	s := d.Shell
	v := &Restore{RestoreDeps: d, card: kit.Stack(kit.GapL), said: kit.Paragraph(""), bar: kit.NewProgress()}
	v.file = place.NewAttach(s, "restore.file", s.T("The backup"))
	v.file.Path.SetCheck(func(text string) string {
		if strings.TrimSpace(text) == "" {
			return s.T("Type the folder and name of the backup, or choose it.")
		}
		return ""
	})
	v.sheet = kit.NewNotesField(s.T, "restore.sheet", s.T("The words under the code on the recovery sheet")).SetRows(3)
	v.sheet.SetHint(s.T("Spaces and capital letters make no difference."))
	v.sheet.SetCheck(func(text string) string {
		if strings.TrimSpace(text) == "" {
			return s.T("Type the words from the recovery sheet, group by group.")
		}
		return ""
	})
	return v
}

// Content implements place.Screen.
func (v *Restore) Content() fyne.CanvasObject {
	v.form = kit.NewForm(v.card, v.start, nil)
	v.ask()
	above := float32(kit.GapXL)
	if kit.LargeText() {
		above = kit.GapS
	}
	return middle(760, kit.PadXY(0, above, v.form))
}

// ask shows the fields.
func (v *Restore) ask() {
	s := v.Shell
	v.put(kit.Title(s.T("Bring a clinic back from its backup")),
		kit.NewCard("", kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Connect the disk that holds the backup, and take the recovery sheet to hand. A passphrase does not open a backup.")),
			v.file.Content(), v.sheet,
			kit.FlowRow(kit.GapM, kit.Primary("restore.start", s.T("Bring it back"), v.start), kit.Secondary("restore.back", s.T("Back"), v.Back)))))
}

// put shows other parts.
func (v *Restore) put(parts ...fyne.CanvasObject) {
	v.card.Objects = parts
	v.form.SetContent(v.card)
}

// looks is how often the screen looks how far it has come.
const looks = 200 * time.Millisecond

// start brings the clinic back. A second press meanwhile does nothing.
func (v *Restore) start() {
	if v.stop != nil || v.next != nil || !place.CheckAnew(v.form) {
		return
	}
	path := strings.TrimSpace(strings.Trim(strings.TrimSpace(v.file.Path.Text()), `"`))
	sheet := strings.Join(strings.Fields(v.sheet.Text()), " ")
	stopped, stop := context.WithCancel(context.Background())
	v.stop = stop
	v.told.Store(&backups.Progress{})
	v.run()
	v.Shell.Run(func(ctx context.Context) func() {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(stopped, end)()
		err := v.Restorer.Restore(ctx, path, sheet, func(p backups.Progress) { v.told.Store(&p) })
		return func() { v.ended(err, stopped.Err() != nil) }
	})
}

// run shows what is under way, with a way to stop it.
func (v *Restore) run() {
	s := v.Shell
	stop := kit.Secondary("restore.stop", s.T("Stop"), func() {
		if v.stop != nil {
			v.stop()
		}
	})
	v.put(kit.Title(s.T("Bring a clinic back from its backup")), kit.NewCard("", kit.Stack(kit.GapM, v.said, v.bar, kit.Row(0, stop))))
	v.look()
	v.halt = v.Tick(looks, v.look)
	s.Window().Canvas().Focus(stop)
}

// look shows how far it has come.
func (v *Restore) look() {
	s, p := v.Shell, *v.told.Load()
	said := s.T("Opening the backup")
	if p.Step != "" {
		said = s.T(string(p.Step))
	}
	v.said.SetText(said)
	const whole = 1000
	done := int64(0)
	if p.Total > 0 {
		done = min(whole*p.Done/p.Total, whole)
	}
	v.bar.Set(int(done), whole, "")
	v.form.Refresh()
}

func (v *Restore) ended(err error, stopped bool) {
	s := v.Shell
	v.rest()
	if err == nil {
		v.sheet.SetText("")
		v.next = kit.Primary("restore.next", s.T("Sign in"), v.Done)
		v.put(kit.Title(s.T("The clinic is here")), kit.NewCard("", kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Everything of the backup was read and is whole. Everybody signs in with the passphrase they had when it was made.")),
			kit.SmallPara(s.T("This laptop counts as a new one: choose its folders for backups in Settings, Backups.")), kit.Row(0, v.next))))
		s.Window().Canvas().Focus(v.next)
		return
	}
	v.ask()
	if stopped && errors.Is(err, context.Canceled) {
		s.Say(s.T("Stopped. Nothing was left on this laptop."))
		v.file.Path.Focus()
		return
	}
	place.ShowProblems(s, v.form, err)
	v.form.Refresh()
}

// rest forgets what was under way.
func (v *Restore) rest() {
	if v.halt != nil {
		v.halt()
		v.halt = nil
	}
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
}

// Show implements place.Screen.
func (v *Restore) Show() {}

// FirstFocus implements place.FirstFocus.
func (v *Restore) FirstFocus() fyne.Focusable {
	v.file.Path.Focus()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen. Nobody would be told any more how it ended,
// so that it is stopped; and the sheet is taken off the window.
func (v *Restore) Leave() {
	v.rest()
	v.sheet.SetText("")
}

// Commands implements place.Screen.
func (v *Restore) Commands() []place.Command {
	return []place.Command{{ID: "restore.start", Label: v.Shell.T("Bring it back"), Key: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault,
		Do: v.start, Disabled: func() bool { return v.stop != nil || v.next != nil }}}
}
