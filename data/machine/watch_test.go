package machine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestWaking(t *testing.T) {
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what         string
		wall, steady time.Duration // from one look to the next
		slept        bool
	}{
		{"a tick", time.Second, time.Second, false},
		{"no time at all", 0, 0, false},
		{"a busy computer", 5 * time.Second, 5 * time.Second, false},
		{"a clock set right", 4 * time.Second, time.Second, false},
		{"a sleep, the steady clock too", time.Hour, time.Second, true},
		{"a sleep that both clocks show", time.Hour, time.Hour, true},
		{"a sleep, the wall clock turned back", time.Second, time.Hour, true},
		{"a short sleep", 5*time.Second + 1, time.Second, true},
		{"the clock turned back", -time.Hour, time.Second, true},
	} {
		var w waking
		if w.look(start, time.Hour) {
			t.Error("the first look is a sleep")
		}
		if got := w.look(start.Add(c.wall), time.Hour+c.steady); got != c.slept {
			t.Errorf("%s: slept %v", c.what, got)
		}
		if w.look(start.Add(c.wall+time.Second), time.Hour+c.steady+time.Second) {
			t.Errorf("%s: told twice", c.what)
		}
	}
}

// A reading of the system's clock carries the steady one in it, and the gap
// between two of them would be that of the clock that sleeps.
func TestWakingLooksAtTheWall(t *testing.T) {
	var w waking
	w.look(time.Now(), 0)
	if w.wall != w.wall.Round(0) {
		t.Error("the reading of the steady clock was kept")
	}
}

// Every sleep longer than the limit is noticed, and nothing else is.
func TestWakingProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var w waking
	wall, steady := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Duration(0)
	w.look(wall, steady)
	for range 20000 {
		ran, slept := time.Duration(r.Int64N(int64(sleepLimit/2))), time.Duration(0)
		if r.IntN(10) == 0 {
			slept = time.Duration(r.Int64N(int64(2 * sleepLimit)))
		}
		wall, steady = wall.Add(ran+slept), steady+ran
		if got, want := w.look(wall, steady), ran+slept > sleepLimit; got != want {
			t.Fatalf("ran %v, slept %v: told %v", ran, slept, got)
		}
	}
}

func TestWatchClock(t *testing.T) {
	type reading struct {
		wall   time.Time
		steady time.Duration
	}
	ctx, cancel := context.WithCancel(context.Background())
	ticks, readings := make(chan time.Time), make(chan reading)
	told, ended := make(chan Signal, 10), make(chan struct{})
	now := func() (time.Time, time.Duration) { r := <-readings; return r.wall, r.steady }
	go func() {
		defer close(ended)
		watchClock(ctx, ticks, now, func(s Signal) { told <- s })
	}()
	r := reading{wall: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	readings <- r
	for i, gap := range []time.Duration{time.Second, 8 * time.Hour, time.Second, time.Minute} {
		r = reading{r.wall.Add(gap), r.steady + time.Second}
		ticks <- r.wall
		readings <- r
		if i%2 == 1 {
			if s := <-told; s != Resumed {
				t.Errorf("%v was told", s)
			}
		}
	}
	cancel()
	<-ended
	if len(told) > 0 {
		t.Errorf("%v was told too", <-told)
	}
}

func TestWatchScreen(t *testing.T) {
	answers := []struct {
		locked bool
		err    error
	}{{false, nil}, {true, nil}, {true, nil}, {false, ErrUnknown}, {false, nil}, {true, ErrUnknown}, {true, nil}}
	ctx, cancel := context.WithCancel(context.Background())
	ticks := make(chan time.Time)
	close(ticks) // always another tick
	n := 0
	locked := func() (bool, error) {
		a := answers[n]
		if n++; n == len(answers) {
			cancel()
			n = len(answers) - 1
		}
		return a.locked, a.err
	}
	var told []Signal
	watchScreen(ctx, ticks, locked, func(s Signal) { told = append(told, s) })
	if want := []Signal{SessionLocked, SessionUnlocked, SessionLocked}; !slices.Equal(told, want) {
		t.Errorf("told %v", told)
	}
}

func TestTellerTellsInOrderAndOneAtATime(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	tell := newTeller()
	var got []Signal
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tell.run(ctx, func(s Signal) { got = append(got, s) })
	}()
	var want []Signal
	var last <-chan struct{}
	for i := range 40 {
		s := Signal(i%4 + 1)
		want = append(want, s)
		last = tell.say(s)
	}
	<-last
	cancel()
	<-ended
	if !slices.Equal(got, want) {
		t.Errorf("told %v", got)
	}
}

func TestTellerDoesNotWait(t *testing.T) {
	tell := newTeller() // nobody runs it, as if the callback never came back
	for range 10 * mostUntold {
		select {
		case <-tell.say(SessionLocked):
			t.Fatal("told to nobody")
		default:
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	tell.run(ctx, func(s Signal) { t.Errorf("%v was told after the end", s) })
}

func TestWatchEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	ended := make(chan struct{})
	go func() { Watch(ctx, func(Signal) {}); close(ended) }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("Watch does not end")
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range []fmt.Stringer{Suspending, Resumed, SessionLocked, SessionUnlocked, Signal(0), EncryptionOn, EncryptionOff, EncryptionUnknown} {
		if name := s.String(); name == "" || seen[name] {
			t.Errorf("%q names two things", name)
		} else {
			seen[name] = true
		}
	}
}

func TestWithin(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	begun := time.Now()
	n, err := within(50*time.Millisecond, func() (int, error) { <-never; return 1, nil })
	if n != 0 || !errors.Is(err, ErrUnknown) || time.Since(begun) > 5*time.Second {
		t.Errorf("%d, %v after %v", n, err, time.Since(begun))
	}
	broken := errors.New("broken")
	if n, err := within(time.Minute, func() (int, error) { return 2, broken }); n != 2 || err != broken {
		t.Errorf("%d, %v", n, err)
	}
}
