package backups_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/backups"
	"kapdesk/app/backups/backupstest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func TestRunRefuses(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	for _, by := range []record.Actor{{}, {ID: "nobody"}} {
		_, err := w.desk.Run(ctx, by, backups.ByHand, nil)
		w.Refused(t, err, record.NotAllowed, "", n)
		w.Refused(t, w.desk.Check(ctx, by, 1, "b", nil), record.NotAllowed, "", n)
		_, err = w.desk.Try(ctx, by, 1, "b", nil)
		w.Refused(t, err, record.NotAllowed, "", n)
		_, err = w.desk.List(ctx, by, 1)
		w.Refused(t, err, record.NotAllowed, "", n)
		_, err = w.desk.Paper(ctx, by, words.English, "normal")
		w.Refused(t, err, record.NotAllowed, "", n)
	}
	_, err := w.desk.Run(ctx, w.Clinic.Desk, backups.ByHand, nil)
	w.Refused(t, err, record.Refused, "backups.path", n)
	w.Refused(t, w.desk.Check(ctx, w.Nurse, 1, "b", nil), record.NotFound, "", n)
	_, err = w.desk.Paper(ctx, w.Nurse, words.English, "normal")
	w.Refused(t, err, record.NotFound, "", n)
	if asked := w.maker.Asked(); len(asked) != 0 {
		t.Errorf("the maker was asked: %q", asked)
	}
	r := w.run(backups.Hourly)
	if len(r.Outcomes) != 0 || len(w.Log.Events()) != n {
		t.Errorf("without a folder: %+v", r)
	}
}

func TestABackupIsMadeAndTried(t *testing.T) {
	w := chosen(t)
	if s := w.state(); s.Level != backups.Red || s.Reasons[0] != backups.NoBackup {
		t.Fatalf("before: %s %q", s.Level, s.Reasons)
	}
	var steps []backups.Step
	r, err := w.desk.Run(ctx, w.Clinic.Desk, backups.ByHand, func(n backups.Now) {
		if got, ok := w.desk.Running(); !ok || got != n {
			t.Errorf("told %+v, running %+v", n, got)
		}
		if len(steps) == 0 || steps[len(steps)-1] != n.Progress.Step {
			steps = append(steps, n.Progress.Step)
		}
	})
	w.must(err)
	if r.Made() != 2 || r.Proof == nil || r.Proof.Name != "backup-1" || r.DrillErr != nil {
		t.Errorf("%+v", r)
	}
	if asked := w.maker.Asked(); !slices.Equal(asked, []string{"make /stick", "make /share", "drill /stick backup-1"}) {
		t.Errorf("asked %q", asked)
	}
	make := []backups.Step{"", backups.Copying, backups.Writing, backups.Reading}
	if want := append(append(slices.Clone(make), make...), "", backups.Reading, backups.Trying); !slices.Equal(steps, want) {
		t.Errorf("steps %q", steps)
	}
	s := w.state()
	if s.Level != backups.Green || s.Folders[1].Last.Name != "backup-2" || s.Folders[0].Disk != backups.OtherDisk || s.Proof.Version != "1.2" {
		t.Errorf("after: %s %q %+v", s.Level, s.Reasons, s.Folders)
	}
	if got := w.told(5); !strings.HasPrefix(got, "A backup was restored to try it, and is whole | A backup was read back and is whole, with the log up to event") ||
		!strings.Contains(got, "A backup was made, with the log up to event 12 (1a2b 3c4d 5e6f)") {
		t.Errorf("on record: %q", got)
	}
	if _, ok := w.desk.Running(); ok {
		t.Error("something is under way still")
	}
}

