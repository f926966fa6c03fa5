package session

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

func TestTodaysChecksAreAskedAndRecorded(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing)
	f.open(2)
	p := f.dosing().panel
	if p == nil || p.id != "checks" || f.focus() != "checks.safety" {
		t.Fatalf("the session does not open at today's checks; the focus is on %q", f.focus())
	}
	p.trySave()
	if n := p.form.Errors(); n < 10 {
		t.Errorf("%d questions are shown as missing: %v", n, p.form.Errors())
	}
	if f.show().Checked {
		t.Fatal("blank checks were recorded")
	}
	f.fill(map[string]string{"checks.safety": "no", "checks.mood": "Hopeful", "checks.medicines": "no", "checks.health": "no", "checks.substances": "no",
		"checks.pregnancy": "n/a", "checks.solids": "22:30", "checks.liquids": "6:00", "checks.weight": "181.7 lb", "checks.pressure": "128/80", "checks.pulse": "72"})
	f.field("checks.ride").(*kit.Answer3).SetValue("yes")
	f.dosing().panel.changed()
	checks := f.field("checks.ride").(*kit.Answer3)
	checks.OnChanged()
	f.fill(map[string]string{"checks.ride.name": "Luis", "checks.ride.phone": "555-0101"})
	// An improbable value is asked about once, at its field.
	f.fill(map[string]string{"checks.pulse": "172"})
	f.dosing().panel.trySave()
	if said := f.field("checks.pulse").Error(); f.show().Checked || !strings.Contains(said, "Heart rate 172: is this right?") {
		t.Fatalf("172 is recorded: %v, or not asked about: %q", f.show().Checked, said)
	}
	p.trySave()
	c := f.show().Checks
	if v := c.Vitals; v.Pulse == nil || *v.Pulse != 172 || len(v.Confirmed) != 1 {
		t.Errorf("saved again it is kept as %+v", v)
	}
	if !f.show().Checked || c.Weight.Grams != 82_418 || c.Weight.Unit != "lb" || *c.Vitals.Systolic != 128 || c.Ride.Name != "Luis" || c.By.Name != "Nora Diaz" {
		t.Fatalf("recorded %+v; errors %v", c, p.form.Errors())
	}
	if got := f.now.Sub(c.Solids.At); got != 10*time.Hour+30*time.Minute {
		t.Errorf("fasted since %s ago", got)
	}
	if f.dosing().panel != nil || f.focus() != "session.line" {
		t.Errorf("afterwards the focus is on %q", f.focus())
	}
}

// Promise 5: what was answered on another day is not taken over.
func TestChecksTypedOnAnotherDayAreAskedAgain(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing)
	f.open(2)
	f.fill(map[string]string{"checks.mood": "Hopeful"})
	f.dosing().panel.changed()
	f.screen.Leave()
	f.after(5 * time.Hour)
	f.open(2)
	if got := f.field("checks.mood").(*kit.TextField).Text(); got != "Hopeful" {
		t.Errorf("on the same day the form holds %q", got)
	}
	f.screen.Leave()
	f.after(24 * time.Hour)
	f.open(2)
	if got := f.field("checks.mood").(*kit.TextField).Text(); got != "" {
		t.Errorf("a day later the form holds %q", got)
	}
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "was not recorded") {
		t.Errorf("a day later it says %q", said)
	}
}

