package handout

import (
	"fmt"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Opening is one person who opened a chart on one day. Roles are English; the
// paper says them in its own language.
type Opening struct {
	Day         record.Date
	First, Last time.Time
	Times       int
	Name        string // "" for somebody who is not known any more
	Roles       []string
}

// OpeningsList makes the paper that tells a patient who opened their chart,
// the latest day first.
func OpeningsList(book *words.Book, sheet Sheet, openings []Opening) (*Document, error) {
	w, d, err := newDocument(book, sheet, book.Say(sheet.Lang, "Who opened your chart"), book.Say(sheet.Lang, "Who opened your chart"))
	if err != nil {
		return nil, err
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T("Everybody who opened your chart in this clinic, up to %s", w.book.DateTime(sheet.Lang, sheet.Printed, sheet.Zone))})
	t := Table{Columns: []Column{{Title: w.T("Day"), Share: 22}, {Title: w.T("Time"), Share: 22}, {Title: w.T("Who"), Share: 32}, {Title: w.T("Their work here"), Share: 32}}}
	for i, o := range openings {
		if o.Times < 1 || o.Day.IsZero() {
			return nil, fmt.Errorf("handout: opening %d has no day or no times", i)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: book.Date(sheet.Lang, o.Day)}, w.span(o), {Text: w.known(o.Name)}, {Text: w.roles(o.Roles)}}})
	}
	if len(t.Rows) == 0 {
		d.Blocks = append(d.Blocks, Paragraph{Text: w.T("Nobody has opened it yet.")})
		return d, nil
	}
	d.Blocks = append(d.Blocks, t, Paragraph{Style: Quiet,
		Text: w.T("The program keeps this list by itself and nobody can change it. Ask us if you do not know why somebody is on it.")})
	return d, nil
}

// span is from when to when, and how often.
func (w *writer) span(o Opening) Cell {
	first, last := words.Time(o.First, w.sheet.Zone), words.Time(o.Last, w.sheet.Zone)
	if o.Times == 1 {
		return Cell{Text: first}
	}
	c := Cell{Text: first, Note: w.T("%d times", o.Times)}
	if last != first {
		c.Text = w.T("%s to %s", first, last)
	}
	return c
}

func (w *writer) known(name string) string {
	if name == "" {
		return w.T("Somebody who is not known any more")
	}
	return name
}

func (w *writer) roles(roles []string) string {
	said := make([]string, len(roles))
	for i, r := range roles {
		said[i] = w.T(r)
	}
	return strings.Join(said, ", ")
}
