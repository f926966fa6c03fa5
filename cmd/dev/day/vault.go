package day

import (
	"os"
	"path/filepath"

	"kapdesk/cmd/dev/drive"
)

// pin is the owner's for a quick way back.
const pin = "4815"

// quickBack sets a PIN, locks the clinic and comes back by it to the same
// place.
func quickBack(w *drive.Window) {
	w.PressOn("settings.pin")
	w.WaitFocus("pin.new")
	w.Type(pin)
	typeSecret(w, "pin.again", pin)
	w.PressOn("pin.save")
	w.WaitSaved()
	w.Press("Ctrl+L")
	w.WaitRoute("welcome")
	w.WaitFocus("signin.passphrase")
	w.Shot("locked")
	w.Type(pin)
	w.Press("Enter")
	w.WaitRoute("settings")
	w.WaitIdle()
}

// whoMayWhat looks at the table of roles.
func whoMayWhat(w *drive.Window) {
	w.PressOn("settings.roles")
	w.WaitRoute("settings/roles")
	w.Shot("roles")
	w.Press("Alt+Left")
	w.WaitRoute("settings")
}

// backUp chooses a folder for backups and has one made, which is read back and
// tried at once.
func backUp(w *drive.Window) {
	folder := filepath.Join(w.Home(), "second disk")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		w.Fail("%v", err)
	}
	w.Press("Ctrl+8")
	w.WaitRoute("settings/backups")
	w.Fill("backups.path", folder)
	w.Press("Enter")
	w.WaitSaved()
	w.Press("Ctrl+B")
	w.Wait("a backup", func(drive.Line) bool { // made by this key, or by itself a moment before
		all, err := filepath.Glob(filepath.Join(folder, "*.backup"))
		return err == nil && len(all) == 1
	})
	w.WaitIdle()
	w.Shot("backups")
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
}

// sealNote writes a psychotherapy note, which nobody else can read.
func sealNote(w *drive.Window) {
	change(w, ana)
	open(w, "nandu")
	page(w, "Alt+7", "notes")
	w.WaitIdle()
	w.Press("Ctrl+Shift+N")
	w.WaitFocus("notes.text")
	w.Type("My own unease in the long silence; bring it to supervision.")
	w.Shot("note-sealed")
	save(w)
	w.WaitIdle()
	w.Shot("notes")
}

// anEmergency is the front desk reading one page with a reason, and the owner
// being told.
func anEmergency(w *drive.Window) {
	change(w, mara)
	open(w, "nandu")
	page(w, "F11", "emergency")
	w.WaitFocus("emergency.why")
	w.Type("Fainted in the waiting room, the ambulance is here")
	w.Shot("emergency-closed")
	w.PressOn("emergency.open")
	w.WaitFocus("emergency.page")
	w.Shot("emergency")
	change(w, ilse)
	w.WaitRoute("today")
	w.WaitIdle()
	w.Shot("today-owner")
}
