package handout

import (
	"errors"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// OutcomePoint is one measure on the paper of a patient's outcomes. All words
// are in the document's language.
type OutcomePoint struct {
	At      time.Time
	Value   float64 // of the picture; only where Drawn
	Drawn   bool    // false: it has no total, and is marked
	Worse   bool    // worse by as much as counts
	Total   string
	Change  string // since the baseline
	Verdict string
	Alert   string // what single answers raised
}

// OutcomeStep is one action of integration.
type OutcomeStep struct {
	At         time.Time // of its session
	What, Kept string
}

// Outcomes is one scale of a patient over time.
type Outcomes struct {
	Scale     string
	Low, High float64 // of the scale
	Points    []OutcomePoint
	Limits    []Limit
	Doses     []Mark
	Steps     []OutcomeStep
	Basis     string   // which measure is the baseline
	Rules     []string // what counts, with its source
	Notice    string   // the scale's licence notice
}

// OutcomesReport makes the paper of a patient's outcomes on one scale: the
// same picture as on screen, and every value in a table.
func OutcomesReport(book *words.Book, s Sheet, o Outcomes) (*Document, error) {
	if len(o.Points) == 0 || o.Low >= o.High {
		return nil, errors.New("handout: outcomes need a measure and a scale")
	}
	w, d, err := newDocument(book, s, book.Say(s.Lang, "Outcomes"), book.Say(s.Lang, "Outcomes"))
	if err != nil {
		return nil, err
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: o.Scale}, w.outcomesChart(o), Paragraph{Style: Quiet, Text: o.Basis}, w.outcomesTable(o))
	if len(o.Steps) > 0 {
		t := Table{Columns: []Column{{Title: w.T("Session"), Share: 20}, {Title: w.T("Step of integration"), Share: 45}, {Title: w.T("What became of it"), Share: 35}}}
		for _, st := range o.Steps {
			t.Rows = append(t.Rows, Row{Cells: Cells(w.date(st.At), st.What, st.Kept)})
		}
		d.Blocks = append(d.Blocks, Heading{w.T("Integration")}, t)
	}
	d.Blocks = append(d.Blocks, Heading{w.T("What counts")}, Bullets{o.Rules},
		Paragraph{Style: Quiet, Text: joined(" ", w.T("The figures show what was answered. What they mean, a clinician decides."), o.Notice)})
	return d, nil
}

func (w *writer) outcomesTable(o Outcomes) Table {
	t := Table{Columns: []Column{{Title: w.T("Date"), Share: 18}, {Title: w.T("Total"), Share: 16}, {Title: w.T("Since the baseline"), Share: 20}, {Title: w.T("In words"), Share: 46}}}
	for _, p := range o.Points {
		sign := NoSign
		switch {
		case p.Alert != "":
			sign = Stop
		case p.Worse:
			sign = Review
		}
		t.Rows = append(t.Rows, Row{Sign: sign, Cells: []Cell{{Text: w.date(p.At)}, {Text: p.Total}, {Text: p.Change}, {Text: p.Verdict, Note: p.Alert}}})
	}
	return t
}

func (w *writer) date(t time.Time) string {
	return w.book.Date(w.sheet.Lang, record.DateOf(t, w.sheet.Zone))
}

// outcomesChart draws the totals, what got worse and what raised an alert with
// shapes of their own, and a ring on the lowest line for what has no total.
func (w *writer) outcomesChart(o Outcomes) Chart {
	lines := []Line{{Name: w.T("Total"), Shape: Dot}, {Name: w.T("Worse"), Shape: Up, Loose: true},
		{Name: w.T("Alert"), Shape: Alert, Loose: true}, {Name: w.T("No total"), Shape: Ring, Loose: true}}
	for _, p := range o.Points {
		at := Point{p.At, o.Low}
		if p.Drawn {
			at.Value = p.Value
			lines[0].Points = append(lines[0].Points, at)
		} else {
			lines[3].Points = append(lines[3].Points, at)
		}
		if p.Worse {
			lines[1].Points = append(lines[1].Points, at)
		}
		if p.Alert != "" {
			lines[2].Points = append(lines[2].Points, at)
		}
	}
	c := Chart{Marks: o.Doses, Panels: []Panel{{Name: "", Low: o.Low, High: o.High, Limits: o.Limits}}}
	for _, l := range lines {
		if len(l.Points) > 0 {
			c.Panels[0].Lines = append(c.Panels[0].Lines, l)
		}
	}
	c.span()
	if short := 48 * time.Hour; c.To.Sub(c.From) < short {
		c.From, c.To = c.From.Add(-short/2), c.To.Add(short/2)
	}
	c.Dates = w.dates(c.From, c.To)
	if len(c.Marks) > maxMarks {
		c.Marks, c.Caption = c.Marks[len(c.Marks)-maxMarks:], w.T("There are more doses than this picture can show: it shows the latest.")
	}
	return c
}

