package logtest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"kapdesk/app/record"
)

func fields(t *testing.T, b *bench) {
	want(t, "an unknown record", b.fields(ref("a")), record.Fields{})
	first := b.append(set("a", map[string]any{"x": "1", "y": []string{"<", "ñ"}, "n": 7}))[0]
	f := b.fields(ref("a"))
	want(t, "value", f["x"], []record.Value{{Raw: json.RawMessage(`"1"`), Event: first.ID, By: nurse.ID, At: first.Entered}})
	want(t, "names", len(f), 3)
	second := b.append(set("a", map[string]any{"x": "2", "n": nil, "never": nil}))[0]
	f = b.fields(ref("a"))
	want(t, "replaced", f["x"], []record.Value{{Raw: json.RawMessage(`"2"`), Event: second.ID, By: nurse.ID, At: second.Entered}})
	want(t, "cleared", f.Has("n"), false)
	want(t, "left alone", f["y"][0].Event, first.ID)
	want(t, "names", len(f), 2)
	want(t, "conflicts", len(f.Conflicts()), 0)
	want(t, "another type is another record", b.fields(record.Ref{Type: "other", ID: "a"}), record.Fields{})
}

func conflict(t *testing.T, b *bench) {
	other := &Elsewhere{Device: "other"}
	mine := b.append(set("a", map[string]any{"x": "base"}))[0]
	receive := func(es ...record.Event) {
		t.Helper()
		if err := b.log.Receive(t.Context(), es...); err != nil {
			t.Fatal(err)
		}
	}
	// The other laptop knows nothing of mine: both values stand.
	theirs := other.Write("therapist", set("a", map[string]any{"x": "theirs", "y": "only theirs"}), b.now)
	receive(theirs)
	receive(theirs) // a second time changes nothing
	f := b.fields(ref("a"))
	want(t, "both", f["x"], []record.Value{
		{Raw: json.RawMessage(`"base"`), Event: mine.ID, By: nurse.ID, At: mine.Entered},
		{Raw: json.RawMessage(`"theirs"`), Event: theirs.ID, By: "therapist", At: theirs.Entered}})
	want(t, "conflicts", f.Conflicts(), []string{"x"})
	want(t, "no conflict", len(f["y"]), 1)
	// Mine now knows both: it resolves.
	resolved := b.append(set("a", map[string]any{"x": "resolved"}))[0]
	want(t, "what was seen", resolved.Seen, record.Vector{mine.ID.Device: 2, "other": 1})
	want(t, "resolved", len(b.fields(ref("a"))["x"]), 1)
	// Theirs, made while it had seen only my first, does not undo that.
	other.Seen[mine.ID.Device] = 1
	receive(other.Write("therapist", set("a", map[string]any{"x": nil}), b.now))
	want(t, "cleared what it had seen and no more", b.fields(ref("a")).Text("x"), "resolved")
	// Having seen all, it may.
	other.Seen[mine.ID.Device] = 2
	receive(other.Write("therapist", set("a", map[string]any{"x": nil}), b.now))
	want(t, "cleared", b.fields(ref("a")).Has("x"), false)
}

