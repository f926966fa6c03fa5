package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var ctx = context.Background()

// world is a clinic with its audit.
type world struct {
	*plantest.Clinic
	t    *testing.T
	desk *audit.Desk
	book *words.Book
}

func open(t *testing.T) *world {
	t.Helper()
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	return &world{Clinic: c, t: t, book: book, desk: audit.New(c.Log, audittest.Trail{Log: c.Log}, book)}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// look opens a chart as a person does.
func (w *world) look(by record.Actor, patient record.ID) {
	w.t.Helper()
	_, err := patients.New(w.Log, nil).Open(ctx, by, patient, "intake")
	w.must(err)
}

func (w *world) page(q audit.Query) audit.Page {
	w.t.Helper()
	p, err := w.desk.Lines(ctx, w.Owner, q)
	w.must(err)
	return p
}

// latest is the newest line in English.
func (w *world) latest() (audit.Line, string) {
	w.t.Helper()
	p := w.page(audit.Query{Limit: 1})
	return p.Lines[0], p.Lines[0].Said(w.book, words.English, time.UTC)
}

// told writes a fact as app/backups does, or as a version before it did.
func (w *world) told(kind, about, body string) func() error {
	return func() error {
		return w.Log.Update(ctx, w.Owner, func(tx record.Tx) error {
			_, err := tx.Append(record.Change{Kind: kind, Version: 1, Record: record.Ref{Type: about, ID: "device-1"}, Fact: json.RawMessage(body)})
			return err
		})
	}
}

func TestOnlyTheOwnerSeesTheAudit(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	for _, by := range []record.Actor{{}, {ID: "nobody"}, w.Prescriber, w.Therapist, w.Nurse, w.Clinic.Desk} {
		_, err := w.desk.Lines(ctx, by, audit.Query{Limit: 5})
		w.Refused(t, err, record.NotAllowed, "", n)
		csv, err := w.desk.Export(ctx, by, audit.Query{}, words.English)
		w.Refused(t, err, record.NotAllowed, "", n)
		if csv != nil {
			t.Error("a refused export gave bytes")
		}
	}
}

func TestEachThingIsOnRecordInPlainWords(t *testing.T) {
	w := open(t)
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		do    func() error
		kind  string
		group audit.Group
		said  string
	}{
		{func() error { return w.desk.SignedIn(ctx, w.Nurse) }, audit.KindSignedIn, audit.SignIns, "Signed in"},
		{func() error { return w.desk.Locked(ctx, w.Nurse) }, audit.KindLocked, audit.SignIns, "Locked the program"},
		{func() error { return w.desk.Exported(ctx, w.Owner, audit.ExportedAudit, "") }, audit.KindExported, audit.Papers, "Exported: The audit"},
		{func() error { return w.desk.Printed(ctx, w.Owner, audit.OpenedPaper, w.Patient) }, audit.KindPrinted, audit.Papers, "Printed: Who opened the chart"},
		{func() error { return w.desk.ClockJumped(ctx, w.Nurse, at, at.AddDate(-1, 0, 0)) }, audit.KindClockJumped, audit.Machine,
			"The clock moved from 23 Nov 2026, 09:30 to 23 Nov 2025, 09:30"},
		{w.told(audit.KindBackupMade, "backups", `{"folder":1,"events":12,"head":"1a2b 0000 0000"}`), audit.KindBackupMade, audit.Machine, "A backup was made, with the log up to event 12 (1a2b 0000 0000)"},
		{w.told(audit.KindBackupMade, "audit", `{"events":12,"head":"1a2b 0000 0000"}`), audit.KindBackupMade, audit.Machine, "A backup was made, with the log up to event 12 (1a2b 0000 0000)"},
		{w.told(audit.KindBackupVerified, "backups", `{}`), audit.KindBackupVerified, audit.Machine, "A backup was read back and is whole"},
		{w.told(audit.KindBackupFailed, "backups", `{"what":"The disk is full."}`), audit.KindBackupFailed, audit.Machine, "A backup failed: The disk is full."},
		{w.told(audit.KindBackupFailed, "backups", `{"what":"%s are needed and %[2]d are free."}`), audit.KindBackupFailed, audit.Machine, "A backup failed: … are needed and … are free."},
		{w.told(audit.KindDrillPassed, "backups", `{"proof":{}}`), audit.KindDrillPassed, audit.Machine, "A backup was restored to try it, and is whole"},
		{w.told(audit.KindDrillFailed, "backups", `{"what":"The disk is full."}`), audit.KindDrillFailed, audit.Machine, "A backup could not be restored when it was tried: The disk is full."},
		{func() error { return w.desk.Refused(ctx, w.Nurse, clinic.PrescribePlan, "plan", w.Patient) }, audit.KindRefused, audit.Refusals, "Was refused: sign the plan as prescriber"},
		{func() error { w.look(w.Therapist, w.Patient); return nil }, "chart.opened", audit.Openings, "Opened the chart"},
	} {
		n := len(w.Log.Events())
		w.must(c.do())
		l, said := w.latest()
		if len(w.Log.Events()) != n+1 || l.Kind != c.kind || l.Group != c.group || said != c.said {
			t.Errorf("%d events; %s in %q says %q, want %s in %q: %q", len(w.Log.Events())-n, l.Kind, l.Group, said, c.kind, c.group, c.said)
		}
		w.Pass(time.Second)
	}
}

