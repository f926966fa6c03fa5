package main

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/screens/documents"
	"kapdesk/screens/eligibility"
	"kapdesk/screens/emergency"
	"kapdesk/screens/intake"
	"kapdesk/screens/integration"
	private "kapdesk/screens/notes"
	"kapdesk/screens/place"
	"kapdesk/screens/plan"
	"kapdesk/screens/session"
	"kapdesk/screens/sessions"
)

// chartScreen makes the screen of a place in a chart; nil for other places.
func (r *rooms) chartScreen(s place.Shell, to place.Route) place.Screen {
	switch to.Place {
	case place.Intake:
		return intake.New(intake.Deps{Shell: s, Desk: r.intake, Drafts: r.store}, to)
	case place.Eligibility:
		return eligibility.New(eligibility.Deps{Shell: s, Desk: r.eligibility, Drafts: r.store, Paint: r.report, Keep: r.keepSummary}, to)
	case place.Plan:
		return plan.New(plan.Deps{Shell: s, Drafts: r.store, Plans: r.plan, Consents: r.consent, People: r.clinics, Ranges: r.ranges, Scales: r.scales,
			Documents: r.documents, Paint: r.report, Handout: r.handoutName}, to)
	case place.Sessions:
		return sessions.New(sessions.Deps{Shell: s, Drafts: r.store, Desk: r.sessions, People: r.clinics}, to)
	case place.Session:
		return session.New(session.Deps{Shell: s, Drafts: r.store, Desk: r.sessions, Register: r.register, Second: r.second(s), Charts: r.chart, People: r.clinics, Scales: r.scalesDue, Paint: r.report,
			Keep: r.keeper(s, document.Summary), Tick: r.program.tick}, to)
	case place.Integration:
		return integration.New(integration.Deps{Plans: r.integration, Documents: r.documents, Paint: paint, Drafts: r.store, Shell: s}, to)
	case place.Outcomes:
		return r.outcomesScreen(s, to)
	case place.Scales:
		return r.scalesScreen(s, to)
	case place.Documents:
		return documents.New(documents.Deps{Shell: s, Drafts: r.store, Documents: r.documents, Patients: r.patients, Exported: r.noteCopy}, to)
	case place.Notes:
		return private.New(private.Deps{Shell: s, Desk: r.notes, Drafts: r.sealed}, to.Patient)
	case place.Emergency:
		return emergency.New(emergency.Deps{Shell: s, Desk: r.emergency, Drafts: r.store, Paint: paint, Keep: r.keepEmergency(s, to.Patient)}, to.Patient)
	}
	return nil
}

// chartCommands are what can be done on every page of a chart.
func (r *rooms) chartCommands(s place.Shell, patient record.ID) []place.Command {
	return []place.Command{{ID: "chart.expect", Label: s.T("Print what to expect and aftercare"), Key: fyne.KeyE, Modifier: fyne.KeyModifierShortcutDefault,
		Disabled: func() bool { return !s.Person().May(clinic.PrintHandout) }, Do: func() {
			place.PrintPaper(s, paint, r.keeper(s, document.Handout)(patient), s.T("What to expect")+" "+record.DateOf(s.Now(), s.Clinic().Location()).String(), func(ctx context.Context) (handout.Document, error) {
				return r.expect.Paper(ctx, s.Actor(), patient, handout.Normal)
			})
		}}, r.openingsCommand(s, patient), r.scalesCommand(s, patient), {ID: "chart.notes", Label: s.T("Psychotherapy notes"), Key: fyne.Key7, Modifier: fyne.KeyModifierAlt,
		Disabled: func() bool { return !s.Person().May(clinic.WritePsychNotes) }, Do: func() {
			s.Go(place.Route{Place: place.Notes, Patient: patient})
		}}, {ID: "chart.emergency", Label: s.T("In an emergency"), Key: fyne.KeyF11, Do: func() {
		s.Go(place.Route{Place: place.Emergency, Patient: patient})
	}}}
}

// keepEmergency puts the printed page into the chart, also for an owner, who
// adds no other document.
func (r *rooms) keepEmergency(s place.Shell, patient record.ID) place.Keep {
	if s.Person().May(clinic.AddDocument) {
		return r.keeper(s, document.Handout)(patient)
	}
	by := s.Actor()
	return func(ctx context.Context, name string, pdf []byte) error {
		return r.audit.KeepPaper(ctx, by, patient, name, pdf)
	}
}

// noteCopy puts on record that a document of a chart left the program.
func (r *rooms) noteCopy(ctx context.Context, by record.Actor, patient record.ID) error {
	return r.audit.Exported(ctx, by, "A document of the chart", patient)
}

// openingsCommand tells a patient who opened their chart.
func (r *rooms) openingsCommand(s place.Shell, patient record.ID) place.Command {
	return place.Command{ID: "chart.opened", Label: s.T("Print who opened this chart"), Key: fyne.KeyH, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift,
		Disabled: func() bool { return !s.Person().May(clinic.TellOpenings) }, Do: func() {
			by := s.Actor()
			keep := func(ctx context.Context, name string, pdf []byte) error {
				return r.audit.KeepPaper(ctx, by, patient, name, pdf)
			}
			place.PrintPaper(s, r.report, keep, s.T("Who opened the chart"), func(ctx context.Context) (handout.Document, error) {
				return r.audit.Paper(ctx, by, patient, handout.Normal)
			})
		}}
}

// keepSummary puts a printed summary into the chart.
func (r *rooms) keepSummary(ctx context.Context, by record.Actor, patient record.ID, name string, pdf []byte) error {
	_, err := r.documents.Keep(ctx, by, patient, name, document.Summary, pdf)
	return err
}

// keeper puts what is printed into a patient's chart under the name of who is
// signed in.
func (r *rooms) keeper(s place.Shell, kind document.Kind) func(record.ID) place.Keep {
	return func(patient record.ID) place.Keep {
		return func(ctx context.Context, name string, pdf []byte) error {
			_, err := r.documents.Keep(ctx, s.Actor(), patient, name, kind, pdf)
			return err
		}
	}
}

// ranges gives the dose ranges of the protocol in use.
func (r *rooms) ranges(ctx context.Context) (ranges plan.Ranges, err error) {
	err = r.store.View(ctx, func(rd record.Reader) (err error) {
		ranges, err = r.inUse(rd)
		return err
	})
	return ranges, err
}
