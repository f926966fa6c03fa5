package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"kapdesk/app/record"
)

// The test binary is also the program that is killed: with crashDir set it
// writes in the store there until it dies.
const (
	crashDir   = "KAPDESK_CRASH_DIR"
	crashEarly = "KAPDESK_CRASH_EARLY" // says "saved" before it is: the negative control
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(dir, os.Getenv(crashEarly) != ""))
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(clinics.dir)
	os.Exit(code)
}

// ack is one line of the writer: what it was told is saved.
type ack struct {
	Event record.EventID
	Hash  record.Hash
	Draft int // count of drafts kept
}

func writeUntilKilled(dir string, early bool) error {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, Clock: time.Now})
	if err != nil {
		return err
	}
	say := func(a ack) error {
		line, err := json.Marshal(a)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(append(line, '\n'))
		return err
	}
	patient := s.NewID()
	for i := 0; ; i++ {
		var events []record.Event
		err := s.Update(ctx, record.Actor{ID: "nurse"}, func(tx record.Tx) (err error) {
			changes := []record.Change{{Kind: kindVital, Version: 1, Record: record.Ref{Type: typeVisit, ID: patient}, Patient: patient,
				Fact: map[string]any{"systolic": 100 + i%50, "note": "sitting, calm"}}}
			if i%5 == 0 {
				changes = append(changes, record.Change{Kind: "patient.changed", Version: 1, Record: record.Ref{Type: typePatient, ID: patient}, Patient: patient,
					Set: map[string]any{"given": fmt.Sprintf("Ana %d", i), "phone": fmt.Sprint(3035550000 + i)}})
			}
			events, err = tx.Append(changes...)
			if early && err == nil {
				err = say(ack{Event: events[0].ID, Hash: events[0].Hash})
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := say(ack{Event: e.ID, Hash: e.Hash}); err != nil {
				return err
			}
		}
		if i%3 == 0 {
			d, err := draftCount(s)
			if err != nil {
				return err
			}
			if err := s.KeepDraft(ctx, record.Actor{ID: "nurse"}, "form", json.RawMessage(fmt.Sprint(d+1))); err != nil {
				return err
			}
			if err := say(ack{Draft: d + 1}); err != nil {
				return err
			}
		}
	}
}

func draftCount(s *Store) (n int, err error) {
	d, ok, err := s.Draft(context.Background(), record.Actor{ID: "nurse"}, "form")
	if err != nil || !ok {
		return 0, err
	}
	return n, json.Unmarshal(d.Body, &n)
}

// killWriter starts a writer and kills it after the time, counted from its
// first save or, every tenth time, from its start. It gives what was
// acknowledged.
func killWriter(t *testing.T, dir string, early bool, after time.Duration, fromStart bool) (acks []ack) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	if early {
		cmd.Env = append(cmd.Env, crashEarly+"=1")
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { cmd.Process.Kill() }
	var timer *time.Timer
	if fromStart {
		timer = time.AfterFunc(after, kill)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil { // an unfinished line is no acknowledgement
			break
		}
		if timer == nil {
			timer = time.AfterFunc(after, kill)
		}
		var a ack
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		acks = append(acks, a)
	}
	_, _ = io.Copy(io.Discard, lines)
	_ = cmd.Wait()
	if timer != nil {
		timer.Stop()
	}
	if stderr.Len() > 0 {
		t.Fatalf("the writer failed by itself: %s", stderr.String())
	}
	return acks
}

// lost counts the acknowledged saves that the store does not hold.
func lost(t *testing.T, s *Store, acks []ack) (n int) {
	t.Helper()
	have := map[record.EventID]record.Hash{}
	for from := int64(0); ; {
		var batch []*row
		err := s.view(t.Context(), func(r *reader) (err error) { batch, err = events(r.c, from, 1000); return err })
		if err != nil {
			t.Fatal(err)
		}
		if len(batch) == 0 {
			break
		}
		for _, r := range batch {
			id := record.EventID{Device: s.names.of(r.device), Seq: uint64(r.seq)}
			var h record.Hash
			copy(h[:], r.hash)
			have[id], from = h, r.n
		}
	}
	drafts, err := draftCount(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range acks {
		if a.Draft > drafts || a.Draft == 0 && have[a.Event] != a.Hash {
			n++
		}
	}
	return n
}

// TestNothingSavedIsLostInACrash kills the writing program at random moments.
func TestNothingSavedIsLostInACrash(t *testing.T) {
	const kills = 200
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(7, 7))
	var acks []ack
	for i := range kills {
		after := time.Duration(2+rnd.IntN(39)) * time.Millisecond
		acks = append(acks, killWriter(t, dir, false, after, i%10 == 9)...)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := lost(t, s, acks); n > 0 {
		t.Errorf("%d of %d acknowledged saves are lost", n, len(acks))
	}
	count, err := s.Verify(t.Context())
	if err != nil {
		t.Error(err)
	}
	if count < kills/2 || len(acks) < kills {
		t.Errorf("only %d events and %d acknowledgements: the kills came before the work", count, len(acks))
	}
	kept := dump(t, s)
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if dump(t, s) != kept {
		t.Error("rebuilt tables differ")
	}
	t.Logf("%d kills, %d acknowledged saves, %d events", kills, len(acks), count)
}

// TestTheCrashTestCanFail lets the program say "saved" too early.
func TestTheCrashTestCanFail(t *testing.T) {
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(8, 8))
	var acks []ack
	for range 40 {
		acks = append(acks, killWriter(t, dir, true, time.Duration(2+rnd.IntN(9))*time.Millisecond, false)...)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if lost(t, s, acks) == 0 {
		t.Errorf("of %d saves that were acknowledged too early none was found missing", len(acks))
	}
}
