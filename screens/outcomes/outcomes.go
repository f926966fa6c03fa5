// Package outcomes is the place in a chart that shows how the patient fares:
// one rating scale over time as a picture, with the doses, the lines of
// response, remission and worsening, and the same values in a table.
package outcomes

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/outcomes"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Outcomes reads how a patient fares.
type Outcomes interface {
	Story(ctx context.Context, by record.Actor, patient record.ID) (outcomes.Story, error)
	Paper(ctx context.Context, by record.Actor, patient record.ID, scale string, lang words.Lang, print handout.Print) (handout.Document, error)
}

// Deps is what the place needs.
type Deps struct {
	Shell    place.Shell
	Outcomes Outcomes
	Paint    place.Paint
	Keep     place.Keep // puts what is printed into the chart
}

// Screen is the place. The route's Part is the scale shown first.
type Screen struct {
	Deps
	route place.Route
	body  *fyne.Container
	story outcomes.Story
	page  *page // nil while there is nothing to show
}

var _ place.Screen = (*Screen)(nil)

// New makes the place.
func New(d Deps, r place.Route) *Screen {
	return &Screen{Deps: d, route: r, body: container.NewStack()}
}

// Content implements place.Screen.
func (s *Screen) Content() fyne.CanvasObject {
	s.show(kit.EmptyState(s.Shell.T("Reading the outcomes…"), ""))
	return kit.PadXY(20, kit.GapM, s.body)
}

func (s *Screen) show(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// state shows that there is no picture, and what can be done.
func (s *Screen) state(title, text string, action *kit.Button) {
	s.page = nil
	if action == nil {
		s.show(kit.EmptyState(title, text))
		return
	}
	s.show(kit.EmptyState(title, text, action))
	if canvas := s.Shell.Window().Canvas(); canvas.Focused() == nil {
		canvas.Focus(action)
	}
}

// Show implements place.Screen.
func (s *Screen) Show() {
	sh := s.Shell
	if !sh.Person().May(clinic.SeeChart) {
		s.state(sh.T("Outcomes are open to those who treat"), sh.T("To read them, ask a therapist, nurse or prescriber."), s.takeButton())
		return
	}
	by := sh.Actor()
	sh.Run(func(ctx context.Context) func() {
		story, err := s.Outcomes.Story(ctx, by, s.route.Patient)
		return func() {
			switch {
			case err != nil:
				s.failed(err)
			case len(story.Scales) == 0:
				s.state(sh.T("No scale has been taken yet"), sh.T("What the scales show over time stands here then, with the doses and the steps of integration."), s.takeButton())
			default:
				s.fill(story)
			}
		}
	})
}

func (s *Screen) failed(err error) {
	sh := s.Shell
	text := sh.T("The outcomes could not be read. Nothing was changed.")
	if ps := record.ProblemsOf(err); len(ps) > 0 {
		text = place.Words(sh, ps[0])
	} else {
		sh.Fail(err)
	}
	s.state(sh.T("The outcomes are not here"), text, kit.Primary("outcomes.again", sh.T("Try again"), s.Show))
}

// takeButton leads to where scales are taken; nil for who may not.
func (s *Screen) takeButton() *kit.Button {
	if !s.mayTake() {
		return nil
	}
	return kit.Primary("outcomes.take", s.Shell.T("Take a scale"), s.onTake)
}

func (s *Screen) mayTake() bool { return s.Shell.Person().May(clinic.TakeMeasure) }

func (s *Screen) mayPrint() bool { return s.page != nil && s.Shell.Person().May(clinic.PrintChart) }

func (s *Screen) onTake() {
	s.Shell.Go(place.Route{Place: place.Scales, Patient: s.route.Patient})
}

// fill shows a story. The scale that was shown stays.
func (s *Screen) fill(story outcomes.Story) {
	shown := s.route.Part
	if s.page != nil {
		shown = s.page.scale.ID
	}
	s.story = story
	scale, ok := story.Find(shown)
	if !ok {
		scale = latest(story)
	}
	s.page = newPage(s)
	s.page.set(scale)
	s.show(s.page.content)
	if canvas := s.Shell.Window().Canvas(); canvas.Focused() == nil {
		canvas.Focus(s.page.chart)
	}
}

// latest is the scale with the most measures, and of those the one that was
// taken last: what the patient is followed by.
func latest(story outcomes.Story) outcomes.Scale {
	best := story.Scales[0]
	for _, sc := range story.Scales[1:] {
		more, same := len(sc.Points) > len(best.Points), len(sc.Points) == len(best.Points)
		if more || same && sc.Points[len(sc.Points)-1].At.After(best.Points[len(best.Points)-1].At) {
			best = sc
		}
	}
	return best
}

// onStep shows another scale, so many further in the list.
func (s *Screen) onStep(by int) {
	if s.page == nil {
		return
	}
	n := len(s.story.Scales)
	for i, sc := range s.story.Scales {
		if sc.ID == s.page.scale.ID {
			s.page.set(s.story.Scales[(i+by+n)%n])
			return
		}
	}
}

// onPrint prints the scale that is shown.
func (s *Screen) onPrint() {
	if !s.mayPrint() {
		return
	}
	sh, by, scale := s.Shell, s.Shell.Actor(), s.page.scale.ID
	name := sh.T("Outcomes") + " " + scale + " " + record.DateOf(sh.Now(), sh.Clinic().Location()).String()
	place.PrintPaper(sh, s.Paint, s.Keep, name, func(ctx context.Context) (handout.Document, error) {
		return s.Outcomes.Paper(ctx, by, s.route.Patient, scale, "", handout.Normal)
	})
}

// Leave implements place.Screen.
func (s *Screen) Leave() {}

// FirstFocus implements place.FirstFocus.
func (s *Screen) FirstFocus() fyne.Focusable {
	if s.page == nil {
		return nil
	}
	return s.page.chart
}

// Commands implements place.Screen.
func (s *Screen) Commands() []place.Command {
	sh := s.Shell
	const ctrl = fyne.KeyModifierShortcutDefault
	none := func() bool { return s.page == nil }
	one := func() bool { return s.page == nil || len(s.story.Scales) < 2 }
	return []place.Command{
		{ID: "outcomes.take", Label: sh.T("Take a scale"), Key: fyne.KeyT, Modifier: ctrl, Do: s.onTake, Disabled: func() bool { return !s.mayTake() }},
		{ID: "outcomes.print", Label: sh.T("Print"), Key: fyne.KeyP, Modifier: ctrl, Do: s.onPrint, Disabled: func() bool { return !s.mayPrint() }},
		{ID: "outcomes.next", Label: sh.T("Next scale"), Key: fyne.KeyPageDown, Modifier: ctrl, Do: func() { s.onStep(1) }, Disabled: one},
		{ID: "outcomes.previous", Label: sh.T("Scale before"), Key: fyne.KeyPageUp, Modifier: ctrl, Do: func() { s.onStep(-1) }, Disabled: one},
		{ID: "outcomes.picture", Label: sh.T("Go to the picture"), Key: fyne.KeyG, Modifier: ctrl, Do: func() { s.page.chart.Focus() }, Disabled: none},
		{ID: "outcomes.values", Label: sh.T("Go to the values"), Key: fyne.KeyM, Modifier: ctrl, Do: func() { s.page.table.Focus() }, Disabled: none},
	}
}
