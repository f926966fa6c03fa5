package settings

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
)

// The table shows every action as the program decides it.
func TestTheTableOfRoles(t *testing.T) {
	_, s, _, w := open(t, 1)
	v := NewRoles(s)
	w.SetContent(v.Content())
	v.Show()
	rows := v.table.Rows()
	if len(rows) != len(clinic.Actions()) {
		t.Fatalf("%d rows for %d actions", len(rows), len(clinic.Actions()))
	}
	for i, a := range clinic.Actions() {
		for j, r := range clinic.Roles {
			if yes := rows[i].Cells[j+1].Text == "yes"; yes != clinic.May([]clinic.Role{r}, a) {
				t.Errorf("%s, %s: the table says %v", a, r, yes)
			}
		}
	}
	test.AssertRendersToMarkup(t, "roles.xml", w.Canvas())
}
