package backups_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/backups"
	"kapdesk/app/backups/backupstest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func TestStates(t *testing.T) {
	t.Run("loading", func(t *testing.T) {
		r := sound(t)
		r.deps.Shell = &placetest.Late{Shell: r.shell}
		r.show()
		r.golden("loading")
		if r.can("backups.now") {
			t.Error("a backup can be begun before anything is read")
		}
	})
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.golden("empty")
		if r.can("backups.now") || r.can("backups.try") || r.can("backups.check") || r.can("backups.print") {
			t.Error("without a folder something can be done")
		}
	})
	t.Run("good", func(t *testing.T) {
		r := sound(t)
		r.maker.Add("/media/olga/STICK", backups.Found{Name: "other", At: r.Now.Add(-day), Size: 1500, Device: "9f8e7d6c"})
		r.show()
		r.golden("good")
	})
	t.Run("failed", func(t *testing.T) {
		r := sound(t)
		r.Pass(time.Hour)
		r.maker.Put("/media/olga/STICK", "")
		r.run()
		r.maker.Fail("/mnt/share/clinic", errDisk)
		r.run()
		r.show()
		r.golden("failed")
	})
	t.Run("red", func(t *testing.T) {
		r := chosen(t)
		r.must(r.desk.RemoveFolder(ctx, r.Owner, 2))
		r.maker.Put("/media/olga/STICK", backups.SameDisk)
		r.maker.Break("backup-1", damaged)
		r.run()
		r.show()
		r.golden("red")
	})
	t.Run("error", func(t *testing.T) {
		r := sound(t)
		r.deps.Desk = broken{r.desk}
		r.show()
		if r.shell.LastFailure() == nil {
			t.Error("the error is not shown")
		}
		r.golden("error")
		r.tap("backups.again")
		if len(r.shell.Failures) != 2 {
			t.Error("trying again did not read again")
		}
	})
	t.Run("read only", func(t *testing.T) {
		r := sound(t)
		r.as(r.Clinic.Desk)
		r.show()
		r.golden("readonly")
		for _, id := range []string{"backups.path", "backups.add", "backups.remove1", "backups.fresh", "backups.save"} {
			if placetest.Find(r.win, id) != nil {
				t.Errorf("the desk sees %s", id)
			}
		}
		r.do("backups.now")
		if len(r.shell.Notes) != 1 {
			t.Errorf("the desk cannot make a backup: %v", r.shell.LastFailure())
		}
	})
	t.Run("Spanish at 200 percent", func(t *testing.T) {
		r := sound(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.show()
		r.golden("spanish")
	})
}

const day = 24 * time.Hour

var damaged = &record.Problem{Code: record.Refused, Text: "This backup is damaged."}

func TestTheOwnerChoosesFolders(t *testing.T) {
	r := open(t)
	r.show()
	r.typed("backups.path", "/media/olga/STIK")
	placetest.Press(r.win, fyne.KeyReturn)
	if e := at[kit.Field](r, "backups.path").Error(); e != "The folder for backups is not there. Connect its disk." {
		t.Errorf("a folder that is not there: %q", e)
	}
	at[*kit.TextField](r, "backups.path").SetText(`"/media/olga/STICK"`)
	r.maker.Put("/media/olga/STICK", backups.OtherDisk)
	r.tap("backups.add")
	if f := at[*kit.TextField](r, "backups.path"); f.Text() != "" || f.Error() != "" || !r.says("/media/olga/STICK") || !r.says("On another disk") {
		t.Errorf("not chosen: %q %v", f.Text(), r.shell.LastFailure())
	}
	r.do("backups.choose") // thought better of it
	r.picked = "/mnt/share/clinic"
	r.maker.Put(r.picked, backups.UnknownDisk)
	r.do("backups.choose")
	if !r.says("/mnt/share/clinic") || !r.says("Nobody can tell on which disk") {
		t.Errorf("the picked folder is not chosen: %v", r.shell.LastFailure())
	}
	r.tap("backups.remove1")
	r.tap("dialog.cancel")
	r.tap("backups.remove1")
	r.tap("dialog.yes")
	if r.says("/media/olga/STICK") {
		t.Error("the folder is still chosen")
	}
	r.tap("backups.remove2")
	r.tap("dialog.yes")
	if record.CodeOf(r.shell.LastFailure()) != record.Refused || !r.says("/mnt/share/clinic") {
		t.Errorf("the last folder: %v", r.shell.LastFailure())
	}
	if len(r.shell.Notes) != 3 {
		t.Errorf("said %q", r.shell.Notes)
	}
}

