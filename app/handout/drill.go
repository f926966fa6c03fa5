package handout

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Drill is what was found when a backup was restored to try it.
type Drill struct {
	Name        string // of the backup's file
	Made, Tried time.Time
	Events      int
	Patients    int
	Visits      int
	Head        record.Hash // of the laptop's last event in it
	Signed      string      // the code of the checkpoint in it; "" for none
	Version     string      // of the program that tried it
}

// DrillProof makes the page that proves that a backup could be restored. It is
// about no patient.
func DrillProof(book *words.Book, s Sheet, d Drill) (*Document, error) {
	switch {
	case s.Zone == nil || s.Printed.IsZero() || strings.TrimSpace(s.Clinic.Name) == "":
		return nil, errors.New("handout: a drill's proof needs a clinic, a time and a zone")
	case d.Name == "" || d.Made.IsZero() || d.Tried.IsZero() || d.Head == record.Hash{}:
		return nil, errors.New("handout: a drill's proof needs a backup, its times and its head")
	}
	w := &writer{book: book, sheet: s}
	title := w.T("Proof that a backup can be restored")
	doc := w.document(title, title, w.T("For the clinic’s own files"))
	doc.Blocks = []Block{
		Title{Text: title, Sub: s.Clinic.Name},
		Paragraph{Text: w.T("The program restored this backup to a place of its own, opened it, read every page of it and compared it with the clinic. It was whole. Then the program removed what it had restored.")},
		Fields{Columns: 2, Items: []Field{
			{Label: w.T("Backup"), Value: d.Name},
			{Label: w.T("Backup made"), Value: book.DateTime(s.Lang, d.Made, s.Zone)},
			{Label: w.T("Tried"), Value: book.DateTime(s.Lang, d.Tried, s.Zone)},
			{Label: w.T("By which version of KAP Desk"), Value: w.orNone(d.Version)},
		}},
		Heading{w.T("What was in it")},
		Fields{Columns: 3, Items: []Field{
			{Label: w.T("Events"), Value: strconv.Itoa(d.Events)},
			{Label: w.T("Patients"), Value: strconv.Itoa(d.Patients)},
			{Label: w.T("Visits"), Value: strconv.Itoa(d.Visits)},
		}},
		Heading{w.T("By what it is known again")},
		Fields{Columns: 2, Items: []Field{
			{Label: w.T("Code of the last event"), Value: inFours(d.Head.String()[:12])},
			{Label: w.T("Code that the laptop signed"), Value: w.orNone(d.Signed)},
		}},
		Paragraph{Style: Quiet, Text: w.T("The audit finds the signed code under “Check a code”, as long as the log goes back to what was signed then.")},
		Signatures{DateLabel: w.T("Date"), Lines: []Signature{{Label: w.T("Seen by")}}},
	}
	return doc, nil
}

func (w *writer) orNone(s string) string {
	if s == "" {
		return w.T("none")
	}
	return s
}

// inFours sets digits in groups of four, to be read out.
func inFours(s string) string {
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:min(i+4, len(s))])
	}
	return strings.Join(groups, " ")
}
