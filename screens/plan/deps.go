// Package plan is the place where the plan is written and signed and the
// consent is explained and signed.
package plan

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/measures"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Plans reads and writes plans.
type Plans interface {
	Of(ctx context.Context, by record.Actor, patient record.ID) (plan.View, error)
	Save(ctx context.Context, by record.Actor, patient record.ID, t plan.Terms) error
	Sign(ctx context.Context, by record.Actor, patient record.ID, as plan.Signer, seen record.Hash) error
	Amend(ctx context.Context, by record.Actor, patient record.ID, reason string) error
	DropAmendment(ctx context.Context, by record.Actor, patient record.ID) error
	Withdraw(ctx context.Context, by record.Actor, patient record.ID, reason string) error
}

// Consents reads and writes consents.
type Consents interface {
	Of(ctx context.Context, by record.Actor, patient record.ID) (consent.State, error)
	Sign(ctx context.Context, by record.Actor, patient record.ID, s consent.Signing) (consent.Consent, error)
	Withdraw(ctx context.Context, by record.Actor, patient record.ID, said consent.Signer, reason string) error
	Explain(ctx context.Context, by record.Actor, patient record.ID, e consent.Explanation) error
	Paper(ctx context.Context, by record.Actor, patient record.ID, c *consent.Consent, lang words.Lang, print handout.Print) (handout.Document, error)
}

// People lists who works here.
type People interface {
	People(ctx context.Context) ([]clinic.Person, error)
}

// Ranges tells what sources give for a route and style, to be shown beside
// the order, and which scales are offered. A protocol does.
type Ranges interface {
	DoseRange(route, style string) (protocol.DoseRange, bool)
	OfferedScales() []protocol.ScaleOffer
}

// Documents keeps what was printed.
type Documents interface {
	Keep(ctx context.Context, by record.Actor, patient record.ID, name string, kind document.Kind, content []byte) (record.ID, error)
}

// Deps is what the screens of this place need.
type Deps struct {
	Shell     place.Shell
	Drafts    record.Drafts
	Plans     Plans
	Consents  Consents
	People    People
	Ranges    func(ctx context.Context) (Ranges, error) // of the protocol in use
	Scales    *measures.Shelf                           // nil leaves the scales out
	Documents Documents
	Paint     place.Paint
	// Handout names the what-to-expect handout in use, with its version.
	Handout func(words.Lang) string
}

// PartConsent is the part of the place where a consent is taken.
const PartConsent = "consent"

// New makes the screen of the route: the plan with the state of the consent,
// or with Part PartConsent the page on which a consent is taken. Who may not
// see the chart gets a page that says so.
func New(d Deps, r place.Route) place.Screen {
	switch {
	case !d.Shell.Person().May(clinic.SeeChart):
		return &closed{d.Shell, r.Patient}
	case r.Part == PartConsent:
		return newTaking(d, r.Patient)
	}
	return newOverview(d, r.Patient)
}

// closed is the page of who may not see the chart.
type closed struct {
	shell   place.Shell
	patient record.ID
}

// Content implements place.Screen.
func (c *closed) Content() fyne.CanvasObject {
	s := c.shell
	return kit.Pad(kit.GapL, kit.NewCard("", kit.EmptyState(s.T("The plan is for the clinical team"),
		s.T("Your role does not open plans and consents. Whether they are signed is shown on Today and above."),
		kit.Secondary("plan.todocuments", s.T("Documents"), c.documents))))
}

func (c *closed) documents() {
	c.shell.Go(place.Route{Place: place.Documents, Patient: c.patient})
}

// Show implements place.Screen.
func (c *closed) Show() {}

// Leave implements place.Screen.
func (c *closed) Leave() {}

// Commands implements place.Screen.
func (c *closed) Commands() []place.Command { return nil }
