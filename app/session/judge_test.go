package session_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// gait2 is a scale of two questions, 0 to 2 each.
var gait2 = session.Scale{ID: "padss", Version: 3, Title: "Score", Most: 4,
	Items: []session.ScaleItem{{ID: "walk", Text: "Walking"}, {ID: "pain", Text: "Pain"}},
	Score: func(a map[string]string) (total int, ok bool) {
		for _, id := range []string{"walk", "pain"} {
			n, err := strconv.Atoi(a[id])
			if err != nil || n < 0 || n > 2 {
				return 0, false
			}
			total += n
		}
		return total, true
	}}

func shelf(id string) (session.Scale, bool) { return gait2, id == gait2.ID }

var (
	byScale    = session.DischargeItem{ID: "padss", Text: words.Text{EN: "Score of 3 or more"}, By: protocol.ByScale, Scale: "padss", AtLeast: 3, Override: true}
	byChange   = session.DischargeItem{ID: "vitals", Text: words.Text{EN: "Near the start"}, By: protocol.ByChange, Percent: 20, Within: 15 * time.Minute, Override: true}
	bySedation = session.DischargeItem{ID: "awake", Text: words.Text{EN: "Fully awake"}, By: protocol.BySedation, AtLeast: 5, Within: 15 * time.Minute, Override: true}
	byStay     = session.DischargeItem{ID: "stayed", Text: words.Text{EN: "Stayed long enough"}, By: protocol.ByStay, Override: true}
)

func TestAScaleIsMetFromItsTotalOn(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		want    session.Answer
		says    string
	}{
		"nothing":            {nil, session.NotAsked, "Score: not filled in"},
		"one missing":        {map[string]string{"walk": "2"}, session.NotAsked, "Score: not filled in"},
		"none that it takes": {map[string]string{"walk": "2", "pain": "3"}, session.NotAsked, "Score: not filled in"},
		"one under":          {map[string]string{"walk": "2", "pain": "0"}, session.No, "Score: 2 of 4; 3 or more is needed"},
		"at the edge":        {map[string]string{"walk": "2", "pain": "1"}, session.Yes, "Score: 3 of 4; 3 or more is needed"},
		"over":               {map[string]string{"walk": "2", "pain": "2"}, session.Yes, "Score: 4 of 4; 3 or more is needed"},
	} {
		m := session.Show{}.Judge(byScale, session.Met{Answer: session.Yes, Scored: &session.Scored{Answers: c.answers}}, time.Time{}, shelf)
		if m.Answer != c.want || m.Figures(plain) != c.says {
			t.Errorf("%s: %q, %q", name, m.Answer, m.Figures(plain))
		}
	}
	gone := byScale
	gone.Scale = "gone"
	if m := (session.Show{}).Judge(gone, session.Met{Answer: session.Yes}, time.Time{}, shelf); m.Answer != session.Unknown {
		t.Errorf("a scale that the program does not have: %q", m.Answer)
	}
}

func plain(english string, args ...any) string { return fmt.Sprintf(english, args...) }

// reading is a set of vital signs some minutes after the first dose.
type reading struct {
	min            int
	sys, dia, puls int // 0: not taken
	awake          int // -1: not taken
}

func shown(doses []int, readings ...reading) session.Show {
	first := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	s := session.Show{Rules: session.Rules{Monitoring: map[string]session.Monitoring{"nasal": {Stay: 120 * time.Minute}}}}
	for _, min := range doses {
		s.Doses = append(s.Doses, session.Given{DoseFact: session.DoseFact{Route: "nasal"}, At: first.Add(time.Duration(min) * time.Minute)})
	}
	for _, r := range readings {
		v := session.Vitals{}
		if r.sys > 0 {
			v.Systolic, v.Diastolic = session.Int(r.sys), session.Int(r.dia)
		}
		if r.puls > 0 {
			v.Pulse = session.Int(r.puls)
		}
		if r.awake >= 0 {
			v.Sedation = session.Int(r.awake)
		}
		s.Lines = append(s.Lines, session.Line{At: first.Add(time.Duration(r.min) * time.Minute), Vitals: &v})
	}
	return s
}

