package session

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// fixture is a clinic in Denver on a Monday morning with the screen of one
// visit, over the real app code and a log in memory.
type fixture struct {
	t       testing.TB
	now     time.Time
	log     *memlog.Log
	desk    *session.Desk
	shell   *placetest.Shell
	closed  map[string]*record.Problem
	people  []clinic.Person
	patient record.ID
	visit   record.ID
	screen  *Visit
	window  fyne.Window
	ticking func()
	stopped int
	kept    []string
	deps    session.Deps
	stock   *register.Desk // nil where the clinic keeps no register
	second  *asked
	due     []measures.Need // scales, of the patient
	alerts  chart.Alerts
}

func (f *fixture) Header(context.Context, record.Actor, record.ID) (chart.Header, error) {
	return chart.Header{Patient: patients.Patient{ID: f.patient, Number: "L-00231", Given: "José", Family: "Ñandú", Pronouns: "he/him",
		Born: record.Date{Year: 1985, Month: 6, Day: 2}}, Allergies: intake.NoneKnown, Alerts: f.alerts}, nil
}

func (f *fixture) People(context.Context) ([]clinic.Person, error) { return f.people, nil }

func start(t testing.TB, lang words.Lang) *fixture {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	f := &fixture{t: t, now: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC), closed: map[string]*record.Problem{}, patient: "patient-1"}
	f.log = memlog.New(func() time.Time { return f.now })
	practice := clinic.Clinic{Name: "Clínica Orilla", Address: "12 Elm St\nDenver CO", Phone: "(321) 555-0148", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}
	people, err := clinic.New(f.log).SetUp(ctx, practice, f.log, []clinic.Person{
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}}, {Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber}},
		{Name: "Nora Diaz", Roles: []clinic.Role{clinic.Nurse}}, {Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk, clinic.Owner}}})
	f.must(err)
	f.people = people
	book, err := words.Load(os.DirFS("../../assets/words"))
	f.must(err)
	f.shell = &placetest.Shell{Language: lang, Words: book, Who: people[2], Practice: practice, Time: f.now}
	rules := session.Rules{Version: "draft 1", BeforeDose: session.Pressure{Systolic: 140, Diastolic: 90}, Call: session.Pressure{Systolic: 160, Diastolic: 100},
		Fasting:    map[string]session.Fasting{"lozenge": {Solids: 3 * time.Hour, Liquids: time.Hour}},
		Monitoring: map[string]session.Monitoring{"lozenge": {After: []time.Duration{0, 15 * time.Minute, 30 * time.Minute}, Every: 30 * time.Minute}},
		Discharge: []session.DischargeItem{{ID: "gait", Text: words.Text{EN: "Walks steadily without help", ES: "Camina con paso firme sin ayuda"}, Override: true, Source: "PADSS of 9 or more"},
			{ID: "oriented", Text: words.Text{EN: "Knows who, where and when", ES: "Sabe quién es, dónde está y cuándo es"}, Override: true},
			{ID: "vitals", Text: words.Text{EN: "Blood pressure and pulse within 20 % of the start", ES: "Presión y pulso dentro del 20 % del inicio"}, By: protocol.ByChange, Percent: 20, Within: 15 * time.Minute, Override: true, Source: "PADSS of 9 or more"},
			{ID: "padss", Text: words.Text{EN: "Score of 3 or more", ES: "Puntaje de 3 o más"}, By: protocol.ByScale, Scale: "padss", AtLeast: 3, Override: true}},
		Triggers: []session.Trigger{{ID: "spo2", Title: words.Text{EN: "Oxygen under 92 %", ES: "Oxígeno menor de 92 %"}, Action: words.Text{EN: "Stop dosing, give oxygen, call the prescriber.", ES: "Detenga la dosis, dé oxígeno, llame a quien prescribe."},
			Measure: "spo2", Below: session.Int(92), Card: session.CallCard, Source: "under 92: stop, oxygen"},
			{ID: "sleep", Title: words.Text{EN: "Hard to rouse", ES: "Difícil de despertar"}, Action: words.Text{EN: "Stimulate, open the airway, emergency number.", ES: "Estimule, abra la vía aérea, número de emergencia."}, Card: session.Emergency, Source: "MOAA/S 2 or less"},
			{ID: "panic", Title: words.Text{EN: "Panic or agitation", ES: "Pánico o agitación"}, Action: words.Text{EN: "Voice first, little stimulation.", ES: "Primero la voz, pocos estímulos."}, Card: session.Recheck, Recheck: 10 * time.Minute, Source: "voice first"}},
		Improbable: []session.Bound{{Measure: "pulse", Title: words.Text{EN: "Heart rate", ES: "Frecuencia cardíaca"}, Below: session.Int(40), Above: session.Int(150), Change: session.Int(50)},
			{Measure: "systolic", Title: words.Text{EN: "Upper blood pressure", ES: "Presión alta (sistólica)"}, Above: session.Int(220), Change: session.Int(60)},
			{Measure: "diastolic", Title: words.Text{EN: "Lower blood pressure", ES: "Presión baja (diastólica)"}, Above: session.Int(130), Change: session.Int(40)}}}
	var gates []session.Gate
	for _, name := range []string{"eligibility", "plan", "consent"} {
		gates = append(gates, session.Gate{Name: name, Check: func(record.Reader, record.ID) (*record.Problem, error) { return f.closed[name], nil }})
	}
	f.deps = session.Deps{Log: f.log, Gates: gates, Book: book,
		Order: func(record.Reader, record.ID) (session.Order, bool, error) {
			return session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 100_000, MaxUG: 150_000, Sessions: 6}, true, nil
		},
		Rules: func(record.Reader) (session.Rules, error) { return rules, nil },
		Scale: walking, Measure: session.ToPatient}
	f.desk, f.second = session.New(f.deps), &asked{}
	f.update(record.Change{Kind: "patient.registered", Version: 1, Record: record.Ref{Type: "patient", ID: f.patient}, Patient: f.patient,
		Set: map[string]any{"number": "L-00231", "given": "José", "family": "Ñandú", "lang": "es", "born": "1985-06-02"}})
	return f
}

