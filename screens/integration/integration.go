// Package integration is the place where what became clear in a session turns
// into small steps: on the left what the session left and what became of the
// last steps, in the middle the plan, on the right the handout as it prints.
package integration

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/preview"
)

// Plans is what the place asks of the integration plans.
type Plans interface {
	Open(ctx context.Context, by record.Actor, patient, session record.ID) (integration.View, error)
	Save(ctx context.Context, by record.Actor, patient, session record.ID, base, now integration.Content) (integration.View, error)
	Sign(ctx context.Context, by record.Actor, patient, session record.ID, reason string) (integration.View, error)
	Settle(ctx context.Context, by record.Actor, patient, session record.ID, field string, keep record.EventID) error
	FollowUp(ctx context.Context, by record.Actor, patient, session, action record.ID, o integration.Outcome, why string) error
	CorrectFollowUp(ctx context.Context, by record.Actor, patient, session, action record.ID, wrong record.EventID, o integration.Outcome, why, reason string) error
	Paper(ctx context.Context, by record.Actor, patient, session record.ID, print handout.Print) (handout.Document, error)
	Preview(ctx context.Context, by record.Actor, patient, session record.ID, c integration.Content, print handout.Print) (handout.Document, error)
	Read(ctx context.Context, by record.Actor, patient, session record.ID, version record.EventID) (handout.Document, error)
}

// Documents keeps what was handed out.
type Documents interface {
	Keep(ctx context.Context, by record.Actor, patient record.ID, name string, kind document.Kind, content []byte) (record.ID, error)
}

// Deps is what the place needs.
type Deps struct {
	Plans     Plans
	Documents Documents
	Paint     place.Paint
	Drafts    record.Drafts
	Shell     place.Shell
}

// Screen is the integration plan of one session.
type Screen struct {
	Deps
	route  place.Route
	view   integration.View
	loaded bool // view holds a plan

	keeper *place.Keeper
	body   *fyne.Container // what is shown: a state, or the three columns

	past   *past
	plan   *plan
	shown  *preview.Preview
	large  *kit.Check
	below  *kit.Text // under the preview: language and paper
	layout *columns

	drawing, stale bool // a preview is being made; another is wanted after it
	signing        bool
}

var _ place.Screen = (*Screen)(nil)

// New makes the place. The route's record is the dosing session; without one
// the latest is opened.
func New(d Deps, r place.Route) *Screen {
	return &Screen{Deps: d, route: r, body: container.NewStack()}
}

// session is the dosing session whose plan is open.
func (s *Screen) session() record.ID { return s.view.Session.ID }

func (s *Screen) tr() kit.Tr { return s.Shell.T }

func (s *Screen) mayWrite() bool { return s.Shell.Person().May(clinic.WriteIntegration) }

// Content implements place.Screen.
func (s *Screen) Content() fyne.CanvasObject {
	s.show(kit.EmptyState(s.Shell.T("Reading the plan…"), ""))
	return kit.PadXY(20, kit.GapM, s.body)
}