// mostDates is how many dates the axis has room for.
const mostDates = 6

// dates gives dates for an axis: every so many days, from the first midnight.
func (w *writer) dates(from, to time.Time) []Date {
	span := to.Sub(from).Hours() / 24
	step := 1
	for _, s := range []int{2, 7, 14, 28, 56, 91, 182, 365, 730, 1826, 3652} {
		if span/float64(step) > mostDates {
			step = s
		}
	}
	var out []Date
	for d := record.DateOf(from, w.sheet.Zone).AddDays(1); ; d = d.AddDays(step) {
		at := d.Start(w.sheet.Zone)
		if at.After(to) || len(out) == maxDates {
			return out
		}
		out = append(out, Date{at, w.book.Date(w.sheet.Lang, d)})
	}
}

// OutcomeCell is one figure of the clinic's outcomes, in words: "12 of 20 (60
// in 100)", with a remark below.
type OutcomeCell struct{ Text, Note string }

// OutcomeRow is one point after the latest dosing session.
type OutcomeRow struct {
	When                                                string
	Unheard, Lost, Compared, Response, Remission, Worse OutcomeCell
}

// ClinicOutcomes is the matter of the clinic's outcomes on one scale. All
// words are in the document's language.
type ClinicOutcomes struct {
	Scale   string
	Chosen  string   // whom it is about
	Counts  []string // who started, who is not counted yet
	Target  string
	Rows    []OutcomeRow
	Rules   []string // how it is counted
	Caution string
	Others  [][4]string // published: what, figure, patients, source
}

// ClinicOutcomesReport makes the paper of the clinic's outcomes.
func ClinicOutcomesReport(book *words.Book, s Sheet, o ClinicOutcomes) (*Document, error) {
	w, d, err := registerSheet(book, s, "Outcomes of the clinic")
	if err != nil {
		return nil, err
	}
	if len(o.Rows) == 0 {
		return nil, errors.New("handout: the clinic's outcomes need their points")
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: joined(" · ", o.Scale, o.Chosen)}, Bullets{o.Counts})
	lost := Table{Columns: []Column{{Title: w.T("After the latest session"), Share: 30}, {Title: w.T("Lost to follow-up"), Share: 70}}}
	t := Table{Columns: []Column{{Title: w.T("After the latest session"), Share: 16}, {Title: w.T("Without this scale"), Share: 17}, {Title: w.T("Compared"), Share: 15},
		{Title: w.T("Response"), Share: 17}, {Title: w.T("Remission"), Share: 17}, {Title: w.T("Worse"), Share: 17}}}
	cell := func(c OutcomeCell) Cell { return Cell(c) }
	for _, r := range o.Rows {
		lost.Rows = append(lost.Rows, Row{Cells: []Cell{{Text: r.When}, cell(r.Unheard)}})
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: r.When}, cell(r.Lost), cell(r.Compared), cell(r.Response), cell(r.Remission), cell(r.Worse)}})
	}
	d.Blocks = append(d.Blocks, Heading{w.T("Lost to follow-up")}, Paragraph{Text: o.Target}, lost, Heading{o.Scale}, t)
	others := Table{Columns: []Column{{Title: w.T("What"), Share: 34}, {Title: w.T("Figure"), Share: 14}, {Title: w.T("Patients"), Share: 18}, {Title: w.T("Source"), Share: 34}}}
	for _, p := range o.Others {
		others.Rows = append(others.Rows, Row{Cells: Cells(p[:]...)})
	}
	d.Blocks = append(d.Blocks, Heading{w.T("What others have published")}, Paragraph{Style: Quiet, Text: o.Caution}, others, Heading{w.T("How it is counted")}, Bullets{o.Rules})
	return d, nil
}
