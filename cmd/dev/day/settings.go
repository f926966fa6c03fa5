package day

import "kapdesk/cmd/dev/drive"

// settings looks at the settings as the front desk and as the owner, and
// changes the look there and back.
func settings(w *drive.Window) {
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	w.Shot("settings-front-desk")
	change(w, ilse)
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	w.Shot("settings-owner")
	w.PressOn("settings.audit")
	w.WaitRoute("audit")
	w.WaitIdle()
	w.Shot("audit")
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	w.Press("Ctrl+Shift+D")
	w.Shot("settings-other-theme")
	w.Press("Ctrl+Shift+D")
	quickBack(w)
	whoMayWhat(w)
	backUp(w)
	w.Press("F1")
	w.WaitDialog("overlay")
	w.Shot("keys")
	w.Press("Escape")
	w.WaitDialog("")
}
