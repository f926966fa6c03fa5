package day

import "kapdesk/cmd/dev/drive"

// printReports makes the papers about the whole clinic: the inventory and the
// two years of the register, and the outcomes.
func printReports(w *drive.Window) {
	w.Press("Ctrl+4")
	exactly(w, "register")
	w.WaitIdle()
	w.Press("Ctrl+P")
	w.WaitRoute("register/reports")
	w.WaitFocus("reports.which")
	w.Press("Ctrl+Enter")
	w.WaitIdle()
	w.Shot("register-inventory")
	printed(w, "Ctrl+P", "")
	w.Press("Ctrl+T")
	w.WaitIdle()
	w.Shot("register-two-years")
	printed(w, "Ctrl+P", "")
	page(w, "Ctrl+5", "reports")
	w.WaitIdle()
	w.Shot("reports-told")
	printed(w, "Ctrl+P", "")
}
