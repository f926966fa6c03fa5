package integration

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// said gives the words of every text under an object.
// press presses the button of the ID.
func TestSignRefusesAnEmptyPlanAtItsField(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, w := f.open(second, desk)
	s.onSign()
	if focus(w) != "integration.insight.1" || s.plan.insights.rows[0].field.Error() == "" || len(f.view(second).Versions) != 0 {
		t.Errorf("focus on %q, error %q", focus(w), s.plan.insights.rows[0].field.Error())
	}
	if len(f.shell.Offered) != 0 {
		t.Error("an unsigned plan was printed")
	}
}

func TestSignRefusesAStepWithoutWhenAndOpensIt(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, w := f.open(second, desk)
	s.plan.steps.add()
	s.plan.steps.rows[0].what.SetText("Walk")
	press(t, w, "integration.step.1.done")
	if focus(w) != "integration.step.1.edit" || s.plan.steps.at != nil {
		t.Errorf("closed step: focus on %q", focus(w))
	}
	s.onSign()
	if r := s.plan.steps.rows[0]; s.plan.steps.at != r || r.when.Error() == "" || focus(w) != "integration.step.1.when" {
		t.Errorf("error %q, focus on %q", r.when.Error(), focus(w))
	}
	if got := f.view(second).Content.Actions; len(got) != 1 || got[0].What != "Walk" {
		t.Errorf("what was typed is not kept: %+v", got)
	}
}

func TestADateThatIsNoneStopsSavingAtItsField(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, w := f.open(second, desk)
	s.plan.steps.add()
	r := s.plan.steps.rows[0]
	r.what.SetText("Walk")
	r.by.SetText("someday")
	s.plan.steps.closed()
	s.onSave()
	if focus(w) != "integration.step.1.by" || len(f.view(second).Content.Actions) != 0 {
		t.Errorf("focus on %q, kept %+v", focus(w), f.view(second).Content.Actions)
	}
}

func TestWriteSignAndPrint(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.shell.SavePath = "/somewhere/plan.pdf"
	s, w := f.open(second, desk)
	if focus(w) != "integration.insight.1" || kit.FocusID(s.FirstFocus()) != "integration.insight.1" {
		t.Fatalf("focus on %q", focus(w))
	}
	test.Type(w.Canvas().Focused(), "I can stay.")
	s.plan.addInsight()
	test.Type(w.Canvas().Focused(), "The kitchen is over.")
	press(t, w, "integration.step.add")
	for _, word := range []string{"Breathe", "each day", "alone", "tick"} {
		test.Type(w.Canvas().Focused(), word)
		w.Canvas().FocusNext()
	}
	s.onSave()
	v := f.view(second)
	if len(v.Content.Insights) != 2 || len(v.Content.Actions) != 1 || v.Content.Actions[0].Know != "tick" {
		t.Fatalf("saved %+v", v.Content)
	}
	if focus(w) != "integration.step.1.by" {
		t.Errorf("saving moved the focus to %q", focus(w))
	}
	s.plan.insights.rows[0].field.SetText("I can stay in the room.")
	s.changed()
	if doc := s.shown.Document(); doc == nil || doc.Lang != words.Spanish {
		t.Fatal("there is no preview in the patient's language")
	}
	press(t, w, "integration.sign")
	signed, ok := f.view(second).Signed()
	if !ok || signed.Insights[0].Text != "I can stay in the room." || signed.Insights[0].ID != v.Content.Insights[0].ID {
		t.Fatalf("signed %v %+v", ok, signed.Insights)
	}
	if len(f.kept) != 1 || len(f.shell.Opened) != 1 || f.shell.Charts == 0 {
		t.Errorf("kept %v, opened %v, chart refreshed %d times", f.kept, f.shell.Opened, f.shell.Charts)
	}
	if focus(w) != "integration.print" {
		t.Errorf("after signing the focus is on %q", focus(w))
	}
	if s.plan.editing || !strings.Contains(said(s.plan.box), "Signed by Ana Brandt") {
		t.Errorf("after signing it reads\n%s", said(s.plan.box))
	}
	if _, ok, _ := f.log.Draft(ctx, f.actor(), "integration/"+string(f.patient)+"/"+string(second)); ok {
		t.Error("a draft of what was signed is left")
	}
}

