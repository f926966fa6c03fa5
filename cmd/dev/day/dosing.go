package day

import (
	"kapdesk/app/measures"
	"kapdesk/app/protocol"
	"kapdesk/assets"
	"kapdesk/cmd/dev/drive"
)

// beforeTheDose is the nurse's: what stands against a dose is read, and
// today's checks are asked.
func beforeTheDose(w *drive.Window) {
	change(w, ravi)
	openNext(w)
	w.WaitFocus("checks.safety")
	w.Shot("dosing-checks-empty")
	w.Press("F7")
	w.WaitFocus("dose.amount")
	w.Shot("dosing-gate")
	w.Press("Ctrl+t")
	w.WaitFocus("checks.safety")
	askChecks(w)
	w.Shot("dosing-checks")
	save(w)
	w.Press("Ctrl+s")
	w.WaitSaved()
	w.Shot("dosing-started")
}

// giveTheDose sets the room up, gives the dose and takes vital signs.
func giveTheDose(w *drive.Window) {
	w.Press("Ctrl+r")
	w.WaitFocus("room.mask")
	tick(w, "room.mask", "room.headphones", "room.blanket", "room.basin", "room.water")
	w.Fill("room.music", "Open water")
	pick(w, "room.name2", "Ilse")
	w.Fill("room.role2", "Prescriber, on site")
	w.Shot("dosing-room")
	save(w)
	w.Press("F7")
	w.WaitFocus("dose.amount")
	w.Fill("dose.amount", "100")
	choose(w, "dose.route", 2)
	fill(w, answer{"dose.lot", "K24-118"}, answer{"dose.tablets", "1"}, answer{"dose.held", "12"})
	w.Shot("dosing-dose")
	save(w)
	vitals(w, "138/86", "78", "97", "5")
	w.Shot("dosing-given")
}

// vitals takes one set of vital signs.
func vitals(w *drive.Window, pressure, pulse, spo2, sedation string) {
	w.Press("F2")
	w.WaitFocus("vitals.pressure")
	fill(w, answer{"vitals.pressure", pressure}, answer{"vitals.pulse", pulse}, answer{"vitals.spo2", spo2}, answer{"vitals.sedation", sedation})
	w.Press("Enter")
	w.WaitSaved()
	w.WaitFocus("session.line")
}

// stamp writes a line into the timeline, as what the key says; "" for an
// observation.
func stamp(w *drive.Window, key, text string) {
	if key != "" {
		w.Press(key)
	}
	w.WaitFocus("session.line")
	w.Type(text)
	w.WaitText(text)
	w.Press("Enter")
	w.WaitSaved()
}

// sitWith is the therapist's hour: the patient's words, of which one is a key
// moment, an adverse event, and the dim look.
func sitWith(w *drive.Window) {
	change(w, ana)
	openNext(w)
	w.WaitFocus("session.line")
	stamp(w, "F3", "Like the floor is breathing with me")
	stamp(w, "", "Tearful, hand on chest, breath steady")
	stamp(w, "F4", "Held hand as agreed")
	stamp(w, "F3", "I was eight, in the kitchen. I could stay.")
	w.Press("F9")
	w.WaitSaved()
	vitals(w, "142/88", "82", "97", "5")
	w.Shot("dosing-timeline")
	w.Press("Ctrl+d")
	w.Shot("dosing-room-mode")
	w.Press("F8")
	w.WaitFocus("adverse.what")
	w.Fill("adverse.what", "Nausea, no vomiting")
	choose(w, "adverse.severity", 0)
	choose(w, "adverse.relation", 3)
	fill(w, answer{"adverse.action", "Side position, basin, cool cloth"}, answer{"adverse.outcome", "Gone after ten minutes"})
	choose(w, "adverse.ending", 0)
	w.Shot("dosing-adverse-event")
	save(w)
	w.Press("F12")
	w.Shot("dosing-emergency")
	w.Press("Escape")
	w.WaitFocus("session.line")
	w.Press("Ctrl+d")
	vitals(w, "126/80", "72", "98", "5")
}

// sendHome is the discharge check and the signature under the session.
func sendHome(w *drive.Window) {
	discharge(w)
	w.Press("F10")
	w.WaitFocus("note.summary")
	w.Fill("note.summary", "Calm, inward session. Early grief about his mother's kitchen; stayed with the fear. Left walking steadily with his brother.")
	w.Shot("dosing-sign")
	save(w)
	w.Shot("dosing-signed")
	printed(w, "Ctrl+P", "dosing-signed-pdf")
}

// discharge goes through the discharge check of the session that is open.
func discharge(w *drive.Window) {
	w.Press("F10")
	answerDischarge(w, "")
	w.Fill("discharge.name", "Luis Ñandú")
	w.Shot("dosing-discharge")
	save(w)
}

// answerDischarge answers what is asked in a discharge check that opens: all is
// well but for one item, "" for none.
func answerDischarge(w *drive.Window, unmet string) {
	at := 0
	// The first key waits for the check to stand there with its focus.
	first := func(id string) {
		if at++; at == 1 {
			w.WaitFocus(id)
		}
	}
	for _, it := range dischargeItems(w) {
		id := "discharge." + it.ID
		switch {
		case it.By == protocol.ByScale:
			for _, q := range questions(w, it.Scale) {
				first(id + "." + q)
				choose(w, id+"."+q, 0) // the best answer stands first
			}
		case it.By != protocol.Asked: // it follows from the readings
		case it.ID == unmet:
			first(id)
			answerNo(w, id)
		default:
			first(id)
			answerYes(w, id)
		}
	}
}

// dischargeItems are what has to be met before a patient goes home.
func dischargeItems(w *drive.Window) []protocol.DischargeItem {
	raw, err := assets.FS.ReadFile("protocols/draft.json")
	if err != nil {
		w.Fail("%v", err)
		return nil
	}
	p, err := protocol.Parse(raw)
	if err != nil {
		w.Fail("%v", err)
		return nil
	}
	return p.Discharge.Items
}

// questions are those of a scale that the program carries.
func questions(w *drive.Window, id string) (ids []string) {
	raw, err := assets.FS.ReadFile("instruments/" + id + ".json")
	if err != nil {
		w.Fail("%v", err)
		return nil
	}
	in, err := measures.Parse(raw)
	if err != nil {
		w.Fail("%v", err)
		return nil
	}
	for _, it := range in.Items {
		ids = append(ids, it.ID)
	}
	return ids
}