func TestALineSaysWhoToWhomWhenAndWhere(t *testing.T) {
	w := open(t)
	w.look(w.Therapist, w.Patient)
	l, _ := w.latest()
	if l.Who(w.book, words.English) != "Ana Brandt" || len(l.Roles) != 1 || l.Roles[0] != clinic.Therapist || l.PatientName != "José Ñandú" ||
		l.Number != "L-00001" || !l.At.Equal(w.Now) || !l.Happened.IsZero() || l.Laptop(w.book, words.English) != "This laptop" {
		t.Errorf("%+v", l)
	}
	w.must(w.desk.ClockJumped(ctx, record.Actor{}, w.Now, w.Now))
	if l, _ := w.latest(); l.Who(w.book, words.Spanish) != "El programa" {
		t.Errorf("%q", l.Who(w.book, words.Spanish))
	}
	w.must(w.desk.Locked(ctx, record.Actor{ID: "gone"}))
	if l, _ := w.latest(); l.Who(w.book, words.English) != "Somebody unknown" {
		t.Errorf("%q", l.Who(w.book, words.English))
	}
	l.ID.Device, l.Here = "0192f000-0000-7000-8000-00000000beef", false
	if got := l.Laptop(w.book, words.English); got != "Laptop 00beef" {
		t.Errorf("another laptop is %q", got)
	}
}

func TestFailuresBeforeASignInAreToldWithIt(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	w.must(w.desk.SignedIn(ctx, w.Nurse, audit.Failed{Person: w.Owner.ID, Times: 7, Until: w.Now.Add(time.Minute)}, audit.Failed{Person: w.Nurse.ID, Times: 1}, audit.Failed{Person: w.Therapist.ID}))
	p := w.page(audit.Query{Kind: string(audit.SignIns), Limit: 10})
	var said []string
	for i := len(p.Lines) - 1; i >= 0; i-- {
		said = append(said, p.Lines[i].Said(w.book, words.English, time.UTC))
	}
	want := []string{"Wrong passphrases for Olga Ortiz since the last sign-in: 7", "Sign-in for Olga Ortiz was locked for a while", "Wrong passphrases for Nuru Nash since the last sign-in: 1", "Signed in"}
	if len(said) != 4 || said[0] != want[0] || said[1] != want[1] || said[2] != want[2] || said[3] != want[3] || len(w.Log.Events()) != n+4 {
		t.Errorf("%q", said)
	}
}

