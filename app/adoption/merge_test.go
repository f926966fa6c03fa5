package adoption

import (
	"math/rand/v2"
	"testing"
	"time"

	"kapdesk/app/record"
)

// Two laptops that change two items merge by themselves.
func TestTwoItemsAtOnceMerge(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	a.change("validity", "days", 14, "shorter")
	b.change("limits/pre_dose", "above", "135/85", "stricter")
	meet(a, b)
	for _, f := range []*fixture{a, b} {
		if w := f.state().Working; w.Changed() != 2 || w.Clashes() != 0 || w.Parsed == nil {
			t.Errorf("%d changed, %d clashes", w.Changed(), w.Clashes())
		}
	}
	if a.state().Working.Hash != b.state().Working.Hash {
		t.Error("the two do not read alike")
	}
}

func TestOneItemAtOnceIsForAPersonToSettle(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	a.change("validity", "days", 14, "shorter")
	b.change("validity", "days", 60, "longer")
	meet(a, b)
	l := a.line("validity")
	if len(l.Clash) != 2 || l.Node.Get("days").Text() != "30" || a.state().Working.Hash != b.state().Working.Hash {
		t.Fatalf("%+v", l)
	}
	n := len(a.Log.Events())
	_, err := a.adopt()
	a.Refused(t, err, record.Conflict, "validity", n)
	a.Refused(t, a.desk.Change(ctx, a.Prescriber, "x", a.edit("validity", "days", 7)), record.Conflict, "validity", n)
	a.Refused(t, a.desk.Settle(ctx, a.Prescriber, "validity", record.EventID{Device: "x", Seq: 1}, "x"), record.Conflict, "", n)
	pick := l.Clash[1]
	a.must(a.desk.Settle(ctx, a.Prescriber, "validity", pick.Event, "Agreed on the phone"))
	got := a.line("validity")
	if len(got.Clash) != 0 || !got.Node.Same(pick.Node) || got.Why[len(got.Why)-1].Reason != "Agreed on the phone" {
		t.Errorf("%+v", got)
	}
	meet(a, b)
	if b.line("validity").Node.Get("days").Text() != got.Node.Get("days").Text() {
		t.Error("the other laptop reads something else")
	}
	a.adopted()
}

// The same change made twice is no conflict.
func TestTheSameAtOnceIsNoConflict(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	a.change("validity", "days", 14, "shorter")
	b.change("validity", "days", 14, "shorter too")
	meet(a, b)
	if l := a.line("validity"); len(l.Clash) != 0 || l.Node.Get("days").Text() != "14" {
		t.Errorf("%+v", l)
	}
}

// One removes what the other changes: a person chooses, and undoing is a
// choice too.
func TestRemovedHereAndChangedThere(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	l := a.line("triggers/spo2_low")
	a.must(a.desk.Change(ctx, a.Prescriber, "not needed", Edit{Item: l.Name(), Was: l.Node}))
	b.change("triggers/spo2_low", "below", 96, "earlier")
	meet(a, b)
	if got := a.line("triggers/spo2_low"); len(got.Clash) != 2 {
		t.Fatalf("%+v", got)
	}
	a.must(a.desk.Undo(ctx, a.Prescriber, "triggers/spo2_low", "neither"))
	meet(a, b)
	if got := b.line("triggers/spo2_low"); len(got.Clash) != 0 || got.Mark != Same {
		t.Errorf("%+v", got)
	}
}

// Two changes that are each right and do not fit together are refused at
// adoption, and can be mended.
func TestAWholeThatDoesNotFitIsMended(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	hold := a.line("holds/benzodiazepine").Node.Copy()
	stimulant := a.line("holds/stimulant")
	a.must(a.desk.Change(ctx, a.Prescriber, "x", Edit{Item: stimulant.Name(), Was: stimulant.Node}))
	class := a.line("classes/stimulant").Node.Copy()
	class.Set("id", NewValue("own_class"))
	class.Set("names", node(t, []string{"zzyzxol"}))
	a.must(a.desk.Change(ctx, a.Prescriber, "a class", Edit{Section: "classes", Now: class}))
	meet(a, b)
	hold.Set("class", NewValue("own_class"))
	b.must(b.desk.Change(ctx, b.Prescriber, "hold it", Edit{Section: "holds", Now: hold}))
	a.must(a.desk.Undo(ctx, a.Prescriber, "classes/own_class", ""))
	meet(a, b)
	w := a.state().Working
	if w.Parsed != nil || len(w.Wrong) != 1 || w.Wrong[0].Field != "holds/own_class" {
		t.Fatalf("%v", w.Wrong)
	}
	n := len(a.Log.Events())
	_, err := a.adopt()
	a.Refused(t, err, record.Invalid, "holds/own_class", n)
	a.Refused(t, a.desk.Change(ctx, a.Prescriber, "worse", a.edit("validity", "days", 0)), record.Invalid, "", n)
	a.change("validity", "days", 21, "no worse") // a step that makes it no worse is taken
	a.must(a.desk.Undo(ctx, a.Prescriber, "holds/own_class", ""))
	a.adopted()
}

