package handout

import (
	"errors"
	"fmt"
	"time"

	"kapdesk/app/words"
)

// Stamp is when something happened and what became of the line about it.
type Stamp struct {
	At      time.Time // when it happened
	Written time.Time // when it was written down; set it for a late entry, else zero
	By      string
	// A correction keeps both lines: the old one is Struck, and the new one
	// says in Corrects what it stands for.
	Struck   bool
	Corrects string // "the entry of 10:15"; "" for a line of its own
	Reason   string // why it was corrected; on the old line or the new one
}

// Check is one line of today's checks or of the discharge check.
type Check struct {
	Name   string
	Answer string // with its unit; "" is shown as not answered
	Sign   Sign
	Note   string
}

// Person is someone who was present.
type Person struct{ Name, Role string }

// Dose is one dose given.
type Dose struct {
	Stamp
	MG    float64
	KG    float64 // the weight that mg/kg goes by; 0 if unknown
	PerKg string  // mg/kg as it was shown, exact; "" follows from MG and KG
	Route string
	Lot   string

	// What the guard of the dose knew, each in words; "" leaves it out.
	Amount string // "1.25 mL of 50 mg/mL"
	Expiry string // of the lot, with its drug
	Total  string // of the session, this dose included
	Second string // who confirmed it, and why
}

// Vital is one set of vital signs. Zero means not measured.
type Vital struct {
	Stamp
	Systolic, Diastolic int // mmHg
	Pulse               int // beats per minute
	SpO2                int // per cent
	Breaths             int // per minute
	Alertness           string
	Note                string
}

// VitalLimits are the clinic's levels that the chart shows; zero shows none.
type VitalLimits struct{ Systolic, Diastolic, SpO2 int }

// Entry is one line of the timeline.
type Entry struct {
	Stamp
	Kind string // "Patient’s words"
	Text string
}

// Adverse is one adverse event.
type Adverse struct {
	Stamp
	What, Severity, Action, Outcome string
}

// Override is a gate that a prescriber opened with a reason.
type Override struct {
	What, Reason, By string
	At               time.Time
}

// Session is the matter of the session summary. All words are in the
// document's language; empty parts are left out.
type Session struct {
	Kind       string // "Dosing session"
	Number     string // "3 of 6"; may be empty
	Start, End time.Time
	Plan       []Field // indication, model, route, style, as the plan says them
	OrderMG    float64 // 0 for a session without a dose
	OrderKG    float64 // the weight that the order goes by
	Intention  string
	Room       string
	Checks     []Check
	Overrides  []Override
	People     []Person
	Doses      []Dose
	Vitals     []Vital
	Limits     VitalLimits
	Entries    []Entry
	Adverse    []Adverse
	Discharge  []Check
	Summary    string
	Signers    []Signer
}

// SessionSummary makes the summary of one session.
func SessionSummary(book *words.Book, sheet Sheet, s Session) (*Document, error) {
	version := book.Say(sheet.Lang, "not signed")
	if !unsigned(s.Signers) {
		last := s.Signers[0].At
		for _, g := range s.Signers {
			if g.At.After(last) {
				last = g.At
			}
		}
		if sheet.Zone != nil {
			version = book.Say(sheet.Lang, "signed %s", book.DateTime(sheet.Lang, last, sheet.Zone))
		}
	}
	w, d, err := newDocument(book, sheet, book.Say(sheet.Lang, "Session summary"), version)
	if err != nil {
		return nil, err
	}
	if s.Start.IsZero() {
		return nil, errors.New("handout: the session has no beginning")
	}
	w.start = s.Start
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: joined(" · ", s.Kind, s.Number, w.day(s.Start))})
	if unsigned(s.Signers) {
		d.Blocks = append(d.Blocks, Notice{Tone: Caution, Title: w.T("Not signed"), Text: w.T("This is a working copy. It may still change.")})
	}
	d.Blocks = append(d.Blocks, w.sessionHead(s)...)
	d.Blocks = append(d.Blocks, w.checks(w.T("Today’s checks"), s.Checks)...)
	d.Blocks = append(d.Blocks, w.overrides(s.Overrides)...)
	d.Blocks = append(d.Blocks, w.doses(s.Doses)...)
	d.Blocks = append(d.Blocks, w.vitals(s)...)
	d.Blocks = append(d.Blocks, w.adverse(s.Adverse)...)
	d.Blocks = append(d.Blocks, w.timeline(s.Entries)...)
	d.Blocks = append(d.Blocks, w.checks(w.T("Discharge check"), s.Discharge)...)
	d.Blocks = append(d.Blocks, w.closing(s)...)
	return d, nil
}

// briefSummary is up to how many characters a summary stays in one piece with
// the signatures under it.
const briefSummary = 1200

// closing gives the summary and the signatures, which do not stand on a page
// by themselves where the summary is short.
func (w *writer) closing(s Session) []Block {
	signers := s.Signers
	if len(signers) == 0 {
		signers = []Signer{{}}
	}
	sign := []Block{Heading{w.T("Signatures")}, w.signatures(signers)}
	if s.Summary == "" {
		return []Block{Keep{sign}}
	}
	summary := []Block{Heading{w.T("Summary")}, Paragraph{Text: s.Summary}}
	if len(s.Summary) > briefSummary {
		return append(summary, Keep{sign})
	}
	return []Block{Keep{append(summary, sign...)}}
}

