package pdf

import (
	"bytes"
	"fmt"
	"time"

	"github.com/jung-kurt/gofpdf"

	"kapdesk/app/handout"
)

// Painter paints documents. It is safe for use by several goroutines.
type Painter struct{ faces [styles]face }

// New prepares the fonts, once for all documents.
func New(fonts Fonts) (*Painter, error) {
	p := &Painter{}
	for s, f := range [styles]struct {
		name string
		file []byte
	}{{"regular", fonts.Regular}, {"bold", fonts.Bold}, {"italic", fonts.Italic}, {"symbols", fonts.Symbols}} {
		var err error
		if p.faces[s], err = prepare(style(s), f.name, f.file); err != nil {
			return nil, err
		}
	}
	for _, r := range needed {
		if p.faceFor(regular, r) == regular && !p.faces[regular].glyphs[r] {
			return nil, fmt.Errorf("pdf: neither the regular nor the symbols font has %q", r)
		}
	}
	return p, nil
}

// needed are characters of rules and names that must print; without them New
// refuses the fonts.
const needed = "≤≥→−×±µ°½–—“”‘’…•áéíóúüñÑ¿¡Łłễ✓"

// Paint gives the document as a PDF file. The error names what is odd about
// the document without quoting its words.
func (p *Painter) Paint(doc *handout.Document) (file []byte, err error) {
	if p == nil {
		return nil, fmt.Errorf("pdf: no painter")
	}
	if err := doc.Check(); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("pdf: the document could not be painted: %v", r)
		}
	}()
	l := newLayout(p, doc)
	if err := l.blocks(doc.Blocks); err != nil {
		return nil, err
	}
	pages := deal(l.pieces, l.bodyHeight())

	out := gofpdf.NewCustom(&gofpdf.InitType{
		OrientationStr: "P", UnitStr: "pt",
		Size: gofpdf.SizeType{Wd: l.sheet.w, Ht: l.sheet.h},
	})
	out.SetAutoPageBreak(false, 0)
	out.SetMargins(0, 0, 0)
	out.SetCatalogSort(true)
	out.SetCreationDate(doc.Printed.UTC().Truncate(time.Second))
	out.SetModificationDate(doc.Printed.UTC().Truncate(time.Second))
	out.SetProducer("KAP Desk", true)
	out.SetTitle(clean(doc.Title), true)
	out.SetAuthor(clean(doc.Clinic.Name), true)

	c := &canvas{out: out, painter: p, common: !l.rare}
	for i, page := range pages {
		out.AddPage()
		c.fresh()
		l.furniture(c, i+1, len(pages))
		for _, at := range page {
			at.piece.paint(c, l.top()+at.y)
		}
	}
	var buf bytes.Buffer
	if err := out.Output(&buf); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return buf.Bytes(), nil
}
