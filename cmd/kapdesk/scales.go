package main

import (
	"sync"

	"kapdesk/app/measures"
	"kapdesk/app/session"
)

// shippedScales are the rating scales, read once when the first is needed.
var shippedScales = sync.OnceValues(instruments)

// forDischarge gives a shipped scale that a clinician fills in, as the
// discharge check asks it.
func forDischarge(id string) (session.Scale, bool) {
	shelf, err := shippedScales()
	if err != nil {
		return session.Scale{}, false
	}
	in, ok := shelf.Find(id)
	if !ok || in.By != measures.Clinician || !in.HasWords() || in.Scoring.Method != measures.Sum {
		return session.Scale{}, false
	}
	s := session.Scale{ID: in.ID, Version: in.Version, Title: in.Title, Notice: in.Licence.Notice, Most: in.Scoring.Range[1], Score: scoreOf(in)}
	for _, it := range in.Items {
		q := session.ScaleItem{ID: it.ID, Text: it.Text}
		for _, o := range in.Options[it.Options] {
			if o.Value != nil {
				q.Options = append(q.Options, session.ScaleOption{Value: string(measures.Number(*o.Value)), Label: o.Label})
			}
		}
		s.Items = append(s.Items, q)
	}
	return s, true
}

// scoreOf scores a form that is wholly filled in.
func scoreOf(in *measures.Instrument) func(map[string]string) (int, bool) {
	return func(answers map[string]string) (int, bool) {
		form := measures.Answers{}
		for id, a := range answers {
			form[id] = measures.Answer(a)
		}
		r := measures.Score(in, form, measures.Context{})
		if r.Status != measures.Scored || r.Total == nil || !r.Total.IsInt() {
			return 0, false
		}
		return int(r.Total.Num().Int64()), true
	}
}
