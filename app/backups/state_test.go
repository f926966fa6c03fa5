package backups_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kapdesk/app/backups"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return noon.Add(-d) }

const day = 24 * time.Hour

// sound is a history that is green at noon: a fresh backup on a stick, tried
// yesterday.
func sound() backups.History {
	passed := &backups.Drilled{At: ago(day), Passed: true}
	return backups.History{
		Settings: backups.Settings{Folders: []backups.Folder{{N: 1, Path: "/stick"}, {N: 2, Path: "/share"}}, Fresh: 24, Hourly: true},
		Begun:    ago(100 * day),
		Copies:   []backups.Copy{{Folder: 1, Name: "b1", At: ago(time.Hour), Events: 50, Disk: backups.OtherDisk, Verified: ago(time.Hour)}},
		Tries:    map[int]backups.Try{1: {At: ago(time.Hour)}},
		Drill:    passed, Passed: passed, Changed: 50, Waiting: 40,
	}
}

// there is where everything lies on another disk.
func there() map[int]backups.Place {
	return map[int]backups.Place{1: {Disk: backups.OtherDisk}, 2: {Disk: backups.OtherDisk}}
}

func TestState(t *testing.T) {
	type change func(h *backups.History, where map[int]backups.Place)
	for name, c := range map[string]struct {
		change  change
		level   backups.Level
		reasons []backups.Reason
	}{
		"all is well": {func(*backups.History, map[int]backups.Place) {}, backups.Green, nil},
		"no folder, old clinic": {func(h *backups.History, _ map[int]backups.Place) {
			*h = backups.History{Settings: backups.Settings{Fresh: 24}, Begun: ago(3 * day)}
		}, backups.Red, []backups.Reason{backups.NoFolder}},
		"no folder, nobody knows since when": {func(h *backups.History, _ map[int]backups.Place) {
			*h = backups.History{Settings: backups.Settings{Fresh: 24}}
		}, backups.Red, []backups.Reason{backups.NoFolder}},
		"no folder, new clinic": {func(h *backups.History, _ map[int]backups.Place) {
			*h = backups.History{Settings: backups.Settings{Fresh: 24}, Begun: ago(3*day - 1)}
		}, backups.Amber, []backups.Reason{backups.NotYet}},
		"a folder and no backup, new clinic": {func(h *backups.History, _ map[int]backups.Place) {
			h.Begun, h.Copies, h.Passed, h.Drill = ago(time.Hour), nil, nil, nil
		}, backups.Red, []backups.Reason{backups.NoBackup}},
		"made and never read back": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].Verified = time.Time{}
		}, backups.Red, []backups.Reason{backups.NoBackup}},
		"in a folder that is not chosen any more": {func(h *backups.History, _ map[int]backups.Place) {
			h.Settings.Folders = h.Settings.Folders[1:]
		}, backups.Red, []backups.Reason{backups.NoBackup}},
		"just fresh": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = ago(day)
		}, backups.Green, nil},
		"just not fresh": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = ago(day + 1)
		}, backups.Amber, []backups.Reason{backups.TooOld}},
		"old": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = ago(3 * day)
		}, backups.Amber, []backups.Reason{backups.TooOld}},
		"much too old": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = ago(3*day + 1)
		}, backups.Red, []backups.Reason{backups.MuchTooOld}},
		"fresh for longer": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At, h.Settings.Fresh = ago(3*day), 72
		}, backups.Green, nil},
		"on the same disk when it was made": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].Disk = backups.SameDisk
		}, backups.Red, []backups.Reason{backups.OnlyHere}},
		"the stick is out and its folder is one on the same disk": {func(_ *backups.History, where map[int]backups.Place) {
			where[1] = backups.Place{Disk: backups.SameDisk}
		}, backups.Red, []backups.Reason{backups.OnlyHere}},
		"one on the same disk and one on a stick": {func(h *backups.History, where map[int]backups.Place) {
			h.Copies = append(h.Copies, backups.Copy{Folder: 2, Name: "b2", At: noon, Events: 50, Disk: backups.SameDisk, Verified: noon})
			where[2] = backups.Place{Disk: backups.SameDisk}
		}, backups.Green, nil},
		"disk unknown": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].Disk = backups.UnknownDisk
		}, backups.Amber, []backups.Reason{backups.WhoKnows}},
		"disk unknown now": {func(_ *backups.History, where map[int]backups.Place) {
			where[1] = backups.Place{Disk: backups.UnknownDisk}
		}, backups.Amber, []backups.Reason{backups.WhoKnows}},
		"nobody looked where it lies": {func(_ *backups.History, where map[int]backups.Place) {
			delete(where, 1)
		}, backups.Amber, []backups.Reason{backups.WhoKnows}},
		"the stick is out and the backup on it is fresh": {func(_ *backups.History, where map[int]backups.Place) {
			where[1] = backups.Place{Err: errAway}
		}, backups.Green, nil},
		"the last try failed, a fresh one stands": {func(h *backups.History, _ map[int]backups.Place) {
			h.Tries[1] = backups.Try{At: ago(time.Minute), Failed: true}
		}, backups.Amber, []backups.Reason{backups.OneFailed}},
		"another folder fails": {func(h *backups.History, _ map[int]backups.Place) {
			h.Tries[2] = backups.Try{At: ago(2 * time.Hour), Failed: true}
		}, backups.Amber, []backups.Reason{backups.OneFailed}},
		"a folder that is not chosen any more failed": {func(h *backups.History, _ map[int]backups.Place) {
			h.Tries[3] = backups.Try{At: ago(time.Minute), Failed: true}
		}, backups.Green, nil},
		"the last try failed and none is fresh": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = ago(2 * day)
			h.Tries[1] = backups.Try{At: ago(time.Minute), Failed: true}
		}, backups.Amber, []backups.Reason{backups.TooOld, backups.Failed}},
		"something waits": {func(h *backups.History, _ map[int]backups.Place) {
			h.Waiting, h.Changed = 51, 60
		}, backups.Amber, []backups.Reason{backups.Behind}},
		"never tried, and late": {func(h *backups.History, _ map[int]backups.Place) {
			h.Passed, h.Drill = nil, nil
			h.Copies = append([]backups.Copy{{Folder: 1, Name: "b0", At: ago(11 * day), Disk: backups.OtherDisk, Verified: ago(11 * day)}}, h.Copies...)
		}, backups.Amber, []backups.Reason{backups.DrillOverdue}},
		"never tried, and young": {func(h *backups.History, _ map[int]backups.Place) {
			h.Passed, h.Drill = nil, nil
		}, backups.Green, nil},
		"tried ten days ago": {func(h *backups.History, _ map[int]backups.Place) {
			h.Passed.At = ago(10 * day)
		}, backups.Green, nil},
		"tried more than ten days ago": {func(h *backups.History, _ map[int]backups.Place) {
			h.Passed.At = ago(10*day + 1)
		}, backups.Amber, []backups.Reason{backups.DrillOverdue}},
		"the last drill failed": {func(h *backups.History, _ map[int]backups.Place) {
			h.Drill = &backups.Drilled{At: ago(time.Minute)}
		}, backups.Red, []backups.Reason{backups.DrillFailed}},
		"dated in the future": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = noon.Add(3 * time.Minute)
		}, backups.Amber, []backups.Reason{backups.FromTomorrow}},
		"within what a clock may stray": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = noon.Add(time.Minute)
		}, backups.Green, nil},
		"the clock was set back a year": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At, h.Passed.At = noon.Add(365*day), noon.Add(365*day)
		}, backups.Amber, []backups.Reason{backups.FromTomorrow, backups.DrillOverdue}},
		"a new one after the clock was set back": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At = noon.Add(365 * day)
			h.Copies = append(h.Copies, backups.Copy{Folder: 1, Name: "b2", At: ago(time.Minute), Events: 50, Disk: backups.OtherDisk, Verified: noon})
		}, backups.Green, nil},
		"everything at once": {func(h *backups.History, _ map[int]backups.Place) {
			h.Copies[0].At, h.Copies[0].Disk, h.Waiting = ago(9*day), backups.UnknownDisk, 60
			h.Tries[1], h.Drill = backups.Try{Failed: true}, &backups.Drilled{At: noon}
		}, backups.Red, []backups.Reason{backups.MuchTooOld, backups.DrillFailed, backups.WhoKnows, backups.Failed, backups.Behind}},
	} {
		h, where := sound(), there()
		c.change(&h, where)
		s := h.State(noon, where)
		if s.Level != c.level || !slices.Equal(s.Reasons, c.reasons) {
			t.Errorf("%s: %s %q, want %s %q", name, s.Level, s.Reasons, c.level, c.reasons)
		}
		b := s.Badge()
		if b.Level != s.Level || b.Text == "" || b.Next == "" {
			t.Errorf("%s: the badge says %+v", name, b)
		}
		if len(c.reasons) > 0 {
			if text, next := c.reasons[0].Words(); b.Text != text || b.Next != next {
				t.Errorf("%s: the badge says %+v, the gravest reason %q", name, b, text)
			}
		}
	}
}

