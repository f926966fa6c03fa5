package start

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/practice"
)

// Clinics sets a clinic up.
type Clinics interface {
	SetUp(ctx context.Context, c clinic.Clinic, ids record.IDs, people []clinic.Person) ([]clinic.Person, error)
}

// SetUp is the form of a new clinic.
type SetUp struct {
	shell   place.Shell
	clinics Clinics
	ids     record.IDs
	owner   Named
	keeper  *place.Keeper
	done    func()
	sample  func()

	fields *practice.Form
	people []*practice.Person
	list   *fyne.Container
	form   *kit.Form
	filled bool
}

// NewSetUp makes the form. owner, who has a passphrase already, is the first
// of its people. done is called when the clinic is set up, sample when the
// person would rather look around first.
func NewSetUp(s place.Shell, clinics Clinics, ids record.IDs, drafts record.Drafts, owner Named, done, sample func()) *SetUp {
	f := &SetUp{shell: s, clinics: clinics, ids: ids, owner: owner, done: done, sample: sample, list: kit.Stack(kit.GapM)}
	f.keeper = place.NewKeeper(drafts, s, "setup", func() any { return f.kept() })
	f.fields = practice.New(s, f.keeper.Changed)
	return f
}

// kept is the form as its draft keeps it.
type kept struct {
	Clinic clinic.Clinic   `json:"clinic"`
	People []practice.Kept `json:"people"`
}

func (f *SetUp) kept() kept {
	k := kept{Clinic: f.fields.Get()}
	for _, p := range f.people {
		k.People = append(k.People, p.Get())
	}
	return k
}

// Content implements place.Screen.
func (f *SetUp) Content() fyne.CanvasObject {
	s := f.shell
	add := kit.Quiet("people.add", s.T("Add a person"), func() {
		p := f.addPerson()
		f.form.Adopt(f.list)
		p.Name.Focus()
		f.keeper.Changed()
	})
	look := kit.Secondary("setup.sample", s.T("Look around with a sample clinic"), func() {
		f.keeper.Keep() // before the store that holds the draft is closed
		f.sample()
	})
	save := kit.Primary("setup.save", s.T("Set up the clinic"), f.save)
	f.form = kit.NewForm(kit.Stack(kit.GapL,
		kit.Title(s.T("Set up your clinic")),
		kit.NewCard(s.T("The clinic"), f.fields.Content()),
		kit.NewCard(s.T("People and roles"), kit.Stack(kit.GapM,
			kit.SmallPara(s.T("Somebody is the owner and runs the settings; only a prescriber can sign an eligibility checklist. One person may hold several roles.")),
			f.list, kit.Row(0, add))),
		kit.FlowRow(kit.GapM, save, look, kit.Small(s.T("Ctrl+Enter saves · Enter next")))), f.save, nil)
	return middle(860, kit.PadXY(0, kit.GapL, f.form))
}

func (f *SetUp) addPerson() *practice.Person {
	p := practice.NewPerson(f.shell, "person"+string(rune('1'+len(f.people))), false, f.keeper.Changed)
	f.people = append(f.people, p)
	f.list.Objects = append(f.list.Objects, p.View(), kit.Rule())
	f.list.Refresh()
	if f.form != nil {
		f.form.Refresh()
	}
	return p
}

// Show implements place.Screen.
func (f *SetUp) Show() {
	if f.filled {
		return
	}
	f.filled = true
	var k kept
	if f.keeper.Restore(&k) {
		f.fields.Set(k.Clinic)
		for _, p := range k.People {
			f.addPerson().Set(p)
		}
	} else {
		f.fields.Set(clinic.Clinic{Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: f.shell.Lang()})
	}
	if len(f.people) == 0 {
		f.addPerson().Set(practice.Kept{Name: f.owner.Name, Roles: []clinic.Role{clinic.Owner}})
	}
	f.form.Adopt(f.list)
	f.keeper.Clean()
}

func (f *SetUp) save() {
	k := f.kept()
	var people []clinic.Person
	for i, p := range k.People {
		if p.Name == "" && len(p.Roles) == 0 {
			continue
		}
		who := clinic.Person{Name: p.Name, Roles: slices.Clone(p.Roles)}
		if i == 0 {
			who.ID = f.owner.ID // under whose passphrase all this is written
		}
		people = append(people, who)
	}
	f.shell.Run(func(ctx context.Context) func() {
		_, err := f.clinics.SetUp(ctx, k.Clinic, f.ids, people)
		return func() {
			if err != nil {
				place.ShowProblems(f.shell, f.form, err)
				return
			}
			f.keeper.Drop()
			f.done()
		}
	})
}

// FirstFocus implements place.FirstFocus.
func (f *SetUp) FirstFocus() fyne.Focusable {
	f.form.FocusFirst()
	return f.shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (f *SetUp) Leave() { f.keeper.Keep() }

// Commands implements place.Screen.
func (f *SetUp) Commands() []place.Command {
	return []place.Command{{ID: "setup.save", Label: f.shell.T("Set up the clinic"), Key: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault, Do: f.save}}
}
