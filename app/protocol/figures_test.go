package protocol

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shippedFigures is every figure of the draft outside its criteria. A figure
// that is new, gone or changed must be so here too.
const shippedFigures = `
facts.age.range.low 0
facts.age.range.high 125
facts.pressure.pressures.low 50/20
facts.pressure.pressures.high 300/200
validity.days 30
rescreen.liver.days 180
limits.pre_dose.above 140/90
limits.pre_dose_stop.above 180/110
limits.home.above 160/90
limits.home.pulse 100
limits.in_session.above 180/110
limits.in_session.pulse 120
limits.in_session_once.above 200/120
doses.lozenge_psycholytic.low 50
doses.lozenge_psycholytic.high 150
doses.lozenge_psychedelic.low 200
doses.lozenge_psychedelic.high 400
doses.im_psycholytic.low 0.25
doses.im_psycholytic.high 0.5
doses.im_psychedelic.low 0.75
doses.im_psychedelic.high 1.5
doses.iv_psycholytic.low 0.5
doses.iv_psycholytic.high 0.5
doses.iv_psychedelic.low 0.5
doses.iv_psychedelic.high 1
doses.esketamine_psycholytic.low 56
doses.esketamine_psycholytic.high 84
dose_change.over_percent 25
monitoring.IV.steps.0.every 10
monitoring.IV.steps.0.until 40
monitoring.IV.steps.1.every 15
monitoring.IV.steps.1.until 100
monitoring.IV.observe 0
monitoring.IM.steps.0.every 15
monitoring.IM.steps.0.until 60
monitoring.IM.steps.1.every 30
monitoring.IM.steps.1.until 120
monitoring.IM.observe 0
monitoring.lozenge.steps.0.every 15
monitoring.lozenge.steps.0.until 60
monitoring.lozenge.steps.1.every 30
monitoring.lozenge.steps.1.until 150
monitoring.lozenge.observe 0
monitoring.esketamine nasal.steps.0.every 40
monitoring.esketamine nasal.steps.0.until 120
monitoring.esketamine nasal.observe 120
fasting.IV.food 360
fasting.IV.liquids 120
fasting.IM.food 240
fasting.IM.liquids 120
fasting.lozenge.food 180
fasting.lozenge.liquids 60
fasting.esketamine nasal.food 120
fasting.esketamine nasal.liquids 30
holds.benzodiazepine.hours 24
holds.stimulant.hours 48
holds.opioid.hours 24
holds.sedative.hours 24
holds.antihistamine.hours 24
holds.lamotrigine.hours 0
holds.antidepressant.hours 0
discharge.items.padss.at_least 9
discharge.items.vitals.percent 20
discharge.items.vitals.within 15
discharge.items.awake.at_least 5
discharge.items.awake.within 15
discharge.no_driving_hours 24
triggers.spo2_low.below 95
triggers.spo2_low.recheck 5
triggers.vomiting.recheck 10
triggers.panic.recheck 10
improbable.systolic.below 75
improbable.systolic.above 220
improbable.systolic.change 60
improbable.diastolic.below 40
improbable.diastolic.above 130
improbable.diastolic.change 40
improbable.pulse.below 40
improbable.pulse.above 150
improbable.pulse.change 50
improbable.spo2.below 80
improbable.spo2.change 12
improbable.breaths.below 6
improbable.breaths.above 35
triggers.spo2_stop.below 92
triggers.spo2_emergency.below 88
triggers.breaths.below 8
triggers.sedation.below 3
triggers.pressure_high.pressure 180/110
triggers.pressure_high.sustained 5
triggers.pulse_high.above 120
triggers.pulse_high.sustained 5
triggers.pulse_low.below 50
scale_times.scale_baseline.from -720
scale_times.scale_baseline.due 0
scale_times.scale_baseline.late 168
scale_times.scale_baseline.until 8760
scale_times.scale_before.from -72
scale_times.scale_before.due -24
scale_times.scale_before.late 0
scale_times.scale_before.until 4
scale_times.scale_day_after.from 12
scale_times.scale_day_after.due 20
scale_times.scale_day_after.late 48
scale_times.scale_day_after.until 96
scale_times.scale_week_1.from 120
scale_times.scale_week_1.due 168
scale_times.scale_week_1.late 240
scale_times.scale_week_1.until 504
scale_times.scale_week_4.from 504
scale_times.scale_week_4.due 672
scale_times.scale_week_4.late 840
scale_times.scale_week_4.until 1344
scale_times.scale_week_12.from 1680
scale_times.scale_week_12.due 2016
scale_times.scale_week_12.late 2352
scale_times.scale_week_12.until 3360
stock.stock_iv.least 1
stock.stock_iv.most 50
stock.stock_im.least 50
stock.stock_im.most 100
stock.stock_esketamine.least 28
stock.stock_esketamine.most 28
opened.opened_multi_dose_vial.minutes 40320
opened.opened_single_dose_vial.minutes 60
opened.opened_ampoule.minutes 60
opened.opened_prefilled_syringe.minutes 60
`

