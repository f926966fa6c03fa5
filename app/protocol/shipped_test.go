package protocol

import (
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"kapdesk/app/record"
)

// shipped reads the protocol that comes with the program.
func shipped(t testing.TB) *Protocol {
	t.Helper()
	p, err := Parse(shippedFile(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func shippedFile(t testing.TB) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// today is the day of the tests.
var today = record.Date{Year: 2026, Month: 11, Day: 23}

func said(say, kind string) Fact { return Fact{Known: true, Say: say, Kind: kind} }

func ago(f Fact, days int) Fact {
	f.From, f.To = today.AddDays(-days), today.AddDays(-days)
	return f
}

func bp(s, d, daysAgo int) Fact { return ago(Fact{Known: true, Pressure: Pressure{s, d}}, daysAgo) }

func takes(names ...string) Fact { return Fact{Known: true, Medicines: names} }

type edge struct {
	fact Fact
	want State
}

// edges holds every criterion of the shipped protocol on both sides of each
// of its edges. A criterion that is a plain yes or no stands in plain below.
var edges = map[string][]edge{
	"intake_confirmed": {{ago(Fact{Known: true}, 0), Clear}, {ago(Fact{Known: true}, 90), Clear}, {ago(Fact{Known: true}, 91), Review}, {Fact{Known: true}, Unknown}},
	"age":              {{Fact{Known: true, Number: 17}, Stop}, {Fact{Known: true, Number: 18}, Clear}, {Fact{Number: 40}, Unknown}},
	"pressure": {{bp(140, 90, 0), Clear}, {bp(141, 90, 0), Review}, {bp(140, 91, 0), Review}, {bp(180, 110, 0), Review}, {bp(181, 110, 0), Stop},
		{bp(180, 111, 0), Stop}, {bp(120, 80, 30), Clear}, {bp(120, 80, 31), Unknown}, {bp(190, 120, 31), Unknown}, {Fact{Known: true, Pressure: Pressure{120, 80}}, Unknown}},
	"hypertension": {{said(Yes, "uncontrolled"), Stop}, {said(Yes, "controlled"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"heart": {{said(Yes, "unstable"), Stop}, {ago(said(Yes, "unstable"), 1000), Stop}, {ago(said(Yes, "stable"), 42), Stop}, {ago(said(Yes, "stable"), 43), Review},
		{said(Yes, "stable"), Unknown}, {said(Yes, ""), Unknown}, {ago(said(Yes, ""), 10), Unknown}, {said(No, ""), Clear}},
	"head_injury":    {{said(Yes, "serious"), Stop}, {said(Yes, "recovered"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"eye_pressure":   {{said(Yes, "uncontrolled"), Stop}, {said(Yes, "controlled"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"liver":          {{said(Yes, "severe"), Stop}, {said(Yes, "moderate"), Review}, {said(Yes, "mild"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"thyroid":        {{said(Yes, "overactive"), Review}, {said(Yes, "other"), Clear}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"breathing":      {{said(Yes, "severe"), Stop}, {said(Yes, "mild"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"psychosis_ever": {{said(Yes, "primary"), Stop}, {said(Yes, "other"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"bipolar":        {{said(Yes, "with_psychosis"), Stop}, {said(Yes, "other"), Review}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"substance_problem": {{said(Yes, "active"), Stop}, {said(Yes, "treated"), Review}, {ago(said(Yes, "past"), 365), Review}, {ago(said(Yes, "past"), 366), Clear},
		{said(Yes, "past"), Unknown}, {said(Yes, ""), Unknown}, {said(No, ""), Clear}},
	"medicines_known": {{takes(), Clear}, {takes("lisinopril 10 mg"), Clear}, {takes("zzyzxine"), Unknown}, {takes("lisinopril", "zzyzxine"), Unknown}, {Fact{}, Unknown}},
	"benzodiazepine":  {{takes("Xanax XR 0.5 mg"), Review}, {takes("lisinopril"), Clear}, {takes(), Clear}, {takes("alprazolm"), Unknown}, {takes("zzyzxine"), Unknown}, {takes("Xanax", "zzyzxine"), Review}},
	"lamotrigine":     {{takes("Lamictal"), Review}, {takes("sertraline"), Clear}},
	"stimulant":       {{takes("lisdexamfetamine 30 mg"), Review}, {takes("sertraline"), Clear}},
	"maoi":            {{takes("tranylcypromine"), Review}, {takes("sertraline"), Clear}},
	"naltrexone":      {{takes("Vivitrol"), Review}, {takes("sertraline"), Clear}},
	"theophylline":    {{takes("aminophylline"), Review}, {takes("sertraline"), Clear}},
	"thyroid_hormone": {{takes("levothyroxine 50 mcg"), Review}, {takes("sertraline"), Clear}},
	"opioid":          {{takes("buprenorphine/naloxone"), Review}, {takes("sertraline"), Clear}},
	"sedative":        {{takes("zolpidem"), Review}, {takes("sertraline"), Clear}},
	"antihistamine":   {{takes("Benadryl"), Review}, {takes("loratadine"), Clear}},
	"antipsychotic":   {{takes("Clozapine"), Review}, {takes("sertraline"), Clear}},
	"cyp_inhibitor":   {{takes("ketoconazole"), Review}, {takes("sertraline"), Clear}},
	"cyp_inducer":     {{takes("St John’s wort"), Review}, {takes("hierba de San Juan"), Review}, {takes("sertraline"), Clear}},
	"antidepressant":  {{takes("bupropion"), Clear}, {takes("lisinopril"), Clear}, {Fact{}, Unknown}},
}

// plain are the criteria with one edge: the state of a yes, clear for a no.
var plain = map[string]State{
	"ketamine_allergy": Stop, "pregnancy": Stop, "breastfeeding": Stop, "aneurysm": Stop, "brain_bleed": Stop, "stroke": Stop, "head_pressure": Stop,
	"psychosis_now": Stop, "mania_now": Stop, "suicidal_plan": Stop,
	"heart_rhythm": Review, "bladder": Review, "sleep_apnoea": Review, "seizures": Review, "porphyria": Review, "dementia": Review, "infection": Review,
	"psychosis_family": Review, "suicidal_thoughts": Review, "suicide_attempts": Review, "personality_disorder": Review,
	"earlier_ketamine": Review, "alcohol": Review, "cannabis": Review,
}

func TestEveryShippedCriterionOnBothSidesOfItsEdges(t *testing.T) {
	p := shipped(t)
	if !p.IsDraft() || p.Notice.EN == "" {
		t.Errorf("status %q, notice %q: nobody has adopted it", p.Status, p.Notice.EN)
	}
	for _, c := range p.Criteria {
		cases := edges[c.ID]
		if state, ok := plain[c.ID]; ok {
			cases = append(cases, edge{said(Yes, ""), state}, edge{said(No, ""), Clear})
		}
		if len(cases) == 0 {
			t.Errorf("%s is not tested", c.ID)
		}
		cases = append(cases, edge{Fact{}, Unknown}, edge{Fact{Known: true, Say: "unknown"}, Unknown})
		decided := map[int]bool{}
		for _, x := range cases {
			if ft, _ := p.FactType(c.Fact); x.fact.Say == "unknown" && ft.Type != TypeAnswer {
				continue
			}
			r := p.Evaluate(c, Facts{c.Fact: x.fact}, today)
			if r.State != x.want {
				t.Errorf("%s: %+v gives %s, not %s", c.ID, x.fact, r.State, x.want)
			}
			if r.Rule >= 0 && (r.Say.EN == "" || r.Say.ES == "") {
				t.Errorf("%s: rule %d says nothing", c.ID, r.Rule)
			}
			decided[r.Rule] = true
		}
		for i := range c.Rules {
			if !decided[i] {
				t.Errorf("%s: no test reaches rule %d", c.ID, i)
			}
		}
	}
	for id := range edges {
		if _, ok := p.Criterion(id); !ok {
			t.Errorf("the test names %s, which is not there", id)
		}
	}
}

// TestUnknownIsNeverClear throws random facts at the shipped protocol: where
// a fact is unknown, or lacks a part, nothing is clear.
func TestUnknownIsNeverClear(t *testing.T) {
	p := shipped(t)
	r := rand.New(rand.NewSource(7))
	pick := func(s ...string) string { return s[r.Intn(len(s))] }
	for range 20_000 {
		c := p.Criteria[r.Intn(len(p.Criteria))]
		ft, _ := p.FactType(c.Fact)
		f := Fact{Known: r.Intn(3) > 0, Say: pick(Yes, No, "unknown", "", "maybe"), Number: r.Intn(100), Pressure: Pressure{80 + r.Intn(150), 40 + r.Intn(100)},
			Kind: pick(append([]string{""}, ft.Kinds...)...), Medicines: []string{pick("sertraline", "alprazolm", "zzyzxine", "warfarin")}}
		if r.Intn(2) == 0 {
			f = ago(f, r.Intn(800))
		}
		got := p.Evaluate(c, Facts{c.Fact: f}, today)
		known := f.Known && (ft.Type != TypeAnswer || f.Say == Yes || f.Say == No)
		dated := ft.Type == TypePressure || ft.Type == TypeDate
		switch {
		case !known && got.State != Unknown, dated && f.From.IsZero() && got.State != Unknown:
			t.Fatalf("%s: %+v gives %s", c.ID, f, got.State)
		case ft.Type == TypeAnswer && f.Say == Yes && f.Kind == "" && len(ft.Kinds) > 0 && got.State == Clear:
			t.Fatalf("%s: a yes of no known kind is clear", c.ID)
		case c.ID == "medicines_known" && got.State == Clear && (f.Medicines[0] == "alprazolm" || f.Medicines[0] == "zzyzxine"):
			t.Fatalf("%s: %v is clear", c.ID, f.Medicines)
		}
	}
	for _, c := range p.Criteria {
		if got := p.Evaluate(c, nil, today); got.State != Unknown || got.Rule != -1 {
			t.Errorf("%s without any fact is %s", c.ID, got.State)
		}
	}
}

func TestADateThatIsKnownRoughly(t *testing.T) {
	p := shipped(t)
	c, _ := p.Criterion("substance_problem")
	for when, want := range map[string]State{"2024": Clear, "2025": Unknown, "2025-10": Clear, "2025-11": Unknown, "2025-12": Review, "2026": Review, "2025-11-22": Clear, "2025-11-23": Review} {
		f := said(Yes, "past")
		var err error
		if f.From, f.To, err = ParseWhen(when); err != nil {
			t.Fatal(err)
		}
		if got := p.Evaluate(c, Facts{c.Fact: f}, today).State; got != want {
			t.Errorf("%s: %s, not %s", when, got, want)
		}
	}
	for _, bad := range []string{"", "20", "2025-13", "2025-02-30", "yesterday", "2025-1-1"} {
		if _, _, err := ParseWhen(bad); err == nil {
			t.Errorf("%q is taken for a date", bad)
		}
	}
}

func TestMedicines(t *testing.T) {
	p := shipped(t)
	for typed, want := range map[string]string{
		"alprazolam": "benzodiazepine true", "ALPRAZOLAM 0.5 mg nightly": "benzodiazepine true", "Xanax®": "benzodiazepine true", "clonazepam (Rivotril)": "benzodiazepine true",
		"codeína": "opioid true", "codeina": "opioid true", "alprazolam, sertraline": "benzodiazepine antidepressant true", "alprazolam and foozle": "benzodiazepine false",
		"lisinopril 20/10 mg": "other true", "foozle": "false", "": "false", "10 mg": "false", "xanaxine": "false", "lisinopril phenelzin": "other false",
		"buprenorphine-naloxone": "opioid other true",
	} {
		classes, all := p.ClassesOf(typed)
		got := strings.TrimSpace(strings.Join(classes, " ") + map[bool]string{true: " true", false: " false"}[all])
		if got != want {
			t.Errorf("%q: %s, not %s", typed, got, want)
		}
	}
	if got := p.Suggest("alprazolm"); !slices.Equal(got, []string{"alprazolam"}) {
		t.Errorf("suggested %v", got)
	}
	if got := p.Suggest("foozle at bedtime"); len(got) != 0 {
		t.Errorf("suggested %v out of nothing", got)
	}
}

func TestWhatOthersReadFromTheShippedProtocol(t *testing.T) {
	p := shipped(t)
	for _, r := range []string{"IV", "IM", "lozenge", "esketamine nasal"} {
		m, ok := p.MonitoringFor(r)
		if due := m.Due(); !ok || due[0] != 0 || !slices.IsSorted(due) || due[len(due)-1] < 60 {
			t.Errorf("monitoring by %s: %v", r, due)
		}
		if f, ok := p.FastingFor(r); !ok || f.Food < f.Liquids {
			t.Errorf("fasting by %s: %+v", r, f)
		}
		if _, ok := p.DoseRange(r, "psycholytic"); !ok {
			t.Errorf("no dose range by %s", r)
		}
	}
	if m, _ := p.MonitoringFor("esketamine nasal"); !slices.Equal(m.Due(), []int{0, 40, 80, 120}) || m.Observe != 120 {
		t.Errorf("nasal: %v, %d", m.Due(), m.Observe)
	}
	if m, _ := p.MonitoringFor("IV"); !slices.Equal(m.Due(), []int{0, 10, 20, 30, 40, 55, 70, 85, 100}) {
		t.Errorf("IV: %v", m.Due())
	}
	d, _ := p.DoseRange("IM", "psychedelic")
	if d.Low.MG() != "0.75" || d.High.MG() != "1.5" || d.Low.For(82_600).MG() != "61.95" {
		t.Errorf("IM: %s to %s, %s", d.Low.MG(), d.High.MG(), d.Low.For(82_600).MG())
	}
	if _, ok := p.DoseRange("oral", "psycholytic"); ok {
		t.Error("a range for a route that is not there")
	}
	if h, ok := p.HoldFor("benzodiazepine"); !ok || h.Hours != 24 {
		t.Errorf("hold: %+v", h)
	}
	if got := p.HoldsFor([]string{"Xanax", "sertraline"}); len(got) != 2 || got["benzodiazepine"][0] != "Xanax" {
		t.Errorf("holds: %v", got)
	}
	if l, ok := p.Limit("pre_dose"); !ok || l.Above != (Pressure{140, 90}) {
		t.Errorf("limit: %+v", l)
	}
	if p.Validity.Days != 30 {
		t.Errorf("valid for %d days", p.Validity.Days)
	}
}
