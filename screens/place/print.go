package place

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"kapdesk/app/handout"
	"kapdesk/app/record"
)

// Paint makes the bytes of a PDF from a document.
type Paint func(handout.Document) ([]byte, error)

// Keep puts the bytes that were handed out into the chart, under a name for
// people. A screen gives one that knows its patient and kind of document.
type Keep func(ctx context.Context, name string, pdf []byte) error

// Print is what Ctrl+P does on every screen: it paints the document off the
// window, asks where to keep the file, keeps the same bytes in the chart, and
// opens the file in the system's viewer. When the person thinks better of it
// at the question, nothing is kept. Each step that fails says what stands
// nevertheless.
func Print(s Shell, paint Paint, keep Keep, suggested string, doc handout.Document) {
	PrintPaper(s, paint, keep, suggested, func(context.Context) (handout.Document, error) { return doc, nil })
}

// PrintPaper is Print for a document that has yet to be read from the chart;
// paper is called off the window. The file's name begins with the chart
// number.
func PrintPaper(s Shell, paint Paint, keep Keep, suggested string, paper func(context.Context) (handout.Document, error)) {
	unmade := &record.Problem{Code: record.Unavailable, Text: "The page could not be made. The chart is unchanged.",
		Next: "Try again; if it happens again, tell whoever looks after the program."}
	unwritten := &record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The chart is unchanged.",
		Next: "Choose another folder, or make room on the disk."}
	write(s, paint, paper, suggested, unmade, unwritten, func(path string, pdf []byte) { keepAndOpen(s, keep, path, pdf) })
}

// PrintLoose is PrintPaper for a paper that belongs to no chart, such as the
// clinic's protocol: no copy is kept, and printed puts on record that it left
// the program.
func PrintLoose(s Shell, paint Paint, printed func(context.Context) error, suggested string, paper func(context.Context) (handout.Document, error)) {
	unmade := &record.Problem{Code: record.Unavailable, Text: "The page could not be made. Nothing was changed.",
		Next: "Try again; if it happens again, tell whoever looks after the program."}
	unwritten := &record.Problem{Code: record.Unavailable, Text: "The file could not be written there. Nothing was changed.",
		Next: "Choose another folder, or make room on the disk."}
	write(s, paint, paper, suggested, unmade, unwritten, func(path string, _ []byte) { noteAndOpen(s, printed, path) })
}

// write paints a paper off the window and asks where to write it.
func write(s Shell, paint Paint, paper func(context.Context) (handout.Document, error), suggested string, unmade, unwritten *record.Problem, written func(path string, pdf []byte)) {
	s.Run(func(ctx context.Context) func() {
		doc, err := paper(ctx)
		if err != nil {
			return func() { s.Fail(err) }
		}
		pdf, err := paint(doc)
		if err != nil {
			return func() { s.Fail(failed(err, unmade)) }
		}
		name := fileName(doc.ChartNumber() + " " + suggested)
		return func() {
			s.SaveFile(name, pdf, func(path string, err error) {
				switch {
				case err != nil:
					s.Fail(failed(err, unwritten))
				case path != "":
					written(path, pdf)
				}
			})
		}
	})
}

// keepAndOpen comes after the file was written. It opens the file even when
// the chart could not keep it: the person needs the page either way.
func keepAndOpen(s Shell, keep Keep, path string, pdf []byte) {
	name := filepath.Base(path)
	s.Run(func(ctx context.Context) func() {
		kept := keep(ctx, name, pdf)
		return func() {
			opened := s.OpenFile(path)
			switch {
			case kept != nil:
				s.Fail(failed(kept, &record.Problem{Code: record.Unavailable, Text: "The file %s was written, but the chart could not keep a copy.",
					Args: []any{name}, Next: "Print it again before you hand it out."}))
			case opened != nil:
				s.Fail(failed(opened, &record.Problem{Code: record.Unavailable, Text: "The file %s was written and kept in the chart, but nothing on this computer opened it.",
					Args: []any{name}, Next: "Open it from its folder."}))
			default:
				s.Saved(s.T("%s written and kept in the chart", name))
			}
		}
	})
}

// noteAndOpen is keepAndOpen for a paper of which no copy is kept.
func noteAndOpen(s Shell, printed func(context.Context) error, path string) {
	name := filepath.Base(path)
	s.Run(func(ctx context.Context) func() {
		noted := printed(ctx)
		return func() {
			opened := s.OpenFile(path)
			switch {
			case noted != nil:
				s.Fail(failed(noted, &record.Problem{Code: record.Unavailable, Text: "The file %s was written, but that it was printed could not be put on record.",
					Args: []any{name}, Next: "Print it again before you hand it out."}))
			case opened != nil:
				s.Fail(failed(opened, &record.Problem{Code: record.Unavailable, Text: "The file %s was written, but nothing on this computer opened it.",
					Args: []any{name}, Next: "Open it from its folder."}))
			default:
				s.Saved(s.T("%s written; that it was printed is on record", name))
			}
		}
	})
}

// failed puts words for people in front of an internal error. An error that
// has such words already keeps them.
func failed(err error, p *record.Problem) error {
	if len(record.ProblemsOf(err)) > 0 {
		return err
	}
	return errors.Join(p, err)
}

// fileName makes a name that every system can write, with its ending.
func fileName(suggested string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, suggested)
	name = strings.Trim(strings.TrimSuffix(name, ".pdf"), " .")
	if name == "" {
		name = "document"
	}
	return name + ".pdf"
}
