package day

import (
	"time"

	"kapdesk/cmd/dev/drive"
)

// today is the date where the clinic stands.
func today() string { return now().Format("2006-01-02") }

func now() time.Time {
	z, err := time.LoadLocation(zone())
	if err != nil {
		z = time.UTC
	}
	return time.Now().In(z)
}

// The kinds of visit, by their place in the form.
const (
	preparation = iota
	dosing
	integration
)

// book books a visit.
func book(w *drive.Window, kind int, at time.Time, room string) {
	w.Press("Ctrl+B")
	w.WaitFocus("book.kind")
	choose(w, "book.kind", kind)
	fill(w, answer{"book.date", at.Format("2006-01-02")}, answer{"book.time", at.Format("15:04")}, answer{"book.room", room})
	pick(w, "book.with", "Ana")
	save(w)
}

// bookVisits is the front desk's.
func bookVisits(w *drive.Window) {
	change(w, mara)
	open(w, "Ñandú")
	page(w, "Alt+4", "sessions")
	w.Shot("sessions-empty")
	book(w, preparation, now(), "Room 3")
	book(w, dosing, now(), "Room 1")
	book(w, integration, now(), "Room 2")
	w.Shot("sessions-booked")
	w.Press("Ctrl+1")
	w.WaitRoute("today")
	w.Shot("today")
	w.Press("Ctrl+R")
	w.WaitSaved()
	w.Shot("today-arrived")
}

// openNext opens the earliest visit of José that is not over.
func openNext(w *drive.Window) {
	open(w, "Ñandú")
	page(w, "Alt+4", "sessions")
	w.WaitIdle()
	w.Press("Ctrl+O")
	exactly(w, "session")
}

// prepare holds the preparation and signs its note.
func prepare(w *drive.Window) {
	change(w, ana)
	openNext(w)
	w.WaitFocus("note.intention")
	w.Shot("preparation-empty")
	w.Fill("note.intention", "To meet the fear without running from it.")
	answerYes(w, "note.explained")
	fill(w, answer{"note.touch", "A hand on the shoulder or holding his hand, only when he reaches out. “Stop” ends it."},
		answer{"note.limits", "No talking about work during the session."},
		answer{"note.distress", "Three slow breaths together, feet on the floor, music lower."},
		answer{"note.questions", "How long it lasts."})
	w.Shot("preparation")
	w.Press("Ctrl+Shift+s")
	w.WaitSaved()
	w.Shot("preparation-signed")
}

func answerYes(w *drive.Window, id string) {
	w.TabTo(id)
	w.Type("y")
}

func answerNo(w *drive.Window, id string) {
	w.TabTo(id)
	w.Type("n")
}
