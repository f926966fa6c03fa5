package backups

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

// body is the fact of every kind of this package. The audit reads events, head
// and what of it, so they bear the names that they bear there. No path stands
// in it.
type body struct {
	Folder  int       `json:"folder,omitempty"` // the folder's number; 0 for one that is not among the settings
	Name    string    `json:"name,omitempty"`   // of the backup's file
	At      time.Time `json:"at,omitzero"`      // when the backup was made
	Size    int64     `json:"size,omitempty"`   // bytes
	Holds   int64     `json:"holds,omitempty"`  // how many events the backup holds
	Disk    Disk      `json:"disk,omitempty"`
	Events  int64     `json:"events,omitempty"` // of the checkpoint that the backup holds
	Head    string    `json:"head,omitempty"`   // audit.Short of that checkpoint
	What    string    `json:"what,omitempty"`   // an English sentence of the program that says what failed
	Proof   *Proof    `json:"proof,omitempty"`
	Version string    `json:"version,omitempty"` // of the program that tried the backup
}

// Copy is a backup that this laptop made.
type Copy struct {
	Folder   int
	Name     string
	At       time.Time
	Size     int64
	Events   int64 // how many events it holds
	Disk     Disk  // on which it lay when it was made
	Verified time.Time
}

// Good reports whether the copy was read back whole, and no later look at it
// found otherwise.
func (c Copy) Good() bool { return !c.Verified.IsZero() }

// Try is the last try to make a backup in a folder, or to read one there.
type Try struct {
	At     time.Time
	Failed bool
	What   string // an English sentence that says what failed, its verbs not filled in; "" where nobody can say
}

// Drilled is one try to restore a backup.
type Drilled struct {
	At      time.Time
	Passed  bool
	Proof   Proof
	Version string // of the program
	What    string // what failed, as of a Try
}

// History is what is known of one laptop's backups: everything that State and
// Due judge by.
type History struct {
	Settings Settings
	Begun    time.Time   // when the clinic was set up; zero if nobody knows
	Copies   []Copy      // in the order in which they were made
	Tries    map[int]Try // by the folder's number
	Drill    *Drilled    // the last one
	Passed   *Drilled    // the last one that passed
	// Changed is the number, in the order of arrival, of the latest event that
	// is worth a backup; Waiting is that of the latest one that has been there
	// for longer than a backup stays fresh.
	Changed, Waiting int64
}

// recent bounds how many facts of a kind are read: many weeks of work, also
// when one folder fails every ten minutes.
const recent = 2000

// History reads what is known now, and the instant for which it holds.
func (d *Desk) History(ctx context.Context) (h History, now time.Time, err error) {
	device := d.Trail.Device()
	var facts []record.Fact
	err = d.Log.View(ctx, func(r record.Reader) error {
		now = r.Now()
		if h.Settings, err = settingsOf(r, device); err != nil {
			return err
		}
		for _, kinds := range [][]string{{audit.KindBackupMade, audit.KindBackupVerified}, {audit.KindBackupFailed}, {audit.KindDrillPassed}, {audit.KindDrillFailed}} {
			some, err := r.Facts(record.Filter{Record: record.Ref{Type: recordType, ID: device}, Kinds: kinds, Last: recent})
			if err != nil {
				return err
			}
			facts = append(facts, some...)
		}
		return nil
	})
	if err != nil {
		return h, now, err
	}
	if err := h.read(facts); err != nil {
		return h, now, err
	}
	fresh := time.Duration(h.Settings.Fresh) * time.Hour
	if h.Changed, _, err = d.latest(ctx, audit.Span{Kinds: quiet, Others: true}); err != nil {
		return h, now, err
	}
	if h.Waiting, _, err = d.latest(ctx, audit.Span{Kinds: quiet, Others: true, To: now.Add(-fresh)}); err != nil {
		return h, now, err
	}
	_, h.Begun, err = d.latest(ctx, audit.Span{Kinds: []string{kindSetUp}})
	return h, now, err
}

// kindSetUp is the event with which app/clinic begins a clinic.
const kindSetUp = "clinic.setup"

// latest gives the number and the time of the last event of a span; zeros for
// none.
func (d *Desk) latest(ctx context.Context, s audit.Span) (int64, time.Time, error) {
	s.Limit = 1
	entries, err := d.Trail.Trail(ctx, s)
	if err != nil || len(entries) == 0 {
		return 0, time.Time{}, err
	}
	return entries[0].N, entries[0].Entered, nil
}

// read puts the facts together in the order in which they were written: the
// clock may have been turned between them.
func (h *History) read(facts []record.Fact) error {
	slices.SortFunc(facts, func(a, b record.Fact) int { return cmp.Compare(a.ID.Seq, b.ID.Seq) })
	h.Tries = map[int]Try{}
	for _, f := range facts {
		var b body
		if err := f.Read(&b); err != nil {
			return err
		}
		h.add(f.Kind, f.Entered, b)
	}
	return nil
}

func (h *History) add(kind string, at time.Time, b body) {
	switch kind {
	case audit.KindBackupMade:
		h.Copies = append(h.Copies, Copy{Folder: b.Folder, Name: b.Name, At: b.At, Size: b.Size, Events: b.Holds, Disk: b.Disk})
		h.Tries[b.Folder] = Try{At: at}
	case audit.KindBackupVerified:
		if c := h.copyOf(b); c != nil {
			c.Verified = at
		}
	case audit.KindBackupFailed:
		h.Tries[b.Folder] = Try{At: at, Failed: true, What: b.What}
		if c := h.copyOf(b); c != nil {
			c.Verified = time.Time{}
		}
	case audit.KindDrillPassed:
		done := Drilled{At: at, Passed: true, Version: b.Version}
		if b.Proof != nil {
			done.Proof = *b.Proof
		}
		h.Drill, h.Passed = &done, &done
	case audit.KindDrillFailed:
		h.Drill = &Drilled{At: at, What: b.What}
	}
}

// copyOf finds the last copy that a fact names; nil for none.
func (h *History) copyOf(b body) *Copy {
	for i := len(h.Copies) - 1; i >= 0 && b.Name != ""; i-- {
		if h.Copies[i].Folder == b.Folder && h.Copies[i].Name == b.Name {
			return &h.Copies[i]
		}
	}
	return nil
}

// last gives the last good copy in a folder.
func (h History) last(folder int) (Copy, bool) {
	for i := len(h.Copies) - 1; i >= 0; i-- {
		if c := h.Copies[i]; c.Folder == folder && c.Good() {
			return c, true
		}
	}
	return Copy{}, false
}
