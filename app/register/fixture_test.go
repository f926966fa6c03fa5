package register_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
	"kapdesk/app/words"
)

var ctx = context.Background()

var denver = func() *time.Location {
	z, err := time.LoadLocation("America/Denver")
	if err != nil {
		panic(err)
	}
	return z
}()

// exit counts what left the program.
type exit struct{ exported, printed []string }

func (e *exit) Exported(_ context.Context, _ record.Actor, what string, _ record.ID) error {
	e.exported = append(e.exported, what)
	return nil
}

func (e *exit) Printed(_ context.Context, _ record.Actor, what string, _ record.ID) error {
	e.printed = append(e.printed, what)
	return nil
}

// fixture is a clinic in Denver on a Monday morning, with its register.
type fixture struct {
	t     *testing.T
	log   *memlog.Log
	desk  *register.Desk
	now   time.Time
	rules register.Rules
	exit  *exit

	ana, ines, nora, omar, rosa record.Actor // therapist, prescriber, nurse, owner, front desk
	people                      []clinic.Person
}

func rules() register.Rules {
	liquid := []register.Form{register.MultiVial, register.SingleVial, register.Ampoule, register.Syringe}
	return register.Rules{
		Routes: map[string]register.Fit{
			"IM":      {Forms: liquid, Least: register.Strength{UG: 50, Per: 1}, Most: register.Strength{UG: 100, Per: 1}, Source: "test"},
			"IV":      {Forms: liquid, Most: register.Strength{UG: 10, Per: 1}, Source: "test"},
			"lozenge": {Forms: []register.Form{register.Lozenge}, Source: "test"},
		},
		Opened: map[register.Form]register.Within{register.MultiVial: {Opened: 28 * 24 * time.Hour, Source: "test"}, register.SingleVial: {Opened: 6 * time.Hour, Source: "test"}},
	}
}

var spanish = sync.OnceValues(func() (*words.Book, error) { return words.Load(os.DirFS("../../assets/words")) })

func book(t testing.TB) *words.Book {
	t.Helper()
	b, err := spanish()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, now: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC), rules: rules(), exit: &exit{}}
	f.log = memlog.New(func() time.Time { return f.now })
	people, err := clinic.New(f.log).SetUp(ctx, clinic.Clinic{Name: "Clínica Orilla", Phone: "(321) 555-0148", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}, f.log, []clinic.Person{
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}}, {Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber}},
		{Name: "Nora Diaz", Roles: []clinic.Role{clinic.Nurse}}, {Name: "Omar Haddad", Roles: []clinic.Role{clinic.Owner}},
		{Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk}}})
	f.must(err)
	f.people = people
	as := func(i int) record.Actor { return record.Actor{ID: people[i].ID} }
	f.ana, f.ines, f.nora, f.omar, f.rosa = as(0), as(1), as(2), as(3), as(4)
	f.desk = f.over(f.log)
	return f
}

// over makes a desk over a log.
func (f *fixture) over(log record.Log) *register.Desk {
	return register.New(register.Deps{Log: log, Rules: func(record.Reader) (register.Rules, error) { return f.rules, nil },
		Number: func(_ record.Reader, patient record.ID) (string, error) { return "L-" + string(patient), nil }, Audit: f.exit, Book: book(f.t)})
}

