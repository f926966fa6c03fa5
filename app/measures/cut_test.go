package measures

import (
	"testing"
	"time"

	"kapdesk/app/record"
)

// pcl5 is a whole form that adds up to so much.
func pcl5(t testing.TB, total int) Form {
	return Form{Answers: adding(t, instrument(t, "pcl-5"), total)}
}

func TestCutsRefused(t *testing.T) {
	f := start(t)
	n := len(f.Log.Events())
	for name, c := range map[string]struct {
		by    record.Actor
		scale string
		cut   int
		code  record.Code
	}{
		"the front desk":          {f.Desk, "pcl-5", 31, record.NotAllowed},
		"a nurse":                 {f.Nurse, "pcl-5", 31, record.NotAllowed},
		"a prescriber":            {f.Prescriber, "pcl-5", 31, record.NotAllowed},
		"below what is published": {f.Owner, "pcl-5", 30, record.Invalid},
		"above it":                {f.Owner, "pcl-5", 34, record.Invalid},
		"nothing":                 {f.Owner, "pcl-5", 0, record.Invalid},
		"nothing to choose":       {f.Owner, "phq-9", 10, record.Refused},
		"no limit at all":         {f.Owner, "peg", 3, record.Refused},
		"limits by sex":           {f.Owner, "audit-c", 3, record.Refused},
		"no such scale":           {f.Owner, "made-up", 31, record.NotFound},
	} {
		if err := f.desk.ChooseCut(ctx, c.by, c.scale, c.cut); record.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(f.Log.Events()) != n {
		t.Error("something was written")
	}
}

// A form keeps the limit that it was judged by, whatever the clinic chooses
// afterwards; so does its correction.
func TestEachFormKeepsItsCut(t *testing.T) {
	f := start(t)
	take := func(total int) record.ID {
		return f.record(t, f.Nurse, Filled{Instrument: "pcl-5", Form: pcl5(t, total), Mode: OnScreen})
	}
	check := func(what string, id record.ID, cut int, band string) Taken {
		t.Helper()
		for _, m := range f.of(t, f.Patient) {
			if m.ID != id || len(m.SupersededBy) > 0 {
				continue
			}
			if c := m.Form.Context.Cut; c == nil || *c != cut || m.Outcome.Band != band || yes(m.Outcome.Positive) != map[string]string{"below_cutoff": "no", "probable_ptsd": "yes"}[band] {
				t.Errorf("%s: cut %v, %+v", what, c, m.Outcome)
			}
			return m
		}
		t.Fatalf("%s: no such measure", what)
		return Taken{}
	}
	first := take(32)
	check("before anybody chose", first, 33, "below_cutoff")
	f.Pass(time.Minute)
	if err := f.desk.ChooseCut(ctx, f.Owner, "pcl-5", 31); err != nil {
		t.Fatal(err)
	}
	second := take(31)
	check("after it", second, 31, "probable_ptsd")
	old := check("the one before", first, 33, "below_cutoff")
	f.Pass(time.Minute)
	f.record(t, f.Nurse, Filled{Instrument: "pcl-5", Form: pcl5(t, 32), Mode: OnScreen, Corrects: old.Event, Reason: "a slip"})
	check("its correction", first, 33, "below_cutoff")
	f.Pass(time.Minute)
	if err := f.desk.ChooseCut(ctx, f.Owner, "pcl-5", 33); err != nil {
		t.Fatal(err)
	}
	check("the one between", second, 31, "probable_ptsd")
	check("after the way back", take(32), 33, "below_cutoff")
	// Other scales have none, and keep none.
	id := f.record(t, f.Nurse, Filled{Instrument: "phq-9", Form: phq9(0), Mode: OnScreen})
	for _, m := range f.of(t, f.Patient) {
		if m.ID == id && m.Form.Context.Cut != nil {
			t.Errorf("phq-9 is kept with the limit %d", *m.Form.Context.Cut)
		}
	}
}

// A form from before there was anything to choose was judged by the scale's own
// limit; corrected, it still is.
func TestACorrectionOfAFormWithoutACut(t *testing.T) {
	f := start(t)
	in := instrument(t, "pcl-5")
	form := pcl5(t, 32)
	old := Taken{Instrument: in.ID, Version: in.Version, Hash: in.Hash, Form: form, Outcome: Score(in, form.Answers, form.Context).outcome(), Mode: OnScreen}
	err := f.Log.Update(ctx, f.Nurse, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: KindTaken, Version: 1, Record: record.Ref{Type: RecordType, ID: "old"}, Patient: f.Patient, Fact: old})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.desk.ChooseCut(ctx, f.Owner, "pcl-5", 31); err != nil {
		t.Fatal(err)
	}
	f.Pass(time.Minute)
	f.record(t, f.Nurse, Filled{Instrument: "pcl-5", Form: form, Mode: OnScreen, Corrects: f.of(t, f.Patient)[0].Event, Reason: "the date"})
	for _, m := range f.of(t, f.Patient) {
		if yes(m.Outcome.Positive) != "no" {
			t.Errorf("%+v is judged anew", m.Form.Context)
		}
	}
}

