package shell

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// The badge says in words how the backups stand, warns once, and leads to
// their page; a clinic without backups shows none.
func TestTheBadge(t *testing.T) {
	s := open(t, &fakeClinic{})
	find := func() *kit.Button { return s.badge.button }
	s.SetBadge(kit.ToneStop, "No good backup", "There is no backup.")
	if find().Visible() {
		t.Error("a clinic without backups shows a badge")
	}
	s.Backups = true
	s.SetBadge(kit.ToneStop, "No good backup", "There is no backup of today.")
	if !find().Visible() || find().Text() != "No good backup" {
		t.Errorf("the badge says %q", find().Text())
	}
	if len(s.toasts.layer.Objects) != 1 {
		t.Error("nobody was warned")
	}
	s.toasts.clear()
	s.SetBadge(kit.ToneStop, "No good backup", "There is no backup of today.")
	if len(s.toasts.layer.Objects) != 0 {
		t.Error("warned twice of the same")
	}
	s.SetBadge(kit.ToneDone, "Backed up", "All is well.")
	if find().Text() != "Backed up" {
		t.Errorf("the badge says %q", find().Text())
	}
	test.Tap(find())
	if s.route != backupsRoute {
		t.Errorf("it leads to %v", s.route)
	}
}

// The badge speaks the language of who is there, also after a change.
func TestTheBadgeChangesItsLanguage(t *testing.T) {
	s := open(t, &fakeClinic{})
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	s.Deps.Book, s.Backups = book, true
	s.SetBadge(kit.ToneStop, "No good backup", "There is no backup.")
	want := book.Say(words.Spanish, "No good backup")
	if want == "No good backup" || s.badge.button.Text() != "No good backup" {
		t.Fatalf("it says %q, in Spanish %q", s.badge.button.Text(), want)
	}
	s.SetLook(Look{Lang: words.Spanish, Scale: 100})
	if got := s.badge.button.Text(); got != want {
		t.Errorf("in Spanish it says %q", got)
	}
}

// What was copied out of a field leaves the clipboard at the lock; what
// another program put there stays.
func TestTheLockEmptiesTheClipboard(t *testing.T) {
	s := open(t, &fakeClinic{})
	clip := s.App.Clipboard()
	field := kit.NewTextField(s.T, "a", "A")
	s.Window().SetContent(field)
	field.SetText("José Ñandú")
	field.Focus()
	focused := s.Window().Canvas().Focused().(fyne.Shortcutable)
	focused.TypedShortcut(&fyne.ShortcutSelectAll{})
	focused.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
	if clip.Content() != "José Ñandú" {
		t.Fatalf("copied %q", clip.Content())
	}
	s.Lock()
	if clip.Content() != "" {
		t.Errorf("the clipboard still holds %q", clip.Content())
	}
	clip.SetContent("a recipe")
	s.Lock()
	if clip.Content() != "a recipe" {
		t.Error("the lock emptied what another program put there")
	}
}