// sessionHead gives when, what was planned, and who was there.
func (w *writer) sessionHead(s Session) []Block {
	f := []Field{{w.T("Began"), w.clock(s.Start)}}
	if !s.End.IsZero() {
		f = append(f, Field{w.T("Ended"), w.clock(s.End)},
			Field{w.T("Lasted"), w.T("%d min", int(s.End.Sub(s.Start).Round(time.Minute)/time.Minute))})
	}
	f = append(f, s.Plan...)
	if s.OrderMG > 0 {
		f = append(f, Field{w.T("Order"), w.amount(s.OrderMG, s.OrderKG)})
	}
	if s.Room != "" {
		f = append(f, Field{w.T("Room"), s.Room})
	}
	out := []Block{Fields{Columns: 3, Items: f}}
	if s.Intention != "" {
		out = append(out, Heading{w.T("Intention")}, Paragraph{Text: s.Intention, Style: Quote})
	}
	if len(s.People) > 0 {
		there := Fields{Columns: 3}
		for _, p := range s.People {
			there.Items = append(there.Items, Field{p.Role, p.Name})
		}
		out = append(out, Heading{w.T("Present")}, there)
	}
	return out
}

// amount gives a dose both ways, with its units: "50 mg (0.67 mg/kg at 75 kg)".
func (w *writer) amount(mg, kg float64) string {
	if kg <= 0 {
		return w.T("%s mg", number(mg))
	}
	return w.T("%s mg (%.2f mg/kg at %s kg)", number(mg), mg/kg, number(kg))
}

func (w *writer) checks(title string, checks []Check) []Block {
	if len(checks) == 0 {
		return nil
	}
	t := Table{Columns: []Column{{Title: w.T("Check"), Share: 3}, {Title: w.T("Answer"), Share: 5}}}
	for _, c := range checks {
		answer, sign := c.Answer, c.Sign
		if answer == "" {
			answer = w.T("not answered")
			if sign == NoSign {
				sign = Unknown
			}
		}
		t.Rows = append(t.Rows, Row{Sign: sign, Cells: []Cell{{Text: c.Name}, {answer, c.Note}}})
	}
	return []Block{Heading{title}, t}
}

func (w *writer) overrides(all []Override) []Block {
	var out []Block
	for _, o := range all {
		out = append(out, Notice{Tone: Caution, Title: w.T("Override: %s", o.What),
			Text: lines(o.Reason, joined(" · ", o.By, w.clock(o.At)))})
	}
	return out
}

// remark says what is to be known about a line beside its words: both times
// of a late entry, and what corrects what.
func (w *writer) remark(s Stamp) string {
	late, fix := "", ""
	if !s.Written.IsZero() && w.clock(s.Written) != w.clock(s.At) {
		late = w.T("Late entry: happened %s, written %s", w.clock(s.At), w.clock(s.Written))
	}
	switch {
	case s.Struck && s.Reason != "":
		fix = w.T("Corrected: %s", s.Reason)
	case s.Struck:
		fix = w.T("Corrected, see below")
	case s.Corrects != "" && s.Reason != "":
		fix = w.T("Corrects %s: %s", s.Corrects, s.Reason)
	case s.Corrects != "":
		fix = w.T("Corrects %s", s.Corrects)
	}
	return lines(late, fix)
}

func (w *writer) doses(all []Dose) []Block {
	if len(all) == 0 {
		return nil
	}
	t := Table{Columns: []Column{
		{Title: w.T("Time"), Share: 2}, {Title: w.T("Dose"), Share: 5}, {Title: w.T("Route"), Share: 3},
		{Title: w.T("Lot"), Share: 2.4}, {Title: w.T("Given by"), Share: 3},
	}}
	for _, d := range all {
		t.Rows = append(t.Rows, Row{Struck: d.Struck, Cells: []Cell{
			{Text: w.clock(d.At)}, {w.dose(d), lines(d.Amount, d.Total, w.remark(d.Stamp))}, {Text: d.Route}, {d.Lot, d.Expiry}, {d.By, d.Second},
		}})
	}
	return []Block{Heading{w.T("Doses given")}, t, Paragraph{Text: w.T("mg/kg is rounded to 0.01 and kg to 0.1, halves up. Everything else is exact."), Style: Quiet}}
}

// dose gives a dose both ways, in the figures that were shown when it was given.
func (w *writer) dose(d Dose) string {
	if d.PerKg == "" || d.KG <= 0 {
		return w.amount(d.MG, d.KG)
	}
	return w.T("%s mg (%s mg/kg at %s kg)", number(d.MG), d.PerKg, number(d.KG))
}

func (w *writer) adverse(all []Adverse) []Block {
	if len(all) == 0 {
		return nil
	}
	t := Table{Columns: []Column{
		{Title: w.T("Time"), Share: 2}, {Title: w.T("What happened"), Share: 5},
		{Title: w.T("What was done"), Share: 4}, {Title: w.T("Outcome"), Share: 3},
	}}
	for _, a := range all {
		t.Rows = append(t.Rows, Row{Struck: a.Struck, Cells: []Cell{
			{w.clock(a.At), a.By}, {a.What, lines(a.Severity, w.remark(a.Stamp))}, {Text: a.Action}, {Text: a.Outcome},
		}})
	}
	return []Block{Heading{w.T("Adverse events")}, t}
}

func (w *writer) timeline(all []Entry) []Block {
	if len(all) == 0 {
		return nil
	}
	t := Table{Columns: []Column{{Title: w.T("Time"), Share: 3}, {Title: w.T("Entry"), Share: 13}}}
	for _, e := range all {
		t.Rows = append(t.Rows, Row{Struck: e.Struck, Cells: []Cell{
			{w.clock(e.At), e.Kind}, {e.Text, lines(w.remark(e.Stamp), e.By)},
		}})
	}
	return []Block{Heading{w.T("Timeline")}, t}
}

// measured gives a figure, or a dash for what was not measured.
func measured(v int) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprint(v)
}
