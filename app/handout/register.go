package handout

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// StockLine is what was on hand of one lot. Amounts come with their unit, in
// the document's language.
type StockLine struct {
	Drug, Form, Strength, Lot string // Form is English
	Expiry                    record.Date
	Containers                int64  // unopened
	Opened, Drawn, Total      string // in opened containers; drawn and not accounted for; on hand
	MG                        string // milligrams on hand
}

// RegisterLine is one line of the register. What is English; figures stand
// without their unit, which heads their column.
type RegisterLine struct {
	At, Entered    time.Time // Entered is zero unless the line is a late entry
	What           string
	Amount, OnHand string // OnHand is what was left after it
	Number         string // the patient's chart number
	By, Witness    string
	Remark         string
	Struck         bool // taken back
}

// RegisterLot is the register of one lot.
type RegisterLot struct {
	Drug, Form, Strength, Lot, Unit string // Form and Unit are English
	Expiry                          record.Date
	Opening, Closing                string // with their unit, in the document's language
	Lines                           []RegisterLine
	Open                            []string // what a person must see to, in the document's language
}

// registerSheet refuses a sheet that cannot carry a paper of the register, and
// makes its frame. It is about no patient.
func registerSheet(book *words.Book, s Sheet, title string) (*writer, *Document, error) {
	if s.Zone == nil || s.Printed.IsZero() || strings.TrimSpace(s.Clinic.Name) == "" {
		return nil, nil, errors.New("handout: a paper of the register needs a clinic, a time and a zone")
	}
	w := &writer{book: book, sheet: s}
	t := w.T(title)
	return w, w.document(t, t, w.T("For the clinic’s own files")), nil
}

// RegisterInventory makes the inventory of controlled drugs at an instant.
func RegisterInventory(book *words.Book, s Sheet, at time.Time, lines []StockLine) (*Document, error) {
	w, d, err := registerSheet(book, s, "Inventory of controlled drugs")
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		return nil, errors.New("handout: an inventory needs its instant")
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T("What was on hand on %s, by the register", book.DateTime(s.Lang, at, s.Zone))})
	t := Table{Columns: []Column{{Title: w.T("Drug"), Share: 27}, {Title: w.T("Lot"), Share: 18}, {Title: w.T("Expires"), Share: 16}, {Title: w.T("Unopened"), Share: 18, Align: Right},
		{Title: w.T("In opened ones"), Share: 15, Align: Right}, {Title: w.T("On hand"), Share: 17, Align: Right}, {Title: w.T("Drawn, open"), Share: 15, Align: Right}}}
	for _, l := range lines {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: l.Drug + " " + l.Strength, Note: w.T(l.Form)}, {Text: l.Lot}, {Text: book.Date(s.Lang, l.Expiry)},
			{Text: strconv.FormatInt(l.Containers, 10)}, {Text: l.Opened}, {Text: l.Total, Note: l.MG + " mg"}, {Text: l.Drawn}}})
	}
	if len(t.Rows) == 0 {
		d.Blocks = append(d.Blocks, Paragraph{Text: w.T("Nothing was on hand.")})
	} else {
		d.Blocks = append(d.Blocks, t)
	}
	d.Blocks = append(d.Blocks, Signatures{DateLabel: w.T("Date"), Lines: []Signature{{Label: w.T("Counted by")}, {Label: w.T("Witness")}}})
	return d, nil
}

// RegisterReport makes the register from one day to another, lot by lot.
func RegisterReport(book *words.Book, s Sheet, from, to record.Date, lots []RegisterLot) (*Document, error) {
	w, d, err := registerSheet(book, s, "Register of controlled drugs")
	if err != nil {
		return nil, err
	}
	if from.IsZero() || to.IsZero() {
		return nil, errors.New("handout: a report of the register needs its days")
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T("From %s to %s", book.Date(s.Lang, from), book.Date(s.Lang, to))})
	for _, l := range lots {
		d.Blocks = append(d.Blocks, w.registerLot(l)...)
	}
	if len(lots) == 0 {
		d.Blocks = append(d.Blocks, Paragraph{Text: w.T("Nothing was on hand, and nothing was written.")})
	} else {
		d.Blocks = append(d.Blocks, Paragraph{Style: Quiet, Text: w.T("What is on hand stands at each line as it was after it; lines of one minute stand as they were written down. A line that was taken back is struck out and counts for nothing.")})
	}
	d.Blocks = append(d.Blocks, Signatures{DateLabel: w.T("Date"), Lines: []Signature{{Label: w.T("Seen by")}}})
	return d, nil
}

func (w *writer) registerLot(l RegisterLot) []Block {
	blocks := []Block{
		Heading{w.T("%s %s, lot %s", l.Drug, l.Strength, l.Lot)},
		Fields{Columns: 2, Items: []Field{
			{Label: w.T("Form"), Value: w.T(l.Form)}, {Label: w.T("Expires"), Value: w.book.Date(w.sheet.Lang, l.Expiry)},
			{Label: w.T("On hand at the beginning"), Value: l.Opening}, {Label: w.T("On hand at the end"), Value: l.Closing}}},
	}
	if len(l.Open) > 0 {
		blocks = append(blocks, Notice{Tone: Caution, Title: w.T("To be put right"), Items: l.Open})
	}
	if len(l.Lines) == 0 {
		return append(blocks, Paragraph{Style: Quiet, Text: w.T("Nothing was written in this time.")})
	}
	in := " (" + w.T(l.Unit) + ")"
	t := Table{Columns: []Column{{Title: w.T("When"), Share: 24}, {Title: w.T("What"), Share: 30}, {Title: w.T("Amount") + in, Share: 16, Align: Right},
		{Title: w.T("On hand") + in, Share: 16, Align: Right}, {Title: w.T("Chart no."), Share: 14}, {Title: w.T("By"), Share: 24}}}
	for _, r := range l.Lines {
		when := Cell{Text: w.book.DateTime(w.sheet.Lang, r.At, w.sheet.Zone)}
		if !r.Entered.IsZero() {
			when.Note = w.T("written down %s", w.book.DateTime(w.sheet.Lang, r.Entered, w.sheet.Zone))
		}
		by := Cell{Text: r.By}
		if r.Witness != "" {
			by.Note = w.T("Witness: %s", r.Witness)
		}
		what := Cell{Text: w.T(r.What), Note: r.Remark}
		if r.Struck {
			what.Note = joined(" · ", w.T("taken back"), r.Remark)
		}
		t.Rows = append(t.Rows, Row{Struck: r.Struck, Cells: []Cell{when, what, {Text: r.Amount}, {Text: r.OnHand}, {Text: r.Number}, by}})
	}
	return append(blocks, t)
}
