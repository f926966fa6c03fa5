package backups

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"kapdesk/app/backups"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// times is for how long a backup stays fresh, and whether backups are made by
// themselves: fields for the owner, words for everybody else.
type times struct {
	v      *screen
	fresh  *kit.NumberField
	hourly *kit.Check
	said   *kit.Text
}

func newTimes(v *screen) *times {
	s := v.Shell
	t := &times{v: v, said: kit.Paragraph("")}
	t.fresh = kit.NewNumberField(s.T, "backups.fresh", s.T("A backup stays fresh for"), s.T("hours")).
		SetRange(strconv.Itoa(backups.LeastFresh), strconv.Itoa(backups.MostFresh))
	t.fresh.SetHint(s.T("When the last one is older, everybody is told."))
	t.hourly = kit.NewCheck(s.T, "backups.hourly", s.T("Make one every hour while somebody works"))
	t.fresh.OnChanged = func() { v.keeper.Changed() }
	t.hourly.OnChanged = func(bool) { v.keeper.Changed() }
	return t
}

func (t *times) content() fyne.CanvasObject {
	s := t.v.Shell
	closing := kit.SmallPara(s.T("When the program is closed, one is made too, if anything has changed."))
	if !t.v.isOwner() {
		return kit.Stack(kit.GapS, t.said, closing)
	}
	return kit.Stack(kit.GapM, kit.FormGrid(2, t.fresh), t.hourly, closing, kit.Row(0, kit.Secondary("backups.save", s.T("Save changes"), t.v.save)))
}

// show fills in what is set. What somebody types meanwhile stays.
func (t *times) show(first bool) {
	s, set := t.v.Shell, t.v.state.Settings
	if first {
		t.fresh.SetValue(strconv.Itoa(set.Fresh))
		t.hourly.SetOn(set.Hourly)
	}
	said := s.T("No backup is made by itself while somebody works. A backup stays fresh for %d hours.", set.Fresh)
	if set.Hourly {
		said = s.T("One is made every hour while somebody works. A backup stays fresh for %d hours.", set.Fresh)
	}
	t.said.SetText(said)
}

// changed reports whether the fields say something else than what is set.
func (t *times) changed() bool {
	set := t.v.state.Settings
	return t.fresh.Text() != strconv.Itoa(set.Fresh) || t.hourly.On() != set.Hourly
}

// save saves the times.
func (v *screen) save() {
	if !v.ready || !v.isOwner() || !v.times.fresh.Check() {
		return
	}
	s := v.Shell
	hours, err := strconv.Atoi(v.times.fresh.Text())
	if err != nil {
		v.times.fresh.SetError(s.T("Type whole hours, from %d to %d. Kept as typed.", backups.LeastFresh, backups.MostFresh))
		v.times.fresh.Focus()
		v.form.Refresh()
		return
	}
	hourly := v.times.hourly.On()
	v.set(func(ctx context.Context, by record.Actor) error { return v.Desk.SetTimes(ctx, by, hours, hourly) }, func() {
		v.state.Settings.Fresh, v.state.Settings.Hourly = hours, hourly
		s.Saved(s.T("All changes saved"))
	})
}

// onPrint makes the proof a page and keeps on record that it was printed.
func (v *screen) onPrint() {
	if v.state.Proof == nil {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	name := s.T(backups.ProofPaper) + " " + record.DateOf(s.Now(), s.Clinic().Location()).String() + ".pdf"
	s.Run(func(ctx context.Context) func() {
		doc, err := v.Desk.Paper(ctx, by, s.Lang(), handout.Normal)
		var pdf []byte
		if err == nil {
			pdf, err = v.Paint(doc)
		}
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.SaveFile(name, pdf, v.printed)
		}
	})
}

func (v *screen) printed(path string, err error) {
	s, by := v.Shell, v.Shell.Actor()
	switch {
	case err != nil:
		s.Fail(&record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The proof stays here.", Next: "Choose another folder, or make room on the disk."})
		return
	case path == "":
		return
	case s.OpenFile(path) != nil:
		s.Say(s.T("The file is written, but no program here can show it: %s", path))
	}
	s.Run(func(ctx context.Context) func() {
		err := v.Desk.Printed(ctx, by)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.Saved(s.T("The proof is written"))
		}
	})
}

// onRestore says how a backup is restored, and lets an owner begin.
func (v *screen) onRestore() {
	s := v.Shell
	body := kit.Stack(kit.GapM,
		kit.Paragraph(s.T("You need the disk with the backup and the recovery sheet. Passphrases are not enough: a backup opens with the sheet alone.")),
		kit.Strong(s.T("On a new laptop")),
		kit.Paragraph(s.T("Start KAP Desk there and choose “I have a backup”. Everybody signs in with the passphrase they had when it was made.")),
		kit.Strong(s.T("On this laptop")),
		kit.Paragraph(s.T("What is here now is never written over: the backup is put beside it and takes its place only when it is whole, and what was here is kept under another name.")),
		kit.SmallPara(s.T("A laptop that was restored counts as a new one: choose its folders for backups again.")))
	if !v.isOwner() || v.Restore == nil {
		kit.Tell(s.Window(), s.T, s.T("How to restore a backup"), body)
		return
	}
	kit.Ask(s.Window(), s.T, s.T("How to restore a backup"), body, s.T("Close the clinic and restore here"), func() bool {
		v.Restore()
		return true
	}, func() {})
}
