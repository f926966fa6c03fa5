package place

import (
	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Second asks a second person to sign in at this laptop for one act: the
// witness of a waste, the second clinician of a dose. The person who is signed
// in stays signed in and cannot be the second.
type Second interface {
	// Ask opens the dialog for somebody who may do the action. why is one
	// sentence in the reader's language that says what they put their name
	// to. done is called on the window's goroutine once they have signed in,
	// and never when they thought better of it.
	Ask(action clinic.Action, why string, done func(second record.Actor))
}
