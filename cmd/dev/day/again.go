package day

import (
	"time"

	"kapdesk/cmd/dev/drive"
)

// The second dosing session of José, in a clinic that keeps a register by now:
// a larger dose than the last one, a finding that opens a card, an adverse
// event that is followed up, waste before a witness, and a discharge that the
// prescriber overrides.

// lot is the number on the box that is received.
const lot = "L50-204"

// receive is the nurse's: the register begins with the first delivery.
func receive(w *drive.Window) {
	change(w, ravi)
	w.Press("Ctrl+4")
	w.WaitRoute("register")
	w.WaitIdle()
	w.Shot("register-empty")
	w.Press("Ctrl+R")
	w.WaitRoute("register/receive")
	w.WaitFocus("lot.initial")
	choose(w, "lot.initial", 0)
	w.Fill("lot.drug", "Ketamine")
	pick(w, "lot.form", "Lozenge")
	fill(w, answer{"lot.strength", "50"}, answer{"lot.containers", "30"}, answer{"lot.number", lot},
		answer{"lot.expiry", now().AddDate(1, 0, 0).Format("2006-01-02")}, answer{"lot.supplier", "Harbor Compounding"}, answer{"lot.invoice", "INV-2088"})
	w.Shot("register-receive")
	save(w)
	exactly(w, "register")
	w.WaitIdle()
	w.Shot("register-lot")
}

// bookAgain is the front desk's.
func bookAgain(w *drive.Window) {
	change(w, mara)
	open(w, "Ñandú")
	page(w, "Alt+4", "sessions")
	book(w, dosing, now(), "Room 1")
}

// checkAgain is the nurse's: today's checks, and what still stands against a
// dose.
func checkAgain(w *drive.Window) {
	change(w, ravi)
	openNext(w)
	w.WaitFocus("checks.safety")
	askChecks(w)
	save(w)
	w.Press("Ctrl+s")
	w.WaitSaved()
	w.Shot("again-needs-a-screening")
}

// screenAgain is the prescriber's: only what changed or lapsed is asked.
func screenAgain(w *drive.Window) {
	change(w, ilse)
	open(w, "Ñandú")
	page(w, "Alt+2", "eligibility")
	w.WaitIdle()
	w.Shot("eligibility-again")
	w.Press("Ctrl+Enter")
	w.WaitDialog("overlay")
	w.Shot("eligibility-again-sign")
	yesAndSaved(w)
	w.Shot("eligibility-again-signed")
}

// drawAndGive is the nurse's: four lozenges are drawn and three given, half as
// much again as the last time, so that a second clinician signs in.
func drawAndGive(w *drive.Window) {
	change(w, ravi)
	openNext(w)
	w.Press("Ctrl+F7")
	w.WaitFocus("draw.lot")
	pick(w, "draw.lot", lot)
	pick(w, "draw.from", "Whole")
	w.Fill("draw.amount", "4")
	w.Shot("dosing-draw")
	save(w)
	w.Press("F7")
	w.WaitFocus("dose.amount")
	w.Fill("dose.amount", "150")
	choose(w, "dose.route", 2)
	pick(w, "dose.lot", lot)
	fill(w, answer{"dose.tablets", "3"}, answer{"dose.held", "12"})
	w.WaitIdle()
	w.Shot("dosing-guard")
	w.Fill("dose.because", "Barely a change at 100 mg; agreed with José and Dr. Baum.")
	w.Press("Ctrl+Enter")
	secondIs(w, ilse, "dosing-second-clinician")
	w.WaitSaved()
	w.Shot("dosing-given-again")
}

// secondIs is a second person who signs in for one act. Their name is the
// first or the last of those who may.
func secondIs(w *drive.Window, who int, shot string) {
	w.WaitDialog("overlay")
	w.TabTo("second.who")
	w.Press("Home")
	if who == ana {
		w.Press("End")
	}
	w.Shot(shot)
	typeSecret(w, "second.passphrase", passphrases[who])
	w.Press("Enter")
	w.WaitDialog("")
}