func TestAKeyHeldDownFillsNoLog(t *testing.T) {
	w := open(t)
	refuse := func(by record.Actor, a clinic.Action, patient record.ID) {
		t.Helper()
		w.must(w.desk.Refused(ctx, by, a, "plan", patient))
	}
	n := len(w.Log.Events())
	for range 50 {
		refuse(w.Nurse, clinic.PrescribePlan, w.Patient)
		w.Pass(time.Second)
	}
	if got := len(w.Log.Events()) - n; got != 1 {
		t.Errorf("%d events of 50 refusals in 50 seconds", got)
	}
	// Another person, action or patient is another refusal.
	refuse(w.Clinic.Desk, clinic.PrescribePlan, w.Patient)
	refuse(w.Nurse, clinic.SignScreening, w.Patient)
	refuse(w.Nurse, clinic.PrescribePlan, w.Other)
	if got := len(w.Log.Events()) - n; got != 4 {
		t.Errorf("%d events", got)
	}
	w.Pass(10 * time.Second)
	refuse(w.Nurse, clinic.PrescribePlan, w.Patient)
	if _, said := w.latest(); said != "Was refused: sign the plan as prescriber, 50 times" {
		t.Errorf("what was counted meanwhile is told as %q", said)
	}
	w.Pass(time.Hour)
	refuse(w.Nurse, clinic.PrescribePlan, w.Patient)
	if _, said := w.latest(); said != "Was refused: sign the plan as prescriber" {
		t.Errorf("an hour later: %q", said)
	}
	// A clock that was put back silences nothing.
	w.Pass(-24 * time.Hour)
	n = len(w.Log.Events())
	refuse(w.Nurse, clinic.PrescribePlan, w.Patient)
	if len(w.Log.Events()) != n+1 {
		t.Error("with the clock put back a refusal is not on record")
	}
}

// Note finds the action in the very error that clinic.Check gives.
func TestNoteKnowsARefusalFromOtherErrors(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	for name, err := range map[string]error{"none": nil, "internal": errors.New("disk"), "a rule": record.Refusedf("This clinic is set up already."),
		"somebody who left": &record.Problem{Code: record.NotAllowed, Text: "This person no longer works here."}} {
		w.must(w.desk.Note(ctx, w.Nurse, "plan", w.Patient, err))
		if len(w.Log.Events()) != n {
			t.Errorf("%s was recorded as a refusal", name)
		}
	}
	_, err := w.desk.Lines(ctx, w.Nurse, audit.Query{})
	w.must(w.desk.Note(ctx, w.Nurse, "audit", "", err))
	if l, said := w.latest(); said != "Was refused: see the audit" || l.Person != w.Nurse.ID {
		t.Errorf("%q by %s", said, l.Person)
	}
}

func TestFilters(t *testing.T) {
	w := open(t)
	w.look(w.Therapist, w.Patient)
	w.Pass(20 * time.Hour) // 11:00 UTC is still the same night in Denver
	w.look(w.Nurse, w.Other)
	w.must(w.desk.SignedIn(ctx, w.Nurse))
	w.must(w.desk.Exported(ctx, w.Owner, audit.ExportedAudit, ""))
	w.must(w.Log.Update(ctx, w.Nurse, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "tomorrow.invented", Version: 3, Record: record.Ref{Type: "new", ID: "n"}, Fact: struct{}{}})
		return err
	}))
	count := func(q audit.Query) int { t.Helper(); q.Limit = 100; return len(w.page(q).Lines) }
	all := count(audit.Query{})
	if all != len(w.Log.Events()) {
		t.Errorf("%d lines of %d events", all, len(w.Log.Events()))
	}
	sum := 0
	for _, g := range audit.Groups {
		sum += count(audit.Query{Kind: string(g)})
	}
	if sum != all {
		t.Errorf("the groups hold %d of %d lines", sum, all)
	}
	for name, c := range map[string]struct {
		q    audit.Query
		want int
	}{
		"patient":          {audit.Query{Patient: w.Patient}, 2}, // registered, opened
		"patient, opened":  {audit.Query{Patient: w.Patient, Kind: string(audit.Openings)}, 1},
		"person":           {audit.Query{Person: w.Nurse.ID}, 3},
		"one kind":         {audit.Query{Kind: audit.KindSignedIn}, 1},
		"the first day":    {audit.Query{Day: record.Date{Year: 2026, Month: 11, Day: 23}}, all - 4},
		"the next day":     {audit.Query{Day: record.Date{Year: 2026, Month: 11, Day: 24}}, 4},
		"another day":      {audit.Query{Day: record.Date{Year: 2026, Month: 11, Day: 25}}, 0},
		"an unknown kind":  {audit.Query{Kind: "no.such"}, 0},
		"nobody":           {audit.Query{Person: "nobody"}, 0},
		"everything named": {audit.Query{Patient: w.Other, Person: w.Nurse.ID, Day: record.Date{Year: 2026, Month: 11, Day: 24}, Kind: string(audit.Openings)}, 1},
	} {
		if got := count(c.q); got != c.want {
			t.Errorf("%s: %d lines, want %d", name, got, c.want)
		}
	}
	if l, said := w.latest(); l.Group != audit.Changes || said != "Changed something: tomorrow.invented" {
		t.Errorf("a kind of a later version is told as %q among %q", said, l.Group)
	}
}