// other makes the log of a second laptop that knows everything of the first.
func (f *fixture) other(device record.ID) (*memlog.Log, *register.Desk) {
	f.t.Helper()
	log := memlog.New(func() time.Time { return f.now }).As(device)
	f.must(log.Receive(ctx, f.log.Events()...))
	return log, f.over(log)
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// refused checks that err is for people, has the code, and says the words, and
// that the call left no event behind.
func (f *fixture) refused(code record.Code, says string, call func() error) {
	f.t.Helper()
	before := len(f.log.Events())
	err := call()
	switch ps := record.ProblemsOf(err); {
	case err == nil:
		f.t.Errorf("was not refused; should say %q", says)
	case len(ps) == 0 || ps[0].Code != code:
		f.t.Errorf("refused with %q (code %q), want code %q", err, record.CodeOf(err), code)
	case !strings.Contains(ps.Error(), says):
		f.t.Errorf("says %q, want %q in it", ps.Error(), says)
	case strings.Contains(ps.Error(), "%!"):
		f.t.Errorf("its verbs do not fit: %q", ps.Error())
	}
	if n := len(f.log.Events()); n != before {
		f.t.Errorf("a refusal wrote %d events", n-before)
	}
}

// ketamine is a delivery of ten vials of 10 mL with 50 mg/mL.
func ketamine() register.Receipt {
	return register.Receipt{Label: register.Label{Drug: "Ketamine", Form: register.MultiVial, Strength: register.Strength{UG: 50, Per: 1}, Size: 10_000,
		Number: "K24-118", Expiry: record.Date{Year: 2027, Month: time.March, Day: 31}}, Containers: 10, Supplier: "Norte Pharma", Invoice: "F-1001"}
}

// lozenges is a delivery of thirty lozenges of 100 mg.
func lozenges() register.Receipt {
	return register.Receipt{Label: register.Label{Drug: "Ketamine", Form: register.Lozenge, Strength: register.Strength{UG: 100_000, Per: 1},
		Number: "TR-77", Expiry: record.Date{Year: 2027, Month: time.January, Day: 31}}, Containers: 30, Supplier: "Sur Compounding", Invoice: "S-9"}
}

func (f *fixture) receive(r register.Receipt) record.ID {
	f.t.Helper()
	lot, _, err := f.desk.Receive(ctx, f.nora, r, time.Time{})
	f.must(err)
	return lot
}

func (f *fixture) open(lot record.ID) record.EventID {
	f.t.Helper()
	id, err := f.desk.Open(ctx, f.nora, lot, time.Time{})
	f.must(err)
	return id
}

func (f *fixture) draw(lot record.ID, vial record.EventID, amount int64, session record.ID) record.EventID {
	f.t.Helper()
	id, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: amount, Session: session, Patient: "1"})
	f.must(err)
	return id
}

// doseFact stands for what a session records of a dose.
type doseFact struct {
	UG  int64  `json:"ug"`
	Lot string `json:"lot"`
}

// give records a dose in its session and ties it to the register, in one
// transaction, as app/session will.
func (f *fixture) give(log record.Log, desk *register.Desk, g register.Gift) (dose record.EventID, lines []record.EventID, err error) {
	return give(log, desk, f.nora, g)
}

func (f *fixture) giveAs(by record.Actor, g register.Gift) (dose record.EventID, lines []record.EventID, err error) {
	return give(f.log, f.desk, by, g)
}

func give(log record.Log, desk *register.Desk, by record.Actor, g register.Gift) (dose record.EventID, lines []record.EventID, err error) {
	err = log.Update(ctx, by, func(tx record.Tx) error {
		events, err := tx.Append(record.Change{Kind: "dose.given", Version: 1, Record: record.Ref{Type: "session", ID: g.Session}, Patient: g.Patient, At: g.At,
			Fact: doseFact{UG: g.UG, Lot: g.Lot}})
		if err != nil {
			return err
		}
		dose, g.Dose = events[0].ID, events[0].ID
		lines, err = desk.Given(tx, by, g)
		return err
	})
	return dose, lines, err
}

func (f *fixture) gift(g register.Gift) record.EventID {
	f.t.Helper()
	dose, _, err := f.give(f.log, f.desk, g)
	f.must(err)
	return dose
}

func (f *fixture) book(lot record.ID) register.Book {
	f.t.Helper()
	return bookOf(f.t, f.log, lot)
}

func bookOf(t testing.TB, log record.Log, lot record.ID) (b register.Book) {
	t.Helper()
	if err := log.View(ctx, func(r record.Reader) (err error) {
		b, err = register.Of(r, lot)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (f *fixture) balance(lot record.ID, at time.Time, want register.Balance) {
	f.t.Helper()
	if got := f.book(lot).Balance(at); got != want {
		f.t.Errorf("at %s the balance is %+v, want %+v", at.Format(time.DateTime), got, want)
	}
}