// Whatever happened: green needs a backup that was read back whole, in a
// chosen folder, on another disk, and fresh; and nothing that failed since.
func TestNeverGreenWithoutAVerifiedBackup(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	disks := []backups.Disk{backups.OtherDisk, backups.OtherDisk, backups.SameDisk, backups.UnknownDisk, "of tomorrow"}
	when := func() time.Time { return noon.Add(time.Duration(r.IntN(200)-180) * time.Hour / 2) }
	greens := 0
	for n := range 30_000 {
		h, where := randomHistory(r, disks, when)
		s := h.State(noon, where)
		if s.Level != backups.Green {
			continue
		}
		greens++
		ok := slices.ContainsFunc(h.Copies, func(c backups.Copy) bool {
			_, chosen := h.Settings.Folder(c.Folder)
			age := noon.Sub(c.At)
			return chosen && !c.Verified.IsZero() && c.Disk == backups.OtherDisk && where[c.Folder].Disk != backups.SameDisk &&
				age >= -2*time.Minute && age <= time.Duration(h.Settings.Fresh)*time.Hour && c.Events >= h.Waiting
		})
		failed := h.Drill != nil && !h.Drill.Passed
		for _, f := range h.Settings.Folders {
			failed = failed || h.Tries[f.N].Failed
		}
		if !ok || failed {
			t.Fatalf("%d is green: %+v in %+v", n, h, where)
		}
	}
	if greens < 100 {
		t.Errorf("only %d were green: this proves little", greens)
	}
}

