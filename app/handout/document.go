package handout

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"kapdesk/app/words"
)

// Paper is the size of the sheet.
type Paper string

// The papers. Letter is 8.5 × 11 in, A4 is 210 × 297 mm.
const (
	Letter Paper = "letter"
	A4     Paper = "a4"
)

// Print is the size of the type.
type Print string

// The sizes: running text of 11 points, or of 16 for people who see badly.
const (
	Normal Print = "normal"
	Large  Print = "large"
)

// Clinic is the letterhead.
type Clinic struct {
	Name      string
	Address   string // may be empty
	Phone     string // may be empty
	Emergency string // the number to call in an emergency, as "911"
	Crisis    string // a crisis line that answers at any hour; may be empty
}

// Frame is the words that stand on every page, in the document's language.
type Frame struct {
	Page    string // with two %d: the page's number and how many there are
	Printed string // when it was printed, in the clinic's zone
	Sample  string // the stamp; "" for a real clinic
	// Record names the state of the log that a report was printed from, so
	// that it can be compared later; "" on a handout.
	Record string
}

// Document is one paper, ready to be painted. All its words are in Lang.
type Document struct {
	Title   string // also the title in the file's properties: names no patient
	Patient string // "José Ñandú · L-00231", on every page
	Version string // of the text or protocol behind it, on every page
	Clinic  Clinic
	Lang    words.Lang
	Paper   Paper
	Print   Print
	Printed time.Time      // the instant of printing
	Zone    *time.Location // of the clinic; every time on paper is shown in it
	Frame   Frame
	Blocks  []Block
}

// ChartNumber is the number in the patient's line; "" where there is none. It
// names files, so that a folder of them tells no names.
func (d Document) ChartNumber() string {
	_, number, _ := strings.Cut(d.Patient, " · ")
	return number
}

// Block is one of the types named in the package comment.
type Block interface{ block() }

// Title opens the document.
type Title struct {
	Text string
	Sub  string // one quiet line under it, or ""
}

// Heading opens a part of the document. It is never the last thing on a page.
type Heading struct{ Text string }

// Style is how a paragraph is set.
type Style string

// The styles.
const (
	Plain  Style = ""
	Quiet  Style = "quiet"  // small and grey: a remark
	Strong Style = "strong" // bold
	Quote  Style = "quote"  // someone's own words, in italics with a rule beside them
)

// Paragraph is running text.
type Paragraph struct {
	Text  string
	Style Style
}

// Field is a label with its value.
type Field struct{ Label, Value string }

// Fields is a grid of labels and values, filled row by row.
type Fields struct {
	Columns int // 1 to 3
	Items   []Field
}

// Sign is a small mark with a shape of its own, so that it can be told apart
// in black and white.
type Sign string

// The signs.
const (
	NoSign  Sign = ""
	Clear   Sign = "clear"   // a tick
	Review  Sign = "review"  // a triangle
	Stop    Sign = "stop"    // a filled square with a bar
	Unknown Sign = "unknown" // an empty ring
)

// Align is where the text of a column stands.
type Align string

// The alignments. Figures are set right.
const (
	Left  Align = ""
	Right Align = "right"
)

// Column is one column of a table.
type Column struct {
	Title string
	Share float64 // its part of the width, relative to the other columns; over 0
	Align Align
}

// Cell is one cell of a table: its text and, below it, a smaller remark.
type Cell struct{ Text, Note string }

// Row is one row of a table.
type Row struct {
	Sign   Sign // stands before the first cell's text
	Cells  []Cell
	Struck bool // superseded: struck through, still readable
}

// Table has columns and rows. A row may have fewer cells than there are columns.
type Table struct {
	Columns []Column
	Rows    []Row
}

// Tick is one line of a tick list.
type Tick struct {
	Text    string
	Details []Field // what belongs to it, below; empty values are left out
	Done    bool    // already ticked
}

// Checklist is a list with boxes to tick by hand.
type Checklist struct{ Items []Tick }

// Bullets is a plain list.
type Bullets struct{ Items []string }

// Tone is what a notice is for.
type Tone string

// The tones.
const (
	Note    Tone = ""        // good to know
	Caution Tone = "caution" // needs someone's eye
	Urgent  Tone = "urgent"  // act on it
)

// Notice is a box that stands out: a title, a text, and a list of points. Any
// of them may be empty.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
	Items []string
}

// Shape is the marker of a line in a chart; each has a dash of its own too.
type Shape string

