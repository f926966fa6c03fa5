package day

import "kapdesk/cmd/dev/drive"

// writePlan is the prescriber's order for José, signed by the prescriber.
func writePlan(w *drive.Window) {
	open(w, "Ñandú")
	page(w, "Alt+3", "plan")
	w.WaitFocus("plan.model")
	w.Shot("plan-empty")
	choose(w, "plan.model", 0)
	choose(w, "plan.route", 2)
	tick(w, "plan.indication.1")
	choose(w, "plan.depth", 0)
	choose(w, "plan.titration", 2)
	fill(w, answer{"plan.dose", "100"}, answer{"plan.max", "150"})
	w.Shot("plan-dose")
	fill(w, answer{"plan.sessions", "6"}, answer{"plan.cadence", "1"}, answer{"plan.cadence.days", "14"},
		answer{"plan.goals", "Enjoy cooking with my brother again."})
	pick(w, "plan.feesby", "Mara")
	w.Fill("plan.feeson", today())
	w.Shot("plan-full")
	w.PressOn("plan.scales.offered")
	w.Shot("plan-scales")
	save(w)
	w.Press("Ctrl+Shift+s")
	w.WaitDialog("overlay")
	w.Shot("plan-sign")
	yesAndSaved(w)
	w.Shot("plan-signed-by-one")
}

// takeConsent is the therapist's: the second signature, then the consent is
// explained and signed on the screen with the mouse, and what to expect is
// given.
func takeConsent(w *drive.Window) {
	change(w, ana)
	open(w, "Ñandú")
	page(w, "Alt+3", "plan")
	w.Press("Ctrl+Shift+s")
	w.WaitDialog("overlay")
	yesAndSaved(w)
	w.Shot("plan-in-force")
	w.Press("Ctrl+Shift+c")
	w.WaitRoute("plan/consent")
	w.WaitIdle()
	w.Shot("consent-empty")
	pick(w, "consent.explainedby", "Ana")
	w.Fill("consent.questions", "Asked whether he can stop half-way: yes, at any time.")
	choose(w, "consent.who", 0)
	choose(w, "consent.method", 0)
	scrawl(w, "consent.signature")
	w.Shot("consent-signed")
	save(w)
	exactly(w, "plan")
	w.Press("Ctrl+Shift+e")
	w.WaitDialog("overlay")
	tick(w, "plan.expect.handout")
	w.Shot("what-to-expect")
	save(w)
	w.WaitDialog("")
	w.Shot("plan-and-consent-done")
	printed(w, "Ctrl+P", "")
	printed(w, "Ctrl+E", "")
}

// scrawl signs with the mouse on the pad that stands above the line for a
// typed name.
func scrawl(w *drive.Window, id string) {
	w.TabTo(id)
	w.WaitIdle()
	p := w.Line().Points[id]
	x, y := int(p[0]), int(p[1])-95
	var points [][2]int
	for i, dy := range []int{10, -25, 20, 0, 15, -20, 22, -5, 12, -15, 5} {
		points = append(points, [2]int{x + 25 + i*20, y + dy})
	}
	w.Drag(points...)
}