// Two laptops adopt at once: all choose the same one, it is said, and a
// further adoption settles it.
func TestTwoAdoptionsAtOnce(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	a.change("validity", "days", 14, "shorter")
	b.change("validity", "days", 60, "longer")
	first := a.adopted()
	b.Now = b.Now.Add(time.Minute)
	later, err := b.desk.Adopt(ctx, b.Second, Adoption{Seen: b.state().Working.Hash, Statement: Statement})
	a.must(err)
	meet(a, b)
	for _, f := range []*fixture{a, b} {
		s := f.state()
		if f.days() != 60 || s.InUse.Stamp != later || len(s.Rivals) != 1 || s.Rivals[0] != first {
			t.Errorf("%d days, rivals %v", f.days(), s.Rivals)
		}
		f.must(f.Log.View(ctx, func(r record.Reader) error {
			v, err := f.desk.Version(r, "clinic", 1)
			if err == nil && v.Stamp != later {
				t.Error("version 1 is not the one in use")
			}
			return err
		}))
	}
	third := a.adopted() // as it stands: settling needs no change
	meet(a, b)
	if s := b.state(); third.Version != 2 || s.InUse.Stamp != third || len(s.Rivals) != 0 || len(s.Versions) != 4 {
		t.Errorf("%+v", s.Rivals)
	}
}

// A change made while another laptop adopted is not lost: it stands over the
// new version, adopted by nobody.
func TestAChangeMadeMeanwhileStays(t *testing.T) {
	a := newFixture(t)
	b := a.second()
	a.change("validity", "days", 14, "shorter")
	a.adopted()
	b.change("limits/pre_dose", "above", "135/85", "stricter")
	meet(a, b)
	w := a.state().Working
	if w.Changed() != 1 || a.line("limits/pre_dose").Mark != Changed || w.Parsed.Validity.Days != 14 || w.Base.Version != 1 {
		t.Errorf("%d changed", w.Changed())
	}
}

// Two laptops begin from two versions: a person chooses before adopting.
func TestBegunFromTwoVersions(t *testing.T) {
	a := newFixture(t)
	a.change("validity", "days", 14, "x")
	one := a.adopted()
	a.change("validity", "days", 21, "y")
	a.adopted()
	b := a.second()
	a.must(a.desk.Begin(ctx, a.Prescriber, one.Hash, "the first"))
	b.must(b.desk.Begin(ctx, b.Prescriber, b.desk.Shipped().Hash, "what ships"))
	meet(a, b)
	if len(a.state().Working.Begun) != 2 || a.state().Working.Hash != b.state().Working.Hash {
		t.Fatal("no conflict, or each reads another")
	}
	n := len(a.Log.Events())
	_, err := a.adopt()
	a.Refused(t, err, record.Conflict, "base", n)
	a.must(a.desk.Begin(ctx, a.Prescriber, one.Hash, "the first"))
	a.adopted()
}

// Whatever two laptops do, in whatever order their events meet, both read the
// same protocol.
func TestLaptopsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	items := []string{"validity", "limits/pre_dose", "fasting/IV"}
	for range 2 {
		a := newFixture(t)
		b := a.second()
		for range 4 {
			for _, f := range []*fixture{a, b} {
				l := f.line(items[r.IntN(len(items))])
				note := map[string]string{"en": string(rune('a' + r.IntN(3))), "es": "x"}
				if r.IntN(6) == 0 {
					_, _ = f.adopt() // refused where something clashes
					continue
				}
				_ = f.desk.Change(ctx, f.Prescriber, "x", f.edit(l.Name(), "note", note))
				if len(l.Clash) > 0 {
					f.must(f.desk.Settle(ctx, f.Prescriber, l.Name(), l.Clash[0].Event, "x"))
				}
			}
			a.Pass(time.Second)
			b.Pass(time.Second)
			if r.IntN(2) == 0 {
				meet(a, b)
			}
		}
		meet(a, b)
		x, y := a.state(), b.state()
		if x.Working.Hash != y.Working.Hash || x.InUse.Stamp != y.InUse.Stamp || len(x.Rivals) != len(y.Rivals) {
			t.Fatal("the laptops do not agree")
		}
	}
}
