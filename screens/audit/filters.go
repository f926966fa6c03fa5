package audit

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// filters choose which lines are shown. Each that is empty shows all.
type filters struct {
	v       *screen
	patient *kit.Picker
	person  *kit.Picker
	day     *kit.DateField
	kind    *kit.Picker
}

// found is how many patients a search offers.
const found = 8

func newFilters(v *screen) *filters {
	s := v.Shell
	f := &filters{v: v, day: kit.NewDateField(s.T, "audit.day", s.T("Day"))}
	f.patient = kit.NewQueryPicker(s.T, "audit.patient", s.T("Patient"), f.search)
	f.patient.SetPlaceholder(s.T("Everybody"))
	f.person = kit.NewPicker(s.T, "audit.person", s.T("Who did it"))
	f.person.SetPlaceholder(s.T("Anybody"))
	var groups []kit.Option
	for _, g := range audit.Groups {
		groups = append(groups, kit.Option{Value: string(g), Label: s.T(string(g))})
	}
	f.kind = kit.NewPicker(s.T, "audit.kind", s.T("What kind"), groups...)
	f.kind.SetPlaceholder(s.T("Everything"))
	f.patient.OnChanged, f.person.OnChanged, f.day.OnChanged, f.kind.OnChanged = f.changed, f.changed, f.changed, f.changed
	return f
}

// content sets the filters in so many columns.
func (f *filters) content(columns int) fyne.CanvasObject {
	return kit.FormGrid(columns, f.patient, f.person, f.day, f.kind)
}

func (f *filters) search(text string) []kit.Option {
	s := f.v.Shell
	hits, err := f.v.Patients.Search(context.Background(), s.Actor(), text, found)
	if err != nil {
		return nil
	}
	options := make([]kit.Option, len(hits))
	for i, h := range hits {
		options[i] = kit.Option{Value: string(h.ID), Label: h.Name(), Note: s.Book().Date(s.Lang(), h.Born) + " · " + h.Number}
	}
	return options
}

// fill offers the people, those who left among them, and chooses a patient if
// one is given.
func (f *filters) fill(people []clinic.Person, p patients.Patient) {
	options := make([]kit.Option, len(people))
	for i, who := range people {
		options[i] = kit.Option{Value: string(who.ID), Label: who.Name}
		if !who.Active {
			options[i].Note = f.v.Shell.T("No longer here")
		}
	}
	f.person.SetOptions(options...)
	if p.ID != "" {
		f.patient.Set(kit.Option{Value: string(p.ID), Label: p.Name()})
	}
}

// query is what the filters ask for. A day that is no date yet asks for all.
func (f *filters) query() audit.Query {
	q := audit.Query{Patient: record.ID(f.patient.Value()), Person: record.ID(f.person.Value()), Kind: f.kind.Value()}
	if d, ok := f.day.Value(); ok {
		q.Day = d
	}
	return q
}

// changed reads anew when the filters ask for something else: half a word
// typed into a picker asks for nothing yet.
func (f *filters) changed() {
	f.v.around.Refresh() // what is read of a date takes a line of its own
	if f.v.ready && f.query() != f.v.asked {
		f.v.load()
	}
}

// clear takes all filters away.
func (f *filters) clear() {
	f.patient.Set(kit.Option{})
	f.person.Set(kit.Option{})
	f.kind.Set(kit.Option{})
	f.day.SetValue(record.Date{})
	f.day.SetError("")
	f.changed()
}
