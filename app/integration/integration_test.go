package integration_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/record"
)

func TestSignRefuses(t *testing.T) {
	whatless, whenless := content(), content()
	whatless.Actions[1].What = " "
	whenless.Actions[0].When = ""
	for name, c := range map[string]struct {
		content integration.Content
		code    record.Code
		field   string
	}{
		"nothing":             {integration.Content{}, record.Refused, "insight"},
		"blanks alone":        {integration.Content{Insights: []integration.Insight{{Text: " \n"}}, Actions: []integration.Action{{}}}, record.Refused, "insight"},
		"supports alone":      {integration.Content{Supports: "Luis", Call: "any time"}, record.Refused, "insight"},
		"a step without what": {whatless, record.Invalid, ".what"},
		"a step without when": {whenless, record.Invalid, ".when"},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			f.saved(f.session, c.content)
			before := len(f.log.Events())
			_, err := f.desk.Sign(ctx, f.ana, f.patient, f.session, "")
			f.refused(err, c.code, c.field, before)
		})
	}
}

func TestSignGivesEveryReasonAtOnce(t *testing.T) {
	f := start(t)
	f.saved(f.session, integration.Content{Actions: []integration.Action{{With: "Luis"}}})
	_, err := f.desk.Sign(ctx, f.ana, f.patient, f.session, "")
	if n := len(record.ProblemsOf(err)); n != 2 {
		t.Errorf("got %d problems, want what and when: %v", n, err)
	}
}

func TestNobodyWritesWithoutARoleForIt(t *testing.T) {
	f := start(t)
	v := f.signed(f.session, content())
	before := len(f.log.Events())
	for name, err := range map[string]error{
		"save": second(f.desk.Save(ctx, f.rosa, f.patient, f.session, integration.Content{}, content())),
		"sign": second(f.desk.Sign(ctx, f.rosa, f.patient, f.session, "again")),
		"follow up": f.desk.FollowUp(ctx, f.rosa, f.patient, f.session, v.Content.Actions[0].ID,
			integration.Done, ""),
		"settle":  f.desk.Settle(ctx, f.rosa, f.patient, f.session, "supports", record.EventID{}),
		"open":    second(f.desk.Open(ctx, f.rosa, f.patient, f.session)),
		"nobody":  second(f.desk.Open(ctx, record.Actor{}, f.patient, f.session)),
		"preview": second(f.desk.Preview(ctx, f.rosa, f.patient, f.session, content(), handout.Normal)),
	} {
		t.Run(name, func(t *testing.T) { f.refused(err, record.NotAllowed, "", before) })
	}
}

func second[T any](_ T, err error) error { return err }

func TestAPlanBelongsToADosingSessionOfThisPatient(t *testing.T) {
	f := start(t)
	prep := f.visit("preparation", -48*time.Hour, "closed")
	before := len(f.log.Events())
	f.refused(second(f.desk.Save(ctx, f.ana, f.patient, prep, integration.Content{}, content())), record.Refused, "", before)
	f.refused(second(f.desk.Save(ctx, f.ana, "patient-2", f.session, integration.Content{}, content())), record.NotFound, "", before)
	f.refused(second(f.desk.Open(ctx, f.ana, f.patient, "nothing")), record.NotFound, "", before)
}

func TestATextThatNoPersonWroteIsRefused(t *testing.T) {
	f := start(t)
	before := len(f.log.Events())
	c := content()
	c.Insights[0].Text = strings.Repeat("ñ", 20001)
	f.refused(second(f.desk.Save(ctx, f.ana, f.patient, f.session, integration.Content{}, c)), record.Invalid, "", before)
	c.Insights[0].Text = strings.Repeat("ñ", 20000)
	f.saved(f.session, c)
}

