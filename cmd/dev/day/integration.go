package day

import "kapdesk/cmd/dev/drive"

// integrate writes José's integration plan, signs it and prints it for him.
func integrate(w *drive.Window) {
	w.Press("Ctrl+Backspace")
	exactly(w, "sessions")
	page(w, "Alt+5", "integration")
	w.WaitFocus("integration.insight.1")
	w.Shot("integration-empty")
	w.Fill("integration.insight.1", "Puedo sentir miedo y quedarme.")
	for i, s := range []struct{ what, when, with, know string }{
		{"Cinco respiraciones lentas antes de abrir el correo", "cada día", "a solas", "una marca en la hoja"},
		{"Contarle a Luis lo de la cocina", "antes del domingo", "Luis", "está dicho"},
	} {
		id := "integration.step." + string(rune('1'+i))
		w.Press("Ctrl+J")
		w.WaitFocus(id + ".what")
		fill(w, answer{id + ".what", s.what}, answer{id + ".when", s.when}, answer{id + ".with", s.with}, answer{id + ".know", s.know})
	}
	w.Shot("integration-step")
	fill(w, answer{"integration.supports", "Luis, mi hermano\nEl grupo de los martes"},
		answer{"integration.call", "se siente peor\nno duerme dos noches\npiensa en hacerse daño"})
	w.Shot("integration-plan")
	printed(w, "Ctrl+Shift+Enter", "integration-pdf")
	w.Shot("integration-signed")
}

// nextVisit is the visit after the session: what became of each step, and the
// note.
func nextVisit(w *drive.Window) {
	page(w, "Alt+5", "integration")
	w.WaitIdle()
	for i, f := range []struct{ outcome, why string }{
		{"done", "four of five days"},
		{"partly", "began, then the phone rang"},
	} {
		w.Press("Ctrl+U")
		first := "integration.follow." + string(rune('1'+i)) + "."
		w.WaitFocus(first + "done")
		w.PressOn(first + f.outcome)
		w.WaitFocus("integration.follow.why")
		w.Fill("integration.follow.why", f.why)
		if i == 0 {
			w.Shot("follow-up")
		}
		w.Press("Enter")
		w.WaitSaved()
	}
	w.Shot("followed-up")
	openNext(w)
	w.WaitFocus("note.how")
	w.Fill("note.how", "Two good days, one heavy.")
	answerNo(w, "note.safety")
	fill(w, answer{"note.notes", "Went through the key moments. The breathing helps at the desk."},
		answer{"note.next", "Second dosing session in two weeks, same dose."})
	w.Shot("integration-visit")
	w.Press("Ctrl+Shift+s")
	w.WaitSaved()
	w.Shot("integration-visit-signed")
}