// aFinding is a reading that opens a card, and what was done about it.
func aFinding(w *drive.Window) {
	w.Press("Ctrl+d")
	vitals(w, "146/90", "88", "91", "4")
	w.Shot("dosing-card")
	w.Press("Ctrl+u")
	w.WaitFocus("answer.done")
	w.Type("Sat up, oxygen 2 L, prescriber in the room")
	w.Shot("dosing-card-answer")
	w.Press("Enter")
	w.WaitSaved()
	vitals(w, "138/86", "80", "97", "5")
	w.Press("F8")
	w.WaitFocus("adverse.what")
	w.Fill("adverse.what", "Double vision for some minutes")
	choose(w, "adverse.severity", 0)
	choose(w, "adverse.relation", 2)
	w.Fill("adverse.action", "Stayed with him, lights low")
	pick(w, "adverse.who", "Ana")
	w.Fill("adverse.until", now().AddDate(0, 0, 1).Format("2006-01-02"))
	w.Shot("dosing-follow-up")
	save(w)
	w.Press("Ctrl+d")
}

// wasteTheRest is the nurse's, with the therapist as witness.
func wasteTheRest(w *drive.Window) {
	w.Press("Ctrl+Shift+F7")
	w.WaitFocus("waste.how")
	w.Type("Fell on the floor, crushed and flushed with water")
	w.Press("Ctrl+Enter")
	secondIs(w, ana, "dosing-witness")
	w.WaitSaved()
	w.Shot("dosing-wasted")
}

// leaveDespite is the prescriber's: one thing is not met, and there is a
// reason.
func leaveDespite(w *drive.Window) {
	change(w, ilse)
	openNext(w)
	vitals(w, "130/82", "76", "98", "5")
	w.Press("F10")
	answerDischarge(w, "gait")
	fill(w, answer{"discharge.name", "Luis Ñandú"}, answer{"discharge.because", "Walks with a stick as before he came; his brother holds his arm to the car."})
	w.Shot("dosing-discharge-despite")
	save(w)
	w.Press("F10")
	w.WaitFocus("note.summary")
	w.Fill("note.summary", "Deeper than the first. Oxygen once, well within a minute. Left with his brother.")
	save(w)
	w.Shot("dosing-signed-again")
	printed(w, "Ctrl+P", "")
}

// theBook looks at the register after the session and prints the inventory.
func theBook(w *drive.Window) {
	w.Press("Ctrl+4")
	exactly(w, "register")
	w.WaitIdle()
	w.Press("Ctrl+O")
	w.WaitIdle()
	w.Shot("register-after")
	w.Press("Ctrl+1")
	w.WaitRoute("today")
	w.WaitIdle()
	w.Shot("today-follow-up")
}

// elsewhere looks at the places that nothing was typed into today.
func elsewhere(w *drive.Window) {
	page(w, "Ctrl+5", "reports")
	w.WaitIdle()
	w.Shot("reports")
	page(w, "Ctrl+7", "protocol")
	w.WaitIdle()
	w.Shot("protocol")
}

// askChecks asks today's checks anew, with calm answers.
func askChecks(w *drive.Window) {
	w.Type("n")
	w.Fill("checks.mood", "Nervous and ready")
	answerNo(w, "checks.medicines")
	answerNo(w, "checks.health")
	answerNo(w, "checks.substances")
	choose(w, "checks.pregnancy", 3)
	fill(w, answer{"checks.solids", now().Add(-10 * time.Hour).Format("15:04")}, answer{"checks.liquids", now().Add(-4 * time.Hour).Format("15:04")})
	answerYes(w, "checks.ride")
	fill(w, answer{"checks.ride.name", "Luis Ñandú"}, answer{"checks.ride.phone", "(321) 555-0123"},
		answer{"checks.weight", "82.4 kg"}, answer{"checks.pressure", "128/80"}, answer{"checks.pulse", "76"}, answer{"checks.spo2", "98"})
}

// again are the scenes of the second dosing session.
func again() []Scene {
	return []Scene{
		{"a delivery", receive},
		{"booked again", bookAgain},
		{"a worrying answer", aWorryingAnswer},
		{"what was done about it", whatWasDone},
		{"checked again", checkAgain},
		{"screened again", screenAgain},
		{"a larger dose", drawAndGive},
		{"a finding", aFinding},
		{"waste before a witness", wasteTheRest},
		{"an overridden discharge", leaveDespite},
		{"the register afterwards", theBook},
		{"how he fares", howHeFares},
		{"elsewhere", elsewhere},
	}
}
