package session

import (
	"reflect"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/session"
)

// drawn remembers what a part of the screen was drawn from, so that a save
// draws only what it has changed: a long session stays quick, and a button
// with the focus stays where it is.
type drawn struct{ from any }

// anew reports whether the part must be drawn from what it shows now.
func (d *drawn) anew(from any) bool {
	if d.from != nil && reflect.DeepEqual(d.from, from) {
		return false
	}
	d.from = from
	return true
}

// prepared is what the left column is drawn from: everything but what the
// other columns alone show.
type prepared struct {
	show   session.Show
	alerts any
	due    []measures.Need
}

func (v *Visit) prepared() prepared {
	show := v.show
	show.Lines, show.Cards, show.Due, show.NextDue, show.Rules, show.Visits = nil, nil, nil, time.Time{}, session.Rules{}, nil
	return prepared{show, v.header.Alerts, v.due}
}
