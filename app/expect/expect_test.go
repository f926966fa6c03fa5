package expect_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/expect"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/plan"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

var ctx = context.Background()

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func start(t *testing.T) (*plantest.Clinic, *expect.Desk, func(plan.Route)) {
	t.Helper()
	c := plantest.New(t)
	rules, err := protocol.Parse(read(t, "protocols/draft.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[words.Lang]*handout.Texts{}
	for _, l := range words.Langs {
		if texts[l], err = handout.ParseTexts(read(t, "handouts/what-to-expect."+string(l)+".json")); err != nil {
			t.Fatal(err)
		}
	}
	choose := func(r plan.Route) {
		if err := plan.New(c.Log, intake.Form{}, nil).Save(ctx, c.Prescriber, c.Patient, plan.Terms{Route: r}); err != nil {
			t.Fatal(err)
		}
	}
	return c, expect.New(c.Log, rules.Always, nil, texts), choose
}

func TestPaperRefusals(t *testing.T) {
	c, d, choose := start(t)
	if _, err := d.Paper(ctx, c.Desk, c.Patient, handout.Normal); record.CodeOf(err) != record.Refused {
		t.Errorf("without a route: %v", err)
	}
	choose(plan.IM)
	if _, err := d.Paper(ctx, c.Owner, c.Patient, handout.Normal); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("an owner who treats nobody: %v", err)
	}
	if _, err := d.Paper(ctx, c.Desk, "nobody", handout.Normal); err == nil {
		t.Error("a handout for nobody")
	}
}

// Each route has its own page, in the patient's language, and no page tells
// anybody to stop a medicine.
func TestEachRouteHasItsPage(t *testing.T) {
	c, d, choose := start(t)
	visits := session.New(session.Deps{Log: c.Log})
	at := c.Now.Add(48 * time.Hour)
	if _, err := visits.Book(ctx, c.Desk, c.Patient, session.Dosing, at, "", ""); err != nil {
		t.Fatal(err)
	}
	seen := map[string]plan.Route{}
	for _, r := range plan.Routes {
		choose(r)
		doc, err := d.Paper(ctx, c.Desk, c.Patient, handout.Normal)
		if err != nil {
			t.Fatalf("%s: %v", r, err)
		}
		text := fmt.Sprintf("%+v", doc.Blocks)
		if other, twice := seen[text]; twice {
			t.Errorf("%s and %s have the same page", r, other)
		}
		seen[text] = r
		if doc.Lang != words.Spanish || !strings.Contains(text, "José") {
			t.Errorf("%s: in %q, for whom?", r, doc.Lang)
		}
		if !strings.Contains(text, "25") {
			t.Errorf("%s does not name the day of the visit, the 25th", r)
		}
	}
}

// The crisis line of the clinic stands on the handout; a clinic without one
// promises none.
func TestTheCrisisLine(t *testing.T) {
	c, d, _ := start(t)
	practice := clinic.New(c.Log)
	details, err := practice.Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"", "988"} {
		details.Crisis = line
		if err := practice.Change(ctx, c.Owner, details); err != nil {
			t.Fatal(err)
		}
		for patient, says := range map[record.ID]string{c.Patient: "llamar al 988 a toda hora", c.Other: "call 988 at any hour"} {
			if err := plan.New(c.Log, intake.Form{}, nil).Save(ctx, c.Prescriber, patient, plan.Terms{Route: plan.IM}); err != nil {
				t.Fatal(err)
			}
			doc, err := d.Paper(ctx, c.Desk, patient, handout.Normal)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprintf("%+v", doc.Blocks); strings.Contains(text, says) != (line != "") {
				t.Errorf("with the line %q: %q stands there: %v", line, says, line == "")
			}
		}
	}
}
