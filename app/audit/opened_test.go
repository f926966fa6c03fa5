package audit_test

import (
	"strings"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func TestWhoMayTellAPatient(t *testing.T) {
	w := open(t)
	n := len(w.Log.Events())
	for _, by := range []record.Actor{{}, w.Prescriber, w.Therapist, w.Nurse} {
		_, err := w.desk.Opened(ctx, by, w.Patient)
		w.Refused(t, err, record.NotAllowed, "", n)
		_, err = w.desk.Paper(ctx, by, w.Patient, handout.Normal)
		w.Refused(t, err, record.NotAllowed, "", n)
		w.Refused(t, w.desk.KeepPaper(ctx, by, w.Patient, "x.pdf", []byte("%PDF-1.4 x")), record.NotAllowed, "", n)
	}
	_, err := w.desk.Paper(ctx, w.Owner, "no such patient", handout.Normal)
	w.Refused(t, err, record.NotFound, "", n)
	w.Refused(t, w.desk.KeepPaper(ctx, w.Owner, w.Patient, "x.pdf", []byte("MZ\x90\x00")), record.Invalid, "", n)
}

// One line for each person and day, in the clinic's zone; what others opened
// is not among it.
func TestOpened(t *testing.T) {
	w := open(t)
	w.look(w.Therapist, w.Patient) // 08:00
	w.Pass(30 * time.Minute)
	w.look(w.Nurse, w.Patient)
	w.look(w.Nurse, w.Other)
	w.Pass(time.Hour)
	w.look(w.Therapist, w.Patient) // 09:30
	w.Pass(15 * time.Hour)         // 00:30 the next day in Denver, 07:30 UTC
	w.look(w.Therapist, w.Patient)
	for _, by := range []record.Actor{w.Owner, w.Clinic.Desk} {
		got, err := w.desk.Opened(ctx, by, w.Patient)
		w.must(err)
		if len(got) != 3 {
			t.Fatalf("%+v", got)
		}
		one, two, three := got[0], got[1], got[2]
		if one.Name != "Ana Brandt" || one.Day != (record.Date{Year: 2026, Month: 11, Day: 24}) || one.Times != 1 {
			t.Errorf("%+v", one)
		}
		if two.Name != "Ana Brandt" || two.Times != 2 || two.Last.Sub(two.First) != 90*time.Minute || two.Day.Day != 23 || two.Roles[0] != "Therapist" {
			t.Errorf("%+v", two)
		}
		if three.Name != "Nuru Nash" || three.Times != 1 || !three.First.Equal(three.Last) {
			t.Errorf("%+v", three)
		}
	}
	if got, err := w.desk.Opened(ctx, w.Owner, "nobody"); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// said is every text of a document.
func said(d handout.Document) string {
	var b strings.Builder
	for _, bl := range d.Blocks {
		switch bl := bl.(type) {
		case handout.Title:
			b.WriteString(bl.Text + "|" + bl.Sub + "|")
		case handout.Paragraph:
			b.WriteString(bl.Text + "|")
		case handout.Table:
			for _, r := range bl.Rows {
				for _, c := range r.Cells {
					b.WriteString(c.Text + "~" + c.Note + "|")
				}
			}
		}
	}
	return b.String()
}

func TestPaperInThePatientsLanguage(t *testing.T) {
	w := open(t)
	doc, err := w.desk.Paper(ctx, w.Owner, w.Patient, handout.Normal)
	w.must(err)
	if text := said(doc); !strings.Contains(text, "Nadie lo ha abierto todavía.") {
		t.Errorf("of a chart that nobody opened: %q", text)
	}
	w.look(w.Therapist, w.Patient)
	w.look(w.Therapist, w.Patient)
	w.look(w.Both, w.Patient)
	w.look(record.Actor{ID: w.Nurse.ID}, w.Other)
	doc, err = w.desk.Paper(ctx, w.Clinic.Desk, w.Patient, handout.Large)
	w.must(err)
	w.must(doc.Check())
	text := said(doc)
	for _, want := range []string{"Quién abrió su expediente", "23 nov 2026~", "08:00~2 veces", "Ana Brandt~", "Terapeuta~", "Dr. Bo Two~", "Prescriptor, Terapeuta~"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if strings.Contains(text, "Nuru") || doc.Lang != words.Spanish || !strings.Contains(doc.Patient, "L-00001") {
		t.Errorf("%s %s %q", doc.Lang, doc.Patient, text)
	}
	if doc, err = w.desk.Paper(ctx, w.Owner, w.Other, handout.Normal); err != nil || !strings.Contains(said(doc), "Who opened your chart") {
		t.Errorf("%v %q", err, said(doc))
	}
}

// What was printed is kept in the chart as it was, and on record.
func TestThePaperIsKept(t *testing.T) {
	w := open(t)
	w.must(w.desk.KeepPaper(ctx, w.Owner, w.Patient, "opened.pdf", []byte("%PDF-1.4 x")))
	docs, _, err := document.New(w.Log).List(ctx, w.Clinic.Desk, w.Patient)
	w.must(err)
	if len(docs) != 1 || docs[0].Kind != document.Handout || docs[0].Origin != document.Produced || docs[0].Added.Name != "Olga Ortiz" {
		t.Errorf("%+v", docs)
	}
	if l, text := w.latest(); l.Kind != audit.KindPrinted || text != "Printed: Who opened the chart" || l.Patient != w.Patient {
		t.Errorf("%q of %s", text, l.Patient)
	}
}