func TestEveryReasonAgainstADoseIsShownWithItsLink(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing)
	f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "consent", Text: "There is no signed consent."}
	f.closed["eligibility"] = &record.Problem{Code: record.Refused, Field: "eligibility", Text: "The screening has expired."}
	f.open(2)
	f.command("session.dose")
	f.dosing().panel.trySave()
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "There is no signed consent.") || f.field("dose.lot").Error() == "" {
		t.Errorf("an empty dose form says %q", said)
	}
	f.fill(map[string]string{"dose.amount": "160", "dose.route": "IM", "dose.lot": "K24"})
	p := f.dosing().panel
	n := len(f.log.Events())
	p.trySave()
	said := words2(p.above)
	for _, want := range []string{"There is no signed consent.", "The screening has expired.", "Today's checks are not done.", "The session has not been started."} {
		if !strings.Contains(said, want) {
			t.Errorf("the form does not say %q; it says %q", want, said)
		}
	}
	// What belongs to a field stands there and nowhere else.
	for field, want := range map[string]string{"dose.route": "The order is for lozenge, this dose for IM.", "dose.amount": "160 mg; the maximum is 150 mg."} {
		if !strings.Contains(f.field(field).Error(), want) || strings.Contains(said+f.banners(), want) || f.focus() != "dose.amount" {
			t.Errorf("%s says %q, the focus is on %s; elsewhere: %s %s", field, f.field(field).Error(), f.focus(), said, f.banners())
		}
	}
	if len(f.log.Events()) != n {
		t.Error("a dose was written")
	}
	f.field("dose.amount").(*kit.NumberField).SetText("")
	f.types("dose.amount", "170")
	if !strings.Contains(f.banners(), "170 mg; the maximum is 150 mg.") || f.field("dose.amount").Error() != "" {
		t.Errorf("while another dose is typed the guard says %q", f.banners())
	}
	f.field("dose.amount").(*kit.NumberField).SetText("160")
	f.tap(p.above, "dose.why1")
	f.tap(p.above, "dose.why2")
	want := []place.Route{{Place: place.Eligibility, Patient: f.patient}, {Place: place.Plan, Patient: f.patient, Part: "consent"}}
	if len(f.shell.Went) != 2 || f.shell.Went[0] != want[0] || f.shell.Went[1] != want[1] {
		t.Errorf("the links lead to %v", f.shell.Went)
	}
	if f.field("dose.amount").(*kit.NumberField).Text() != "160" {
		t.Error("what was typed is gone")
	}
}

// banners is what stands in banners of the open panel.
func (f *fixture) banners() string {
	out := ""
	kit.Walk(f.dosing().panel.form, func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Card); ok {
			out += words2(c) + "\n"
		}
	})
	return out
}

// words2 is everything written in an object.
func words2(o fyne.CanvasObject) string {
	var out []string
	kit.Walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*kit.Text); ok {
			out = append(out, t.String())
		}
	})
	return strings.Join(out, "\n")
}

// tap presses a button by its ID.
func (f *fixture) tap(in fyne.CanvasObject, id string) {
	f.t.Helper()
	var found *kit.Button
	kit.Walk(in, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.ID == id {
			found = b
		}
	})
	if found == nil {
		f.t.Fatalf("there is no button %s", id)
	}
	found.Tapped(nil)
}

func TestAnOverrideThroughTheForm(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "consent", Text: "There is no signed consent."}
	f.open(2)
	f.command("session.override")
	if got := words2(f.dosing().panel.view); !strings.Contains(got, "Only a prescriber") {
		t.Errorf("a nurse is told %q", got)
	}
	f.open(1)
	f.command("session.override")
	p := f.dosing().panel
	p.trySave()
	if len(f.show().Overrides) != 0 {
		t.Fatal("an override without a reason was written")
	}
	f.field("override.consent").(*kit.Check).SetOn(true)
	f.fill(map[string]string{"override.upto": "200", "override.reason": "On paper"})
	p.trySave()
	s := f.show()
	if len(s.Overrides) != 1 || s.MaxUG != 200_000 || s.Overrides[0].By.Name != "Inés Roy" {
		t.Fatalf("overrides %+v, maximum %d", s.Overrides, s.MaxUG)
	}
}

// What is refused and belongs to no field stands over the form: the form goes
// back there, or the button would seem to do nothing.
func TestARefusalOverTheFormIsInSight(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.command("session.finish")
	f.fill(map[string]string{"discharge.gait": "yes", "discharge.oriented": "yes", "discharge.name": "Luis"})
	form := f.dosing().panel.form
	f.field("discharge.name").Focus()
	form.Focused(f.field("discharge.name"))
	if form.Offset() == 0 {
		t.Fatal("the form is not scrolled, and the test shows nothing")
	}
	f.dosing().panel.trySave()
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "Score of 3 or more") {
		t.Fatalf("over the form stands %q", said)
	}
	if form.Offset() != 0 {
		t.Errorf("the form stays at %v, and the words are out of sight", form.Offset())
	}
}
