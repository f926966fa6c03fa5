package reports

import (
	"context"

	"kapdesk/app/outcomes"
	"kapdesk/app/record"
)

// name is what a file is offered as.
func (s *Screen) name() string {
	sh := s.Shell
	return sh.T("Outcomes") + " " + s.page.shown.Scale.ID + " " + record.DateOf(sh.Now(), sh.Clinic().Location()).String()
}

// onPrint writes the paper of what is shown. It is on record before its bytes
// go anywhere.
func (s *Screen) onPrint() {
	if s.page == nil {
		return
	}
	sh, by, cohort, table := s.Shell, s.Shell.Actor(), s.cohort, s.page.shown
	name := s.name() + ".pdf"
	sh.Run(func(ctx context.Context) func() {
		doc, err := s.Outcomes.ClinicDocument(ctx, by, cohort, table, s.Published, sh.Lang())
		var pdf []byte
		if err == nil {
			pdf, err = s.Paint(doc)
		}
		if err == nil {
			err = s.Audit.Printed(ctx, by, outcomes.ClinicPaper, "")
		}
		return func() { s.offer(name, pdf, err, true) }
	})
}

// onExport writes what is shown as a CSV file, which is on record too.
func (s *Screen) onExport() {
	if s.page == nil {
		return
	}
	sh, by, cohort, table := s.Shell, s.Shell.Actor(), s.cohort, s.page.shown
	name := s.name() + ".csv"
	sh.Run(func(ctx context.Context) func() {
		csv, err := s.Outcomes.CSV(cohort, table, sh.Lang())
		if err == nil {
			err = s.Audit.Exported(ctx, by, outcomes.ClinicPaper, "")
		}
		return func() { s.offer(name, csv, err, false) }
	})
}

// offer asks where to keep a file, and opens it if it is to be printed.
func (s *Screen) offer(name string, content []byte, err error, open bool) {
	sh := s.Shell
	if err != nil {
		sh.Fail(err)
		return
	}
	sh.SaveFile(name, content, func(path string, err error) {
		switch {
		case err != nil:
			sh.Fail(&record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The outcomes are unchanged.", Next: "Choose another folder, or make room on the disk."})
		case path == "":
		case open && sh.OpenFile(path) != nil:
			sh.Fail(&record.Problem{Code: record.Unavailable, Text: "The file was written, but nothing on this computer opened it.", Next: "Open it from its folder."})
		default:
			sh.Saved(sh.T("The outcomes were written to a file"))
		}
	})
}
