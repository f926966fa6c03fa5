package shell

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// chartHead stands over every page of a chart and never scrolls away.
type chartHead struct {
	shell   *Shell
	content *fyne.Container
	stepper *kit.Stepper
	holder  *fyne.Container
	patient record.ID
}

func newChartHead(s *Shell) *chartHead {
	h := &chartHead{shell: s, holder: container.NewStack()}
	h.stepper = kit.NewStepper(nil, func(id string) {
		s.Go(place.Route{Place: strings.TrimPrefix(id, "step."), Patient: s.route.Patient})
	})
	h.content = kit.Stack(0)
	return h
}

func (h *chartHead) hide() {
	h.patient = ""
	h.content.Objects = nil
	h.content.Refresh()
}

// show reads the header of the route's chart anew.
func (h *chartHead) show(r place.Route) {
	s := h.shell
	if h.patient != r.Patient {
		h.hide()
		h.patient = r.Patient
	}
	if len(h.content.Objects) > 0 {
		h.stepper.Select(stepID(r))
	}
	by := s.Actor()
	s.Run(func(ctx context.Context) func() {
		head, err := s.Charts.Header(ctx, by, r.Patient)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			h.set(head, r)
		}
	})
}

// stepID is the step a route belongs to; one visit belongs to the sessions.
func stepID(r place.Route) string {
	if r.Place == place.Session {
		return "step." + place.Sessions
	}
	return "step." + r.Place
}

func (h *chartHead) set(head chart.Header, r place.Route) {
	s := h.shell
	p := head.Patient
	name := kit.Title(p.Name())
	about := []fyne.CanvasObject{name, kit.Muted(h.about(p)), h.allergies(head), h.weight(head)}
	if alert := h.alert(head.Alerts); alert != nil {
		about = append(about, alert)
	}
	steps := make([]kit.Step, 0, len(head.Steps))
	for _, st := range head.Steps {
		label := s.T(stepLabels[st.Place])
		if st.Place == chart.Plan && s.prefs.scale >= largeText {
			label = s.T("Plan") // so that large text fits into one row
		}
		steps = append(steps, kit.Step{ID: "step." + st.Place, Label: label, State: stepStates[st.State]})
	}
	h.stepper.SetSteps(steps)
	h.stepper.Select(stepID(r))
	parts := []fyne.CanvasObject{kit.Row(kit.GapM, kit.Flex(1, kit.FlowRow(kit.GapM, about...)), h.links(head))}
	if why := h.why(head, r); why != "" {
		parts = append(parts, h.stepper, kit.SmallPara(why))
	} else {
		parts = append(parts, h.stepper)
	}
	h.content.Objects = []fyne.CanvasObject{kit.Panel(kit.PadXY(20, kit.GapM, kit.Stack(kit.GapS, parts...))), kit.Rule()}
	h.content.Refresh()
	s.frame.Refresh()
}

// links lead to what stands beside the journey, and to where an alert is dealt
// with.
func (h *chartHead) links(head chart.Header) fyne.CanvasObject {
	s, patient := h.shell, head.Patient.ID
	link := func(id, label, to string) fyne.CanvasObject {
		return kit.Quiet(id, label, func() { s.Go(place.Route{Place: to, Patient: patient}) })
	}
	var links []fyne.CanvasObject
	if head.Alerts.Worst != "" {
		links = append(links, link("head.alert", s.T("What was done"), place.Today))
	}
	links = append(links, link("head.details", s.T("Details"), place.Details))
	if s.person.May(clinic.WritePsychNotes) {
		links = append(links, link("head.notes", s.T("Notes"), place.Notes))
	}
	if !s.person.May(clinic.SeeChart) {
		links = append(links, link("head.emergency", s.T("Emergency"), place.Emergency))
	}
	return kit.Row(kit.GapM, links...)
}

var stepLabels = map[string]string{chart.Intake: "Intake", chart.Eligibility: "Eligibility", chart.Plan: "Plan and consent",
	chart.Sessions: "Sessions", chart.Integration: "Integration", chart.Outcomes: "Outcomes", chart.Documents: "Documents"}

var stepStates = map[chart.State]kit.StepState{chart.Open: kit.StepOpen, chart.Due: kit.StepDue, chart.Done: kit.StepDone, chart.Blocked: kit.StepBlocked}

// about is "(Pepe) · 41 · he/him · 2 Jun 1985 · L-00231".
func (h *chartHead) about(p patients.Patient) string {
	s := h.shell
	var parts []string
	if p.Preferred != "" && p.Preferred != p.Given {
		parts = append(parts, "“"+p.Preferred+"”")
	}
	today := record.DateOf(s.Now(), s.clinic.Location())
	parts = append(parts, fmt.Sprint(p.Born.AgeOn(today)))
	if p.Pronouns != "" {
		parts = append(parts, p.Pronouns)
	}
	parts = append(parts, s.Book().Date(s.Lang(), p.Born), p.Number)
	return strings.Join(parts, " · ")
}

// alert marks that an answer of this patient waits for somebody; nil where
// none does.
func (h *chartHead) alert(a chart.Alerts) fyne.CanvasObject {
	s := h.shell
	switch {
	case a.Open == 0:
		return nil
	case a.Worst == "":
		return kit.NewPill(s.T("A clinician is needed"), kit.ToneStop)
	case a.Open > 1:
		return kit.NewPill(s.T("%d alerts: %s", a.Open, s.T(a.Worst.Soon())), kit.ToneStop)
	}
	return kit.NewPill(s.T("Alert: %s", s.T(a.Worst.Soon())), kit.ToneStop)
}

func (h *chartHead) allergies(head chart.Header) fyne.CanvasObject {
	s := h.shell
	switch head.Allergies {
	case intake.Listed:
		return kit.NewPill(s.T("Allergy: %s", strings.Join(head.Allergens, ", ")), kit.ToneStop)
	case intake.NoneKnown:
		return kit.NewPill(s.T("No known allergies"), kit.ToneNeutral)
	}
	return kit.NewPill(s.T("Allergies not asked yet"), kit.ToneReview)
}

func (h *chartHead) weight(head chart.Header) fyne.CanvasObject {
	s := h.shell
	if !head.HasWeight {
		return kit.NewPill(s.T("No weight yet"), kit.ToneNeutral)
	}
	day := s.Book().Date(s.Lang(), record.DateOf(head.Weight.At, s.clinic.Location()))
	return kit.NewPill(fmt.Sprintf("%s kg (%s lb), %s", patients.Kg(head.Weight.Grams), patients.Lb(head.Weight.Grams), day), kit.ToneNeutral)
}

// why says what the open step waits for.
func (h *chartHead) why(head chart.Header, r place.Route) string {
	for _, st := range head.Steps {
		if "step."+st.Place == stepID(r) && st.Why != nil {
			return place.Words(h.shell, st.Why)
		}
	}
	return ""
}
