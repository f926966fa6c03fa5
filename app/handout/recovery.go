package handout

import (
	"errors"
	"strings"

	"kapdesk/app/words"
)

// RecoverySheet makes the sheet that opens the clinic when every passphrase
// is lost: what it is, where to keep it, and its words as text and as a code.
// It is about no patient. groups are the words, a few letters each.
func RecoverySheet(book *words.Book, s Sheet, groups []string) (*Document, error) {
	if len(groups) == 0 || s.Zone == nil || s.Printed.IsZero() {
		return nil, errors.New("handout: a recovery sheet needs its words, a time and a zone")
	}
	w := &writer{book: book, sheet: s}
	d := w.document(w.T("Recovery sheet"), w.T("Recovery sheet"), w.T("Keep this sheet locked away"))
	d.Blocks = []Block{
		Title{Text: w.T("Recovery sheet"), Sub: s.Clinic.Name},
		Notice{Tone: Caution, Title: w.T("Who has this sheet and the clinic’s laptop, or a backup, can read every chart."),
			Text: w.T("Keep one copy in a safe or a sealed envelope, and one in another building. Do not photograph it and do not e-mail it.")},
		Heading{w.T("When to use it")},
		Bullets{[]string{
			w.T("Every passphrase is forgotten: at the sign-in, choose “Forgot the passphrase?”."),
			w.T("The laptop is lost or broken: on the new one, this sheet opens a backup."),
		}},
		Heading{w.T("The words")},
	}
	for _, l := range inLines(groups) {
		d.Blocks = append(d.Blocks, Paragraph{Text: l, Style: Strong})
	}
	d.Blocks = append(d.Blocks,
		QR{strings.Join(groups, ""), w.T("The same words, for a scanner that is not connected to the internet.")},
		Heading{w.T("Where the copies are")},
		Signatures{DateLabel: w.T("Date"), Lines: []Signature{{Label: w.T("First copy, kept at")}, {Label: w.T("Second copy, kept at")}}})
	return d, nil
}

// inLines sets groups of letters in lines of five.
func inLines(groups []string) []string {
	const inLine = 5
	var lines []string
	for i := 0; i < len(groups); i += inLine {
		lines = append(lines, strings.Join(groups[i:min(i+inLine, len(groups))], "   "))
	}
	return lines
}