func (s *Screen) show(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// Show implements place.Screen.
func (s *Screen) Show() {
	if !s.Shell.Person().May(clinic.SeeChart) {
		s.showClosed()
		return
	}
	by, patient, session := s.Shell.Actor(), s.route.Patient, s.route.Record
	s.Shell.Run(func(ctx context.Context) func() {
		v, err := s.Plans.Open(ctx, by, patient, session)
		return func() {
			switch {
			case err != nil:
				s.showError(err)
			case v.None:
				s.showEmpty()
			default:
				s.fill(v)
			}
		}
	})
}

// showClosed is for people who see no clinical content: they may hand out what
// is signed.
func (s *Screen) showClosed() {
	sh := s.Shell
	title := sh.T("The plan is open to those who treat")
	if !sh.Person().May(clinic.PrintHandout) {
		s.show(kit.EmptyState(title, sh.T("To read it, ask a therapist, nurse or prescriber.")))
		return
	}
	s.state(title, sh.T("You can hand out the plan that was signed. To read or change it, ask a therapist, nurse or prescriber."),
		kit.Primary("integration.print", sh.T("Print the signed plan"), s.onPrint))
}

// state shows that there is no plan to write on, and what can be done.
func (s *Screen) state(title, text string, action *kit.Button) {
	s.show(kit.EmptyState(title, text, action))
	if canvas := s.Shell.Window().Canvas(); canvas.Focused() == nil {
		canvas.Focus(action)
	}
}

func (s *Screen) showEmpty() {
	sh := s.Shell
	s.state(sh.T("No dosing session yet"),
		sh.T("An integration plan is written after a dosing session. What the session leaves stands here then."),
		kit.Primary("integration.sessions", sh.T("Open the sessions"), s.toSessions))
}

func (s *Screen) showError(err error) {
	sh := s.Shell
	text := sh.T("The plan could not be read. Nothing was changed.")
	if ps := record.ProblemsOf(err); len(ps) > 0 {
		text = place.Words(sh, ps[0])
	} else {
		sh.Fail(err)
	}
	s.loaded = false
	s.state(sh.T("The plan is not here"), text, kit.Primary("integration.again", sh.T("Try again"), s.Show))
}

// fill shows a plan that was read, with the draft of what was not saved.
func (s *Screen) fill(v integration.View) {
	s.view, s.loaded = v, true
	s.keeper = place.NewKeeper(s.Drafts, s.Shell, "integration/"+string(s.route.Patient)+"/"+string(s.session()), func() any { return s.draft() })
	s.past, s.plan = newPast(s), newPlan(s, v)
	s.shown = preview.New("integration.preview", s.Shell.T("Handout as it prints"))
	s.shown.OnOpen = s.onLarge
	s.large = kit.NewCheck(s.tr(), "integration.large", s.Shell.T("Large print"))
	s.large.OnChanged = func(bool) { s.redraw() }
	s.below = kit.SmallPara("")
	s.keeper.Clean()
	var d draft
	restored := s.mayWrite() && s.keeper.Restore(&d)
	if restored {
		s.plan.restore(d)
		s.past.restore(d.Follow)
	}
	s.layout = newColumns(s)
	s.plan.arrange(restored)
	s.past.arrange()
	s.show(s.layout)
	s.redraw()
	// Who types in the search box is left there.
	if at := s.Shell.Window().Canvas().Focused(); at == nil || strings.HasPrefix(kit.FocusID(at), "integration.") {
		s.plan.focusFirst()
	}
}

// draft is what was typed and not saved: what the writer began with, so that
// nobody's work is written over later, and what it is now.
type draft struct {
	Base   integration.Content `json:"base"`
	Now    integration.Content `json:"now"`
	Review string              `json:"review,omitempty"` // as typed
	Dates  []string            `json:"dates,omitempty"`  // of the steps, as typed
	Open   bool                `json:"open,omitempty"`   // a signed plan is being changed
	Follow followDraft         `json:"follow,omitzero"`
}

func (s *Screen) draft() draft {
	d := draft{Base: s.plan.base, Now: s.plan.content(), Review: s.plan.review.Text(), Open: s.plan.editing && s.signed(), Follow: s.past.draft()}
	for _, r := range s.plan.steps.rows {
		d.Dates = append(d.Dates, r.by.Text())
	}
	return d
}

func (s *Screen) signed() bool {
	_, ok := s.view.Signed()
	return ok
}

// changed is called after each key.
func (s *Screen) changed() {
	s.keeper.Changed()
	s.redraw()
}

// redraw makes the preview anew. While one is being made, the next waits.
func (s *Screen) redraw() {
	if !s.loaded {
		return
	}
	if s.drawing {
		s.stale = true
		return
	}
	s.drawing = true
	by, patient, session, content, print := s.Shell.Actor(), s.route.Patient, s.session(), s.plan.content(), s.print()
	s.Shell.Run(func(ctx context.Context) func() {
		doc, err := s.Plans.Preview(ctx, by, patient, session, content, print)
		return func() {
			s.drawing = false
			if err != nil {
				s.shown.SetMessage(s.Shell.T("The handout cannot be shown. What you typed is kept."))
				return
			}
			s.shown.SetDocument(doc)
			s.below.SetText(s.Shell.T("Handout as it prints · %s · %s", doc.Lang.Name(), s.Shell.Clinic().Paper))
			if s.stale {
				s.stale = false
				s.redraw()
			}
		}
	})
}

func (s *Screen) print() handout.Print {
	if s.large != nil && s.large.On() {
		return handout.Large
	}
	return handout.Normal
}

// Leave implements place.Screen.
func (s *Screen) Leave() {
	if s.loaded && s.mayWrite() {
		s.keeper.Keep()
	}
}

// FirstFocus implements place.FirstFocus.
func (s *Screen) FirstFocus() fyne.Focusable {
	if !s.loaded {
		return nil
	}
	s.plan.focusFirst()
	return s.Shell.Window().Canvas().Focused()
}

// Commands implements place.Screen.
func (s *Screen) Commands() []place.Command {
	sh := s.Shell
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	locked := func() bool { return !s.loaded || !s.mayWrite() || !s.plan.editing }
	unread := func() bool { return !s.loaded }
	return []place.Command{
		{ID: "integration.save", Label: sh.T("Save"), Key: fyne.KeyReturn, Modifier: ctrl, Do: s.onSave, Disabled: locked},
		{ID: "integration.sign", Label: sh.T("Sign and print"), Key: fyne.KeyReturn, Modifier: ctrl | shift, Do: s.onSign, Disabled: locked},
		{ID: "integration.print", Label: sh.T("Print"), Key: fyne.KeyP, Modifier: ctrl, Do: s.onPrint,
			Disabled: func() bool { return !sh.Person().May(clinic.PrintHandout) }},
		{ID: "integration.insight", Label: sh.T("Add what became clear"), Key: fyne.KeyI, Modifier: ctrl, Do: func() { s.plan.addInsight() }, Disabled: locked},
		{ID: "integration.step", Label: sh.T("Add a step"), Key: fyne.KeyJ, Modifier: ctrl, Do: func() { s.plan.steps.add() }, Disabled: locked},
		{ID: "integration.change", Label: sh.T("Change this plan"), Key: fyne.KeyM, Modifier: ctrl, Do: s.onChange,
			Disabled: func() bool { return !s.loaded || !s.mayWrite() || s.plan.editing }},
		{ID: "integration.follow", Label: sh.T("Follow up a step"), Key: fyne.KeyU, Modifier: ctrl, Do: func() { s.past.focusFirst() }, Disabled: unread},
		{ID: "integration.book", Label: sh.T("Book next visit"), Key: fyne.KeyB, Modifier: ctrl, Do: s.onBook, Disabled: unread},
		{ID: "integration.log", Label: sh.T("Open the whole log"), Key: fyne.KeyG, Modifier: ctrl, Do: s.onLog, Disabled: unread},
		{ID: "integration.large", Label: sh.T("Show the handout"), Key: fyne.KeyH, Modifier: ctrl, Do: s.onLarge, Disabled: unread},
	}
}
