package handout

import (
	"errors"
	"strings"

	"kapdesk/app/words"
)

// ProtocolItem is one item of a protocol. All its words are in the document's
// language.
type ProtocolItem struct {
	Name    string
	Fields  []Field // what it says, key by key
	Sources []string
	Dissent []string
	Choice  string
	Note    string
	Why     []string // why it was changed since the version before
}

// ProtocolSection is one section with its items.
type ProtocolSection struct {
	Name  string
	Items []ProtocolItem
}

// Protocol is the matter of a printed protocol.
type Protocol struct {
	Title     string
	Version   string // "Version 3"; the working copy says that it is one
	Hash      string // of the file, by which a screening names it
	Adopted   bool
	Statement string
	Signed    []Signer
	Sections  []ProtocolSection
}

// ProtocolPaper makes a protocol on paper: every item with what it says, its
// sources, those that disagree, the clinic's choice, and who adopted it.
func ProtocolPaper(book *words.Book, s Sheet, p Protocol) (*Document, error) {
	if s.Zone == nil || s.Printed.IsZero() || strings.TrimSpace(s.Clinic.Name) == "" {
		return nil, errors.New("handout: a printed protocol needs a clinic, a time and a zone")
	}
	if p.Title == "" || p.Version == "" {
		return nil, errors.New("handout: the protocol's name or version is missing")
	}
	w := &writer{book: book, sheet: s}
	d := w.document(p.Title, joined(" ", p.Title, p.Version), w.T("For the clinic’s own files"))
	d.Blocks = append(d.Blocks, Title{Text: p.Title, Sub: p.Version})
	if !p.Adopted {
		d.Blocks = append(d.Blocks, Notice{Tone: Caution, Title: w.T("Not adopted"), Text: w.T("Nobody has signed this version. Decide case by case.")})
	}
	for _, sec := range p.Sections {
		d.Blocks = append(d.Blocks, Heading{sec.Name})
		for _, it := range sec.Items {
			d.Blocks = append(d.Blocks, w.protocolItem(it)...)
		}
	}
	signed := []Block{Heading{w.T("Adoption")}, Paragraph{Text: p.Statement}, Paragraph{Text: w.T("SHA-256 of the file: %s", p.Hash), Style: Quiet}}
	if p.Adopted {
		signed = append(signed, w.signatures(p.Signed))
	}
	d.Blocks = append(d.Blocks, Keep{signed})
	return d, nil
}

func (w *writer) protocolItem(it ProtocolItem) []Block {
	head := []Block{Paragraph{Text: it.Name, Style: Strong}} // a name stays with what it names
	var points []string
	for _, f := range it.Fields {
		points = append(points, f.Label+": "+f.Value)
	}
	if len(points) > 0 {
		head = append(head, Bullets{points})
	}
	out := []Block{Keep{head}}
	said := func(label string, texts []string) {
		for _, t := range texts {
			out = append(out, Paragraph{Text: label + ": " + t, Style: Quiet})
		}
	}
	said(w.T("Source"), it.Sources)
	said(w.T("Source that disagrees"), it.Dissent)
	if it.Choice != "" {
		out = append(out, Paragraph{Text: w.T("The clinic's choice") + ": " + it.Choice})
	}
	if it.Note != "" {
		out = append(out, Paragraph{Text: w.T("Remark") + ": " + it.Note, Style: Quiet})
	}
	said(w.T("Changed because"), it.Why)
	return out
}