// What a backup puts on record, and coming and going, makes no next one due.
func TestABackupIsNoChange(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	w.maker.Asked()
	w.must(w.audit.SignedIn(ctx, w.Nurse, audit.Failed{Person: w.Nurse.ID, Times: 2, Uncounted: true, Until: w.Now}))
	w.must(w.audit.Locked(ctx, w.Nurse))
	w.must(w.audit.ClockJumped(ctx, record.Actor{}, w.Now, w.Now))
	w.Pass(2 * time.Hour)
	for _, why := range []backups.Why{backups.Hourly, backups.Closing} {
		if r := w.run(why); len(r.Outcomes) != 0 {
			t.Errorf("%s: %+v", why, r)
		}
	}
	w.work()
	if r := w.run(backups.Hourly); r.Made() != 2 || r.Proof != nil {
		t.Errorf("after work: %+v", r)
	}
	w.Pass(7 * day)
	if r, err := w.desk.Run(ctx, record.Actor{}, backups.Hourly, nil); err != nil || r.Made() != 2 || r.Proof == nil {
		t.Errorf("a week later, by the program itself: %+v %v", r, err)
	}
}

func TestAFailedFolderKeepsNoOtherFromItsBackup(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	w.work()
	w.Pass(time.Hour)
	w.maker.Put("/stick", "") // pulled out
	r := w.run(backups.Hourly)
	if len(r.Outcomes) != 2 || r.Outcomes[0].Err == nil || r.Outcomes[1].Err != nil {
		t.Fatalf("%+v", r)
	}
	s := w.state()
	if s.Level != backups.Amber || !slices.Equal(s.Reasons, []backups.Reason{backups.OneFailed}) || s.Folders[0].Away == nil || s.Folders[0].Try.What != backupstest.Away.Text {
		t.Errorf("%s %q %+v", s.Level, s.Reasons, s.Folders[0])
	}
	if got := w.told(3); !strings.HasSuffix(got, "A backup failed: The folder for backups is not there.") {
		t.Errorf("on record: %q", got)
	}
	w.Pass(9 * time.Minute)
	if r := w.run(backups.Hourly); len(r.Outcomes) != 0 {
		t.Errorf("tried again at once: %+v", r)
	}
	w.maker.Put("/stick", backups.OtherDisk)
	w.Pass(time.Minute)
	if r := w.run(backups.Hourly); len(r.Outcomes) != 1 || r.Made() != 1 {
		t.Errorf("after ten minutes: %+v", r)
	}
	if s := w.state(); s.Level != backups.Green {
		t.Errorf("after all: %s %q", s.Level, s.Reasons)
	}
}

// An error that is not for people may name a folder or a person: nothing of it
// is put on record.
func TestNoPathIsPutOnRecord(t *testing.T) {
	w := chosen(t)
	n := len(w.Log.Events())
	w.maker.Fail("/stick", errors.New("open /stick/José Ñandú: input/output error"))
	w.maker.Fail("/share", &record.Problem{Code: record.Unavailable, Text: "%s is full.", Args: []any{"/share"}})
	w.run(backups.ByHand)
	if what := w.state().Folders[1].Try.What; what != "%s is full." {
		t.Errorf("kept of it: %q", what)
	}
	for _, e := range w.Log.Events()[n:] {
		if strings.Contains(string(e.Fact), "/") {
			t.Errorf("%s: %s", e.Kind, e.Fact)
		}
	}
}

func TestOneThingAtATime(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	seen := 0
	w.maker.During(func(backups.Step) {
		seen++
		_, run := w.desk.Run(ctx, w.Nurse, backups.ByHand, nil)
		_, try := w.desk.Try(ctx, w.Nurse, 1, "backup-1", nil)
		for _, err := range []error{run, try, w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil)} {
			if record.CodeOf(err) != record.Refused {
				t.Errorf("a second was not refused: %v", err)
			}
		}
	})
	n := len(w.Log.Events())
	if r := w.run(backups.ByHand); r.Made() != 2 || seen != 6 || len(w.Log.Events()) != n+4 {
		t.Errorf("%d steps, %+v", seen, r)
	}
}