var figureForm = regexp.MustCompile(`^[0-9.]+(/[0-9]+)?$`)

// figures gathers the figures of a JSON value by their place.
func figures(at string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if k != "sources" && k != "dissent" {
				figures(at+"."+k, x, into)
			}
		}
	case []any:
		for i, x := range v {
			name := fmt.Sprint(i)
			if m, ok := x.(map[string]any); ok {
				for _, k := range []string{"route", "class", "id"} {
					if s, ok := m[k].(string); ok {
						name = s
					}
				}
			}
			figures(at+"."+name, x, into)
		}
	case float64:
		into[strings.TrimPrefix(at, ".")] = fmt.Sprint(v)
	case string:
		if figureForm.MatchString(v) {
			into[strings.TrimPrefix(at, ".")] = v
		}
	}
}

func TestEveryShippedFigureIsLookedAt(t *testing.T) {
	var file map[string]any
	if err := json.Unmarshal(shippedFile(t), &file); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for k, v := range file {
		if !slices.Contains([]string{"criteria", "classes", "version"}, k) {
			figures("."+k, v, got)
		}
	}
	want := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(shippedFigures), "\n") {
		i := strings.LastIndex(line, " ")
		want[line[:i]] = line[i+1:]
	}
	for _, at := range slices.Sorted(maps.Keys(got)) {
		if want[at] != got[at] {
			t.Errorf("%s is %s; the test has %q", at, got[at], want[at])
		}
	}
	for at := range want {
		if got[at] == "" {
			t.Errorf("%s is gone", at)
		}
	}
}

// TestLimitsOnBothSides looks at either figure of each limit alone.
func TestLimitsOnBothSides(t *testing.T) {
	for _, l := range shipped(t).Limits {
		a := l.Above
		for _, x := range []struct {
			is   Pressure
			want bool
		}{{a, false}, {Pressure{a.Systolic + 1, a.Diastolic}, true}, {Pressure{a.Systolic, a.Diastolic + 1}, true}, {Pressure{a.Systolic - 1, a.Diastolic - 1}, false}} {
			if got := x.is.exceeds(a); got != x.want {
				t.Errorf("%s: %s above %s is %v", l.ID, x.is, a, got)
			}
		}
	}
}

