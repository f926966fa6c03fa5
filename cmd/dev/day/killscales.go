package day

import "kapdesk/cmd/dev/drive"

// scaleKills pull the plug while a scale is filled in, while the patient does
// so alone, and while somebody writes what was done about an answer.
func scaleKills(p *presence) []Scene {
	done := form{"what was done about an alert", ana, toAlert, []kept{{"done", "Asked with the C-SSRS; he has a safety plan.", ""}}, nil}
	return []Scene{
		{"killed: a scale half filled", func(w *drive.Window) { killHalfScale(w, p) }},
		{"killed: " + done.name, func(w *drive.Window) {
			done.kill(w, p)
			w.Press("Escape")
			w.WaitDialog("")
		}},
		{"killed: the patient alone", func(w *drive.Window) { killAlone(w, p) }},
	}
}

// toScale chooses a scale of José by words of its title: its short name stands
// in the trace, because it names the page.
func toScale(w *drive.Window, name string) {
	inChart("nandu", "Alt+9", "scales")(w)
	pick(w, "scales.pick", name)
}

func toAlert(w *drive.Window) {
	w.Press("Ctrl+1")
	exactly(w, "today")
	w.WaitIdle()
	w.Press("Ctrl+T")
	w.WaitFocus("done")
}

// killHalfScale answers four questions, and after the restart the others: that
// the form is kept without a word proves that the four came back.
func killHalfScale(w *drive.Window, p *presence) {
	half := func() {
		toScale(w, "Questionnaire-9")
		w.Press("Ctrl+Shift+F")
		w.WaitFocus("q1")
	}
	p.become(w, ana)
	half()
	w.Type("1012")
	w.WaitFocus("q5")
	p.comeBack(w, ana)
	half()
	w.TabTo("q5")
	w.Type("01012")
	save(w)
	exactly(w, "scales")
}

// killAlone kills the program in the patient's hands. It comes back locked,
// and the form goes on at the question where it stopped.
func killAlone(w *drive.Window, p *presence) {
	p.become(w, ana)
	toScale(w, "Generalized")
	w.Press("Ctrl+Shift+K")
	w.WaitFocus("dialog.yes")
	w.Press("Enter")
	answerAlone(w, "kiosk.next", "")
	answerAlone(w, "q1", "2")
	answerAlone(w, "q2", "1")
	w.WaitFocus("q3")
	p.comeBack(w, ana)
	inChart("nandu", "Alt+9", "scales")(w)
	w.PressOn("scales.goon.gad-7")
	w.WaitFocus("dialog.yes")
	w.Press("Enter")
	for _, id := range []string{"q3", "q4", "q5", "q6", "q7", "q8"} {
		answerAlone(w, id, "1")
	}
	answerAlone(w, "kiosk.finish", "")
	exactly(w, "handed")
	w.PressOn("handed.staff")
	w.WaitRoute("welcome")
	p.who = nobody
}
