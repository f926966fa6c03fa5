package main

import (
	"context"

	"kapdesk/app/adoption"
	"kapdesk/app/audit"
	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/eligibility"
	"kapdesk/app/emergency"
	"kapdesk/app/expect"
	"kapdesk/app/intake"
	"kapdesk/app/integration"
	"kapdesk/app/measures"
	"kapdesk/app/outcomes"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/schedule"
	"kapdesk/app/session"
	"kapdesk/data/store"
)

// desks is one open store with everything that the app does over it. The
// window and the command line both work through it; it is the only place
// where the parts are put together.
type desks struct {
	*texts
	store       *store.Store
	clinics     *clinic.Desk
	patients    *patients.Desk
	intake      *intake.Desk
	eligibility *eligibility.Desk
	plan        *plan.Desk
	consent     *consent.Desk
	documents   *document.Desk
	sessions    *session.Desk
	integration *integration.Desk
	expect      *expect.Desk
	schedule    *schedule.Desk
	measures    *measures.Desk
	chart       *chart.Desk
	audit       *audit.Desk
	adoption    *adoption.Desk
	emergency   *emergency.Desk
	outcomes    *outcomes.Desk
	register    *register.Desk
}

// openDesks opens the store in the folder with its key and puts the app over
// it. Without a key it opens a store from before stores were encrypted.
func openDesks(ctx context.Context, dir string, clock record.Clock, key []byte) (*desks, error) {
	t, err := loadTexts()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Dir: dir, Clock: clock, Key: key})
	if err != nil {
		return nil, err
	}
	return wire(t, s), nil
}

func wire(t *texts, s *store.Store) *desks {
	d := &desks{texts: t, store: s, clinics: clinic.New(s), patients: patients.New(s, s), intake: intake.New(s, t.form),
		eligibility: eligibility.New(s, t.inUse, t.form, t.book, session.Dosings), consent: consent.New(s, t.consent, t.book), documents: document.New(s),
		integration: integration.New(s, integration.FromSession{}, t.book, t.plan), expect: expect.New(s, t.inUse, t.book, t.expect)}
	d.plan = plan.New(s, t.form, nil)
	d.audit = audit.New(s, s, t.book)
	d.register = openRegister(s, d.audit, t.book, t.inUse)
	rules := session.FromUse(t.inUse)
	d.sessions = session.New(session.Deps{Log: s, Book: t.book, Order: session.FromPlan, Measure: session.ToPatient, Scale: forDischarge,
		Register: d.register,
		Rules:    rules.Rules, RulesAt: rules.At, Keep: rules.Keep,
		Gates: []session.Gate{
			{Name: "eligibility", For: d.eligibility.GateFor},
			{Name: "plan", Check: plan.Gate},
			{Name: "consent", Check: d.consent.Gate},
		}})
	d.measures = measures.New(d.measuring())
	d.schedule = schedule.New(s, s, d.sessions, d.measures)
	d.adoption = adoption.New(s, t.library, t.book)
	d.emergency = emergency.New(s, t.form, t.book)
	d.chart = chart.New(s, d.eligibility.Gate, plan.Gate, d.consent.Gate).Noting(d.eligibility.Note).Asking(d.measures)
	d.outcomes = outcomes.New(s, t.scales, t.counting.rules, t.book)
	return d
}
