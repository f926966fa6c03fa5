package start

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/practice"
)

// Named is somebody who has a passphrase.
type Named struct {
	ID   record.ID
	Name string
}

// Keys is what the sign-in asks of the clinic's keys. Open and Recover take
// their time and are called off the window; the function that they give lets
// the person in and is called on it. Their errors are Problems.
type Keys interface {
	// People lists who has a passphrase, in the order of their names.
	People() []Named
	// PIN gives how many tries a person has left for a PIN that they set since
	// the program was started; 0 where there is none.
	PIN(id record.ID) int
	// Open opens the clinic with a person's passphrase, or with their PIN.
	Open(ctx context.Context, id record.ID, passphrase string) (enter func(), err error)
	// Recover gives a person a new passphrase by the recovery sheet, and
	// opens the clinic.
	Recover(ctx context.Context, id record.ID, sheet, passphrase string) (enter func(), err error)
}

// Before is what the sign-in shows of the time before the clinic was locked.
type Before struct {
	// Who is marked among the names; "" is the first.
	Who record.ID
	// Why says why the clinic locked itself, in the reader's language; "" when
	// somebody did it.
	Why string
	// Clocks are the dosing sessions that go on meanwhile. They bear no name.
	Clocks []session.Clock
	// Tick runs a clock; place.Tick in the program.
	Tick func(every time.Duration, f func()) (stop func())
}

// SignIn asks who is here and for their passphrase. Nothing of the clinic is
// open behind it.
type SignIn struct {
	shell  place.Shell
	keys   Keys
	before Before
	clocks *clocks

	table      *kit.DataTable
	passphrase *kit.TextField
	sheet      *kit.TextField // the recovery sheet's words; only while the passphrase is forgotten
	twice      *practice.Passphrase
	form       *kit.Form
	forgotten  bool
	busy       bool
	body       *fyne.Container
}

// NewSignIn makes the screen.
func NewSignIn(s place.Shell, keys Keys, before Before) *SignIn {
	v := &SignIn{shell: s, keys: keys, before: before, clocks: newClocks(s, before), body: container.NewStack()}
	v.table = kit.NewDataTable("signin.people", s.T("Nobody has a passphrase yet."), kit.Column{ID: "name", Label: s.T("Name"), Flex: 1})
	v.table.OnOpen = func(string) { v.firstField().Focus() }
	v.table.OnSelected = func(string) { v.label() }
	return v
}

// Content implements place.Screen.
func (v *SignIn) Content() fyne.CanvasObject {
	s := v.shell
	v.passphrase = kit.NewPasswordField(s.T, "signin.passphrase", s.T("Passphrase"))
	v.passphrase.OnEnter = func(string) bool { // there is nothing more to fill in
		v.open()
		return true
	}
	v.sheet = kit.NewTextField(s.T, "signin.sheet", s.T("The words under the code on the recovery sheet"))
	v.sheet.SetHint(s.T("Spaces and capital letters make no difference."))
	v.twice = practice.NewPassphrase(s, "signin")
	v.arrange()
	head := kit.Stack(kit.GapS, kit.Title("KAP Desk"), kit.Section(s.T("Who is here?")),
		kit.Paragraph(s.T("Choose your name with the arrow keys, press Enter and type your passphrase. What you do is kept under your name.")))
	above := float32(kit.GapXL)
	if kit.LargeText() || len(v.before.Clocks) > 0 { // so that the field and its button are in view
		head, above = kit.Stack(0, kit.Section(s.T("Who is here?"))), kit.GapS
	}
	if v.before.Why != "" {
		head.Add(kit.SmallPara(v.before.Why))
	}
	if len(v.before.Clocks) == 0 {
		return v.middle(head, above)
	}
	return kit.Frame(v.clocks.content, v.middle(head, above), nil)
}

func (v *SignIn) middle(head *fyne.Container, above float32) fyne.CanvasObject {
	return middle(620, kit.PadXY(0, above, kit.Stack(kit.GapL, head, kit.Flex(1, kit.FlushCard(v.table)), kit.Flex(1, v.body))))
}