// The shapes.
const (
	Down    Shape = "down" // a triangle pointing down: systolic
	Up      Shape = "up"   // a triangle pointing up: diastolic
	Dot     Shape = "dot"
	Diamond Shape = "diamond"
	Alert   Shape = "alert" // a filled square in the colour of stop
	Ring    Shape = "ring"  // an empty ring: something without a value
)

// Point is one value at one instant.
type Point struct {
	At    time.Time
	Value float64
}

// Line is one series of a panel.
type Line struct {
	Name   string
	Shape  Shape
	Points []Point // in the order of time
	Loose  bool    // markers only, not joined by a line
}

// Limit is a level drawn across a panel.
type Limit struct {
	Label string
	Value float64
	Good  bool // one to be reached, in the colour of done, and not one to be feared
}

// Panel is one scale of a chart, with everything measured on it.
type Panel struct {
	Name   string // with the unit: "Blood pressure, mmHg"
	Low    float64
	High   float64
	Lines  []Line
	Limits []Limit
}

// Mark is an upright line through all panels: a dose.
type Mark struct {
	At    time.Time
	Label string
}

// Chart shows panels one above the other over one axis of time.
type Chart struct {
	Caption  string
	From, To time.Time
	Panels   []Panel
	Marks    []Mark
	Dates    []Date // of the axis; without any it tells the time of day
}

// Date is a mark of the axis of a chart over many days.
type Date struct {
	At    time.Time
	Label string
}

// Spot is a place in a signature's field, from 0,0 (top left) to 1,1.
type Spot struct{ X, Y float64 }

// Signature is a line to sign on, or one that was signed.
type Signature struct {
	Label   string // what the signature stands for: "Prescriber"
	Name    string // who signed or is to sign; may be empty
	When    string // "" leaves a line for the date
	Strokes [][]Spot
}

// Signatures stand two in a row.
type Signatures struct {
	DateLabel string // stands at the empty line for the date
	Lines     []Signature
}

// QR is a code to be read by a telephone's camera, with its caption.
type QR struct {
	Content string // at most 1,000 bytes
	Caption string
}

// Space is an empty stretch of so many lines.
type Space struct{ Lines float64 }

// Keep stays in one piece wherever a page can hold it.
type Keep struct{ Blocks []Block }

func (Title) block()      {}
func (Heading) block()    {}
func (Paragraph) block()  {}
func (Fields) block()     {}
func (Table) block()      {}
func (Checklist) block()  {}
func (Bullets) block()    {}
func (Notice) block()     {}
func (Chart) block()      {}
func (Signatures) block() {}
func (QR) block()         {}
func (Space) block()      {}
func (Keep) block()       {}

// frameLimit bounds what stands on every page, in characters: with more, the
// head of the page would leave no room for the page.
const frameLimit = 300

// Check tells what would keep the document from being painted rightly: what
// stands on every page is missing or too long, or a block is odd. The error
// is for the program's log; it holds no word of the document.
func (d *Document) Check() error {
	if d == nil {
		return errors.New("handout: no document")
	}
	var errs []error
	need := func(name, s string) {
		if s == "" {
			errs = append(errs, fmt.Errorf("handout: %s is missing", name))
		}
	}
	need("title", d.Title)
	need("patient line", d.Patient)
	need("version", d.Version)
	need("clinic name", d.Clinic.Name)
	need("page words", d.Frame.Page)
	need("print date", d.Frame.Printed)
	for name, s := range map[string]string{
		"title": d.Title, "patient line": d.Patient, "version": d.Version, "clinic name": d.Clinic.Name,
		"clinic address": d.Clinic.Address, "clinic phone": d.Clinic.Phone,
		"page words": d.Frame.Page, "print date": d.Frame.Printed, "sample words": d.Frame.Sample,
	} {
		if n := utf8.RuneCountInString(s); n > frameLimit {
			errs = append(errs, fmt.Errorf("handout: %s has %d characters, more than %d", name, n, frameLimit))
		}
	}
	if d.Paper != Letter && d.Paper != A4 {
		errs = append(errs, fmt.Errorf("handout: unknown paper %q", d.Paper))
	}
	if d.Print != Normal && d.Print != Large {
		errs = append(errs, fmt.Errorf("handout: unknown print %q", d.Print))
	}
	if d.Zone == nil {
		errs = append(errs, errors.New("handout: no time zone"))
	}
	if d.Printed.IsZero() {
		errs = append(errs, errors.New("handout: no time of printing"))
	}
	if len(d.Blocks) == 0 {
		errs = append(errs, errors.New("handout: no blocks"))
	}
	return errors.Join(append(errs, checkBlocks(d.Blocks, 0))...)
}