// Who stops, stops every folder, and the program does not begin anew at once.
func TestStop(t *testing.T) {
	w := chosen(t)
	w.desk.Stop() // nothing is under way
	w.maker.During(func(s backups.Step) {
		if s == backups.Writing {
			w.desk.Stop()
		}
	})
	r := w.run(backups.ByHand)
	w.maker.During(nil)
	if asked := w.maker.Asked(); r.Made() != 0 || len(r.Outcomes) != 2 || !slices.Equal(asked, []string{"make /stick"}) {
		t.Fatalf("asked %q: %+v", asked, r)
	}
	for _, o := range r.Outcomes {
		if record.CodeOf(o.Err) != record.Unavailable || !errors.Is(o.Err, context.Canceled) {
			t.Errorf("%d: %v", o.Folder.N, o.Err)
		}
	}
	if got := w.told(2); got != "A backup failed: It was stopped before it was done. | A backup failed: It was stopped before it was done." {
		t.Errorf("on record: %q", got)
	}
	if r := w.run(backups.Hourly); len(r.Outcomes) != 0 {
		t.Errorf("begun anew: %+v", r)
	}
	w.desk.Wait()
	// A check or a drill that was stopped says nothing of the backup.
	w.Pass(10 * time.Minute)
	w.run(backups.Hourly)
	w.maker.During(func(backups.Step) { w.desk.Stop() })
	n := len(w.Log.Events())
	_, try := w.desk.Try(ctx, w.Nurse, 1, "backup-1", nil)
	for _, err := range []error{try, w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil)} {
		w.Refused(t, err, record.Unavailable, "", n)
	}
}

func TestABackupThatIsFoundDamagedCountsNoMore(t *testing.T) {
	w := chosen(t)
	w.must(w.desk.RemoveFolder(ctx, w.Owner, 2))
	w.run(backups.ByHand)
	if s := w.state(); s.Level != backups.Green {
		t.Fatalf("%q", s.Reasons)
	}
	damaged := &record.Problem{Code: record.Refused, Text: "This backup is damaged."}
	w.maker.Break("backup-1", damaged)
	if err := w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil); record.CodeOf(err) != record.Refused {
		t.Errorf("%v", err)
	}
	if s := w.state(); s.Level != backups.Red || !slices.Equal(s.Reasons, []backups.Reason{backups.NoBackup, backups.Failed}) {
		t.Errorf("%q", s.Reasons)
	}
	list, err := w.desk.List(ctx, w.Nurse, 1)
	if err != nil || len(list) != 1 || !list[0].Checked.IsZero() {
		t.Errorf("%+v %v", list, err)
	}
	due, err := w.desk.Due(ctx, backups.Closing)
	if err != nil || len(due) != 1 {
		t.Errorf("due: %v %v", due, err)
	}
	w.maker.Break("backup-1", nil)
	w.must(w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil))
	if list, _ := w.desk.List(ctx, w.Nurse, 1); !list[0].Checked.Equal(w.Now) {
		t.Errorf("%+v", list)
	}
	// What was not read to its end is not known to be whole.
	w.maker.Break("backup-1", full)
	if err := w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil); record.CodeOf(err) != record.Unavailable || w.state().Folders[0].Last != nil {
		t.Errorf("%v", err)
	}
	w.maker.Break("backup-1", nil)
	w.must(w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil))
	// A stick that is out says nothing of the backup on it.
	w.maker.Put("/stick", "")
	if err := w.desk.Check(ctx, w.Nurse, 1, "backup-1", nil); record.CodeOf(err) != record.NotFound {
		t.Errorf("%v", err)
	}
	if s := w.state(); s.Level != backups.Amber || s.Folders[0].Last == nil {
		t.Errorf("%s %q", s.Level, s.Reasons)
	}
}

