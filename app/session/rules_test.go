package session_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// versions are the shipped protocol and one after it that asks one thing less
// at discharge.
func versions(t *testing.T) (first, second *protocol.Protocol) {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	raw = onlyAsked(t, raw)
	if first, err = protocol.Parse(raw); err != nil {
		t.Fatal(err)
	}
	raw = bytes.Replace(raw, []byte(`"version": 1`), []byte(`"version": 2`), 1)
	if second, err = protocol.Parse(raw); err != nil {
		t.Fatal(err)
	}
	second.Discharge.Items = second.Discharge.Items[1:]
	return first, second
}

// onlyAsked takes out of a protocol what is judged from figures at the
// discharge: what a person answers is enough here.
func onlyAsked(t *testing.T, raw []byte) []byte {
	t.Helper()
	var p map[string]any
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	d := p["discharge"].(map[string]any)
	d["items"] = slices.DeleteFunc(d["items"].([]any), func(item any) bool { return item.(map[string]any)["by"] != nil })
	raw, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A protocol that is adopted while a session runs changes nothing in it; the
// next session goes by it.
func TestARunningSessionKeepsItsRules(t *testing.T) {
	f := start(t)
	first, second := versions(t)
	inUse := first
	v := session.FromUse(func(record.Reader) (*protocol.Protocol, error) { return inUse, nil })
	f.rules.Version = "" // so that a rule that came from elsewhere would show
	f.desk = session.New(session.Deps{Log: f.log, Rules: v.Rules, RulesAt: v.At, Keep: v.Keep,
		Order:   func(record.Reader, record.ID) (session.Order, bool, error) { return f.order, true, nil },
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil }})
	id := f.running(f.jose)
	if s := f.show(id); s.Visit.Protocol != first.Used() || s.Checks.Used != first.Used() || s.Checks.Protocol != "draft 1" {
		t.Fatalf("started with %+v, checked with %+v", s.Visit.Protocol, s.Checks.Used)
	}
	inUse = second
	// Also where the program has been started anew since.
	v = session.FromUse(func(record.Reader) (*protocol.Protocol, error) { return inUse, nil })
	f.desk = session.New(session.Deps{Log: f.log, Rules: v.Rules, RulesAt: v.At, Keep: v.Keep,
		Order:   func(record.Reader, record.ID) (session.Order, bool, error) { return f.order, true, nil },
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil }})
	f.give(id, 100_000)
	var d session.Discharge
	for _, item := range f.show(id).Rules.Discharge {
		d.Items = append(d.Items, session.Met{ID: item.ID, Answer: session.Yes})
	}
	if len(d.Items) != len(first.Discharge.Items) {
		t.Errorf("%d things are asked at discharge, want the %d it was started with", len(d.Items), len(first.Discharge.Items))
	}
	d.Escort = "Luis"
	less := d
	less.Items = d.Items[1:]
	f.refused(record.Invalid, "Not answered yet", func() error { _, err := f.desk.Discharge(ctx, f.ana, id, less); return err })
	_, err := f.desk.Discharge(ctx, f.ana, id, d)
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "Calm.")
	f.must(err)
	s := f.show(id)
	for what, used := range map[string]protocol.Used{"dose": s.Doses[0].Used, "discharge": s.Discharge.Used, "signature": s.Signed.Protocol, "rules": s.Rules.Used} {
		if used != first.Used() {
			t.Errorf("the %s goes by %+v, want %+v", what, used, first.Used())
		}
	}

	f.now = f.now.Add(7 * 24 * time.Hour)
	next := f.book(f.jose)
	if got := f.show(next).Rules.Used; got != second.Used() {
		t.Errorf("before it is started the next session looks at %+v", got)
	}
	f.must(f.desk.Start(ctx, f.ana, next))
	if got := f.show(next).Visit.Protocol; got != second.Used() {
		t.Errorf("the next session was started with %+v", got)
	}
}

// A session from before versions were kept goes by the rules in use, and so
// does one whose version is not in the store.
func TestASessionWithoutAKeptVersion(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	if got := f.show(id); got.Visit.Protocol != (protocol.Used{}) || got.Rules.Version != "draft 1" {
		t.Errorf("%+v, rules %q", got.Visit.Protocol, got.Rules.Version)
	}
	first, second := versions(t)
	v := session.FromUse(second.Always)
	f.must(f.log.Update(ctx, f.ana, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "session.started", Version: 1, Record: session.Ref(id), Patient: f.jose, Set: map[string]any{"protocol": first.Used()}})
		return err
	}))
	f.desk = session.New(session.Deps{Log: f.log, Rules: v.Rules, RulesAt: v.At, Keep: v.Keep,
		Order: func(record.Reader, record.ID) (session.Order, bool, error) { return f.order, true, nil }})
	if got := f.show(id); got.Rules.Used != second.Used() {
		t.Errorf("its rules are %+v", got.Rules.Used)
	}
}