// at is the instant of the discharge check, in minutes after the first dose.
func (r reading) at(min int) time.Time {
	return time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC).Add(time.Duration(min) * time.Minute)
}

func TestPressureAndPulseAgainstThePatientsOwnStart(t *testing.T) {
	start := reading{-30, 120, 80, 70, 5}
	for name, c := range map[string]struct {
		doses    []int
		readings []reading
		want     session.Answer
	}{
		"as at the start":           {[]int{0}, []reading{start, {100, 120, 80, 70, 5}}, session.Yes},
		"20 % up":                   {[]int{0}, []reading{start, {100, 144, 96, 84, 5}}, session.Yes},
		"one more, upper":           {[]int{0}, []reading{start, {100, 145, 96, 84, 5}}, session.No},
		"one more, lower":           {[]int{0}, []reading{start, {100, 144, 97, 84, 5}}, session.No},
		"one more, pulse":           {[]int{0}, []reading{start, {100, 144, 96, 85, 5}}, session.No},
		"20 % down":                 {[]int{0}, []reading{start, {100, 96, 64, 56, 5}}, session.Yes},
		"one less":                  {[]int{0}, []reading{start, {100, 95, 64, 56, 5}}, session.No},
		"no reading since":          {[]int{0}, []reading{start}, session.Unknown},
		"a reading of 15 min ago":   {[]int{0}, []reading{start, {90, 120, 80, 70, 5}}, session.Yes},
		"a reading of 16 min ago":   {[]int{0}, []reading{start, {89, 120, 80, 70, 5}}, session.Unknown},
		"no pulse now":              {[]int{0}, []reading{start, {100, 120, 80, 0, 5}}, session.Unknown},
		"no pulse at the start":     {[]int{0}, []reading{{-30, 120, 80, 0, 5}, {100, 120, 80, 70, 5}}, session.Unknown},
		"no pulse, and too high":    {[]int{0}, []reading{{-30, 120, 80, 0, 5}, {100, 160, 80, 70, 5}}, session.No},
		"pulse later at the start":  {[]int{0}, []reading{{-30, 120, 80, 0, 5}, {-5, 0, 0, 70, -1}, {100, 120, 80, 70, 5}}, session.Yes},
		"two readings together":     {[]int{0}, []reading{start, {98, 120, 80, 0, -1}, {100, 0, 0, 70, -1}}, session.Yes},
		"measured before a dose":    {[]int{0, 95}, []reading{start, {92, 120, 80, 70, 5}}, session.Unknown},
		"the start is before doses": {[]int{0, 60}, []reading{start, {30, 180, 120, 120, 5}, {100, 120, 80, 70, 5}}, session.Yes},
		"without a dose":            {nil, []reading{start}, session.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			m := shown(c.doses, c.readings...).Judge(byChange, session.Met{Answer: session.Yes}, start.at(105), shelf)
			if m.Answer != c.want {
				t.Errorf("%q: %s", m.Answer, m.Figures(plain))
			}
		})
	}
	m := shown([]int{0}, start, reading{100, 140, 88, 63, 5}).Judge(byChange, session.Met{}, start.at(105), shelf)
	if got := m.Figures(plain); got != "Start: 120/80 · HR 70; now: 140/88 · HR 63; widest change +16 %" {
		t.Errorf("says %q", got)
	}
	if got := shown([]int{0}, start).Judge(byChange, session.Met{}, start.at(105), shelf).Figures(plain); got != "Start: 120/80 · HR 70; now: no reading that counts" {
		t.Errorf("says %q", got)
	}
}

