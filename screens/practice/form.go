// Package practice is the form of a clinic's own details and people. The
// first start and Settings both show it.
package practice

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Form holds the fields of a clinic.
type Form struct {
	Name      *kit.TextField
	Address   *kit.NotesField
	Phone     *kit.TextField
	Emergency *kit.TextField
	Crisis    *kit.TextField // may be left empty; not part of Content
	Zone      *kit.Picker
	Weight    *kit.Choice
	Paper     *kit.Choice
	Lang      *kit.Choice
	Idle      *kit.Choice // how soon the program locks itself; not part of Content
}

// New makes the fields; changed is called on each change.
func New(s place.Shell, changed func()) *Form {
	t := s.T
	f := &Form{
		Name:      kit.NewTextField(t, "clinic.name", t("Name of the clinic")),
		Address:   kit.NewNotesField(t, "clinic.address", t("Address")).SetRows(3),
		Phone:     kit.NewTextField(t, "clinic.phone", t("Phone for patients")),
		Emergency: kit.NewTextField(t, "clinic.emergency", t("Emergency number")),
		Crisis:    kit.NewTextField(t, "clinic.crisis", t("Crisis line")),
		Zone:      kit.NewPicker(t, "clinic.zone", t("Time zone"), zones()...),
		Weight:    kit.NewChoice(t, "clinic.weight", t("Weights are typed in"), kit.Option{Value: clinic.Kilograms, Label: "kg"}, kit.Option{Value: clinic.Pounds, Label: "lb"}),
		Paper:     kit.NewChoice(t, "clinic.paper", t("Paper"), kit.Option{Value: clinic.Letter, Label: "Letter"}, kit.Option{Value: clinic.A4, Label: "A4"}),
	}
	var langs []kit.Option
	for _, l := range words.Langs {
		langs = append(langs, kit.Option{Value: string(l), Label: l.Name()})
	}
	f.Lang = kit.NewChoice(t, "clinic.lang", t("Language of the clinic"), langs...)
	var idle []kit.Option
	for _, n := range []int{clinic.ShortestIdle, 2, clinic.UsualIdle, 10, clinic.LongestIdle} {
		idle = append(idle, kit.Option{Value: strconv.Itoa(n), Label: t("%d min", n)})
	}
	f.Idle = kit.NewChoice(t, "clinic.idle", t("The program locks itself when nobody has touched the computer for"), idle...)
	f.Emergency.SetHint(t("Printed on every handout, for example 911 or 112"))
	f.Crisis.SetPlaceholder(t("for example 988 in the United States"))
	f.Crisis.SetHint(t("A number to talk with someone at any hour. Handouts name it once it stands here."))
	f.Weight.SetHint(t("Pounds show kilograms before they are used"))
	for _, c := range []*func(){&f.Name.OnChanged, &f.Address.OnChanged, &f.Phone.OnChanged, &f.Emergency.OnChanged, &f.Crisis.OnChanged, &f.Zone.OnChanged,
		&f.Weight.OnChanged, &f.Paper.OnChanged, &f.Lang.OnChanged, &f.Idle.OnChanged} {
		*c = changed
	}
	return f
}

// Content arranges what a new clinic is asked.
func (f *Form) Content() fyne.CanvasObject {
	return kit.FormGrid(2, f.Name, f.Phone, kit.Wide(f.Address), f.Emergency, f.Zone, f.Weight, f.Paper, f.Lang)
}

// Whole arranges every field.
func (f *Form) Whole() fyne.CanvasObject {
	return kit.Stack(kit.GapM, kit.FormGrid(2, f.Name, f.Phone, kit.Wide(f.Address), f.Emergency, f.Crisis, f.Zone, f.Lang, f.Weight, f.Paper), f.Idle)
}

// Set fills the fields.
func (f *Form) Set(c clinic.Clinic) {
	f.Name.SetText(c.Name)
	f.Address.SetText(c.Address)
	f.Phone.SetText(c.Phone)
	f.Emergency.SetText(c.Emergency)
	f.Crisis.SetText(c.Crisis)
	f.Zone.SetValue(c.Zone)
	f.Weight.SetValue(c.Weight)
	f.Paper.SetValue(c.Paper)
	f.Lang.SetValue(string(c.Lang))
	f.Idle.SetValue(strconv.Itoa(int(c.LockAfter() / time.Minute)))
}

