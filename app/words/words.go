// Package words turns the program's English into the language of the reader.
//
// An English sentence is its own key. A Book holds the sentences in the other
// languages; a sentence that is missing there is shown in English, so that a
// gap is a matter of comfort and never of function. A test of the project
// fails on gaps.
package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"kapdesk/app/record"
)

// Lang is a language of the program.
type Lang string

// The languages.
const (
	English Lang = "en"
	Spanish Lang = "es"
)

// Langs lists the languages in the order in which they are offered.
var Langs = []Lang{English, Spanish}

// Name gives the language's own name.
func (l Lang) Name() string {
	if l == Spanish {
		return "Español"
	}
	return "English"
}

// Text is one thing said in each language, as forms, protocols and handouts
// hold it in their data.
type Text struct {
	EN string `json:"en"`
	ES string `json:"es"`
}

// In gives the text in the language; English where it has no other.
func (t Text) In(l Lang) string {
	if l == Spanish && t.ES != "" {
		return t.ES
	}
	return t.EN
}

// String gives the English, so that a Text can be an argument of a Problem.
func (t Text) String() string { return t.EN }

// Book holds the sentences of all languages but English.
type Book struct {
	said map[Lang]map[string]string
}

// Load reads every file <area>.<lang>.json of the file system: a flat JSON
// object from the English sentence to the other. Two files that disagree
// about one sentence are an error.
func Load(files fs.FS) (*Book, error) {
	b := &Book{said: map[Lang]map[string]string{}}
	names, err := fs.Glob(files, "*.*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		parts := strings.Split(path.Base(name), ".")
		lang := Lang(parts[len(parts)-2])
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var entries map[string]string
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if b.said[lang] == nil {
			b.said[lang] = map[string]string{}
		}
		for en, other := range entries {
			if had, ok := b.said[lang][en]; ok && had != other {
				return nil, fmt.Errorf("%s: %q is %q here and %q elsewhere", name, en, other, had)
			}
			b.said[lang][en] = other
		}
	}
	return b, nil
}

// Say gives the English sentence in the language, with its verbs filled in. A
// record.Date, a Text, a Problem or another sentence may be among the arguments.
func (b *Book) Say(l Lang, english string, args ...any) string {
	s := english
	if b != nil {
		if other, ok := b.said[l][english]; ok {
			s = other
		}
	}
	if len(args) == 0 {
		return s
	}
	said := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case record.Date:
			said[i] = b.Date(l, a)
		case Text:
			said[i] = a.In(l)
		case *record.Problem:
			said[i] = b.Problem(l, a)
		case fmt.Stringer:
			said[i] = b.Say(l, a.String())
		default:
			said[i] = a
		}
	}
	return fmt.Sprintf(s, said...)
}

// Has reports whether the book holds the sentence in the language.
func (b *Book) Has(l Lang, english string) bool {
	_, ok := b.said[l][english]
	return ok
}

// Problem gives a problem's words in the language.
func (b *Book) Problem(l Lang, p *record.Problem) string {
	s := b.Say(l, p.Text, p.Args...)
	if p.Next != "" {
		s += " " + b.Say(l, p.Next)
	}
	return s
}

var months = map[Lang][]string{
	English: {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	Spanish: {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
}

var longMonths = map[Lang][]string{
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	Spanish: {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
}

var weekdays = map[Lang][]string{
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Spanish: {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
}

// known falls back to English for a language without its own names.
func known(l Lang) Lang {
	if _, ok := months[l]; ok {
		return l
	}
	return English
}

// Date gives a civil date as people read it, "23 Nov 2026": the month by
// name, so that nobody takes it for the day.
func (b *Book) Date(l Lang, d record.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, months[known(l)][d.Month-1], d.Year)
}

// LongDate gives "Monday, 23 November" (English) or "lunes, 23 de noviembre".
func (b *Book) LongDate(l Lang, d record.Date) string {
	l = known(l)
	day := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
	form := "%s, %d %s"
	if l == Spanish {
		form = "%s, %d de %s"
	}
	return fmt.Sprintf(form, weekdays[l][day], d.Day, longMonths[l][d.Month-1])
}

// Time gives the time of day in the zone, "09:05".
func Time(t time.Time, zone *time.Location) string { return t.In(zone).Format("15:04") }

// DateTime gives "23 Nov 2026, 09:05" in the zone.
func (b *Book) DateTime(l Lang, t time.Time, zone *time.Location) string {
	return b.Date(l, record.DateOf(t, zone)) + ", " + Time(t, zone)
}
