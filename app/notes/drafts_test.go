package notes_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/notes"
	"kapdesk/app/record"
)

const form = "notes/p"

func TestDraftRefusals(t *testing.T) {
	r := open(t)
	d := notes.SealedDrafts(r.ring, r.Log)
	by := r.as(r.Therapist)
	if d.KeepDraft(ctx, by, form, json.RawMessage(`{"text":`)) == nil {
		t.Error("a body that is no JSON was kept")
	}
	r.ring.Err = errors.New("disk")
	if d.KeepDraft(ctx, by, form, json.RawMessage(`1`)) == nil {
		t.Error("kept though it could not be sealed")
	}
	r.ring.Err = nil
	r.ring.Take(by.ID)
	if err := d.KeepDraft(ctx, by, form, json.RawMessage(`1`)); record.CodeOf(err) != record.NotFound {
		t.Errorf("without a passphrase: %v", err)
	}
	if _, ok, err := r.Log.Draft(ctx, by, form); ok || err != nil {
		t.Errorf("something is in the table: %v", err)
	}
}

func TestADraftComesBackToItsAuthorAlone(t *testing.T) {
	r := open(t)
	d := notes.SealedDrafts(r.ring, r.Log)
	by := r.as(r.Therapist)
	if _, ok, err := d.Draft(ctx, by, form); ok || err != nil {
		t.Fatalf("a draft of nothing: %v, %v", ok, err)
	}
	for _, body := range []string{`{"text":"<b>á\u2028"}`, ` [1, 2] `, `null`} {
		r.must(d.KeepDraft(ctx, by, form, json.RawMessage(body)))
		got, ok, err := d.Draft(ctx, by, form)
		if string(got.Body) != body || !ok || err != nil || got.Form != form || !got.Kept.Equal(r.Now) {
			t.Errorf("%q came back as %+v, %v, %v", body, got, ok, err)
		}
	}
	r.as(r.Both)
	if got, ok, err := d.Draft(ctx, by, form); len(got.Body) != 0 || !ok || record.CodeOf(err) != record.Unavailable {
		t.Errorf("somebody else opens it: %+v, %v, %v", got, ok, err)
	}
	if _, ok, _ := d.Draft(ctx, r.Both, form); ok {
		t.Error("a draft of somebody else is offered")
	}
	r.must(d.DropDraft(ctx, r.as(by), form))
	if _, ok, _ := d.Draft(ctx, by, form); ok {
		t.Error("a dropped draft is there")
	}
}

// A draft that cannot be opened is told and kept, also when something new is
// typed in its place.
func TestAnUnreadableDraftIsReportedAndKept(t *testing.T) {
	for name, spoil := range map[string]func(*room){
		"a new key": func(r *room) { r.ring.Give(r.Therapist.ID) },
		"damaged":   func(r *room) { r.must(r.Log.KeepDraft(ctx, r.Therapist, form, json.RawMessage(`{"sealed":"AAAA"}`))) },
		"of another form": func(r *room) {
			r.must(notes.SealedDrafts(r.ring, r.Log).KeepDraft(ctx, r.Therapist, "notes/q", json.RawMessage(`1`)))
			other, _, err := r.Log.Draft(ctx, r.Therapist, "notes/q")
			r.must(err)
			r.must(r.Log.KeepDraft(ctx, r.Therapist, form, other.Body))
			r.must(r.Log.DropDraft(ctx, r.Therapist, "notes/q"))
		},
		"planted in the clear": func(r *room) { r.must(r.Log.KeepDraft(ctx, r.Therapist, form, json.RawMessage(`{"text":"planted"}`))) },
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			d := notes.SealedDrafts(r.ring, r.Log)
			by := r.as(r.Therapist)
			r.must(d.KeepDraft(ctx, by, form, json.RawMessage(`"old"`)))
			spoil(r)
			old, _, err := r.Log.Draft(ctx, by, form)
			r.must(err)
			if got, ok, err := d.Draft(ctx, by, form); len(got.Body) != 0 || !ok || record.CodeOf(err) != record.Unavailable {
				t.Fatalf("%+v, %v, %v", got, ok, err)
			}
			r.Pass(time.Second)
			r.must(d.KeepDraft(ctx, by, form, json.RawMessage(`"new"`)))
			r.Pass(time.Second)
			r.must(d.KeepDraft(ctx, by, form, json.RawMessage(`"newer"`)))
			if got, ok, err := d.Draft(ctx, by, form); string(got.Body) != `"newer"` || !ok || err != nil {
				t.Errorf("%+v, %v, %v", got, ok, err)
			}
			all, err := r.Log.AllDrafts(ctx, by)
			r.must(err)
			if len(all) != 2 || !slices.ContainsFunc(all, func(x record.Draft) bool {
				return strings.HasPrefix(x.Form, form+"/unreadable/") && string(x.Body) == string(old.Body)
			}) {
				t.Errorf("the old one is gone: %+v", all)
			}
		})
	}
}

func TestAllDraftsGivesTheOthersBesideTheProblem(t *testing.T) {
	r := open(t)
	d := notes.SealedDrafts(r.ring, r.Log)
	by := r.as(r.Therapist)
	r.must(r.Log.KeepDraft(ctx, by, "intake/p", json.RawMessage(`{"a":1}`)))
	r.must(d.KeepDraft(ctx, by, "notes/1", json.RawMessage(`"lost"`)))
	r.ring.Give(by.ID)
	r.must(d.KeepDraft(ctx, by, "notes/2", json.RawMessage(`"mine"`)))
	all, err := d.AllDrafts(ctx, by)
	if record.CodeOf(err) != record.Unavailable || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if string(all[0].Body) != `{"a":1}` || string(all[1].Body) != `"mine"` {
		t.Errorf("%+v", all)
	}
}
