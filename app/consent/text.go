// Package consent knows what a patient agreed to: a versioned text, who
// explained it, who signed it and how, and whether it was withdrawn.
//
// A signature is a fact that refers to the text by its identifier, version,
// language and hash, and the whole text is kept with it, so that what was
// signed can be read for ever. A consent is current from its signature until
// it is withdrawn, and nothing else: neither a later edition of the text nor
// a change in the chart makes a signed consent look unsigned. Whether one may
// be dosed on it is a separate question, which Gate answers.
package consent

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Section is one part of the text.
type Section struct {
	ID      string   `json:"id"`
	Heading string   `json:"heading"`
	Text    []string `json:"text,omitempty"`   // paragraphs
	Points  []string `json:"points,omitempty"` // a list below them
	Sources []string `json:"sources"`          // where its facts come from
}

// Text is one edition of a consent in one language.
type Text struct {
	ID        string      `json:"id"`
	Version   int         `json:"version"`
	Lang      words.Lang  `json:"lang"`
	Title     string      `json:"title"`
	Effective record.Date `json:"effective"`
	// ResignBelow: a consent to a version below this one does not suffice
	// any longer and must be signed anew.
	ResignBelow int       `json:"resign_below"`
	Sections    []Section `json:"sections"`
	Statement   string    `json:"statement"` // what stands above the signature
}

// Parse reads a text from its file and refuses one with holes.
func Parse(raw []byte) (Text, error) {
	var t Text
	if err := json.Unmarshal(raw, &t); err != nil {
		return Text{}, fmt.Errorf("consent text: %w", err)
	}
	if t.ID == "" || t.Version < 1 || t.Lang == "" || t.Title == "" || t.Statement == "" || t.Effective.IsZero() || len(t.Sections) == 0 {
		return Text{}, fmt.Errorf("consent text %q %d %q: its identifier, version, language, title, date, sections and statement are required", t.ID, t.Version, t.Lang)
	}
	if t.ResignBelow > t.Version {
		return Text{}, fmt.Errorf("consent text %q %d: nobody could sign it well enough", t.ID, t.Version)
	}
	for _, s := range t.Sections {
		if s.ID == "" || s.Heading == "" || len(s.Text)+len(s.Points) == 0 || len(s.Sources) == 0 {
			return Text{}, fmt.Errorf("consent text %q %d %q: section %q needs a heading, words and a source", t.ID, t.Version, t.Lang, s.ID)
		}
	}
	return t, nil
}

// bytes gives the text as it is kept, with its hash.
func (t Text) bytes() ([]byte, record.Hash, error) {
	raw, err := json.Marshal(t)
	return raw, sha256.Sum256(raw), err
}

// Library holds the edition in use of the consent, in each language.
type Library struct {
	texts map[words.Lang]Text
	any   Text
}

// NewLibrary makes a library of one consent. All editions must be of the same
// version and have the same sections, so that nobody agrees to less in one
// language than in another.
func NewLibrary(texts ...Text) (*Library, error) {
	if len(texts) == 0 {
		return nil, fmt.Errorf("consent: there is no text")
	}
	l := &Library{texts: map[words.Lang]Text{}, any: texts[0]}
	for _, t := range texts {
		if _, twice := l.texts[t.Lang]; twice {
			return nil, fmt.Errorf("consent: two texts in %q", t.Lang)
		}
		if t.ID != l.any.ID || t.Version != l.any.Version || t.ResignBelow != l.any.ResignBelow || !sameSections(t, l.any) {
			return nil, fmt.Errorf("consent: the texts in %q and %q do not say the same", t.Lang, l.any.Lang)
		}
		l.texts[t.Lang] = t
	}
	return l, nil
}

func sameSections(a, b Text) bool {
	if len(a.Sections) != len(b.Sections) {
		return false
	}
	for i, s := range a.Sections {
		o := b.Sections[i]
		if s.ID != o.ID || len(s.Text) != len(o.Text) || len(s.Points) != len(o.Points) {
			return false
		}
	}
	return true
}

// In gives the text in a language; the first one where there is none.
func (l *Library) In(lang words.Lang) Text {
	if t, ok := l.texts[lang]; ok {
		return t
	}
	return l.any
}
