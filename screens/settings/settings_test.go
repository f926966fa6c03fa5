package settings

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

func open(t *testing.T, who int) (*Settings, *placetest.Shell, *clinic.Desk, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	log := memlog.New(func() time.Time { return now })
	desk := clinic.New(log)
	c := clinic.Clinic{Name: "Orilla", Phone: "555 1234", Emergency: "911", Zone: "America/Denver", Weight: clinic.Pounds, Paper: clinic.A4, Lang: words.English}
	people, err := desk.SetUp(ctx, c, log, []clinic.Person{{Name: "Ilse", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}}, {Name: "Mara", Roles: []clinic.Role{clinic.FrontDesk}}})
	if err != nil {
		t.Fatal(err)
	}
	s := &placetest.Shell{Who: people[who], Time: now, Practice: c}
	v := New(Deps{Shell: s, Clinics: desk, Drafts: log, Look: Look{Lang: words.English, Scale: 100}, SetLook: func(Look) {}, Changed: func() {}, Where: "/a/folder"})
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(v.Content())
	w.Resize(fyne.NewSize(1132, 640))
	v.Show()
	return v, s, desk, w
}

func TestTheDeskSeesItsLookOnly(t *testing.T) {
	v, _, desk, w := open(t, 1)
	test.AssertRendersToMarkup(t, "desk.xml", w.Canvas())
	v.fields.Name.SetText("Mine")
	v.save()
	if c, _ := desk.Clinic(ctx); c.Name != "Orilla" {
		t.Error("the desk renamed the clinic")
	}
}

func TestTheOwnerChangesTheClinic(t *testing.T) {
	v, s, desk, w := open(t, 0)
	test.AssertRendersToMarkup(t, "owner.xml", w.Canvas())
	v.fields.Phone.SetText("")
	v.save()
	if v.fields.Phone.Error() == "" {
		t.Error("a clinic without a phone was saved")
	}
	v.fields.Phone.SetText("555 777")
	v.fields.Crisis.SetText("the hotline")
	v.save()
	if v.fields.Crisis.Error() == "" || !v.fields.Crisis.Focused() {
		t.Error("a crisis line that cannot be called was saved")
	}
	v.fields.Crisis.SetText("988")
	v.save()
	if c, _ := desk.Clinic(ctx); c.Phone != "555 777" || c.Crisis != "988" || len(s.Notes) != 1 {
		t.Errorf("got %+v, said %v", c, s.Notes)
	}
}

func TestThePeople(t *testing.T) {
	v, s, desk, _ := open(t, 0)
	ilse := v.list[0]
	ilse.Active = false
	v.savePerson(ilse)
	if record.CodeOf(s.LastFailure()) != record.Invalid {
		t.Errorf("the last owner left: %v", s.LastFailure())
	}
	v.edit(clinic.Person{Active: true})
	if len(v.editor.Objects) == 0 {
		t.Fatal("the fields did not open")
	}
	v.savePerson(clinic.Person{Name: "Ana", Roles: []clinic.Role{clinic.Therapist}, Active: true})
	if people, _ := desk.People(ctx); len(people) != 3 || len(v.list) != 3 || len(v.editor.Objects) != 0 {
		t.Errorf("%d people, %d listed", len(people), len(v.list))
	}
}

func TestAPersonThatIsBeingTypedIsKept(t *testing.T) {
	v, _, _, w := open(t, 0)
	v.edit(clinic.Person{Active: true})
	kit.Walk(v.editor, func(o fyne.CanvasObject) {
		if f, ok := o.(*kit.TextField); ok {
			f.SetText("Ravi Sh")
		}
	})
	v.Leave()
	again := New(v.Deps)
	w.SetContent(again.Content())
	again.Show()
	if again.person == nil || again.person().Name != "Ravi Sh" {
		t.Fatal("what was typed about a person is lost")
	}
	again.closeEditor()
	last := New(v.Deps)
	w.SetContent(last.Content())
	last.Show()
	if last.person != nil {
		t.Error("what was given up comes back")
	}
}

// Two quick presses while the disk is slow add one person, once.
func TestTwoQuickPressesAddOnePerson(t *testing.T) {
	v, s, desk, _ := open(t, 0)
	late := &placetest.Late{Shell: s}
	v.Shell = late
	p := clinic.Person{Name: "Ravi", Roles: []clinic.Role{clinic.Nurse}, Active: true}
	v.savePerson(p)
	v.savePerson(p)
	for _, work := range late.Work {
		work(ctx)
	}
	if people, _ := desk.People(ctx); len(people) != 3 {
		t.Errorf("%d people work here", len(people))
	}
}
