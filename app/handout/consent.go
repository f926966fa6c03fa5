package handout

import (
	"fmt"

	"kapdesk/app/words"
)

// ConsentPart is one part of a consent's text, in the document's language.
type ConsentPart struct {
	Heading string
	Text    []string
	Points  []string
}

// Consent is the matter of a consent on paper: to be signed by hand, or as it
// was signed. All its words are in the document's language.
type Consent struct {
	Title     string
	Edition   string // "1, 1 Nov 2026"
	Parts     []ConsentPart
	Statement string   // what stands above the signatures
	Notices   []Notice // withdrawn, or no longer enough
	Facts     []Field  // who explained it, what was asked
	Signers   []Signer // At is zero on a page to be signed by hand
}

// ConsentForm makes a consent: the whole text, then the signatures, which stay
// together with the statement they are under.
func ConsentForm(book *words.Book, sheet Sheet, c Consent) (*Document, error) {
	w, d, err := newDocument(book, sheet, c.Title, c.Edition)
	if err != nil {
		return nil, err
	}
	if c.Statement == "" || len(c.Parts) == 0 || len(c.Signers) == 0 {
		return nil, fmt.Errorf("handout: a consent needs its text, its statement and who signs")
	}
	d.Version = w.T("Edition %s", c.Edition)
	d.Blocks = append(d.Blocks, Title{Text: c.Title, Sub: d.Version})
	for _, n := range c.Notices {
		d.Blocks = append(d.Blocks, n)
	}
	for _, p := range c.Parts {
		d.Blocks = append(d.Blocks, Heading{p.Heading})
		for _, t := range p.Text {
			d.Blocks = append(d.Blocks, Paragraph{Text: t})
		}
		if len(p.Points) > 0 {
			d.Blocks = append(d.Blocks, Bullets{p.Points})
		}
	}
	end := []Block{Space{1}, Paragraph{Text: c.Statement, Style: Strong}}
	if len(c.Facts) > 0 {
		end = append(end, Fields{Columns: 1, Items: c.Facts})
	}
	d.Blocks = append(d.Blocks, Keep{append(end, w.signatures(c.Signers))})
	return d, nil
}