func receiveRefusals(t *testing.T, b *bench) {
	other := &Elsewhere{Device: "other"}
	first := other.Write("therapist", set("a", map[string]any{"x": "1"}), b.now)
	second := other.Write("therapist", set("a", map[string]any{"x": "2"}), b.now)
	other.Seen["third"] = 1
	needy := other.Write("therapist", set("a", map[string]any{"x": "3"}), b.now)
	forged := first
	forged.Set = map[string]json.RawMessage{"x": json.RawMessage(`"forged"`)}
	for name, es := range map[string][]record.Event{
		"a gap":               {second},
		"a gap after a good":  {first, needy},
		"other content":       {forged},
		"something not known": {first, second, needy},
	} {
		if err := b.log.Receive(t.Context(), es...); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	b.empty()
	if err := b.log.Receive(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	fork := (&Elsewhere{Device: "other"}).Write("therapist", set("a", map[string]any{"x": "fork"}), b.now)
	if err := b.log.Receive(t.Context(), fork); err == nil {
		t.Error("a fork was not refused")
	}
	want(t, "what stands", b.fields(ref("a")).Text("x"), "1")
}

func factOrder(t *testing.T, b *bench) {
	base := b.now
	at := func(c record.Change, minutes int) record.Change {
		c.At = base.Add(time.Duration(minutes) * time.Minute)
		return c
	}
	b.append(at(said("k", "a", "p", "third"), 30), at(said("k", "a", "p", "first"), 10))
	b.append(at(said("k", "a", "p", "fourth"), 30))
	b.append(at(said("k", "a", "p", "second"), 20)) // entered late
	want(t, "order", words(t, b.facts(record.Filter{Patient: "p"})), []string{"first", "second", "third", "fourth"})
	want(t, "last", words(t, b.facts(record.Filter{Patient: "p", Last: 2})), []string{"third", "fourth"})
	want(t, "last of few", len(b.facts(record.Filter{Patient: "p", Last: 9})), 4)
}

func filters(t *testing.T, b *bench) {
	b.append(said("k1", "a", "p", "1"), said("k2", "a", "p", "2"), said("k1", "b", "q", "3"), said("k3", "b", "", "4"),
		record.Change{Kind: "k1", Version: 1, Record: record.Ref{Type: "other", ID: "a"}, Patient: "p", Fact: statement{"5"}})
	for _, tt := range []struct {
		f    record.Filter
		want []string
	}{
		{record.Filter{}, []string{"1", "2", "3", "4", "5"}},
		{record.Filter{Patient: "p"}, []string{"1", "2", "5"}},
		{record.Filter{Patient: "nobody"}, nil},
		{record.Filter{Record: ref("a")}, []string{"1", "2"}},
		{record.Filter{Record: ref("b"), Patient: "q"}, []string{"3"}},
		{record.Filter{Kinds: []string{"k1"}}, []string{"1", "3", "5"}},
		{record.Filter{Kinds: []string{"k3", "k2"}}, []string{"2", "4"}},
		{record.Filter{Patient: "p", Kinds: []string{"k1", "k3"}}, []string{"1", "5"}},
		{record.Filter{Record: ref("b"), Kinds: []string{"k1"}}, []string{"3"}},
		{record.Filter{Patient: "p", Kinds: []string{"k1", "k2"}, Last: 1}, []string{"5"}},
	} {
		want(t, fmt.Sprintf("%+v", tt.f), words(t, b.facts(tt.f)), tt.want)
	}
}

func supersession(t *testing.T, b *bench) {
	correct := func(old record.EventID, word string) record.Event {
		c := said("k", "a", "p", word)
		c.Supersedes, c.Reason = old, "typed wrong"
		return b.append(c)[0]
	}
	old := b.append(said("k", "a", "p", "120"))[0]
	one := correct(old.ID, "130")
	want(t, "what stands", words(t, b.facts(record.Filter{Patient: "p"})), []string{"130"})
	two := correct(old.ID, "131") // somebody else corrected the same
	want(t, "both stand", words(t, b.facts(record.Filter{Patient: "p"})), []string{"130", "131"})
	all := b.facts(record.Filter{Patient: "p", Superseded: true})
	want(t, "all", words(t, all), []string{"120", "130", "131"})
	want(t, "by both", all[0].SupersededBy, []record.EventID{one.ID, two.ID})
	want(t, "by none", len(all[1].SupersededBy), 0)
	want(t, "reason", all[1].Reason, "typed wrong")
	want(t, "supersedes", all[1].Supersedes, old.ID)
	correct(two.ID, "132")
	want(t, "a correction corrected", words(t, b.facts(record.Filter{Patient: "p"})), []string{"130", "132"})
	want(t, "last counts what stands", words(t, b.facts(record.Filter{Patient: "p", Last: 2})), []string{"130", "132"})
}

func list(t *testing.T, b *bench) {
	b.append(set("c", map[string]any{"x": "1"}))
	b.append(said("k", "a", "p", "only a fact"), set("b", map[string]any{"x": "2"}))
	b.append(set("c", map[string]any{"x": "3"}), record.Change{Kind: "k", Version: 1, Record: record.Ref{Type: "other", ID: "z"}, Set: map[string]any{}})
	ids := func(typ string, patient record.ID) (out []record.ID) {
		b.view(func(r record.Reader) error {
			recs, err := r.List(typ, patient)
			for _, rec := range recs {
				want(t, "type", rec.Ref.Type, typ)
				f, err := r.Fields(rec.Ref)
				want(t, "fields", rec.Fields, f)
				if err != nil {
					return err
				}
				out = append(out, rec.Ref.ID)
			}
			return err
		})
		return out
	}
	want(t, "oldest first", ids("thing", ""), []record.ID{"c", "a", "b"})
	want(t, "of a patient", ids("thing", "p"), []record.ID{"a"})
	want(t, "without fields", ids("other", ""), []record.ID{"z"})
	want(t, "none", ids("nothing", ""), nil)
}

func recordPatient(t *testing.T, b *bench) {
	b.append(set("a", map[string]any{"x": "1"}))
	b.append(said("k", "a", "p", "now it is known"))
	b.append(said("k", "a", "q", "and it stays"))
	b.view(func(r record.Reader) error {
		recs, err := r.List("thing", "")
		want(t, "patient", recs[0].Patient, record.ID("p"))
		return err
	})
}

func viewStandsStill(t *testing.T, b *bench) {
	b.append(set("a", map[string]any{"x": "1"}))
	// A log may let an update wait until the view is over, or let both run:
	// the view sees the same either way.
	done := make(chan error, 1)
	b.view(func(r record.Reader) error {
		before, err := r.Fields(ref("a"))
		if err != nil {
			return err
		}
		go func() {
			done <- b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
				_, err := tx.Append(set("a", map[string]any{"x": "2"}))
				return err
			})
		}()
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		select {
		case err := <-done:
			done <- err
		case <-soon.Done(): // it waits for us
		}
		after, err := r.Fields(ref("a"))
		want(t, "in one view", after, before)
		return err
	})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	want(t, "afterwards", b.fields(ref("a")).Text("x"), "2")
}