// arrange shows the passphrase, or what a forgotten one asks for.
func (v *SignIn) arrange() {
	s := v.shell
	in := kit.Primary("signin.open", s.T("Sign in"), v.open)
	other := kit.Quiet("signin.forgot", s.T("Forgot the passphrase?"), v.toggle)
	fields := kit.Stack(kit.GapM, v.passphrase)
	if v.forgotten {
		in.SetText(s.T("Set the new passphrase"))
		other.SetText(s.T("Back to the passphrase"))
		fields = kit.Stack(kit.GapM, kit.SmallPara(s.T("An owner who is signed in can give you a new passphrase in Settings. With the recovery sheet you can do it here.")),
			v.sheet, v.twice.View())
	}
	v.form = kit.NewForm(kit.Stack(kit.GapM, fields, kit.FlowRow(kit.GapM, in, other)), v.open, nil)
	v.body.Objects = []fyne.CanvasObject{v.form}
	v.body.Refresh()
}

// label says what is asked for: somebody with a PIN may type that.
func (v *SignIn) label() {
	s := v.shell
	switch left := v.keys.PIN(record.ID(v.table.SelectedKey())); {
	case left == 0:
		v.passphrase.SetLabel(s.T("Passphrase"))
		v.passphrase.SetHint("")
	default:
		v.passphrase.SetLabel(s.T("PIN or passphrase"))
		v.passphrase.SetHint(s.T("Tries left for the PIN: %d", left))
	}
}

// toggle goes between the passphrase and the recovery sheet.
func (v *SignIn) toggle() {
	v.forgotten = !v.forgotten
	v.passphrase.SetText("")
	v.sheet.SetText("")
	v.twice.Clear()
	v.arrange()
	v.firstField().Focus()
}

func (v *SignIn) firstField() *kit.TextField {
	if v.forgotten {
		return v.sheet
	}
	return v.passphrase
}

// open tries what was typed. A second press while it is tried does nothing.
func (v *SignIn) open() {
	s, id := v.shell, record.ID(v.table.SelectedKey())
	if v.busy || id == "" || !place.CheckAnew(v.form) {
		return
	}
	try := func(ctx context.Context) (func(), error) { return v.keys.Open(ctx, id, v.passphrase.Text()) }
	if v.forgotten {
		sheet, next := v.sheet.Text(), v.twice.Text()
		try = func(ctx context.Context) (func(), error) { return v.keys.Recover(ctx, id, sheet, next) }
	}
	v.busy = true
	s.Run(func(ctx context.Context) func() {
		enter, err := try(ctx)
		return func() {
			v.busy = false
			if err != nil {
				v.label()
				place.ShowProblems(s, v.form, err)
				return
			}
			enter()
		}
	})
}

// Show implements place.Screen.
func (v *SignIn) Show() {
	var rows []kit.TableRow
	for _, p := range v.keys.People() {
		rows = append(rows, kit.TableRow{Key: string(p.ID), Cells: []kit.Cell{kit.StrongCell(p.Name)}})
	}
	v.table.SetRows(rows)
	if len(rows) > 0 {
		v.table.SelectKey(rows[0].Key)
	}
	if v.known() {
		v.table.SelectKey(string(v.before.Who))
	}
	v.label()
	v.clocks.start()
}

// known reports whether it is known who is to come in.
func (v *SignIn) known() bool {
	return slices.ContainsFunc(v.keys.People(), func(p Named) bool { return p.ID == v.before.Who })
}

// FirstFocus implements place.FirstFocus. Where one person works alone, or it
// is known who is to come, there is nothing to choose.
func (v *SignIn) FirstFocus() fyne.Focusable {
	if len(v.keys.People()) == 1 || v.known() {
		v.passphrase.Focus()
		return v.shell.Window().Canvas().Focused()
	}
	return v.table
}

// Leave implements place.Screen.
func (v *SignIn) Leave() {
	v.clocks.halt()
	v.passphrase.SetText("")
	v.sheet.SetText("")
	v.twice.Clear()
}

// Commands implements place.Screen.
func (v *SignIn) Commands() []place.Command { return nil }
