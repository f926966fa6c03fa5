package consent_test

import (
	"encoding/json"
	"math/rand"
	"testing"
	"time"

	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/record"
)

// Whatever is done in whatever order, a consent is current exactly when one
// was signed after the last withdrawal, it is the last one signed, and the
// gate is open exactly when that one suffices.
func TestSignedIsNeverShownUnsignedOrTheReverse(t *testing.T) {
	for seed := range int64(80) {
		r := open(t)
		rng := rand.New(rand.NewSource(seed))
		version, resign := 1, 0
		type signed struct {
			version  int
			scan     record.ID
			scanGone bool
		}
		var now *signed // what the model says
		count := 0
		for step := range 30 {
			if rng.Intn(2) == 0 {
				r.Pass(time.Duration(rng.Intn(3600)+3600) * time.Second)
			}
			switch rng.Intn(7) {
			case 0, 1:
				c, err := r.Sign(ctx, r.Nurse, r.Patient, screen())
				r.must(err)
				now, count = &signed{version: c.Text.Version}, count+1
			case 2:
				r.Pass(2 * time.Hour) // the paper was signed an hour ago, after whatever came before
				c, err := r.Sign(ctx, r.Nurse, r.Patient, r.paper())
				r.must(err)
				now, count = &signed{version: c.Text.Version, scan: c.Scan}, count+1
			case 3:
				err := r.Withdraw(ctx, r.Nurse, r.Patient, consent.Signer{Who: consent.Patient}, "why")
				if (err == nil) != (now != nil) {
					t.Fatalf("seed %d step %d: %v", seed, step, err)
				}
				now = nil
			case 4:
				if version++; rng.Intn(3) == 0 {
					resign = version
				}
				r.edition(version, resign)
			case 5:
				if now != nil && now.scan != "" && !now.scanGone {
					r.must(document.New(r.Log).Withdraw(ctx, r.Nurse, r.Patient, now.scan, "why"))
					now.scanGone = true
				}
			case 6:
				r.must(r.Explain(ctx, r.Nurse, r.Patient, consent.Explanation{}))
			}
			s := r.state()
			c, ok := s.Current()
			if ok != (now != nil) || ok && (c.Text.Version != now.version || c.Scan != now.scan) || len(s.All) != count {
				t.Fatalf("seed %d step %d: current %v %+v, want %+v", seed, step, ok, c.Text, now)
			}
			if open := now != nil && now.version >= resign && !now.scanGone; (s.Closed == nil) != open {
				t.Fatalf("seed %d step %d: gate %v, want open %v", seed, step, s.Closed, open)
			}
			for i, c := range s.All {
				if c.Replaced && (i == len(s.All)-1 || c.Withdrawn != nil) {
					t.Fatalf("seed %d step %d: %d of %d is shown as replaced", seed, step, i, len(s.All))
				}
			}
		}
	}
}

// laptops is a reader over facts that two laptops wrote.
type laptops struct {
	record.Reader
	facts []record.Fact
}

func (l laptops) Facts(record.Filter) ([]record.Fact, error) { return l.facts, nil }

func fact(kind string, device record.ID, seq uint64, wall int64, seen record.Vector) record.Fact {
	return record.Fact{Event: record.Event{ID: record.EventID{Device: device, Seq: seq}, Kind: kind, Seen: seen, Time: record.HLC{Wall: wall},
		At: time.UnixMilli(wall), Fact: json.RawMessage(`{}`)}}
}

func TestOfASignatureAndAWithdrawalAtOnceTheWithdrawalHolds(t *testing.T) {
	first := fact(consent.KindSigned, "a", 1, 100, record.Vector{"a": 1})
	withdrawn := fact(consent.KindWithdrawn, "a", 2, 200, record.Vector{"a": 2})
	unknowing := fact(consent.KindSigned, "b", 1, 300, record.Vector{"a": 1, "b": 1}) // later by the clock, and did not know of it
	anew := fact(consent.KindSigned, "b", 2, 400, record.Vector{"a": 2, "b": 2})
	backdated := fact(consent.KindSigned, "b", 3, 500, record.Vector{"a": 2, "b": 3})
	backdated.At = time.UnixMilli(150)
	for name, c := range map[string]struct {
		facts []record.Fact
		want  record.EventID
	}{
		"signed":                             {[]record.Fact{first}, first.ID},
		"withdrawn":                          {[]record.Fact{first, withdrawn}, record.EventID{}},
		"signed elsewhere without knowing":   {[]record.Fact{first, withdrawn, unknowing}, record.EventID{}},
		"in the other order":                 {[]record.Fact{unknowing, withdrawn, first}, record.EventID{}},
		"signed anew":                        {[]record.Fact{anew, first, withdrawn, unknowing}, anew.ID},
		"a paper from before the withdrawal": {[]record.Fact{first, withdrawn, backdated}, record.EventID{}},
	} {
		got, ok, err := consent.Current(laptops{facts: c.facts}, "p")
		if err != nil || ok != (c.want != record.EventID{}) || got.Event != c.want {
			t.Errorf("%s: %v %v %v", name, got.Event, ok, err)
		}
	}
}
