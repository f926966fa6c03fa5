package clinic_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

var ctx = context.Background()

func someClinic() clinic.Clinic {
	return clinic.Clinic{Name: "Clínica Orilla", Phone: "(321) 555-0148", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Pounds, Paper: clinic.Letter, Lang: words.English}
}

func newLog() *memlog.Log {
	return memlog.New(func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
}

func setUp(t *testing.T) (*memlog.Log, *clinic.Desk, []clinic.Person) {
	t.Helper()
	log := newLog()
	d := clinic.New(log)
	people, err := d.SetUp(ctx, someClinic(), log, []clinic.Person{
		{Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}},
		{Name: "Dr. Ilse Baum", Roles: []clinic.Role{clinic.Prescriber, clinic.Owner}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return log, d, people
}

func TestSetUpRefusals(t *testing.T) {
	both := []clinic.Person{{Name: "A", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}}}
	for name, c := range map[string]struct {
		spoil  func(*clinic.Clinic)
		people []clinic.Person
		field  string
	}{
		"no name":        {func(c *clinic.Clinic) { c.Name = " " }, both, "clinic.name"},
		"no phone":       {func(c *clinic.Clinic) { c.Phone = "" }, both, "clinic.phone"},
		"no emergency":   {func(c *clinic.Clinic) { c.Emergency = "" }, both, "clinic.emergency"},
		"odd phone":      {func(c *clinic.Clinic) { c.Phone = "call me" }, both, "clinic.phone"},
		"odd emergency":  {func(c *clinic.Clinic) { c.Emergency = "an ambulance" }, both, "clinic.emergency"},
		"odd crisis":     {func(c *clinic.Clinic) { c.Crisis = "the hotline" }, both, "clinic.crisis"},
		"short crisis":   {func(c *clinic.Clinic) { c.Crisis = "98" }, both, "clinic.crisis"},
		"unknown zone":   {func(c *clinic.Clinic) { c.Zone = "Mars/Olympus" }, both, "clinic.zone"},
		"no zone":        {func(c *clinic.Clinic) { c.Zone = "" }, both, "clinic.zone"},
		"stone":          {func(c *clinic.Clinic) { c.Weight = "st" }, both, "clinic.weight"},
		"odd paper":      {func(c *clinic.Clinic) { c.Paper = "A3" }, both, "clinic.paper"},
		"odd language":   {func(c *clinic.Clinic) { c.Lang = "xx" }, both, "clinic.lang"},
		"nobody":         {nil, nil, "people.owner"},
		"no prescriber":  {nil, []clinic.Person{{Name: "A", Roles: []clinic.Role{clinic.Owner}}}, "people.prescriber"},
		"no owner":       {nil, []clinic.Person{{Name: "A", Roles: []clinic.Role{clinic.Prescriber}}}, "people.owner"},
		"person no name": {nil, append(both, clinic.Person{Roles: []clinic.Role{clinic.Nurse}}), "people.name"},
		"person no role": {nil, append(both, clinic.Person{Name: "B"}), "people.roles"},
	} {
		log := newLog()
		cl := someClinic()
		if c.spoil != nil {
			c.spoil(&cl)
		}
		_, err := clinic.New(log).SetUp(ctx, cl, log, c.people)
		if !slices.ContainsFunc(record.ProblemsOf(err), func(p *record.Problem) bool { return p.Field == c.field }) {
			t.Errorf("%s: %v, want a problem at %s", name, err, c.field)
		}
		if len(log.Events()) != 0 {
			t.Errorf("%s: something was written", name)
		}
	}
}

func TestSetUpOnceAndRead(t *testing.T) {
	log, d, people := setUp(t)
	if set, err := d.IsSetUp(ctx); !set || err != nil {
		t.Fatal(set, err)
	}
	if _, err := d.SetUp(ctx, someClinic(), log, people); record.CodeOf(err) != record.Refused {
		t.Errorf("a second set-up: %v", err)
	}
	c, err := d.Clinic(ctx)
	if err != nil || c != someClinic() {
		t.Errorf("got %+v, %v", c, err)
	}
	back, err := d.People(ctx)
	if err != nil || len(back) != 2 || back[1].Name != "Dr. Ilse Baum" || !back[1].Has(clinic.Owner) || !back[0].Active {
		t.Errorf("got %+v, %v", back, err)
	}
}

// Every action of the table has somebody who may do it, and every role that is
// not named may not. The table is read here row by row so that a change of it
// is seen.
func TestPermissions(t *testing.T) {
	const desk, ther, nurse, presc, owner = 1, 2, 4, 8, 16
	const all = desk | ther | nurse | presc | owner
	bit := map[clinic.Role]int{clinic.FrontDesk: desk, clinic.Therapist: ther, clinic.Nurse: nurse, clinic.Prescriber: presc, clinic.Owner: owner}
	want := map[clinic.Action]int{
		clinic.SeeSchedule: all, clinic.BookVisit: all, clinic.RegisterPatient: all, clinic.SeeContact: all,
		clinic.SeeChart: ther | nurse | presc, clinic.FillIntake: all &^ owner, clinic.ConfirmIntake: ther | nurse | presc,
		clinic.FillScreening: all &^ owner, clinic.ClearCriterion: presc, clinic.SignScreening: presc,
		clinic.WritePlan: ther | presc, clinic.PrescribePlan: presc, clinic.CosignPlan: ther, clinic.ExplainConsent: ther | nurse | presc,
		clinic.AddDocument: all &^ owner, clinic.PrepareSession: ther | nurse | presc, clinic.CheckSession: ther | nurse | presc,
		clinic.GiveDose: nurse | presc, clinic.RecordSession: ther | nurse | presc, clinic.OverrideGate: presc,
		clinic.DischargePatient: ther | nurse | presc, clinic.SignSession: ther | nurse | presc, clinic.WriteIntegration: ther | nurse | presc, clinic.WritePsychNotes: ther | presc,
		clinic.PrintHandout: all &^ owner, clinic.PrintChart: ther | nurse | presc, clinic.ChangeSettings: owner, clinic.ManagePeople: owner,
		clinic.SeeAudit: owner, clinic.TellOpenings: desk | owner, clinic.MakeBackup: all, clinic.BreakGlass: all,
		clinic.KeepRegister: nurse | presc, clinic.WitnessRegister: all &^ desk, clinic.CountRegister: all &^ desk, clinic.SeeRegister: all &^ desk,
		clinic.ConfirmDose: ther | nurse | presc, clinic.TakeMeasure: all &^ owner, clinic.SettleAlert: ther | nurse | presc, clinic.SeeOutcomes: all &^ desk,
		clinic.SeeProtocol: all &^ desk, clinic.WriteProtocol: presc, clinic.AdoptProtocol: presc,
	}
	if len(clinic.Actions()) != len(want) {
		t.Errorf("%d actions, %d rows here", len(clinic.Actions()), len(want))
	}
	for _, a := range clinic.Actions() {
		got := 0
		for _, r := range clinic.Roles {
			if clinic.May([]clinic.Role{r}, a) {
				got |= bit[r]
			}
		}
		if got != want[a] {
			t.Errorf("%s: roles %05b, want %05b", a, got, want[a])
		}
		if clinic.May(nil, a) {
			t.Errorf("%s: nobody may", a)
		}
	}
}

func TestCheckReadsTheRolesOfNow(t *testing.T) {
	log, d, people := setUp(t)
	desk, owner := record.Actor{ID: people[0].ID}, record.Actor{ID: people[1].ID}
	may := func(by record.Actor, a clinic.Action) record.Code {
		var code record.Code
		if err := log.View(ctx, func(r record.Reader) error {
			_, err := clinic.Check(r, by, a)
			code = record.CodeOf(err)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return code
	}
	if may(record.Actor{}, clinic.SeeSchedule) != record.NotAllowed || may(record.Actor{ID: "x"}, clinic.SeeSchedule) != record.NotAllowed {
		t.Error("somebody unknown may see the schedule")
	}
	if may(desk, clinic.SignScreening) != record.NotAllowed || may(desk, clinic.BookVisit) != "" {
		t.Error("the desk's rights are wrong")
	}
	mara := people[0]
	mara.Active = false
	if _, err := d.SavePerson(ctx, desk, mara); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the desk managed people: %v", err)
	}
	if _, err := d.SavePerson(ctx, owner, mara); err != nil {
		t.Fatal(err)
	}
	if may(desk, clinic.BookVisit) != record.NotAllowed {
		t.Error("somebody who left may still book")
	}
}

func TestTheLastOwnerAndPrescriberStay(t *testing.T) {
	log, d, people := setUp(t)
	owner := record.Actor{ID: people[1].ID}
	before := len(log.Events())
	for _, spoil := range []func(*clinic.Person){
		func(p *clinic.Person) { p.Active = false },
		func(p *clinic.Person) { p.Roles = []clinic.Role{clinic.Owner} },
		func(p *clinic.Person) { p.Roles = []clinic.Role{clinic.Prescriber} },
	} {
		p := people[1]
		spoil(&p)
		if _, err := d.SavePerson(ctx, owner, p); record.CodeOf(err) != record.Invalid {
			t.Errorf("%+v was accepted: %v", p, err)
		}
	}
	if len(log.Events()) != before {
		t.Error("something was written")
	}
	id, err := d.SavePerson(ctx, owner, clinic.Person{Name: " Ana Brandt ", Roles: []clinic.Role{clinic.Therapist}, Active: true})
	if err != nil || id == "" {
		t.Fatal(err)
	}
	all, _ := d.People(ctx)
	if len(all) != 3 || all[2].Name != "Ana Brandt" {
		t.Errorf("got %+v", all)
	}
}

func TestChangeKeepsSample(t *testing.T) {
	log := newLog()
	d := clinic.New(log)
	c := someClinic()
	c.Sample = true
	people, err := d.SetUp(ctx, c, log, []clinic.Person{{Name: "A", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}}})
	if err != nil {
		t.Fatal(err)
	}
	c.Sample, c.Name = false, "Other"
	if err := d.Change(ctx, record.Actor{ID: people[0].ID}, c); err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Clinic(ctx); !got.Sample || got.Name != "Other" {
		t.Errorf("got %+v", got)
	}
}

// A crisis line is the clinic's own choice: a clinic without one has none, and
// one that is taken out again is gone.
func TestTheCrisisLine(t *testing.T) {
	log, d, people := setUp(t)
	owner := record.Actor{ID: people[1].ID}
	c := someClinic()
	c.Crisis = "not a number"
	if err := d.Change(ctx, owner, c); record.CodeOf(err) != record.Invalid {
		t.Errorf("a line that cannot be called: %v", err)
	}
	c.Crisis = "988"
	if err := d.Change(ctx, record.Actor{ID: people[0].ID}, c); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk: %v", err)
	}
	if got, _ := d.Clinic(ctx); got.Crisis != "" {
		t.Fatalf("a refused line stands: %q", got.Crisis)
	}
	for typed, want := range map[string]string{" 988 ": "988", "01 55 5259-8121": "01 55 5259-8121", "  ": ""} {
		c.Crisis = typed
		if err := d.Change(ctx, owner, c); err != nil {
			t.Fatal(err)
		}
		if got, _ := d.Clinic(ctx); got.Crisis != want {
			t.Errorf("%q: got %q", typed, got.Crisis)
		}
	}
	if last := log.Events()[len(log.Events())-1]; last.Kind != "clinic.changed" || last.Actor != owner.ID {
		t.Errorf("the change is not on record: %+v", last)
	}
}
