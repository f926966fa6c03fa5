package main

import (
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// sampleForm is a scale filled in so many days ago. Answers are those of the
// items in their order; a blank stands for one left out.
type sampleForm struct {
	scale   string
	daysAgo int
	point   measures.Point
	answers string
}

// joseForms are the scales of the patient who had a session a week ago: worse
// before it, better after it, and one that he did not finish.
var joseForms = []sampleForm{
	{"phq-9", 20, measures.Baseline, "3222212202"},
	{"gad-7", 20, measures.Baseline, "2222121"},
	{"phq-9", 14, measures.Unasked, "3322222202"},
	{"phq-9", 8, measures.Before, "3222122202"},
	{"gad-7", 8, measures.Before, "2122121"},
	{"phq-9", 6, measures.DayAfter, "21   "},
	{"phq-9", 4, measures.Unasked, "1111110101"},
	{"gad-7", 4, measures.Unasked, "1111010"},
}

// sampleScales are what the sample's plans ask for.
func sampleScales() []measures.DueScale {
	points := []measures.Point{measures.Baseline, measures.Before, measures.Week4, measures.Week12}
	return []measures.DueScale{{Instrument: "phq-9", Points: points}, {Instrument: "gad-7", Points: points}}
}

// measured records what patients filled in on paper; it was typed in later.
func (s *sampler) measured(p patients.Patient, forms []sampleForm) {
	if s.err != nil {
		return
	}
	s.do("the scales", s.store.Update(s.ctx, actor(s.ana), func(tx record.Tx) error {
		for _, f := range forms {
			if err := s.filled(tx, p, f); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (s *sampler) filled(tx record.Tx, p patients.Patient, f sampleForm) error {
	scale, _ := s.desks.scales.Find(f.scale)
	answers := measures.Answers{}
	for i, a := range f.answers {
		if a != ' ' && i < len(scale.Items) {
			answers[scale.Items[i].ID] = measures.Number(int(a - '0'))
		}
	}
	result := measures.Score(scale, answers, measures.Context{})
	out := measures.Outcome{Status: result.Status, Band: result.Band, Positive: result.Positive, Flags: result.Flags, Missing: result.Missing}
	if result.Total != nil {
		out.Total = measures.Decimal(result.Total, 2)
	}
	d := s.today.AddDays(-f.daysAgo)
	at := time.Date(d.Year, d.Month, d.Day, 8, 50, 0, 0, s.zone)
	_, err := tx.Append(record.Change{Kind: measures.KindTaken, Version: 1, Record: record.Ref{Type: measures.RecordType, ID: tx.NewID()}, Patient: p.ID, At: at,
		Fact: measures.Taken{Instrument: scale.ID, Version: scale.Version, Hash: scale.Hash, Form: measures.Form{Answers: answers}, Outcome: out,
			Mode: measures.OnPaper, Point: f.point, By: s.ana.Sign(tx.Now())}})
	return err
}
