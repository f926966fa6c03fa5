package backups

import (
	"cmp"
	"slices"
	"time"
)

// Level is how the clinic's backups stand.
type Level string

// The levels.
const (
	Green Level = "green"
	Amber Level = "amber" // somebody should look at it today
	Red   Level = "red"   // work may be lost
)

// Reason is what stands against green.
type Reason string

// The reasons.
const (
	NoFolder    Reason = "no folder"
	NoBackup    Reason = "no backup"
	MuchTooOld  Reason = "much too old"
	OnlyHere    Reason = "same disk"
	DrillFailed Reason = "drill failed"

	NotYet       Reason = "not yet"
	FromTomorrow Reason = "clock"
	TooOld       Reason = "too old"
	WhoKnows     Reason = "disk unknown"
	OneFailed    Reason = "failed, another is fresh"
	Failed       Reason = "failed"
	Behind       Reason = "something waits"
	DrillOverdue Reason = "drill overdue"
)

// spoken is a reason with its words. The order is that in which reasons are
// told.
type spoken struct {
	reason     Reason
	level      Level
	text, next string
}

var reasons = []spoken{
	{NoFolder, Red, "There is no backup, and no folder for one is chosen.", "Choose a folder on another disk in Settings, Backups."},
	{NoBackup, Red, "There is no backup of this laptop that is known to be good.", "Connect the disk for backups and press “Back up now”."},
	{OnlyHere, Red, "The only good backup lies on the same disk as the clinic.", "Choose a folder on a stick, a second disk or a network drive."},
	{MuchTooOld, Red, "The last good backup is much too old.", "Connect the disk for backups and press “Back up now”."},
	{DrillFailed, Red, "The last try to restore a backup failed.", "Make a new backup and try it; if that fails too, choose another disk."},

	{NotYet, Amber, "No folder for backups is chosen yet.", "Choose a folder on another disk in Settings, Backups."},
	{FromTomorrow, Amber, "The last good backup bears a date that is still to come.", "Set the clock of this laptop right, then press “Back up now”."},
	{TooOld, Amber, "The last good backup is older than it should be.", "Connect the disk for backups and press “Back up now”."},
	{WhoKnows, Amber, "This computer cannot tell whether the backup lies on another disk.", "Look whether it does, or choose a folder on a stick."},
	{OneFailed, Amber, "The last backup failed; a fresh one from before still counts.", "Connect the disk for backups. Settings, Backups, says what failed."},
	{Failed, Amber, "The last backup failed.", "Connect the disk for backups. Settings, Backups, says what failed."},
	{Behind, Amber, "Some work has not been backed up for longer than it should.", "Press “Back up now”."},
	{DrillOverdue, Amber, "For more than ten days no backup was tried.", "Choose one in Settings, Backups, and press “Try it”."},
}

// good is what is said when no reason stands against it.
var good = spoken{level: Green, text: "A fresh backup lies on another disk.", next: "Nothing needs to be done."}

// Words gives a reason's sentence and the next step, in English: keys of their
// translations.
func (r Reason) Words() (text, next string) {
	s := r.spoken()
	return s.text, s.next
}

func (r Reason) spoken() spoken { return reasons[r.rank()] }

func (r Reason) rank() int {
	return slices.IndexFunc(reasons, func(s spoken) bool { return s.reason == r })
}

// Sentences lists every sentence about the state.
func Sentences() []string {
	out := []string{good.text, good.next}
	for _, r := range reasons {
		out = append(out, r.text, r.next)
	}
	return out
}

// Badge is what the shell shows: a level, one plain sentence and the next
// step, both in English.
type Badge struct {
	Level      Level
	Text, Next string
}

// Place is what Maker.Where said of a folder.
type Place struct {
	Disk Disk
	Err  error // it is not there, or cannot be looked at
}

// Standing is how one folder stands.
type Standing struct {
	Folder
	Disk Disk  // as it lies now; "" while it is not there
	Away error // why it is not there
	Last *Copy // the last good backup there; nil for none
	Try  Try   // the last try; zero for none
}

// State is how the backups stand.
type State struct {
	Settings Settings
	Level    Level
	Reasons  []Reason // the gravest first; none when green
	Folders  []Standing
	Proof    *Drilled // the last proof that a backup can be restored; nil for none
	Drill    *Drilled // the last try to restore one
}

// Badge gives the state in short.
func (s State) Badge() Badge {
	said := good
	if len(s.Reasons) > 0 {
		said = s.Reasons[0].spoken()
	}
	return Badge{Level: s.Level, Text: said.text, Next: said.next}
}

