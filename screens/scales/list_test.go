package scales

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func TestTheScalesAreNotForEverybody(t *testing.T) {
	f := newFixture(t)
	f.signIn(f.clinic.Owner)
	f.list()
	if !strings.Contains(f.text(), "not open to your role") {
		t.Errorf("%s", f.text())
	}
	f.signIn(f.clinic.Nurse)
	f.desk.err = errDisk
	f.list()
	if !strings.Contains(f.text(), "could not be read") || f.shell.LastFailure() != errDisk {
		t.Fatalf("%s", f.text())
	}
	f.desk.err = nil
	f.tap("scales.retry")
	if !strings.Contains(f.text(), "No scale has been taken yet.") {
		t.Errorf("%s", f.text())
	}
}

// What waits stands first; Enter leads to its buttons.
func TestWhatIsDueStandsFirst(t *testing.T) {
	f := newFixture(t)
	f.due = f.waiting()
	v := f.list()
	if rows := v.dues.Rows(); len(rows) != 2 || !strings.Contains(rows[0].Cells[2].Text, "Late since") || v.chosen != "phq-9" {
		t.Fatalf("%+v, chosen %s", rows, v.chosen)
	}
	if f.focused() != "scales.due" {
		t.Errorf("typing starts at %s", f.focused())
	}
	f.key(fyne.KeyDown)
	f.key(fyne.KeyReturn)
	if v.chosen != "pcl-5" || f.focused() != "scales.screen" {
		t.Errorf("chosen %s, at %s", v.chosen, f.focused())
	}
	f.key(fyne.KeyReturn)
	if went := f.shell.Went[0]; went.Part != "pcl-5@12w" || went.Place != place.Scales {
		t.Errorf("went to %v", went)
	}
	v.open(paper)
	if went := f.shell.Went[1]; went.Part != "pcl-5@12w/paper" {
		t.Errorf("went to %v", went)
	}
	v.choose("gad-7", nil)
	v.open(paper)
	if went := f.shell.Went[2]; went.Part != "gad-7/paper" {
		t.Errorf("went to %v", went)
	}
}

func (f *fixture) waiting() []measures.Need {
	return []measures.Need{
		{Instrument: "phq-9", Point: measures.Baseline, Standing: measures.LateNow, Due: f.clinic.Now.Add(-72 * time.Hour), Late: f.clinic.Now.Add(-24 * time.Hour)},
		{Instrument: "pcl-5", Point: measures.Week12, Standing: measures.DueNow, Due: f.clinic.Now, Late: f.clinic.Now.Add(24 * time.Hour)}}
}

