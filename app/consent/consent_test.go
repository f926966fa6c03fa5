package consent_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var ctx = context.Background()

func shipped(t testing.TB) (en, es consent.Text) {
	t.Helper()
	var texts [2]consent.Text
	for i, name := range []string{"consent/kap.en.json", "consent/kap.es.json"} {
		raw, err := os.ReadFile("../../assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if texts[i], err = consent.Parse(raw); err != nil {
			t.Fatal(err)
		}
	}
	return texts[0], texts[1]
}

// room is a clinic with the desk under test.
type room struct {
	*plantest.Clinic
	*consent.Desk
	t testing.TB
}

// open makes a clinic whose text is of the version, and no longer takes
// consents below resign.
func open(t testing.TB) *room {
	r := &room{Clinic: plantest.New(t), t: t}
	r.edition(1, 0)
	return r
}

func (r *room) edition(version, resign int) {
	r.t.Helper()
	en, es := shipped(r.t)
	en.Version, es.Version, en.ResignBelow, es.ResignBelow = version, version, resign, resign
	lib, err := consent.NewLibrary(en, es)
	r.must(err)
	r.Desk = consent.New(r.Log, lib, nil)
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) state() consent.State {
	r.t.Helper()
	s, err := r.Of(ctx, r.Nurse, r.Patient)
	r.must(err)
	return s
}

// gate gives the words of the closed gate, "" when it is open.
func (r *room) gate() string {
	r.t.Helper()
	p := r.state().Closed
	if p == nil {
		return ""
	}
	if p.Field != "consent" || p.Code != record.Refused {
		r.t.Errorf("%+v", p)
	}
	return p.Text
}

var stroke = [][]consent.Spot{{{X: 0.1, Y: 0.5}, {X: 0.4, Y: 0.123456}, {X: 0.9, Y: 0.5}}}

func screen() consent.Signing {
	return consent.Signing{Lang: words.Spanish, Method: consent.OnScreen, Signer: consent.Signer{Who: consent.Patient}, Strokes: stroke, NoQuestions: true}
}

func (r *room) paper() consent.Signing {
	return consent.Signing{Lang: words.English, Method: consent.OnPaper, Signer: consent.Signer{Who: consent.Representative, Name: "Luis  Ñandú", Relation: "guardian"},
		ScanName: "consent.pdf", Scan: []byte("%PDF-1.4 " + r.Now.String()), SignedAt: r.Now.Add(-time.Hour), ExplainedBy: r.Prescriber.ID, Questions: "How long? About an hour."}
}

