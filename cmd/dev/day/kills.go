package day

import (
	"strings"
	"time"

	"kapdesk/cmd/dev/drive"
)

// promised is within what time after the last key a draft is on disk.
const promised = 2 * time.Second

// kept is a field and what is typed into it before the plug is pulled. After
// the restart it is looked for in the same field, or in the one named then.
type kept struct{ field, text, then string }

// form is one form of the program and who fills it in.
type form struct {
	name string
	who  int
	open func(w *drive.Window)
	kept []kept
	// again opens the form after the restart; nil when as the first time.
	again func(w *drive.Window)
}

// Kills is a scene for every form: somebody types, the program is killed as
// by a pulled plug two seconds after the last key, and at the next start what
// was typed stands in the form again. The sample clinic is where it happens.
func Kills() []Scene {
	p := &presence{nobody}
	scenes := []Scene{{"the sample clinic", func(w *drive.Window) {
		w.WaitRoute("first")
		w.Press("Enter")
		w.WaitRoute("welcome")
	}}}
	add := func(f form) {
		scenes = append(scenes, Scene{"killed: " + f.name, func(w *drive.Window) { f.kill(w, p) }})
	}
	for _, f := range chartForms() {
		add(f)
	}
	scenes = append(scenes, scaleKills(p)...)
	scenes = append(scenes, Scene{"visits for today", func(w *drive.Window) { bookForKills(w, p) }})
	for _, f := range visitForms() {
		add(f)
	}
	next := toVisit("nandu")
	add(form{"answer to a card", ana, func(w *drive.Window) {
		next(w)
		vitals(w, "131/84", "74", "91", "4")
		w.Press("Ctrl+u")
		w.WaitFocus("answer.done")
	}, []kept{{"answer.done", "Sat up, oxygen 2 L", ""}}, toVisit("nandu", "Ctrl+u")})
	scenes = append(scenes, Scene{"the card is answered", func(w *drive.Window) {
		w.Press("Enter")
		w.WaitSaved()
	}})
	scenes = append(scenes, Scene{"discharged", func(w *drive.Window) {
		p.become(w, ana)
		next(w)
		vitals(w, "128/82", "72", "98", "5")
		discharge(w)
	}})
	add(form{"summary of the session", ana, toVisit("nandu", "F10"), []kept{{"note.summary", "Calm; left with his brother.", ""}}, nil})
	return append(scenes,
		Scene{"killed in the middle of a word", func(w *drive.Window) { endWhileTyping(w, p, w.Kill) }},
		Scene{"crashed in the middle of a word", func(w *drive.Window) { endWhileTyping(w, p, w.Crash) }},
		Scene{"killed: set up the clinic", killSetUp})
}

// endWhileTyping ends the program while somebody types. No part of the text may
// be readable then, on disk or in what a crash prints; that is looked for
// whenever the program has ended.
func endWhileTyping(w *drive.Window, p *presence, end func()) {
	p.become(w, mara)
	open(w, "nandu")
	page(w, "Alt+0", "details")
	w.TabTo("details.payer")
	w.TypeUntil(strings.Repeat("Schwarzwaldklinik Bärenstein Quetzalcoatl ", 20), promised, end)
	w.Restart()
	w.WaitRoute("first")
	w.Press("Enter")
	p.who = nobody
	p.become(w, mara)
}

// nobody is signed in.
const nobody = -1

// presence knows who is signed in.
type presence struct{ who int }

func (p *presence) become(w *drive.Window, who int) {
	if p.who == who {
		return
	}
	if p.who != nobody {
		w.Press("Ctrl+L")
	}
	signIn(w, who)
	p.who = who
}

// kill types into the form, kills and restarts the program and looks for what
// was typed.
func (f form) kill(w *drive.Window, p *presence) {
	p.become(w, f.who)
	f.open(w)
	for _, k := range f.kept {
		w.Fill(k.field, k.text)
	}
	p.comeBack(w, f.who)
	if f.again != nil {
		f.again(w)
	} else {
		f.open(w)
	}
	for _, k := range f.kept {
		field := k.field
		if k.then != "" {
			field = k.then
		}
		w.TabTo(field)
		w.WaitText(k.text)
	}
}

// comeBack pulls the plug and signs in again.
func (p *presence) comeBack(w *drive.Window, who int) {
	pullThePlug(w)
	w.WaitRoute("first")
	w.Press("Enter")
	p.who = nobody
	p.become(w, who)
}

