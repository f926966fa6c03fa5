package backups_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
)

// walker goes a random way through a clinic's weeks and keeps its own plain
// account of what it saw.
type walker struct {
	*world
	r       *rand.Rand
	names   []string             // of the backups, as they were made
	whole   map[string]bool      // by name: read back whole at the last look
	at      map[string]time.Time // when it was made
	where   map[string]int       // in which folder
	other   map[string]bool      // on another disk
	failed  map[int]bool         // whether the last try in a folder failed
	undrill bool                 // whether the last drill failed
}

// Whatever happens, green is never shown without a backup that was made, read
// back, not found damaged since, on another disk, fresh; nor after a failure.
func TestAWalkIsNeverGreenWithoutReason(t *testing.T) {
	greens, reds := 0, 0
	for seed := range uint64(12) {
		w := &walker{world: chosen(t), r: rand.New(rand.NewPCG(seed, 7)), whole: map[string]bool{}, at: map[string]time.Time{},
			where: map[string]int{}, other: map[string]bool{}, failed: map[int]bool{}}
		for range 60 {
			w.step()
			s := w.state()
			switch s.Level {
			case backups.Red:
				reds++
			case backups.Green:
				greens++
				if !w.sound(s) {
					t.Fatalf("seed %d: green, but %+v in %+v, failed %v %v", seed, w.whole, s.Folders, w.failed, w.undrill)
				}
			}
		}
	}
	if greens < 50 || reds < 50 {
		t.Errorf("%d green, %d red: this proves little", greens, reds)
	}
}

// sound is what green promises, by the walker's own account.
func (w *walker) sound(s backups.State) bool {
	if w.undrill {
		return false
	}
	ok := false
	for _, f := range s.Folders {
		if w.failed[f.N] {
			return false
		}
		for name, n := range w.where {
			age := w.Now.Sub(w.at[name])
			ok = ok || n == f.N && w.whole[name] && w.other[name] && age >= -2*time.Minute && age <= time.Duration(s.Settings.Fresh)*time.Hour
		}
	}
	return ok
}

func (w *walker) step() {
	path := []string{"/stick", "/share"}[w.r.IntN(2)]
	name := w.any()
	switch w.r.IntN(12) {
	case 0:
		w.work()
	case 1, 2:
		w.Pass(time.Duration(w.r.IntN(20)) * time.Hour)
	case 3:
		if w.r.IntN(4) == 0 {
			w.Pass(-time.Duration(w.r.IntN(200)) * time.Hour)
		}
	case 4:
		w.maker.Put(path, []backups.Disk{"", backups.SameDisk, backups.UnknownDisk, backups.OtherDisk}[w.r.IntN(4)])
	case 5:
		w.maker.Put(path, backups.OtherDisk)
	case 6:
		w.maker.Break(name, []error{nil, damaged, full}[w.r.IntN(3)])
	case 7:
		w.check(name)
	case 8:
		if _, err := w.desk.Try(ctx, w.Nurse, w.where[name], name, nil); w.where[name] > 0 {
			w.undrill = err != nil
		}
	default:
		w.note(w.run([]backups.Why{backups.ByHand, backups.Hourly, backups.Closing}[w.r.IntN(3)]))
	}
}

var damaged = &record.Problem{Code: record.Refused, Text: "This backup is damaged."}

// any gives one of the backups; "" for none.
func (w *walker) any() string {
	if len(w.names) == 0 {
		return ""
	}
	return w.names[w.r.IntN(len(w.names))]
}

func (w *walker) check(name string) {
	folder := w.where[name]
	if folder == 0 {
		return
	}
	err := w.desk.Check(ctx, w.Nurse, folder, name, nil)
	switch {
	case err == nil:
		w.whole[name] = true
	case record.CodeOf(err) == record.NotFound:
		w.failed[folder] = true
	default:
		w.failed[folder], w.whole[name] = true, false
	}
}

// note takes an account of a run.
func (w *walker) note(r backups.Report) {
	for _, o := range r.Outcomes {
		w.failed[o.Folder.N] = o.Err != nil
		if o.Err == nil {
			w.names = append(w.names, o.Made.Name)
			w.whole[o.Made.Name], w.at[o.Made.Name], w.where[o.Made.Name] = true, o.Made.At, o.Folder.N
			w.other[o.Made.Name] = o.Made.Disk == backups.OtherDisk
		}
	}
	if r.Proof != nil || r.DrillErr != nil {
		w.undrill = r.DrillErr != nil
	}
}
