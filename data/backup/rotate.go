package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
)

// How many backups of a series are kept: the latest of each of so many days,
// weeks and months that have one.
const (
	keepDays   = 7
	keepWeeks  = 5
	keepMonths = 12
)

// nameTime is how a backup's name tells when it was made, in UTC.
const nameTime = "20060102T150405Z"

// partialSuffix ends the name of a backup until it is known to be good.
const partialSuffix = ".partial"

// nameOf matches the names that this package gives: the clinic's short name,
// that of the laptop (not in names of the first form), and the time. Capitals
// make no difference: some file systems change them.
var nameOf = regexp.MustCompile(`^kapdesk-([0-9a-f]{8})-(?:([0-9a-f]{8})-)?(\d{8}t\d{6}z)\.backup$`)

// series are the backups that one laptop makes of one clinic. They are listed
// and rotated by themselves.
type series struct {
	clinic string // 8 hexadecimal digits
	laptop string // 8 hexadecimal digits; "" for names of the first form
}

// ShortDevice gives a laptop's short name: the first 8 hexadecimal digits of
// the SHA-256 of its identifier.
func ShortDevice(device record.ID) string {
	sum := sha256.Sum256([]byte(device))
	return hex.EncodeToString(sum[:4])
}

// fileName is the name of a backup made at an instant.
func (s series) fileName(at time.Time) string {
	laptop := ""
	if s.laptop != "" {
		laptop = s.laptop + "-"
	}
	return "kapdesk-" + s.clinic + "-" + laptop + at.UTC().Format(nameTime) + ".backup"
}

// parseName reads a name; ok is false for a file of somebody else's.
func parseName(name string) (s series, at time.Time, ok bool) {
	m := nameOf.FindStringSubmatch(strings.ToLower(name))
	if m == nil {
		return s, at, false
	}
	at, err := time.Parse(nameTime, strings.ToUpper(m[3]))
	return series{m[1], m[2]}, at, err == nil
}

// expired gives the names, of one series, that need not be kept any more.
// What is not a backup's name, or of another series, is never among them; nor
// is the latest backup, nor the one just made, whatever the clock said.
func (s series) expired(names []string, made string) []string {
	type file struct {
		name string
		at   time.Time
	}
	var own []file
	for _, n := range names {
		if of, at, ok := parseName(n); ok && of == s {
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
		if !day && !inWeek && !month && !strings.EqualFold(f.name, made) {
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
