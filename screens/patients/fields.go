package patients

import (
	"fyne.io/fyne/v2"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// fields are the fields of a patient's details.
type fields struct {
	given, family, preferred, pronouns *kit.TextField
	born                               *kit.DateField
	lang                               *kit.Choice
	phone, phone2, email               *kit.TextField
	address                            *kit.NotesField
	emergency, support, ride           contact
	refKind                            *kit.Choice
	refWho                             *kit.TextField
	refWhen                            *kit.DateField
	refWhy                             *kit.NotesField
	providers                          *kit.ListEditor
	payer                              *kit.TextField
	refCard                            *fyne.Container
	makeProvider                       func(string) []fyne.CanvasObject
}

// contact is the three fields of somebody to call.
type contact struct{ name, relation, phone *kit.TextField }

func newContact(s place.Shell, id string, changed func()) contact {
	c := contact{kit.NewTextField(s.T, id+".name", s.T("Name")), kit.NewTextField(s.T, id+".relation", s.T("Who is it?")),
		kit.NewTextField(s.T, id+".phone", s.T("Phone"))}
	c.name.OnChanged, c.relation.OnChanged, c.phone.OnChanged = changed, changed, changed
	return c
}

func (c contact) row() fyne.CanvasObject { return kit.FormGrid(3, c.name, c.relation, c.phone) }

func (c contact) set(v patients.Contact) {
	c.name.SetText(v.Name)
	c.relation.SetText(v.Relation)
	c.phone.SetText(v.Phone)
}

func (c contact) get() patients.Contact {
	return patients.Contact{Name: c.name.Text(), Relation: c.relation.Text(), Phone: c.phone.Text()}
}

func newFields(s place.Shell, changed func()) fields {
	t := s.T
	text := func(id, label string) *kit.TextField {
		f := kit.NewTextField(t, "details."+id, t(label))
		f.OnChanged = changed
		return f
	}
	f := fields{
		given: text("given", "Given names, as on the ID"), family: text("family", "Family names"), preferred: text("preferred", "Preferred name"),
		pronouns: text("pronouns", "Pronouns"), phone: text("phone", "Phone"), phone2: text("phone2", "Other phone"), email: text("email", "E-mail"),
		payer: text("payer", "Who pays"),
		born:  kit.NewDateField(t, "details.born", t("Date of birth")), lang: kit.NewChoice(t, "details.lang", t("Language of handouts"), langOptions()...),
		address: kit.NewNotesField(t, "details.address", t("Address")).SetRows(2),
		refKind: kit.NewChoice(t, "details.referral", t("How did they come here?"),
			kit.Option{Value: patients.SelfReferred, Label: t("On their own")}, kit.Option{Value: patients.ProviderReferred, Label: t("Sent by a provider")}),
		refWho: text("referral.who", "Who sent them"), refWhen: kit.NewDateField(t, "details.referral.when", t("When")),
		refWhy:    kit.NewNotesField(t, "details.referral.why", t("Why")).SetRows(2),
		emergency: newContact(s, "details.emergency", changed), support: newContact(s, "details.support", changed), ride: newContact(s, "details.ride", changed),
	}
	f.payer.SetHint(t("Insurance, own pocket, a note about it"))
	f.born.OnChanged, f.lang.OnChanged, f.address.OnChanged = changed, changed, changed
	f.refKind.OnChanged, f.refWhen.OnChanged, f.refWhy.OnChanged = changed, changed, changed
	f.makeProvider = func(id string) []fyne.CanvasObject {
		name, role, phone := kit.NewTextField(t, id+".name", t("Name")), kit.NewTextField(t, id+".role", t("What they do")), kit.NewTextField(t, id+".phone", t("Phone"))
		agree := kit.NewCheck(t, id+".agree", t("May talk with us"))
		name.OnChanged, role.OnChanged, phone.OnChanged, agree.OnChanged = changed, changed, changed, func(bool) { changed() }
		return []fyne.CanvasObject{kit.Flex(1, kit.FormGrid(4, name, role, phone, kit.Stack(kit.GapXS, kit.Small(" "), agree)))}
	}
	f.providers = kit.NewListEditor(t, "details.providers", t("Add a provider"), f.makeProvider)
	f.providers.OnChanged = changed
	return f
}

func (f *fields) arrange(s place.Shell) fyne.CanvasObject {
	f.refCard = kit.Stack(kit.GapM, kit.FormGrid(2, f.refWho, f.refWhen), f.refWhy)
	return kit.Stack(kit.GapL,
		kit.NewCard(s.T("Who"), kit.FormGrid(3, f.given, f.family, f.preferred, f.born, f.pronouns, f.lang)),
		kit.NewCard(s.T("How to reach them"), kit.Stack(kit.GapM, kit.FormGrid(3, f.phone, f.phone2, f.email), f.address)),
		kit.NewCard(s.T("In an emergency, call"), f.emergency.row()),
		kit.NewCard(s.T("Support between sessions"), f.support.row()),
		kit.NewCard(s.T("Ride home"), f.ride.row()),
		kit.NewCard(s.T("Referral"), kit.Stack(kit.GapM, f.refKind, f.refCard)),
		kit.NewCard(s.T("Others who treat them"), f.providers),
		kit.NewCard(s.T("Payment"), f.payer))
}

// showWhatApplies asks who sent the patient only after "sent by a provider".
func (f *fields) showWhatApplies() {
	if f.refCard == nil {
		return
	}
	if f.refKind.Value() == "" {
		f.refCard.Hide()
		return
	}
	if f.refKind.Value() == patients.ProviderReferred {
		f.refWho.Show()
	} else {
		f.refWho.Hide()
	}
	f.refCard.Show()
}

func (f *fields) set(p patients.Patient) {
	for field, s := range map[*kit.TextField]string{f.given: p.Given, f.family: p.Family, f.preferred: p.Preferred, f.pronouns: p.Pronouns,
		f.phone: p.Phone, f.phone2: p.Phone2, f.email: p.Email, f.payer: p.Payer, f.refWho: p.Referral.Who} {
		field.SetText(s)
	}
	f.born.SetValue(p.Born)
	f.refWhen.SetValue(p.Referral.When)
	f.lang.SetValue(string(p.Lang))
	f.refKind.SetValue(p.Referral.Kind)
	f.address.SetText(p.Address)
	f.refWhy.SetText(p.Referral.Why)
	f.emergency.set(p.Emergency)
	f.support.set(p.Support)
	f.ride.set(p.Ride)
	f.providers.Clear()
	for _, v := range p.Providers {
		row := providerRow(f.providers.Add())
		row.name.SetText(v.Name)
		row.role.SetText(v.Role)
		row.phone.SetText(v.Phone)
		row.agree.SetOn(v.Coordinate)
	}
}

// provider is one row of the list of providers.
type provider struct {
	name, role, phone *kit.TextField
	agree             *kit.Check
}

// providerRow finds the fields of a row, which stand in their marks.
func providerRow(objs []fyne.CanvasObject) provider {
	var p provider
	for _, o := range objs {
		kit.Walk(o, func(o fyne.CanvasObject) {
			switch w := o.(type) {
			case *kit.Check:
				p.agree = w
			case *kit.TextField:
				switch {
				case p.name == nil:
					p.name = w
				case p.role == nil:
					p.role = w
				default:
					p.phone = w
				}
			}
		})
	}
	return p
}

// get reads the fields over a patient, whose identifier and number stay.
func (f *fields) get(p patients.Patient) patients.Patient {
	p.Given, p.Family, p.Preferred, p.Pronouns = f.given.Text(), f.family.Text(), f.preferred.Text(), f.pronouns.Text()
	p.Phone, p.Phone2, p.Email, p.Payer, p.Address = f.phone.Text(), f.phone2.Text(), f.email.Text(), f.payer.Text(), f.address.Text()
	p.Born = date(f.born)
	p.Lang = words.Lang(f.lang.Value())
	p.Emergency, p.Support, p.Ride = f.emergency.get(), f.support.get(), f.ride.get()
	p.Referral = patients.Referral{Kind: f.refKind.Value()}
	if p.Referral.Kind != "" {
		p.Referral.When, p.Referral.Why = date(f.refWhen), f.refWhy.Text()
	}
	if p.Referral.Kind == patients.ProviderReferred {
		p.Referral.Who = f.refWho.Text()
	}
	p.Providers = nil
	for _, objs := range f.providers.Rows() {
		row := providerRow(objs)
		v := patients.Provider{Name: row.name.Text(), Role: row.role.Text(), Phone: row.phone.Text(), Coordinate: row.agree.On()}
		if v != (patients.Provider{}) {
			p.Providers = append(p.Providers, v)
		}
	}
	return p
}

func date(f *kit.DateField) record.Date {
	d, _ := f.Value()
	return d
}
