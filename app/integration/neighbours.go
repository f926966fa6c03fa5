package integration

import (
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// FromSession reads what is carried over from the session log.
type FromSession struct{}

// Carried implements Sessions: the intention that the patient brought, and the
// key moments in words. A key moment without words, such as a dose, stands in
// the session's summary and not here.
func (FromSession) Carried(r record.Reader, id record.ID) (c Carried, err error) {
	v, err := session.Of(r, id)
	if err != nil {
		return c, err
	}
	intention, err := session.IntentionOf(r, v)
	if err != nil {
		return c, err
	}
	c.Intention = intention.Text
	lines, err := session.KeyMoments(r, v)
	for _, l := range lines {
		switch {
		case l.Entry != nil:
			c.Moments = append(c.Moments, Moment{l.At, l.Entry.Text})
		case l.Adverse != nil:
			c.Moments = append(c.Moments, Moment{l.At, l.Adverse.What})
		}
	}
	return c, err
}
