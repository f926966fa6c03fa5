package today

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// PartLate is the part of the place with who is late with scales.
const PartLate = "late"

// Chases reads who is late, and records attempts to reach them.
type Chases interface {
	Chase(ctx context.Context, by record.Actor) (measures.Chasing, error)
	Try(ctx context.Context, by record.Actor, patient record.ID, how measures.How, result string) error
}

// LateDeps is what the page needs.
type LateDeps struct {
	Shell  place.Shell
	Chases Chases
	Drafts record.Drafts
	// Scales is where a patient's scales are filled in.
	Scales func(patient record.ID) place.Route
}

// LatePage is the chasing list: who is late with which scale, since when, how
// to reach them, and what came of it.
type LatePage struct {
	LateDeps
	list   measures.Chasing
	share  *kit.Text
	table  *kit.DataTable
	side   *fyne.Container
	scroll *kit.Form
}

// NewLate makes the page.
func NewLate(d LateDeps) *LatePage {
	s := d.Shell
	v := &LatePage{LateDeps: d, share: kit.SmallPara(s.T("Reading the charts…")), side: kit.Stack(kit.GapM)}
	v.scroll = kit.VScroll(v.side)
	v.table = kit.NewDataTable("late.table", s.T("Nobody is late with a scale."), kit.Column{ID: "patient", Label: s.T("Patient"), Flex: 3}, kit.Column{ID: "scales", Label: s.T("Scales"), Flex: 4},
		kit.Column{ID: "since", Label: s.T("Late since"), Width: 110}, kit.Column{ID: "phone", Label: s.T("Phone"), Flex: 2, Less: true}, kit.Column{ID: "tried", Label: s.T("Attempts"), Width: 84})
	v.table.OnSelected = func(string) { v.showSide() }
	v.table.OnOpen = func(string) { v.open() }
	return v
}

// Content implements place.Screen.
func (v *LatePage) Content() fyne.CanvasObject {
	s := v.Shell
	head := kit.Row(kit.GapM, kit.Title(s.T("Late scales")), kit.Spacer(), kit.Quiet("late.back", s.T("Back to Today"), s.Back))
	if kit.LargeText() { // one column that scrolls
		v.scroll.SetContent(kit.Stack(kit.GapM, v.share, kit.FlushCard(v.table), v.side))
		return kit.Pad(20, kit.Stack(kit.GapM, head, kit.Flex(1, v.scroll)))
	}
	return kit.Pad(20, kit.Stack(kit.GapM, head, v.share,
		kit.Flex(1, kit.Columns(kit.GapL, kit.Flex(1, kit.FlushCard(v.table)), kit.Fixed(300, v.scroll)))))
}

// Show implements place.Screen.
func (v *LatePage) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		list, err := v.Chases.Chase(ctx, by)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.apply(list)
		}
	})
}

func (v *LatePage) apply(list measures.Chasing) {
	s := v.Shell
	v.list = list
	said := s.T("Nobody’s twelve weeks are over yet.")
	if k := list.Week12; k.Of > 0 {
		said = s.T("Lost at 12 weeks so far: %d of %d patients. The aim is fewer than 30 in 100.", k.Lost, k.Of)
	}
	v.share.SetText(said)
	var rows []kit.TableRow
	for _, l := range list.Late {
		var names []string
		for _, n := range l.Needs {
			names = append(names, strings.ToUpper(n.Instrument))
		}
		rows = append(rows, kit.TableRow{Key: string(l.Patient.ID), Cells: []kit.Cell{kit.StrongCell(l.Patient.Name()), kit.TextCell(strings.Join(names, ", ")),
			kit.MutedCell(v.day(l)), kit.TextCell(l.Patient.Phone), kit.TextCell(strconv.Itoa(len(l.Tried)))}})
	}
	keep := v.table.SelectedKey()
	v.table.SetRows(rows)
	if _, still := v.selected(); !still && len(rows) > 0 {
		keep = rows[0].Key
	}
	v.table.SelectKey(keep)
	v.showSide()
}

func (v *LatePage) day(l measures.Late) string {
	s := v.Shell
	return s.Book().Date(s.Lang(), record.DateOf(l.Since, s.Clinic().Location()))
}

