package measures

import (
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// printed is every word of the blocks.
func printed(blocks []handout.Block) string {
	var all []string
	for _, b := range blocks {
		switch b := b.(type) {
		case handout.Title:
			all = append(all, b.Text, b.Sub)
		case handout.Heading:
			all = append(all, b.Text)
		case handout.Paragraph:
			all = append(all, b.Text)
		case handout.Fields:
			for _, f := range b.Items {
				all = append(all, f.Label+": "+f.Value)
			}
		case handout.Checklist:
			for _, t := range b.Items {
				all = append(all, "[ ] "+t.Text)
			}
		case handout.Notice:
			all = append(append(all, b.Title, b.Text), b.Items...)
		case handout.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					all = append(all, c.Text)
				}
			}
		case handout.Keep:
			all = append(all, printed(b.Blocks))
		}
	}
	return strings.Join(all, "\n")
}

func TestBlankRefuses(t *testing.T) {
	f := start(t)
	for _, c := range []struct {
		by    record.Actor
		scale string
		code  record.Code
	}{{f.Owner, "phq-9", record.NotAllowed}, {f.Desk, "none", record.NotFound}, {f.Desk, "c-ssrs-screener", record.Refused}, {f.Desk, "isi", record.Refused}, {f.Desk, "ors", record.Refused}} {
		if doc, err := f.desk.Blank(ctx, c.by, f.Patient, c.scale); record.CodeOf(err) != c.code || doc.Blocks != nil {
			t.Errorf("%s: %v", c.scale, err)
		}
	}
}

// Every scale whose words may be shown prints every question, every answer and
// its notice, in the paper's order.
func TestEveryBlankFormIsWhole(t *testing.T) {
	f := start(t)
	for _, in := range shelf(t).All() {
		if !in.MayShow(false) {
			continue
		}
		doc, err := f.desk.Blank(ctx, f.Desk, f.Patient, in.ID)
		if err != nil {
			t.Fatalf("%s: %v", in.ID, err)
		}
		text, at := printed(doc.Blocks), 0
		if in.OwnWords {
			in = in.said(func(s string) string { return f.desk.deps.Book.Say(words.Spanish, s) })
		}
		for _, it := range in.Items {
			i := strings.Index(text[at:], it.Text)
			if i < 0 {
				t.Fatalf("%s: %s is missing or out of order", in.ID, it.ID)
			}
			at += i
			for _, o := range in.Options[it.Options] {
				if !strings.Contains(text[at:], o.Label) {
					t.Errorf("%s: %s has no %q", in.ID, it.ID, o.Label)
				}
			}
		}
		if !strings.Contains(text[at:], in.Licence.Notice) || doc.Print != handout.Large || in.OwnWords == strings.Contains(text, "Las preguntas están en inglés.") {
			t.Errorf("%s: notice, size or language is missing", in.ID)
		}
		if in.Licence.NonCommercial != strings.Contains(text, "No puede venderse") {
			t.Errorf("%s: non-commercial is not said, or said in vain", in.ID)
		}
	}
}

func TestAFilledFormOnPaper(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: Form{Answers: with(phq9(2).Answers, "q3", "")}, Mode: OnPaper})
	m := f.of(t, f.Patient)[0]
	if _, err := f.desk.Paper(ctx, f.Desk, f.Patient, m.Event); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk prints scores: %v", err)
	}
	if _, err := f.desk.Paper(ctx, f.Nurse, f.Other, m.Event); record.CodeOf(err) != record.NotFound {
		t.Errorf("%v", err)
	}
	doc, err := f.desk.Paper(ctx, f.Nurse, f.Patient, m.Event)
	if err != nil {
		t.Fatal(err)
	}
	in, text := instrument(t, "phq-9"), printed(doc.Blocks)
	for _, want := range []string{"Total: " + m.Outcome.Total + " (0 – 27)", in.BandTitle(m.Outcome.Band), "Limit of the scale (10 or more): reached, look closer", "not answered", "More than half the days", "by the scale’s own rule",
		"Nuru Nash", in.Safety[0].Say, in.Licence.Notice} {
		if want == "" || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "What was done") {
		t.Errorf("something was done about an answer:\n%s", text)
	}
	if err := f.desk.Settle(ctx, f.Therapist, f.open(t, "")[0].ID, "Safety plan made."); err != nil {
		t.Fatal(err)
	}
	doc, err = f.desk.Paper(ctx, f.Nurse, f.Patient, m.Event)
	if text := printed(doc.Blocks); err != nil || !strings.Contains(text, "What was done") || !strings.Contains(text, "Safety plan made. (Ana Brandt, ") {
		t.Errorf("%v\n%s", err, text)
	}
	f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: Form{Answers: nums(1)}, Mode: OnPaper, Corrects: m.Event, Reason: "another patient's"})
	doc, err = f.desk.Paper(ctx, f.Nurse, f.Patient, m.Event)
	if err != nil || !strings.Contains(printed(doc.Blocks), "This form was corrected later.") {
		t.Errorf("the paper of a corrected form does not say so: %v", err)
	}
	now := f.of(t, f.Patient)[0]
	doc, err = f.desk.Paper(ctx, f.Nurse, f.Patient, now.Event)
	if text := printed(doc.Blocks); err != nil || !strings.Contains(text, "Total: No total") || !strings.Contains(text, "Incomplete") {
		t.Errorf("%v\n%s", err, text)
	}
}

// A form stays readable on paper after its words were taken away: by what the
// questions are about.
func TestPaperWithoutTheWords(t *testing.T) {
	f := start(t)
	f.record(t, f.Nurse, Filled{Instrument: "isi", Form: Form{Answers: nums(4, 4, 4, 4, 0, 0, 0)}, Mode: OnPaper})
	doc, err := f.desk.Paper(ctx, f.Nurse, f.Patient, f.of(t, f.Patient)[0].Event)
	if text := printed(doc.Blocks); err != nil || !strings.Contains(text, "falling asleep") || !strings.Contains(text, "Moderate insomnia") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestNeedsAreForWhoMayTakeAScale(t *testing.T) {
	f := asking(t, Baseline)
	if _, err := f.desk.Needs(ctx, f.Owner, f.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("%v", err)
	}
	f.Pass(time.Minute)
	if n, err := f.desk.Needs(ctx, f.Desk, f.Patient); err != nil || len(n) != 1 || n[0].Standing != DueNow {
		t.Errorf("%+v, %v", n, err)
	}
}