func drafts(t *testing.T, b *bench) {
	ctx := t.Context()
	keep := func(by record.ID, form, body string) {
		t.Helper()
		if err := b.log.KeepDraft(ctx, record.Actor{ID: by}, form, json.RawMessage(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.log.KeepDraft(ctx, nurse, "f", json.RawMessage(`{"half`)); err == nil {
		t.Error("what is not JSON was kept")
	}
	_, ok, err := b.log.Draft(ctx, nurse, "f")
	want(t, "none", ok, false)
	if err != nil {
		t.Fatal(err)
	}
	keep("nurse", "f", `{"x":1}`)
	keep("nurse", "g", `{"x": 2}`)
	keep("nur", "f", `{"x":"other"}`)
	keep("nurse", "f", `{"x":3}`)
	d, ok, err := b.log.Draft(ctx, nurse, "f")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	want(t, "draft", d, record.Draft{Form: "f", Body: json.RawMessage(`{"x":3}`), Kept: b.lastKept(nurse)})
	all, err := b.log.AllDrafts(ctx, nurse)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "how many", len(all), 2)
	want(t, "the latest first", []string{all[0].Form, all[1].Form}, []string{"f", "g"})
	want(t, "byte for byte", string(all[1].Body), `{"x": 2}`)
	for range 2 { // dropping what is not there is no error
		if err := b.log.DropDraft(ctx, nurse, "f"); err != nil {
			t.Fatal(err)
		}
	}
	_, ok, _ = b.log.Draft(ctx, nurse, "f")
	want(t, "dropped", ok, false)
	_, ok, _ = b.log.Draft(ctx, record.Actor{ID: "nur"}, "f")
	want(t, "another's stays", ok, true)
	b.empty()
}

// lastKept is when the latest draft was kept: within the test's clock.
func (b *bench) lastKept(by record.Actor) time.Time {
	b.Helper()
	all, err := b.log.AllDrafts(b.Context(), by)
	if err != nil || len(all) == 0 {
		b.Fatal(err)
	}
	if k := all[0].Kept; k.Before(Start) || k.After(b.now) {
		b.Errorf("kept at %v", k)
	}
	return all[0].Kept
}
