package day

import "kapdesk/cmd/dev/drive"

// withTheMouse goes about by clicks. The rest of the day is done by keyboard
// alone, so the mouse has a scene of its own.
func withTheMouse(w *drive.Window) {
	for _, c := range []struct{ button, route string }{
		{"rail.patients", "patients"},
		{"patients.new", "patients/new"},
		{"details.leave", "patients"},
		{"rail.settings", "settings"},
		{"rail.today", "today"},
		{"lock", "welcome"},
	} {
		w.Click(c.button)
		exactly(w, c.route)
	}
}
