package emergency

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// How much of the past stands on the page.
const (
	dosesShown  = 6
	vitalsShown = 5
)

// healthSections are the parts of the intake form that matter to a helper.
var healthSections = []string{"body", "health", "medicines", "mind", "substances"}

// Page makes the page in the clinic's language, for who may see the chart or
// has broken the glass.
func (d *Desk) Page(ctx context.Context, by record.Actor, patient record.ID) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, open, err := admitted(r, by, patient); err != nil {
			return err
		} else if !open {
			_, err := clinic.Check(r, by, clinic.SeeChart)
			return err
		}
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet, p, err := handout.SheetOf(r, patient, c.Lang, handout.Normal)
		if err != nil {
			return err
		}
		w := &writer{r: r, book: d.book, lang: c.Lang, form: d.form, clinic: c}
		page, err := w.page(p)
		if err != nil {
			return err
		}
		made, err := handout.Emergency(d.book, sheet, page)
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// writer gathers the page in one transaction.
type writer struct {
	r      record.Reader
	book   *words.Book
	lang   words.Lang
	form   intake.Form
	clinic clinic.Clinic
}

func (w *writer) say(english string, args ...any) string {
	return w.book.Say(w.lang, english, args...)
}

func (w *writer) page(p patients.Patient) (page handout.EmergencyPage, err error) {
	page = handout.EmergencyPage{Pronouns: p.Pronouns, Speaks: p.Lang.Name(), Phone: p.Phone, Contact: w.contact(p.Emergency)}
	if !p.Born.IsZero() {
		page.Born = w.book.Date(w.lang, p.Born)
		page.Age = w.say("%d years", p.Born.AgeOn(record.DateOf(w.r.Now(), w.clinic.Location())))
	}
	for _, v := range p.Providers {
		page.Providers = append(page.Providers, joined(" · ", v.Name, v.Role, v.Phone))
	}
	weight, ok, err := patients.LatestWeight(w.r, p.ID)
	if err != nil {
		return page, err
	}
	if ok {
		page.Weight = w.say("%s kg", patients.Kg(weight.Grams)) + " (" + w.book.Date(w.lang, record.DateOf(weight.At, w.clinic.Location())) + ")"
	}
	answers, err := intake.Of(w.r, p.ID)
	if err != nil {
		return page, err
	}
	w.told(&page, answers)
	return page, w.held(&page, p.ID)
}

// contact says who is called for the patient.
func (w *writer) contact(c patients.Contact) string {
	if c.IsZero() {
		return w.say("nobody is on record")
	}
	return joined(" · ", c.Name, c.Relation, c.Phone)
}

// told is what the patient said in the intake. What is in conflict between two
// laptops is not known.
func (w *writer) told(page *handout.EmergencyPage, a intake.Answers) {
	switch a.AllergyState() {
	case intake.NotAsked:
		page.Allergies = w.say("Nobody has asked about allergies.")
	case intake.NoneKnown:
		page.Allergies = w.say("No known allergies")
	default:
		page.Allergic = true
		var names []string
		for _, g := range a.Allergies() {
			names = append(names, joined(": ", g.Name, g.Reaction))
		}
		page.Allergies = strings.Join(names, "\n")
	}
	switch a.MedicineState() {
	case intake.NotAsked:
		page.Medicine = w.say("Nobody has asked about medicines.")
	case intake.NoneKnown:
		page.Medicine = w.say("Takes no medicines.")
	default:
		for _, m := range a.Medicines() {
			page.Medicines = append(page.Medicines, joined(" · ", m.Line(), m.For, m.Last))
		}
	}
	for _, s := range w.form.Sections {
		if !slices.Contains(healthSections, s.ID) {
			continue
		}
		for _, q := range s.Questions {
			w.asked(page, q, a)
		}
	}
}

func (w *writer) asked(page *handout.EmergencyPage, q intake.Question, a intake.Answers) {
	if q.Type != intake.YesNo || q.Welcome {
		return
	}
	g, ok := a.Get(q.ID)
	switch {
	case !ok || g.Conflict || g.Say == intake.Unknown:
		page.Unasked = append(page.Unasked, q.Ask.In(w.lang))
	case g.Say == intake.Yes:
		page.Health = append(page.Health, handout.Field{Label: q.Ask.In(w.lang), Value: joined(" · ", w.say("Yes"), w.kind(q, g.Kind), g.When, g.Detail)})
	}
}

func (w *writer) kind(q intake.Question, id string) string {
	for _, o := range q.Kinds {
		if o.ID == id {
			return o.Title.In(w.lang)
		}
	}
	return ""
}

// held is what was given and measured here: the latest doses of all sessions,
// and the latest session's vital signs and adverse events.
func (w *writer) held(page *handout.EmergencyPage, patient record.ID) error {
	visits, err := session.List(w.r, patient)
	if err != nil {
		return err
	}
	latest := true
	for i := len(visits) - 1; i >= 0 && len(page.Doses) < dosesShown; i-- {
		v := visits[i]
		if v.Kind != session.Dosing || v.Began.IsZero() {
			continue
		}
		if err := w.session(page, v, latest); err != nil {
			return err
		}
		latest = false
	}
	return nil
}

func (w *writer) session(page *handout.EmergencyPage, v session.Visit, latest bool) error {
	doses, err := session.Doses(w.r, v)
	if err != nil {
		return err
	}
	name := w.say("earlier session")
	if v.State == session.Running {
		name = w.say("session under way")
	}
	for i := len(doses) - 1; i >= 0 && len(page.Doses) < dosesShown; i-- {
		page.Doses = append(page.Doses, handout.EmergencyDose{At: doses[i].At, Said: w.say("Ketamine %s", doses[i].Said(w.say)), Visit: name})
	}
	if !latest {
		return nil
	}
	lines, err := session.Timeline(w.r, v)
	for i := len(lines) - 1; i >= 0; i-- {
		w.line(page, lines[i])
	}
	return err
}

func (w *writer) line(page *handout.EmergencyPage, l session.Line) {
	switch {
	case l.Struck():
	case l.Vitals != nil && len(page.Vitals) < vitalsShown:
		page.Vitals = append(page.Vitals, w.vital(l))
	case l.Adverse != nil:
		page.Events = append(page.Events, fmt.Sprintf("%s · %s", w.book.DateTime(w.lang, l.At, w.clinic.Location()), l.Adverse.Said(w.say)))
	}
}

func (w *writer) vital(l session.Line) handout.Vital {
	v := handout.Vital{Stamp: handout.Stamp{At: l.At}, Note: l.Vitals.Note}
	for _, f := range []struct {
		to   *int
		from *int
	}{{&v.Systolic, l.Vitals.Systolic}, {&v.Diastolic, l.Vitals.Diastolic}, {&v.Pulse, l.Vitals.Pulse}, {&v.SpO2, l.Vitals.SpO2}, {&v.Breaths, l.Vitals.Breaths}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if l.Vitals.Sedation != nil {
		v.Alertness = w.say("MOAA/S %d", *l.Vitals.Sedation)
	}
	return v
}

// joined joins the parts that say something.
func joined(between string, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(parts, between)
}
