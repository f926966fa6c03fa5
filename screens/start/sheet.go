package start

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Sheet is a recovery sheet that has just been made: what it was before opens
// nothing any more.
type Sheet struct {
	Groups []string // the words to read and to type, a few letters each
	Paper  []byte   // the sheet as a PDF
	Name   string   // of the file
}

// Sheets makes recovery sheets and keeps that one was proven. Both are called
// off the window.
type Sheets interface {
	Make(ctx context.Context) (Sheet, error)
	// Prove records that the end of the sheet was typed from paper.
	Prove(ctx context.Context) error
}

// Recovery shows the recovery sheet and asks for its end, so that it is known
// to be on paper and legible.
type Recovery struct {
	shell  place.Shell
	sheets Sheets
	done   func()

	sheet Sheet
	end   *kit.TextField
	words *kit.Text
	form  *kit.Form
}

// NewRecovery makes the screen; done goes on, proven or put off.
func NewRecovery(s place.Shell, sheets Sheets, done func()) *Recovery {
	return &Recovery{shell: s, sheets: sheets, done: done}
}

// Content implements place.Screen.
func (v *Recovery) Content() fyne.CanvasObject {
	s := v.shell
	v.words = kit.SmallPara("").In(kit.ColorInk)
	v.end = kit.NewTextField(s.T, "sheet.end", s.T("Type the last two groups from the paper"))
	v.end.SetCheck(func(text string) string {
		n := len(v.sheet.Groups)
		if n < 2 || !strings.EqualFold(strings.Join(strings.Fields(text), ""), v.sheet.Groups[n-2]+v.sheet.Groups[n-1]) {
			return s.T("Those are not the last two groups of the sheet. Look at the end of its last line.")
		}
		return ""
	})
	print := kit.Secondary("sheet.print", s.T("Save the sheet to print it"), v.print)
	prove := kit.Primary("sheet.prove", s.T("I have it on paper"), v.prove)
	later := kit.Quiet("sheet.later", s.T("Later"), v.done)
	v.form = kit.NewForm(kit.Stack(kit.GapL,
		kit.Title(s.T("The recovery sheet")),
		kit.NewCard(s.T("The only way back in when every passphrase is lost"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Print two. Keep one in a safe or a sealed envelope, and one in another building. Who has it and this laptop, or a backup, can read every chart.")),
			v.words,
			kit.Row(0, print),
			kit.SmallPara(s.T("Delete the file when it is printed. A new sheet makes the old one useless.")))),
		kit.NewCard(s.T("Is it on paper?"), kit.Stack(kit.GapM, kit.FormGrid(2, v.end),
			kit.FlowRow(kit.GapM, prove, later)))), v.prove, nil)
	return middle(760, kit.PadXY(0, kit.GapL, v.form))
}

// Show implements place.Screen. It makes a new sheet: the words of an earlier
// one are kept nowhere.
func (v *Recovery) Show() {
	if len(v.sheet.Groups) > 0 {
		return
	}
	v.shell.Run(func(ctx context.Context) func() {
		sheet, err := v.sheets.Make(ctx)
		return func() {
			if err != nil {
				v.shell.Fail(err)
				return
			}
			v.sheet = sheet
			v.words.SetText(strings.Join(sheet.Groups, "  "))
			v.form.Refresh()
		}
	})
}

func (v *Recovery) print() {
	if len(v.sheet.Paper) == 0 {
		return
	}
	v.shell.SaveFile(v.sheet.Name, v.sheet.Paper, func(path string, err error) {
		switch {
		case err != nil:
			v.shell.Fail(err)
		case path == "":
		case v.shell.OpenFile(path) != nil:
			v.shell.Say(v.shell.T("The file is written, but no program here can show it: %s", path))
		default:
			v.shell.Saved(v.shell.T("The sheet is written. Delete the file when it is printed."))
		}
	})
}

func (v *Recovery) prove() {
	if !place.CheckAnew(v.form) {
		return
	}
	v.shell.Run(func(ctx context.Context) func() {
		err := v.sheets.Prove(ctx)
		return func() {
			if err != nil {
				v.shell.Fail(err)
				return
			}
			v.done()
		}
	})
}

// FirstFocus implements place.FirstFocus.
func (v *Recovery) FirstFocus() fyne.Focusable {
	v.form.FocusFirst()
	return v.shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *Recovery) Leave() {}

// Commands implements place.Screen.
func (v *Recovery) Commands() []place.Command {
	return []place.Command{{ID: "sheet.print", Label: v.shell.T("Save the sheet to print it"), Key: fyne.KeyP, Modifier: fyne.KeyModifierShortcutDefault,
		Do: v.print, Disabled: func() bool { return len(v.sheet.Paper) == 0 }}}
}
