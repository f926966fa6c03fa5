package session

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Scales tells what the plan asks for that waits to be filled in.
type Scales func(ctx context.Context, by record.Actor, patient record.ID) ([]measures.Need, error)

// dueScales reads what is due for a visit. What is asked before one dosing
// session is left out of another.
func (v *Visit) dueScales(ctx context.Context, by record.Actor, patient record.ID) (due []measures.Need, err error) {
	if v.Scales == nil {
		return nil, nil
	}
	all, err := v.Scales(ctx, by, patient)
	for _, n := range all {
		if n.Point != measures.Before || n.Session == v.route.Record || !v.full {
			due = append(due, n)
		}
	}
	return due, err
}

// scalesCard names the scales that are due for this visit; nil where none is.
func (v *Visit) scalesCard() fyne.CanvasObject {
	if v.show.Visit.State.Over() || len(v.due) == 0 {
		return nil
	}
	return kit.NewCard(v.Shell.T("Scales"), kit.Stack(kit.GapXS, place.DueScales(v.Shell, "session.score", v.show.Visit.Patient, v.due)...))
}

// alertCard says, where the chart's header does not stand, that an answer of
// the patient waits for somebody; nil where none does.
func (v *Visit) alertCard() fyne.CanvasObject {
	s, open := v.Shell, v.header.Alerts
	if open.Open == 0 || v.show.Visit.State.Over() {
		return nil
	}
	return kit.NewCard(s.T("Alert"), kit.Stack(kit.GapXS, kit.Paragraph(s.T(open.Worst.Urgency())).In(kit.ColorStop),
		kit.Row(0, kit.Quiet("session.alert", s.T("What was done"), func() {
			s.Go(place.Route{Place: place.Today, Patient: v.show.Visit.Patient})
		}))))
}
