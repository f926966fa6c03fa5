package integration

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// insights is the list of what became clear, each in a box of its own.
type insights struct {
	p    *plan
	box  *fyne.Container
	rows []*insightRow
	next int
}

type insightRow struct {
	id     record.ID
	field  *kit.NotesField
	remove *kit.Button
}

func (l *insights) set(all []integration.Insight) {
	l.rows, l.next = nil, 0
	for _, i := range all {
		l.add(i)
	}
	if len(all) == 0 {
		l.add(integration.Insight{})
	}
}

// add adds a box at the end.
func (l *insights) add(i integration.Insight) {
	s := l.p.s
	l.next++
	id := fmt.Sprintf("integration.insight.%d", l.next)
	row := &insightRow{id: i.ID, field: kit.NewNotesField(s.tr(), id, "")}
	row.field.SetPlaceholder(s.Shell.T("In the patient’s words"))
	row.field.SetText(i.Text)
	row.field.SetRows(rowsFor(i.Text))
	rows := rowsFor(i.Text)
	row.field.OnChanged = func() {
		if n := rowsFor(row.field.Text()); n != rows {
			rows = n
			row.field.SetRows(n)
			l.p.form.Refresh()
		}
		s.changed()
	}
	row.remove = kit.Quiet(id+".remove", s.Shell.T("Remove"), func() { l.remove(row) })
	l.rows = append(l.rows, row)
}

// rowsFor is how many lines a box shows for a text: what it needs, up to six.
func rowsFor(text string) int {
	n := 0
	for _, par := range strings.Split(text, "\n") {
		n += 1 + len([]rune(par))/58
	}
	return min(max(n, 1), 6)
}

func (l *insights) remove(row *insightRow) {
	for i, r := range l.rows {
		if r == row {
			l.rows = append(l.rows[:i:i], l.rows[i+1:]...)
			break
		}
	}
	if len(l.rows) == 0 {
		l.add(integration.Insight{})
	}
	l.p.arrange(false)
	l.rows[len(l.rows)-1].field.Focus()
	l.p.s.changed()
}

// adopt takes over the identifiers of what is kept, if the boxes hold just
// that. Blank boxes do not count.
func (l *insights) adopt(kept []integration.Insight) bool {
	var full []*insightRow
	for _, r := range l.rows {
		if strings.TrimSpace(r.field.Text()) != "" {
			full = append(full, r)
		}
	}
	if len(full) != len(kept) {
		return false
	}
	for i, r := range full {
		if strings.TrimSpace(r.field.Text()) != kept[i].Text {
			return false
		}
	}
	for i, r := range full {
		r.id = kept[i].ID
	}
	return true
}

func (l *insights) arrange() {
	s := l.p.s
	l.box.Objects = nil
	for _, r := range l.rows {
		switch {
		case !l.p.editing:
			if text := r.field.Text(); text != "" {
				l.box.Add(kit.Paragraph("“" + text + "”"))
			}
		case len(l.rows) == 1:
			l.box.Add(r.field)
		default:
			l.box.Add(kit.TopRow(kit.GapM, kit.Flex(1, r.field), kit.PadXY(0, (theme.Size(kit.SizeField)-r.remove.MinSize().Height)/2, r.remove)))
		}
	}
	if l.p.editing {
		l.box.Add(kit.Row(0, kit.Quiet("integration.insight.add", s.Shell.T("Add another"), l.p.addInsight), kit.Spacer()))
	} else if len(l.box.Objects) == 0 {
		l.box.Add(kit.Paragraph("–").In(kit.ColorMuted))
	}
	l.box.Refresh()
}
