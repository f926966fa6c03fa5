package consent

import (
	"context"
	"strconv"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Paper makes the consent as a page: as it was signed, in the language in
// which it was signed, or, with c nil, the edition in use in the language
// given, to be signed by hand.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, c *Consent, lang words.Lang, print handout.Print) (doc handout.Document, err error) {
	text := d.texts.In(lang)
	if c != nil {
		if text, err = d.Read(ctx, by, *c); err != nil {
			return doc, err
		}
	}
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintChart); err != nil {
			return err
		}
		practice, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet, p, err := handout.SheetOf(r, patient, text.Lang, print)
		if err != nil {
			return err
		}
		made, err := handout.ConsentForm(d.book, sheet, voice{d.book, text.Lang, practice}.matter(text, p, c))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// voice says things in the language of the text.
type voice struct {
	book     *words.Book
	lang     words.Lang
	practice clinic.Clinic
}

func (v voice) t(english string, args ...any) string { return v.book.Say(v.lang, english, args...) }

// matter is what the page says.
func (v voice) matter(text Text, p patients.Patient, c *Consent) handout.Consent {
	m := handout.Consent{Title: text.Title, Statement: text.Statement,
		Edition: strconv.Itoa(text.Version) + ", " + v.book.Date(v.lang, text.Effective)}
	for _, s := range text.Sections {
		m.Parts = append(m.Parts, handout.ConsentPart{Heading: s.Heading, Text: s.Text, Points: s.Points})
	}
	if c == nil {
		m.Signers = []handout.Signer{{Name: p.Name(), Role: v.t("Patient, or who signs for the patient")}, {Role: v.t("Explained by")}}
		return m
	}
	questions := c.Questions
	if c.NoQuestions {
		questions = v.t("Asked; there were none.")
	}
	m.Facts = []handout.Field{{Label: v.t("Questions and answers"), Value: questions}, {Label: v.t("How it was signed"), Value: v.t(c.Method.said())}}
	m.Signers = []handout.Signer{{Name: c.name(), Role: v.t(c.Signer.said(), c.Signer.Relation), At: c.SignedAt, Strokes: spots(c.Strokes)},
		{Name: c.Explained.Name, Role: v.t("Explained by"), At: c.Explained.At}}
	if c.Signer.Relation == "" {
		m.Signers[0].Role = v.t(c.Signer.said())
	}
	if w := c.Withdrawn; w != nil {
		m.Notices = append(m.Notices, handout.Notice{Tone: handout.Urgent, Title: v.t("Withdrawn"),
			Text: v.t("Withdrawn %s by %s: %s", v.book.DateTime(v.lang, w.At, v.practice.Location()), w.Said.Name, w.Reason)})
	}
	return m
}

// name is what stands as the name under the signature.
func (c Consent) name() string {
	if c.TypedName != "" {
		return c.TypedName
	}
	return c.Signer.Name
}

// said is the method in a sentence.
func (m Method) said() string {
	return map[Method]string{OnScreen: "Signed on the screen", Typed: "Signed by typing the name", OnPaper: "Signed on paper; the scan is in the chart"}[m]
}

// said is who signed, in words.
func (s Signer) said() string {
	switch {
	case s.Who == Patient:
		return "Patient"
	case s.Relation == "":
		return "Representative"
	}
	return "Representative (%s)"
}

func spots(strokes [][]Spot) [][]handout.Spot {
	out := make([][]handout.Spot, len(strokes))
	for i, stroke := range strokes {
		for _, s := range stroke {
			out[i] = append(out[i], handout.Spot{X: s.X, Y: s.Y})
		}
	}
	return out
}