// pullThePlug kills the program at the moment at which a draft must be on
// disk, and starts it again.
func pullThePlug(w *drive.Window) {
	deadline := time.Now().Add(promised)
	w.Wait("what is promised to have passed", func(drive.Line) bool { return time.Now().After(deadline) })
	w.Kill()
	w.Restart()
}

// inChart opens a page of the chart that is found by the query.
func inChart(query, key, route string) func(*drive.Window) {
	return func(w *drive.Window) {
		open(w, query)
		if key != "" {
			page(w, key, route)
		}
		w.WaitIdle()
	}
}

// section opens a section of José's intake by its place, from 0.
func section(at int) func(*drive.Window) {
	return func(w *drive.Window) {
		open(w, "nandu")
		ids := intakeForm(w).Sections
		for i := range at {
			w.Press("Ctrl+PageDown")
			w.WaitRoute("intake/" + ids[i+1].ID)
		}
		w.WaitIdle()
	}
}

// chartForms are the forms of the sample clinic as it stands.
func chartForms() []form {
	pressed := func(open func(*drive.Window), key string) func(*drive.Window) {
		return func(w *drive.Window) {
			open(w)
			w.Press(key)
			w.WaitIdle()
		}
	}
	toIntegration := inChart("nandu", "Alt+5", "integration")
	toNew := func(w *drive.Window) {
		w.Press("Ctrl+N")
		w.WaitRoute("patients/new")
	}
	toSettings := func(w *drive.Window) {
		w.Press("Ctrl+3")
		w.WaitRoute("settings")
		w.WaitIdle()
	}
	toProtocol := func(w *drive.Window) {
		w.Press("Ctrl+7")
		w.WaitRoute("protocol")
		w.WaitIdle()
	}
	return []form{
		{"new patient", mara, toNew, []kept{{"details.given", "Łukasz", ""}, {"details.born", "3/14/19", ""}, {"details.address", "8 Elm Street\nBoulder", ""}}, nil},
		{"details", mara, inChart("nandu", "Alt+0", "details"), []kept{{"details.payer", "Insurance, asked on Monday", ""}}, nil},
		{"intake, why now", mara, section(0), []kept{{"intake.goals", "Sleep through one night.", ""}}, nil},
		{"intake, body and heart", mara, section(1), []kept{{"intake.weight", "83.1 kg", ""}, {"intake.hypertension.detail", "since 2018", ""}}, nil},
		{"intake, medicines", mara, section(4), []kept{{"intake.medicines.row.1.reason", "for the pressure", "intake.medicines.row.3.reason"}}, nil},
		{"intake, supports", mara, section(7), []kept{{"intake.worries", "Being alone with it.", ""}}, nil},
		{"visit booking", mara, inChart("nandu", "Alt+4", "sessions"), []kept{{"book.room", "Room 7", ""}}, nil},
		{"document", mara, pressed(inChart("nandu", "Alt+6", "documents"), "Ctrl+Shift+a"), []kept{{"documents.name", "Letter from Dr. Vega", ""}}, nil},
		{"eligibility", ilse, func(w *drive.Window) {
			inChart("haddad", "Alt+2", "eligibility")(w)
			w.PressOn("eligibility.intake_confirmed.addnote")
			w.WaitIdle()
		}, []kept{{"eligibility.intake_confirmed.note", "Comes in on Monday for it.", ""}}, inChart("haddad", "Alt+2", "eligibility")},
		{"the re-screen", ilse, inChart("nandu", "Alt+2", "eligibility"), []kept{{"eligibility.reasoning", "Still stable; two more sessions.", ""}}, nil},
		{"a person in the settings", ilse, func(w *drive.Window) {
			toSettings(w)
			addRow(w, "settings.person.add", "person.name")
		}, []kept{{"person.name", "Nguyễn An", ""}}, toSettings},
		{"settings", ilse, toSettings, []kept{{"clinic.phone", "(321) 555-0100", ""}}, nil},
		{"the protocol", ilse, func(w *drive.Window) {
			toProtocol(w)
			w.Press("Ctrl+F")
			w.WaitFocus("protocol.search")
			w.Type("screening counts")
			w.Press("Enter")
			w.WaitFocus("protocol.items")
			w.Press("Ctrl+E")
			w.WaitFocus("validity.days")
		}, []kept{{"validity.days", "21", ""}, {"protocol.reason", "A month is too", ""}}, toProtocol},
		{"delivery of the register", ravi, func(w *drive.Window) {
			w.Press("Ctrl+4")
			w.WaitRoute("register")
			w.WaitIdle()
			w.Press("Ctrl+R")
			w.WaitRoute("register/receive")
			w.WaitIdle()
		}, []kept{{"lot.drug", "Ketamine", ""}, {"lot.number", "L50-207", ""}, {"lot.supplier", "Harbor Compounding", ""}}, nil},
		{"plan", ana, inChart("lindqvist", "Alt+3", "plan"), []kept{{"plan.dose", "75", ""}, {"plan.goals", "Drive on the motorway again.", ""}}, nil},
		{"consent", ana, pressed(inChart("lindqvist", "Alt+3", "plan"), "Ctrl+Shift+c"), []kept{{"consent.questions", "Asked how long it lasts.", ""}}, nil},
		{"integration plan", ana, pressed(toIntegration, "Ctrl+M"), []kept{{"integration.supports", "Luis\nThe Tuesday group", ""}}, nil},
		{"follow-up", ana, func(w *drive.Window) {
			toIntegration(w)
			w.PressOn("integration.follow.2.again")
			w.WaitFocus("integration.follow.2.done") // the fields open first, and Tab counts from there
			w.WaitIdle()
		}, []kept{{"integration.follow.why", "the phone again", ""}}, toIntegration},
	}
}

