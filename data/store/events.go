package store

import (
	"context"

	"kapdesk/app/record"
)

// Events gives the whole log to f, one event after the other in the order in
// which they were written here. It ends with the first error of f.
func (s *Store) Events(ctx context.Context, f func(record.Event) error) error {
	return s.view(ctx, func(r *reader) error {
		names, err := loadDevices(r.c)
		if err != nil {
			return err
		}
		for from := int64(0); ; {
			batch, err := events(r.c, from, 1000)
			if err != nil || len(batch) == 0 {
				return err
			}
			for _, row := range batch {
				e, err := row.decode(names[row.device])
				if err != nil {
					return damaged(err)
				}
				if err := f(e); err != nil {
					return err
				}
			}
			from = batch[len(batch)-1].n
		}
	})
}