// Each scale offers the ways that its rights and its kind allow, and no other.
func TestTheWaysOfEachScale(t *testing.T) {
	f := newFixture(t)
	v := f.list()
	for id, want := range map[string][]string{
		"":                nil,
		"phq-9":           {"scales.screen", "scales.hand", "scales.type"},
		"rass":            {"scales.screen", "scales.type"},
		"ors":             {"scales.screen"},
		"isi":             {"scales.type"},
		"c-ssrs-screener": {"scales.type"},
	} {
		v.choose(id, nil)
		var got []string
		for _, button := range []string{"scales.screen", "scales.hand", "scales.type"} {
			if placetest.Find(f.win, button) != nil {
				got = append(got, button)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q offers %v, want %v", id, got, want)
		}
	}
	placetest.Keys(t, v)
}

// Handing over asks first, says what it means, and gives what the plan asks for.
func TestHandOver(t *testing.T) {
	f := newFixture(t)
	f.due = f.waiting()
	v := f.list()
	f.tap("scales.hand")
	f.key(fyne.KeyEscape)
	if len(f.handed) != 0 {
		t.Fatal("handed over although somebody thought better of it")
	}
	f.tap("scales.hand")
	f.tap("dialog.yes")
	if len(f.handed) != 1 || f.handed[0].Called != "Grace" || f.handed[0].begun.Point != measures.Baseline || f.handed[0].begun.Page != hello {
		t.Fatalf("%+v", f.handed)
	}
	v.choose("rass", nil)
	v.onHand()
	c := placetest.Command(t, v, "scales.hand")
	if !c.Disabled() {
		t.Error("a clinician's scale can be handed over")
	}
}

// What a patient began goes on or is thrown away, and not in silence.
func TestWhatAPatientBegan(t *testing.T) {
	f := newFixture(t)
	k, _ := f.kiosk("phq-9", half{})
	f.tap("kiosk.next")
	f.typeIn("1")
	f.tap("kiosk.next")
	k.Leave()
	f.list()
	f.tap("scales.goon.phq-9")
	f.tap("dialog.yes")
	if h := f.handed[0].begun; h.Page != 1 || h.Answers["q1"] != "1" {
		t.Errorf("goes on with %+v", h)
	}
	f.tap("scales.drop.phq-9")
	f.key(fyne.KeyEscape)
	f.tap("scales.drop.phq-9")
	f.tap("dialog.yes")
	if strings.Contains(f.text(), "was begun") {
		t.Error("still there")
	}
}

// Answers belong to the words that were read: in newer words the form begins anew.
func TestABegunFormInOtherWords(t *testing.T) {
	f := newFixture(t)
	v := f.list()
	h := half{Instrument: "phq-9", Page: 4, Answers: measures.Answers{"q1": "1"}}
	h.Pack[0] = 1
	v.confirmHand(h)
	f.tap("dialog.yes")
	if got := f.handed[0].begun; got.Page != hello || len(got.Answers) != 0 {
		t.Errorf("%+v", got)
	}
}

// Every sentence that is chosen by a value has its Spanish.
func TestTheNamesAreSpokenInSpanish(t *testing.T) {
	_, book := shipped(t)
	var said []string
	for _, n := range pointNames {
		said = append(said, n)
	}
	for _, n := range modeNames {
		said = append(said, n)
	}
	for _, v := range []measures.Severity{measures.Review, measures.SameDay, measures.Immediate} {
		said = append(said, v.Soon())
	}
	for _, s := range said {
		if !book.Has(words.Spanish, s) {
			t.Errorf("no Spanish for %q", s)
		}
	}
}

func TestGoldenList(t *testing.T) {
	for name, c := range map[string]struct {
		filled bool
		role   string
		lang   words.Lang
		size   int
	}{"list-empty": {false, "", "", 100}, "list": {true, "", "", 100}, "list-desk": {true, "desk", "", 100}, "list-es": {true, "", words.Spanish, 100}, "list-large": {true, "", "", 200}} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			if c.filled {
				v := f.form("phq-9")
				f.typeIn("222222221")
				v.onSave()
				f.due = f.waiting()
			}
			if c.role != "" {
				f.signIn(f.clinic.Desk)
			}
			f.shell.Language = c.lang
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, c.size))
			f.list()
			f.golden(name + ".xml")
		})
	}
}

func TestGoldenTaken(t *testing.T) {
	f := newFixture(t)
	v := f.form("phq-9")
	f.typeIn("222222221")
	v.onSave()
	f.open(place.Route{Record: f.taken()[0].ID})
	f.golden("taken.xml")
	f.signIn(f.clinic.Desk)
	f.open(place.Route{Record: f.taken()[0].ID})
	f.golden("taken-refused.xml")
	f.signIn(f.clinic.Nurse)
	f.open(place.Route{Part: "made-up"})
	f.golden("form-error.xml")
}

// The shell asks where typing starts before anything is read, so the list
// takes the focus itself once it has been; and only then.
func TestTheFocusComesWithTheList(t *testing.T) {
	f := newFixture(t)
	f.due = f.waiting()
	v := f.open(place.Route{}).(*list)
	if f.focused() != "scales.due" {
		t.Errorf("typing starts at %q", f.focused())
	}
	v.ready = false
	f.win.Canvas().Unfocus()
	v.Show()
	f.settle()
	if f.focused() != "scales.due" {
		t.Errorf("read anew without anybody asking, typing starts at %q", f.focused())
	}
	v.ready = false
	v.pick.Focus()
	v.Show()
	f.settle()
	if f.focused() != "scales.pick" {
		t.Errorf("the focus was taken from %q", f.focused())
	}
}
