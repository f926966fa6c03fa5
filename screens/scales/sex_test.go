package scales

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// three adds up to 3 of AUDIT-C: the limit for women, and below that for men.
func three(v *form) {
	for id, a := range map[string]measures.Answer{"q1": measures.Number(1), "q2": measures.Word("3_or_4"), "q3": measures.Number(1)} {
		for _, f := range v.items {
			if f.ID == id {
				f.set(a)
			}
		}
	}
}

// The chart holds no sex: the form asks for it each time, chooses nothing of
// itself, and a form without it says that the limit was not compared.
func TestWhoseLimitIsAsked(t *testing.T) {
	f := newFixture(t)
	if f.form("phq-9").sex != nil {
		t.Error("a scale with one limit for all asks whose")
	}
	for key, want := range map[fyne.KeyName]string{
		"":            "Limit for men (4 or more) and women (3 or more): not compared",
		fyne.KeyHome:  "Limit for men (4 or more): not reached",
		fyne.KeyEnd:   "Limit for men (4 or more) and women (3 or more): not compared",
		fyne.KeyRight: "Limit for men (4 or more): not reached",
	} {
		v := f.form("audit-c")
		if v.sexChosen() != "" {
			t.Fatalf("begins with %q, as the form before", v.sexChosen())
		}
		three(v)
		v.items[2].object().Focus()
		f.key(fyne.KeyReturn)
		if f.focused() != "sex" {
			t.Fatalf("after the last question at %s", f.focused())
		}
		if key != "" {
			f.key(key)
		}
		v.onSave()
		all := f.taken()
		f.open(place.Route{Record: all[len(all)-1].ID})
		if text := f.text(); !strings.Contains(text, want) || !strings.Contains(text, "Source: VA AUDIT-C") {
			t.Errorf("%q: no %q in\n%s", key, want, text)
		}
	}
}

// A correction begins with what was chosen, and may choose another.
func TestCorrectWhoseLimit(t *testing.T) {
	f := newFixture(t)
	v := f.form("audit-c")
	three(v)
	v.sex.SetValue(measures.Male)
	v.onSave()
	id := f.taken()[0].ID
	v = f.open(place.Route{Record: id, Part: "audit-c"}).(*form)
	if v.sexChosen() != measures.Male {
		t.Fatalf("begins with %q", v.sexChosen())
	}
	v.sex.SetValue(measures.Female)
	v.Leave()
	if v = f.open(place.Route{Record: id, Part: "audit-c"}).(*form); v.sexChosen() != measures.Female {
		t.Fatalf("the draft begins with %q", v.sexChosen())
	}
	v.reason.SetText("Chosen by mistake")
	v.onSave()
	f.open(place.Route{Record: id})
	if text := f.text(); !strings.Contains(text, "Limit for women (3 or more): reached, look closer") {
		t.Errorf("%s", text)
	}
}

// Who hands the laptop over says whose limit holds; the patient is not asked.
func TestWhoseLimitAtHandOver(t *testing.T) {
	f := newFixture(t)
	v := f.list()
	v.choose("audit-c", nil)
	v.onHand()
	f.golden("hand-limit.xml")
	placetest.At[*kit.Choice](t, f.win, "sex").SetValue(measures.Female)
	f.tap("dialog.yes")
	if len(f.handed) != 1 || f.handed[0].begun.Sex != measures.Female {
		t.Fatalf("%+v", f.handed)
	}
	if got := f.handed[0].begun.filled(f.handed[0].Shown.Instrument).Form.Context.Sex; got != measures.Female {
		t.Errorf("recorded for %q", got)
	}
}

func TestGoldenWhoseLimit(t *testing.T) {
	f := newFixture(t)
	f.shell.Language = words.Spanish
	f.height = 900
	v := f.form("audit-c")
	three(v)
	v.changed()
	f.golden("audit-c-es.xml")
}
