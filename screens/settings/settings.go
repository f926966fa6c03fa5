// Package settings is where a person chooses how the program looks to them,
// and where the owner changes the clinic's details and people.
package settings

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/practice"
)

// Clinics reads and changes the clinic.
type Clinics interface {
	Change(ctx context.Context, by record.Actor, c clinic.Clinic) error
	People(ctx context.Context) ([]clinic.Person, error)
	SavePerson(ctx context.Context, by record.Actor, p clinic.Person) (record.ID, error)
}

// Access is who can open the clinic. Its calls take their time and are made
// off the window.
type Access interface {
	Has(id record.ID) bool
	Give(ctx context.Context, by record.Actor, id record.ID, passphrase string) error
	Change(ctx context.Context, by record.Actor, old, new string) error
	// HasPIN, SetPIN and DropPIN are about one's own PIN, which lives as long
	// as the program runs.
	HasPIN(by record.Actor) bool
	SetPIN(ctx context.Context, by record.Actor, pin string) error
	DropPIN(by record.Actor)
	// Follow makes the keys agree with a person that was changed.
	Follow(ctx context.Context, by record.Actor, id record.ID) error
}

// Look is how the program looks to a person.
type Look struct {
	Lang  words.Lang
	Dark  bool
	Scale int // of text, percent
}

// Deps is what the screen needs.
type Deps struct {
	Shell   place.Shell
	Clinics Clinics
	Access  Access // nil in the sample clinic, which anybody may open
	Drafts  record.Drafts
	Look    Look
	SetLook func(Look)
	// Changed is told when the clinic's details are other than before.
	Changed func()
	// Backups opens the page of the backups; nil in the sample clinic.
	Backups func()
	// RenewKey writes everything under a new key; nil in the sample clinic.
	RenewKey func()
	// Where says in which folder the store stands.
	Where string
	// Disk is the sentence about the encryption of that disk, and Blind says
	// that this computer does not tell when nobody is at it.
	Disk  string
	Blind bool
}

// Settings is the screen.
type Settings struct {
	Deps
	fields *practice.Form
	keeper *place.Keeper
	form   *kit.Form
	own    *fyne.Container // the change of one's own passphrase, while it is open
	people *fyne.Container
	list   []clinic.Person
	editor *fyne.Container
	pin    *kit.Button
	person func() clinic.Person // the person as typed in the editor; nil while it is closed
	saving bool                 // a person is on the way into the store
}

// typed is what stands in the forms, for the draft.
type typed struct {
	Clinic clinic.Clinic
	Person *clinic.Person // while somebody is edited
}

func (v *Settings) typed() typed {
	t := typed{Clinic: v.fields.Get()}
	if v.person != nil {
		p := v.person()
		t.Person = &p
	}
	return t
}

// New makes the screen.
func New(d Deps) *Settings {
	v := &Settings{Deps: d, own: kit.Stack(kit.GapM), people: kit.Stack(kit.GapS), editor: kit.Stack(kit.GapM)}
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, "settings", func() any { return v.typed() })
	v.fields = practice.New(d.Shell, v.keeper.Changed)
	return v
}

func (v *Settings) isOwner() bool { return v.Shell.Person().May(clinic.ChangeSettings) }

// Content implements place.Screen.
func (v *Settings) Content() fyne.CanvasObject {
	s := v.Shell
	parts := []fyne.CanvasObject{kit.Title(s.T("Settings")), kit.NewCard(s.T("How it looks to you"), v.look())}
	if v.Access != nil {
		parts = append(parts, v.passphraseCard())
	}
	if v.Shell.Person().May(clinic.SeeAudit) {
		parts = append(parts, kit.NewCard(s.T("Who did what"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Every opened chart and every change, with who, when and on which laptop.")),
			kit.Row(0, kit.Secondary("settings.audit", s.T("Open the audit"), func() { s.Go(place.Route{Place: place.Audit}) })))))
	}
	if v.Shell.Person().May(clinic.SeeProtocol) {
		parts = append(parts, kit.NewCard(s.T("Protocol"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Criteria, limits, doses and schedules with their sources; versions, and which one the clinic has adopted.")),
			kit.Row(0, kit.Secondary("settings.protocol", s.T("Open the protocol"), func() { s.Go(place.Route{Place: place.Protocol}) })))))
	}
	if v.Backups != nil {
		parts = append(parts, kit.NewCard(s.T("Backups"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Copies on another disk, made by themselves and read back.")),
			kit.Row(0, kit.Secondary("settings.backups", s.T("Open the backups"), v.Backups)))))
	}
	parts = append(parts, v.scalesCard())
	if v.isOwner() {
		save := kit.Primary("settings.save", s.T("Save changes"), v.save)
		parts = append(parts,
			kit.NewCard(s.T("The clinic"), kit.Stack(kit.GapM, v.fields.Whole(), kit.Row(0, save))),
			kit.NewCard(s.T("People and roles"), kit.Stack(kit.GapM, v.people, v.editor,
				kit.Row(kit.GapM, kit.Quiet("settings.person.add", s.T("Add a person"), func() { v.edit(clinic.Person{Active: true}) }), v.rolesButton()))))
	} else {
		parts = append(parts, kit.NewCard(s.T("The clinic"), kit.Stack(kit.GapM, kit.Paragraph(s.T("Only the owner changes the clinic's details and people.")), kit.Row(0, v.rolesButton()))))
	}
	parts = append(parts, v.whereCard())
	v.form = kit.NewForm(kit.Stack(kit.GapL, parts...), v.save, s.Back)
	return kit.Pad(20, v.form)
}

