package handout

import (
	"errors"
	"strings"
	"time"

	"kapdesk/app/words"
)

// EmergencyDose is one dose that was given, as an ambulance crew needs it.
type EmergencyDose struct {
	At    time.Time
	Said  string // "Ketamine 100 mg, lozenge", in the document's language
	Visit string // where it belongs, as "today's session"
}

// EmergencyPage is what somebody needs of a chart in an emergency, and nothing
// else. What was never asked is said to be unknown, never left out.
type EmergencyPage struct {
	Born      string
	Age       string
	Pronouns  string
	Speaks    string
	Phone     string
	Contact   string // who to call, with the number
	Weight    string
	Allergies string
	Allergic  bool // some are listed
	Medicines []string
	Medicine  string // said where there are none, or nobody asked
	Health    []Field
	Unasked   []string // questions about health that nobody has answered, or whose answer is not known
	Doses     []EmergencyDose
	Vitals    []Vital
	Events    []string // adverse events of the latest session
	Providers []string
}

// Emergency makes the page.
func Emergency(book *words.Book, sheet Sheet, p EmergencyPage) (*Document, error) {
	w, d, err := newDocument(book, sheet, book.Say(sheet.Lang, "In an emergency"), book.Say(sheet.Lang, "In an emergency"))
	if err != nil {
		return nil, err
	}
	w.start = sheet.Printed // what was measured on another day bears its date
	if p.Allergies == "" || p.Contact == "" || len(p.Medicines) == 0 && p.Medicine == "" {
		return nil, errors.New("handout: allergies, medicines or the contact say nothing at all")
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T("What stood in the chart at %s. Call %s first.", w.book.DateTime(sheet.Lang, sheet.Printed, sheet.Zone), sheet.Clinic.Emergency)},
		Fields{Columns: 2, Items: []Field{{w.T("Date of birth"), joined(" · ", p.Born, p.Age)}, {w.T("Pronouns"), said(w, p.Pronouns)},
			{w.T("Speaks"), p.Speaks}, {w.T("Phone"), said(w, p.Phone)}, {w.T("Call for the patient"), p.Contact}, {w.T("Weight"), said(w, p.Weight)}}},
		Heading{w.T("Allergies")}, Paragraph{Text: p.Allergies, Style: Strong}, Heading{w.T("Medicines")})
	if len(p.Medicines) > 0 {
		d.Blocks = append(d.Blocks, Paragraph{Text: strings.Join(p.Medicines, "\n")})
	} else {
		d.Blocks = append(d.Blocks, Paragraph{Text: p.Medicine})
	}
	d.Blocks = append(d.Blocks, w.given(p)...)
	d.Blocks = append(d.Blocks, w.health(p)...)
	if len(p.Providers) > 0 {
		d.Blocks = append(d.Blocks, Heading{w.T("Treated elsewhere by")}, Paragraph{Text: strings.Join(p.Providers, "\n")})
	}
	return d, nil
}

// given is what was given lately and measured since.
func (w *writer) given(p EmergencyPage) []Block {
	out := []Block{Heading{w.T("Doses given here, the latest first")}}
	if len(p.Doses) == 0 {
		out = append(out, Paragraph{Text: w.T("None is on record.")})
	} else {
		t := Table{Columns: []Column{{Title: w.T("When"), Share: 3}, {Title: w.T("What"), Share: 6}, {Title: w.T("Session"), Share: 4}}}
		for _, g := range p.Doses {
			t.Rows = append(t.Rows, Row{Cells: Cells(w.book.DateTime(w.sheet.Lang, g.At, w.sheet.Zone), g.Said, g.Visit)})
		}
		out = append(out, t)
	}
	if len(p.Vitals) > 0 {
		out = append(out, Heading{w.T("Latest vital signs")}, w.vitalsTable(p.Vitals))
	}
	if len(p.Events) > 0 {
		out = append(out, Heading{w.T("Adverse events of the latest session")}, Paragraph{Text: strings.Join(p.Events, "\n")})
	}
	return out
}

// health is what the patient told that matters, and what is not known.
func (w *writer) health(p EmergencyPage) []Block {
	out := []Block{Heading{w.T("Health, as the patient told it")}}
	if len(p.Health) == 0 {
		out = append(out, Paragraph{Text: w.T("Nothing was answered with yes.")})
	} else {
		t := Table{Columns: []Column{{Title: w.T("Question"), Share: 5}, {Title: w.T("Answer"), Share: 6}}}
		for _, f := range p.Health {
			t.Rows = append(t.Rows, Row{Cells: Cells(f.Label, f.Value)})
		}
		out = append(out, t)
	}
	if len(p.Unasked) > 0 {
		out = append(out, Paragraph{Text: w.T("Not known: %s", strings.Join(p.Unasked, "; ")), Style: Quiet})
	}
	return out
}

func said(w *writer, s string) string {
	if strings.TrimSpace(s) == "" {
		return w.T("not on record")
	}
	return s
}