func (v *LatePage) selected() (measures.Late, bool) {
	for _, l := range v.list.Late {
		if string(l.Patient.ID) == v.table.SelectedKey() {
			return l, true
		}
	}
	return measures.Late{}, false
}

func (v *LatePage) showSide() {
	s := v.Shell
	v.side.Objects = nil
	if l, ok := v.selected(); ok {
		parts := []fyne.CanvasObject{kit.Section(l.Patient.Name()).Wrapped(), kit.Paragraph(s.T("Phone: %s", known(l.Patient.Phone)))}
		if l.Patient.Phone2 != "" {
			parts = append(parts, kit.Paragraph(s.T("Second phone: %s", l.Patient.Phone2)))
		}
		parts = append(parts, kit.Paragraph(s.T("Email: %s", known(l.Patient.Email))))
		for _, n := range l.Needs {
			parts = append(parts, kit.SmallPara("○ "+s.T(n.Title)))
		}
		for _, t := range l.Tried {
			parts = append(parts, kit.SmallPara(s.Book().DateTime(s.Lang(), t.At, s.Clinic().Location())+", "+s.T(howName(t.How))+", "+t.By.Name+": "+t.Result))
		}
		parts = append(parts, kit.FlowRow(kit.GapS, kit.Primary("late.open", s.T("Open the scales"), v.open), kit.Secondary("late.try", s.T("Note an attempt"), v.try)))
		v.side.Objects = []fyne.CanvasObject{kit.NewCard("", kit.Stack(kit.GapS, parts...))}
	}
	v.side.Refresh()
	v.scroll.Refresh()
}

func known(contact string) string {
	if contact == "" {
		return "–"
	}
	return contact
}

// howName is the way of an attempt in words.
func howName(h measures.How) string {
	switch h {
	case measures.ByPhone:
		return "By phone"
	case measures.ByMessage:
		return "By message"
	case measures.ByEmail:
		return "By email"
	}
	return "In person"
}

func (v *LatePage) open() {
	if l, ok := v.selected(); ok {
		v.Shell.Go(v.Scales(l.Patient.ID))
	}
}

// try asks how the patient was asked and what came of it.
func (v *LatePage) try() {
	l, ok := v.selected()
	s := v.Shell
	if !ok || !s.Person().May(clinic.TakeMeasure) {
		return
	}
	var hows []kit.Option
	for _, h := range measures.Hows {
		hows = append(hows, kit.Option{Value: string(h), Label: s.T(howName(h))})
	}
	how := kit.NewChoice(s.T, "how", s.T("How"), hows...)
	how.SetValue(string(measures.ByPhone))
	result := kit.NewTextField(s.T, "result", s.T("What came of it"))
	keeper := place.KeepText(v.Drafts, s, "chase/"+string(l.Patient.ID), result)
	kit.Ask(s.Window(), s.T, l.Patient.Name(), kit.Stack(kit.GapM, how, result), s.T("Save the attempt"), func() bool {
		if strings.TrimSpace(result.Text()) == "" {
			result.SetError(s.T("Say in a few words what came of it."))
			result.Focus()
			return false
		}
		keeper.Keep()
		by, way, text := s.Actor(), measures.How(how.Value()), result.Text()
		s.Run(func(ctx context.Context) func() {
			err := v.Chases.Try(ctx, by, l.Patient.ID, way, text)
			return func() {
				if err != nil {
					s.Fail(err) // what was typed stays a draft
					return
				}
				keeper.Drop()
				s.Saved(s.T("All changes saved"))
				v.Show()
			}
		})
		return true
	}, keeper.Keep)
}

// FirstFocus implements place.FirstFocus.
func (v *LatePage) FirstFocus() fyne.Focusable { return v.table }

// Leave implements place.Screen.
func (v *LatePage) Leave() {}

// Commands implements place.Screen.
func (v *LatePage) Commands() []place.Command {
	s, mod := v.Shell, fyne.KeyModifierShortcutDefault
	none := func() bool { _, ok := v.selected(); return !ok }
	return []place.Command{
		{ID: "late.open", Label: s.T("Open the scales"), Key: fyne.KeyO, Modifier: mod, Do: v.open, Disabled: none},
		{ID: "late.try", Label: s.T("Note an attempt"), Key: fyne.KeyR, Modifier: mod, Do: v.try, Disabled: func() bool { return none() || !s.Person().May(clinic.TakeMeasure) }},
	}
}