// whereCard says where the clinic lies and how safe that place is.
func (v *Settings) whereCard() fyne.CanvasObject {
	s := v.Shell
	lines := []fyne.CanvasObject{kit.Paragraph(v.Where), kit.SmallPara(s.T("Everything in this folder is encrypted. The encryption of the whole disk, by the system, is the second lock."))}
	if v.Disk != "" {
		lines = append(lines, kit.Paragraph(v.Disk))
	}
	if v.Blind {
		lines = append(lines, kit.Paragraph(s.T("This computer does not tell when nobody is at it: lock KAP Desk with Ctrl+L when you leave.")))
	}
	return kit.NewCard(s.T("Where everything is kept"), kit.Stack(kit.GapS, lines...))
}

// scalesCard leads to the page of the scales.
func (v *Settings) scalesCard() fyne.CanvasObject {
	s := v.Shell
	return kit.NewCard(s.T("Scales"), kit.Stack(kit.GapM, kit.Paragraph(s.T("Which rating scales may be shown, by whose permission, and which limits the clinic has chosen.")),
		kit.Row(0, kit.Secondary("settings.scales", s.T("Open the scales"), func() { s.Go(place.Route{Place: place.Settings, Part: "scales"}) }))))
}

func (v *Settings) rolesButton() *kit.Button {
	s := v.Shell
	return kit.Quiet("settings.roles", s.T("Who may do what"), func() { s.Go(place.Route{Place: place.Settings, Part: "roles"}) })
}

func (v *Settings) look() fyne.CanvasObject {
	s := v.Shell
	var langs []kit.Option
	for _, l := range words.Langs {
		langs = append(langs, kit.Option{Value: string(l), Label: l.Name()})
	}
	lang := kit.NewChoice(s.T, "settings.lang", s.T("Language of the screen"), langs...)
	lang.SetValue(string(v.Look.Lang))
	mode := kit.NewChoice(s.T, "settings.mode", s.T("Light or dark"), kit.Option{Value: "light", Label: s.T("Light")}, kit.Option{Value: "dark", Label: s.T("Dark")})
	mode.SetValue(map[bool]string{false: "light", true: "dark"}[v.Look.Dark])
	var sizes []kit.Option
	for n := 100; n <= 200; n += 25 {
		sizes = append(sizes, kit.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " %"})
	}
	scale := kit.NewChoice(s.T, "settings.scale", s.T("Size of text"), sizes...)
	scale.SetValue(strconv.Itoa(v.Look.Scale))
	changed := func() {
		n, err := strconv.Atoi(scale.Value())
		if err != nil {
			return
		}
		v.keeper.Keep()
		v.SetLook(Look{Lang: words.Lang(lang.Value()), Dark: mode.Value() == "dark", Scale: n})
	}
	lang.OnChanged, mode.OnChanged, scale.OnChanged = changed, changed, changed
	return kit.FormGrid(3, lang, mode, scale)
}

// Show implements place.Screen.
func (v *Settings) Show() {
	if !v.isOwner() {
		return
	}
	v.fields.Set(v.Shell.Clinic())
	v.keeper.Clean()
	var t typed
	if v.keeper.Restore(&t) {
		v.fields.Set(t.Clinic)
		if t.Person != nil {
			v.edit(*t.Person)
		}
	}
	v.showPeople()
}

