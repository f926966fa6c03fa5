package backup

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// How many backups are kept: the latest of each of so many days, weeks and
// months that have one.
const (
	keepDays   = 7
	keepWeeks  = 5
	keepMonths = 12
)

// nameTime is how a backup's name tells when it was made, in UTC.
const nameTime = "20060102T150405Z"

// nameOf matches the names that this package gives: the clinic's short name
// and the time.
var nameOf = regexp.MustCompile(`^kapdesk-([0-9a-f]{8})-(\d{8}T\d{6}Z)\.backup$`)

// fileName is the name of a clinic's backup made at an instant.
func fileName(clinic string, at time.Time) string {
	return "kapdesk-" + clinic + "-" + at.UTC().Format(nameTime) + ".backup"
}

// parseName reads a name; ok is false for a file of somebody else's.
func parseName(name string) (clinic string, at time.Time, ok bool) {
	m := nameOf.FindStringSubmatch(name)
	if m == nil {
		return "", time.Time{}, false
	}
	at, err := time.Parse(nameTime, m[2])
	return m[1], at, err == nil
}

// expired gives the names, of one clinic's backups, that need not be kept any
// more. What is not a backup's name, or another clinic's, is never among
// them; nor is the latest backup.
func expired(names []string, clinic string) []string {
	type file struct {
		name string
		at   time.Time
	}
	var own []file
	for _, n := range names {
		if c, at, ok := parseName(n); ok && c == clinic {
			own = append(own, file{n, at})
		}
	}
	slices.SortFunc(own, func(a, b file) int { return b.at.Compare(a.at) }) // the latest first
	days, weeks, months := newSlots(keepDays), newSlots(keepWeeks), newSlots(keepMonths)
	var out []string
	for _, f := range own {
		year, week := f.at.ISOWeek()
		// Each is asked: one backup may be a day's, a week's and a month's.
		day := days.take(f.at.Format("2006-01-02"))
		inWeek := weeks.take(fmt.Sprintf("%d-W%02d", year, week))
		month := months.take(f.at.Format("2006-01"))
		if !day && !inWeek && !month {
			out = append(out, f.name)
		}
	}
	return out
}

// slots keeps the first of each period, for so many periods.
type slots struct {
	left int
	seen map[string]bool
}

func newSlots(n int) *slots { return &slots{n, map[string]bool{}} }

// take reports whether the file is the one to keep for its period.
func (s *slots) take(period string) bool {
	if s.seen[period] || s.left == 0 {
		return false
	}
	s.seen[period] = true
	s.left--
	return true
}
