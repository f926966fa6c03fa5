package outcomes

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// ClinicPaper is what a paper or a file of the clinic's outcomes is on record
// as.
const ClinicPaper = "The clinic’s outcomes"

// voice makes a Voice that tells dates in the zone.
func (d *Desk) voice(lang words.Lang, c clinic.Clinic) Voice {
	return Voice{Book: d.book, Lang: lang, Clock: func(p Point) string { return d.book.Date(lang, record.DateOf(p.At, c.Location())) }}
}

// Paper makes the paper of one scale of a patient, in the patient's language
// unless lang says another, for who may print from the chart. Code NotFound if
// the scale was never taken.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, scale string, lang words.Lang, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintChart); err != nil {
			return err
		}
		story, err := d.story(r, patient)
		if err != nil {
			return err
		}
		s, ok := story.Find(scale)
		if !ok {
			return &record.Problem{Code: record.NotFound, Text: "This scale has not been taken yet.", Next: "Take it first, then print it."}
		}
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet, _, err := handout.SheetOf(r, patient, lang, print)
		if err != nil {
			return err
		}
		made, err := handout.OutcomesReport(d.book, sheet, d.voice(sheet.Lang, c).matter(story, s))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// matter is one scale for paper.
func (v Voice) matter(story Story, s Scale) handout.Outcomes {
	low, high := s.Range()
	o := handout.Outcomes{Scale: v.T(s.Title), Low: float64(low), High: float64(high), Basis: v.T(string(s.Basis)), Rules: v.Rules(s)}
	if s.In != nil {
		o.Notice = s.In.Licence.Notice
	}
	for i, p := range s.Points {
		change := v.Change(s, i)
		o.Points = append(o.Points, handout.OutcomePoint{At: p.At, Value: Float(p.Value), Drawn: p.Value != nil, Worse: p.Worse(), Total: v.Total(p), Change: change,
			Verdict: joined(append([]string{v.Status(p), v.Band(s, p)}, v.Verdicts(p)...)), Alert: joined(v.Alerts(p))})
	}
	for _, l := range s.Levels {
		o.Limits = append(o.Limits, handout.Limit{Label: v.Level(l), Value: Float(l.Value), Good: l.What != Worsening})
	}
	for _, d := range story.Sessions {
		o.Doses = append(o.Doses, handout.Mark{At: d.At, Label: v.Dose(d)})
	}
	for _, st := range story.Steps {
		o.Steps = append(o.Steps, handout.OutcomeStep{At: st.At, What: st.What, Kept: v.Kept(st)})
	}
	return o
}

// Float is a total for drawing alone; nothing is compared with it.
func Float(x *big.Rat) float64 {
	if x == nil {
		return 0
	}
	f, _ := x.Float64()
	return f
}

// Count says a cell in words: "12 of 20 (60 in 100)".
func (v Voice) Count(c Cell) string {
	switch {
	case c.NoRule:
		return v.T("The scale has no such rule")
	case c.Hidden:
		return v.T("fewer than five")
	case c.Of == 0:
		return v.T("nobody")
	}
	return v.T("%d of %d (%s in 100)", c.N, c.Of, c.InHundred())
}

// Between says the interval of a cell; "" where none is told.
func (v Voice) Between(c Cell) string {
	if !c.Told() {
		return ""
	}
	low, high := c.Interval()
	return v.T("interval %d to %d in 100", int(math.Floor(low+0.5)), int(math.Floor(high+0.5)))
}

// Note says what stands under a count of those compared: its interval, and
// the same count against everybody due, in whom the lost ones stay.
func (v Voice) Note(c Cell, r Row) string {
	if !c.Told() || !r.Compared.Told() {
		return v.Between(c)
	}
	return joined([]string{v.Between(c), v.T("%d of %d due", c.N, r.Compared.Of)})
}

// Counts says who the table is about.
func (v Voice) Counts(t Table) []string {
	out := []string{v.T("Started (a first dose): %s", v.started(t))}
	for _, r := range t.Rows {
		if r.Due.Told() {
			out = append(out, v.T("%s after the latest session: %d due, %d not due yet", r.When.Title, r.Due.N, r.Early.N))
		}
	}
	if t.Never.Told() {
		out = append(out, v.T("Never completed this scale: %d of %d; where due they count as lost", t.Never.N, t.Never.Of))
	}
	return out
}

func (v Voice) started(t Table) string {
	if !t.Started.Told() {
		return v.Count(t.Started)
	}
	return v.T("%d of all %d", t.Started.N, t.Started.Of)
}

// Chosen says whom a filter chooses.
func (v Voice) Chosen(c *Cohort, f Filter) string {
	route, span := v.T("every route"), v.T("any number of sessions")
	for _, r := range c.routes {
		if r.ID == f.Route {
			route = v.T(r.Name)
		}
	}
	for _, s := range c.rules.Sessions {
		if s.ID == f.Span {
			span = s.Title.In(v.Lang)
		}
	}
	return route + " · " + span
}

