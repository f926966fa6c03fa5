package day

import "kapdesk/cmd/dev/drive"

// registerJose is a call at the front desk: José's doctor sent him.
func registerJose(w *drive.Window) {
	w.Press("Ctrl+N")
	w.WaitRoute("patients/new")
	w.WaitFocus("details.given")
	w.Shot("new-patient-empty")
	fill(w, answer{"details.given", "José"}, answer{"details.family", "Ñandú"}, answer{"details.preferred", "Pepe"},
		answer{"details.born", "1985-06-02"}, answer{"details.pronouns", "he/him"})
	choose(w, "details.lang", 1)
	fill(w, answer{"details.phone", "(321) 555-0199"}, answer{"details.email", "pepe@example.com"},
		answer{"details.address", "88 Mill Street\nDenver, CO 80203"})
	w.Shot("new-patient-who")
	for _, id := range []string{"details.emergency", "details.support", "details.ride"} {
		fill(w, answer{id + ".name", "Luis Ñandú"}, answer{id + ".relation", "brother"}, answer{id + ".phone", "(321) 555-0123"})
	}
	choose(w, "details.referral", 1)
	fill(w, answer{"details.referral.who", "Dr. Elena Vega"}, answer{"details.referral.when", "2026-10-12"},
		answer{"details.referral.why", "Two antidepressants without relief"})
	addRow(w, "details.providers.add", "details.providers.1.name")
	fill(w, answer{"details.providers.1.name", "Dr. Elena Vega"}, answer{"details.providers.1.role", "family doctor"},
		answer{"details.providers.1.phone", "(321) 555-0170"})
	tick(w, "details.providers.1.agree")
	w.Fill("details.payer", "Own pocket")
	w.Shot("new-patient-full")
	save(w)
	w.WaitRoute("intake")
}

// registerHuong registers a second patient with what is known on the phone.
func registerHuong(w *drive.Window) {
	w.Press("Ctrl+N")
	w.WaitRoute("patients/new")
	fill(w, answer{"details.given", "Thị Hương"}, answer{"details.family", "Nguyễn"}, answer{"details.born", "03/14/1974"},
		answer{"details.pronouns", "she/her"}, answer{"details.phone", "(321) 555-0142"})
	choose(w, "details.referral", 0)
	save(w)
	w.WaitRoute("intake")
}

// likelyDouble types José once more, without accents, as a new patient. The
// program asks before it registers, and opens the chart that is there.
func likelyDouble(w *drive.Window) {
	w.Press("Ctrl+N")
	w.WaitRoute("patients/new")
	fill(w, answer{"details.given", "jose"}, answer{"details.family", "nandu"}, answer{"details.born", "6/2/1985"})
	w.Press("Ctrl+Enter")
	w.WaitFocus("double.other")
	w.Shot("likely-double")
	w.BackTo("double.1")
	w.Press("Enter")
	w.WaitRoute("intake")
	isOpen(w, "José")
}

// search finds the two by a typed slip, by digits of the phone, and by the
// date of birth, and looks whether the right chart opens.
func search(w *drive.Window) {
	find(w, "nandu jsoe")
	w.Shot("search-with-a-slip")
	w.Press("Enter")
	isOpen(w, "José")
	open(w, "0142")
	isOpen(w, "Thị Hương")
	find(w, "1974-03-14")
	w.Shot("search-by-date-of-birth")
	w.Press("Enter")
	isOpen(w, "Thị Hương")
	find(w, "zzzz")
	w.Shot("search-nobody")
	w.Press("Escape")
}

// isOpen looks whether the open chart is that of the patient with these given
// names.
func isOpen(w *drive.Window, given string) {
	w.WaitRoute("intake")
	w.Press("Alt+0")
	w.WaitRoute("details")
	w.TabTo("details.given")
	w.WaitText(given)
	w.Shot("details")
	w.Press("Alt+1")
	w.WaitRoute("intake")
}
