package audit

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
)

func TestDue(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	last := Checkpoint{Number: 3, Events: 500, At: at}
	for _, c := range []struct {
		name    string
		last    Checkpoint
		events  int64
		after   time.Duration
		locking bool
		due     bool
	}{
		{"nothing written", last, 500, time.Hour, true, false},
		{"an empty log at lock", Checkpoint{}, 0, 0, true, false},
		{"fewer than before", last, 499, time.Hour, true, false},
		{"99 events", last, 599, 0, false, false},
		{"100 events", last, 600, 0, false, true},
		{"one event, nearly ten minutes", last, 501, EveryTime - time.Nanosecond, false, false},
		{"one event, ten minutes", last, 501, EveryTime, false, true},
		{"one event at lock", last, 501, 0, true, true},
		{"the clock put back", last, 501, -time.Second, false, true},
		{"the first event", Checkpoint{}, 1, 0, false, true},
	} {
		if got := Due(c.last, c.events, at.Add(c.after), c.locking); got != c.due {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func someCheckpoint() Checkpoint {
	return Checkpoint{Number: 4, Events: 301, Device: "d1", Seq: 300, Hash: record.Hash{1, 2}, At: time.Date(2026, 11, 23, 9, 0, 0, 5, time.UTC)}
}

// Whatever is altered, the signature tells.
func TestASignatureCoversEverything(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	public := key.Public().(ed25519.PublicKey)
	c := someCheckpoint()
	c.Sign(key)
	if !c.SignedBy(public) {
		t.Fatal("its own signature does not fit")
	}
	for name, alter := range map[string]func(*Checkpoint){
		"number": func(c *Checkpoint) { c.Number++ }, "events": func(c *Checkpoint) { c.Events++ }, "device": func(c *Checkpoint) { c.Device = "d2" },
		"seq": func(c *Checkpoint) { c.Seq++ }, "hash": func(c *Checkpoint) { c.Hash[31] = 1 }, "time": func(c *Checkpoint) { c.At = c.At.Add(1) },
		"signature": func(c *Checkpoint) { c.Signature = append([]byte{1}, c.Signature[1:]...) }, "no signature": func(c *Checkpoint) { c.Signature = nil },
	} {
		x := c
		alter(&x)
		if x.SignedBy(public) {
			t.Errorf("altering the %s goes unnoticed", name)
		}
	}
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", 32)))
	if c.SignedBy(other.Public().(ed25519.PublicKey)) || c.SignedBy(nil) || c.SignedBy(public[:31]) {
		t.Error("another key fits")
	}
}

func TestHeadOf(t *testing.T) {
	a, b := Link{"a", 3, record.Hash{1}}, Link{"b", 9, record.Hash{2}}
	if HeadOf([]Link{a, b}) != HeadOf([]Link{b, a}) {
		t.Error("the order of the devices matters")
	}
	seen := map[record.Hash]string{}
	for name, links := range map[string][]Link{"none": nil, "a": {a}, "both": {a, b}, "longer": {{"a", 4, record.Hash{1}}, b}, "other hash": {a, {"b", 9, record.Hash{3}}},
		"other device": {a, {"c", 9, record.Hash{2}}}, "exchanged": {{"a", 9, record.Hash{2}}, {"b", 3, record.Hash{1}}}} {
		h := HeadOf(links)
		if other, ok := seen[h]; ok {
			t.Errorf("%s and %s have the same head", name, other)
		}
		seen[h] = name
	}
}

func TestShort(t *testing.T) {
	h := record.Hash{0x1a, 0x2b, 0x3c, 0x4d, 0x5e, 0x6f, 0x99}
	if Short(h) != "1a2b 3c4d 5e6f" {
		t.Errorf("%q", Short(h))
	}
	for _, typed := range []string{"1a2b 3c4d 5e6f", "1A2B3C4D5E6F", " 1a2b-3c4d-5e6f", "1a2b\u00a03c4d\u00a05e6f"} {
		if digits, ok := ParseShort(typed); !ok || digits != h.String()[:12] {
			t.Errorf("%q is read as %q, %v", typed, digits, ok)
		}
	}
	for _, typed := range []string{"", "1a2b 3c4d 5e6", "1a2b 3c4d 5e6g", "1a2b 3c4d 5e6f 7", "ñandú"} {
		if _, ok := ParseShort(typed); ok {
			t.Errorf("%q was taken", typed)
		}
	}
}

func FuzzParseShort(f *testing.F) {
	for _, s := range []string{"1a2b 3c4d 5e6f", "", "1A2B-3C4D-5E6F", "İ", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		digits, ok := ParseShort(s)
		if !ok {
			return
		}
		if again, ok := ParseShort(digits[:4] + " " + digits[4:8] + " " + digits[8:]); !ok || again != digits {
			t.Errorf("%q gives %q and then %q", s, digits, again)
		}
	})
}

func TestClockWatch(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	type look struct {
		wall   time.Duration // the wall clock since the start
		steady time.Duration
		jump   time.Duration // what is noticed; 0 for nothing
	}
	for name, looks := range map[string][]look{
		"both go on":                {{0, 0, 0}, {time.Minute, time.Minute, 0}, {time.Hour, time.Hour, 0}},
		"the first look is no jump": {{40 * time.Hour, time.Second, 0}},
		"put on an hour":            {{0, 0, 0}, {time.Hour + time.Minute, time.Minute, time.Hour}, {time.Hour + 2*time.Minute, 2 * time.Minute, 0}},
		"put back a year":           {{0, 0, 0}, {-365 * 24 * time.Hour, time.Minute, -365*24*time.Hour - time.Minute}, {-365*24*time.Hour + time.Minute, 2 * time.Minute, 0}},
		"two minutes are no jump":   {{0, 0, 0}, {3 * time.Minute, time.Minute, 0}, {-time.Minute, time.Minute, 0}},
		"a little more is":          {{0, 0, 0}, {3*time.Minute + 1, time.Minute, 2*time.Minute + 1}},
		"many small turns add up":   {{0, 0, 0}, {time.Minute, 0, 0}, {2 * time.Minute, 0, 0}, {3 * time.Minute, 0, 3 * time.Minute}, {4 * time.Minute, 0, 0}},
	} {
		var w ClockWatch
		for i, l := range looks {
			from, to, jumped := w.Look(start.Add(l.wall), l.steady)
			if jumped != (l.jump != 0) || jumped && (to.Sub(from) != l.jump || !to.Equal(start.Add(l.wall))) {
				t.Errorf("%s, look %d: from %s to %s, %v", name, i, from, to, jumped)
			}
		}
	}
}

// The watch compares what the wall shows, not the reading inside a time.Time
// that cannot be turned: with it every turn of the clock would go unseen.
func TestClockWatchLooksAtTheWall(t *testing.T) {
	var w ClockWatch
	now := time.Now()
	w.Look(now, 0)
	if _, _, jumped := w.Look(now.Round(0).Add(time.Hour), time.Second); !jumped {
		t.Error("a jump went unseen")
	}
}
