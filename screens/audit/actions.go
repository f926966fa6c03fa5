package audit

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// onExport saves every line that the filters leave as a CSV file. It is on
// record as soon as its bytes are made, wherever they go.
func (v *screen) onExport() {
	if !v.ready {
		return
	}
	s, by, q := v.Shell, v.Shell.Actor(), v.asked
	s.Run(func(ctx context.Context) func() {
		csv, err := v.Audit.Export(ctx, by, q, s.Lang())
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			name := s.T("Audit") + " " + record.DateOf(s.Now(), s.Clinic().Location()).String() + ".csv"
			s.SaveFile(name, csv, v.exported)
		}
	})
}

func (v *screen) exported(path string, err error) {
	s := v.Shell
	switch {
	case err != nil:
		s.Fail(&record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The audit is unchanged.", Next: "Choose another folder, or make room on the disk."})
	case path != "":
		s.Saved(s.T("The audit was exported"))
	}
	v.load() // the export stands in it
}

// onPrint prints for a patient who opened the chart.
func (v *screen) onPrint() {
	patient := v.subject()
	if !v.ready || patient == "" {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	keep := func(ctx context.Context, name string, pdf []byte) error {
		return v.Audit.KeepPaper(ctx, by, patient, name, pdf)
	}
	place.PrintPaper(s, v.Paint, keep, s.T("Who opened the chart")+" "+record.DateOf(s.Now(), s.Clinic().Location()).String(),
		func(ctx context.Context) (handout.Document, error) {
			return v.Audit.Paper(ctx, by, patient, handout.Normal)
		})
}

// onCheck asks for the code on a report or a backup and says whether the log
// still holds what was signed then.
func (v *screen) onCheck() {
	s := v.Shell
	code := kit.NewTextField(s.T, "audit.code", s.T("The code, such as 1a2b 3c4d 5e6f"))
	text := kit.Paragraph(s.T("Reports and backups carry a code of the log as it stood. If it is found, the log here still goes back to what was signed then. “kapdesk verify” checks every event before it."))
	kit.Ask(s.Window(), s.T, s.T("Check a code"), kit.Stack(kit.GapM, text, code), s.T("Look it up"), func() bool {
		c, err := v.Checkpoints.FindCheckpoint(context.Background(), code.Text())
		if err != nil {
			if ps := record.ProblemsOf(err); len(ps) > 0 {
				code.SetError(place.Words(s, ps[0]))
				code.Focus()
				return false
			}
			s.Fail(err)
			return true
		}
		s.Say(s.T("Found: this laptop signed the log up to event %d on %s.", c.Events, s.Book().DateTime(s.Lang(), c.At, s.Clinic().Location())))
		return true
	}, nil)
}

// Commands implements place.Screen.
func (v *screen) Commands() []place.Command {
	s := v.Shell
	const ctrl = fyne.KeyModifierShortcutDefault
	unready := func() bool { return !v.ready }
	return []place.Command{
		{ID: "audit.export", Label: s.T("Export"), Key: fyne.KeyE, Modifier: ctrl, Do: v.onExport, Disabled: unready},
		{ID: "audit.print", Label: s.T("Print who opened this chart"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint, Disabled: func() bool { return !v.ready || v.subject() == "" }},
		{ID: "audit.older", Label: s.T("Show older"), Key: fyne.KeyPageDown, Modifier: ctrl, Do: v.onOlder, Disabled: func() bool { return !v.ready || v.next == 0 }},
		{ID: "audit.all", Label: s.T("Show everything"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: v.filters.clear, Disabled: unready},
		{ID: "audit.filter", Label: s.T("Go to the filters"), Key: fyne.KeyF, Modifier: ctrl, Do: v.filters.patient.Focus, Disabled: unready},
		{ID: "audit.check", Label: s.T("Check a code"), Key: fyne.KeyG, Modifier: ctrl, Do: v.onCheck},
	}
}