func TestSignRefuses(t *testing.T) {
	r := open(t)
	n := len(r.Log.Events())
	for name, try := range map[string]struct {
		by    record.Actor
		spoil func(*consent.Signing)
		paper bool
		code  record.Code
		field string
	}{
		"the front desk":            {r.Clinic.Desk, func(*consent.Signing) {}, false, record.NotAllowed, ""},
		"an owner":                  {r.Owner, func(*consent.Signing) {}, false, record.NotAllowed, ""},
		"nobody":                    {record.Actor{}, func(*consent.Signing) {}, false, record.NotAllowed, ""},
		"no method":                 {r.Nurse, func(s *consent.Signing) { s.Method = "" }, false, record.Invalid, "consent.method"},
		"nobody signs":              {r.Nurse, func(s *consent.Signing) { s.Signer.Who = "" }, false, record.Invalid, "consent.who"},
		"a blank signature":         {r.Nurse, func(s *consent.Signing) { s.Strokes = nil }, false, record.Invalid, "consent.signature"},
		"a dot":                     {r.Nurse, func(s *consent.Signing) { s.Strokes = [][]consent.Spot{{{X: .5, Y: .5}}, {{X: .1, Y: .1}}} }, false, record.Invalid, "consent.signature"},
		"no typed name":             {r.Nurse, func(s *consent.Signing) { s.Method, s.TypedName = consent.Typed, " J " }, false, record.Invalid, "consent.typed"},
		"an unnamed representative": {r.Nurse, func(s *consent.Signing) { s.Signer = consent.Signer{Who: consent.Representative, Relation: "mother"} }, false, record.Invalid, "consent.name"},
		"a stranger":                {r.Nurse, func(s *consent.Signing) { s.Signer = consent.Signer{Who: consent.Representative, Name: "Luis"} }, false, record.Invalid, "consent.relation"},
		"questions unknown":         {r.Nurse, func(s *consent.Signing) { s.NoQuestions = false }, false, record.Invalid, "consent.questions"},
		"explained by the desk":     {r.Nurse, func(s *consent.Signing) { s.ExplainedBy = r.Clinic.Desk.ID }, false, record.Invalid, "consent.explainedby"},
		"explained afterwards":      {r.Nurse, func(s *consent.Signing) { s.ExplainedAt = r.Now.Add(time.Hour) }, false, record.Invalid, "consent.explainedat"},
		"another edition was read":  {r.Nurse, func(s *consent.Signing) { s.Seen = 7 }, false, record.Conflict, ""},
		"paper without a scan":      {r.Nurse, func(s *consent.Signing) { s.Scan = nil }, true, record.Invalid, "consent.scan"},
		"paper without a time":      {r.Nurse, func(s *consent.Signing) { s.SignedAt = time.Time{} }, true, record.Invalid, "consent.signed"},
		"paper of tomorrow":         {r.Nurse, func(s *consent.Signing) { s.SignedAt = r.Now.Add(24 * time.Hour) }, true, record.Invalid, "consent.signed"},
		"paper before the edition":  {r.Nurse, func(s *consent.Signing) { s.SignedAt = time.Date(2026, 10, 31, 18, 0, 0, 0, time.UTC) }, true, record.Invalid, "consent.signed"},
		"a scan that is no scan":    {r.Nurse, func(s *consent.Signing) { s.Scan = []byte("PK\x03\x04") }, true, record.Invalid, "documents.file"},
	} {
		s := screen()
		if try.paper {
			s = r.paper()
		}
		try.spoil(&s)
		_, err := r.Sign(ctx, try.by, r.Patient, s)
		t.Run(name, func(t *testing.T) { r.Refused(t, err, try.code, try.field, n) })
	}
	_, err := r.Sign(ctx, r.Nurse, "nobody", screen())
	r.Refused(t, err, record.NotFound, "", n)
	_, err = r.Sign(ctx, r.Nurse, r.Patient, consent.Signing{})
	if got := len(record.ProblemsOf(err)); got < 3 {
		t.Errorf("%d reasons at once for nothing filled in: %v", got, err)
	}
	if g := r.gate(); g != "There is no signed consent." {
		t.Error(g)
	}
}

func TestSignedOnScreen(t *testing.T) {
	r := open(t)
	s := screen()
	s.Seen, s.Strokes = 1, append(s.Strokes, []consent.Spot{{X: -3, Y: 7}})
	made, err := r.Sign(ctx, r.Therapist, r.Patient, s)
	r.must(err)
	c, ok := r.state().Current()
	if !ok || r.gate() != "" || c.Event != made.Event || c.Signer.Name != "José Ñandú" || c.Taken.Name != "Ana Brandt" || c.Explained.Name != "Ana Brandt" ||
		!c.SignedAt.Equal(r.Now) || !c.Explained.At.Equal(r.Now) || !c.NoQuestions {
		t.Fatalf("%v %+v", ok, c)
	}
	if c.Strokes[0][1] != (consent.Spot{X: 0.4, Y: 0.1235}) || c.Strokes[1][0] != (consent.Spot{X: 0, Y: 1}) {
		t.Errorf("%+v", c.Strokes)
	}
	_, es := shipped(t)
	text, err := r.Read(ctx, r.Nurse, c)
	if err != nil || text.Title != es.Title || text.Sections[3].Points[0] != es.Sections[3].Points[0] || c.Text.Lang != words.Spanish || c.Text.Version != 1 {
		t.Errorf("the text that was signed reads %+v, %v", c.Text, err)
	}
	if _, err := r.Read(ctx, r.Clinic.Desk, c); record.CodeOf(err) != record.NotAllowed {
		t.Error(err)
	}
	if _, err := r.Of(ctx, r.Clinic.Desk, r.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Error(err)
	}
}

