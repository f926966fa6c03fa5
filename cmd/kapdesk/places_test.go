package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/shell"
)

// window is the program over a clinic with the sample day, in a test window.
type windowed struct {
	*program
	people []clinic.Person
	chart  record.ID
	visits map[string]record.ID // by kind of visit
}

// openWindow opens it at a time of day where the sample clinic stands: its
// diary of today has visits from 9:00 to 15:30.
func openWindow(t *testing.T, hour, minute int) *windowed {
	t.Helper()
	zone, err := time.LoadLocation(sampleZone)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Date(2026, 11, 24, hour, minute, 0, 0, zone) }
	ctx, data := context.Background(), t.TempDir()
	if err := fillSample(ctx, filepath.Join(data, sampleFolder), clock()); err != nil {
		t.Fatal(err)
	}
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	a := test.NewTempApp(t)
	w := &windowed{program: &program{app: a, data: data, clock: clock, tick: func(time.Duration, func()) func() { return func() {} }, window: test.NewTempWindow(t, nil)}, visits: map[string]record.ID{}}
	w.window.SetPadded(false)
	w.window.Resize(fyne.NewSize(1280, 720))
	w.shell = shell.New(shell.Deps{App: a, Window: w.window, Book: texts.book, Runner: place.Inline{}, Clock: clock, Version: appVersion, After: never})
	if err := w.openSampleStore(filepath.Join(data, sampleFolder)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.shell.Stop()
		if err := w.closeStore(); err != nil {
			t.Error(err)
		}
	})
	if w.people, err = w.open.clinics.People(ctx); err != nil {
		t.Fatal(err)
	}
	hits, err := w.open.patients.Search(ctx, actor(w.people[0]), "ñandú", 1)
	if err != nil || len(hits) != 1 {
		t.Fatalf("%v, %v", hits, err)
	}
	w.chart = hits[0].ID
	rows, err := w.open.sessions.Rows(ctx, actor(w.people[1]), w.chart)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		w.visits[string(r.Visit.Kind)+" "+string(r.Visit.State)] = r.Visit.ID
	}
	return w
}

// signIn opens the clinic for a person.
func (w *windowed) signIn(p clinic.Person) {
	rooms := w.open.shellRooms()
	rooms.Welcome = func(_ place.Shell, picked func(clinic.Person)) place.Screen { return picker{func() { picked(p) }} }
	w.shell.Start(rooms)
	w.shell.Welcome = w.open.shellRooms().Welcome
}

// picker is a welcome that picks at once.
type picker struct{ pick func() }

func (p picker) Content() fyne.CanvasObject { return kit.Body("") }
func (p picker) Show()                      { p.pick() }
func (p picker) Leave()                     {}
func (p picker) Commands() []place.Command  { return nil }

// routes are all places with something open in them.
func (w *windowed) routes() []place.Route {
	rs := []place.Route{{Place: place.Today}, {Place: place.Reports}, {Place: place.Patients}, {Place: place.Patients, Part: "new"}, {Place: place.Settings}, {Place: place.Protocol}, rolesRoute, {Place: place.Audit}, {Place: place.Audit, Patient: w.chart},
		{Place: place.Register}, {Place: place.Register, Part: "receive"}, {Place: place.Register, Part: "count"}, {Place: place.Register, Part: "reports"}}
	for _, p := range []string{place.Details, place.Intake, place.Eligibility, place.Plan, place.Sessions, place.Integration, place.Outcomes, place.Documents, place.Emergency} {
		rs = append(rs, place.Route{Place: p, Patient: w.chart})
	}
	rs = append(rs, place.Route{Place: place.Plan, Patient: w.chart, Part: "consent"})
	for _, id := range w.visits {
		rs = append(rs, place.Route{Place: place.Session, Patient: w.chart, Record: id})
	}
	return rs
}

// said is every text in the window, in order.
func said(o fyne.CanvasObject) string {
	var out strings.Builder
	for _, o := range test.LaidOutObjects(o) {
		if t, ok := o.(*kit.Text); ok {
			out.WriteString(t.String() + "\n")
		}
	}
	return out.String()
}

// Every place opens for everybody, in both languages: it shows something, says
// SAMPLE, and nothing goes wrong inside.
func TestEveryPlaceOpensForEverybody(t *testing.T) {
	w := openWindow(t, 9, 30)
	if len(w.visits) < 4 {
		t.Fatalf("visits %v", w.visits)
	}
	for _, p := range w.people {
		for _, lang := range words.Langs {
			w.signIn(p)
			l := w.shell.Look()
			l.Lang = lang
			w.shell.SetLook(l)
			for _, r := range w.routes() {
				w.shell.Go(r)
				text := said(w.window.Content())
				name := fmt.Sprintf("%s, %s, %s", p.Name, lang, r)
				if strings.Contains(text, "Something went wrong") || strings.Contains(text, "Algo falló") {
					t.Errorf("%s: something went wrong inside", name)
				}
				if !strings.Contains(text, w.shell.T("SAMPLE")) {
					t.Errorf("%s: does not say that it is a sample", name)
				}
				if len(text) < 80 {
					t.Errorf("%s: shows only %q", name, text)
				}
			}
		}
	}
}

// No key stands for two commands in any place, and every command has words.
func TestEveryKeyIsItsOwnInEveryPlace(t *testing.T) {
	w := openWindow(t, 9, 30)
	for _, p := range w.people {
		w.signIn(p)
		for _, r := range w.routes() {
			w.shell.Go(r)
			for key, ids := range w.shell.Keys() {
				if len(ids) > 1 {
					t.Errorf("%s, %s: %s stands for %v", p.Name, r, key, ids)
				}
			}
		}
	}
}

// An owner who treats nobody sees no chart's clinical words anywhere.
func TestWhoMayNotSeeTheChartDoesNot(t *testing.T) {
	for _, hour := range []int{7, 12, 22} {
		t.Run(fmt.Sprintf("%d:30", hour), func(t *testing.T) { whoMayNotSee(t, openWindow(t, hour, 30)) })
	}
}

func whoMayNotSee(t *testing.T, w *windowed) {
	ctx := context.Background()
	ilse := w.people[3]
	id, err := w.open.clinics.SavePerson(ctx, actor(ilse), clinic.Person{Name: "Olga Owner", Roles: []clinic.Role{clinic.Owner}, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	seen := func(p clinic.Person) map[string]string {
		w.signIn(p)
		at := map[string]string{}
		for _, r := range w.routes() {
			w.shell.Go(r)
			text := said(w.window.Content())
			for _, secret := range []string{"meet the fear", "breathing with me", "Two adequate trials", "Puedo sentir miedo", "Enjoy cooking"} {
				if strings.Contains(text, secret) {
					at[secret] = r.String()
				}
			}
		}
		return at
	}
	if at := seen(ilse); len(at) != 5 {
		t.Errorf("the prescriber sees only %v: the test tests nothing", at)
	}
	if at := seen(clinic.Person{ID: id, Name: "Olga Owner", Roles: []clinic.Role{clinic.Owner}, Active: true}); len(at) != 0 {
		t.Errorf("an owner who treats nobody sees %v", at)
	}
}

// never is a clock that stands still: what is to happen after a while does not.
func never(time.Duration, func()) func() bool { return func() bool { return true } }