func TestAwakeByTheLatestReading(t *testing.T) {
	at := reading{}.at(105)
	for name, c := range map[string]struct {
		readings []reading
		want     session.Answer
	}{
		"awake":             {[]reading{{100, 0, 0, 0, 5}}, session.Yes},
		"not quite":         {[]reading{{100, 0, 0, 0, 4}}, session.No},
		"awake, then not":   {[]reading{{95, 0, 0, 0, 5}, {100, 0, 0, 0, 4}}, session.No},
		"awake 16 min ago":  {[]reading{{89, 0, 0, 0, 5}}, session.Unknown},
		"not looked at":     {[]reading{{100, 120, 80, 70, -1}}, session.Unknown},
		"nothing at all":    {nil, session.Unknown},
		"struck and so not": {[]reading{}, session.Unknown},
	} {
		if m := shown([]int{0}, c.readings...).Judge(bySedation, session.Met{Answer: session.Yes}, at, shelf); m.Answer != c.want {
			t.Errorf("%s: %q", name, m.Answer)
		}
	}
}

func TestTheRouteSaysHowLongAPatientStays(t *testing.T) {
	s := shown([]int{0, 30})
	s.Rules.Discharge = []session.DischargeItem{byStay, {ID: "gait"}}
	for min, want := range map[int]session.Answer{119: session.No, 120: session.Yes, 300: session.Yes} {
		if m := s.Judge(byStay, session.Met{}, reading{}.at(min), shelf); m.Answer != want || m.Stayed != min {
			t.Errorf("after %d min: %q, %d", min, m.Answer, m.Stayed)
		}
	}
	s.Doses[1].Route = "lozenge" // the last one decides, and its route asks for no time
	for _, items := range [][]session.DischargeItem{s.ToDischarge(), (session.Show{Rules: s.Rules}).ToDischarge()} {
		if len(items) != 1 || items[0].ID != "gait" {
			t.Errorf("asked is %+v", items)
		}
	}
}

// What a person cannot know better than the figures, a person cannot answer.
func TestFiguresOutrankWhatIsGivenForThem(t *testing.T) {
	f := start(t)
	f.scales = shelf
	f.rules.Discharge = []session.DischargeItem{byScale, byChange, bySedation, {ID: "gait", Text: words.Text{EN: "Walks steadily"}, Override: true}}
	id := f.running(f.jose)
	f.give(id, 100_000)
	f.now = f.now.Add(2 * time.Hour)
	yes := func(scored *session.Scored) session.Discharge {
		return session.Discharge{Escort: "Luis", Items: []session.Met{{ID: "padss", Answer: session.Yes, Scored: scored}, {ID: "vitals", Answer: session.Yes},
			{ID: "awake", Answer: session.Yes}, {ID: "gait", Answer: session.Yes}}}
	}
	go1 := func(by record.Actor, d session.Discharge) func() error {
		return func() error { _, err := f.desk.Discharge(ctx, by, id, d); return err }
	}
	full := &session.Scored{Answers: map[string]string{"walk": "2", "pain": "2"}, Total: session.Int(4)}
	f.refused(record.Invalid, "Not answered yet: Score of 3 or more", go1(f.ana, yes(nil)))
	f.refused(record.Invalid, "Not answered yet: Score of 3 or more", go1(f.ana, yes(&session.Scored{Total: session.Int(4)})))
	f.refused(record.Refused, "Not met: Near the start Not met: Fully awake", go1(f.ana, yes(full)))
	_, err := f.desk.AddVitals(ctx, f.nora, id, session.Vitals{Systolic: session.Int(130), Diastolic: session.Int(82), Pulse: session.Int(74), Sedation: session.Int(5)}, session.When{})
	f.must(err)
	f.refused(record.Refused, "Not met: Score of 3 or more", go1(f.ana, yes(&session.Scored{Answers: map[string]string{"walk": "1", "pain": "1"}})))
	f.must(go1(f.ana, yes(full))())
	d := f.show(id).Discharge
	if i := slices.IndexFunc(d.Items, func(m session.Met) bool { return m.ID == "padss" }); i != 0 || *d.Items[0].Scored.Total != 4 || d.Items[0].Scored.Version != 3 {
		t.Errorf("kept as %+v", d.Items)
	}
	if v := d.Items[1]; *v.Was.Systolic != 128 || *v.Is.Systolic != 130 {
		t.Errorf("compared %+v with %+v", v.Was, v.Is)
	}
}
