package backups

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// ProofPaper is what the proof is printed under: the sentence of its event,
// and the beginning of its file's name.
const ProofPaper = "Proof that a backup can be restored"

// Paper makes the proof of the last drill that passed as a page for the
// clinic's files. Code NotFound if none did.
func (d *Desk) Paper(ctx context.Context, by record.Actor, lang words.Lang, print handout.Print) (doc handout.Document, err error) {
	if err := d.check(ctx, by); err != nil {
		return doc, err
	}
	h, _, err := d.History(ctx)
	if err != nil {
		return doc, err
	}
	if h.Passed == nil {
		return doc, &record.Problem{Code: record.NotFound, Text: "No backup has been tried yet, so that there is nothing to print.", Next: "Choose a backup and press “Try it”."}
	}
	err = d.Log.View(ctx, func(r record.Reader) error {
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet := handout.Sheet{Clinic: handout.Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency}, Lang: lang,
			Paper: handout.Paper(strings.ToLower(c.Paper)), Print: print, Printed: r.Now(), Zone: c.Location(), Sample: c.Sample}
		made, err := handout.DrillProof(d.Book, sheet, h.Passed.matter())
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// matter is what the page says.
func (t Drilled) matter() handout.Drill {
	p := t.Proof
	return handout.Drill{Name: p.Name, Made: p.At, Tried: p.Tried, Events: p.Events, Patients: p.Patients, Visits: p.Visits,
		Head: p.Head, Signed: p.Signed, Version: t.Version}
}

// Printed puts on record that the proof was printed.
func (d *Desk) Printed(ctx context.Context, by record.Actor) error {
	return d.Audit.Printed(ctx, by, ProofPaper, "")
}
