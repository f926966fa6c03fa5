package store

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"kapdesk/app/record"
)

// query is what somebody typed into the search box, taken apart.
type query struct {
	words   []string // parts of names
	dates   []record.Date
	born    string   // the beginning of a date of birth, "1990-08"
	numbers []string // chart numbers as keys, "l241" or "241"
	phones  []string // runs of digits
}

// minDigits is the least number of digits that counts as part of a phone.
const minDigits = 3

// parseQuery takes the text apart. Each part that is neither date nor number
// is a word of a name; what may be several things is looked for as each.
// lettered says whether letters before digits are those of a chart number
// ("l 241") or a name beside a phone number ("li 5550142").
func parseQuery(text string, lettered bool) query {
	var q query
	text = strings.TrimSpace(text)
	if isYearStart(text) {
		q.born = text
	}
	parts := strings.Fields(fold(text))
	parts = q.takeDate(parts)
	if lettered {
		parts = q.takeNumber(parts)
	}
	digits := ""
	for _, p := range parts {
		if isDigits(p) {
			digits += p
		} else {
			q.words = append(q.words, p)
		}
	}
	if digits == "" {
		return q
	}
	if n := strings.TrimLeft(digits, "0"); n != "" {
		q.numbers = append(q.numbers, n)
	}
	if len(digits) >= minDigits {
		q.phones = append(q.phones, digits)
		if len(digits) == 11 && digits[0] == '1' { // +1, which few clinics write
			q.phones = append(q.phones, digits[1:])
		}
	}
	return q
}

// anchored reports whether anything but names is asked for.
func (q query) anchored() bool {
	return len(q.dates)+len(q.numbers)+len(q.phones) > 0 || q.born != ""
}

// isYearStart reports whether s is the beginning of an ISO date, from its
// year on.
func isYearStart(s string) bool {
	if len(s) < 4 || len(s) > 10 || s[:2] != "19" && s[:2] != "20" {
		return false
	}
	for i, r := range s {
		if (i == 4 || i == 7) != (r == '-') || r != '-' && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// takeDate finds a date of birth among the parts and gives the rest. A date
// of two numbers and a year is read both ways round.
func (q *query) takeDate(parts []string) []string {
	clean := make([]string, 0, len(parts)) // "9 de agosto de 1990"
	for i, p := range parts {
		if p == "de" && i > 0 && (isDigits(parts[i-1]) || monthOf(parts[i-1]) != 0) {
			continue
		}
		clean = append(clean, p)
	}
	for i := 0; i+3 <= len(clean); i++ {
		if q.dates = datesOf(clean[i], clean[i+1], clean[i+2]); len(q.dates) > 0 {
			return append(clean[:i:i], clean[i+3:]...)
		}
	}
	return parts
}

// datesOf reads three parts as a date in every order that people write.
func datesOf(a, b, c string) (out []record.Date) {
	add := func(year, month, day string) {
		y, m, d := number(year), number(month), number(day)
		if m == 0 {
			m = monthOf(month)
		}
		if len(year) != 4 || y < 1850 || y > 2150 || m < 1 || m > 12 || d < 1 || d > 31 {
			return
		}
		date, err := record.ParseDate(record.Date{Year: y, Month: time.Month(m), Day: d}.String())
		if err == nil && (len(out) == 0 || out[0] != date) {
			out = append(out, date)
		}
	}
	if len(a) == 4 {
		add(a, b, c)
		return out
	}
	add(c, a, b)
	add(c, b, a)
	return out
}

// number reads a number of at most four digits; 0 if it is none.
func number(s string) int {
	if !isDigits(s) || len(s) > 4 {
		return 0
	}
	n, _ := strconv.Atoi(s)
	return n
}

var monthNames = [12][]string{{"jan", "ene"}, {"feb"}, {"mar"}, {"apr", "abr"}, {"may"}, {"jun"}, {"jul"}, {"aug", "ago"}, {"sep", "set"}, {"oct"}, {"nov"}, {"dec", "dic"}}

var longMonthNames = [12][]string{{"january", "enero"}, {"february", "febrero"}, {"march", "marzo"}, {"april", "abril"}, {"may", "mayo"}, {"june", "junio"},
	{"july", "julio"}, {"august", "agosto"}, {"september", "septiembre", "setiembre"}, {"october", "octubre"}, {"november", "noviembre"}, {"december", "diciembre"}}

// monthOf reads the name of a month in English or Spanish, from its first
// three letters on; 0 if it is none.
func monthOf(s string) int {
	if len(s) < 3 {
		return 0
	}
	for m := range monthNames {
		for _, short := range monthNames[m] {
			if s == short {
				return m + 1
			}
		}
		for _, long := range longMonthNames[m] {
			if strings.HasPrefix(long, s) {
				return m + 1
			}
		}
	}
	return 0
}

// takeNumber finds a chart number with its letters, "l 00241" or "l241".
func (q *query) takeNumber(parts []string) []string {
	for i, p := range parts {
		used := 1
		if isPrefix(p) && i+1 < len(parts) && isDigits(parts[i+1]) {
			p, used = p+parts[i+1], 2
		}
		head := strings.TrimRightFunc(p, unicode.IsDigit)
		if isPrefix(head) && len(head) < len(p) {
			if key, _ := numberKey(p); key != "" {
				q.numbers = append(q.numbers, key)
				return append(parts[:i:i], parts[i+used:]...)
			}
		}
	}
	return parts
}

// isPrefix reports whether s can be the letters of a chart number.
func isPrefix(s string) bool {
	return len(s) >= 1 && len(s) <= 3 && strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

func isDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
