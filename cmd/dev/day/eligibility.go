package day

import "kapdesk/cmd/dev/drive"

// signEligible is the prescriber's: José's checklist has one line that needs
// a word, and is signed.
func signEligible(w *drive.Window) {
	change(w, ilse)
	open(w, "Ñandú")
	page(w, "Alt+2", "eligibility")
	w.WaitFocus("eligibility.hypertension")
	w.Shot("eligibility")
	w.Press("Ctrl+Shift+a")
	w.Shot("eligibility-all")
	w.Press("Ctrl+Shift+a")
	w.Fill("eligibility.hypertension.note", "Controlled on lisinopril; 128/82 today.")
	w.Fill("eligibility.reasoning", "Two adequate trials without response, medically stable, good support at home.")
	w.Shot("eligibility-ready")
	w.Press("Ctrl+Enter")
	w.WaitDialog("overlay")
	w.Shot("eligibility-sign")
	yesAndSaved(w)
	w.Shot("eligibility-signed")
	printed(w, "Ctrl+P", "eligibility-signed-pdf")
}

// signNotEligible is the other outcome: a criterion stops the second patient.
func signNotEligible(w *drive.Window) {
	open(w, "0142")
	page(w, "Alt+2", "eligibility")
	w.WaitFocus("eligibility.pressure")
	w.Shot("eligibility-stopped")
	w.Press("Ctrl+Shift+Enter")
	w.WaitFocus("eligibility.reasoning")
	w.Fill("eligibility.reasoning", "Known aneurysm: a rise in blood pressure is a serious danger. Referred back with a letter.")
	w.Press("Ctrl+Shift+Enter")
	w.WaitDialog("overlay")
	yesAndSaved(w)
	w.Shot("eligibility-not-eligible")
	printed(w, "Ctrl+P", "")
}