func (f *fixture) update(changes ...record.Change) {
	f.t.Helper()
	f.must(f.log.Update(ctx, f.actor(2), func(tx record.Tx) error { _, err := tx.Append(changes...); return err }))
}

// actor is one of the clinic's people: therapist, prescriber, nurse, desk.
func (f *fixture) actor(i int) record.Actor { return record.Actor{ID: f.people[i].ID} }

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// book books a visit for now.
func (f *fixture) book(kind session.Kind) {
	f.t.Helper()
	id, err := f.desk.Book(ctx, f.actor(3), f.patient, kind, f.now, "Room 2", f.people[0].ID)
	f.must(err)
	f.visit = id
}

func (f *fixture) calm() session.Checks {
	no := session.Asked{Answer: session.No}
	return session.Checks{Medicines: no, Health: no, Solids: session.Since{At: f.now.Add(-10 * time.Hour)}, Liquids: session.Since{At: f.now.Add(-3 * time.Hour)},
		Ride: session.Ride{Answer: session.Yes, Name: "Luis", Phone: "555-0101"}, Weight: session.Weight{Grams: 82_400, Typed: "82.4", Unit: "kg"},
		Vitals: session.Vitals{Systolic: session.Int(128), Diastolic: session.Int(80), Pulse: session.Int(72)}, Pregnancy: session.Asked{Answer: session.NotApplicable},
		Substances: no, Mood: "Nervous, hopeful", Safety: no}
}

// running gives a session that has been prepared, checked, started and dosed.
func (f *fixture) running() {
	f.t.Helper()
	f.book(session.Preparation)
	f.must(f.desk.SaveNote(ctx, f.actor(0), f.visit, session.Note{Intention: "To meet the fear without running from it."}))
	f.book(session.Dosing)
	_, err := f.desk.CompleteChecks(ctx, f.actor(2), f.visit, f.calm())
	f.must(err)
	f.must(f.desk.Start(ctx, f.actor(0), f.visit))
	f.after(time.Minute)
	_, err = f.desk.SetRoom(ctx, f.actor(0), f.visit, session.Room{EyeMask: true, Headphones: true, Blanket: true, Basin: true, Water: true, Music: "Open water",
		Present: []session.Present{{Name: "Ana Brandt", Role: "Therapist"}}}, session.When{})
	f.must(err)
	_, err = f.desk.GiveDose(ctx, f.actor(2), f.visit, session.Dose{UG: 100_000, Route: "lozenge", Lot: "K24-118", Tablets: 1, HeldMin: 12}, session.When{})
	f.must(err)
}

// lively adds what happens in the first half hour.
func (f *fixture) lively() {
	f.t.Helper()
	f.running()
	say := func(sort session.Sort, text string, key bool) {
		_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: sort, Text: text}, key, session.When{})
		f.must(err)
	}
	f.after(12 * time.Minute)
	say(session.Observation, "Lozenge out. Swallowed: no", false)
	f.after(3 * time.Minute)
	_, err := f.desk.AddVitals(ctx, f.actor(0), f.visit, session.Vitals{Systolic: session.Int(138), Diastolic: session.Int(86), Pulse: session.Int(78), SpO2: session.Int(97), Sedation: session.Int(5)}, session.When{})
	f.must(err)
	f.after(3 * time.Minute)
	say(session.Words, "Like the floor is breathing with me", true)
	f.after(3 * time.Minute)
	say(session.Observation, "Tearful, hand on chest, breath steady", false)
	say(session.CalmSupport, "Held hand as agreed", false)
	_, err = f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: "Eye mask off for a moment"}, false, session.When{At: f.now.Add(-8 * time.Minute)})
	f.must(err)
	f.after(2*time.Minute + 10*time.Second)
}

