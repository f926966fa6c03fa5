package consent_test

import (
	"strings"
	"testing"

	"kapdesk/app/consent"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// said gives all words of the blocks.
func said(blocks []handout.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block := block.(type) {
		case handout.Title:
			b.WriteString(block.Text + " " + block.Sub + "\n")
		case handout.Heading:
			b.WriteString(block.Text + "\n")
		case handout.Paragraph:
			b.WriteString(block.Text + "\n")
		case handout.Notice:
			b.WriteString(block.Title + ": " + block.Text + "\n")
		case handout.Bullets:
			b.WriteString(strings.Join(block.Items, "\n") + "\n")
		case handout.Fields:
			for _, f := range block.Items {
				b.WriteString(f.Label + ": " + f.Value + "\n")
			}
		case handout.Signatures:
			for _, l := range block.Lines {
				b.WriteString(l.Label + ": " + l.Name + " " + l.When + "\n")
			}
		case handout.Keep:
			b.WriteString(said(block.Blocks))
		}
	}
	return b.String()
}

func TestThePaperIsRefusedToTheFrontDesk(t *testing.T) {
	r := open(t)
	if _, err := r.Paper(ctx, r.Clinic.Desk, r.Patient, nil, words.English, handout.Normal); record.CodeOf(err) != record.NotAllowed {
		t.Error(err)
	}
	if _, err := r.Paper(ctx, r.Nurse, "nobody", nil, words.English, handout.Normal); record.CodeOf(err) != record.NotFound {
		t.Error(err)
	}
}

func TestThePaperSaysWhatWasSigned(t *testing.T) {
	r := open(t)
	blank, err := r.Paper(ctx, r.Nurse, r.Patient, nil, words.Spanish, handout.Large)
	r.must(err)
	r.must(blank.Check())
	if s := said(blank.Blocks); blank.Lang != words.Spanish || !strings.Contains(s, "vejiga") || strings.Contains(s, "signed 2") {
		t.Errorf("%s", s)
	}
	made, err := r.Sign(ctx, r.Therapist, r.Patient, screen())
	r.must(err)
	r.must(r.Withdraw(ctx, r.Nurse, r.Patient, consent.Signer{Who: consent.Patient}, "changed my mind"))
	r.edition(9, 9) // what was signed stays what it was
	c := r.state().All[0]
	doc, err := r.Paper(ctx, r.Nurse, r.Patient, &c, words.English, handout.Normal)
	r.must(err)
	r.must(doc.Check())
	s := said(doc.Blocks)
	_, es := shipped(t)
	for _, must := range []string{es.Title, es.Statement, "Patient: José Ñandú signed 23 nov 2026, 08:00", "Explained by: Ana Brandt signed 23 nov 2026, 08:00",
		"Asked; there were none.", "Withdrawn: Withdrawn 23 nov 2026, 08:00 by José Ñandú: changed my mind"} {
		if !strings.Contains(s, must) {
			t.Errorf("%q is not on the page:\n%s", must, s)
		}
	}
	if !strings.Contains(doc.Version, "1, ") || len(made.Strokes) != 1 {
		t.Errorf("%q", doc.Version)
	}
}
