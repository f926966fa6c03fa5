package session_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestVitalsThatCannotBe(t *testing.T) {
	n := session.Int
	for name, c := range map[string]struct {
		v    session.Vitals
		says string // "" is accepted
	}{
		"nothing":        {session.Vitals{}, "at least one vital sign"},
		"a note alone":   {session.Vitals{Note: "asleep"}, "at least one vital sign"},
		"only the upper": {session.Vitals{Systolic: n(120)}, "needs both numbers"},
		"only the lower": {session.Vitals{Diastolic: n(80)}, "needs both numbers"},
		"turned round":   {session.Vitals{Systolic: n(80), Diastolic: n(120)}, "must be higher"},
		"equal":          {session.Vitals{Systolic: n(80), Diastolic: n(80)}, "must be higher"},
		"upper too high": {session.Vitals{Systolic: n(321), Diastolic: n(80)}, "An upper blood pressure of 321 cannot be right"},
		"lower too low":  {session.Vitals{Systolic: n(120), Diastolic: n(9)}, "A lower blood pressure of 9"},
		"pulse 9":        {session.Vitals{Pulse: n(9)}, "A heart rate of 9"},
		"pulse 301":      {session.Vitals{Pulse: n(301)}, "A heart rate of 301"},
		"oxygen 101":     {session.Vitals{SpO2: n(101)}, "An oxygen saturation of 101"},
		"oxygen 29":      {session.Vitals{SpO2: n(29)}, "An oxygen saturation of 29"},
		"breaths 81":     {session.Vitals{Breaths: n(81)}, "81 breaths"},
		"breaths -1":     {session.Vitals{Breaths: n(-1)}, "-1 breaths"},
		"MOAA/S 6":       {session.Vitals{Sedation: n(6)}, "MOAA/S 6 does not exist"},
		"MOAA/S 0":       {session.Vitals{Sedation: n(0)}, ""},
		"no breath":      {session.Vitals{Breaths: n(0)}, ""},
		"oxygen 100":     {session.Vitals{SpO2: n(100)}, ""},
		"pressure alone": {session.Vitals{Systolic: n(138), Diastolic: n(86)}, ""},
		"everything":     {session.Vitals{Systolic: n(138), Diastolic: n(86), Pulse: n(78), SpO2: n(97), Breaths: n(14), Sedation: n(5), Note: "calm"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			id := f.running(f.jose)
			add := func() error { _, err := f.desk.AddVitals(ctx, f.ana, id, c.v, session.When{}); return err }
			if c.says == "" {
				f.must(add())
				return
			}
			f.refused(record.Invalid, c.says, add)
		})
	}
}

func TestTheLogRefuses(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	other := f.running(f.lena)
	pulse := session.Vitals{Pulse: session.Int(70)}
	first, err := f.desk.AddVitals(ctx, f.ana, id, pulse, session.When{})
	f.must(err)
	vitals := func(by record.Actor, id record.ID, w session.When) func() error {
		return func() error { _, err := f.desk.AddVitals(ctx, by, id, pulse, w); return err }
	}
	entry := func(e session.Entry) func() error {
		return func() error { _, err := f.desk.AddEntry(ctx, f.ana, id, e, false, session.When{}); return err }
	}
	f.refused(record.NotAllowed, "write in the session log", vitals(f.rosa, id, session.When{}))
	f.refused(record.NotFound, "not in the store", vitals(f.ana, "nothing", session.When{}))
	f.refused(record.Invalid, "in the future", vitals(f.ana, id, session.When{At: f.now.Add(2 * time.Minute)}))
	f.refused(record.Invalid, "more than a day before", vitals(f.ana, id, session.When{At: f.now.Add(-25 * time.Hour)}))
	f.refused(record.Invalid, "needs a reason", vitals(f.ana, id, session.When{Corrects: first}))
	f.refused(record.NotFound, "not in the log of this visit", vitals(f.ana, other, session.When{Corrects: first, Reason: "slip"}))
	f.refused(record.Refused, "one of its own kind", func() error {
		_, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Words, Text: "x"}, false, session.When{Corrects: first, Reason: "slip"})
		return err
	})
	f.refused(record.Invalid, "Write what happened", entry(session.Entry{Sort: session.Words, Text: " \n"}))
	f.refused(record.Invalid, "what the line is about", entry(session.Entry{Sort: "gossip", Text: "x"}))
	f.refused(record.Invalid, "longer than 20000", entry(session.Entry{Sort: session.Words, Text: string(make([]rune, 20001))}))
	f.refused(record.Invalid, "Say what happened. Choose how severe it was. Say what was done", func() error {
		_, err := f.desk.AddAdverse(ctx, f.ana, id, session.Adverse{}, session.When{})
		return err
	})
	f.refused(record.Invalid, "everybody who is present", func() error {
		_, err := f.desk.SetRoom(ctx, f.ana, id, session.Room{Present: []session.Present{{Role: "therapist"}}}, session.When{})
		return err
	})
	f.must(vitals(f.ana, id, session.When{Corrects: first, Reason: "misread"})())
	f.refused(record.Conflict, "already corrected", vitals(f.ana, id, session.When{Corrects: first, Reason: "again"}))
	f.refused(record.Invalid, "Choose the line", func() error { return f.desk.Withdraw(ctx, f.ana, id, record.EventID{}, "x") })
}

