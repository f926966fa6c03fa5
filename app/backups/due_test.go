package backups_test

import (
	"strconv"
	"testing"
	"time"

	"kapdesk/app/backups"
)

// twice is sound with a backup in both folders.
func twice() backups.History {
	h := sound()
	second := h.Copies[0]
	second.Folder, second.Name = 2, "b2"
	h.Copies = append(h.Copies, second)
	h.Tries[2] = backups.Try{At: second.At}
	return h
}

func TestDue(t *testing.T) {
	failed := func(age time.Duration) backups.Try { return backups.Try{At: ago(age), Failed: true} }
	for name, c := range map[string]struct {
		change          func(h *backups.History)
		hourly, closing string // the numbers of the folders
	}{
		"nothing changed":         {func(*backups.History) {}, "", ""},
		"no folder":               {func(h *backups.History) { h.Settings.Folders, h.Changed = nil, 60 }, "", ""},
		"changed, an hour ago":    {func(h *backups.History) { h.Changed = 51 }, "12", "12"},
		"changed, within an hour": {func(h *backups.History) { h.Changed, h.Copies[0].At = 51, ago(59*time.Minute) }, "2", "12"},
		"hourly is off":           {func(h *backups.History) { h.Changed, h.Settings.Hourly = 51, false }, "", "12"},
		"never backed up":         {func(h *backups.History) { h.Copies, h.Tries = nil, nil }, "12", "12"},
		"a new folder":            {func(h *backups.History) { h.Copies = h.Copies[:1] }, "2", "2"},
		"one was not whole":       {func(h *backups.History) { h.Copies[0].Verified = time.Time{} }, "1", "1"},
		"not fresh any more, though nothing changed": {func(h *backups.History) { h.Copies[0].At = ago(25 * time.Hour) }, "1", "1"},
		"failed just now":                         {func(h *backups.History) { h.Changed, h.Tries[1] = 51, failed(9*time.Minute) }, "2", "12"},
		"failed a while ago":                      {func(h *backups.History) { h.Tries[1] = failed(10 * time.Minute) }, "1", "1"},
		"the clock was set back since it failed":  {func(h *backups.History) { h.Tries[1] = failed(-time.Hour) }, "1", "1"},
		"the clock was set back since the backup": {func(h *backups.History) { h.Copies[1].At = ago(-365 * day) }, "2", "2"},
	} {
		h := twice()
		c.change(&h)
		for why, want := range map[backups.Why]string{backups.Hourly: c.hourly, backups.Closing: c.closing} {
			got := ""
			for _, f := range h.Due(noon, why) {
				got += strconv.Itoa(f.N)
			}
			if got != want {
				t.Errorf("%s, %s: folders %q, want %q", name, why, got, want)
			}
		}
		if by := h.Due(noon, backups.ByHand); len(by) != len(h.Settings.Folders) {
			t.Errorf("%s, by hand: %v", name, by)
		}
	}
}

func TestDrillDue(t *testing.T) {
	for name, c := range map[string]struct {
		change func(h *backups.History)
		due    bool
	}{
		"passed yesterday":          {func(*backups.History) {}, false},
		"passed just not a week":    {func(h *backups.History) { h.Passed.At = ago(7*day - 1) }, false},
		"passed a week ago":         {func(h *backups.History) { h.Passed.At = ago(7 * day) }, true},
		"never":                     {func(h *backups.History) { h.Passed, h.Drill = nil, nil }, true},
		"failed since":              {func(h *backups.History) { h.Drill = &backups.Drilled{At: noon} }, true},
		"failed and never passed":   {func(h *backups.History) { h.Passed, h.Drill = nil, &backups.Drilled{At: noon} }, true},
		"passed in what is to come": {func(h *backups.History) { h.Passed.At = ago(-day) }, true},
	} {
		h := sound()
		c.change(&h)
		if h.DrillDue(noon) != c.due {
			t.Errorf("%s: due %v", name, !c.due)
		}
	}
}
