package day

import (
	"slices"
	"sync"
	"time"

	"kapdesk/cmd/dev/drive"
)

// answer is a field and what is typed into it.
type answer struct{ field, text string }

// fill types every answer into its field.
func fill(w *drive.Window, answers ...answer) {
	for _, a := range answers {
		w.Fill(a.field, a.text)
	}
}

// choose takes the option at a place, from 0, of a choice among a few.
func choose(w *drive.Window, id string, at int) {
	w.TabTo(id)
	w.Press("Home")
	for range at {
		w.Press("Right")
	}
}

// pick types into a field with a list and takes the first that is found.
func pick(w *drive.Window, id, text string) {
	w.Fill(id, text)
	w.GoOn()
}

// tick ticks boxes that are not ticked yet.
func tick(w *drive.Window, ids ...string) {
	for _, id := range ids {
		w.PressOn(id)
	}
}

// addRow presses the button that adds a row, which moves the focus to the
// row's first field.
func addRow(w *drive.Window, button, first string) {
	w.PressOn(button)
	w.WaitFocus(first)
}

// save presses Ctrl+Enter and waits until it is on disk.
func save(w *drive.Window) {
	w.Press("Ctrl+Enter")
	w.WaitSaved()
}

// The people of the clinic, by their place in the list of names.
const (
	mara = iota // front desk
	ana         // therapist
	ravi        // nurse
	ilse        // prescriber and owner
)

// byName are the people of the clinic in the order of the sign-in.
var byName = []int{ana, ilse, mara, ravi}

// passphrases are theirs, by their place above.
var passphrases = []string{"lantern gravel oboe spoon", "river chalk button moth", "kettle feather harbor plum", "cedar thimble fog anchor"}

// signIn picks a name on the screen that asks who is here, and types the
// passphrase where there is one: the sample clinic asks for none.
func signIn(w *drive.Window, who int) {
	w.WaitRoute("welcome")
	w.Wait("the names", func(l drive.Line) bool {
		return slices.Contains([]string{"welcome.people", "signin.people", "signin.passphrase"}, l.Focus)
	})
	at, locked := who, w.Line().Focus != "welcome.people"
	if locked {
		at = slices.Index(byName, who)
	}
	if w.Line().Focus == "signin.passphrase" { // who was here is marked
		w.Press("Shift+Tab")
		w.WaitFocus("signin.people")
	}
	w.Press("Home")
	for range at {
		w.Press("Down")
	}
	w.Press("Enter")
	if locked {
		w.WaitFocus("signin.passphrase")
		w.Type(passphrases[who])
		w.Press("Ctrl+Enter")
	}
	w.Wait("the name to be taken", func(l drive.Line) bool { return l.Route != "welcome" && !l.Busy })
}

// change hands the laptop to somebody else.
func change(w *drive.Window, who int) {
	w.Press("Ctrl+L")
	signIn(w, who)
}

// open finds a patient by the search box and opens the chart.
func open(w *drive.Window, query string) {
	find(w, query)
	w.Press("Enter")
	w.WaitRoute("intake")
}

// page opens a page of the chart by its key.
func page(w *drive.Window, key, route string) {
	w.Press(key)
	w.WaitRoute(route)
}

// exactly waits for a screen and not for a part of it.
func exactly(w *drive.Window, route string) {
	w.Wait("exactly the screen "+route, func(l drive.Line) bool { return l.Route == route && !l.Busy })
}

// yesAndSaved answers a question with yes and waits for the save.
func yesAndSaved(w *drive.Window) {
	w.WaitFocus("dialog.yes")
	w.Press("Enter")
	w.WaitSaved()
	w.WaitDialog("")
}

// find types into the search box and waits for the list.
func find(w *drive.Window, query string) {
	w.Press("Ctrl+K")
	w.WaitFocus("search")
	w.Press("Ctrl+a")
	w.Type(query)
	w.WaitText(query)
	w.WaitRoute("patients")
	w.WaitIdle()
}

// middayZones are zones of the program's list, one of which has its working
// hours at any time.
var middayZones = []string{"America/New_York", "America/Denver", "Europe/Madrid", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Honolulu", "Pacific/Auckland"}

// zone is the clinic's, chosen once so that it stays when the hour changes.
var zone = sync.OnceValue(func() string { return middayZone(time.Now()) })

// middayZone is a zone in which it is between 8 and 15 o'clock, so that the
// day that is played does not run past midnight.
func middayZone(now time.Time) string {
	for _, name := range middayZones {
		if z, err := time.LoadLocation(name); err == nil && now.In(z).Hour() >= 8 && now.In(z).Hour() < 15 {
			return name
		}
	}
	return "UTC"
}
