package integration

import (
	"context"
	"strings"

	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/preview"
)

func (s *Screen) onSave() {
	if !s.loaded || !s.plan.editing || !s.mayWrite() || !s.plan.check() {
		return
	}
	by, base, now := s.Shell.Actor(), s.plan.base, s.plan.content()
	s.Shell.Run(func(ctx context.Context) func() {
		v, err := s.Plans.Save(ctx, by, s.route.Patient, s.session(), base, now)
		return func() {
			if err != nil {
				s.problems(err)
				return
			}
			s.saved(v)
			s.Shell.Saved(s.Shell.T("Plan saved; it is not signed yet"))
		}
	})
}

// saved takes over what the store holds now and forgets the draft of it.
func (s *Screen) saved(v integration.View) {
	s.view = v
	s.plan.adopt(v)
	s.keeper.Drop()
	if s.past.editing != nil {
		s.keeper.Changed() // the follow-up that is being typed stays a draft
	}
	s.redraw()
	s.Shell.RefreshChart()
}

func (s *Screen) onSign() {
	if !s.loaded || !s.plan.editing || !s.mayWrite() || !s.plan.check() {
		return
	}
	if !s.signed() {
		s.sign("", nil)
		return
	}
	sh := s.Shell
	reason := kit.NewTextField(s.tr(), "integration.reason", sh.T("Why the signed plan is changed"))
	keeper := place.KeepText(s.Drafts, sh, "integration.sign/"+string(s.session()), reason)
	kit.Ask(sh.Window(), s.tr(), sh.T("Sign the new version"), kit.Stack(kit.GapS,
		kit.Paragraph(sh.T("The version signed before stays readable, with your reason.")), reason), sh.T("Sign and print"), func() bool {
		text := strings.TrimSpace(reason.Text())
		if text == "" {
			reason.SetError(sh.T("Say in a few words why."))
			reason.Focus()
			return false
		}
		s.sign(text, keeper)
		return true
	}, nil)
}

// sign saves what is typed, signs it and goes on to print. A second press
// while it does so is not heard. draft is that of the reason; it may be nil.
func (s *Screen) sign(reason string, draft *place.Keeper) {
	if s.signing {
		return
	}
	s.signing = true
	by, base, now := s.Shell.Actor(), s.plan.base, s.plan.content()
	s.Shell.Run(func(ctx context.Context) func() {
		v, err := s.Plans.Save(ctx, by, s.route.Patient, s.session(), base, now)
		if err != nil {
			return func() {
				s.signing = false
				s.problems(err)
			}
		}
		signed, err := s.Plans.Sign(ctx, by, s.route.Patient, s.session(), reason)
		return func() {
			s.signing = false
			if err != nil {
				s.saved(v) // what was typed is kept, with the IDs that the problems name
				s.problems(err)
				return
			}
			s.keeper.Drop()
			if draft != nil {
				draft.Drop()
			}
			s.fill(signed)
			s.Shell.RefreshChart()
			s.Shell.Saved(s.Shell.T("Plan signed"))
			s.onPrint()
		}
	})
}

// problems shows each problem at its field.
func (s *Screen) problems(err error) {
	place.ShowProblems(s.Shell, s.plan.form, record.Moved(err, s.plan.fieldOf))
}

func (s *Screen) onPrint() {
	by, patient, session, print := s.Shell.Actor(), s.route.Patient, s.route.Record, s.print()
	if s.loaded {
		session = s.session()
	}
	name := s.Shell.T("Integration plan %s", record.DateOf(s.Shell.Now(), s.Shell.Clinic().Location()).String())
	keep := func(ctx context.Context, name string, pdf []byte) error {
		_, err := s.Documents.Keep(ctx, by, patient, name, document.Handout, pdf)
		return err
	}
	place.PrintPaper(s.Shell, s.Paint, keep, name, func(ctx context.Context) (handout.Document, error) {
		return s.Plans.Paper(ctx, by, patient, session, print)
	})
}

// onChange opens a signed plan to be changed; the signed version stays as it
// is until another is signed.
func (s *Screen) onChange() {
	if s.loaded && s.mayWrite() && !s.plan.editing {
		s.plan.editing = true
		s.plan.arrange(false)
		s.keeper.Clean() // nothing is typed yet
		s.plan.focusFirst()
	}
}

// onDiscard forgets the draft and shows what is kept.
func (s *Screen) onDiscard() {
	s.keeper.Drop()
	s.fill(s.view)
	s.plan.focusFirst()
}

func (s *Screen) onSettle(field string, keep record.EventID) {
	by := s.Shell.Actor()
	s.keeper.Keep()
	s.Shell.Run(func(ctx context.Context) func() {
		err := s.Plans.Settle(ctx, by, s.route.Patient, s.session(), field, keep)
		return func() {
			if err != nil {
				s.Shell.Fail(err)
				return
			}
			s.Show()
		}
	})
}

// onRead shows one signed version.
func (s *Screen) onRead(v integration.Version) {
	by := s.Shell.Actor()
	s.Shell.Run(func(ctx context.Context) func() {
		doc, err := s.Plans.Read(ctx, by, s.route.Patient, s.session(), v.ID)
		return func() {
			if err != nil {
				s.Shell.Fail(err)
				return
			}
			s.showLarge(s.Shell.T("Signed by %s, %s", v.Signature.Name, s.when(v.Signature.At)), doc)
		}
	})
}

func (s *Screen) onLarge() {
	if s.loaded && s.shown.Document() != nil {
		s.showLarge(s.Shell.T("Handout as it prints"), *s.shown.Document())
	}
}

func (s *Screen) showLarge(label string, doc handout.Document) {
	preview.Large(s.Shell.Window(), "integration.page", label, s.Shell.T("Close"), doc)
}

func (s *Screen) toSessions() {
	s.Shell.Go(place.Route{Place: place.Sessions, Patient: s.route.Patient})
}

func (s *Screen) onBook() {
	s.Shell.Go(place.Route{Place: place.Sessions, Patient: s.route.Patient, Part: "book"})
}

func (s *Screen) onLog() {
	s.Shell.Go(place.Route{Place: place.Session, Patient: s.route.Patient, Record: s.session()})
}
