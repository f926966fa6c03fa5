package audit

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// ExportedAudit is what an export of the audit is recorded as.
const ExportedAudit = "The audit"

// exportPage is how many events an export reads at a time.
const exportPage = 1000

// Export gives every line of the query as a CSV file in a language, the
// newest first: RFC 4180 in UTF-8 with a byte order mark, which spreadsheets
// need to read the letters right. The export is on record before its bytes
// are given; Query.After and Limit are passed over.
func (d *Desk) Export(ctx context.Context, by record.Actor, q Query, lang words.Lang) ([]byte, error) {
	var c clinic.Clinic
	err := d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeAudit); err != nil {
			return err
		}
		var err error
		c, err = clinic.Of(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	s := sheet{book: d.book, lang: lang, zone: c.Location()}
	s.begin()
	q.After, q.Limit = 0, exportPage
	for {
		p, err := d.page(ctx, q, s.zone)
		if err != nil {
			return nil, err
		}
		for _, l := range p.Lines {
			s.line(l)
		}
		if q.After = p.Next; q.After == 0 {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	s.w.Flush()
	if err := s.w.Error(); err != nil {
		return nil, fmt.Errorf("audit as CSV: %w", err)
	}
	return s.out.Bytes(), d.Exported(ctx, by, ExportedAudit, q.Patient)
}

// sheet is a CSV file being written.
type sheet struct {
	out  bytes.Buffer
	w    *csv.Writer
	book *words.Book
	lang words.Lang
	zone *time.Location
}

func (s *sheet) begin() {
	s.out.WriteString("\ufeff")
	s.w = csv.NewWriter(&s.out)
	s.w.UseCRLF = true
	t := func(english string) string { return s.book.Say(s.lang, english) }
	heads := []string{}
	for _, h := range columns {
		heads = append(heads, t(h))
	}
	s.write(heads)
}

// columns are the headings of the file.
var columns = []string{"Time (UTC)", "Time here", "Who", "Role", "What was done", "Sort", "Patient", "Chart no.", "Laptop", "Kind of event", "Event"}

func (s *sheet) line(l Line) {
	roles := make([]string, len(l.Roles))
	for i, r := range l.Roles {
		roles[i] = s.book.Say(s.lang, string(r))
	}
	s.write([]string{l.At.UTC().Format(time.RFC3339), l.At.In(s.zone).Format("2006-01-02 15:04:05"), l.Who(s.book, s.lang), strings.Join(roles, ", "),
		l.Said(s.book, s.lang, s.zone), s.book.Say(s.lang, string(l.Group)), l.PatientName, l.Number, l.Laptop(s.book, s.lang), l.Kind, l.ID.String()})
}

func (s *sheet) write(cells []string) {
	for i := range cells {
		cells[i] = defuse(cells[i])
	}
	_ = s.w.Write(cells) // told by Error at the end
}

// defuse keeps a spreadsheet from taking a cell for a formula: a patient may
// be called "=HYPERLINK(...)" by somebody who means harm.
func defuse(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
