package notes

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// reading is the open note, one of its versions on show.
type reading struct {
	note notes.Note
	at   int // which version
	page *page
}

func (r *reading) version() notes.Version { return r.note.Versions[r.at] }

// showNote shows the chosen note: the version that stands, or else why it
// cannot be read.
func (v *screen) showNote() {
	v.reading = nil
	n, ok := v.chosen()
	if !ok {
		if v.ready && v.writing == nil {
			v.hold(v.nothing())
		}
		return
	}
	at := len(n.Versions) - 1
	for i, w := range n.Versions {
		if w.Stands() && w.Open {
			at = i
		}
	}
	if n.Access == notes.Others {
		v.hold(v.sealedCard(n, v.Shell.T("Sealed to others"), v.Shell.T("Only its author and whom they named can read this note.")))
		return
	}
	v.openVersion(n, at)
}

// nothing is what stands on the right of an empty list.
func (v *screen) nothing() fyne.CanvasObject {
	s := v.Shell
	if !v.view.Sealable {
		return kit.NewCard("", kit.EmptyState(s.T("No notes yet"), ""))
	}
	return kit.NewCard("", kit.EmptyState(s.T("No notes yet"), s.T("What you write here is sealed to you as you sign it.")))
}

// openVersion opens one version of a note and shows it.
func (v *screen) openVersion(n notes.Note, at int) {
	v.loads++
	load, by, w := v.loads, v.Shell.Actor(), n.Versions[at]
	v.Shell.Run(func(ctx context.Context) func() {
		text, err := v.Desk.Open(ctx, by, v.patient, n.ID, w.ID)
		return func() {
			if load != v.loads || v.away {
				return
			}
			if err != nil {
				v.notOpened(n, err)
				return
			}
			focused := v.reading != nil && v.reading.page != nil && v.reading.page.focused
			r := &reading{note: n, at: at}
			v.reading = r
			r.page = newPage(v.opened(r, text), v.table.Focus)
			v.hold(kit.NewCard("", kit.Stack(kit.GapM, kit.Flex(1, r.page), v.buttons(r))))
			if focused {
				v.focusText()
			}
		}
	})
}

// notOpened says why a note cannot be read.
func (v *screen) notOpened(n notes.Note, err error) {
	s := v.Shell
	v.reading = nil
	ps := record.ProblemsOf(err)
	if len(ps) == 0 {
		s.Fail(err)
		v.hold(v.sealedCard(n, s.T("The note could not be opened"), s.T("Nothing was changed. Choose it again; if it happens again, tell whoever looks after the program.")))
		return
	}
	v.hold(v.sealedCard(n, s.T("This note cannot be opened"), place.Words(s, ps[0])))
}

// sealedCard tells of a note without its text.
func (v *screen) sealedCard(n notes.Note, title, text string) fyne.CanvasObject {
	return kit.NewCard("", kit.Stack(kit.GapS, v.head(n), kit.EmptyState(title, text)))
}

// head is who wrote a note and when.
func (v *screen) head(n notes.Note) fyne.CanvasObject {
	text, tone := v.access(n)
	return kit.FlowRow(kit.GapS, kit.Section(n.Author.Name+", "+v.when(n.Author.At)), kit.NewPill(text, tone))
}

// opened is an opened version with who can read it.
func (v *screen) opened(r *reading, text string) *fyne.Container {
	s, w := v.Shell, r.version()
	parts := []fyne.CanvasObject{v.head(r.note)}
	if len(r.note.Versions) > 1 {
		parts = append(parts, kit.SmallPara(s.T("Version %d of %d that are sealed to you, signed %s", r.at+1, len(r.note.Versions), v.when(w.At))))
	}
	if w.Reason != "" {
		parts = append(parts, kit.SmallPara(s.T("Corrected: %s", w.Reason)))
	}
	if !w.Stands() {
		parts = append(parts, kit.Paragraph(s.T("This version no longer stands.")).In(kit.ColorReview))
	} else if len(r.note.Standing()) > 1 {
		parts = append(parts, kit.Paragraph(s.T("Two corrections were made on two laptops at once; both stand until one is corrected.")).In(kit.ColorReview))
	}
	parts = append(parts, kit.Paragraph(text), kit.Rule(), kit.Strong(s.T("Who can read it")))
	for _, reader := range w.Readers {
		parts = append(parts, v.reader(r.note, reader))
	}
	return kit.Stack(kit.GapS, parts...)
}

// reader is one line about somebody that a version is sealed to.
func (v *screen) reader(n notes.Note, r notes.Reader) fyne.CanvasObject {
	s := v.Shell
	line := s.T("%s, sealed by %s on %s", r.Name, r.By, v.when(r.At))
	if r.Lost {
		return kit.SmallPara(line + ". " + s.T("Their key was made anew since: they cannot open it now.")).In(kit.ColorReview)
	}
	return kit.SmallPara(line)
}

// buttons are what can be done with the open note.
func (v *screen) buttons(r *reading) fyne.CanvasObject {
	s := v.Shell
	var all []fyne.CanvasObject
	if v.correctable() {
		all = append(all, kit.Secondary("notes.correct", s.T("Correct"), v.onCorrect))
	}
	if v.shareable() {
		all = append(all, kit.Secondary("notes.share", s.T("Let others read it"), v.onShare))
	}
	if v.returnable() {
		all = append(all, kit.Primary("notes.back", s.T("Share back"), v.onBack))
	}
	if len(r.note.Versions) > 1 {
		all = append(all, kit.Quiet("notes.version", s.T("Show another version"), v.onVersion))
	}
	return kit.FlowRow(kit.GapS, all...)
}

func (v *screen) correctable() bool {
	return v.reading != nil && v.mayWrite() && v.reading.note.Mine && v.reading.version().Stands()
}

func (v *screen) shareable() bool {
	return v.reading != nil && v.mayWrite() && v.reading.note.Mine && v.reading.version().Stands()
}

func (v *screen) returnable() bool {
	return v.reading != nil && v.mayWrite() && v.reading.note.AuthorLost
}

func (v *screen) versions() bool { return v.reading != nil && len(v.reading.note.Versions) > 1 }

// onVersion shows the version before, and after the first the last again.
func (v *screen) onVersion() {
	if v.versions() {
		n := v.reading.note
		v.openVersion(n, (v.reading.at+len(n.Versions)-1)%len(n.Versions))
	}
}

// focusText goes to the open note, to scroll it.
func (v *screen) focusText() {
	if v.reading != nil {
		v.Shell.Window().Canvas().Focus(v.reading.page)
	}
}

func (v *screen) day(t time.Time) string {
	return v.Shell.Book().Date(v.Shell.Lang(), record.DateOf(t, v.Shell.Clinic().Location()))
}

func (v *screen) when(t time.Time) string {
	return v.Shell.Book().DateTime(v.Shell.Lang(), t, v.Shell.Clinic().Location())
}

// names lists names for a sentence.
func names(all []string) string { return strings.Join(all, ", ") }