// atOnce is a Reader in which the limit was chosen on several laptops at once.
type atOnce struct {
	record.Reader
	values []string
}

func (a atOnce) Fields(record.Ref) (record.Fields, error) {
	f := record.Fields{}
	for _, v := range a.values {
		f[fieldCut] = append(f[fieldCut], record.Value{Raw: []byte(v)})
	}
	return f, nil
}

// Of limits that were chosen at once the one that misses fewer holds; one that
// the scale does not have is none.
func TestCutOf(t *testing.T) {
	by := func(cut string) string { return `{"value":` + cut + `,"by":{"person":"p"}}` }
	for name, c := range map[string]struct {
		scale  string
		values []string
		want   int
		chosen bool
	}{
		"nobody chose":                {"pcl-5", nil, 33, false},
		"one":                         {"pcl-5", []string{by("32")}, 32, true},
		"the scale's own, chosen":     {"pcl-5", []string{by("33")}, 33, true},
		"two at once":                 {"pcl-5", []string{by("33"), by("31")}, 31, true},
		"the other way round":         {"pcl-5", []string{by("31"), by("33")}, 31, true},
		"none that is published":      {"pcl-5", []string{by("20")}, 33, false},
		"not to be read":              {"pcl-5", []string{`"31"`}, 33, false},
		"nothing to choose":           {"phq-9", []string{by("5")}, 0, false},
		"another scale with a choice": {"pc-ptsd-5", []string{by("4")}, 4, true},
	} {
		got, err := CutOf(atOnce{values: c.values}, instrument(t, c.scale))
		if err != nil || got.Value != c.want || got.Chosen() != c.chosen {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// What was chosen stands on the page of the scales, with who chose it.
func TestTheChosenCutIsListed(t *testing.T) {
	f := start(t)
	if err := f.desk.ChooseCut(ctx, f.Owner, "pcl-5", 32); err != nil {
		t.Fatal(err)
	}
	all, err := f.desk.Permissions(ctx, f.Nurse)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		switch p.Instrument.ID {
		case "pcl-5":
			if p.Cut.Value != 32 || p.Cut.By.Person != f.Owner.ID || !p.Cut.By.At.Equal(f.Now) {
				t.Errorf("%+v", p.Cut)
			}
		case "pc-ptsd-5":
			if p.Cut.Value != 3 || p.Cut.Chosen() {
				t.Errorf("%+v", p.Cut)
			}
		default:
			if p.Cut.Value != 0 || p.Cut.Chosen() {
				t.Errorf("%s: %+v", p.Instrument.ID, p.Cut)
			}
		}
	}
}

// What begins at the limit moves with it, and nothing else does.
func TestJudged(t *testing.T) {
	in := instrument(t, "pcl-5")
	for _, cut := range in.Cuts() {
		w := in.Judged(Context{Cut: &cut})
		if w.Positive.Value != cut || w.Bands[0].Max != cut-1 || w.Bands[1].Min != cut || w.ChangeRules.Remission.Value != cut || w.ChangeRules.Meaningful != in.ChangeRules.Meaningful {
			t.Errorf("%d: %+v %+v %+v", cut, w.Positive, w.Bands, w.ChangeRules.Remission)
		}
		for total := 29; total < 36; total++ {
			c, err := Change(w, rat(60), rat(total))
			r := Score(in, adding(t, in, total), Context{Cut: &cut})
			if err != nil || *c.Remission == *r.Positive || *c.Remission != (total < cut) {
				t.Errorf("%d at %d: remission %v and positive %v", total, cut, *c.Remission, *r.Positive)
			}
		}
	}
	if in.Positive.Value != 33 || in.Bands[1].Min != 33 || in.ChangeRules.Remission.Value != 33 {
		t.Fatal("the scale itself has changed")
	}
	other := 30
	for _, c := range []Context{{}, {Cut: &other}} {
		if in.Judged(c) != in {
			t.Errorf("%v is a limit", c.Cut)
		}
	}
	four := 4
	if w := instrument(t, "pc-ptsd-5").Judged(Context{Cut: &four}); w.Positive.Value != 4 {
		t.Errorf("%+v", w.Positive)
	}
}
