package day

import "kapdesk/cmd/dev/drive"

// Smoke is a short way through every kind of screen of the sample clinic: it
// loads them, types, saves, prints, changes the look and the language, and
// comes back after a kill.
func Smoke() []Scene {
	return []Scene{
		{"first start", firstStart},
		{"the sample clinic", lookAround},
		{"a new patient", registerHuong},
		{"the first part of the intake", askFirstPart},
		{"every page of a chart", everyPage},
		{"a dosing session", aDosingSession},
		{"a page on paper", onPaper},
		{"looks and languages", looks},
		{"kill and restart", killAndRestart},
		{"with the mouse", withTheMouse},
	}
}

func lookAround(w *drive.Window) {
	w.Press("Enter")
	signIn(w, mara)
	w.WaitRoute("today")
	w.Shot("today")
}

// askFirstPart asks the part of the intake that opens after a registration.
func askFirstPart(w *drive.Window) {
	if form := intakeForm(w); w.Err() == nil {
		askSection(w, form.Sections[0], whatHuongTells)
		save(w)
	}
}

// everyPage opens each page of José's chart.
func everyPage(w *drive.Window) {
	change(w, ana)
	open(w, "nandu")
	for _, p := range []struct{ key, route string }{
		{"Alt+0", "details"}, {"Alt+1", "intake"}, {"Alt+2", "eligibility"}, {"Alt+3", "plan"}, {"Alt+4", "sessions"},
		{"Alt+5", "integration"}, {"Alt+6", "documents"},
	} {
		page(w, p.key, p.route)
		w.Shot(p.route)
	}
}

// aDosingSession starts the one of today's diary and writes in its log.
func aDosingSession(w *drive.Window) {
	page(w, "Alt+4", "sessions")
	w.WaitIdle()
	w.Press("Ctrl+O")
	exactly(w, "session")
	w.WaitFocus("checks.safety")
	w.Press("Ctrl+s")
	w.WaitSaved()
	w.Press("Ctrl+j")
	stamp(w, "F3", "It is quiet here")
	vitals(w, "131/84", "71", "98", "5")
	for _, key := range []string{"F7", "F8", "F12", "Ctrl+r"} {
		w.Press(key)
		w.WaitIdle()
	}
	w.Press("Ctrl+d")
	w.Shot("room-mode")
	w.Press("Ctrl+Backspace")
	exactly(w, "sessions")
}

func onPaper(w *drive.Window) {
	page(w, "Alt+2", "eligibility")
	w.WaitIdle()
	printed(w, "Ctrl+P", "")
}

// looks changes the language and the look, and back.
func looks(w *drive.Window) {
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	choose(w, "settings.lang", 1)
	w.Shot("settings-spanish")
	choose(w, "settings.lang", 0)
	w.Press("Ctrl+Shift+D")
	w.Press("Ctrl+.")
	w.Shot("settings-dark-larger")
}

// killAndRestart pulls the plug and looks whether the program comes back.
func killAndRestart(w *drive.Window) {
	w.Kill()
	w.Restart()
	w.WaitRoute("first")
	w.Press("Enter")
	signIn(w, mara)
	w.WaitRoute("today")
}
