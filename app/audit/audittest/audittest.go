// Package audittest is the audit's trail over the log in memory, for tests: the
// plainest reading of what audit.Trail promises.
package audittest

import (
	"context"
	"slices"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
)

// Trail is an audit.Trail over a memlog.Log.
type Trail struct{ *memlog.Log }

var _ audit.Trail = Trail{}

// Device implements audit.Trail: the device of memlog.New.
func (Trail) Device() record.ID { return "device-1" }

// Trail implements audit.Trail.
func (t Trail) Trail(ctx context.Context, s audit.Span) ([]audit.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []audit.Entry
	events := t.Events()
	for i := len(events) - 1; i >= 0 && len(out) < max(s.Limit, 1); i-- {
		e := audit.Entry{N: int64(i + 1), Event: events[i]}
		switch {
		case s.Before > 0 && e.N >= s.Before,
			s.Patient != "" && e.Patient != s.Patient,
			s.Actor != "" && e.Actor != s.Actor,
			!s.From.IsZero() && e.Entered.Before(s.From),
			!s.To.IsZero() && !e.Entered.Before(s.To),
			len(s.Kinds) > 0 && slices.Contains(s.Kinds, e.Kind) == s.Others:
			continue
		}
		out = append(out, e)
	}
	return out, nil
}