func TestAChangeOfASignedPlanNeedsAReason(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.sign(second, content())
	s, w := f.open(second, desk)
	press(t, w, "integration.change")
	if !s.plan.editing || !strings.Contains(said(s.plan.box), "Not signed") {
		t.Fatalf("reads\n%s", said(s.plan.box))
	}
	s.plan.supports.SetText("Luis and the group")
	press(t, w, "integration.sign")
	if focus(w) != "integration.reason" {
		t.Fatalf("focus on %q", focus(w))
	}
	press(t, w, "dialog.yes")
	if len(f.view(second).Versions) != 1 || w.Canvas().Overlays().Top() == nil {
		t.Fatal("signed without a reason")
	}
	test.Type(w.Canvas().Focused(), "He said so")
	press(t, w, "dialog.yes")
	v := f.view(second)
	if len(v.Versions) != 2 || v.Versions[1].Reason != "He said so" || v.Versions[0].Supports == v.Versions[1].Supports {
		t.Fatalf("versions %+v", v.Versions)
	}
	press(t, w, "integration.version.1")
	if focus(w) != "integration.page" {
		t.Errorf("the first version is not shown: focus on %q", focus(w))
	}
}

func TestADraftSurvivesWithoutSaving(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, _ := f.open(second, desk)
	s.plan.insights.rows[0].field.SetText("Half a thou")
	s.plan.steps.add()
	s.plan.steps.rows[0].what.SetText("Walk")
	s.plan.steps.rows[0].by.SetText("next we")
	s.plan.review.SetText("soon")
	s.past.choose(1, integration.Dropped)
	s.past.editing.why.SetText("no ti")
	s.Leave()

	s, w := f.open(second, desk)
	if got := s.draft(); got.Now.Insights[0].Text != "Half a thou" || got.Now.Actions[0].What != "Walk" || got.Dates[0] != "next we" ||
		got.Review != "soon" || got.Follow.Why != "no ti" || got.Follow.Outcome != integration.Dropped {
		t.Errorf("restored %+v", got)
	}
	if len(f.view(second).Content.Insights) != 0 {
		t.Error("a draft was saved")
	}
	press(t, w, "integration.discard")
	if got := s.draft(); got.Now.Insights[0].Text != "" || len(got.Now.Actions) != 0 || got.Follow.Step != "" {
		t.Errorf("after discarding %+v", got)
	}
	s.Leave()
	s, _ = f.open(second, desk)
	if strings.Contains(said(s.plan.box), "Draft") {
		t.Error("the discarded draft is back")
	}
}

func TestWhatAColleagueWroteMeanwhileIsNotWrittenOver(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.save(second, content())
	s, _ := f.open(second, desk)
	was := f.view(second).Content
	theirs := was
	theirs.Supports = "His sister"
	if _, err := f.plans.Save(ctx, f.actor(), f.patient, second, was, theirs); err != nil {
		t.Fatal(err)
	}
	s.plan.supports.SetText("Nobody")
	s.onSave()
	if got := f.view(second).Content.Supports; got != "His sister" || s.plan.supports.Text() != "Nobody" || s.plan.supports.Error() == "" {
		t.Errorf("kept %q, typed %q, error %q", got, s.plan.supports.Text(), s.plan.supports.Error())
	}
}