const (
	// young is how long a new clinic may do without a folder for backups.
	young = 3 * 24 * time.Hour
	// drillLate is when a drill that did not come by itself is called for.
	drillLate = 10 * 24 * time.Hour
	// muchTooOld is how many times the fresh time a backup may be old.
	muchTooOld = 3
)

// State judges the backups: green needs a backup that was read back whole,
// lies on another disk and is fresh, a backup's trial within ten days, and no
// failure since. where has what Where said of each folder, by its number.
func (h History) State(now time.Time, where map[int]Place) State {
	s := State{Settings: h.Settings, Folders: h.standings(where), Proof: h.Passed, Drill: h.Drill}
	why, best := h.judge(now, where)
	if fails(s.Folders) {
		if best != nil && len(why) == 0 {
			why = append(why, OneFailed)
		} else {
			why = append(why, Failed)
		}
	}
	if best != nil && h.Waiting > best.Events {
		why = append(why, Behind)
	}
	if h.Drill != nil && !h.Drill.Passed {
		why = append(why, DrillFailed)
	} else if best != nil && h.drillLate(now) {
		why = append(why, DrillOverdue)
	}
	slices.SortFunc(why, func(a, b Reason) int { return cmp.Compare(a.rank(), b.rank()) })
	s.Level, s.Reasons = good.level, why
	if len(why) > 0 {
		s.Level = why[0].spoken().level
	}
	return s
}

// judge finds the copy that stands best, and what stands against it; nil for
// none that is good.
func (h History) judge(now time.Time, where map[int]Place) ([]Reason, *Copy) {
	var best *Copy
	var why []Reason
	for i := range h.Copies {
		c := &h.Copies[i]
		if _, ok := h.Settings.Folder(c.Folder); !ok || !c.Good() {
			continue
		}
		if against := h.against(c, now, where); best == nil || gravity(against) <= gravity(why) {
			best, why = c, against
		}
	}
	switch {
	case best != nil:
		return why, best
	case len(h.Settings.Folders) > 0:
		return []Reason{NoBackup}, nil
	case !h.Begun.IsZero() && now.Sub(h.Begun) < young:
		return []Reason{NotYet}, nil
	}
	return []Reason{NoFolder}, nil
}

// against gives what stands against a good copy.
func (h History) against(c *Copy, now time.Time, where map[int]Place) (why []Reason) {
	switch disk := lies(c.Disk, where, c.Folder); disk {
	case SameDisk:
		return []Reason{OnlyHere}
	case OtherDisk:
	default:
		why = append(why, WhoKnows)
	}
	switch age := now.Sub(c.At); {
	case ahead(c.At, now):
		why = append(why, FromTomorrow)
	case age > muchTooOld*h.fresh():
		why = append(why, MuchTooOld)
	case age > h.fresh():
		why = append(why, TooOld)
	}
	return why
}

// gravity orders what stands against copies; the least is the best.
func gravity(why []Reason) int {
	n := len(why)
	for _, r := range why {
		n += map[Level]int{Amber: 10, Red: 100}[r.spoken().level]
	}
	return n
}

// lies gives the disk of a copy: what was known when it was made, unless what
// is known of its folder now is worse. A folder that is away now keeps what
// was made in it where it was.
func lies(made Disk, where map[int]Place, folder int) Disk {
	p, ok := where[folder]
	switch {
	case ok && p.Err != nil:
		return made
	case made == SameDisk || p.Disk == SameDisk:
		return SameDisk
	case made == OtherDisk && p.Disk == OtherDisk:
		return OtherDisk
	}
	return UnknownDisk
}

func (h History) standings(where map[int]Place) []Standing {
	var out []Standing
	for _, f := range h.Settings.Folders {
		s := Standing{Folder: f, Try: h.Tries[f.N], Disk: where[f.N].Disk, Away: where[f.N].Err}
		if c, ok := h.last(f.N); ok {
			s.Last = &c
		}
		out = append(out, s)
	}
	return out
}

// fails reports whether the last try failed in any folder.
func fails(folders []Standing) bool {
	return slices.ContainsFunc(folders, func(s Standing) bool { return s.Try.Failed })
}

// drillLate reports whether no backup was tried for too long: since the last
// proof, or, without one, since the first backup that could have been tried.
func (h History) drillLate(now time.Time) bool {
	since := time.Time{}
	if h.Passed != nil {
		since = h.Passed.At
	} else {
		for _, c := range h.Copies {
			if c.Good() {
				since = c.At
				break
			}
		}
	}
	return over(since, now, drillLate)
}
