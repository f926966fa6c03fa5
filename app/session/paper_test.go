package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// register gives José the fields that a paper needs.
func (f *fixture) register() {
	f.must(f.log.Update(ctx, f.rosa, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "patient.registered", Version: 1, Record: record.Ref{Type: "patient", ID: f.jose}, Patient: f.jose,
			Set: map[string]any{"number": "L-00231", "given": "José", "family": "Ñandú", "lang": "es", "born": "1985-06-02"}})
		return err
	}))
}

func TestThePaperTellsTheWholeSession(t *testing.T) {
	f := start(t)
	f.register()
	id := f.running(f.jose)
	f.closed["consent"] = gates2("There is no signed consent.")
	_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{"consent"}, Reason: "Signed on paper"})
	f.must(err)
	dose := f.give(id, 100_000)
	_, err = f.desk.GiveDose(ctx, f.nora, id, lozenge(50_000), session.When{Corrects: dose, Reason: "Half a lozenge"})
	f.must(err)
	f.now = f.now.Add(20 * time.Minute)
	_, err = f.desk.AddVitals(ctx, f.ana, id, session.Vitals{Systolic: session.Int(138), Diastolic: session.Int(86), Pulse: session.Int(78), SpO2: session.Int(97)}, session.When{At: f.now.Add(-5 * time.Minute)})
	f.must(err)
	_, err = f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Words, Text: strings.Repeat("Like the floor is breathing with me. ", 500)}, true, session.When{})
	f.must(err)
	_, err = f.desk.AddAdverse(ctx, f.ana, id, session.Adverse{What: "Vomited once", Severity: session.Mild, Relation: session.Probable, Action: "Basin", Outcome: "Well"}, session.When{})
	f.must(err)
	_, err = f.desk.SetRoom(ctx, f.ana, id, session.Room{EyeMask: true, Present: []session.Present{{Name: "Ana Brandt", Role: "Therapist"}}}, session.When{})
	f.must(err)
	f.refused(record.NotAllowed, "print from the chart", func() error { _, err := f.desk.Paper(ctx, f.rosa, id, handout.Normal); return err })

	draft, err := f.desk.Paper(ctx, f.ana, id, handout.Normal)
	f.must(err)
	_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "A calm session.")
	f.must(err)
	signed, err := f.desk.Paper(ctx, f.ana, id, handout.Large)
	f.must(err)
	f.must(draft.Check())
	f.must(signed.Check())
	said, before := fmt.Sprintf("%+v", signed.Blocks), fmt.Sprintf("%+v", draft.Blocks)
	for _, want := range []string{"A calm session.", "Signed on paper", "Half a lozenge", "138/86", "K24-118", "Luis", "Vomited once", "breathing with me", "Eye mask on", "Ana Brandt", "Thoughts of suicide", "Walks steadily", "Late entry"} {
		if !strings.Contains(said, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
	if !strings.Contains(before, "working copy") || strings.Contains(said, "working copy") {
		t.Error("a working copy and a signed summary are not told apart")
	}
	if strings.Count(said, "Struck:true") != 1 {
		t.Errorf("%d struck lines, want the corrected dose alone", strings.Count(said, "Struck:true"))
	}
	if signed.Patient != "José Ñandú · L-00231" {
		t.Errorf("the page belongs to %q", signed.Patient)
	}
}

func TestThePaperOfANote(t *testing.T) {
	f := start(t)
	f.register()
	id, err := f.desk.Book(ctx, f.rosa, f.jose, session.Integration, f.now, "", f.ana.ID)
	f.must(err)
	f.must(f.desk.SaveNote(ctx, f.ana, id, session.Note{How: "Sleeps better", Safety: session.No, Notes: "Walked through the image of the sea", Next: "In a week"}))
	_, err = f.desk.SignNote(ctx, f.ana, id)
	f.must(err)
	doc, err := f.desk.Paper(ctx, f.ana, id, handout.Normal)
	f.must(err)
	f.must(doc.Check())
	said := fmt.Sprintf("%+v", doc.Blocks)
	for _, want := range []string{"Sleeps better", "image of the sea", "In a week", "Thoughts of suicide", "Ana Brandt"} {
		if !strings.Contains(said, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
}

func TestWhatIsNotCalmIsMarked(t *testing.T) {
	f := start(t)
	say := func(english string, args ...any) string { return fmt.Sprintf(english, args...) }
	notCalm := func(c session.Checks) string {
		out := ""
		for _, a := range c.Said(say, time.UTC, f.rules, "lozenge", f.now) {
			if !a.Calm {
				out += a.Name + ";"
			}
		}
		return out
	}
	for want, change := range map[string]func(*session.Checks){
		"":                     func(*session.Checks) {},
		"Blood pressure;":      func(c *session.Checks) { c.Vitals.Systolic = session.Int(141) },
		"Last solid food;":     func(c *session.Checks) { c.Solids.At = f.now.Add(-179 * time.Minute) },
		"Last drink;":          func(c *session.Checks) { c.Liquids = session.Since{Unknown: true} },
		"Thoughts of suicide;": func(c *session.Checks) { c.Safety.Answer = session.Unknown },
		"Ride home;":           func(c *session.Checks) { c.Ride.Answer = session.No },
		"Weight;":              func(c *session.Checks) { c.Weight = session.Weight{Unknown: true} },
	} {
		c := f.calm()
		change(&c)
		if got := notCalm(c); got != want {
			t.Errorf("marked %q, want %q", got, want)
		}
	}
}

func TestLinesInWords(t *testing.T) {
	say := func(english string, args ...any) string { return fmt.Sprintf(english, args...) }
	a := session.Room{EyeMask: true, Music: "Sea", Present: []session.Present{{Name: "Ana", Role: "Therapist"}, {Name: "Bo"}}}
	b := session.Room{Headphones: true, Blanket: true, Present: []session.Present{{Name: "Ana", Role: "Therapist"}, {Name: "Cy", Role: "Nurse"}}}
	for _, c := range []struct{ got, want string }{
		{a.Changes(b, say), "Eye mask off, Headphones on, Blanket, Music off, Cy (Nurse) is here, Bo left"},
		{a.Changes(a, say), "As before"},
		{session.DoseFact{UG: 62_500, Route: "IM", Grams: 82_400}.Said(say), "62.5 mg IM (0.76 mg/kg)"},
		{session.DoseFact{UG: 100_000, Route: "lozenge", Tablets: 2, HeldMin: 12}.Said(say), "100 mg lozenge, 2 pieces, holding 12 min"},
		{session.Vitals{Systolic: session.Int(138), Diastolic: session.Int(86), SpO2: session.Int(97), Sedation: session.Int(0), Note: "x"}.Said(say), "138/86 · SpO₂ 97 % · MOAA/S 0 · x"},
		{session.Adverse{What: "Fell", Severity: session.Severe, Action: "Lifted"}.Said(say), "Fell · Severe · Lifted · Outcome open"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}
