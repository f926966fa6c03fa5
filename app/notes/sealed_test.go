package notes_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

const marker = "Quokka-Zephyr-Marker"

// everything does all that can be done with notes, each with the marker in it.
func (r *room) everything() {
	r.t.Helper()
	drafts := notes.SealedDrafts(r.ring, r.Log)
	r.must(drafts.KeepDraft(ctx, r.as(r.Therapist), "notes/x", json.RawMessage(`{"text":"`+marker+`"}`)))
	id := r.write(marker+" the first", r.Both)
	v := r.stands(id)
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, v, "the second "+marker, notes.Wrong))
	if err := r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, v, marker, notes.Reason(marker)); err == nil {
		r.t.Fatal("a reason of one's own was taken")
	}
	r.must(r.desk.Share(ctx, r.as(r.Therapist), r.Patient, id, r.Second.ID))
	_, err := r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Prescriber.ID)
	r.must(err)
	r.ring.Give(r.Therapist.ID)
	_, err = r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID)
	r.must(err)
	r.must(drafts.KeepDraft(ctx, r.as(r.Therapist), "notes/x", json.RawMessage(`{"text":"again `+marker+`"}`)))
}

// The owner with the whole log in hand finds no note in it: no event, field,
// blob or draft holds its text, in any form.
func TestTheOwnerFindsNothingInTheLog(t *testing.T) {
	r := open(t)
	r.everything()
	r.as(r.Owner)
	if found := notestest.Find(r.Log, marker); len(found) > 0 {
		t.Errorf("the text stands at %q", found)
	}
	if n := len(r.Log.Events()); n < 12 {
		t.Fatalf("only %d events: this proves nothing", n)
	}
	for _, e := range r.Log.Events() {
		var body struct {
			Sealed []byte `json:"sealed"`
		}
		if strings.HasPrefix(e.Kind, "psychnote.") && e.Fact != nil {
			if json.Unmarshal(e.Fact, &body) != nil || len(body.Sealed) == 0 {
				t.Errorf("%s holds nothing sealed", e.Kind)
			}
			if plain, err := r.ring.Open(body.Sealed); err == nil {
				t.Errorf("the owner opens %s: %q", e.Kind, plain)
			}
		}
	}
	drafts, err := r.Log.AllDrafts(ctx, r.Therapist)
	if err != nil || len(drafts) != 2 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	if _, err := notes.SealedDrafts(r.ring, r.Log).AllDrafts(ctx, r.Therapist); record.CodeOf(err) != record.Unavailable {
		t.Errorf("the owner opens drafts: %v", err)
	}
}

// The same search finds the marker wherever a program might have left it.
func TestTheSearchFindsWhatIsThere(t *testing.T) {
	wide := func(swap bool) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(marker)) {
			if swap {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
	plain := []byte(marker)
	kept := map[string]string{"in UTF-8": marker, "in hex": hex.EncodeToString(plain), "in capital hex": strings.ToUpper(hex.EncodeToString(plain)),
		"in UTF-16 as hex": hex.EncodeToString(wide(false)), "in UTF-16 as base64": base64.StdEncoding.EncodeToString(append([]byte("x"), wide(true)...))}
	for _, before := range []string{"", "a", "ab", "abc"} {
		kept["in base64 after "+before] = base64.StdEncoding.EncodeToString([]byte(before + marker + " and more"))
	}
	for name, text := range kept {
		for where, put := range map[string]func(*room, record.Tx) error{
			"fact": func(r *room, tx record.Tx) error {
				_, err := tx.Append(record.Change{Kind: "a.b", Version: 1, Record: notes.Ref("n"), Fact: map[string]any{"body": text}})
				return err
			},
			"field": func(r *room, tx record.Tx) error {
				_, err := tx.Append(record.Change{Kind: "a.b", Version: 1, Record: notes.Ref("n"), Set: map[string]any{"body": text}})
				return err
			},
			"blob": func(r *room, tx record.Tx) error {
				_, err := tx.PutBlob([]byte(text))
				return err
			},
		} {
			r := open(t)
			r.must(r.Log.Update(ctx, r.Owner, func(tx record.Tx) error { return put(r, tx) }))
			if len(notestest.Find(r.Log, marker)) == 0 {
				t.Errorf("a %s %s goes unseen", where, name)
			}
		}
		r := open(t)
		body, err := json.Marshal(text)
		r.must(err)
		r.must(r.Log.KeepDraft(ctx, r.Therapist, "notes/x", body))
		if len(notestest.Find(r.Log, marker)) == 0 {
			t.Errorf("a draft %s goes unseen", name)
		}
	}
	for _, raw := range [][]byte{wide(false), wide(true)} {
		if len(notestest.Find(struct{ deep []any }{[]any{map[string][]byte{"a": raw}}}, marker)) != 1 {
			t.Error("UTF-16 goes unseen")
		}
	}
	if len(notestest.Find([]rune(marker), marker)) != 1 || len(notestest.Find(append([]byte(nil), marker...)[:0], marker)) != 1 {
		t.Error("letters, or what a slice was cut short of, go unseen")
	}
}

// A desk that does not seal is found out.
func TestTheSearchFindsADeskThatDoesNotSeal(t *testing.T) {
	r := open(t)
	r.desk = notes.New(r.Log, unsealing{r.ring})
	r.write(marker)
	if len(notestest.Find(r.Log, marker)) == 0 {
		t.Error("a note in the clear goes unseen")
	}
}

// unsealing are keys that do not seal.
type unsealing struct{ *notestest.Ring }

func (unsealing) Seal(_ []record.ID, plain []byte) ([]byte, error) { return plain, nil }

// The same text twice leaves nothing alike in the log, so that nobody can
// guess at it.
func TestTheSameTextLeavesNothingAlike(t *testing.T) {
	r := open(t)
	r.write("as before")
	r.write("as before")
	var sums []string
	for _, e := range r.Log.Events() {
		var body struct{ Sum string }
		if e.Kind == "psychnote.written" && json.Unmarshal(e.Fact, &body) == nil {
			sums = append(sums, body.Sum)
		}
	}
	if len(sums) != 2 || sums[0] == sums[1] || len(sums[0]) != 64 {
		t.Errorf("%q", sums)
	}
}

// The audit tells that something was done and by whom, and nothing of it.
func TestTheAuditSaysNothingOfTheContent(t *testing.T) {
	r := open(t)
	r.everything()
	book := &words.Book{}
	desk := audit.New(r.Log, audittest.Trail{Log: r.Log}, book)
	page, err := desk.Lines(ctx, r.Owner, audit.Query{Limit: 100})
	r.must(err)
	var said []string
	for _, l := range page.Lines {
		if strings.HasPrefix(l.Kind, "psychnote.") {
			said = append(said, l.Said(book, words.English, time.UTC))
		}
	}
	slices.Sort(said)
	want := []string{"Let somebody else read a psychotherapy note", "Named who follows in psychotherapy notes", "Shared a psychotherapy note back to its author",
		"Signed a psychotherapy note", "Signed a psychotherapy note, as a correction"}
	if got := slices.Compact(said); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	csv, err := desk.Export(ctx, r.Owner, audit.Query{}, words.English)
	if err != nil || len(notestest.Find(csv, marker)) > 0 || strings.Contains(string(csv), string(notes.Wrong)) {
		t.Errorf("the export tells more: %v", err)
	}
}