func TestAFailedDrillIsRedUntilOnePasses(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	w.maker.Break("backup-2", full)
	if _, err := w.desk.Try(ctx, w.Nurse, 2, "backup-2", nil); record.CodeOf(err) != record.Unavailable {
		t.Errorf("%v", err)
	}
	if s := w.state(); s.Level != backups.Red || s.Reasons[0] != backups.DrillFailed || s.Drill.What != full.Text || s.Proof == nil {
		t.Errorf("%s %q", s.Level, s.Reasons)
	}
	if got := w.told(1); got != "A backup could not be restored when it was tried: The disk for backups is full." {
		t.Errorf("on record: %q", got)
	}
	w.Pass(time.Minute)
	if r := w.run(backups.ByHand); r.Proof == nil || r.Proof.Name != "backup-3" {
		t.Errorf("the next backup was not tried: %+v", r)
	}
	if s := w.state(); s.Level != backups.Green {
		t.Errorf("%s %q", s.Level, s.Reasons)
	}
}

// A run tells of a drill that failed, and the backups of it stand.
func TestADrillThatFailsInARun(t *testing.T) {
	w := chosen(t)
	w.maker.Break("backup-1", full)
	r := w.run(backups.ByHand)
	if r.Made() != 2 || r.Proof != nil || record.CodeOf(r.DrillErr) != record.Unavailable {
		t.Errorf("%+v", r)
	}
}

// A run prefers to try what lies on another disk.
func TestWhatIsTried(t *testing.T) {
	w := chosen(t)
	w.maker.Put("/stick", backups.SameDisk)
	if r := w.run(backups.ByHand); r.Proof == nil || r.Proof.Name != "backup-2" {
		t.Errorf("%+v", r)
	}
}

func TestRecordFromTheCommandLine(t *testing.T) {
	w := chosen(t)
	m := backups.Made{Name: "cli-1", At: w.Now, Events: len(w.Log.Events()), Disk: backups.OtherDisk}
	w.must(w.desk.Record(ctx, w.Owner, "/elsewhere", m, nil))
	if s := w.state(); s.Level != backups.Red {
		t.Errorf("a backup in a folder that nobody chose counts: %q", s.Reasons)
	}
	w.must(w.desk.Record(ctx, w.Owner, "/share/", m, nil))
	if s := w.state(); s.Level != backups.Green || s.Folders[1].Last == nil {
		t.Errorf("%q", s.Reasons)
	}
	w.must(w.desk.Record(ctx, w.Owner, "/share", backups.Made{}, full))
	if s := w.state(); s.Level != backups.Amber || !s.Folders[1].Try.Failed {
		t.Errorf("%q", s.Reasons)
	}
}

// Another laptop's backups are its own business.
func TestEachLaptopHasItsOwn(t *testing.T) {
	w := chosen(t)
	w.run(backups.ByHand)
	other := backups.New(backups.Deps{Log: w.Log, Trail: elsewhere{audittest.Trail{Log: w.Log}}, Maker: w.maker})
	s, err := other.State(ctx)
	if err != nil || len(s.Settings.Folders) != 0 || s.Proof != nil || s.Reasons[0] != backups.NotYet {
		t.Errorf("%+v %v", s, err)
	}
}

// elsewhere is the trail of another laptop that has the same log.
type elsewhere struct{ trail audittest.Trail }

func (elsewhere) Device() record.ID { return "device-2" }

func (e elsewhere) Trail(ctx context.Context, s audit.Span) ([]audit.Entry, error) {
	return e.trail.Trail(ctx, s)
}

func TestAnErrorOfTheLogIsTold(t *testing.T) {
	w := chosen(t)
	w.desk.Log = broken{w.Log}
	r, err := w.desk.Run(ctx, w.Nurse, backups.ByHand, nil)
	if !errors.Is(err, errDisk) || r.Made() != 2 {
		t.Errorf("%+v %v", r, err)
	}
}

var errDisk = errors.New("disk I/O error")

type broken struct{ record.Log }

func (broken) Update(context.Context, record.Actor, func(record.Tx) error) error { return errDisk }