func randomHistory(r *rand.Rand, disks []backups.Disk, when func() time.Time) (backups.History, map[int]backups.Place) {
	h := backups.History{Settings: backups.Settings{Fresh: 1 + r.IntN(168), Hourly: r.IntN(2) == 0}, Tries: map[int]backups.Try{}, Begun: when(),
		Waiting: int64(r.IntN(10)), Changed: int64(r.IntN(20))}
	where := map[int]backups.Place{}
	for n := range r.IntN(4) {
		h.Settings.Folders = append(h.Settings.Folders, backups.Folder{N: n + 1})
		where[n+1] = backups.Place{Disk: disks[r.IntN(len(disks))]}
		if r.IntN(4) == 0 {
			where[n+1] = backups.Place{Err: errAway}
		}
		h.Tries[n+1] = backups.Try{At: when(), Failed: r.IntN(4) == 0}
	}
	for range r.IntN(5) {
		c := backups.Copy{Folder: 1 + r.IntN(4), At: when(), Events: int64(r.IntN(20)), Disk: disks[r.IntN(len(disks))]}
		if r.IntN(2) == 0 {
			c.Verified = when()
		}
		h.Copies = append(h.Copies, c)
	}
	switch d := (&backups.Drilled{At: when(), Passed: true}); r.IntN(4) {
	case 0:
		h.Drill, h.Passed = &backups.Drilled{At: when()}, d
	case 1, 2:
		h.Drill, h.Passed = d, d
	}
	return h, where
}