// bookForKills books a preparation for today. The dosing session of today is
// in the sample's diary.
func bookForKills(w *drive.Window, p *presence) {
	p.become(w, mara)
	open(w, "lindqvist")
	page(w, "Alt+4", "sessions")
	book(w, preparation, sampleNow(), "Room 3")
}

// sampleNow is the time where the sample clinic stands.
func sampleNow() time.Time {
	z, err := time.LoadLocation("America/Denver")
	if err != nil {
		z = time.UTC
	}
	return time.Now().In(z)
}

// toVisit opens the earliest visit that is not over, of the patient found by
// the query, and presses the keys there.
func toVisit(query string, keys ...string) func(*drive.Window) {
	return func(w *drive.Window) {
		inChart(query, "Alt+4", "sessions")(w)
		w.Press("Ctrl+O")
		exactly(w, "session")
		w.WaitIdle()
		for _, k := range keys {
			w.Press(k)
			w.WaitIdle()
		}
	}
}

// visitForms are the forms of the visits of today.
func visitForms() []form {
	return []form{
		{"preparation", ana, toVisit("lindqvist"), []kept{{"note.intention", "To look at it once.", ""}, {"note.distress", "Cold water, the window.", ""}}, nil},
		{"today's checks", ana, toVisit("nandu"), []kept{{"checks.mood", "Rested, a little afraid", ""}, {"checks.pulse", "71", ""}}, nil},
		{"line of the log, vital signs", ana, toVisit("nandu", "Ctrl+s", "Ctrl+j"), []kept{{"session.line", "Eyes open, looks around", ""}, {"vitals.pressure", "131/84", ""}}, nil},
		{"room", ana, toVisit("nandu", "Ctrl+r"), []kept{{"room.music", "Slow strings", ""}}, nil},
		{"adverse event", ana, toVisit("nandu", "F8"), []kept{{"adverse.what", "Headache", ""}, {"adverse.action", "Water, dim light", ""}}, nil},
		{"dose", ravi, toVisit("nandu", "F7"), []kept{{"dose.lot", "K24-119", ""}, {"dose.amount", "100", ""}}, nil},
		{"discharge", ana, toVisit("nandu", "F10"), []kept{{"discharge.name", "Luis Ñandú", ""}}, nil},
	}
}

// killSetUp is the very first form. It comes last, because the clinic that it
// begins takes the place of the sample at the next start.
func killSetUp(w *drive.Window) {
	w.Kill()
	w.Restart()
	w.WaitRoute("first")
	makeKeys(w)
	addRow(w, "people.add", "person2.name")
	typed := []answer{{"clinic.name", "Clínica Orilla"}, {"clinic.address", "1200 Harbor Way\nSuite 4"}, {"person2.name", "Mara Okafor"}}
	fill(w, typed...)
	pullThePlug(w)
	w.WaitFocus("signin.passphrase") // there is one name to choose from
	w.Type(passphrases[ilse])
	w.Press("Enter")
	w.WaitRoute("setup")
	for _, a := range typed {
		w.TabTo(a.field)
		w.WaitText(a.text)
	}
}
