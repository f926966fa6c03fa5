package handout

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Sheet is what every builder needs beside its own matter: for whom, from
// whom, how and when the paper is printed.
type Sheet struct {
	Clinic      Clinic
	PatientName string // as it stands on the page: the legal name, or the preferred one
	ChartNumber string
	Lang        words.Lang
	Paper       Paper
	Print       Print
	Printed     time.Time
	Zone        *time.Location
	Sample      bool // the clinic is the sample clinic
}

// Signer is someone who signed, or whose signature is still due (At is zero).
type Signer struct {
	Name    string
	Role    string // in the document's language
	At      time.Time
	Strokes [][]Spot // what was drawn, if it was
}

// writer says things in one document's language and zone.
type writer struct {
	book  *words.Book
	sheet Sheet
	start time.Time // times on its date are shown without the date
}

// newDocument checks the sheet and makes the frame of the document.
func newDocument(book *words.Book, s Sheet, title, version string) (*writer, *Document, error) {
	var errs []error
	for name, v := range map[string]string{"patient's name": s.PatientName, "chart number": s.ChartNumber, "clinic's name": s.Clinic.Name} {
		if strings.TrimSpace(v) == "" {
			errs = append(errs, fmt.Errorf("handout: the %s is missing", name))
		}
	}
	if s.Zone == nil {
		errs = append(errs, errors.New("handout: no time zone"))
	}
	if s.Printed.IsZero() {
		errs = append(errs, errors.New("handout: no time of printing"))
	}
	if len(errs) > 0 {
		return nil, nil, errors.Join(errs...)
	}
	w := &writer{book: book, sheet: s}
	return w, w.document(title, version, s.PatientName+" · "+s.ChartNumber), nil
}

// document makes the frame of a document; line stands on every page.
func (w *writer) document(title, version, line string) *Document {
	s := w.sheet
	d := &Document{
		Title: title, Version: version, Patient: line,
		Clinic: s.Clinic, Lang: s.Lang, Paper: s.Paper, Print: s.Print, Printed: s.Printed, Zone: s.Zone,
		Frame: Frame{Page: w.T("Page %d of %d"), Printed: w.T("Printed %s", w.book.DateTime(s.Lang, s.Printed, s.Zone))},
	}
	if s.Sample {
		d.Frame.Sample = w.T("SAMPLE")
	}
	return d
}

// T says the English sentence in the document's language.
func (w *writer) T(english string, args ...any) string {
	return w.book.Say(w.sheet.Lang, english, args...)
}

// clock gives the time of day; with the date if it is not the day the
// document is about, and with the zone's name if the clocks were changed
// between the two.
func (w *writer) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	text := words.Time(t, w.sheet.Zone)
	if w.start.IsZero() {
		return text
	}
	name, offset := t.In(w.sheet.Zone).Zone()
	if _, o := w.start.In(w.sheet.Zone).Zone(); o != offset {
		text += " " + name
	}
	if day := record.DateOf(t, w.sheet.Zone); day != record.DateOf(w.start, w.sheet.Zone) {
		text = w.book.Date(w.sheet.Lang, day) + ", " + text
	}
	return text
}

// visit gives a date and time as a patient reads it: "Tuesday, 1 December,
// 2:30 PM", with the year where it is another one.
func (w *writer) visit(t time.Time) string { return w.day(t) + ", " + w.hour(t) }

func (w *writer) day(t time.Time) string {
	d := record.DateOf(t, w.sheet.Zone)
	s := w.book.LongDate(w.sheet.Lang, d)
	if d.Year == w.sheet.Printed.In(w.sheet.Zone).Year() {
		return s
	}
	if w.sheet.Lang == words.Spanish {
		return s + " de " + strconv.Itoa(d.Year)
	}
	return s + " " + strconv.Itoa(d.Year)
}

func (w *writer) hour(t time.Time) string {
	t = t.In(w.sheet.Zone)
	half := "AM"
	if t.Hour() >= 12 {
		half = "PM"
	}
	if w.sheet.Lang == words.Spanish {
		half = map[string]string{"AM": "a.\u00a0m.", "PM": "p.\u00a0m."}[half]
	}
	return t.Format("3:04") + "\u00a0" + half
}

// signatures makes the lines to sign. One that is due says nothing of a date.
func (w *writer) signatures(signers []Signer) Signatures {
	s := Signatures{DateLabel: w.T("Date")}
	for _, g := range signers {
		sig := Signature{Label: g.Role, Name: g.Name, Strokes: g.Strokes}
		if !g.At.IsZero() {
			sig.When = w.T("signed %s", w.book.DateTime(w.sheet.Lang, g.At, w.sheet.Zone))
		}
		s.Lines = append(s.Lines, sig)
	}
	return s
}

// unsigned tells whether no one signed, or someone has yet to.
func unsigned(signers []Signer) bool {
	for _, g := range signers {
		if g.At.IsZero() {
			return true
		}
	}
	return len(signers) == 0
}

// Cells makes plain cells of the texts.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, t := range texts {
		cells[i] = Cell{Text: t}
	}
	return cells
}

// lines joins the parts that are there, one below the other.
func lines(parts ...string) string { return joined("\n", parts...) }

// joined joins the parts that are there.
func joined(between string, parts ...string) string {
	there := make([]string, 0, len(parts))
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, between)
}

// number gives a figure without needless noughts.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
