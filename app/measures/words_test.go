package measures

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"kapdesk/app/record"
)

// example is the text pack that docs/scales.md shows.
func example(t testing.TB) []byte {
	t.Helper()
	doc, err := os.ReadFile("../../docs/scales.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(doc), "```json\n")
	block, _, closed := strings.Cut(after, "```")
	if !ok || !closed {
		t.Fatal("docs/scales.md shows no text pack")
	}
	return []byte(block)
}

// changed gives the example with one change.
func changed(t testing.TB, c func(*Pack)) []byte {
	t.Helper()
	p, err := ParsePack(example(t))
	if err != nil {
		t.Fatal(err)
	}
	c(&p)
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAttestRefuses(t *testing.T) {
	f := start(t)
	for _, c := range []struct {
		by         record.Actor
		scale, why string
		code       record.Code
		field      string
	}{
		{f.Prescriber, "c-ssrs-screener", "permission of 2026", record.NotAllowed, ""},
		{f.Owner, "c-ssrs-screener", " ", record.Invalid, "statement"},
		{f.Owner, "c-ssrs-screener", strings.Repeat("x", maxAttest+1), record.Invalid, "statement"},
		{f.Owner, "phq-9", "permission", record.Refused, ""},
		{f.Owner, "ors", "permission", record.Refused, ""},
		{f.Owner, "isi", "permission", record.Refused, ""},
		{f.Owner, "none", "permission", record.NotFound, "instrument"},
	} {
		n := len(f.Log.Events())
		f.Refused(t, f.desk.Attest(ctx, c.by, c.scale, c.why), c.code, c.field, n)
	}
	n := len(f.Log.Events())
	f.Refused(t, f.desk.Withdraw(ctx, f.Owner, "c-ssrs-screener", "over"), record.Refused, "", n)
}

func (f *fixture) show(t testing.TB, scale string) Shown {
	t.Helper()
	s, err := f.desk.Show(ctx, f.Nurse, scale)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnAttestedScaleShowsItsWords(t *testing.T) {
	f := start(t)
	if err := f.desk.Attest(ctx, f.Owner, "c-ssrs-screener", " Letter of 3 March 2026. "); err != nil {
		t.Fatal(err)
	}
	if s := f.show(t, "c-ssrs-screener"); s.Wording != Worded || !s.Instrument.HasWords() {
		t.Errorf("%s", s.Wording)
	}
	if s := f.show(t, "dast-10"); s.Wording != NeedsAttest {
		t.Error("another scale was let through")
	}
	f.Refused(t, f.desk.Attest(ctx, f.Owner, "c-ssrs-screener", "again"), record.Refused, "", len(f.Log.Events()))
	f.record(t, f.Nurse, Filled{Instrument: "c-ssrs-screener", Form: Form{Answers: Answers{"q1": "0"}}, Mode: OnScreen})
	f.Refused(t, f.desk.Withdraw(ctx, f.Owner, "c-ssrs-screener", ""), record.Invalid, "reason", len(f.Log.Events()))
	f.Refused(t, f.desk.Withdraw(ctx, f.Nurse, "c-ssrs-screener", "over"), record.NotAllowed, "", len(f.Log.Events()))
	if err := f.Log.View(ctx, func(r record.Reader) error {
		a, ok, err := Permission(r, "c-ssrs-screener")
		if !ok || a.Text != "Letter of 3 March 2026." || a.By.Name != "Olga Ortiz" {
			t.Errorf("%+v", a)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := f.desk.Withdraw(ctx, f.Owner, "c-ssrs-screener", "the letter ran out"); err != nil {
		t.Fatal(err)
	}
	if s := f.show(t, "c-ssrs-screener"); s.Wording != NeedsAttest || s.Instrument.HasWords() {
		t.Errorf("%s", s.Wording)
	}
}

func TestPermissionsAreForWhoNeedsThem(t *testing.T) {
	f := start(t)
	if err := f.desk.Import(ctx, f.Owner, example(t), "Licence 17"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.desk.Permissions(ctx, record.Actor{ID: "x"}); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("%v", err)
	}
	for _, who := range []record.Actor{f.Owner, f.Desk, f.Prescriber} {
		all, err := f.desk.Permissions(ctx, who)
		if err != nil || len(all) != len(shelf(t).All()) {
			t.Fatalf("%d, %v", len(all), err)
		}
		for _, p := range all {
			asks, imports := p.Asks()
			if p.Has != (p.Instrument.ID == "isi") || p.Has && (p.OnRecord.Text != "Licence 17" || p.OnRecord.Pack != p.Pack) {
				t.Errorf("%s: %+v", p.Instrument.ID, p.OnRecord)
			}
			want := map[string][2]bool{"phq-9": {false, false}, "c-ssrs-screener": {true, false}, "isi": {true, true}, "ors": {false, false}}
			if w, listed := want[p.Instrument.ID]; listed && w != [2]bool{asks, imports} {
				t.Errorf("%s asks %v, imports %v", p.Instrument.ID, asks, imports)
			}
		}
	}
}

func TestPacksRefused(t *testing.T) {
	f := start(t)
	drop := func(p *Pack) { p.Items = p.Items[:len(p.Items)-1] }
	for name, c := range map[string]struct {
		raw  []byte
		says string
	}{
		"not JSON":               {[]byte("words"), "no text pack"},
		"empty":                  {nil, "no text pack"},
		"too large":              {make([]byte, MaxPack+1), "too large"},
		"an unknown key":         {[]byte(`{"pack":1,"price":3}`), "price"},
		"a key twice":            {[]byte(`{"pack":1,"pack":1}`), "twice"},
		"another format":         {changed(t, func(p *Pack) { p.Format = 2 }), "format 2"},
		"another language":       {changed(t, func(p *Pack) { p.Language = "fr" }), "en or es"},
		"no source":              {changed(t, func(p *Pack) { p.Source = " " }), "where its words come from"},
		"an unknown scale":       {changed(t, func(p *Pack) { p.Instrument = "zzz" }), "no scale"},
		"a scale with words":     {changed(t, func(p *Pack) { p.Instrument = "phq-9" }), "takes no text pack"},
		"a scale of others":      {changed(t, func(p *Pack) { p.Instrument = "ors" }), "takes no text pack"},
		"an unknown question":    {changed(t, func(p *Pack) { p.Items[2].ID = "q33" }), "q33"},
		"in another order":       {changed(t, func(p *Pack) { p.Items[0], p.Items[1] = p.Items[1], p.Items[0] }), "Question 1"},
		"a question missing":     {changed(t, drop), "is missing"},
		"a question too many":    {changed(t, func(p *Pack) { p.Items = append(p.Items, PackItem{ID: "q99", Text: "more"}) }), "q99"},
		"a question of no words": {changed(t, func(p *Pack) { p.Items[1].Text = " " }), "q2 has no words"},
		"an answer missing":      {changed(t, func(p *Pack) { p.Options["how much"] = p.Options["how much"][1:] }), "q1 has 4 answers"},
		"an answer twice":        {changed(t, func(p *Pack) { p.Options["how much"][1] = p.Options["how much"][0] }), "has it twice"},
		"an answer of no words":  {changed(t, func(p *Pack) { p.Options["how much"][1].Label = "" }), "no words"},
		"answers that are none":  {changed(t, func(p *Pack) { p.Items[0].Options = "other" }), "q1 has 0 answers"},
		"answers not used":       {changed(t, func(p *Pack) { p.Options["more"] = p.Options["how much"] }), "more"},
	} {
		t.Run(name, func(t *testing.T) {
			n := len(f.Log.Events())
			err := f.desk.Import(ctx, f.Owner, c.raw, "our licence")
			if record.ProblemsOf(err) == nil || !strings.Contains(err.Error(), c.says) || len(f.Log.Events()) != n {
				t.Errorf("%v", err)
			}
		})
	}
	n := len(f.Log.Events())
	f.Refused(t, f.desk.Import(ctx, f.Owner, example(t), ""), record.Invalid, "statement", n)
	f.Refused(t, f.desk.Import(ctx, f.Prescriber, example(t), "our licence"), record.NotAllowed, "", n)
	none := changed(t, func(p *Pack) {
		p.Instrument, p.Options, p.Items = "meq-30", nil, nil
		for _, it := range instrument(t, "meq-30").Items {
			p.Items = append(p.Items, PackItem{ID: it.ID, Text: "words"})
		}
	})
	if err := f.desk.Import(ctx, f.Owner, none, "our licence"); err == nil || !strings.Contains(err.Error(), "has no answers") {
		t.Errorf("%v", err)
	}
}

// The example of docs/scales.md is imported, shown and filled in; the score is
// the same as by numbers alone.
func TestAnImportedPackGivesTheWords(t *testing.T) {
	f := start(t)
	if err := f.desk.Import(ctx, f.Owner, example(t), "Licence 17 of the owner"); err != nil {
		t.Fatal(err)
	}
	s := f.show(t, "isi")
	if s.Wording != Worded || s.Pack == (record.Hash{}) || !s.Instrument.HasWords() {
		t.Fatalf("%+v", s)
	}
	if o, ok := s.Instrument.Choice("q1", "4"); !ok || o.Label == "" {
		t.Errorf("%+v", o)
	}
	form := Form{Answers: nums(4, 4, 4, 4, 0, 0, 0)}
	f.record(t, f.Desk, Filled{Instrument: "isi", Form: form, Mode: Kiosk})
	m := f.of(t, f.Patient)[0]
	if m.Pack != s.Pack || m.Outcome.Total != "16" || m.Outcome.Band != "moderate" {
		t.Errorf("%+v", m)
	}
	if r := Score(s.Instrument, form.Answers, form.Context); text(r.Total) != "16" || r.Band != "moderate" {
		t.Errorf("in the pack's words it scores %s", text(r.Total))
	}
	newer := changed(t, func(p *Pack) { p.Items[0].Text = "Newer words" })
	if err := f.desk.Import(ctx, f.Owner, newer, "Licence 18 of the owner"); err != nil {
		t.Fatal(err)
	}
	if now := f.show(t, "isi"); now.Pack == s.Pack || now.Instrument.Items[0].Text != "Newer words" {
		t.Error("the newer pack is not shown")
	}
	if _, old, err := f.desk.Read(ctx, f.Nurse, f.Patient, m.Event); err != nil || old.Pack != s.Pack || old.Instrument.Items[0].Text != s.Instrument.Items[0].Text {
		t.Errorf("the form is shown in other words than those it was filled in with: %v", err)
	}
	if err := f.desk.Withdraw(ctx, f.Owner, "isi", "licence ended"); err != nil {
		t.Fatal(err)
	}
	if s := f.show(t, "isi"); s.Wording != NeedsWords || s.Instrument.HasWords() {
		t.Errorf("%s", s.Wording)
	}
}

// Words at the ends of a line stay a number to be typed.
func TestAPackWithALine(t *testing.T) {
	p := Pack{Format: 1, Instrument: "ebi", Language: "en", Source: "a test"}
	for _, it := range instrument(t, "ebi").Items {
		p.Items = append(p.Items, PackItem{ID: it.ID, Text: "words", Low: "none", High: "most"})
	}
	w, err := p.Over(instrument(t, "ebi"))
	if err != nil {
		t.Fatal(err)
	}
	if it := w.Items[3]; it.Options != "" || *it.Max != 100 || it.Low != "none" || it.High != "most" {
		t.Errorf("%+v", it)
	}
}

// Whatever is read as a pack and fits a scale scores as the scale does.
func FuzzPack(f *testing.F) {
	f.Add(example(f))
	f.Add([]byte(`{"pack":1,"instrument":"meq-30","language":"es","source":"x","items":[]}`))
	f.Add([]byte(`{"pack":1,"instrument":"qids-sr16","language":"en","source":"x","options":{"a":[{"value":0,"label":"x"}]},"items":[{"id":"q1","text":"a","options":"a"}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := ParsePack(raw)
		if err != nil {
			if record.CodeOf(err) != record.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		in, ok := shelf(t).Find(p.Instrument)
		if !ok {
			return
		}
		w, err := p.Over(in)
		if err != nil {
			return
		}
		if !w.HasWords() || in.HasWords() {
			t.Fatal("a pack without words fits, or changed the scale itself")
		}
		for _, a := range []Answers{lowest(in), highest(in)} {
			x, y := Score(in, a, Context{}), Score(w, a, Context{})
			if x.Status != y.Status || text(x.Total) != text(y.Total) || x.Band != y.Band {
				t.Fatalf("%s scores %s with the pack and %s without", in.ID, text(y.Total), text(x.Total))
			}
		}
	})
}
