package audit_test

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/document"
	"kapdesk/app/record"
	"kapdesk/app/words"
	screen "kapdesk/screens/audit"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

func TestStates(t *testing.T) {
	t.Run("loading", func(t *testing.T) {
		r := open(t)
		late := &placetest.Late{Shell: r.shell}
		r.deps.Shell = late
		r.show()
		r.golden("loading")
		if r.can("audit.export") || len(late.Work) == 0 {
			t.Error("what is not read can be exported")
		}
	})
	t.Run("loaded", func(t *testing.T) {
		r := open(t)
		r.some()
		r.show()
		r.golden("loaded")
	})
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.typed("audit.day", "2020-01-01")
		r.golden("empty")
	})
	t.Run("Spanish at 200 percent", func(t *testing.T) {
		r := open(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.some()
		r.show()
		r.golden("spanish")
	})
	t.Run("error", func(t *testing.T) {
		r := open(t)
		r.deps.Audit = broken{r.desk}
		r.show()
		if r.shell.LastFailure() == nil {
			t.Error("the error is not shown")
		}
		r.golden("error")
		r.tap("audit.again")
		if len(r.shell.Failures) != 2 {
			t.Error("trying again did not read again")
		}
	})
	t.Run("closed", func(t *testing.T) {
		r := open(t)
		for _, by := range []record.Actor{r.Prescriber, r.Therapist, r.Nurse, r.Clinic.Desk} {
			r.as(by)
			r.show()
			if r.screen.Commands() != nil {
				t.Error("somebody who may not see the audit has commands here")
			}
		}
		r.golden("closed")
	})
}

// An error after the lines were read takes none of them away.
func TestAnErrorLaterKeepsTheLines(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	n := len(r.told())
	r.signed.err = errors.New("disk")
	r.screen.Show()
	if len(r.shell.Failures) == 0 || len(r.told()) != n {
		t.Errorf("%d lines of %d after an error", len(r.told()), n)
	}
}

func TestFilters(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	all := r.told()
	if all[0] != "Olga Ortiz: A backup was made, with the log up to event 9 (1a2b 3c4d 5e6f)" || all[1] != "The program: The clock moved from 23 Nov 2026, 08:02 to 23 Nov 2026, 09:02" {
		t.Errorf("%q", all[:2])
	}
	r.typed("audit.patient", "Lin") // half a word asks for nothing yet
	if len(r.told()) != len(all) {
		t.Error("half a name filters")
	}
	placetest.Press(r.win, fyne.KeyReturn)
	if got := strings.Join(r.told(), "|"); got != "Dr. Bo Two: Opened the chart|Mara Okafor: Registered the patient" {
		t.Errorf("of Grace: %q", got)
	}
	r.choose("audit.kind", "Opened")
	if got := strings.Join(r.told(), "|"); got != "Dr. Bo Two: Opened the chart" {
		t.Errorf("opened: %q", got)
	}
	r.choose("audit.person", "Ana")
	if len(r.told()) != 0 {
		t.Errorf("by Ana: %q", r.told())
	}
	r.do("audit.all")
	if len(r.told()) != len(all) || at[*kit.Picker](r, "audit.person").Text() != "" {
		t.Errorf("everything again: %d of %d", len(r.told()), len(all))
	}
	r.typed("audit.day", "11/22/2026")
	if len(r.told()) != 0 {
		t.Error("the day before holds lines")
	}
	r.do("audit.filter")
	if id := kit.FocusID(r.win.Canvas().Focused()); id != "audit.patient" {
		t.Errorf("the filters begin at %q", id)
	}
}

func TestOpenedForAPatient(t *testing.T) {
	r := open(t)
	r.some()
	r.showFor(r.Patient)
	got := strings.Join(r.told(), "|")
	if got != "Nuru Nash: Was refused: sign the plan as prescriber|Ana Brandt: Opened the chart|Mara Okafor: Registered the patient" {
		t.Errorf("%q", got)
	}
	if p := at[*kit.Picker](r, "audit.patient"); p.Text() != "José Ñandú" || p.Value() != string(r.Patient) {
		t.Errorf("%q", p.Text())
	}
}