// Counting says how the table is counted.
func (v Voice) Counting(r *Rules) []string {
	out := []string{
		v.T("Everybody with a first dose is counted, also who never came back: without a measure in the window they count as lost."),
		v.T("Weeks count from the latest dosing session. A point is due when its window has closed; the measure nearest to it in the window counts, the later of two as near."),
		v.T("Response, remission and worse are by the scale’s own rules against the baseline: the measure labelled so, else the last before the first dose."),
		v.T("The interval is Wilson’s score interval at 95 in 100. It tells what chance alone could do, not what loss did."),
	}
	for _, w := range r.Points {
		out = append(out, v.T("%s: day %d to day %d (%s)", w.Title, w.FromDay, w.ToDay, w.Source))
	}
	return append(out, r.LeastWhy.In(v.Lang)+" "+v.T("A choice that would give such a number away by comparing it with another is not told either."))
}

// Published says one published figure.
func (v Voice) Published(f Figure) (what, figure, people, source string) {
	figure = f.Low
	if f.High != "" {
		figure = v.T("%s to %s", f.Low, f.High)
	}
	switch f.Unit {
	case "in100":
		figure = v.T("%s in 100", figure)
	case "points":
		figure = v.T("%s points", figure)
	}
	people = v.T("%d patients", f.N)
	if f.Of > 0 {
		people = v.T("%d of %d patients", f.N, f.Of)
	}
	name := map[string]string{"response": v.T("Response"), "remission": v.T("Remission"), "worse": v.T("Worse"), "lost": v.T("Lost to follow-up")}[f.Figure]
	return joined([]string{name, f.When.In(v.Lang), f.Text.In(v.Lang)}), figure, people, fmt.Sprintf("%s, %d", f.Source, f.Year)
}

// ClinicDocument makes the paper of a table.
func (d *Desk) ClinicDocument(ctx context.Context, by record.Actor, c *Cohort, t Table, p *Published, lang words.Lang) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeOutcomes); err != nil {
			return err
		}
		practice, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet := handout.SheetOfClinic(practice, lang, handout.Normal, r.Now())
		made, err := handout.ClinicOutcomesReport(d.book, sheet, d.voice(lang, practice).clinicMatter(c, t, p))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

func (v Voice) clinicMatter(c *Cohort, t Table, p *Published) handout.ClinicOutcomes {
	o := handout.ClinicOutcomes{Scale: v.T(t.Scale.Name), Chosen: v.Chosen(c, t.Filter), Counts: v.Counts(t), Target: c.rules.Target.Text.In(v.Lang) + " (" + c.rules.Target.Source + ").",
		Rules: v.Counting(c.rules), Caution: p.Caution.In(v.Lang)}
	for _, r := range t.Rows {
		cell := func(c Cell) handout.OutcomeCell { return handout.OutcomeCell{Text: v.Count(c), Note: v.Between(c)} }
		said := func(c Cell) handout.OutcomeCell { return handout.OutcomeCell{Text: v.Count(c), Note: v.Note(c, r)} }
		o.Rows = append(o.Rows, handout.OutcomeRow{When: r.When.Title.In(v.Lang), Unheard: cell(r.Unheard), Lost: cell(r.Lost), Compared: cell(r.Compared),
			Response: said(r.Response), Remission: said(r.Remission), Worse: said(r.Worse)})
	}
	for _, f := range p.Figures {
		what, figure, people, source := v.Published(f)
		o.Others = append(o.Others, [4]string{what, figure, people, source})
	}
	return o
}

// CSV writes a table as a file: RFC 4180 in UTF-8 with a byte order mark. A
// cell that is not told is written in words and never as a number.
func (d *Desk) CSV(c *Cohort, t Table, lang words.Lang) ([]byte, error) {
	v := Voice{Book: d.book, Lang: lang}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	rows := [][]string{{v.T("Scale"), v.T("Route"), v.T("Sessions"), v.T("Point"), v.T("Figure"), v.T("How many"), v.T("Of"), v.T("In 100"), v.T("Remark")}}
	route, span := v.T("every route"), v.T("any number of sessions")
	if t.Filter.Route != "" {
		route = t.Filter.Route
	}
	if t.Filter.Span != "" {
		span = t.Filter.Span
	}
	line := func(point, figure string, cell Cell) {
		row := []string{t.Scale.ID, route, span, point, figure, "", "", "", ""}
		if cell.Told() {
			row[5], row[6], row[7] = strconv.Itoa(cell.N), strconv.Itoa(cell.Of), cell.InHundred()
		} else {
			row[8] = v.Count(cell)
		}
		rows = append(rows, row)
	}
	line("", v.T("Started"), t.Started)
	line("", v.T("Never completed this scale"), t.Never)
	for _, r := range t.Rows {
		for _, f := range []struct {
			name string
			cell Cell
		}{{v.T("Due"), r.Due}, {v.T("Not due yet"), r.Early}, {v.T("Lost to follow-up"), r.Unheard}, {v.T("Without this scale"), r.Lost}, {v.T("Without a baseline"), r.Baseless},
			{v.T("Compared"), r.Compared}, {v.T("Response"), r.Response}, {v.T("Remission"), r.Remission}, {v.T("Worse"), r.Worse}} {
			line(r.When.Title.In(lang), f.name, f.cell)
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("outcomes as CSV: %w", err)
	}
	return out.Bytes(), nil
}
