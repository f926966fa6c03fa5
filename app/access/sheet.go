package access

import (
	"context"

	"kapdesk/app/record"
)

// NewSheet makes a new recovery sheet and gives its words. Only for those who
// manage people.
func (d *Desk) NewSheet(ctx context.Context, by record.Actor) ([]string, error) {
	if _, err := d.manage(ctx, by, by.ID); err != nil {
		return nil, err
	}
	groups, recipient, err := d.keys.NewSheet()
	if err != nil {
		return nil, err
	}
	return groups, d.write(ctx, by, change(kindSheet, about{Sheet: recipient}))
}

// Prove puts on record that the present sheet is on paper: its end was typed
// from there.
func (d *Desk) Prove(ctx context.Context, by record.Actor) error {
	if _, err := d.manage(ctx, by, by.ID); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindProved, about{Sheet: d.keys.Sheet()}))
}

// Proven reports whether the sheet that opens the clinic now was proven to be
// on paper.
func (d *Desk) Proven(ctx context.Context) (bool, error) {
	proven := false
	err := d.log.View(ctx, func(r record.Reader) error {
		facts, err := r.Facts(record.Filter{Record: theKeys, Kinds: []string{kindProved}})
		for _, f := range facts {
			var a about
			if err := f.Read(&a); err != nil {
				return err
			}
			proven = proven || a.Sheet == d.keys.Sheet()
		}
		return err
	})
	return proven, err
}