func TestADoseRefusesWhatCannotBe(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	give := func(change func(*session.Dose)) func() error {
		d := lozenge(100_000)
		change(&d)
		return func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{}); return err }
	}
	f.refused(record.Invalid, "Enter the dose", give(func(d *session.Dose) { d.UG = 0 }))
	f.refused(record.Invalid, "Enter the dose", give(func(d *session.Dose) { d.UG = -1 }))
	f.refused(record.Invalid, "Read the lot", give(func(d *session.Dose) { d.Lot = " " }))
	f.refused(record.Invalid, "Count the lozenges", give(func(d *session.Dose) { d.Tablets = 0 }))
	f.refused(record.Invalid, "lozenges cannot be right", give(func(d *session.Dose) { d.Tablets = 21 }))
	f.refused(record.Invalid, "minutes cannot be right", give(func(d *session.Dose) { d.HeldMin = 121 }))
	f.refused(record.Invalid, "Ana Brandt may not give a dose", give(func(d *session.Dose) { d.GivenBy = f.ana.ID }))
	f.refused(record.Invalid, "does not work here", give(func(d *session.Dose) { d.GivenBy = "stranger" }))
	f.refused(record.NotAllowed, "give a dose", func() error { _, err := f.desk.GiveDose(ctx, f.ana, id, lozenge(1), session.When{}); return err })
	prep, err := f.desk.Book(ctx, f.rosa, f.jose, session.Preparation, f.now, "", "")
	f.must(err)
	f.refused(record.Refused, "belongs to a dosing session", func() error { _, err := f.desk.GiveDose(ctx, f.nora, prep, lozenge(1), session.When{}); return err })
}

func TestADoseKeepsWhatItWasMeasuredAgainst(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	d := lozenge(100_000)
	d.GivenBy = f.inez.ID
	_, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{At: f.now.Add(-3 * time.Minute)})
	f.must(err)
	s := f.show(id)
	got := s.Doses[0]
	if got.GivenBy.Name != "Inés Roy" || got.Grams != 82_400 || got.TotalUG != 100_000 || got.MaxUG != 150_000 || got.Protocol != "draft 1" || got.HeldMin != 12 || got.Lot != "K24-118" || got.Despite != nil {
		t.Errorf("the dose is kept as %+v", got)
	}
	line := s.Lines[slices.IndexFunc(s.Lines, func(l session.Line) bool { return l.Dose != nil })]
	if !line.Late || !line.At.Equal(f.now.Add(-3*time.Minute)) || !line.Entered.Equal(f.now) {
		t.Errorf("the late line is %+v", line)
	}
}

func TestACorrectedDoseCountsOnce(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	first := f.give(id, 100_000)
	fix := func(ug int64, w session.When) func() error {
		return func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(ug), w); return err }
	}
	f.refused(record.Refused, "151 mg; the maximum is 150 mg", fix(151_000, session.When{Corrects: first, Reason: "misread"}))
	// The gates matter before a dose and no more when it is corrected.
	f.closed["consent"] = gates2("There is no signed consent.")
	f.must(fix(50_000, session.When{Corrects: first, Reason: "Half a lozenge"})())
	f.closed["consent"] = nil
	f.give(id, 100_000)
	f.refused(record.Refused, "151 mg", fix(1_000, session.When{}))
	s := f.show(id)
	if s.TotalUG != 150_000 || len(s.Doses) != 2 || len(s.Lines) != 4 {
		t.Errorf("total %d, %d doses, %d lines", s.TotalUG, len(s.Doses), len(s.Lines))
	}
	old, fixed := s.Lines[1], s.Lines[2]
	if !old.Struck() || old.Dose.UG != 100_000 || fixed.Struck() || fixed.Corrects != old.ID || fixed.Reason != "Half a lozenge" || !fixed.At.Equal(old.At) {
		t.Errorf("the correction stands as %+v after %+v", fixed, old)
	}
	f.refused(record.NotAllowed, "give a dose", func() error { return f.desk.Withdraw(ctx, f.ana, id, s.Doses[1].ID, "not given") })
	f.must(f.desk.Withdraw(ctx, f.nora, id, s.Doses[1].ID, "Spat out before holding"))
	if s := f.show(id); s.TotalUG != 50_000 {
		t.Errorf("after the withdrawal the total is %d", s.TotalUG)
	}
}

