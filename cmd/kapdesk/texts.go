package main

import (
	"context"
	"fmt"
	"io/fs"
	"sync"

	"fyne.io/fyne/v2/theme"

	"kapdesk/app/adoption"
	"kapdesk/app/audit"
	"kapdesk/app/consent"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/measures"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/data/pdf"
)

// texts is everything that the program reads from its own assets, once.
type texts struct {
	book     *words.Book
	form     intake.Form
	protocol *protocol.Protocol // the draft that ships
	library  *adoption.Library
	consent  *consent.Library
	expect   map[words.Lang]*handout.Texts
	plan     map[words.Lang]*handout.Texts
	scales   *measures.Shelf
	counting counting
}

// loadTexts reads the assets. An error here is a broken build.
var loadTexts = sync.OnceValues(readTexts)

// loadBook reads the words alone: they are all that the first screen needs,
// and the protocol and the scales take several times as long.
var loadBook = sync.OnceValues(func() (*words.Book, error) {
	sub, err := fs.Sub(assets.FS, "words")
	if err != nil {
		return nil, err
	}
	return words.Load(sub)
})

func readTexts() (*texts, error) {
	t := &texts{}
	var err error
	if t.book, err = loadBook(); err != nil {
		return nil, err
	}
	if t.form, err = parsed("intake/intake.json", intake.ParseForm); err != nil {
		return nil, err
	}
	if t.library, err = parsed("protocols/draft.json", adoption.NewLibrary); err != nil {
		return nil, err
	}
	t.protocol = t.library.Shipped()
	if t.scales, err = shippedScales(); err != nil {
		return nil, err
	}
	if t.counting, err = loadCounting(); err != nil {
		return nil, err
	}
	var consents []consent.Text
	t.expect, t.plan = map[words.Lang]*handout.Texts{}, map[words.Lang]*handout.Texts{}
	for _, l := range words.Langs {
		c, err := parsed("consent/kap."+string(l)+".json", consent.Parse)
		if err != nil {
			return nil, err
		}
		consents = append(consents, c)
		if t.expect[l], err = parsed("handouts/"+handout.ExpectTexts+"."+string(l)+".json", handout.ParseTexts); err != nil {
			return nil, err
		}
		if t.plan[l], err = parsed("handouts/"+handout.PlanTexts+"."+string(l)+".json", handout.ParseTexts); err != nil {
			return nil, err
		}
	}
	t.consent, err = consent.NewLibrary(consents...)
	return t, err
}

// inUse is the protocol in use: the draft that ships, until one is adopted.
func (t *texts) inUse(r record.Reader) (*protocol.Protocol, error) { return t.library.InUse(r) }

// handoutName names the what-to-expect handout in use, with its version.
func (t *texts) handoutName(l words.Lang) string {
	return t.expect[l].Sub + " (" + t.expect[l].Version + ")"
}

func parsed[T any](name string, parse func([]byte) (T, error)) (T, error) {
	raw, err := assets.FS.ReadFile(name)
	if err != nil {
		var none T
		return none, err
	}
	v, err := parse(raw)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return v, err
}

// painter prepares the fonts of the papers, which are those of the screen,
// when the first one is painted.
var painter = sync.OnceValues(func() (*pdf.Painter, error) {
	return pdf.New(pdf.Fonts{Regular: theme.DefaultTextFont().Content(), Bold: theme.DefaultTextBoldFont().Content(),
		Italic: theme.DefaultTextItalicFont().Content(), Symbols: theme.DefaultTextMonospaceFont().Content()})
})

// report is paint for a paper about the chart: it names the signed state of
// the log in its foot, by which somebody can tell later whether the log was
// written anew (audit.Short, and FindCheckpoint to look it up).
func (d *desks) report(doc handout.Document) ([]byte, error) {
	c, err := d.store.Checkpoint(context.Background())
	if err != nil {
		return nil, err
	}
	doc.Frame.Record = d.book.Say(doc.Lang, "Record %s", audit.Short(c.Hash))
	return paint(doc)
}

// paint makes the bytes of a PDF.
func paint(doc handout.Document) ([]byte, error) {
	p, err := painter()
	if err != nil {
		return nil, err
	}
	return p.Paint(&doc)
}
