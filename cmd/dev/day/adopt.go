package day

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"

	"kapdesk/cmd/dev/drive"
)

// The clinic's own protocol: the prescriber changes one choice of the draft,
// reads what differs, and adopts it by a signature. The checklists that stand
// then say that they were signed by another.

// The files that are saved of it, by what the program calls them.
const (
	workingCopy     = "protocol-working-copy.json"
	adoptedProtocol = "protocol-clinic-1.json"
)

// changeProtocol finds an item by typing and changes it with a reason.
func changeProtocol(w *drive.Window) {
	change(w, ilse)
	w.Press("Ctrl+7")
	w.WaitRoute("protocol")
	w.WaitFocus("protocol.items")
	w.Shot("protocol-draft")
	w.Press("Ctrl+F")
	w.WaitFocus("protocol.search")
	w.Type("screening counts")
	w.WaitText("screening counts")
	w.Press("Enter")
	w.WaitFocus("protocol.items")
	w.Shot("protocol-found")
	w.Press("Ctrl+E")
	w.WaitFocus("validity.days")
	fill(w, answer{"validity.days", "21"}, answer{"validity.choice.en", "21 days: the prescriber sees everybody every three weeks."},
		answer{"validity.choice.es", "21 días: la médica ve a todos cada tres semanas."},
		answer{"protocol.reason", "Agreed in the team meeting; a month was too long."})
	w.Shot("protocol-change")
	save(w)
	w.WaitFocus("protocol.items")
	w.Shot("protocol-changed")
}

// adoptProtocol compares the working copy with the draft, prints and saves it,
// and signs.
func adoptProtocol(w *drive.Window) {
	w.Press("Ctrl+M")
	w.WaitFocus("protocol.from")
	w.Shot("protocol-compare")
	w.Press("Ctrl+M")
	w.WaitFocus("protocol.items")
	printed(w, "Ctrl+P", "")
	savedFile(w, "Ctrl+S", workingCopy)
	w.Press("Ctrl+Shift+Enter")
	w.WaitDialog("overlay")
	w.Shot("protocol-adopt")
	yesAndSaved(w)
	w.WaitFocus("protocol.items")
	w.Shot("protocol-adopted")
	savedFile(w, "Ctrl+S", adoptedProtocol) // named so only by a program that has it in use
}

// screenByIt opens both checklists, which say that the protocol is another one.
func screenByIt(w *drive.Window) {
	for _, c := range []struct{ find, shot string }{{"Ñandú", "eligibility-new-protocol"}, {"0142", "not-eligible-new-protocol"}} {
		open(w, c.find)
		page(w, "Alt+2", "eligibility")
		w.WaitIdle()
		w.Shot(c.shot)
	}
}

// savedFile presses the key that saves a file and takes the folder and the
// name that the program offers.
func savedFile(w *drive.Window, key, name string) {
	w.Press(key)
	w.WaitDialog("overlay")
	w.WaitFocus("save.folder")
	w.Press("Ctrl+Enter")
	w.WaitSaved()
	w.WaitDialog("")
	raw, err := os.ReadFile(filepath.Join(documents(w.Home()), name))
	if err != nil || !json.Valid(bytes.TrimSpace(raw)) {
		w.Fail("%s is not whole: %v", name, err)
	}
}

// own are the scenes of what the clinic makes its own: its protocol, the words
// of a scale, its reports.
func own() []Scene {
	return []Scene{
		{"a change of the protocol", changeProtocol},
		{"the protocol is adopted", adoptProtocol},
		{"screened by it", screenByIt},
		{"the words of a scale", importWords},
		{"that scale", fillImported},
		{"reports", printReports},
	}
}
