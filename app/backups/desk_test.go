package backups_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/backups"
	"kapdesk/app/backups/backupstest"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var (
	ctx     = context.Background()
	errAway = error(backupstest.Away)
	full    = &record.Problem{Code: record.Unavailable, Text: "The disk for backups is full.", Next: "Make room on it."}
)

// world is a clinic with its backups.
type world struct {
	*plantest.Clinic
	t     *testing.T
	maker *backupstest.Maker
	desk  *backups.Desk
	audit *audit.Desk
	book  *words.Book
}

func open(t *testing.T) *world {
	t.Helper()
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	w := &world{Clinic: c, t: t, book: book}
	trail := audittest.Trail{Log: c.Log}
	w.audit = audit.New(c.Log, trail, book)
	w.maker = backupstest.New(func() time.Time { return c.Now }, func() int { return len(c.Log.Events()) })
	w.desk = backups.New(backups.Deps{Log: c.Log, Trail: trail, Maker: w.maker, Audit: w.audit, Book: book, Version: "1.2"})
	return w
}

// chosen is a clinic whose backups go to a stick and a share.
func chosen(t *testing.T) *world {
	t.Helper()
	w := open(t)
	for _, path := range []string{"/stick", "/share"} {
		w.maker.Put(path, backups.OtherDisk)
		_, err := w.desk.AddFolder(ctx, w.Owner, path)
		w.must(err)
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) run(why backups.Why) backups.Report {
	w.t.Helper()
	r, err := w.desk.Run(ctx, w.Nurse, why, nil)
	w.must(err)
	return r
}

func (w *world) state() backups.State {
	w.t.Helper()
	s, err := w.desk.State(ctx)
	w.must(err)
	return s
}

// work is something that is worth a backup.
func (w *world) work() {
	w.t.Helper()
	_, err := patients.New(w.Log, nil).Open(ctx, w.Nurse, w.Patient, "intake")
	w.must(err)
}

// told is what the audit says of the last n events, the latest first.
func (w *world) told(n int) string {
	w.t.Helper()
	p, err := w.audit.Lines(ctx, w.Owner, audit.Query{Limit: n})
	w.must(err)
	var out []string
	for _, l := range p.Lines {
		if l.Group != audit.Machine {
			w.t.Errorf("%s is in the group %q", l.Kind, l.Group)
		}
		out = append(out, l.Said(w.book, words.English, time.UTC))
	}
	return strings.Join(out, " | ")
}

func TestSettingsRefuse(t *testing.T) {
	w := chosen(t)
	n := len(w.Log.Events())
	add := func(by record.Actor, path string) error { _, err := w.desk.AddFolder(ctx, by, path); return err }
	for _, by := range []record.Actor{{}, {ID: "nobody"}, w.Prescriber, w.Therapist, w.Nurse, w.Clinic.Desk} {
		w.Refused(t, add(by, "/stick"), record.NotAllowed, "", n)
		w.Refused(t, w.desk.RemoveFolder(ctx, by, 1), record.NotAllowed, "", n)
		w.Refused(t, w.desk.SetTimes(ctx, by, 24, true), record.NotAllowed, "", n)
	}
	w.Refused(t, add(w.Owner, "  "), record.Invalid, "backups.path", n)
	w.Refused(t, add(w.Owner, "/stick"), record.Invalid, "backups.path", n)
	w.Refused(t, add(w.Owner, ` "/stick/" `), record.Invalid, "backups.path", n)
	w.Refused(t, add(w.Owner, "/stik"), record.NotFound, "backups.path", n)
	for _, hours := range []int{-1, 0, 169} {
		w.Refused(t, w.desk.SetTimes(ctx, w.Owner, hours, true), record.Invalid, "backups.fresh", n)
	}
	w.Refused(t, w.desk.RemoveFolder(ctx, w.Owner, 9), record.NotFound, "", n)
	w.must(w.desk.RemoveFolder(ctx, w.Owner, 1))
	w.Refused(t, w.desk.RemoveFolder(ctx, w.Owner, 2), record.Refused, "", n+1)
	for _, path := range []string{"/a", "/b", "/c", "/d"} {
		w.maker.Put(path, backups.OtherDisk)
		w.must(add(w.Owner, path))
	}
	w.maker.Put("/e", backups.OtherDisk)
	w.Refused(t, add(w.Owner, "/e"), record.Invalid, "backups.path", n+5)
}

func TestSettingsAreOnRecord(t *testing.T) {
	w := open(t)
	s, err := w.desk.Settings(ctx)
	if err != nil || len(s.Folders) != 0 || s.Fresh != 24 || !s.Hourly {
		t.Fatalf("a new clinic has %+v, %v", s, err)
	}
	w.maker.Put(`E:\`, backups.OtherDisk)
	w.maker.Put("/share", backups.OtherDisk)
	f, err := w.desk.AddFolder(ctx, w.Owner, ` "E:\" `)
	if err != nil || f != (backups.Folder{N: 1, Path: `E:\`}) {
		t.Fatalf("%+v %v", f, err)
	}
	_, err = w.desk.AddFolder(ctx, w.Owner, "/share")
	w.must(err)
	w.must(w.desk.RemoveFolder(ctx, w.Owner, 2))
	f, err = w.desk.AddFolder(ctx, w.Owner, "/share")
	if err != nil || f.N != 3 {
		t.Errorf("the number of a removed folder is given again: %+v %v", f, err)
	}
	w.must(w.desk.SetTimes(ctx, w.Owner, 48, false))
	s, err = w.desk.Settings(ctx)
	if err != nil || len(s.Folders) != 2 || s.Fresh != 48 || s.Hourly {
		t.Errorf("%+v %v", s, err)
	}
	if got := w.told(5); strings.Count(got, "Changed how backups are made") != 5 {
		t.Errorf("on record: %q", got)
	}
}

func TestEverySentenceIsSaidInSpanish(t *testing.T) {
	book := open(t).book
	all := append(backups.Sentences(), backups.ProofPaper, "It was stopped before it was done.")
	for _, s := range []backups.Step{backups.Copying, backups.Writing, backups.Reading, backups.Trying} {
		all = append(all, string(s))
	}
	for _, s := range []backups.Task{backups.Making, backups.Checking, backups.Drilling} {
		all = append(all, string(s))
	}
	for _, s := range all {
		if !book.Has(words.Spanish, s) {
			t.Errorf("not in Spanish: %q", s)
		}
	}
}

func TestTheProofOnPaper(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	for lang, want := range map[words.Lang][]string{
		words.English: {"Proof that a backup can be restored", "backup-1", "23 Nov 2026, 08:00", "1a2b 3c4d 5e6f", "abcd ef01 2345", "1.2"},
		words.Spanish: {"Prueba de que una copia de seguridad se puede restaurar", "backup-1", "23 nov 2026, 08:00"},
	} {
		doc, err := w.desk.Paper(ctx, w.Nurse, lang, "normal")
		w.must(err)
		w.must(doc.Check())
		text := fmt.Sprint(doc.Blocks)
		for _, s := range want {
			if !strings.Contains(text, s) {
				t.Errorf("%s: the page does not say %q: %s", lang, s, text)
			}
		}
	}
	w.must(w.desk.Printed(ctx, w.Nurse))
	p, err := w.audit.Lines(ctx, w.Owner, audit.Query{Limit: 1})
	if err != nil || p.Lines[0].Said(w.book, words.English, time.UTC) != "Printed: Proof that a backup can be restored" {
		t.Errorf("%+v %v", p, err)
	}
}
