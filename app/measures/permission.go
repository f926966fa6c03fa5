package measures

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Permitted is an instrument as it may be shown now, with what the clinic has
// on record about its words and its limit.
type Permitted struct {
	Shown
	OnRecord Attested
	Has      bool // something is on record
	Cut      Cut  // the limit that forms are judged by; zero where there is none to choose
}

// Asks reports whether the clinic can change something about the words, and
// whether it does so by importing them.
func (p Permitted) Asks() (asks, imports bool) {
	return p.Instrument.Rights == Attestation, p.Instrument.Licence.Class == Ask
}

// Permissions lists every instrument with its permission, in the order of
// their ids, for who takes scales and for who changes the settings.
func (d *Desk) Permissions(ctx context.Context, by record.Actor) (all []Permitted, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.TakeMeasure); err != nil {
			if _, err := clinic.Check(r, by, clinic.ChangeSettings); err != nil {
				return err
			}
		}
		for _, in := range d.deps.Shelf.All() {
			p := Permitted{}
			if p.Shown, err = d.Words(r, in.ID); err != nil {
				return err
			}
			if p.OnRecord, p.Has, err = Permission(r, in.ID); err != nil {
				return err
			}
			if p.Cut, err = CutOf(r, p.Instrument); err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}