func TestOlderLinesComeUnderneath(t *testing.T) {
	r := open(t)
	for range 130 {
		r.look(r.Nurse, r.Patient)
	}
	r.show()
	if len(r.told()) != 100 {
		t.Fatalf("%d lines", len(r.told()))
	}
	first := r.table().Rows()[0].Key
	r.table().SelectKey(r.table().Rows()[99].Key)
	kept := r.table().SelectedKey()
	r.do("audit.older")
	if n := len(r.Log.Events()); len(r.told()) != n || r.table().Rows()[0].Key != first || r.table().SelectedKey() != kept {
		t.Errorf("%d lines of %d", len(r.told()), n)
	}
	if r.can("audit.older") {
		t.Error("there is something older than all")
	}
}

// A slow answer to filters that have changed since is dropped.
func TestALateAnswerIsDropped(t *testing.T) {
	r := open(t)
	r.some()
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.show()
	run := func(i int) {
		if apply := late.Work[i](ctx); apply != nil {
			apply()
		}
	}
	run(0) // people; asks for the lines (1) and the signature (2)
	run(1)
	r.choose("audit.kind", "Clock") // 3
	r.do("audit.all")               // 4
	r.choose("audit.kind", "Opened")
	last := len(late.Work) - 1
	run(last)
	run(3)
	if got := strings.Join(r.told(), "|"); got != "Dr. Bo Two: Opened the chart|Ana Brandt: Opened the chart" {
		t.Errorf("a late answer is shown: %q", got)
	}
}

func TestExport(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.choose("audit.kind", "Opened")
	r.do("audit.export")
	if len(r.shell.Written) != 1 || r.shell.Offered[0] != "Audit 2026-11-23.csv" || strings.Count(string(r.shell.Written[0]), "\r\n") != 3 || len(r.shell.Notes) == 0 {
		t.Errorf("%q %q %q", r.shell.Offered, r.shell.Written, r.shell.Notes)
	}
	r.do("audit.all")
	if !strings.Contains(r.told()[0], "Exported: The audit") {
		t.Errorf("the export is not in the audit: %q", r.told()[0])
	}
	r.shell.SaveErr = errors.New("disk full")
	r.do("audit.export")
	if record.CodeOf(r.shell.LastFailure()) != record.Unavailable {
		t.Error(r.shell.LastFailure())
	}
}

func TestPrintWhoOpenedAChart(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	if r.can("audit.print") {
		t.Error("a backup is about a patient")
	}
	for _, row := range r.table().Rows() { // the chosen line is about Grace
		if row.Cells[3].Text == "Grace Lindqvist" {
			r.table().SelectKey(row.Key)
			break
		}
	}
	r.table().OnSelected(r.table().SelectedKey())
	r.do("audit.print")
	docs, _, err := document.New(r.Log).List(ctx, r.Clinic.Desk, r.Other)
	if err != nil || len(docs) != 1 || docs[0].Kind != document.Handout || len(r.shell.Opened) != 1 {
		t.Errorf("%+v %v %q %v", docs, err, r.shell.Opened, r.shell.LastFailure())
	}
	if !strings.HasPrefix(r.shell.Offered[0], "L-00002 Who opened the chart 2026-11-23") {
		t.Errorf("%q", r.shell.Offered)
	}
}

func TestCheckAPrintedCode(t *testing.T) {
	r := open(t)
	r.show()
	r.do("audit.check")
	r.typed("audit.code", "0000 0000 0000")
	r.tap("dialog.yes")
	if e := at[kit.Field](r, "audit.code").Error(); !strings.Contains(e, "No checkpoint of this clinic") {
		t.Errorf("a code of nothing: %q", e)
	}
	at[*kit.TextField](r, "audit.code").SetText("1A2B-3C4D-5E6F")
	r.tap("dialog.yes")
	if len(r.shell.Said) != 1 || !strings.Contains(r.shell.Said[0], "up to event 9 on 23 Nov 2026, 08:00") {
		t.Errorf("%q", r.shell.Said)
	}
}

func TestEveryCommandHasItsKey(t *testing.T) {
	r := open(t)
	r.show()
	placetest.Keys(t, r.screen)
}

// Every group that the log knows can be chosen.
func TestEveryGroupIsOffered(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	for _, g := range audit.Groups {
		r.do("audit.all")
		r.choose("audit.kind", string(g))
		if got := at[*kit.Picker](r, "audit.kind").Value(); got != string(g) {
			t.Errorf("%q chose %q", g, got)
		}
	}
	var _ place.FirstFocus = screen.New(r.deps, place.Route{}).(place.FirstFocus)
}