func TestSignedOnPaperKeepsTheScan(t *testing.T) {
	r := open(t)
	in := r.paper()
	_, err := r.Sign(ctx, r.Nurse, r.Patient, in)
	r.must(err)
	c, _ := r.state().Current()
	if c.Method != consent.OnPaper || !c.SignedAt.Equal(r.Now.Add(-time.Hour)) || c.Signer.Name != "Luis Ñandú" || c.Signer.Relation != "guardian" ||
		c.Explained.Name != "Dr. Ilse Baum" || c.Taken.Name != "Nuru Nash" || c.Questions != in.Questions || r.gate() != "" {
		t.Fatalf("%q %+v", r.gate(), c)
	}
	docs := document.New(r.Log)
	doc, content, err := docs.Open(ctx, r.Nurse, r.Patient, c.Scan)
	if err != nil || string(content) != string(in.Scan) || doc.Kind != document.Consent {
		t.Errorf("%+v %v", doc, err)
	}
	r.must(docs.Withdraw(ctx, r.Nurse, r.Patient, c.Scan, "somebody else's paper"))
	if g := r.gate(); g != "The consent was signed on paper, and its scan is no longer in this chart." {
		t.Error(g)
	}
	if _, ok := r.state().Current(); !ok {
		t.Error("a signed consent is shown as unsigned")
	}
}

func TestARefusedPaperLeavesNoScan(t *testing.T) {
	r := open(t)
	s := r.paper()
	s.Questions = ""
	if _, err := r.Sign(ctx, r.Nurse, r.Patient, s); err == nil {
		t.Fatal("taken without a word about questions")
	}
	docs, _, err := document.New(r.Log).List(ctx, r.Nurse, r.Patient)
	if err != nil || len(docs) != 0 {
		t.Errorf("%+v %v", docs, err)
	}
}

