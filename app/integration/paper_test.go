package integration_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// texts are short handout texts with every section that a plan fills.
func texts(t *testing.T) map[words.Lang]*handout.Texts {
	t.Helper()
	out := map[words.Lang]*handout.Texts{}
	for lang, title := range map[words.Lang]string{words.English: "A plan for {name}", words.Spanish: "Plan para {name}"} {
		var sections []string
		for _, key := range []string{"intention", "moments", "insights", "actions", "supports", "call", "visits"} {
			sections = append(sections, fmt.Sprintf(`{"key": %q, "heading": %q, "look": "paragraphs"}`, key, "# "+key))
		}
		sections = append(sections, `{"key": "after", "look": "paragraphs", "lines": [{"if": "crisis", "text": "Any hour: {crisis}"}]}`)
		parsed, err := handout.ParseTexts([]byte(fmt.Sprintf(`{"id": %q, "language": %q, "version": "1", "title": %q, "sub": "{clinic}", "sections": [%s]}`,
			handout.PlanTexts, lang, title, strings.Join(sections, ","))))
		if err != nil {
			t.Fatal(err)
		}
		out[lang] = parsed
	}
	return out
}

// said gives every text of the blocks, one a line.
func said(blocks []handout.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		fmt.Fprintf(&b, "%+v\n", block)
	}
	return b.String()
}

func TestPaperRefuses(t *testing.T) {
	f := start(t)
	f.saved(f.session, content())
	before := len(f.log.Events())
	_, err := f.desk.Paper(ctx, f.ana, f.patient, f.session, handout.Normal)
	f.refused(err, record.Refused, "", before)
	_, err = f.desk.Paper(ctx, record.Actor{}, f.patient, f.session, handout.Normal)
	f.refused(err, record.NotAllowed, "", before)
}

func TestPaperSaysWhatWasSignedInThePatientsLanguage(t *testing.T) {
	f := start(t)
	f.visit("integration", 7*24*time.Hour, "booked")
	c := content()
	c.Visits = "A call on Thursday"
	v := f.signed(f.session, c)
	later := v.Content
	later.Insights = slices.Clone(later.Insights)
	later.Insights[0].Text = "Not signed yet"
	if _, err := f.desk.Save(ctx, f.ana, f.patient, f.session, v.Content, later); err != nil {
		t.Fatal(err)
	}
	// The front desk sees no chart and hands out what was signed.
	doc, err := f.desk.Paper(ctx, f.rosa, f.patient, f.session, handout.Large)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Check(); err != nil {
		t.Error(err)
	}
	if doc.Lang != words.Spanish || doc.Print != handout.Large || doc.Paper != handout.Letter || doc.Patient != "José Ñandú · L-00231" {
		t.Errorf("%s, %s, %s, %s", doc.Lang, doc.Print, doc.Paper, doc.Patient)
	}
	all := said(doc.Blocks)
	for _, want := range []string{"Plan para José", "I can feel afraid and stay in the room.", "Five slow breaths before opening mail", "each day",
		"tick on the sheet", "To meet the fear", "Like the floor is breathing", "Luis; the Tuesday group", "do not sleep two nights",
		"A call on Thursday", "martes, 1 de diciembre", "Ana Brandt"} {
		if !strings.Contains(all, want) {
			t.Errorf("the handout does not say %q:\n%s", want, all)
		}
	}
	for _, not := range []string{"Not signed yet", "31 de diciembre"} {
		if strings.Contains(all, not) {
			t.Errorf("the handout says %q:\n%s", not, all)
		}
	}
}

// The crisis line of the clinic stands on the plan; a clinic without one has no
// line about it.
func TestPaperNamesTheCrisisLine(t *testing.T) {
	f := start(t)
	f.signed(f.session, content())
	practice := clinic.New(f.log)
	c, err := practice.Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"", "988"} {
		c.Crisis = line
		if err := practice.Change(ctx, f.rosa, c); err != nil {
			t.Fatal(err)
		}
		doc, err := f.desk.Paper(ctx, f.rosa, f.patient, f.session, handout.Normal)
		if err != nil {
			t.Fatal(err)
		}
		if all := said(doc.Blocks); strings.Contains(all, "Any hour: 988") != (line != "") || strings.Contains(all, "Any hour: }") {
			t.Errorf("with %q the plan says\n%s", line, all)
		}
	}
}

func TestPreviewShowsWhatIsBeingWritten(t *testing.T) {
	f := start(t)
	c := integration.Content{Insights: []integration.Insight{{Text: "Half a thought"}}, Actions: []integration.Action{{When: "by Sunday"}}}
	doc, err := f.desk.Preview(ctx, f.ana, f.patient, f.session, c, handout.Normal)
	if err != nil {
		t.Fatal(err)
	}
	if all := said(doc.Blocks); !strings.Contains(all, "Half a thought") || strings.Contains(all, "by Sunday") {
		t.Errorf("the preview says\n%s", all)
	}
}

func TestThePaperOfTheLatestSignedPlanNeedsNoSession(t *testing.T) {
	f := start(t)
	before := len(f.log.Events())
	_, err := f.desk.Paper(ctx, f.rosa, f.patient, "", handout.Normal)
	f.refused(err, record.Refused, "", before)
	f.signed(f.session, content())
	f.saved(f.visit("dosing", -time.Hour, "closed"), integration.Content{Insights: []integration.Insight{{Text: "Not signed"}}})
	doc, err := f.desk.Paper(ctx, f.rosa, f.patient, "", handout.Normal)
	if err != nil || !strings.Contains(said(doc.Blocks), "stay in the room") {
		t.Errorf("%v: %s", err, said(doc.Blocks))
	}
}

func TestEverySignedVersionStaysReadable(t *testing.T) {
	f := start(t)
	first := f.signed(f.session, content())
	now := first.Content
	now.Insights = []integration.Insight{{Text: "Another"}}
	if _, err := f.desk.Save(ctx, f.ana, f.patient, f.session, first.Content, now); err != nil {
		t.Fatal(err)
	}
	second, err := f.desk.Sign(ctx, f.ana, f.patient, f.session, "more came up")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"stay in the room", "Another"} {
		doc, err := f.desk.Read(ctx, f.ana, f.patient, f.session, second.Versions[i].ID)
		if err != nil || !strings.Contains(said(doc.Blocks), want) {
			t.Errorf("version %d: %v, %s", i, err, said(doc.Blocks))
		}
	}
	before := len(f.log.Events())
	_, err = f.desk.Read(ctx, f.ana, f.patient, f.session, record.EventID{Device: "x", Seq: 1})
	f.refused(err, record.NotFound, "", before)
	_, err = f.desk.Read(ctx, f.rosa, f.patient, f.session, second.Versions[0].ID)
	f.refused(err, record.NotAllowed, "", before)
}
