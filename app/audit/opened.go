package audit

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/record"
)

// OpenedPaper is what Opened is printed under: the sentence of its event, and
// the beginning of its file's name.
const OpenedPaper = "Who opened the chart"

// Opened tells who opened a chart, one line for each person and day, the
// latest day first. The actor's own looking is among it.
func (d *Desk) Opened(ctx context.Context, by record.Actor, patient record.ID) (out []handout.Opening, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		out, err = opened(r, by, patient)
		return err
	})
	return out, err
}

func opened(r record.Reader, by record.Actor, patient record.ID) ([]handout.Opening, error) {
	if _, err := clinic.Check(r, by, clinic.TellOpenings); err != nil {
		return nil, err
	}
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	people, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{kindOpened}})
	if err != nil {
		return nil, err
	}
	type key struct {
		who record.ID
		day record.Date
	}
	var out []handout.Opening
	at := map[key]int{}
	for i := len(facts) - 1; i >= 0; i-- {
		f := facts[i]
		k := key{f.Actor, record.DateOf(f.At, c.Location())}
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k] = n
			o := handout.Opening{Day: k.day, Last: f.At}
			for _, p := range people {
				if p.ID == f.Actor {
					o.Name, o.Roles = p.Name, rolesOf(p)
				}
			}
			out = append(out, o)
		}
		out[n].First = f.At
		out[n].Times++
	}
	return out, nil
}

func rolesOf(p clinic.Person) []string {
	names := make([]string, len(p.Roles))
	for i, r := range p.Roles {
		names[i] = string(r)
	}
	return names
}

// Paper makes the list of Opened for the patient, in the patient's language.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		rows, err := opened(r, by, patient)
		if err != nil {
			return err
		}
		sheet, _, err := handout.SheetOf(r, patient, "", print)
		if err != nil {
			return err
		}
		made, err := handout.OpeningsList(d.book, sheet, rows)
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// KeepPaper puts the bytes of the printed list into the chart and on record.
// An owner, who adds no other document to a chart, may do this.
func (d *Desk) KeepPaper(ctx context.Context, by record.Actor, patient record.ID, name string, pdf []byte) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.TellOpenings)
		if err != nil {
			return err
		}
		if _, err := document.Add(tx, p, patient, document.Document{Name: name, Kind: document.Handout, Origin: document.Produced}, pdf); err != nil {
			return err
		}
		_, err = tx.Append(fact(KindPrinted, patient, patient, body{What: OpenedPaper}))
		return err
	})
}