// TestBoundsOnBothSides tries what a figure of a case can be at all.
func TestBoundsOnBothSides(t *testing.T) {
	p := shipped(t)
	takes := func(ft FactType, value string) bool {
		_, err := p.ParseCase(fmt.Appendf(nil, `{"on":"2026-11-23","facts":{%q:{%s}}}`, ft.ID, value))
		return err == nil
	}
	for _, ft := range p.Facts {
		switch ft.Type {
		case TypeNumber:
			if ft.Range == nil {
				t.Fatalf("%s has no range", ft.ID)
			}
			for n, want := range map[int]bool{ft.Range.Low - 1: false, ft.Range.Low: true, ft.Range.High: true, ft.Range.High + 1: false} {
				if takes(ft, fmt.Sprintf(`"number":%d`, n)) != want {
					t.Errorf("%s of %d: not %v", ft.ID, n, want)
				}
			}
		case TypePressure:
			if ft.Pressures == nil {
				t.Fatalf("%s has no pressures", ft.ID)
			}
			low, high := ft.Pressures.Low, ft.Pressures.High
			for b, want := range map[Pressure]bool{low: true, high: true, {low.Systolic - 1, low.Diastolic}: false, {low.Systolic, low.Diastolic - 1}: false,
				{high.Systolic + 1, high.Diastolic}: false, {high.Systolic, high.Diastolic + 1}: false} {
				if takes(ft, fmt.Sprintf(`"pressure":%q,"date":"2026-11-23"`, b)) != want {
					t.Errorf("%s of %s: not %v", ft.ID, b, want)
				}
			}
		}
	}
}

// TestDueOnBothSidesOfTheLastMinute: a reading is due at the last minute of
// each step, and none after the last.
func TestDueOnBothSidesOfTheLastMinute(t *testing.T) {
	for _, m := range shipped(t).Monitoring {
		due := m.Due()
		for _, s := range m.Steps {
			if !slices.Contains(due, s.Until) || slices.Contains(due, s.Until+1) {
				t.Errorf("%s: %v, with a step until %d", m.Route, due, s.Until)
			}
		}
		if last := m.Steps[len(m.Steps)-1].Until; due[len(due)-1] != last {
			t.Errorf("%s: the last is due at %d, not %d", m.Route, due[len(due)-1], last)
		}
	}
}

// TestTheTableHoldsBothSidesOfEveryEdge: the facts in edges must lie on and
// beside each figure that the criteria name, whatever they name.
func TestTheTableHoldsBothSidesOfEveryEdge(t *testing.T) {
	p := shipped(t)
	n := 0
	for _, c := range p.Criteria {
		has := func(what string, is func(Fact) bool) {
			n++
			if !slices.ContainsFunc(edges[c.ID], func(e edge) bool { return is(e.fact) }) {
				t.Errorf("%s: no row with %s", c.ID, what)
			}
		}
		aged := func(days int) {
			has(fmt.Sprint(days, " days ago"), func(f Fact) bool { return f.From == today.AddDays(-days) && f.To == f.From })
		}
		for _, r := range c.Rules {
			for _, d := range []*int{r.If.WithinDays, r.If.OverDays} {
				if d != nil {
					aged(*d)
					aged(*d + 1)
				}
			}
			for _, v := range []*int{r.If.Below, r.If.AtLeast} {
				if v != nil {
					has(fmt.Sprint(*v), func(f Fact) bool { return f.Number == *v })
					has(fmt.Sprint(*v-1), func(f Fact) bool { return f.Number == *v-1 })
				}
			}
			for _, l := range []*Pressure{r.If.Above, r.If.AtMost} {
				if l != nil {
					for _, b := range []Pressure{*l, {l.Systolic + 1, l.Diastolic}, {l.Systolic, l.Diastolic + 1}} {
						has(b.String(), func(f Fact) bool { return f.Pressure == b })
					}
				}
			}
			for _, k := range r.If.Kind {
				has(k, func(f Fact) bool { return f.Kind == k })
			}
			for _, class := range append(slices.Clone(r.If.AnyOf), r.If.NoneOf...) {
				has(class, func(f Fact) bool { return len(p.Among(f.Medicines, []string{class})) > 0 })
				has("none of "+class, func(f Fact) bool { return len(f.Medicines) > 0 && len(p.Among(f.Medicines, []string{class})) == 0 })
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d sides looked at", n)
	}
}
