package session_test

import (
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// cards is a clinic whose protocol knows a finding of each sort.
func cards(t *testing.T) (*fixture, record.ID) {
	f := start(t)
	text := func(s string) words.Text { return words.Text{EN: s, ES: s} }
	f.rules.Triggers = []session.Trigger{
		{ID: "low", Title: text("Oxygen a little low"), Measure: "spo2", Below: session.Int(95), Card: session.Recheck, Recheck: 5 * time.Minute},
		{ID: "stop", Title: text("Oxygen low"), Measure: "spo2", Below: session.Int(92), Card: session.CallCard, Source: "a source"},
		{ID: "pressure", Title: text("Pressure high"), Measure: "pressure", Pressure: session.Pressure{Systolic: 180, Diastolic: 110}, Sustained: 5 * time.Minute, Card: session.CallCard},
		{ID: "panic", Title: text("Panic"), Card: session.Recheck, Recheck: 10 * time.Minute},
		{ID: "seizure", Title: text("Seizure"), Card: session.Emergency}}
	id := f.running(f.jose)
	f.give(id, 100_000)
	return f, id
}

func (f *fixture) spo2(id record.ID, n int, w session.When) record.EventID {
	f.t.Helper()
	e, err := f.desk.AddVitals(ctx, f.nora, id, session.Vitals{SpO2: &n}, w)
	f.must(err)
	return e
}

// open gives the ids of the triggers whose cards wait, in order.
func (f *fixture) open(id record.ID) string {
	f.t.Helper()
	out := ""
	for _, o := range f.show(id).Open() {
		out += o.Trigger + " "
	}
	return out
}

func TestAReadingOpensItsCardUntilItIsAnswered(t *testing.T) {
	f, id := cards(t)
	f.now = f.now.Add(10 * time.Minute)
	f.spo2(id, 95, session.When{})
	if got := f.open(id); got != "" {
		t.Fatalf("at the edge %q is open", got)
	}
	reading := f.spo2(id, 90, session.When{})
	if got := f.open(id); got != "stop " { // the gravest of one measure alone
		t.Fatalf("open: %q", got)
	}
	f.now = f.now.Add(time.Minute)
	f.spo2(id, 93, session.When{}) // while it is open, nothing lesser and nothing equal opens
	f.spo2(id, 91, session.When{})
	o := f.show(id).Open()
	if len(o) != 1 || o[0].Protocol != "draft 1" || len(o[0].Readings) != 1 || o[0].Readings[0] != reading || o[0].Source != "a source" {
		t.Fatalf("open: %+v", o)
	}
	f.rules.Version = "draft 2" // a later protocol changes nothing in it
	answer := func(by record.Actor, card record.EventID, done string, w session.When) func() error {
		return func() error { _, err := f.desk.AnswerCard(ctx, by, id, card, done, w); return err }
	}
	f.refused(record.NotAllowed, "does not allow", answer(f.rosa, o[0].ID, "Oxygen", session.When{}))
	f.refused(record.Invalid, "Write what was done", answer(f.ana, o[0].ID, " ", session.When{}))
	f.refused(record.NotFound, "not in the log", answer(f.ana, reading, "Oxygen", session.When{}))
	f.refused(record.Invalid, "before the card was raised", answer(f.ana, o[0].ID, "Oxygen", session.When{At: f.now.Add(-5 * time.Minute)}))
	f.must(answer(f.ana, o[0].ID, "Oxygen given, prescriber called", session.When{})())
	f.refused(record.Conflict, "already written", answer(f.inez, o[0].ID, "Me too", session.When{}))
	c := f.show(id).Cards[0]
	if c.Open() || c.Answer.Done != "Oxygen given, prescriber called" || c.Answer.By.Name != "Ana Brandt" || c.Protocol != "draft 1" || !c.AnsweredAt.Equal(f.now) {
		t.Errorf("answered as %+v", c)
	}
	// The answer can be corrected; the finding that goes on opens a new card.
	var line record.EventID
	for _, l := range f.show(id).Lines {
		if l.Answer != nil {
			line = l.ID
		}
		if l.Card != nil && l.Struck() {
			t.Error("an answered card is shown as struck")
		}
	}
	f.refused(record.Invalid, "needs a reason", answer(f.ana, o[0].ID, "x", session.When{Corrects: line}))
	f.must(answer(f.ana, o[0].ID, "Oxygen given", session.When{Corrects: line, Reason: "nobody was called"})())
	if c := f.show(id).Cards[0]; c.Answer.Done != "Oxygen given" || c.Open() {
		t.Errorf("corrected to %+v", c)
	}
	f.now = f.now.Add(5 * time.Minute)
	f.spo2(id, 90, session.When{})
	if s := f.show(id); f.open(id) != "stop " || len(s.Cards) != 2 || s.Open()[0].Protocol != "draft 2" {
		t.Errorf("five minutes later: %+v", s.Open())
	}
}

// A reading that was written late does not open what was seen to meanwhile.
func TestALateReading(t *testing.T) {
	f, id := cards(t)
	f.now = f.now.Add(10 * time.Minute)
	f.spo2(id, 90, session.When{})
	f.now = f.now.Add(5 * time.Minute)
	_, err := f.desk.AnswerCard(ctx, f.ana, id, f.show(id).Open()[0].ID, "Oxygen", session.When{})
	f.must(err)
	f.now = f.now.Add(5 * time.Minute)
	f.spo2(id, 97, session.When{})
	f.spo2(id, 91, session.When{At: f.now.Add(-8 * time.Minute)})
	if got := f.open(id); got != "" {
		t.Errorf("open: %q", got)
	}
	f.spo2(id, 91, session.When{At: f.now.Add(-2 * time.Minute)})
	if got := f.open(id); got != "stop " {
		t.Errorf("nobody has seen to that one: %q", got)
	}
}

func TestACorrectedReadingTakesItsCardBack(t *testing.T) {
	f, id := cards(t)
	wrong := f.spo2(id, 60, session.When{})
	raised := f.show(id).Open()[0].ID
	f.spo2(id, 61, session.When{Corrects: wrong, Reason: "misread"})
	again := f.show(id)
	if f.open(id) != "stop " || len(again.Cards) != 1 || again.Cards[0].ID == raised || again.Cards[0].Readings[0] == wrong {
		t.Fatalf("still low after the correction: %+v", again.Cards)
	}
	f.spo2(id, 96, session.When{Corrects: again.Cards[0].Readings[0], Reason: "probe off"})
	s := f.show(id)
	if f.open(id) != "" || len(s.Cards) != 1 || !s.Cards[0].TakenBack {
		t.Fatalf("after the second correction: %+v", s.Cards)
	}
	struck, told := 0, 0
	for _, l := range s.Lines {
		if l.Card != nil && l.Struck() {
			struck++
		}
		if l.TakenBack {
			told++
		}
	}
	if struck != 2 || told != 1 {
		t.Errorf("%d cards are struck and %d lines tell it", struck, told)
	}
	f.refused(record.Conflict, "the card is gone", func() error {
		_, err := f.desk.AnswerCard(ctx, f.ana, id, s.Cards[0].ID, "x", session.When{})
		return err
	})
	low := f.spo2(id, 80, session.When{})
	f.must(f.desk.Withdraw(ctx, f.nora, id, low, "another patient's finger"))
	if got := f.open(id); got != "" {
		t.Errorf("after the withdrawal %q is open", got)
	}
}

// An answered card stays answered whatever its reading is corrected to: what
// was done was done.
func TestACorrectionUnderAnAnswer(t *testing.T) {
	f, id := cards(t)
	low := f.spo2(id, 85, session.When{})
	_, err := f.desk.AnswerCard(ctx, f.ana, id, f.show(id).Open()[0].ID, "Oxygen", session.When{})
	f.must(err)
	low = f.spo2(id, 86, session.When{Corrects: low, Reason: "misread"})
	if s := f.show(id); f.open(id) != "" || len(s.Cards) != 1 || !s.Cards[0].Answered || s.Cards[0].TakenBack {
		t.Fatalf("%+v", s.Cards)
	}
	f.spo2(id, 97, session.When{Corrects: low, Reason: "the probe had slipped"})
	if s := f.show(id); f.open(id) != "" || len(s.Cards) != 1 || !s.Cards[0].Answered {
		t.Fatalf("%+v", s.Cards)
	}
}

func TestASustainedFindingNeedsItsSecondReading(t *testing.T) {
	f, id := cards(t)
	bp := func(n int) record.EventID {
		e, err := f.desk.AddVitals(ctx, f.nora, id, session.Vitals{Systolic: &n, Diastolic: session.Int(90)}, session.When{})
		f.must(err)
		return e
	}
	f.now = f.now.Add(15 * time.Minute)
	first := bp(185)
	if got := f.open(id); got != "" {
		t.Fatalf("one reading opens %q", got)
	}
	// It is due again when it would count.
	if due := f.show(id).NextDue; !due.Equal(f.now.Add(5 * time.Minute)) {
		t.Errorf("due again at %s, want in five minutes", due)
	}
	f.now = f.now.Add(5 * time.Minute)
	bp(181)
	if o := f.show(id).Open(); len(o) != 1 || len(o[0].Readings) != 2 || o[0].Readings[0] != first {
		t.Fatalf("open: %+v", o)
	}
	f.must(f.desk.Withdraw(ctx, f.nora, id, first, "cuff on the tube"))
	if got := f.open(id); got != "" {
		t.Errorf("one reading of the two is left, and %q is open", got)
	}
}

func TestWhatIsSeenIsRaisedByHand(t *testing.T) {
	f, id := cards(t)
	raise := func(by record.Actor, what string) func() error {
		return func() error {
			_, err := f.desk.RaiseCard(ctx, by, id, what, " after the music ", session.When{})
			return err
		}
	}
	f.refused(record.NotAllowed, "does not allow", raise(f.rosa, "panic"))
	f.refused(record.Invalid, "Choose what you see", raise(f.nora, "nothing"))
	f.refused(record.Invalid, "Choose what you see", raise(f.nora, "stop")) // a figure opens that one
	f.must(raise(f.nora, "panic")())
	f.must(raise(f.nora, "seizure")())
	if got := f.open(id); got != "seizure panic " {
		t.Errorf("open: %q, want the gravest first", got)
	}
	s := f.show(id)
	if s.Cards[0].Note != "after the music" {
		t.Errorf("the note is %q", s.Cards[0].Note)
	}
	due := false
	for _, d := range s.Due {
		due = due || d.Why.EN == "Panic" && d.At.Equal(f.now.Add(10*time.Minute)) && d.Waits()
	}
	if !due {
		t.Errorf("nothing asks to measure again: %+v", s.Due)
	}
	f.must(f.desk.Withdraw(ctx, f.nora, id, s.Cards[0].ID, "pressed by mistake"))
	if got := f.open(id); got != "seizure " {
		t.Errorf("after the withdrawal: %q", got)
	}
	low := f.spo2(id, 80, session.When{})
	for _, o := range f.show(id).Open() {
		if o.Readings != nil {
			f.refused(record.Refused, "opened by a reading", func() error { return f.desk.Withdraw(ctx, f.nora, id, o.ID, "x") })
			if o.Readings[0] != low {
				t.Error("the card names another reading")
			}
		}
	}
}

// No session is signed over a card that nobody has answered, and no clinic
// forgets one.
func TestAnOpenCardBlocksTheSignature(t *testing.T) {
	f, id := cards(t)
	f.spo2(id, 80, session.When{})
	other := f.running(f.lena)
	_, err := f.desk.RaiseCard(ctx, f.nora, other, "panic", "", session.When{})
	f.must(err)
	f.must(f.log.View(ctx, func(r record.Reader) error {
		waiting, err := session.WaitingCards(r)
		if len(waiting) != 2 || waiting[0].Visit != id || waiting[1].Patient != f.lena {
			t.Errorf("waiting: %+v", waiting)
		}
		return err
	}))
	clocks, err := f.desk.Clocks(ctx, []record.ID{id, other})
	f.must(err)
	if len(clocks) != 2 || clocks[0].Cards != 1 || clocks[1].Cards != 1 {
		t.Errorf("the locked window says %+v", clocks)
	}
	leave := func() error {
		_, err := f.desk.Discharge(ctx, f.inez, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis", Because: "He wants to go"})
		return err
	}
	sign := func() error { _, err := f.desk.Sign(ctx, f.ana, id, "Calm."); return err }
	f.refused(record.Refused, "Nobody has said what was done about this: Oxygen low.", leave)
	_, err = f.desk.AnswerCard(ctx, f.ana, id, f.show(id).Open()[0].ID, "Oxygen given", session.When{})
	f.must(err)
	f.must(leave())
	_, err = f.desk.RaiseCard(ctx, f.nora, id, "panic", "at the door", session.When{})
	f.must(err)
	f.refused(record.Refused, "Nobody has said what was done about this: Panic.", sign)
	_, err = f.desk.AnswerCard(ctx, f.ana, id, f.show(id).Open()[0].ID, "Sat down again, calm", session.When{})
	f.must(err)
	f.must(sign())
	if s := f.show(id); !s.Whole || len(s.Signed.Events) == 0 {
		t.Error("the signature does not stand over the log")
	}
}

// Readings of today's checks open cards too, and the two words for presence
// and room fold into who is there.
func TestTodaysChecksOpenCards(t *testing.T) {
	f, _ := cards(t)
	id := f.book(f.lena)
	c := f.calm()
	c.Vitals.SpO2 = session.Int(91)
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	if got := f.open(id); got != "stop " {
		t.Errorf("open: %q", got)
	}
}
