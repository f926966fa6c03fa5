package settings

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Roles shows who may do what: the table by which the program itself decides.
type Roles struct {
	shell place.Shell
	table *kit.DataTable
}

// NewRoles makes the screen.
func NewRoles(s place.Shell) *Roles {
	columns := []kit.Column{{ID: "action", Label: s.T("What"), Flex: 3}}
	for _, r := range clinic.Roles {
		columns = append(columns, kit.Column{ID: string(r), Label: s.T(string(r)), Flex: 1})
	}
	v := &Roles{s, kit.NewDataTable("roles.table", "", columns...)}
	return v
}

// Content implements place.Screen.
func (v *Roles) Content() fyne.CanvasObject {
	s := v.shell
	return kit.Pad(20, kit.Stack(kit.GapM, kit.Row(kit.GapM, kit.Title(s.T("Who may do what")), kit.Spacer(), kit.Quiet("roles.back", s.T("Back to Settings"), s.Back)),
		kit.Paragraph(s.T("The program asks this table under every page and command. A person with several roles may do what any of them may; an owner who also treats patients holds a clinical role too.")),
		kit.Flex(1, kit.FlushCard(v.table))))
}

// Show implements place.Screen.
func (v *Roles) Show() {
	s := v.shell
	var rows []kit.TableRow
	for _, a := range clinic.Actions() {
		cells := []kit.Cell{kit.TextCell(capital(s.T(string(a))))}
		for _, r := range clinic.Roles {
			mark := "–"
			if clinic.May([]clinic.Role{r}, a) {
				mark = s.T("yes")
			}
			cells = append(cells, kit.TextCell(mark))
		}
		rows = append(rows, kit.TableRow{Key: string(a), Cells: cells})
	}
	v.table.SetRows(rows)
	v.table.SelectKey(rows[0].Key)
}

// FirstFocus implements place.FirstFocus.
func (v *Roles) FirstFocus() fyne.Focusable { return v.table }

// Leave implements place.Screen.
func (v *Roles) Leave() {}

// Commands implements place.Screen.
func (v *Roles) Commands() []place.Command { return nil }

// capital begins a line as a sentence does.
func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