func TestTwoCorrectionsAtOnceCountTheLarger(t *testing.T) {
	a, b := record.EventID{Device: "d", Seq: 1}, record.EventID{Device: "d", Seq: 2}
	dose := func(ug int64, corrects record.EventID) session.Given {
		return session.Given{DoseFact: session.DoseFact{UG: ug}, Corrects: corrects}
	}
	none := record.EventID{}
	if got := session.Total([]session.Given{dose(10, none), dose(20, a), dose(30, a), dose(5, b)}); got != 45 {
		t.Errorf("Total is %d, want 45", got)
	}
}

// Whatever is given, corrected and withdrawn, the total is the sum of what
// stands and never over the maximum, and the timeline is in order.
func TestDoseSumsAndTheOrderOfTheTimeline(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		f := start(t)
		f.order.MaxUG = 400_000
		id := f.running(f.jose)
		stand := map[record.EventID]int64{}
		sum := func() (n int64) {
			for _, ug := range stand {
				n += ug
			}
			return n
		}
		pick := func() record.EventID {
			ids := make([]record.EventID, 0, len(stand))
			for id := range stand {
				ids = append(ids, id)
			}
			slices.SortFunc(ids, func(a, b record.EventID) int { return int(a.Seq) - int(b.Seq) })
			return ids[rng.IntN(len(ids))]
		}
		for range 30 {
			f.now = f.now.Add(time.Duration(rng.IntN(200)) * time.Second)
			ug := int64(rng.IntN(150_000) + 1)
			w := session.When{At: f.now.Add(-time.Duration(rng.IntN(900)) * time.Second)}
			switch what := rng.IntN(4); {
			case what == 0 && len(stand) > 0:
				old := pick()
				w.Corrects, w.Reason = old, "misread"
				e, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(ug), w)
				if fits := sum()-stand[old]+ug <= 400_000; fits != (err == nil) {
					t.Fatalf("seed %d: a correction to %d of %d in %d says %v", seed, ug, stand[old], sum(), err)
				}
				if err == nil {
					delete(stand, old)
					stand[e] = ug
				}
			case what == 1 && len(stand) > 0:
				old := pick()
				f.must(f.desk.Withdraw(ctx, f.nora, id, old, "not given"))
				delete(stand, old)
			default:
				e, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(ug), w)
				if fits := sum()+ug <= 400_000; fits != (err == nil) {
					t.Fatalf("seed %d: a dose of %d on top of %d says %v", seed, ug, sum(), err)
				}
				if err == nil {
					stand[e] = ug
				}
			}
			s := f.show(id)
			if s.TotalUG != sum() || s.TotalUG > 400_000 {
				t.Fatalf("seed %d: the total is %d, want %d", seed, s.TotalUG, sum())
			}
			if !slices.IsSortedFunc(s.Lines, func(a, b session.Line) int { return a.At.Compare(b.At) }) {
				t.Fatalf("seed %d: the timeline is out of order", seed)
			}
		}
	}
}

func TestKeyMoments(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	said, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Words, Text: "Like the floor is breathing"}, true, session.When{})
	f.must(err)
	seen, err := f.desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Observation, Text: "Tearful"}, false, session.When{At: f.now.Add(-time.Minute)})
	f.must(err)
	moments := func() []record.EventID {
		v, err := session.Of(reader(f), id)
		f.must(err)
		lines, err := session.KeyMoments(reader(f), v)
		f.must(err)
		var out []record.EventID
		for _, l := range lines {
			out = append(out, l.ID)
		}
		return out
	}
	mark := func(line record.EventID, on bool) {
		_, err := f.desk.MarkKey(ctx, f.ana, id, line, on)
		f.must(err)
	}
	mark(seen, true)
	mark(seen, true)
	if got := moments(); !slices.Equal(got, []record.EventID{seen, said}) {
		t.Errorf("key moments are %v", got)
	}
	mark(said, false)
	mark(said, false)
	if got := moments(); !slices.Equal(got, []record.EventID{seen}) {
		t.Errorf("after taking one away they are %v", got)
	}
	f.must(f.desk.Withdraw(ctx, f.ana, id, seen, "wrong patient"))
	if got := moments(); got != nil {
		t.Errorf("a withdrawn line is still a key moment: %v", got)
	}
}

func TestRoomChangesShowWhatChanged(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	present := []session.Present{{Name: "Ana Brandt", Role: "therapist"}}
	_, err := f.desk.SetRoom(ctx, f.ana, id, session.Room{EyeMask: true, Present: present}, session.When{})
	f.must(err)
	f.now = f.now.Add(time.Minute)
	_, err = f.desk.SetRoom(ctx, f.ana, id, session.Room{EyeMask: true, Music: " Open water ", Present: present}, session.When{})
	f.must(err)
	s := f.show(id)
	last := s.Lines[len(s.Lines)-1]
	if !s.Room.EyeMask || s.Room.Music != "Open water" || last.Before == nil || last.Before.Same(*last.Room) || s.Lines[1].Before != nil {
		t.Errorf("the room is %+v, its last change %+v", s.Room, last)
	}
}
