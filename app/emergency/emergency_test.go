package emergency_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/emergency"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var ctx = context.Background()

const why = "Fainted in the waiting room"

func open(t *testing.T) (*plantest.Clinic, *emergency.Desk, intake.Form) {
	t.Helper()
	raw, err := os.ReadFile("../../assets/intake/intake.json")
	if err != nil {
		t.Fatal(err)
	}
	form, err := intake.ParseForm(raw)
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	return c, emergency.New(c.Log, form, book), form
}

func text(d handout.Document) string {
	var out strings.Builder
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case handout.Paragraph:
			out.WriteString(b.Text + "\n")
		case handout.Fields:
			for _, f := range b.Items {
				out.WriteString(f.Label + ": " + f.Value + "\n")
			}
		case handout.Table:
			for _, r := range b.Rows {
				for _, cell := range r.Cells {
					out.WriteString(cell.Text + " | ")
				}
				out.WriteString("\n")
			}
		case handout.Heading:
			out.WriteString("# " + b.Text + "\n")
		}
	}
	return out.String()
}

func TestTheGlassIsClosed(t *testing.T) {
	c, desk, _ := open(t)
	n := len(c.Log.Events())
	for _, by := range []record.Actor{c.Desk, c.Owner, {ID: "nobody"}} {
		if _, err := desk.Page(ctx, by, c.Patient); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("%s reads the page: %v", by.ID, err)
		}
	}
	for _, bad := range []string{"", "  help     ", strings.Repeat("x", 501)} {
		_, err := desk.Open(ctx, c.Desk, c.Patient, bad)
		c.Refused(t, err, record.Invalid, "emergency.why", n)
	}
	_, err := desk.Open(ctx, record.Actor{ID: "nobody"}, c.Patient, why)
	c.Refused(t, err, record.NotAllowed, "", n)
	if _, err := desk.Open(ctx, c.Desk, "nobody", why); err == nil || len(c.Log.Events()) != n {
		t.Errorf("a patient who is not there: %v", err)
	}
	if _, err := desk.Unreviewed(ctx, c.Therapist); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("a therapist is told of openings: %v", err)
	}
}

// Who treats patients reads the page at once, and nothing is on record but the
// opened chart.
func TestCliniciansNeedNoReason(t *testing.T) {
	c, desk, _ := open(t)
	for _, by := range []record.Actor{c.Prescriber, c.Therapist, c.Nurse} {
		if _, err := desk.Page(ctx, by, c.Patient); err != nil {
			t.Error(err)
		}
		if until, ok, err := desk.Until(ctx, by, c.Patient); err != nil || !ok || !until.IsZero() {
			t.Errorf("%s, %v, %v", until, ok, err)
		}
	}
}

// The broken glass lets one person read one patient for an hour.
func TestTheGlassIsBroken(t *testing.T) {
	c, desk, _ := open(t)
	until, err := desk.Open(ctx, c.Desk, c.Patient, why)
	if err != nil || !until.Equal(c.Now.Add(time.Hour)) {
		t.Fatalf("%s, %v", until, err)
	}
	if _, err := desk.Page(ctx, c.Desk, c.Patient); err != nil {
		t.Error(err)
	}
	for name, read := range map[string]func() error{
		"another patient": func() error { _, err := desk.Page(ctx, c.Desk, c.Other); return err },
		"another person":  func() error { _, err := desk.Page(ctx, c.Owner, c.Patient); return err },
	} {
		if record.CodeOf(read()) != record.NotAllowed {
			t.Errorf("%s is open too", name)
		}
	}
	c.Pass(-time.Minute)
	if _, err := desk.Page(ctx, c.Desk, c.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the clock was set back: %v", err)
	}
	c.Pass(time.Minute + time.Hour)
	if _, err := desk.Page(ctx, c.Desk, c.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("after an hour: %v", err)
	}
}