func (v *Settings) showPeople() {
	v.Shell.Run(func(ctx context.Context) func() {
		people, err := v.Clinics.People(ctx)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.list = people
			v.listPeople()
		}
	})
}

func (v *Settings) listPeople() {
	s := v.Shell
	v.people.Objects = nil
	for i, p := range v.list {
		roles := make([]string, len(p.Roles))
		for j, r := range p.Roles {
			roles[j] = s.T(string(r))
		}
		line := []fyne.CanvasObject{kit.Fixed(260, kit.Strong(p.Name)), kit.Flex(1, kit.Muted(strings.Join(roles, ", ")))}
		if !p.Active {
			line = append(line, kit.NewPill(s.T("No longer here"), kit.ToneNeutral))
		}
		if v.Access != nil && p.Active && p.ID != v.Shell.Person().ID {
			line = append(line, v.accessOf(p, i+1)...)
		}
		line = append(line, kit.Quiet("settings.person"+strconv.Itoa(i+1), s.T("Change"), func() { v.edit(p) }))
		v.people.Objects = append(v.people.Objects, kit.Row(kit.GapM, line...), kit.Rule())
	}
	v.people.Refresh()
	v.form.Adopt(v.people)
	v.form.Refresh()
}

// edit opens the fields of one person under the list.
func (v *Settings) edit(p clinic.Person) {
	s := v.Shell
	f := practice.NewPerson(s, "person", p.ID != "", v.keeper.Changed)
	f.Set(practice.Kept{Name: p.Name, Roles: p.Roles})
	if f.Works != nil {
		f.Works.SetOn(p.Active)
	}
	v.person = func() clinic.Person {
		k := f.Get()
		p.Name, p.Roles = k.Name, k.Roles
		p.Active = f.Works == nil || f.Works.On()
		return p
	}
	save := kit.Primary("person.save", s.T("Save person"), func() { v.savePerson(v.person()) })
	cancel := kit.Secondary("person.cancel", s.T("Cancel"), v.closeEditor)
	v.editor.Objects = []fyne.CanvasObject{f.View(), kit.Row(kit.GapS, save, cancel)}
	v.editor.Refresh()
	v.form.Adopt(v.editor)
	v.form.Refresh()
	f.Name.Focus()
}

func (v *Settings) closeEditor() {
	v.person = nil
	v.editor.Objects = nil
	v.editor.Refresh()
	v.form.Refresh()
	v.forget()
}

// forget drops the draft when everything in it is saved or given up, and
// keeps what is left of it otherwise.
func (v *Settings) forget() {
	now, stored := v.fields.Get(), v.Shell.Clinic()
	now.Sample = stored.Sample
	if v.person == nil && now == stored {
		v.keeper.Drop()
		return
	}
	v.keeper.Keep()
}

func (v *Settings) savePerson(p clinic.Person) {
	if v.saving {
		return // a second press adds no second person
	}
	v.saving = true
	by := v.Shell.Actor()
	leaves := v.Access != nil && !p.Active && p.ID != "" && v.Access.Has(p.ID)
	v.Shell.Run(func(ctx context.Context) func() {
		id, err := v.Clinics.SavePerson(ctx, by, p)
		if err == nil && v.Access != nil {
			err = v.Access.Follow(ctx, by, id)
		}
		return func() {
			v.saving = false
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.Shell.Saved(v.Shell.T("All changes saved"))
			v.closeEditor()
			v.showPeople()
			if leaves {
				v.offerKey(p.Name)
			}
		}
	})
}

func (v *Settings) save() {
	if !v.isOwner() {
		return
	}
	c, by := v.fields.Get(), v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := v.Clinics.Change(ctx, by, c)
		return func() {
			if err != nil {
				place.ShowProblems(v.Shell, v.form, err)
				return
			}
			if v.person == nil {
				v.keeper.Drop()
			}
			v.Changed()
			v.Shell.Saved(v.Shell.T("All changes saved"))
		}
	})
}

// FirstFocus implements place.FirstFocus.
func (v *Settings) FirstFocus() fyne.Focusable { return nil }

// Leave implements place.Screen.
func (v *Settings) Leave() {
	if v.isOwner() {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *Settings) Commands() []place.Command {
	return []place.Command{{ID: "settings.save", Label: v.Shell.T("Save changes"), Key: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault,
		Do: v.save, Disabled: func() bool { return !v.isOwner() }}}
}