// Get reads the fields.
func (f *Form) Get() clinic.Clinic {
	idle, _ := strconv.Atoi(f.Idle.Value()) // nothing chosen is the usual
	return clinic.Clinic{Idle: idle, Name: f.Name.Text(), Address: f.Address.Text(), Phone: f.Phone.Text(), Emergency: f.Emergency.Text(), Crisis: f.Crisis.Text(),
		Zone: f.Zone.Value(), Weight: f.Weight.Value(), Paper: f.Paper.Value(), Lang: words.Lang(f.Lang.Value())}
}

// zoneNames are the zones of the places where the program's languages are
// spoken, and the large ones elsewhere. A zone that the system does not know
// is left out.
var zoneNames = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
	"America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver", "America/Halifax", "America/St_Johns", "America/Puerto_Rico",
	"America/Mexico_City", "America/Tijuana", "America/Monterrey", "America/Cancun", "America/Guatemala", "America/Costa_Rica", "America/Panama",
	"America/Bogota", "America/Lima", "America/Guayaquil", "America/La_Paz", "America/Caracas", "America/Santiago", "America/Asuncion",
	"America/Montevideo", "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "America/Santo_Domingo", "America/Havana",
	"Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Atlantic/Canary", "Europe/Paris", "Europe/Brussels", "Europe/Amsterdam",
	"Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "Europe/Prague", "Europe/Warsaw", "Europe/Rome", "Europe/Stockholm", "Europe/Oslo",
	"Europe/Copenhagen", "Europe/Helsinki", "Europe/Athens", "Europe/Bucharest", "Europe/Kyiv", "Europe/Istanbul", "Asia/Jerusalem",
	"Africa/Johannesburg", "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Hong_Kong",
	"Asia/Tokyo", "Asia/Seoul", "Australia/Perth", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland", "UTC",
}

func zones() []kit.Option {
	var out []kit.Option
	for _, z := range zoneNames {
		if _, err := time.LoadLocation(z); err == nil {
			out = append(out, kit.Option{Value: z, Label: z})
		}
	}
	return out
}

// Person holds the fields of one person who works in the clinic.
type Person struct {
	Name  *kit.TextField
	Roles map[clinic.Role]*kit.Check
	Works *kit.Check // only for somebody who is there already
	view  fyne.CanvasObject
}

// NewPerson makes the fields under IDs that start with prefix.
func NewPerson(s place.Shell, prefix string, existing bool, changed func()) *Person {
	p := &Person{Name: kit.NewTextField(s.T, prefix+".name", s.T("Name")), Roles: map[clinic.Role]*kit.Check{}}
	p.Name.OnChanged = changed
	checks := []fyne.CanvasObject{}
	for i, r := range clinic.Roles {
		c := kit.NewCheck(s.T, prefix+".role"+string(rune('1'+i)), s.T(string(r)))
		c.OnChanged = func(bool) { changed() }
		p.Roles[r] = c
		checks = append(checks, kit.Fixed(124, c))
	}
	if existing {
		p.Works = kit.NewCheck(s.T, prefix+".works", s.T("Works here"))
		p.Works.SetOn(true)
		p.Works.OnChanged = func(bool) { changed() }
		checks = append(checks, kit.Fixed(124, p.Works))
	}
	p.view = kit.Stack(kit.GapXS, p.Name, kit.FlowRow(kit.GapM, checks...))
	return p
}

// View arranges the fields.
func (p *Person) View() fyne.CanvasObject { return p.view }

// Kept is a person as a draft keeps it.
type Kept struct {
	Name  string        `json:"name"`
	Roles []clinic.Role `json:"roles"`
}

// Get reads the fields.
func (p *Person) Get() Kept {
	k := Kept{Name: p.Name.Text()}
	for _, r := range clinic.Roles {
		if p.Roles[r].On() {
			k.Roles = append(k.Roles, r)
		}
	}
	return k
}

// Set fills the fields.
func (p *Person) Set(k Kept) {
	p.Name.SetText(k.Name)
	for _, r := range k.Roles {
		if c := p.Roles[r]; c != nil {
			c.SetOn(true)
		}
	}
}