// An owner is told until one has looked.
func TestTheOwnerIsTold(t *testing.T) {
	c, desk, _ := open(t)
	if _, err := desk.Open(ctx, c.Desk, c.Patient, why); err != nil {
		t.Fatal(err)
	}
	told, err := desk.Unreviewed(ctx, c.Owner)
	if err != nil || len(told) != 1 || told[0].Name != "José Ñandú" || told[0].By != "Mara Okafor" || told[0].Why != why {
		t.Fatalf("%+v, %v", told, err)
	}
	n := len(c.Log.Events())
	c.Refused(t, desk.Review(ctx, c.Desk, told[0].ID), record.NotAllowed, "", n)
	c.Refused(t, desk.Review(ctx, c.Owner, record.EventID{Device: "x", Seq: 1}), record.NotFound, "", n)
	if err := desk.Review(ctx, c.Owner, told[0].ID); err != nil {
		t.Fatal(err)
	}
	if told, err := desk.Unreviewed(ctx, c.Owner); err != nil || len(told) != 0 {
		t.Errorf("after a look: %+v, %v", told, err)
	}
	c.Refused(t, desk.Review(ctx, c.Owner, told[0].ID), record.NotFound, "", len(c.Log.Events()))
}

// Nobody waves through what they did themselves, while another owner can look.
func TestNobodyReviewsThemselves(t *testing.T) {
	c, desk, _ := open(t)
	if _, err := desk.Open(ctx, c.Owner, c.Patient, why); err != nil {
		t.Fatal(err)
	}
	told, err := desk.Unreviewed(ctx, c.Owner)
	if err != nil || len(told) != 1 {
		t.Fatalf("%+v, %v", told, err)
	}
	second, err := clinic.New(c.Log).SavePerson(ctx, c.Owner, clinic.Person{Name: "Second", Roles: []clinic.Role{clinic.Owner}, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	c.Refused(t, desk.Review(ctx, c.Owner, told[0].ID), record.Refused, "", len(c.Log.Events()))
	if err := desk.Review(ctx, record.Actor{ID: second}, told[0].ID); err != nil {
		t.Error(err)
	}
}

// Unknown is not no: what nobody asked is said to be unknown.
func TestThePage(t *testing.T) {
	c, desk, form := open(t)
	doc, err := desk.Page(ctx, c.Nurse, c.Patient)
	if err != nil {
		t.Fatal(err)
	}
	empty := text(doc)
	for _, want := range []string{"Nobody has asked about allergies.", "Nobody has asked about medicines.", "nobody is on record", "None is on record.", "Not known: "} {
		if !strings.Contains(empty, want) {
			t.Errorf("an empty chart does not say %q:\n%s", want, empty)
		}
	}
	in := intake.New(c.Log, form)
	entry := func(id string, a intake.Answer) intake.Entry { return intake.Entry{Field: id, Answer: a} }
	row := func(id string, cells map[string]string) intake.Entry {
		return intake.Entry{Field: id, Answer: intake.Answer{Row: cells}}
	}
	err = in.Save(ctx, c.Nurse, c.Patient, []intake.Entry{
		row("allergy.", map[string]string{"name": "Penicillin", "reaction": "hives"}),
		row("medicine.", map[string]string{"name": "lisinopril", "dose": "10 mg", "times": "in the morning"}),
		entry("seizures", intake.Said(intake.Yes, "as a child")), entry("stroke", intake.Said(intake.No, "")), entry("aneurysm", intake.Said(intake.Unknown, "")),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Weigh(t, 82_400)
	if doc, err = desk.Page(ctx, c.Nurse, c.Patient); err != nil {
		t.Fatal(err)
	}
	full := text(doc)
	ask := func(id string) string { q, _ := form.Question(id); return q.Ask.EN }
	for _, want := range []string{"Penicillin: hives", "lisinopril 10 mg in the morning", ask("seizures") + " | Yes · as a child", "82.4 kg", "41 years"} {
		if !strings.Contains(full, want) {
			t.Errorf("the page does not say %q:\n%s", want, full)
		}
	}
	_, unknown, _ := strings.Cut(full, "Not known: ")
	if !strings.Contains(unknown, ask("aneurysm")) || strings.Contains(unknown, ask("stroke")) || strings.Contains(full, ask("stroke")+" | ") {
		t.Errorf("a no, a yes and an unknown are mixed up:\n%s", full)
	}
}