// Turning the pages shows every line once, also while others are written.
func TestPages(t *testing.T) {
	w := open(t)
	for range 25 {
		w.look(w.Nurse, w.Patient)
		w.Pass(time.Second)
	}
	before := len(w.Log.Events())
	seen, last := map[record.EventID]bool{}, int64(1<<62)
	q := audit.Query{Limit: 4}
	for pages := 0; ; pages++ {
		p := w.page(q)
		for _, l := range p.Lines {
			if seen[l.ID] || l.N >= last {
				t.Fatalf("line %d comes again or out of order", l.N)
			}
			seen[l.ID], last = true, l.N
		}
		if q.After = p.Next; q.After == 0 {
			break
		}
		if pages > 100 {
			t.Fatal("the pages have no end")
		}
		w.look(w.Nurse, w.Other)
	}
	if len(seen) != before {
		t.Errorf("%d lines of %d", len(seen), before)
	}
	if p := w.page(audit.Query{Limit: before * 10}); p.Next != 0 {
		t.Error("a last page leads on")
	}
}

// A late entry and a correction say so; a body of another shape does no harm.
func TestWhatIsSaidBesides(t *testing.T) {
	w := open(t)
	var old record.EventID
	add := func(c record.Change) string {
		t.Helper()
		w.must(w.Log.Update(ctx, w.Nurse, func(tx record.Tx) error {
			events, err := tx.Append(c)
			if err == nil {
				old = events[0].ID
			}
			return err
		}))
		_, said := w.latest()
		return said
	}
	c := record.Change{Kind: "vitals.taken", Version: 1, Record: record.Ref{Type: "session", ID: "s"}, Patient: w.Patient, Fact: map[string]int{"systolic": 190}, At: w.Now.Add(-time.Hour)}
	if said := add(c); said != "Recorded vital signs, for 23 Nov 2026, 14:00" {
		t.Errorf("late: %q", said)
	}
	c.At, c.Supersedes, c.Reason = time.Time{}, old, "suicidal thoughts, typed into the wrong line"
	if said := add(c); said != "Recorded vital signs, as a correction" {
		t.Errorf("corrected: %q", said)
	}
	c = record.Change{Kind: audit.KindRefused, Version: 9, Record: record.Ref{Type: "audit", ID: "s"}, Fact: map[string]any{"times": "many", "what": 3}}
	if said := add(c); said != "Was refused: " {
		t.Errorf("another shape: %q", said)
	}
}

func TestASecondSignInIsRefused(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	for _, c := range []struct {
		second record.Actor
		action clinic.Action
		code   record.Code
	}{{w.Nurse, clinic.WitnessRegister, record.Refused}, {w.Clinic.Desk, clinic.WitnessRegister, record.NotAllowed},
		{w.Owner, clinic.ConfirmDose, record.NotAllowed}, {record.Actor{ID: "nobody"}, clinic.ConfirmDose, record.NotAllowed}, {record.Actor{}, clinic.ConfirmDose, record.NotAllowed}} {
		err := w.desk.SecondSignedIn(ctx, w.Nurse, c.second, c.action, audit.Failed{Person: c.second.ID, Times: 2})
		w.Refused(t, err, c.code, "", n)
	}
}

func TestASecondSignInIsOnRecord(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	until := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	w.must(w.desk.SecondSignedIn(ctx, w.Nurse, w.Prescriber, clinic.ConfirmDose, audit.Failed{Person: w.Prescriber.ID, Times: 3, Until: until}))
	if got := len(w.Log.Events()) - n; got != 3 {
		t.Errorf("%d events", got)
	}
	l, said := w.latest()
	nurse := w.page(audit.Query{Limit: 1}).Lines[0]
	if l.Person != w.Prescriber.ID || l.Group != audit.SignIns || nurse.Kind != audit.KindSecond ||
		said != "Signed in as second person beside "+w.People[w.Nurse.ID].Name+": confirm a dose as second clinician" {
		t.Errorf("%q by %q in %s", said, l.Name, l.Group)
	}
}
