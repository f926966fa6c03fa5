package integration

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

func said(o fyne.CanvasObject) string {
	var out []string
	kit.Walk(o, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			if o.Visible() {
				out = append(out, o.String())
			}
		case *kit.Card:
			out = append(out, o.AccessibilityLabel())
		case *kit.Button:
			out = append(out, o.Text())
		case *kit.Pill:
			out = append(out, o.String())
		}
	})
	return strings.Join(out, "\n")
}

func press(t *testing.T, w fyne.Window, id string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.Canvas().Content()) {
		if b, ok := o.(*kit.Button); ok && kit.FocusID(b) == id {
			b.Tapped(nil)
			return
		}
	}
	if top := w.Canvas().Overlays().Top(); top != nil {
		for _, o := range test.LaidOutObjects(top) {
			if b, ok := o.(*kit.Button); ok && kit.FocusID(b) == id {
				b.Tapped(nil)
				return
			}
		}
	}
	t.Fatalf("there is no button %s", id)
}

func focus(w fyne.Window) string { return kit.FocusID(w.Canvas().Focused()) }

func TestStates(t *testing.T) {
	for _, lang := range words.Langs {
		t.Run(string(lang), func(t *testing.T) {
			f := start(t, lang)
			golden := func(name string, w fyne.Window) {
				t.Helper()
				test.AssertRendersToMarkup(t, string(lang)+"/"+name+".xml", w.Canvas())
			}
			_, w := f.open("", desk)
			golden("empty", w)
			_, second := f.course()
			f.fail = errDisk
			_, w = f.open(second, desk)
			golden("error", w)
			f.fail = nil
			f.save(second, content())
			_, w = f.open(second, desk)
			golden("loaded", w)
			if _, err := f.plans.Sign(ctx, f.actor(), f.patient, second, ""); err != nil {
				t.Fatal(err)
			}
			_, w = f.open(second, desk)
			golden("signed", w)
			f.shell.Who = f.people["Rosa"]
			_, w = f.open(second, desk)
			golden("closed", w)
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
			f.shell.Who = f.people["Ana"]
			_, w = f.open(second, desk)
			golden("large", w)
		})
	}
}

func TestWithoutASessionThereIsAWayToTheSessions(t *testing.T) {
	f := start(t, words.English)
	_, w := f.open("", desk)
	if focus(w) != "integration.sessions" {
		t.Errorf("focus on %q", focus(w))
	}
	press(t, w, "integration.sessions")
	if want := []place.Route{{Place: place.Sessions, Patient: f.patient}}; !slices.Equal(f.shell.Went, want) {
		t.Errorf("went to %v", f.shell.Went)
	}
}

func TestAnErrorIsToldAndCanBeTriedAgain(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.fail = errDisk
	s, w := f.open(second, desk)
	if !errors.Is(f.shell.LastFailure(), errDisk) {
		t.Errorf("told %v", f.shell.LastFailure())
	}
	s.Leave()
	f.fail = nil
	press(t, w, "integration.again")
	if !s.loaded || !strings.Contains(said(s.past.box), "To meet the fear") {
		t.Error("it was not read again")
	}
}

func TestWhoMayNotReadTheChartCanHandOutWhatIsSigned(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.shell.Who, f.shell.SavePath = f.people["Rosa"], "/tmp/plan.pdf"
	s, w := f.open(second, desk)
	if strings.Contains(said(w.Content()), "fear") || s.loaded {
		t.Error("the front desk reads the plan")
	}
	press(t, w, "integration.print")
	if record.CodeOf(f.shell.LastFailure()) != record.Refused || len(f.shell.Offered) != 0 {
		t.Errorf("an unsigned plan: %v, offered %v", f.shell.LastFailure(), f.shell.Offered)
	}
	f.sign(second, content())
	press(t, w, "integration.print")
	if len(f.kept) != 1 || f.kept[0] != "plan.pdf Handout" || len(f.shell.Opened) != 1 {
		t.Errorf("kept %v, opened %v", f.kept, f.shell.Opened)
	}
	if f.shell.Offered[0] != "L-00231 Integration plan 2026-11-24.pdf" {
		t.Errorf("offered as %v", f.shell.Offered)
	}
	for _, c := range s.Commands() {
		if off := c.Disabled != nil && c.Disabled(); off == (c.ID == "integration.print") {
			t.Errorf("%s: disabled %v", c.ID, off)
		}
	}
	f.shell.Who = clinic.Person{ID: "o", Roles: []clinic.Role{clinic.Owner}, Active: true}
	_, w = f.open(second, desk)
	if strings.Contains(said(w.Content()), "Print") {
		t.Error("the owner is offered to print")
	}
}

func TestNothingIsWiderThanItsPlace(t *testing.T) {
	f := start(t, words.Spanish)
	_, second := f.course()
	long := content()
	long.Insights[0].Text = strings.Repeat("Nguyễn Łukasz ", 60)
	long.Actions[0] = integration.Action{What: strings.Repeat("caminar", 20), When: strings.Repeat("siempre ", 12), With: "Wiśniewski-Żółkiewski", Know: strings.Repeat("x", 60)}
	f.carried[second] = integration.Carried{Intention: strings.Repeat("miedo", 30), Moments: []integration.Moment{{At: f.now, Text: strings.Repeat("y ", 300)}}}
	f.save(second, long)
	for _, percent := range []int{100, 150, 200} {
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, percent))
		s, w := f.open(second, desk)
		s.plan.steps.open(s.plan.steps.rows[0])
		for _, form := range []*kit.Form{s.layout.left, s.plan.form} {
			if !form.Visible() || form.Size().Width == 0 {
				continue
			}
			if need := form.MinSize().Width; need > form.Size().Width+1 {
				t.Errorf("at %d %% a column needs %v and has %v", percent, need, form.Size().Width)
			}
		}
		if s.layout.Size().Width > w.Canvas().Size().Width {
			t.Errorf("at %d %% the place is %v wide", percent, s.layout.Size().Width)
		}
	}
}

func TestDaysAreSaidAsPeopleSayThem(t *testing.T) {
	f := start(t, words.English)
	s, _ := f.open("", desk)
	for in, want := range map[time.Duration]string{0: "today", -24 * time.Hour: "yesterday", -72 * time.Hour: "21 Nov 2026"} {
		if got := s.day(f.now.Add(in)); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
	if got := s.visit(integration.Visit{Kind: session.Integration, Starts: f.now, With: "Ana"}); got != "24 Nov 2026, 10:00 · Integration · Ana" {
		t.Errorf("a visit reads %q", got)
	}
}

func TestTheFocusIsInViewWhereTextIsLarge(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	inView := func(s *Screen, w fyne.Window) {
		t.Helper()
		d := fyne.CurrentApp().Driver()
		o := w.Canvas().Focused().(fyne.CanvasObject)
		y, top := d.AbsolutePositionForObject(o).Y, d.AbsolutePositionForObject(s.plan.form).Y
		if y < top || y > top+s.plan.form.Size().Height {
			t.Errorf("%s stands at %v, in view is %v to %v", focus(w), y, top, top+s.plan.form.Size().Height)
		}
	}
	s, w := f.open(second, desk)
	inView(s, w)
	f.sign(second, content())
	s, w = f.open(second, desk)
	s.onChange()
	inView(s, w)
	s.plan.steps.add()
	inView(s, w)
}
