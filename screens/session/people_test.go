package session

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// A line that begins with a quotation mark holds the patient's words.
func TestAQuotationMarkBeginsThePatientsWords(t *testing.T) {
	for typed, want := range map[string]session.Entry{
		`"The floor breathes"`: {Sort: session.Words, Text: "The floor breathes"},
		`“The floor breathes”`: {Sort: session.Words, Text: "The floor breathes"},
		`«El piso respira»`:    {Sort: session.Words, Text: "El piso respira"},
		`"I said "no" to it`:   {Sort: session.Words, Text: `I said "no" to it`},
		`8:55 "Cold`:           {Sort: session.Words, Text: "Cold"},
		`Says "cold" again`:    {Sort: session.Observation, Text: `Says "cold" again`},
		`Plays "Open water"`:   {Sort: session.Observation, Text: `Plays "Open water"`},
	} {
		t.Run(typed, func(t *testing.T) {
			f := start(t, words.English)
			f.running()
			f.open(2)
			f.typed(typed)
			pill := words2Pills(f)
			f.key(fyne.KeyReturn)
			var got session.Entry
			for _, l := range f.show().Lines {
				if l.Entry != nil {
					got = *l.Entry
				}
			}
			if got != want {
				t.Errorf("the log says %+v, want %+v", got, want)
			}
			if strings.Contains(pill, "Patient's words") != (want.Sort == session.Words) {
				t.Errorf("before Enter the line says %q", pill)
			}
		})
	}
	f := start(t, words.English)
	f.running()
	f.open(2)
	n := len(f.log.Events())
	f.typed(`"`)
	f.key(fyne.KeyReturn)
	if len(f.log.Events()) != n || f.dosing().line.Text() != `"` {
		t.Errorf("a mark alone was stamped; the line holds %q", f.dosing().line.Text())
	}
}

// words2Pills is what the pills beside the line say.
func words2Pills(f *fixture) string {
	out := ""
	for _, o := range f.dosing().sorted.Objects {
		if p, ok := o.(interface{ String() string }); ok {
			out += p.String() + " "
		}
	}
	return out
}

func TestWhoComesInAndLeavesOnTheScreen(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.command("session.presence")
	f.dosing().panel.trySave()
	if said := f.field("presence.name").Error(); !strings.Contains(said, "Say who it is") {
		t.Errorf("an empty form says %q", said)
	}
	who := func(name string) { f.field("presence.name").(*kit.Picker).Set(kit.Option{Value: name, Label: name}) }
	who("Luis")
	f.fill(map[string]string{"presence.role": "Brother"})
	f.dosing().panel.trySave()
	if l := f.last(); l.Presence == nil || !l.Presence.In || l.Presence.Role != "Brother" {
		t.Fatalf("the log ends with %+v", l)
	}
	if said := words2(f.dosing().left); !strings.Contains(said, "Luis, Brother") || !strings.Contains(said, "Ana Brandt, Therapist") {
		t.Errorf("the room says %q", said)
	}
	f.command("session.presence")
	if said := words2(f.dosing().panel.above); !strings.Contains(said, "Here now: Ana Brandt, Luis") {
		t.Errorf("the form says %q", said)
	}
	who("Luis")
	f.fill(map[string]string{"presence.way": "out"})
	f.dosing().panel.trySave()
	if said := words2(f.dosing().left); strings.Contains(said, "Luis, Brother") {
		t.Errorf("he left, and the room says %q", said)
	}
	_, said := f.last().Said(f.shell.T, f.screen.zone())
	if said != "Luis (Brother) left" {
		t.Errorf("the log says %q", said)
	}
}

// An event whose outcome is open is signed with a follow-up, and Today's link
// leads to where the outcome is written.
func TestAnOpenOutcomeIsFollowedUp(t *testing.T) {
	f := start(t, words.English)
	f.lively()
	f.open(0)
	f.command("session.adverse")
	f.fill(map[string]string{"adverse.what": "Double vision", "adverse.severity": "moderate", "adverse.relation": "probable", "adverse.action": "Lay down",
		"adverse.ending": "recovering", "adverse.who": string(f.people[0].ID)})
	f.dosing().panel.trySave()
	if said := f.field("adverse.until").Error(); !strings.Contains(said, "Say until when") {
		t.Errorf("half a follow-up says %q", said)
	}
	f.fill(map[string]string{"adverse.until": "2026-11-25"})
	f.dosing().panel.trySave()
	a := f.last().Adverse
	if a == nil || a.FollowUp.Who != f.people[0].ID || a.FollowUp.Until != (record.Date{Year: 2026, Month: 11, Day: 25}) || a.Relation != session.Probable {
		t.Fatalf("the log says %+v", f.last())
	}
	f.leaves()
	_, err := f.desk.Sign(ctx, f.actor(0), f.visit, "Calm.")
	f.must(err)
	f.screen.Leave()
	f.openAt(0, place.Route{Place: place.Session, Patient: f.patient, Record: f.visit, Part: "adverse"})
	f.fill(map[string]string{"adverse.ending": "recovered"})
	f.dosing().panel.trySave()
	f.must(f.log.View(ctx, func(r record.Reader) error {
		left, err := session.FollowUps(r)
		if len(left) != 0 {
			t.Errorf("still to do: %+v", left)
		}
		return err
	}))
	if s := f.show(); !s.Whole {
		t.Error("the outcome broke the signature")
	}
}
