package day

import (
	"strings"

	"kapdesk/app/intake"
	"kapdesk/assets"
	"kapdesk/cmd/dev/drive"
)

// told is what a patient tells: by question what is typed, ticked or pressed.
// A question of yes or no that is not named is answered no, a list that is not
// named is none.
type told map[string]func(w *drive.Window, field string)

// words types an answer.
func words(text string) func(*drive.Window, string) {
	return func(w *drive.Window, field string) { w.Fill(field, text) }
}

// yes answers yes, chooses the kind at a place from 0 (-1 for none) and types
// the detail.
func yes(kind int, detail string) func(*drive.Window, string) {
	return func(w *drive.Window, field string) {
		w.TabTo(field)
		w.Type("y")
		if kind >= 0 {
			choose(w, field+".kind", kind)
		}
		if detail != "" {
			w.Fill(field+".detail", detail)
		}
	}
}

// option takes the option at a place, from 0.
func option(at int) func(*drive.Window, string) {
	return func(w *drive.Window, field string) { choose(w, field, at) }
}

// rows adds rows to a list; each row's values stand in the order of its
// columns, "" for nothing.
func rows(columns []string, values ...[]string) func(*drive.Window, string) {
	return func(w *drive.Window, field string) {
		for i, row := range values {
			addRow(w, field+".row.add", field+".row."+string(rune('1'+i))+"."+columns[0])
			for j, v := range row {
				id := field + ".row." + string(rune('1'+i)) + "." + columns[j]
				switch {
				case v == "":
				case columns[j] == "effect", field == "intake.conditions" && columns[j] == "name":
					pick(w, id, v)
				default:
					w.Fill(id, v)
				}
			}
		}
	}
}

// whatJoseTells is the intake of the patient who turns out eligible.
var whatJoseTells = told{
	"why_now":         words("Four years of depression, two medicines without relief. Wants to sleep and to feel something again."),
	"conditions":      rows([]string{"name", "since", "note"}, []string{"Depression", "since 2022", ""}),
	"goals":           words("Enjoy cooking with my brother again."),
	"weight":          words("182 lb"),
	"height":          words("178 cm"),
	"pressure":        words("128/82"),
	"hypertension":    yes(0, "since 2019, lisinopril 10 mg"),
	"anaesthesia":     yes(-1, "appendix 2004, no trouble"),
	"trauma":          yes(-1, "childhood; talks about it when he wants to"),
	"medicines":       rows([]string{"name", "dose", "times", "last"}, []string{"lisinopril", "10 mg", "mornings", "this morning"}, []string{"sertraline", "100 mg", "mornings", "this morning"}),
	"treatments":      rows([]string{"name", "dose", "length", "effect"}, []string{"sertraline", "200 mg", "8 months", "Some"}, []string{"venlafaxine", "150 mg", "6 months", "None"}),
	"supports":        words("Brother Luis lives near. A Tuesday group."),
	"home_safe":       yes(-1, ""),
	"ride":            yes(-1, "Luis"),
	"readiness":       option(0),
	"worries":         words("Losing control."),
	"cost_understood": yes(-1, ""),
}

// whatHuongTells is the intake of the patient whom a criterion stops.
var whatHuongTells = told{
	"why_now":         words("Anxiety since the operation."),
	"conditions":      rows([]string{"name", "since"}, []string{"Anxiety", "2024"}),
	"goals":           words("Drive on the motorway again."),
	"weight":          words("71.2 kg"),
	"height":          words("165 cm"),
	"pressure":        words("148/92"),
	"aneurysm":        yes(-1, "found on a scan in 2024, watched every six months"),
	"medicines":       rows([]string{"name", "dose", "times", "last"}, []string{"alprazolam", "0.5 mg", "as needed", "Saturday night"}),
	"allergies":       rows([]string{"name", "reaction"}, []string{"penicillin", "hives"}),
	"supports":        words("Husband."),
	"home_safe":       yes(-1, ""),
	"ride":            yes(-1, "husband"),
	"readiness":       option(0),
	"cost_understood": yes(-1, ""),
}

// intakeForm is the form as the program has it.
func intakeForm(w *drive.Window) intake.Form {
	raw, err := assets.FS.ReadFile("intake/intake.json")
	if err != nil {
		w.Fail("%v", err)
		return intake.Form{}
	}
	form, err := intake.ParseForm(raw)
	if err != nil {
		w.Fail("%v", err)
	}
	return form
}

// askSection fills in the part of the intake that is open and saves it.
func askSection(w *drive.Window, s intake.Section, t told) {
	for _, q := range s.Questions {
		field := "intake." + q.ID
		switch answer, ok := t[q.ID]; {
		case ok:
			answer(w, field)
		case !q.Required:
		case q.Type == intake.YesNo:
			w.TabTo(field)
			w.Type("n")
		case q.Type == intake.List:
			tick(w, field)
		}
	}
}

// askIntake asks José's intake: the front desk the first part, the therapist
// the rest on another day, who then confirms it.
func askIntake(w *drive.Window) {
	open(w, "Ñandú")
	w.Shot("intake-empty")
	sections := intakeForm(w).Sections
	askSection(w, sections[0], whatJoseTells)
	w.Shot("intake-" + sections[0].ID)
	save(w)
	change(w, ana)
	open(w, "nandu jose")
	w.Press("Ctrl+PageDown")
	askRest(w, sections[1:], whatJoseTells, true)
	w.Press("Ctrl+Shift+Enter")
	w.WaitSaved()
	w.Shot("intake-confirmed")
}

// askRest fills in the given parts one after the other, beginning with the
// one that is open.
func askRest(w *drive.Window, sections []intake.Section, t told, shots bool) {
	for i, s := range sections {
		w.WaitRoute("intake/" + s.ID)
		askSection(w, s, t)
		if shots {
			w.Shot("intake-" + s.ID)
		}
		save(w)
		if i+1 < len(sections) {
			w.WaitRoute("intake/" + sections[i+1].ID)
		}
	}
}

// askHuong asks the second patient's intake. Confirming it too early shows
// what is missing.
func askHuong(w *drive.Window) {
	open(w, "0142")
	sections := intakeForm(w).Sections
	askSection(w, sections[0], whatHuongTells)
	save(w)
	w.WaitRoute("intake/" + sections[1].ID)
	w.Press("Ctrl+Shift+Enter")
	w.Wait("a link to what is missing", func(l drive.Line) bool { return strings.HasPrefix(l.Focus, "intake.missing.") })
	w.Shot("intake-not-complete")
	askRest(w, sections[1:], whatHuongTells, false)
	w.Press("Ctrl+Shift+Enter")
	w.WaitSaved()
	w.Shot("intake-stopped-by-aneurysm")
}
