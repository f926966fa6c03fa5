package session

import (
	"context"
	"time"

	"kapdesk/app/record"
)

// Clock is a dosing session that is under way, as it may be seen by anybody
// who passes: its times and no name.
type Clock struct {
	Began time.Time
	Due   time.Time // of the next vital signs; zero: none are due
	Cards int       // cards that wait for what was done
}

// Clocks gives those of the visits that are dosing sessions under way, the
// first to begin first. Nobody needs to be signed in for it: it is what stays
// on the window while the clinic is locked.
func (d *Desk) Clocks(ctx context.Context, visits []record.ID) (clocks []Clock, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		for _, id := range visits {
			v, err := Of(r, id)
			if err != nil {
				return err
			}
			if v.Kind != Dosing || v.State != Running {
				continue
			}
			s, err := d.show(r, v)
			if err != nil {
				return err
			}
			if s.LeftAt.IsZero() {
				clocks = append(clocks, Clock{Began: v.Began, Due: s.NextDue, Cards: len(s.Open())})
			}
		}
		return nil
	})
	return clocks, err
}