func TestTyped(t *testing.T) {
	r := open(t)
	s := screen()
	s.Method, s.TypedName = consent.Typed, "  José   Ñandú "
	_, err := r.Sign(ctx, r.Nurse, r.Patient, s)
	r.must(err)
	if c, _ := r.state().Current(); c.TypedName != "José Ñandú" || len(c.Strokes) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestWithdrawnClosesTheGate(t *testing.T) {
	r := open(t)
	n := len(r.Log.Events())
	patient := consent.Signer{Who: consent.Patient}
	r.Refused(t, r.Withdraw(ctx, r.Nurse, r.Patient, patient, "changed my mind"), record.Refused, "", n)
	_, err := r.Sign(ctx, r.Nurse, r.Patient, screen())
	r.must(err)
	n = len(r.Log.Events())
	r.Refused(t, r.Withdraw(ctx, r.Clinic.Desk, r.Patient, patient, "x"), record.NotAllowed, "", n)
	r.Refused(t, r.Withdraw(ctx, r.Nurse, r.Patient, patient, " "), record.Invalid, "consent.reason", n)
	r.Refused(t, r.Withdraw(ctx, r.Nurse, r.Patient, consent.Signer{}, "x"), record.Invalid, "consent.who", n)
	r.Refused(t, r.Withdraw(ctx, r.Nurse, r.Patient, consent.Signer{Who: consent.Representative}, "x"), record.Invalid, "consent.name", n)
	r.must(r.Withdraw(ctx, r.Nurse, r.Patient, patient, "changed my mind"))
	s := r.state()
	if _, ok := s.Current(); ok || r.gate() != "The consent was withdrawn." {
		t.Fatalf("%q %+v", r.gate(), s.All)
	}
	if w := s.All[0].Withdrawn; w == nil || w.Reason != "changed my mind" || w.Said.Name != "José Ñandú" || w.By.Name != "Nuru Nash" {
		t.Errorf("%+v", w)
	}
	r.Pass(time.Hour)
	n = len(r.Log.Events())
	early := r.paper()
	early.SignedAt = r.Now.Add(-2 * time.Hour)
	_, err = r.Sign(ctx, r.Nurse, r.Patient, early)
	r.Refused(t, err, record.Refused, "consent.signed", n)
	_, err = r.Sign(ctx, r.Nurse, r.Patient, screen())
	r.must(err)
	if r.gate() != "" || len(r.state().All) != 2 {
		t.Error("the patient cannot give the consent anew")
	}
}

func TestANewEdition(t *testing.T) {
	r := open(t)
	_, err := r.Sign(ctx, r.Nurse, r.Patient, screen())
	r.must(err)
	r.edition(2, 0)
	if g := r.gate(); g != "" {
		t.Errorf("an edition that asks for nothing closed the gate: %s", g)
	}
	r.edition(3, 2)
	if g := r.gate(); g != "The consent was signed to an earlier text that no longer suffices." {
		t.Error(g)
	}
	c, ok := r.state().Current()
	if !ok || c.Text.Version != 1 {
		t.Errorf("a signed consent is shown as unsigned: %+v", c)
	}
	if text, err := r.Read(ctx, r.Nurse, c); err != nil || text.Version != 1 {
		t.Errorf("%d %v", text.Version, err)
	}
	_, err = r.Sign(ctx, r.Nurse, r.Patient, screen())
	r.must(err)
	if s := r.state(); r.gate() != "" || !s.All[0].Replaced || s.All[1].Replaced {
		t.Errorf("%q %+v", r.gate(), s.All)
	}
	r.edition(4, 3)
	if g := r.gate(); g != "" {
		t.Errorf("%s", g)
	}
}

func TestWhatToExpect(t *testing.T) {
	r := open(t)
	n := len(r.Log.Events())
	e := consent.Explanation{Handout: "What to expect, version 2", Lang: words.Spanish, Note: " with his brother "}
	r.Refused(t, r.Explain(ctx, r.Clinic.Desk, r.Patient, e), record.NotAllowed, "", n)
	r.Refused(t, r.Explain(ctx, r.Nurse, "nobody", e), record.NotFound, "", n)
	late := e
	late.At = r.Now.Add(time.Hour)
	r.Refused(t, r.Explain(ctx, r.Nurse, r.Patient, late), record.Invalid, "consent.expectat", n)
	r.must(r.Explain(ctx, r.Therapist, r.Patient, e))
	all := r.state().Explanations
	if len(all) != 1 || all[0].By.Name != "Ana Brandt" || all[0].Handout != e.Handout || all[0].Note != "with his brother" || !all[0].At.Equal(r.Now) {
		t.Errorf("%+v", all)
	}
	if r.gate() == "" {
		t.Error("an explanation is not a consent")
	}
}

func TestParseRefusesHoles(t *testing.T) {
	en, es := shipped(t)
	for name, spoil := range map[string]func(*consent.Text){
		"no version":       func(t *consent.Text) { t.Version = 0 },
		"no language":      func(t *consent.Text) { t.Lang = "" },
		"no statement":     func(t *consent.Text) { t.Statement = "" },
		"no date":          func(t *consent.Text) { t.Effective = record.Date{} },
		"no sections":      func(t *consent.Text) { t.Sections = nil },
		"an empty section": func(t *consent.Text) { t.Sections[0].Text = nil },
		"no source":        func(t *consent.Text) { t.Sections[0].Sources = nil },
		"never enough":     func(t *consent.Text) { t.ResignBelow = 2 },
	} {
		bad, _ := shipped(t)
		spoil(&bad)
		raw, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := consent.Parse(raw); err == nil {
			t.Error(name)
		}
	}
	if _, err := consent.Parse([]byte("{")); err == nil {
		t.Error("broken JSON")
	}
	newer := es
	newer.Version = 2
	fewer := es
	fewer.Sections = es.Sections[1:]
	for name, texts := range map[string][]consent.Text{"none": nil, "twice": {en, en}, "two versions": {en, newer}, "less in one language": {en, fewer}} {
		if _, err := consent.NewLibrary(texts...); err == nil {
			t.Error(name)
		}
	}
}

// The shipped text says everything that a patient has to know, in both
// languages.
func TestTheShippedTextCoversWhatItMust(t *testing.T) {
	en, es := shipped(t)
	if _, err := consent.NewLibrary(en, es); err != nil {
		t.Fatal(err)
	}
	said := func(text consent.Text) string {
		var b strings.Builder
		for _, s := range text.Sections {
			b.WriteString(s.Heading + " " + strings.Join(s.Text, " ") + " " + strings.Join(s.Points, " ") + " ")
		}
		return strings.ToLower(b.String())
	}
	for text, must := range map[string][]string{
		said(en): {"off-label", "esketamine", "approved", "blood pressure", "dissociation", "bladder", "dependence", "do not drive", "restful sleep", "takes you home",
			"other care", "stop at any time", "touch", "recording", "privacy", "costs", "emergency", "911", "988", "suicide"},
		said(es): {"fuera de indicación", "esketamina", "aprobado", "presión", "disociación", "vejiga", "dependencia", "no maneje", "dormir bien", "le lleva a casa",
			"otra atención", "parar en cualquier momento", "contacto físico", "grabaciones", "privacidad", "costos", "emergencia", "911", "988", "suicidio"},
	} {
		for _, w := range must {
			if !strings.Contains(text, w) {
				t.Errorf("%q is not said in: %.60s…", w, text)
			}
		}
	}
}