func TestThereIsNoRoomForASixthFolder(t *testing.T) {
	r := chosen(t)
	for _, path := range []string{"/a", "/b", "/c"} {
		r.maker.Put(path, backups.OtherDisk)
		_, err := r.desk.AddFolder(ctx, r.Owner, path)
		r.must(err)
	}
	r.show()
	if placetest.Find(r.win, "backups.path") != nil || r.can("backups.choose") || !r.says("There can be 5 folders for backups.") {
		t.Error("a sixth is offered")
	}
}

func TestTheTimes(t *testing.T) {
	r := chosen(t)
	r.show()
	for typed, want := range map[string]string{"0": "Must be 1 to 168 hours. Kept as typed.", "169": "Must be 1 to 168 hours. Kept as typed.",
		"1.5": "Type whole hours, from 1 to 168. Kept as typed.", "": "Type whole hours, from 1 to 168. Kept as typed.", "a day": "Type a number, such as 12.5. Kept as typed."} {
		at[*kit.NumberField](r, "backups.fresh").SetText(typed)
		r.do("backups.save")
		if e := at[kit.Field](r, "backups.fresh").Error(); e != want || len(r.shell.Notes) != 0 {
			t.Errorf("%q: %q", typed, e)
		}
	}
	at[*kit.NumberField](r, "backups.fresh").SetText("48")
	at[*kit.Check](r, "backups.hourly").Tapped(nil)
	r.do("backups.save")
	if s, err := r.desk.Settings(ctx); err != nil || s.Fresh != 48 || s.Hourly || len(r.shell.Notes) != 1 {
		t.Errorf("%+v %v, said %q", s, err, r.shell.Notes)
	}
	if all, _ := r.Log.AllDrafts(ctx, r.Owner); len(all) != 0 {
		t.Errorf("a draft of what is saved is left: %s", all[0].Body)
	}
}

// What is typed and not saved comes back; a folder that is chosen meanwhile
// takes nothing else with it.
func TestTheDraft(t *testing.T) {
	r := chosen(t)
	r.show()
	r.typed("backups.path", "/media/ol")
	at[*kit.NumberField](r, "backups.fresh").SetText("72")
	r.screen.Leave()
	r.show()
	if p, f := at[*kit.TextField](r, "backups.path").Text(), at[*kit.NumberField](r, "backups.fresh").Text(); p != "/media/ol" || f != "72" {
		t.Fatalf("back: %q %q", p, f)
	}
	r.maker.Put("/x", backups.OtherDisk)
	at[*kit.TextField](r, "backups.path").SetText("/x")
	r.tap("backups.add")
	r.show()
	if p, f := at[*kit.TextField](r, "backups.path").Text(), at[*kit.NumberField](r, "backups.fresh").Text(); p != "" || f != "72" {
		t.Errorf("after a folder was chosen: %q %q", p, f)
	}
}

func TestTheBackupsOfAFolder(t *testing.T) {
	r := sound(t)
	r.maker.Add("/media/olga/STICK", backups.Found{Name: "other", At: r.Now.Add(-day), Size: 1500, Device: "9f8e7d6c"})
	r.show()
	table := r.table()
	if rows := table.Rows(); len(rows) != 2 || rows[0].Cells[0].Text != "23 Nov 2026, 08:00" || rows[0].Cells[1].Text != "13 MB" ||
		rows[0].Cells[3].Text != "23 Nov 2026, 08:00" || rows[1].Cells[1].Text != "2 kB" || rows[1].Cells[2].Text != "9f8e7d6c" {
		t.Errorf("%+v", rows)
	}
	r.maker.Asked()
	r.do("backups.try")
	r.do("backups.check")
	if asked := r.maker.Asked(); !slices.Contains(asked, "drill /media/olga/STICK backup-1") || !slices.Contains(asked, "verify /media/olga/STICK backup-1") {
		t.Errorf("asked %q", asked)
	}
	if !slices.Equal(r.shell.Notes, []string{"The backup can be restored; the proof can be printed", "The backup was read and is whole"}) {
		t.Errorf("said %q", r.shell.Notes)
	}
	table = r.table()
	r.win.Canvas().Focus(table)
	placetest.Press(r.win, fyne.KeyDown)
	if table.SelectedKey() != "other" || r.can("backups.try") || !r.can("backups.check") {
		t.Error("what another laptop made can be tried")
	}
	placetest.Press(r.win, fyne.KeyReturn) // does nothing
	r.tap("backups.list2")
	if rows := r.table().Rows(); len(rows) != 1 || rows[0].Key != "backup-2" || !r.says("/mnt/share/clinic") {
		t.Errorf("%+v", rows)
	}
	r.maker.Fail("/media/olga/STICK", backupstest.Away)
	r.tap("backups.list1")
	if len(r.table().Rows()) != 0 || !r.says("/media/olga/STICK cannot be read now.") || r.can("backups.check") {
		t.Error("a folder that cannot be read shows backups")
	}
}

