package handout

import (
	"fmt"
	"strconv"
	"time"

	"kapdesk/app/words"
)

// Held is a medicine that the prescriber asked the patient to leave out for
// some time before the visit.
type Held struct{ Name, How string }

// Expect is the matter of the what-to-expect and aftercare handout.
type Expect struct {
	PreferredName string
	Route         Route
	VisitAt       time.Time // zero while no visit is booked
	Ride          string    // who takes the patient home, by name; may be empty
	FoodHours     float64   // without food before the visit, from the protocol; 0 for none
	DrinkHours    float64   // without a drink
	DriveHours    int       // without driving after the visit, where the protocol counts hours; else 0
	Held          []Held
}

// WhatToExpect makes the handout for a patient before the first dose: the
// way there, the hours with us, and the day after. The section keyed "facts"
// gets the visit, the ride and the telephone at a glance, the one keyed "held"
// the held medicines, and the one keyed "call" a code that dials the clinic.
func WhatToExpect(book *words.Book, sheet Sheet, texts *Texts, e Expect) (*Document, error) {
	if e.FoodHours < 0 || e.DrinkHours < 0 || e.DriveHours < 0 {
		return nil, fmt.Errorf("handout: hours below zero")
	}
	switch e.Route {
	case IV, IM, Lozenge, Nasal:
	default:
		return nil, fmt.Errorf("handout: unknown route %q", e.Route)
	}
	w, d, v, err := patientDocument(book, sheet, texts, e.PreferredName)
	if err != nil {
		return nil, err
	}
	v["ride"] = e.Ride
	if !e.VisitAt.IsZero() {
		v["visit"] = w.visit(e.VisitAt)
	}
	if e.FoodHours > 0 {
		v["food"] = w.hours(e.FoodHours)
	}
	if e.DrinkHours > 0 {
		v["drink"] = w.hours(e.DrinkHours)
	}
	if e.DriveHours > 0 {
		v["hours"] = strconv.Itoa(e.DriveHours)
	}
	for _, s := range texts.Sections {
		if !shown(s.Routes, e.Route) {
			continue
		}
		lines, err := s.fill(e.Route, v)
		if err != nil {
			return nil, err
		}
		var more []Block
		switch {
		case s.Key == "facts":
			more = append(more, w.facts(v))
		case s.Key == "held" && len(e.Held) == 0:
			continue
		case s.Key == "held":
			more = append(more, w.held(e.Held))
		}
		if s.Heading, err = v.Fill(s.Heading); err != nil {
			return nil, err
		}
		w.section(d, s, lines, more...)
	}
	return d, nil
}

// patientDocument makes the document and the values that every paper for a
// patient has.
func patientDocument(book *words.Book, sheet Sheet, texts *Texts, preferred string) (*writer, *Document, Values, error) {
	if texts == nil {
		return nil, nil, nil, fmt.Errorf("handout: no texts")
	}
	if texts.Language != sheet.Lang {
		return nil, nil, nil, fmt.Errorf("handout: texts in %q for a document in %q", texts.Language, sheet.Lang)
	}
	if preferred == "" {
		return nil, nil, nil, fmt.Errorf("handout: the preferred name is missing")
	}
	if sheet.Clinic.Phone == "" || sheet.Clinic.Emergency == "" {
		return nil, nil, nil, fmt.Errorf("handout: the clinic's telephone or emergency number is missing")
	}
	v := Values{"name": preferred, "clinic": sheet.Clinic.Name, "phone": sheet.Clinic.Phone, "emergency": sheet.Clinic.Emergency, "crisis": sheet.Clinic.Crisis}
	title, err := v.Fill(texts.Title)
	if err != nil {
		return nil, nil, nil, err
	}
	// The title in the file's properties names no one.
	w, d, err := newDocument(book, sheet, "", "")
	if err != nil {
		return nil, nil, nil, err
	}
	d.Version = w.T("text version %s", texts.Version)
	d.Title = w.T("What to expect and aftercare")
	if texts.ID == PlanTexts {
		d.Title = w.T("Integration plan")
	}
	sub, err := v.Fill(texts.Sub)
	if err != nil {
		return nil, nil, nil, err
	}
	d.Blocks = append(d.Blocks, Title{title, sub})
	return w, d, v, nil
}

// section adds a section with its heading; one with nothing to say is left
// out. What calls for help stays in one piece, with the code that dials.
func (w *writer) section(d *Document, s Section, lines []string, more ...Block) {
	if len(lines) == 0 && len(more) == 0 {
		return
	}
	blocks := s.blocks(lines)
	if s.Heading != "" && s.Look != AsUrgent {
		blocks = append([]Block{Heading{s.Heading}}, blocks...)
	}
	blocks = append(blocks, more...)
	if s.Key == "call" {
		if n := dial(w.sheet.Clinic.Phone); n != "" {
			blocks = append(blocks, QR{"tel:" + n, w.T("Point your phone’s camera here to call %s.", w.sheet.Clinic.Name)})
		}
		blocks = []Block{Keep{blocks}}
	}
	d.Blocks = append(d.Blocks, blocks...)
}

// facts gives what is asked for most, at a glance.
func (w *writer) facts(v Values) Block {
	f := Fields{Columns: 3}
	for _, i := range []Field{{w.T("Your visit"), v["visit"]}, {w.T("Your ride home"), v["ride"]}, {w.T("Our phone"), v["phone"]}} {
		if i.Value != "" {
			f.Items = append(f.Items, i)
		}
	}
	return f
}

func (w *writer) held(all []Held) Block {
	var b Bullets
	for _, h := range all {
		b.Items = append(b.Items, joined(": ", h.Name, h.How))
	}
	return b
}

// hours says a length of time as people do: "2 hours", "30 minutes".
func (w *writer) hours(h float64) string {
	switch {
	case h == 1:
		return w.T("1 hour")
	case h < 1:
		return w.T("%d minutes", int(h*60+0.5))
	}
	return w.T("%s hours", number(h))
}

// dial gives the digits of a telephone number; "" if there are too few to be
// one.
func dial(phone string) string {
	digits := ""
	for i, r := range phone {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			digits += string(r)
		}
	}
	if len(digits) < 7 || len(digits) > 16 {
		return ""
	}
	return digits
}
