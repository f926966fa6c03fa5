package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"kapdesk/app/record"
	"kapdesk/screens/place"
)

const secretNote = "Quetzalcoatlus dreams of the harbour"

// everything is every byte that somebody with the store open can read of the
// log, and of everybody's drafts.
func (g *guarded) everything(people ...record.ID) string {
	g.t.Helper()
	var all strings.Builder
	g.must(g.open.store.Events(context.Background(), func(e record.Event) error {
		raw, err := json.Marshal(e)
		all.Write(raw)
		return err
	}))
	for _, id := range people {
		drafts, err := g.open.store.AllDrafts(context.Background(), record.Actor{ID: id})
		g.must(err)
		for _, d := range drafts {
			all.Write(d.Body)
		}
	}
	return all.String()
}

// holds reports whether a text stands in what can be read, in any of the forms
// of a text.
func holds(all, text string) bool {
	for form, b := range forms(text) {
		if strings.Contains(all, string(b)) {
			return form != ""
		}
	}
	for shift := range 3 { // base64 of it, wherever it begins
		coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
		if strings.Contains(all, coded[4:len(coded)-4]) {
			return true
		}
	}
	return false
}

// The owner has the store open and its key in memory, and reads no
// psychotherapy note: not on a screen, not in the log, not in a draft.
func TestTheOwnerReadsNoPsychotherapyNote(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	ana, ilse := g.day.ana.ID, g.day.ilse.ID
	g.must(g.come(ana, anasWords))
	by := g.shell.Actor()
	note, err := g.open.notes.Write(ctx, by, g.jose, secretNote, nil)
	g.must(err)
	g.must(g.open.sealed.KeepDraft(ctx, by, "notes/"+string(g.jose), []byte(`{"text":"`+secretNote+` again"}`)))
	g.shell.Go(place.Route{Place: place.Notes, Patient: g.jose})
	if !strings.Contains(g.text(), "Quetzalcoatlus") && !holds(g.text(), secretNote) {
		t.Log(g.text())
	}
	v, err := g.open.notes.List(ctx, by, g.jose)
	g.must(err)
	if len(v.Notes) != 1 {
		t.Fatalf("%d notes", len(v.Notes))
	}
	if text, err := g.open.notes.Open(ctx, by, g.jose, note, v.Notes[0].Versions[0].ID); err != nil || text != secretNote {
		t.Fatalf("the author reads %q, %v", text, err)
	}
	version := v.Notes[0].Versions[0].ID

	g.shell.Lock()
	g.must(g.come(ilse, ilsesWords)) // owner and prescriber
	if text, err := g.open.notes.Open(ctx, g.shell.Actor(), g.jose, note, version); err == nil {
		t.Errorf("the owner reads %q", text)
	}
	for _, r := range []place.Route{{Place: place.Notes, Patient: g.jose}, {Place: place.Audit, Patient: g.jose}, {Place: place.Documents, Patient: g.jose}} {
		g.shell.Go(r)
		if holds(g.text(), "Quetzalcoatlus") {
			t.Errorf("the owner sees it at %v", r)
		}
	}
	hits, err := g.open.patients.Search(ctx, g.shell.Actor(), "Quetzalcoatlus", 5)
	if err != nil || len(hits) != 0 {
		t.Errorf("search finds %v, %v", hits, err)
	}
	all := g.everything(ana, ilse, g.day.mara.ID)
	if holds(all, secretNote) || holds(all, "Quetzalcoatlus") {
		t.Error("the note can be read in the log or in a draft")
	}
	// The same look finds what is not sealed.
	g.must(g.open.store.KeepDraft(ctx, g.shell.Actor(), "plain", []byte(`"`+secretNote+`"`)))
	if !holds(g.everything(ilse), secretNote) {
		t.Error("a plain draft is not found: the test tests nothing")
	}
}

// A successor reads on when the author's passphrase is lost, and shares back.
func TestASuccessorReadsOn(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	ana, ilse := g.day.ana.ID, g.day.ilse.ID
	g.must(g.come(ana, anasWords))
	note, err := g.open.notes.Write(ctx, g.shell.Actor(), g.jose, secretNote, nil)
	g.must(err)
	named, err := g.open.notes.NameSuccessor(ctx, g.shell.Actor(), ilse)
	if err != nil || named.Sealed != 1 {
		t.Fatalf("%+v, %v", named, err)
	}
	read := func(secret string, id record.ID, want bool) {
		t.Helper()
		g.shell.Lock()
		g.must(g.come(id, secret))
		v, err := g.open.notes.List(ctx, g.shell.Actor(), g.jose)
		g.must(err)
		text := ""
		for _, s := range v.Notes[0].Standing() {
			if got, err := g.open.notes.Open(ctx, g.shell.Actor(), g.jose, note, s.ID); err == nil {
				text = got
			}
		}
		if (text == secretNote) != want {
			t.Errorf("%s reads %q, want it: %v", id, text, want)
		}
	}
	read(ilsesWords, ilse, true)
	g.must(g.open.access.Give(ctx, g.shell.Actor(), ana, "violet copper ladder seven"))
	read("violet copper ladder seven", ana, false)
	g.shell.Lock()
	g.must(g.come(ilse, ilsesWords))
	if n, err := g.open.notes.ShareBack(ctx, g.shell.Actor(), ana); err != nil || n != 1 {
		t.Fatalf("shared back %d, %v", n, err)
	}
	read("violet copper ladder seven", ana, true)
}
