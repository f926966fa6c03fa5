package eligibility_test

import (
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/protocol"
	"kapdesk/app/record/memlog"
)

// A screening begun on two laptops at once is one: a stop that was set on the
// other laptop is seen, and gone only when a prescriber has settled it.
func TestAScreeningBegunOnTwoLaptopsIsOne(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	away := memlog.New(func() time.Time { return w.Now }).As("device-2")
	w.must(away.Receive(ctx, w.Log.Events()...))
	there := eligibility.New(away, w.p.Always, w.form, nil, nil)
	w.must(there.Fill(ctx, w.Nurse, w.Patient, []eligibility.Mark{{Criterion: "heart", State: protocol.Stop, Note: "fainted in the corridor"}, {Criterion: "stroke", Note: "asks her sister"}}, ""))
	w.must(w.desk.Fill(ctx, w.Desk, w.Patient, []eligibility.Mark{{Criterion: "liver", Note: "brings tests"}}, "Begun here"))
	w.must(w.Log.Receive(ctx, away.Events()...))
	heart := func() eligibility.Line {
		for _, l := range w.sheet().Lines {
			if l.Criterion.ID == "heart" {
				return l
			}
		}
		return eligibility.Line{}
	}
	if l := heart(); l.State != protocol.Stop || l.Note != "fainted in the corridor" {
		t.Fatalf("the other laptop's stop reads %q %q", l.State, l.Note)
	}
	w.must(w.desk.Fill(ctx, w.Prescriber, w.Patient, []eligibility.Mark{{Criterion: "heart", State: protocol.Clear, Note: "vasovagal"}}, "Begun here"))
	if l := heart(); l.State != protocol.Clear || l.Note != "vasovagal" {
		t.Errorf("settled, it reads %q %q", l.State, l.Note)
	}
	w.must(w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Reasoning: "Not now"}))
	if signed, _ := w.sheet().Standing.Signed.Line("stroke"); signed.Note != "asks her sister" {
		t.Errorf("the signed note of the other laptop reads %q", signed.Note)
	}
	for _, l := range w.sheet().Lines {
		if l.Note != "" || l.Set {
			t.Errorf("after signing %s still has the note %q", l.Criterion.ID, l.Note)
		}
	}
}