func TestWhatFailsIsTold(t *testing.T) {
	r := sound(t)
	r.show()
	r.maker.Break("backup-1", damaged)
	r.do("backups.check")
	if r.shell.LastFailure() == nil || !r.says("Not known to be whole") {
		t.Errorf("a damaged backup: %v", r.shell.LastFailure())
	}
	r.do("backups.try")
	if len(r.shell.Failures) != 2 || !r.says("!! Needs you now") || len(r.shell.Notes) != 0 {
		t.Errorf("a drill that failed: %v", r.shell.Failures)
	}
	r.maker.Put("/media/olga/STICK", "")
	r.maker.Put("/mnt/share/clinic", "")
	n := len(r.shell.Failures)
	r.do("backups.now")
	if words := r.shell.Failures[n:]; !errors.Is(words[0], error(backupstest.Away)) && !strings.Contains(words[0].Error(), backupstest.Away.Text) {
		t.Errorf("two folders that are away: %v", words)
	}
	if len(r.shell.Notes) != 0 {
		t.Errorf("said %q", r.shell.Notes)
	}
}

func TestTheProofIsPrinted(t *testing.T) {
	r := sound(t)
	r.show()
	n := len(r.Log.Events())
	r.shell.SavePath = ""
	r.do("backups.print")
	r.shell.SaveErr = errDisk
	r.do("backups.print")
	if len(r.Log.Events()) != n || record.CodeOf(r.shell.LastFailure()) != record.Unavailable {
		t.Errorf("what was not written is on record: %v", r.shell.LastFailure())
	}
	r.shell.SavePath, r.shell.SaveErr = "/home/olga/proof.pdf", nil
	r.do("backups.print")
	if !slices.Equal(r.shell.Opened, []string{"/home/olga/proof.pdf"}) || r.shell.Offered[2] != "Proof that a backup can be restored 2026-11-23.pdf" ||
		len(r.Log.Events()) != n+1 || len(r.shell.Notes) != 1 {
		t.Errorf("opened %q, offered %q, said %q", r.shell.Opened, r.shell.Offered, r.shell.Notes)
	}
	r.shell.OpenErr = errDisk
	r.do("backups.print")
	if len(r.shell.Said) != 1 || len(r.Log.Events()) != n+2 {
		t.Errorf("said %q", r.shell.Said)
	}
}

func TestHowToRestore(t *testing.T) {
	r := open(t)
	r.show()
	r.do("backups.restore")
	if r.win.Canvas().Overlays().Top() == nil {
		t.Fatal("nothing is told")
	}
	r.tap("dialog.yes")
	if r.win.Canvas().Overlays().Top() != nil {
		t.Error("it stays")
	}
}

func TestALateStateIsDropped(t *testing.T) {
	r := sound(t)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.show()
	r.screen.Show()
	first, second := late.Work[0](context.Background()), late.Work[1](context.Background())
	second()
	lists := len(late.Work)
	first()
	if len(late.Work) != lists {
		t.Error("a late answer is shown")
	}
}

// Everything can be reached with Tab, and the focus stays where it was when
// the screen is read anew.
func TestByKeyboard(t *testing.T) {
	r := sound(t)
	r.show()
	placetest.Keys(t, r.screen)
	seen := map[string]bool{}
	r.win.Canvas().Focus(nil)
	for range 40 {
		r.win.Canvas().FocusNext()
		seen[kit.FocusID(r.win.Canvas().Focused())] = true
	}
	for _, id := range []string{"backups.now", "backups.list1", "backups.remove1", "backups.list2", "backups.path", "backups.choose", "backups.add",
		"backups.found", "backups.check", "backups.try", "backups.print", "backups.fresh", "backups.hourly", "backups.save", "backups.restore"} {
		if !seen[id] {
			t.Errorf("Tab does not reach %s", id)
		}
	}
	r.win.Canvas().Focus(at[*kit.Button](r, "backups.list2"))
	placetest.Press(r.win, fyne.KeyReturn)
	r.do("backups.check")
	if id := kit.FocusID(r.win.Canvas().Focused()); id != "backups.list2" {
		t.Errorf("the focus went to %q", id)
	}
	placetest.Press(r.win, fyne.KeyEscape)
	if r.shell.Backs != 1 {
		t.Error("Esc does not leave")
	}
}
