package day

import "kapdesk/cmd/dev/drive"

// firstStart looks at the screen that an empty program shows.
func firstStart(w *drive.Window) {
	w.WaitRoute("first")
	w.WaitFocus("first.sample")
	w.Shot("first-start")
}

// setUp fills in the clinic and the people who work there.
func setUp(w *drive.Window) {
	w.TabTo("first.setup")
	w.Press("Enter")
	w.WaitRoute("setup")
	w.Shot("set-up-empty")
	fillClinic(w)
	for i, p := range []struct {
		name  string
		roles []string
	}{
		{"Mara Okafor", []string{"1"}},
		{"Ana Brandt", []string{"2"}},
		{"Ravi Shah", []string{"3"}},
		{"Dr. Ilse Baum", []string{"4", "5"}},
	} {
		id := "person" + string(rune('1'+i))
		if i > 0 {
			addRow(w, "people.add", id+".name")
		}
		w.Fill(id+".name", p.name)
		for _, r := range p.roles {
			tick(w, id+".role"+r)
		}
	}
	w.Shot("set-up-people")
	w.Press("Ctrl+Enter")
	w.WaitRoute("welcome")
}

func fillClinic(w *drive.Window) {
	fill(w, answer{"clinic.name", "Clínica Orilla"}, answer{"clinic.phone", "(321) 555-0148"},
		answer{"clinic.address", "1200 Harbor Way\nSuite 4\nDenver, CO 80202"}, answer{"clinic.emergency", "911"})
	pick(w, "clinic.zone", zone())
	choose(w, "clinic.weight", 1)
	choose(w, "clinic.paper", 0)
	choose(w, "clinic.lang", 0)
	w.Shot("set-up-clinic")
}

// pickName signs the front desk in.
func pickName(w *drive.Window) {
	w.WaitRoute("welcome")
	w.WaitFocus("welcome.people")
	w.Shot("who-is-here")
	signIn(w, mara)
	w.WaitRoute("today")
	w.Shot("today-empty")
}
