package protocol

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// onAdopt shows what will be signed, and signs it when the prescriber says
// so. While something stands against it, it says what.
func (v *Screen) onAdopt() {
	s := v.Shell
	if !v.mayAdopt() {
		return
	}
	if v.edit != nil {
		s.Say(s.T("Save the change or give it up first: what you typed is kept."))
		return
	}
	if ps := v.state.Against(); len(ps) > 0 {
		var lines []fyne.CanvasObject
		for _, p := range ps {
			lines = append(lines, kit.Paragraph("· "+place.Words(s, p)))
		}
		kit.Tell(s.Window(), s.T, s.T("This cannot be adopted yet"), kit.Stack(kit.GapS, lines...))
		return
	}
	by := s.Actor()
	a := adoption.Adoption{Seen: v.state.Working.Hash, Statement: s.T(adoption.Statement)}
	kit.Ask(s.Window(), s.T, s.T("Adopt version %d?", v.state.Working.Next.Version), v.signing(a), s.T("Sign and adopt"), func() bool {
		v.run(s.T("The protocol is adopted"), func(ctx context.Context) error {
			_, err := v.Desk.Adopt(ctx, by, a)
			return err
		})
		return true
	}, nil)
}

// signing says what the signature stands for: how much it is, what is new,
// and on what it rests.
func (v *Screen) signing(a adoption.Adoption) fyne.CanvasObject {
	s, w := v.Shell, v.state.Working
	b := w.Basis()
	lines := []fyne.CanvasObject{
		kit.Paragraph(s.T("Changed: %d of %d items with their sources. Begun from: %s.", w.Changed(), b.Items, v.voice().Stamp(w.Base.Stamp))),
		kit.Paragraph(s.T("Sources disagree on %d items; without a choice: %d.", b.Dissent, b.NoChoice)),
		kit.Paragraph(s.T("%d items rest on general knowledge or on weak sources alone.", b.Unproven)),
	}
	for _, l := range w.Lines {
		if word, _ := v.markWord(l); word != "" {
			lines = append(lines, kit.SmallPara("· "+v.named(v.state.Working.File, l.Item)+": "+word))
		}
	}
	lines = append(lines, kit.Rule(), kit.Strong(a.Statement).Wrapped(),
		kit.SmallPara(s.T("Signed by %s. It never changes; a later version can take its place, and open checklists become out of date.", s.Person().Name)))
	return kit.Stack(kit.GapS, lines...)
}

// shownHash is the version that a file or a page is made of: the one in use,
// or the working copy where it differs.
func (v *Screen) shownHash() record.Hash {
	if v.state.Working.Changed() > 0 {
		return record.Hash{}
	}
	return v.state.InUse.Hash
}

// onExport saves the version as a file.
func (v *Screen) onExport() {
	if !v.ready {
		return
	}
	s, by, h := v.Shell, v.Shell.Actor(), v.shownHash()
	s.Run(func(ctx context.Context) func() {
		name, raw, err := v.Desk.Export(ctx, by, h)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.SaveFile(name, raw, func(path string, err error) {
				switch {
				case err != nil:
					s.Fail(err)
				case path != "":
					v.note(v.Exported)
					s.Saved(s.T("The protocol is saved as a file"))
				}
			})
		}
	})
}

// note puts on record what left the program.
func (v *Screen) note(what func(context.Context, record.Actor) error) {
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		err := what(ctx, by)
		return func() {
			if err != nil {
				s.Fail(err)
			}
		}
	})
}

// onPrint makes the version's PDF.
func (v *Screen) onPrint() {
	if !v.ready {
		return
	}
	s, by, h := v.Shell, v.Shell.Actor(), v.shownHash()
	place.PrintLoose(s, v.Paint, func(ctx context.Context) error { return v.Printed(ctx, by) }, s.T("Protocol"),
		func(ctx context.Context) (handout.Document, error) {
			return v.Desk.Paper(ctx, by, h, s.Lang(), handout.Normal)
		})
}
