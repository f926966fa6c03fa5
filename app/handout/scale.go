package handout

import (
	"errors"
	"strconv"
	"time"

	"kapdesk/app/words"
)

// ScaleItem is one question of a rating scale, in the scale's own words.
type ScaleItem struct {
	Heading string // above the question; "" where it has none
	Text    string
	Options []string // "2  More than half the days"; none where a number is asked for
	Range   string   // "0 – 100" where one is
	Low     string   // the words at the ends of a line
	High    string
	Answer  string // of a filled-in form; "" where there is none
}

// Scale is a rating scale on paper. Title, Recall, Band and Flags are English
// and said in the sheet's language; the rest is in the scale's own.
type Scale struct {
	Title, Recall      string
	Instructions, Stem string
	Items              []ScaleItem
	Notice             string // whose words they are: printed with every form
	NonCommercial      bool
	Foreign            words.Lang // the scale's language, where the sheet's is another

	// The rest is of a filled-in form.
	At        time.Time
	By        string // who took it
	Total     string
	Range     string // "0 – 27"
	Band      string
	Limit     string // how the total lies to the scale's limit, in the sheet's language
	Remark    string // in the sheet's language: incomplete, prorated, corrected
	Flags     []string
	Done      []string // what was done about the answers, in the words of who did it
	Subscales []Field
}

// scaleSheet refuses a scale that cannot go on paper, and makes its frame.
func scaleSheet(book *words.Book, s Sheet, in Scale) (*writer, *Document, error) {
	w, d, err := newDocument(book, s, book.Say(s.Lang, in.Title), "")
	if err != nil {
		return nil, nil, err
	}
	if len(in.Items) == 0 || in.Notice == "" {
		return nil, nil, errors.New("handout: a scale needs its questions and its notice")
	}
	d.Version = d.Title
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T(in.Recall)})
	switch in.Foreign {
	case words.English:
		d.Blocks = append(d.Blocks, Paragraph{Style: Quiet, Text: w.T("The questions are in English.")})
	case words.Spanish:
		d.Blocks = append(d.Blocks, Paragraph{Style: Quiet, Text: w.T("The questions are in Spanish.")})
	}
	return w, d, nil
}

// notice is whose words the scale's are.
func (w *writer) notice(in Scale) Block {
	n := Notice{Title: w.T("About this scale"), Text: in.Notice}
	if in.NonCommercial {
		n.Items = []string{w.T("Not to be sold or used commercially.")}
	}
	return n
}

// BlankScale makes the form to fill in on a clipboard, in the paper's order.
func BlankScale(book *words.Book, s Sheet, in Scale) (*Document, error) {
	w, d, err := scaleSheet(book, s, in)
	if err != nil {
		return nil, err
	}
	d.Blocks = append(d.Blocks, Fields{Columns: 2, Items: []Field{{Label: w.T("Name"), Value: s.PatientName}, {Label: w.T("Date"), Value: "____________"}}})
	for _, text := range []string{in.Instructions, in.Stem} {
		if text != "" {
			d.Blocks = append(d.Blocks, Paragraph{Text: text})
		}
	}
	for i, it := range in.Items {
		var keep []Block
		if it.Heading != "" {
			keep = append(keep, Heading{it.Heading})
		}
		keep = append(keep, Paragraph{Style: Strong, Text: strconv.Itoa(i+1) + ". " + it.Text})
		if len(it.Options) == 0 {
			keep = append(keep, Fields{Columns: 1, Items: []Field{{Label: joined(" · ", w.T("A number, %s", it.Range), it.Low, it.High), Value: "____________"}}})
		}
		var ticks []Tick
		for _, o := range it.Options {
			ticks = append(ticks, Tick{Text: o})
		}
		if len(ticks) > 0 {
			keep = append(keep, Checklist{Items: ticks})
		}
		d.Blocks = append(d.Blocks, Keep{Blocks: keep})
	}
	d.Blocks = append(d.Blocks, w.notice(in))
	return d, nil
}

// FilledScale makes a filled-in form for the chart: the answers, what follows
// from them, and whose words the questions are.
func FilledScale(book *words.Book, s Sheet, in Scale) (*Document, error) {
	w, d, err := scaleSheet(book, s, in)
	if err != nil {
		return nil, err
	}
	total := in.Total
	switch {
	case total == "":
		total = w.T("No total")
	case in.Range != "":
		total += " (" + in.Range + ")"
	}
	result := []Field{{Label: w.T("Filled in"), Value: book.DateTime(s.Lang, in.At, s.Zone)}, {Label: w.T("Taken by"), Value: in.By}, {Label: w.T("Total"), Value: total}}
	if in.Band != "" {
		result = append(result, Field{Label: w.T("Reads as"), Value: w.T(in.Band)})
	}
	d.Blocks = append(d.Blocks, Fields{Columns: 3, Items: append(result, in.Subscales...)})
	if in.Limit != "" {
		d.Blocks = append(d.Blocks, Paragraph{Text: in.Limit})
	}
	if in.Remark != "" {
		d.Blocks = append(d.Blocks, Notice{Tone: Caution, Text: in.Remark})
	}
	if len(in.Flags) > 0 {
		n := Notice{Tone: Urgent, Title: w.T("Safety answers")}
		for _, f := range in.Flags {
			n.Items = append(n.Items, w.T(f))
		}
		d.Blocks = append(d.Blocks, n)
	}
	if len(in.Done) > 0 {
		d.Blocks = append(d.Blocks, Notice{Title: w.T("What was done"), Items: in.Done})
	}
	t := Table{Columns: []Column{{Title: w.T("Question"), Share: 62}, {Title: w.T("Answer"), Share: 38}}}
	for i, it := range in.Items {
		answer := it.Answer
		if answer == "" {
			answer = w.T("not answered")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: strconv.Itoa(i+1) + ". " + it.Text, Note: it.Heading}, {Text: answer}}})
	}
	// Small, so that a form of ten questions has room on one page.
	said := in.Notice
	if in.NonCommercial {
		said += " " + w.T("Not to be sold or used commercially.")
	}
	d.Blocks = append(d.Blocks, t, Paragraph{Style: Quiet, Text: said})
	return d, nil
}
