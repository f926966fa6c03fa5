package day

import "kapdesk/cmd/dev/drive"

// The rating scales of José: the plan asks for them, one is typed in from the
// paper that he brings, one he answers alone at the laptop, and one is filled
// in on screen, with an answer that somebody must look at.

// whoIsLate is the front desk's: the dosing session is to begin and the scale
// before it is not there. An attempt to get it is noted.
func whoIsLate(w *drive.Window) {
	w.Press("Ctrl+M")
	exactly(w, "today/late")
	w.WaitIdle()
	w.Shot("late-scales")
	w.Press("Ctrl+R")
	w.WaitDialog("overlay")
	choose(w, "how", 3)
	w.Press("Ctrl+Enter") // nothing is said yet
	w.WaitFocus("result")
	w.Type("Is here and has one on paper")
	w.Shot("late-attempt")
	w.Press("Ctrl+Enter")
	w.WaitSaved()
	w.WaitDialog("")
	w.WaitIdle()
	w.Shot("late-tried")
	w.Press("Ctrl+O")
	exactly(w, "scales")
}

// fromPaper types a form in the paper's order, as it was filled in ten days
// ago.
func fromPaper(w *drive.Window) {
	w.WaitFocus("scales.due")
	w.Shot("scales-due")
	w.Press("Down") // before the session; before the treatment
	w.Press("Ctrl+Shift+P")
	exactly(w, "scales/phq-9@baseline/paper")
	w.WaitFocus("q1")
	w.Type("323")
	w.WaitFocus("q4")
	w.Press("Backspace") // back to the third
	w.WaitFocus("q3")
	w.Press("Backspace") // and its answer away
	w.Type("22322202")
	w.Press("Ctrl+Enter") // when it was filled in is not said yet
	w.WaitFocus("time")
	w.Type("0930")
	w.BackTo("at")
	w.Fill("at", now().AddDate(0, 0, -10).Format("2006-01-02"))
	w.Shot("scales-from-paper")
	save(w)
	exactly(w, "scales")
}

// aloneWithAScale hands the laptop to José. He stops half-way, somebody who
// works here takes it back and hands it over again, and he goes on where he
// stopped.
func aloneWithAScale(w *drive.Window) {
	w.WaitFocus("scales.due")
	w.Press("Down")
	w.Press("Ctrl+Shift+K")
	w.WaitFocus("dialog.yes")
	w.Shot("kiosk-confirm")
	w.Press("Enter")
	w.WaitFocus("kiosk.next")
	w.Shot("kiosk-hello")
	leadsNowhere(w)
	w.Press("Enter")
	answerAlone(w, "q1", "2")
	w.WaitFocus("q2")
	leadsNowhere(w)
	w.Press("Enter") // without an answer
	w.Shot("kiosk-no-answer")
	answerAlone(w, "q2", "1")
	w.WaitFocus("q3")
	w.Type("2")
	w.Shot("kiosk-question")
	w.Press("F1")
	w.WaitFocus("kiosk.helped")
	w.Shot("kiosk-help")
	w.PressOn("kiosk.staff")
	signIn(w, mara)
	exactly(w, "scales")
	w.WaitIdle()
	w.Shot("scales-half-done")
	w.PressOn("scales.goon.gad-7")
	w.WaitFocus("dialog.yes")
	w.Press("Enter")
	answerAlone(w, "q3", "") // stands there
	for _, id := range []string{"q4", "q5", "q6", "q7", "q8"} {
		answerAlone(w, id, "1")
	}
	w.WaitFocus("kiosk.finish")
	w.Shot("kiosk-end")
	w.Press("Enter")
	exactly(w, "handed")
	w.Shot("kiosk-thanks")
	leadsNowhere(w)
	w.PressOn("handed.staff")
	w.WaitRoute("welcome")
	w.Shot("kiosk-sign-in")
	signIn(w, mara)
	exactly(w, "scales")
}

// answerAlone answers one question as a patient does, or leaves it as it
// stands, and goes on.
func answerAlone(w *drive.Window, id, answer string) {
	w.WaitFocus(id)
	if answer != "" {
		w.Type(answer)
	}
	w.Press("Enter")
}

// leadsNowhere presses what leads elsewhere for who works here, and looks
// whether all stands as it stood.
func leadsNowhere(w *drive.Window) {
	before := w.Line()
	for _, key := range []string{"Escape", "Ctrl+K", "Ctrl+1", "Ctrl+3", "Ctrl+N", "Ctrl+L", "Ctrl+Q", "Ctrl+B", "Alt+1", "Alt+Left", "Alt+F4", "F11", "F12"} {
		w.Press(key)
	}
	w.WaitIdle()
	if at := w.Line(); w.Err() == nil && (at.Route != before.Route || at.Focus != before.Focus || at.Dialog != "") {
		w.Fail("the patient was at %s, %q, and some key leads to %s, %q", before.Route, before.Focus, at.Route, at.Focus)
	}
}

// aWorryingAnswer is the therapist's: the scale before the second session,
// filled in on screen together.
func aWorryingAnswer(w *drive.Window) {
	change(w, ana)
	open(w, "Ñandú")
	page(w, "Alt+9", "scales")
	w.WaitFocus("scales.due")
	w.Press("Enter")
	w.WaitFocus("scales.screen")
	w.Press("Enter")
	exactly(w, "scales/phq-9@before")
	w.WaitFocus("q1")
	w.Type("11110110")
	w.WaitFocus("q9")
	w.Press("Ctrl+Enter") // one question is open
	w.WaitDialog("overlay")
	w.Shot("scales-incomplete")
	w.Press("Escape")
	w.WaitDialog("")
	w.WaitFocus("q9")
	w.Type("1")
	w.WaitFocus("q10")
	w.Shot("scales-worrying-answer")
	w.Type("1")
	save(w)
	exactly(w, "scales")
	w.WaitIdle()
	w.Shot("scales-taken")
	printed(w, "Ctrl+P", "")
}

// whatWasDone follows the alert from the chart to Today, and writes what was
// done about it.
func whatWasDone(w *drive.Window) {
	w.PressOn("head.alert")
	exactly(w, "today")
	w.WaitIdle()
	w.Shot("today-alert")
	w.Press("Ctrl+T")
	w.WaitFocus("done")
	w.Press("Ctrl+Enter") // nothing is said yet
	w.WaitFocus("done")
	w.Type("Asked at once with the C-SSRS: passing thoughts, no plan, no intent. Safety plan gone through, Luis knows, Dr. Baum told.")
	w.Shot("alert-what-was-done")
	w.Press("Ctrl+Enter")
	w.WaitSaved()
	w.WaitDialog("")
	w.WaitIdle()
	w.Shot("today-alert-gone")
	w.Press("Ctrl+T")
	w.WaitIdle()
	if w.Err() == nil && w.Line().Dialog != "" {
		w.Fail("an alert that was dealt with is asked about again")
	}
}

// howHeFares looks at the picture of the scale with the doses, reads its
// values by the arrow keys and prints it.
func howHeFares(w *drive.Window) {
	open(w, "Ñandú")
	page(w, "Alt+9", "scales")
	w.WaitIdle()
	w.Shot("scales")
	page(w, "Alt+8", "outcomes")
	w.WaitFocus("outcomes.chart")
	w.WaitIdle()
	w.Shot("outcomes")
	w.Press("Home")
	w.Shot("outcomes-first-value")
	w.Press("Right")
	w.Shot("outcomes-a-dose")
	printed(w, "Ctrl+P", "")
	w.Press("Ctrl+PageDown")
	w.WaitIdle()
	w.Shot("outcomes-other-scale")
}