func TestFollowUp(t *testing.T) {
	f := start(t, words.English)
	first, second := f.course()
	s, w := f.open(second, desk)
	// The second step was partly done: it is followed up again.
	press(t, w, "integration.follow.2.again")
	press(t, w, "integration.follow.2.dropped")
	if focus(w) != "integration.follow.why" {
		t.Fatalf("focus on %q", focus(w))
	}
	press(t, w, "integration.follow.save")
	if s.past.editing.why.Error() == "" || len(f.view(second).Steps[1].History) != 1 {
		t.Fatal("dropped without a word why")
	}
	test.Type(w.Canvas().Focused(), "She moved away")
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	step := f.view(second).Steps[1]
	if latest, _ := step.Latest(); latest.Outcome != integration.Dropped || latest.Why != "She moved away" || step.Session.ID != first {
		t.Fatalf("followed up %+v", step)
	}
	// That was wrong, and is corrected with a reason.
	press(t, w, "integration.follow.2.correct")
	press(t, w, "integration.follow.2.done")
	press(t, w, "integration.follow.save")
	if focus(w) != "integration.follow.reason" {
		t.Fatalf("without a reason the focus is on %q", focus(w))
	}
	test.Type(w.Canvas().Focused(), "wrong step")
	press(t, w, "integration.follow.save")
	step = f.view(second).Steps[1]
	if len(step.History) != 3 || step.Open() || step.History[1].Stands() {
		t.Errorf("history %+v", step.History)
	}
	if all := said(s.past.box); !strings.Contains(all, "Was: Dropped: She moved away") || !strings.Contains(all, "Corrected because: wrong step") {
		t.Errorf("it reads\n%s", all)
	}
}

func TestStepsOfTheLastPlanAreThereToReadAndNotCopied(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, _ := f.open(second, desk)
	if all := said(s.past.box); !strings.Contains(all, "✓ Walk before work") || !strings.Contains(all, "~ Call sister") || !strings.Contains(all, "“To meet the fear") {
		t.Errorf("the left reads\n%s", all)
	}
	if len(s.plan.steps.rows) != 0 {
		t.Errorf("%d steps were copied", len(s.plan.steps.rows))
	}
}

func TestEveryButtonIsACommandAndLeadsToItsPlace(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	s, w := f.open(second, desk)
	for _, c := range s.Commands() {
		switch c.ID {
		case "integration.book", "integration.log", "integration.large", "integration.follow":
			c.Do()
		}
		if c.Key == "" || c.Modifier == 0 || c.Label == "" {
			t.Errorf("%s has no key or no words", c.ID)
		}
	}
	want := []place.Route{{Place: place.Sessions, Patient: f.patient, Part: "book"}, {Place: place.Session, Patient: f.patient, Record: second}}
	if !slices.Equal(f.shell.Went, want) {
		t.Errorf("went to %v", f.shell.Went)
	}
	if focus(w) != "integration.page" {
		t.Errorf("focus on %q", focus(w))
	}
}

func TestAConflictIsShownToBeSettled(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.save(second, content())
	f.conflicts = []integration.Conflict{{Field: "supports", Values: []integration.Value{
		{Event: record.EventID{Device: "a", Seq: 1}, Text: "Luis"}, {Event: record.EventID{Device: "b", Seq: 2}, Text: "His sister"}}}}
	s, w := f.open(second, desk)
	if all := said(s.plan.box); !strings.Contains(all, "Luis") || !strings.Contains(all, "His sister") {
		t.Errorf("the conflict reads\n%s", all)
	}
	press(t, w, "integration.keep.1.2")
	if !slices.Equal(f.settled, []string{"supports b:2"}) || strings.Contains(said(s.plan.box), "at the same time") {
		t.Errorf("settled %v, it reads\n%s", f.settled, said(s.plan.box))
	}
}

func TestASecondPressOfSignIsNotHeard(t *testing.T) {
	f := start(t, words.English)
	_, second := f.course()
	f.save(second, content())
	s, _ := f.open(second, desk)
	s.signing = true
	s.onSign()
	if len(f.view(second).Versions) != 0 {
		t.Fatal("signed while it was signing")
	}
	s.signing = false
	s.onSign()
	if len(f.view(second).Versions) != 1 || s.signing {
		t.Error("not signed")
	}
}
