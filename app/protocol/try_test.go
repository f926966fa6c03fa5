package protocol

import (
	"fmt"
	"testing"
)

// healthy is a case in which every criterion of the draft is clear.
func healthy(p *Protocol) Case {
	c := Case{On: today, Facts: Facts{}}
	for _, ft := range p.Facts {
		switch ft.Type {
		case TypeAnswer:
			c.Facts[ft.ID] = said(No, "")
		case TypeNumber:
			c.Facts[ft.ID] = Fact{Known: true, Number: 40}
		case TypePressure:
			c.Facts[ft.ID] = bp(120, 80, 1)
		case TypeDate:
			c.Facts[ft.ID] = ago(Fact{Known: true}, 1)
		case TypeMedicines:
			c.Facts[ft.ID] = takes("lisinopril")
		}
	}
	return c
}

func TestTheWholeCase(t *testing.T) {
	p := shipped(t)
	adopted := *p
	adopted.Status = Adopted
	for _, x := range []struct {
		fact string
		is   Fact
		want State // under the draft
		done State // once adopted
	}{
		{"stroke", said(No, ""), Review, Clear},
		{"cannabis", said(Yes, ""), Review, Review},
		{"stroke", Fact{}, Unknown, Unknown},
		{"stroke", said(Yes, ""), Stop, Stop},
		{"medicines", takes("lisinopril", "zzyzxine"), Unknown, Unknown},
		{"medicines", takes("lisinoprl"), Unknown, Unknown},
		{"medicines", takes(), Review, Clear},
	} {
		c := healthy(p)
		c.Facts[x.fact] = x.is
		if got := p.Try(c); got.State != x.want || got.Best != Review {
			t.Errorf("%s %+v under a draft: %s of %s at best", x.fact, x.is, got.State, got.Best)
		}
		if got := adopted.Try(c); got.State != x.done || got.Best != Clear {
			t.Errorf("%s %+v: %s of %s at best", x.fact, x.is, got.State, got.Best)
		}
	}
	c := healthy(p)
	c.Facts["stroke"], c.Facts["liver"] = said(Yes, ""), Fact{}
	if got := p.Try(c).State; got != Stop {
		t.Errorf("a stop beside an unknown is %s", got)
	}
}

func TestWhyNoRuleDecides(t *testing.T) {
	p := shipped(t)
	rough := said(Yes, "past")
	rough.From, rough.To, _ = ParseWhen("2025-11")
	for _, x := range []struct {
		criterion string
		facts     Facts
		want      Why
	}{
		{"stroke", nil, NotGiven},
		{"stroke", Facts{"stroke": {Say: "unknown"}}, DontKnow},
		{"liver", Facts{"liver": said(Yes, "")}, NoKind},
		{"heart", Facts{"heart": said(Yes, "stable")}, NoDate},
		{"substance_problem", Facts{"substance_problem": rough}, RoughDate},
		{"opioid", Facts{"medicines": takes("zzyzxine")}, NotRecognised},
		{"stroke", Facts{"stroke": said(No, "")}, ""},
		{"medicines_known", Facts{"medicines": takes("zzyzxine")}, ""},
	} {
		for _, l := range p.Try(Case{On: today, Facts: x.facts}).Lines {
			if l.Criterion.ID == x.criterion && l.Why != x.want {
				t.Errorf("%s: %q, not %q", x.criterion, l.Why, x.want)
			}
		}
	}
}

// TestAnUnmatchedMedicineIsNeverClear: no criterion that looks at medicines
// is clear while one of them matches no list, unless a rule is about those
// that do.
func TestAnUnmatchedMedicineIsNeverClear(t *testing.T) {
	p := shipped(t)
	for _, typed := range []string{"zzyzxine", "alprazolm", "lisinopril zzyzxine", "lisinopril 10 mg, zzyzxine", "ketamine"} {
		for _, c := range p.Criteria {
			ft, _ := p.FactType(c.Fact)
			if ft.Type != TypeMedicines {
				continue
			}
			if got := p.Evaluate(c, Facts{c.Fact: takes("lisinopril", typed)}, today); got.State == Clear {
				t.Errorf("%s with %q is clear: %s", c.ID, typed, fmt.Sprint(got.Say))
			}
		}
	}
}
