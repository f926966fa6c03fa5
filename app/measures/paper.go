package measures

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Blank makes the form of a scale for a patient to fill in on a clipboard, in
// large print. Code Refused, with why, where its words may not be shown.
func (d *Desk) Blank(ctx context.Context, by record.Actor, patient record.ID, instrument string) (doc handout.Document, err error) {
	err = d.view(ctx, by, clinic.PrintHandout, func(r record.Reader) error {
		shown, err := d.Words(r, instrument)
		if err != nil {
			return err
		}
		if shown.Wording != Worded {
			return shown.Why
		}
		sheet, _, err := handout.SheetOf(r, patient, "", handout.Large)
		if err != nil {
			return err
		}
		made, err := handout.BlankScale(d.deps.Book, sheet, d.onPaper(shown.Instrument, sheet.Lang, Form{}))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// Paper makes a filled-in form for the chart, in the words that it was filled
// in with. Where the words may not be shown any more, its questions are named
// by what they are about.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, measure record.EventID) (doc handout.Document, err error) {
	err = d.view(ctx, by, clinic.PrintChart, func(r record.Reader) error {
		t, err := measureOf(r, patient, measure)
		if err != nil {
			return err
		}
		shown, err := d.takenWith(r, t)
		if err != nil {
			return err
		}
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet, _, err := handout.SheetOf(r, patient, c.Lang, handout.Normal)
		if err != nil {
			return err
		}
		in := d.onPaper(shown.Instrument, sheet.Lang, t.Form)
		d.result(&in, shown.Instrument, sheet.Lang, t)
		settled, err := SettledOf(r, patient)
		if err != nil {
			return err
		}
		for _, s := range settled {
			if slices.ContainsFunc(t.Outcome.Flags, func(f Flag) bool { return s.About(t, f) }) {
				in.Done = append(in.Done, s.Done+" ("+s.By.Name+", "+d.deps.Book.DateTime(sheet.Lang, s.By.At, sheet.Zone)+")")
			}
		}
		made, err := handout.FilledScale(d.deps.Book, sheet, in)
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// onPaper gives the scale with its questions as a paper needs it.
func (d *Desk) onPaper(in *Instrument, lang words.Lang, f Form) handout.Scale {
	worded, _, _ := in.worded(f.Context)
	if in.OwnWords {
		worded = worded.said(func(english string) string { return d.deps.Book.Say(lang, english) })
	}
	s := handout.Scale{Title: in.Title, Recall: in.Recall, Instructions: worded.Instructions, Stem: worded.Stem, Notice: in.Licence.Notice, NonCommercial: in.Licence.NonCommercial}
	if own := words.Lang(strings.SplitN(in.Language, "-", 2)[0]); own != lang && in.HasWords() && !in.OwnWords {
		s.Foreign = own
	}
	for _, it := range worded.Items {
		p := handout.ScaleItem{Heading: it.Heading, Low: it.Low, High: it.High}
		p.Text, p.Answer = worded.Said(f, it.ID)
		for _, o := range worded.Options[it.Options] {
			p.Options = append(p.Options, o.onPaper())
		}
		if it.Min != nil && it.Max != nil {
			p.Range = strconv.Itoa(*it.Min) + " – " + strconv.Itoa(*it.Max)
		}
		s.Items = append(s.Items, p)
	}
	return s
}

// said gives a scale in the program's own words with these said in another
// language.
func (in *Instrument) said(say func(string) string) *Instrument {
	b := in.bare()
	b.Instructions, b.Stem = say(in.Instructions), say(in.Stem)
	for i, it := range in.Items {
		b.Items[i].Heading, b.Items[i].Text = say(it.Heading), say(it.Text)
	}
	for set, options := range in.Options {
		for i, o := range options {
			b.Options[set][i].Label = say(o.Label)
		}
	}
	return b
}

// onPaper is an answer to tick, with its number where it names the answer.
func (o Option) onPaper() string {
	switch {
	case o.Value == nil || o.ID != "":
		return o.Label
	case o.Label == "" || o.Label == strconv.Itoa(*o.Value):
		return strconv.Itoa(*o.Value)
	}
	return strconv.Itoa(*o.Value) + "  " + o.Label
}

// result adds what followed from the answers.
func (d *Desk) result(s *handout.Scale, in *Instrument, lang words.Lang, t Taken) {
	say := func(english string, args ...any) string { return d.deps.Book.Say(lang, english, args...) }
	s.At, s.By, s.Total, s.Band = t.At, t.By.Name, t.Outcome.Total, in.BandTitle(t.Outcome.Band)
	s.Limit = in.LimitSaid(say, t)
	if r := in.Scoring.Range; len(r) == 2 {
		s.Range = strconv.Itoa(r[0]) + " – " + strconv.Itoa(r[1])
	}
	var remarks []string
	switch t.Outcome.Status {
	case Incomplete:
		remarks = append(remarks, say("Incomplete: questions are not answered, and there is no total."))
	case Prorated:
		remarks = append(remarks, say("Questions are not answered; by the scale’s own rule the others stand for them."))
	}
	if len(t.SupersededBy) > 0 {
		remarks = append(remarks, say("This form was corrected later."))
	}
	s.Remark = strings.Join(remarks, " ")
	for _, f := range t.Outcome.Flags {
		s.Flags = append(s.Flags, f.Say)
	}
	for _, sub := range in.Subscales {
		if sum, ok := t.Outcome.Subscales[sub.ID]; ok {
			s.Subscales = append(s.Subscales, handout.Field{Label: say(sub.Title), Value: sum})
		}
	}
}

// BandTitle gives the English title of a band or of a level of a triage; ""
// for none.
func (in *Instrument) BandTitle(id string) string {
	for _, b := range in.Bands {
		if b.ID == id {
			return b.Title
		}
	}
	for _, l := range in.Scoring.Levels {
		if l.ID == id {
			return l.Title
		}
	}
	return ""
}

// Needs gives what Due lists for a patient now, to somebody who may take a
// scale.
func (d *Desk) Needs(ctx context.Context, by record.Actor, patient record.ID) (needs []Need, err error) {
	err = d.view(ctx, by, clinic.TakeMeasure, func(r record.Reader) error {
		needs, err = d.Due(r, patient, r.Now())
		return err
	})
	return needs, err
}
