package day

import (
	"os/exec"
	"regexp"
	"strings"

	"kapdesk/cmd/dev/drive"
)

// firstStart looks at the screen that an empty program shows.
func firstStart(w *drive.Window) {
	w.WaitRoute("first")
	w.WaitFocus("first.sample")
	w.Shot("first-start")
}

// setUp makes the owner's passphrase, fills in the clinic and the people who
// work there, proves the recovery sheet, and lets the others sign in.
func setUp(w *drive.Window) {
	makeKeys(w)
	w.Shot("set-up-empty")
	fillClinic(w)
	tick(w, "person1.role4") // Ilse stands there already, as the owner
	for i, p := range []struct {
		name string
		role string
	}{{"Mara Okafor", "1"}, {"Ana Brandt", "2"}, {"Ravi Shah", "3"}} {
		id := "person" + string(rune('2'+i))
		addRow(w, "people.add", id+".name")
		w.Fill(id+".name", p.name)
		tick(w, id+".role"+p.role)
	}
	w.Shot("set-up-people")
	w.Press("Ctrl+Enter")
	w.WaitRoute("settings/sheet")
	proveSheet(w)
	givePassphrases(w)
}

// makeKeys begins a clinic with the passphrase of its owner.
func makeKeys(w *drive.Window) {
	w.TabTo("first.setup")
	w.Press("Enter")
	w.WaitRoute("owner")
	w.Shot("set-up-owner")
	w.Fill("owner.name", "Dr. Ilse Baum")
	typeSecret(w, "owner.new", passphrases[ilse])
	typeSecret(w, "owner.again", passphrases[ilse])
	w.Press("Ctrl+Enter")
	w.WaitRoute("setup")
}

// typeSecret types into a field whose text the trace does not tell.
func typeSecret(w *drive.Window, field, text string) {
	w.TabTo(field)
	w.Type(text)
}

// proveSheet saves the recovery sheet and types its end from the paper.
func proveSheet(w *drive.Window) {
	w.WaitIdle()
	w.Shot("recovery-sheet")
	printed(w, "Ctrl+P", "")
	w.Fill("sheet.end", endOfSheet(w))
	w.Press("Ctrl+Enter")
	w.WaitRoute("today")
}

// endOfSheet reads the last two groups of the recovery sheet as it was printed.
func endOfSheet(w *drive.Window) string {
	all := shown(w)
	if w.Err() != nil || len(all) == 0 {
		return ""
	}
	text, err := exec.Command("pdftotext", "-layout", all[len(all)-1], "-").Output()
	if err != nil {
		w.Fail("the sheet cannot be read: %v", err)
		return ""
	}
	_, after, _ := strings.Cut(string(text), "AGE-SECRET-KEY-PQ-1")
	var groups []string
	for _, word := range strings.Fields(after) {
		if !groupOfSheet.MatchString(word) {
			break
		}
		groups = append(groups, word)
	}
	if len(groups) < 2 {
		w.Fail("the sheet shows %d groups", len(groups))
		return ""
	}
	return strings.Join(groups[len(groups)-2:], " ")
}

// groupOfSheet is one group of the recovery sheet's words.
var groupOfSheet = regexp.MustCompile(`^[A-Z0-9]{2,4}$`)

// givePassphrases lets each of the others type theirs.
func givePassphrases(w *drive.Window) {
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	for i, who := range []int{mara, ana, ravi} {
		w.PressOn("settings.access" + string(rune('2'+i)))
		w.WaitFocus("access.new")
		w.Type(passphrases[who])
		typeSecret(w, "access.again", passphrases[who])
		if who == mara {
			w.Shot("settings-passphrase")
		}
		w.PressOn("access.save")
		w.WaitSaved()
	}
	w.Press("Ctrl+L")
}

func fillClinic(w *drive.Window) {
	fill(w, answer{"clinic.name", "Clínica Orilla"}, answer{"clinic.phone", "(321) 555-0148"},
		answer{"clinic.address", "1200 Harbor Way\nSuite 4\nDenver, CO 80202"}, answer{"clinic.emergency", "911"})
	pick(w, "clinic.zone", zone())
	choose(w, "clinic.weight", 1)
	choose(w, "clinic.paper", 0)
	choose(w, "clinic.lang", 0)
	w.Shot("set-up-clinic")
}

// pickName signs the front desk in.
func pickName(w *drive.Window) {
	w.WaitRoute("welcome")
	w.WaitFocus("signin.passphrase") // of who was here
	w.Shot("who-is-here")
	signIn(w, mara)
	w.WaitRoute("today")
	w.Shot("today-empty")
}