func (f *fixture) after(d time.Duration) {
	f.now = f.now.Add(d)
	f.shell.Time = f.now
}

// open opens the visit's screen as one of the clinic's people, in a window of
// the size that it has inside the program.
func (f *fixture) open(who int) *Visit {
	f.t.Helper()
	return f.openAt(who, place.Route{Place: place.Session, Patient: f.patient, Record: f.visit})
}

// openAt opens the route as one of the clinic's people.
func (f *fixture) openAt(who int, to place.Route) *Visit {
	f.t.Helper()
	f.shell.Who = f.people[who]
	f.window = test.NewTempWindow(f.t, kit.Muted(""))
	f.window.SetPadded(false)
	f.shell.Win = f.window
	var stock Register
	if f.stock != nil {
		stock = f.stock
	}
	f.screen = New(Deps{Register: stock, Second: f.second, Shell: f.shell, Drafts: f.log, Desk: f.desk, Charts: f, People: f,
		Scales: func(context.Context, record.Actor, record.ID) ([]measures.Need, error) { return f.due, nil },
		Paint:  func(handout.Document) ([]byte, error) { return []byte("%PDF"), nil },
		Keep: func(record.ID) place.Keep {
			return func(_ context.Context, name string, _ []byte) error { f.kept = append(f.kept, name); return nil }
		},
		Tick: func(_ time.Duration, tick func()) func() { f.ticking = tick; return func() { f.stopped++ } },
	}, to).(*Visit)
	f.window.SetContent(kit.Ground(f.screen.Content()))
	size := fyne.NewSize(1132, 565)
	if f.screen.FullWindow() {
		size = fyne.NewSize(1280, 690)
	}
	f.window.Resize(size)
	f.screen.Show()
	return f.screen
}

func (f *fixture) dosing() *dosing { return f.screen.body.(*dosing) }

// focus is the ID of what has the focus.
func (f *fixture) focus() string { return kit.FocusID(f.window.Canvas().Focused()) }

// typed types into what has the focus.
func (f *fixture) typed(text string) { test.Type(f.window.Canvas().Focused(), text) }

func (f *fixture) key(name fyne.KeyName) {
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

// command does a command of the screen by its ID, as the menu does.
func (f *fixture) command(id string) {
	f.t.Helper()
	for _, c := range f.screen.Commands() {
		if c.ID == id {
			if c.Disabled != nil && c.Disabled() {
				f.t.Fatalf("the command %s is disabled", id)
			}
			c.Do()
			return
		}
	}
	f.t.Fatalf("there is no command %s", id)
}

func (f *fixture) show() session.Show {
	f.t.Helper()
	s, err := f.desk.Show(ctx, f.actor(0), f.visit)
	f.must(err)
	return s
}

// shoot keeps a picture for a person to look at when KAP_SHOTS names a folder.
func (f *fixture) shoot(name string) {
	dir := os.Getenv("KAP_SHOTS")
	if dir == "" {
		return
	}
	file, err := os.Create(filepath.Join(dir, name+".png"))
	f.must(err)
	defer file.Close()
	f.must(png.Encode(file, f.window.Canvas().Capture()))
}

// walking is a scale of two questions in the words of a shipped one.
func walking(id string) (session.Scale, bool) {
	options := []session.ScaleOption{{Value: "2", Label: "Little or none"}, {Value: "1", Label: "Moderate"}, {Value: "0", Label: "Severe, goes on although it was treated with care"}}
	return session.Scale{ID: "padss", Version: 1, Title: "Post-Anaesthetic Discharge Scoring System (PADSS)", Notice: "Chung 1995. In own words.", Most: 4,
		Items: []session.ScaleItem{{ID: "pain", Text: "Pain", Options: options}, {ID: "bleeding", Text: "Bleeding at the site", Options: options}},
		Score: func(answers map[string]string) (total int, ok bool) {
			for _, q := range []string{"pain", "bleeding"} {
				n, err := strconv.Atoi(answers[q])
				if err != nil {
					return 0, false
				}
				total += n
			}
			return total, true
		}}, id == "padss"
}
