package backups_test

import (
	"slices"
	"testing"

	"kapdesk/app/backups"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// While a backup is under way the screen shows each step and a way to stop,
// and begins no second one.
func TestRunning(t *testing.T) {
	r := sound(t)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.show()
	finish := func() {
		for len(late.Work) > 0 {
			work := late.Work[0]
			late.Work = late.Work[1:]
			if apply := work(ctx); apply != nil {
				apply()
			}
		}
	}
	finish()
	r.do("backups.now")
	if !r.says("Making a backup") || r.can("backups.now") || !r.can("backups.stop") || r.can("backups.try") {
		t.Error("nothing is shown at once")
	}
	seen := 0
	r.maker.During(func(s backups.Step) {
		seen++
		r.look()
		folder := []string{"/media/olga/STICK", "/mnt/share/clinic"}[(seen-1)/3]
		if text := "Making a backup · " + folder + " · " + string(s); !r.says(text) {
			t.Errorf("%q is not shown", text)
		}
		if !r.says("6 MB of 13 MB") {
			t.Error("how far it has come is not shown")
		}
		if seen == 2 {
			r.golden("running")
		}
	})
	finish()
	if seen != 6 || placetest.Find(r.win, "backups.stop") != nil && at[*kit.Button](r, "backups.stop").Visible() && r.can("backups.stop") {
		t.Errorf("%d steps; it still seems to run", seen)
	}
	if !r.can("backups.now") || !slices.Equal(r.shell.Notes, []string{"A backup was made and read back"}) {
		t.Errorf("said %q, failed %v", r.shell.Notes, r.shell.Failures)
	}
}

func TestStopped(t *testing.T) {
	r := sound(t)
	r.show()
	r.maker.During(func(s backups.Step) {
		if s == backups.Writing {
			r.look()
			r.do("backups.stop")
		}
	})
	r.do("backups.now")
	if len(r.shell.Failures) != 0 || !slices.Equal(r.shell.Said, []string{"Stopped. The backups before it still count."}) || len(r.shell.Notes) != 0 {
		t.Errorf("said %q %q, failed %v", r.shell.Said, r.shell.Notes, r.shell.Failures)
	}
	if !r.says("The last try failed on 23 Nov 2026, 08:00: It was stopped before it was done.") {
		t.Error("the folder does not say that it was stopped")
	}
	r.maker.During(func(backups.Step) { r.look(); r.do("backups.stop") })
	r.do("backups.check")
	r.do("backups.try")
	if len(r.shell.Failures) != 0 || len(r.shell.Said) != 3 {
		t.Errorf("said %q, failed %v", r.shell.Said, r.shell.Failures)
	}
}

// What somebody else began, as the program does every hour, is shown too, and
// its end is read.
func TestWhatOthersBegan(t *testing.T) {
	r := chosen(t)
	r.show()
	r.maker.During(func(backups.Step) {
		r.look()
		if !r.can("backups.stop") || r.can("backups.now") {
			t.Error("what the program does is not shown")
		}
	})
	r.run()
	r.look()
	if r.can("backups.stop") || !r.says("✓ In order") {
		t.Error("its end is not shown")
	}
	r.screen.Leave()
	r.look() // nothing looks any more
	for _, f := range r.ticks {
		if f != nil {
			t.Error("a clock goes on after the screen was left")
		}
	}
}

// A screen that is left while it makes a backup and comes back into view
// shows what goes on, and its end.
func TestLeftAndBackAgain(t *testing.T) {
	r := chosen(t)
	r.show()
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.show()
	apply := late.Work[0](ctx)
	apply()
	late.Work = nil
	r.do("backups.now")
	r.maker.During(func(s backups.Step) {
		if s == backups.Copying {
			r.screen.Leave()
			r.screen.Show()
		}
	})
	late.Work[0](ctx) // what it gives back is dropped: the screen was left
	r.look()
	if r.can("backups.stop") {
		t.Error("it seems to go on for ever")
	}
}
