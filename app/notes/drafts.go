package notes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kapdesk/app/record"
)

// SealedDrafts keeps drafts sealed to whoever typed them, so that an unfinished
// note stands readable nowhere either.
//
// A draft that cannot be opened, because the key was made anew or the draft
// was damaged, is reported by an error beside ok, and stays until it is
// dropped; when something new is typed into its form, it is put aside first
// and AllDrafts goes on reporting it.
func SealedDrafts(keys Keys, drafts record.Drafts) record.Drafts { return &sealedDrafts{keys, drafts} }

type sealedDrafts struct {
	keys   Keys
	drafts record.Drafts
}

// sealedBody is what the table holds instead of a body.
type sealedBody struct {
	Sealed []byte `json:"sealed"`
}

// openBody is what is sealed. It names its form, so that a draft cannot be put
// in the place of another.
type openBody struct {
	Form string `json:"form"`
	Body []byte `json:"body"`
}

// aside ends the name of a draft that could not be opened when another was
// typed into its form; the time when it was kept follows.
const aside = "/unreadable/"

// KeepDraft implements record.Drafts.
func (s *sealedDrafts) KeepDraft(ctx context.Context, by record.Actor, form string, body json.RawMessage) error {
	if !json.Valid(body) {
		return fmt.Errorf("draft %s: not JSON", form)
	}
	raw, err := s.seal(by, form, body)
	if err != nil {
		return err
	}
	old, ok, err := s.drafts.Draft(ctx, by, form)
	if err != nil {
		return err
	}
	if ok {
		if _, err := s.open(form, old.Body); err != nil {
			name := fmt.Sprintf("%s%s%d", form, aside, old.Kept.UnixNano())
			if err := s.drafts.KeepDraft(ctx, by, name, old.Body); err != nil {
				return err
			}
		}
	}
	return s.drafts.KeepDraft(ctx, by, form, raw)
}

func (s *sealedDrafts) seal(by record.Actor, form string, body []byte) (json.RawMessage, error) {
	plain, err := json.Marshal(openBody{form, body})
	if err != nil {
		return nil, err
	}
	sealed, err := s.keys.Seal([]record.ID{by.ID}, plain)
	if err != nil {
		return nil, err
	}
	return json.Marshal(sealedBody{sealed})
}

// open gives the body that was typed.
func (s *sealedDrafts) open(form string, raw json.RawMessage) (json.RawMessage, error) {
	b, ok := sealedOf(raw)
	if !ok {
		return nil, errors.New("the draft is not sealed")
	}
	plain, err := s.keys.Open(b.Sealed)
	if err != nil {
		return nil, err
	}
	var o openBody
	if err := json.Unmarshal(plain, &o); err != nil {
		return nil, err
	}
	if of, _, _ := strings.Cut(form, aside); o.Form != of {
		return nil, errors.New("the draft is that of another form")
	}
	return o.Body, nil
}

// sealedOf reads a body that SealedDrafts wrote; ok is false for any other.
func sealedOf(raw json.RawMessage) (b sealedBody, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return b, dec.Decode(&b) == nil && len(b.Sealed) > 0
}

// unreadable says that a draft cannot be opened.
func unreadable() *record.Problem {
	return &record.Problem{Code: record.Unavailable, Text: "Something you typed here and did not sign cannot be opened any more: your key was made anew since, or it was damaged. It is kept as it is.",
		Next: "Discard it, or write the note anew."}
}

// Draft implements record.Drafts. For a draft that cannot be opened ok is true,
// its body is empty and the error is a Problem.
func (s *sealedDrafts) Draft(ctx context.Context, by record.Actor, form string) (record.Draft, bool, error) {
	d, ok, err := s.drafts.Draft(ctx, by, form)
	if err != nil || !ok {
		return record.Draft{}, false, err
	}
	body, failed := s.open(form, d.Body)
	if d.Body = body; failed != nil {
		return d, true, unreadable()
	}
	return d, true, nil
}

// DropDraft implements record.Drafts.
func (s *sealedDrafts) DropDraft(ctx context.Context, by record.Actor, form string) error {
	return s.drafts.DropDraft(ctx, by, form)
}

// AllDrafts implements record.Drafts. Drafts of other forms, which are not
// sealed, are given as they are. When some cannot be opened, all the others
// are given beside the Problem.
func (s *sealedDrafts) AllDrafts(ctx context.Context, by record.Actor) ([]record.Draft, error) {
	all, err := s.drafts.AllDrafts(ctx, by)
	if err != nil {
		return nil, err
	}
	var out []record.Draft
	for _, d := range all {
		if _, ok := sealedOf(d.Body); ok {
			body, failed := s.open(d.Form, d.Body)
			if failed != nil {
				err = unreadable()
				continue
			}
			d.Body = body
		}
		out = append(out, d)
	}
	return out, err
}
