package register

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// The headings of the files.
var (
	stockColumns = []string{"Drug", "Form", "Strength", "Lot", "Expires", "Unopened", "In opened ones", "On hand", "Drawn, open", "Unit", "mg on hand"}
	lineColumns  = []string{"Drug", "Form", "Strength", "Lot", "Expires", "Time (UTC)", "Time here", "Written down (UTC)", "What", "Amount", "On hand", "Unit", "mg given",
		"Chart no.", "Visit", "By", "Witness", "Remark", "Taken back", "Event", "Event taken back"}
)

// The rows of a report that are no lines.
const (
	rowOpening = "On hand at the beginning"
	rowClosing = "On hand at the end"
	rowOpen    = "To be put right"
)

// InventoryCSV gives the inventory at an instant (zero is now) as a CSV file:
// RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need. The
// export is on record before its bytes are given.
func (d *Desk) InventoryCSV(ctx context.Context, by record.Actor, at time.Time, lang words.Lang) ([]byte, error) {
	inv, err := d.Inventory(ctx, by, at)
	if err != nil {
		return nil, err
	}
	t := begin(voice{d.deps.Book, lang, time.UTC}, stockColumns)
	for _, l := range inv.Lots {
		f := l.Form.Figure
		t.row(append(t.label(l.Label), strconv.FormatInt(l.Containers(), 10), f(l.Opened), f(l.OnHand()), f(l.Drawn), t.T(string(l.Form.Unit())), l.mg(l.OnHand())))
	}
	return d.exported(ctx, by, t, InventoryPaper)
}

// ReportCSV gives the register from one day to another as a CSV file, in the
// same form: for each lot what was on hand at the beginning, the lines, what
// was on hand at the end, and what is to be put right.
func (d *Desk) ReportCSV(ctx context.Context, by record.Actor, from, to record.Date, lang words.Lang) ([]byte, error) {
	rep, err := d.Report(ctx, by, from, to)
	if err != nil {
		return nil, err
	}
	var zone *time.Location
	if err := d.deps.Log.View(ctx, func(r record.Reader) error {
		c, err := clinic.Of(r)
		zone = c.Location()
		return err
	}); err != nil {
		return nil, err
	}
	t := begin(voice{d.deps.Book, lang, zone}, lineColumns)
	for _, a := range rep.Accounts {
		t.balance(a.Label, rowOpening, from.Start(zone), a.Opening)
		for _, e := range a.Entries {
			t.line(a.Label, e)
		}
		t.balance(a.Label, rowClosing, to.AddDays(1).Start(zone), a.Closing)
		for _, s := range t.open(a) {
			cells := append(t.label(a.Label), make([]string, len(lineColumns)-5)...)
			cells[8], cells[17] = t.T(rowOpen), s
			t.row(cells)
		}
	}
	return d.exported(ctx, by, t, ReportPaper)
}

func (d *Desk) exported(ctx context.Context, by record.Actor, t *table, what string) ([]byte, error) {
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return nil, fmt.Errorf("register as CSV: %w", err)
	}
	if err := d.deps.Audit.Exported(ctx, by, what, ""); err != nil {
		return nil, err
	}
	return t.out.Bytes(), nil
}

// table is a CSV file being written.
type table struct {
	voice
	out bytes.Buffer
	w   *csv.Writer
}

func begin(v voice, columns []string) *table {
	t := &table{voice: v}
	t.out.WriteString("\ufeff")
	t.w = csv.NewWriter(&t.out)
	t.w.UseCRLF = true
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = t.T(c)
	}
	t.row(heads)
	return t
}

func (t *table) row(cells []string) { _ = t.w.Write(cells) } // told by Error at the end

func (t *table) label(l Label) []string {
	return []string{defuse(l.Drug), t.T(string(l.Form)), l.Strength.Said(l.Form), defuse(l.Number), l.Expiry.String()}
}

func (t *table) line(l Label, e Entry) {
	witness, ug, back, of := "", "", "", ""
	if e.Witness != nil {
		witness = e.Witness.Name
	}
	if e.Kind == KindGiven {
		ug = thousandths(e.UG)
	}
	if len(e.Struck) > 0 {
		back = t.T("taken back")
	}
	if e.Kind == KindCorrected {
		of = e.Body.Line.String()
	}
	t.row(append(t.label(l), utc(e.At), t.here(e.At), utc(e.Entered), t.T(Kinds[e.Kind]), e.figure(l.Form), l.Form.Figure(e.OnHand), t.T(string(l.Form.Unit())), ug,
		defuse(e.Number), string(e.Session), defuse(e.By.Name), defuse(witness), defuse(t.remark(e.Line, l)), back, e.ID.String(), of))
}

func (t *table) balance(l Label, what string, at time.Time, b Balance) {
	cells := append(t.label(l), make([]string, len(lineColumns)-5)...)
	cells[5], cells[6], cells[8], cells[10], cells[11] = utc(at), t.here(at), t.T(what), l.Form.Figure(b.OnHand()), t.T(string(l.Form.Unit()))
	t.row(cells)
}

func utc(t time.Time) string            { return t.UTC().Format(time.RFC3339) }
func (v voice) here(t time.Time) string { return t.In(v.zone).Format("2006-01-02 15:04:05") }

// defuse keeps a spreadsheet from taking what somebody typed for a formula.
// Our own figures may begin with a minus and are left alone.
func defuse(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