func TestSignedPlanNeverChanges(t *testing.T) {
	f := start(t)
	first := f.signed(f.session, content())
	signed, ok := first.Signed()
	if !ok || signed.Signature.Name != "Ana Brandt" || signed.Intention == "" || len(signed.Moments) != 1 || len(signed.Actions) != 2 {
		t.Fatalf("the signed version is %+v, %v", signed, ok)
	}
	if first.Changed() {
		t.Error("shown as changed right after signing")
	}

	before := len(f.log.Events())
	_, err := f.desk.Sign(ctx, f.ana, f.patient, f.session, "because")
	f.refused(err, record.Refused, "", before)

	// What the session says later does not reach into what was signed.
	f.carried[f.session] = integration.Carried{Intention: "Another"}
	now := first.Content
	now.Actions = slices.Clone(now.Actions[1:])
	now.Actions[0].When = "by Monday"
	v, err := f.desk.Save(ctx, f.ana, f.patient, f.session, first.Content, now)
	if err != nil {
		t.Fatal(err)
	}
	before = len(f.log.Events())
	_, err = f.desk.Sign(ctx, f.ana, f.patient, f.session, " \n")
	f.refused(err, record.Invalid, "reason", before)
	if got, _ := v.Signed(); !v.Changed() || len(got.Actions) != 2 || got.Intention != signed.Intention {
		t.Errorf("changed %v, the signed version reads %+v", v.Changed(), got)
	}
	before = len(f.log.Events())
	_, err = f.desk.Sign(ctx, f.ana, f.patient, f.session, "")
	f.refused(err, record.Invalid, "reason", before)

	v, err = f.desk.Sign(ctx, f.ana, f.patient, f.session, "Sunday was too soon")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Versions) != 2 || v.Versions[0].Stands() || !v.Versions[1].Stands() || v.Versions[1].Reason != "Sunday was too soon" {
		t.Fatalf("versions %+v", v.Versions)
	}
	if old := v.Versions[0]; !old.Content.Equal(first.Content) || old.Intention != signed.Intention {
		t.Errorf("the first version reads %+v", old)
	}
	if got, _ := v.Signed(); len(got.Actions) != 1 || got.Actions[0].When != "by Monday" || got.Actions[0].ID != signed.Actions[1].ID {
		t.Errorf("the second version reads %+v", got)
	}
}

func TestSeveralPeopleWriteAtOnce(t *testing.T) {
	f := start(t)
	inAna := f.saved(f.session, content()).Content
	inInes := inAna

	anas := inAna
	anas.Insights = append(slices.Clone(inAna.Insights), integration.Insight{Text: "The kitchen is over."})
	if _, err := f.desk.Save(ctx, f.ana, f.patient, f.session, inAna, anas); err != nil {
		t.Fatal(err)
	}
	ines := inInes
	ines.Supports = "Luis and his sister"
	ines.Actions = slices.Clone(inInes.Actions[:1])
	v, err := f.desk.Save(ctx, f.ana, f.patient, f.session, inInes, ines)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Content.Insights) != 2 || len(v.Content.Actions) != 1 || v.Content.Supports != "Luis and his sister" {
		t.Errorf("together they wrote %+v", v.Content)
	}

	again := inAna
	again.Supports = "Nobody"
	before := len(f.log.Events())
	f.refused(second(f.desk.Save(ctx, f.ana, f.patient, f.session, inAna, again)), record.Conflict, "supports", before)
	if got := f.open(f.session).Content.Supports; got != "Luis and his sister" {
		t.Errorf("supports is %q", got)
	}
}

func TestSavingTheSameWritesNothing(t *testing.T) {
	f := start(t)
	v := f.saved(f.session, content())
	before := len(f.log.Events())
	if _, err := f.desk.Save(ctx, f.ana, f.patient, f.session, v.Content, v.Content); err != nil || len(f.log.Events()) != before {
		t.Errorf("%d events, %v", len(f.log.Events())-before, err)
	}
}

func TestListsKeepTheOrderOfTheirMaking(t *testing.T) {
	f := start(t)
	v := f.saved(f.session, content())
	now := v.Content
	now.Actions = append(slices.Clone(now.Actions), integration.Action{What: "Third", When: "soon"})
	v, err := f.desk.Save(ctx, f.ana, f.patient, f.session, v.Content, now)
	if err != nil || len(v.Content.Actions) != 3 || v.Content.Actions[2].What != "Third" || v.Content.Actions[0].What != content().Actions[0].What {
		t.Errorf("%+v, %v", v.Content.Actions, err)
	}
}

func TestTheLatestSessionIsOpenedFirst(t *testing.T) {
	f := start(t)
	second := f.visit("dosing", -time.Hour, "running")
	f.visit("dosing", -2*time.Hour, "cancelled")
	f.visit("dosing", -30*time.Minute, "booked") // late, and nothing to integrate yet
	f.visit("dosing", -20*time.Minute, "arrived")
	f.visit("dosing", 72*time.Hour, "booked")
	v := f.open("")
	if v.Session.ID != second || v.Session.Number != 2 || len(v.Dosing) != 2 || len(v.Booked) != 1 || v.Booked[0].With != "Ana Brandt" {
		t.Errorf("opened %+v of %+v, booked %+v", v.Session, v.Dosing, v.Booked)
	}
	if v.Carried.Intention != "" {
		t.Errorf("carried %+v from another session", v.Carried)
	}
}

func TestWithoutADosingSessionThereIsNothingToOpen(t *testing.T) {
	f := start(t)
	f.patient = "patient-2"
	if v := f.open(""); !v.None || len(v.Dosing) != 0 {
		t.Errorf("%+v", v)
	}
}
