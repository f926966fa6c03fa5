package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	for _, bad := range []string{"", "2026-13-01", "2026-02-30", "23/11/2026", "2026-1-1", "x"} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) was accepted", bad)
		}
	}
	d, err := ParseDate("1990-08-09")
	if err != nil || d != (Date{1990, time.August, 9}) {
		t.Fatalf("got %v, %v", d, err)
	}
	for _, c := range []struct {
		born, on string
		age      int
	}{{"1990-08-09", "2026-08-08", 35}, {"1990-08-09", "2026-08-09", 36}, {"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18}} {
		b, _ := ParseDate(c.born)
		on, _ := ParseDate(c.on)
		if got := b.AgeOn(on); got != c.age {
			t.Errorf("born %s is %d on %s, want %d", c.born, got, c.on, c.age)
		}
	}
	if got := (Date{2026, time.December, 31}).AddDays(60); got != (Date{2027, time.March, 1}) {
		t.Errorf("60 days after New Year's Eve: %v", got)
	}
}

// A civil date is the same day west of Greenwich as east of it.
func TestDateKnowsNoZone(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 11, 24, 5, 30, 0, 0, time.UTC) // 22:30 on the 23rd in Denver
	if got := DateOf(evening, denver); got != (Date{2026, time.November, 23}) {
		t.Errorf("in Denver it is %v", got)
	}
	var back Date
	raw, _ := json.Marshal(Date{1985, time.June, 2})
	if err := json.Unmarshal(raw, &back); err != nil || back != (Date{1985, time.June, 2}) {
		t.Errorf("through JSON: %v, %v", back, err)
	}
	// The day on which clocks go back has 25 hours and still one date.
	fall := Date{2026, time.November, 1}
	if h := fall.AddDays(1).Start(denver).Sub(fall.Start(denver)); h != 25*time.Hour {
		t.Errorf("1 November 2026 in Denver has %v", h)
	}
}

func TestChangeRefusals(t *testing.T) {
	good := Change{Kind: "a.b", Version: 1, Record: Ref{"x", "1"}, Fact: struct{}{}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Change){
		"no kind":               func(c *Change) { c.Kind = "" },
		"no version":            func(c *Change) { c.Version = 0 },
		"no record":             func(c *Change) { c.Record.ID = "" },
		"neither fact nor set":  func(c *Change) { c.Fact = nil },
		"both fact and set":     func(c *Change) { c.Set = map[string]any{"a": 1} },
		"correction, no reason": func(c *Change) { c.Supersedes = EventID{"d", 1} },
		"set that supersedes":   func(c *Change) { c.Fact, c.Set, c.Supersedes = nil, map[string]any{}, EventID{"d", 1} },
	} {
		c := good
		spoil(&c)
		if c.Check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// Whatever is altered in an event, its hash tells.
func TestSumCoversEverything(t *testing.T) {
	e := Event{ID: EventID{"d1", 4}, Prev: Hash{1}, Seen: Vector{"d1": 4, "d2": 9}, Time: HLC{100, 2}, Entered: time.Unix(5, 6), At: time.Unix(4, 0),
		Actor: "ann", Kind: "vitals.taken", Version: 1, Record: Ref{"session", "s"}, Patient: "p", Fact: json.RawMessage(`{"a":1}`)}
	want := e.Sum()
	if again := e.Sum(); again != want {
		t.Fatal("the same event has two sums")
	}
	for name, alter := range map[string]func(*Event){
		"device": func(e *Event) { e.ID.Device = "d2" }, "seq": func(e *Event) { e.ID.Seq++ }, "prev": func(e *Event) { e.Prev = Hash{2} },
		"seen": func(e *Event) { e.Seen = Vector{"d1": 4, "d2": 8} }, "wall": func(e *Event) { e.Time.Wall++ }, "counter": func(e *Event) { e.Time.Counter++ },
		"entered": func(e *Event) { e.Entered = e.Entered.Add(1) }, "at": func(e *Event) { e.At = e.At.Add(1) }, "actor": func(e *Event) { e.Actor = "bob" },
		"kind": func(e *Event) { e.Kind = "vitals.taker" }, "version": func(e *Event) { e.Version = 2 }, "record": func(e *Event) { e.Record.ID = "t" },
		"type": func(e *Event) { e.Record.Type = "sessio" }, "patient": func(e *Event) { e.Patient = "q" }, "fact": func(e *Event) { e.Fact = json.RawMessage(`{"a":2}`) },
		"set": func(e *Event) { e.Set = map[string]json.RawMessage{"a": []byte("1")} }, "supersedes": func(e *Event) { e.Supersedes = EventID{"d1", 1} },
		"reason": func(e *Event) { e.Reason = "x" },
		// Moving a letter over a boundary must not go unseen.
		"boundary": func(e *Event) { e.Actor, e.Kind = "annv", "itals.taken" },
	} {
		x := e
		alter(&x)
		if x.Sum() == want {
			t.Errorf("altering %s goes unnoticed", name)
		}
	}
}

func TestHLCNeverRunsBackwards(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	h := HLC{}.Next(now)
	for _, jump := range []time.Duration{0, time.Millisecond, -3 * 365 * 24 * time.Hour, 0, time.Hour, -time.Second} {
		now = now.Add(jump)
		n := h.Next(now)
		if !h.Less(n) {
			t.Fatalf("after a jump of %v: %v does not follow %v", jump, n, h)
		}
		h = n
	}
}

func TestProblems(t *testing.T) {
	if (Problems{}).Err() != nil {
		t.Error("no problem is an error")
	}
	p := Refusedf("Only %d left.", 2)
	p.Next = "Open a new box."
	wrapped := fmt.Errorf("give: %w", Problems{p, Invalidf("a", "Bad.")}.Err())
	ps := ProblemsOf(wrapped)
	if len(ps) != 2 || ps.Error() != "Only 2 left. Open a new box. Bad." || CodeOf(wrapped) != Refused {
		t.Errorf("got %v, code %s", ps, CodeOf(wrapped))
	}
	if ProblemsOf(errors.New("disk")) != nil || CodeOf(errors.New("disk")) != "" {
		t.Error("an internal error passes for a problem")
	}
}
