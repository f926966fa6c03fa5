package measures

import (
	"context"
	"maps"
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// The record of what the clinic said about a scale's words bears the
// instrument's id.
const recordScale = "scale"

// The kinds of facts about a scale's words. A withdrawal supersedes what it
// takes back.
const (
	KindAttested   = "scale.attested"
	KindUnattested = "scale.unattested"
	KindImported   = "scale.imported"
	KindRemoved    = "scale.removed"
)

func scaleRef(instrument string) record.Ref {
	return record.Ref{Type: recordScale, ID: record.ID(instrument)}
}

// Attested says that the clinic may use a scale's words.
type Attested struct {
	Event      record.EventID   `json:"-"`
	Instrument string           `json:"instrument"`
	Text       string           `json:"text"` // what was attested
	Pack       record.Hash      `json:"pack,omitzero"`
	By         clinic.Signature `json:"by"`
}

// maxAttest bounds what is attested, in bytes.
const maxAttest = 4000

// Attest puts on record that the clinic has the permission to use the words
// of a scale that asks for one; text says what permission. Code Refused for a
// scale that needs none or whose words are not here.
func (d *Desk) Attest(ctx context.Context, by record.Actor, instrument, text string) error {
	return d.change(ctx, by, clinic.ChangeSettings, func(tx record.Tx, p clinic.Person) error {
		in, err := d.find(instrument)
		if err != nil {
			return err
		}
		text, err := statement(text)
		switch {
		case in.Rights != Attestation:
			return record.Refusedf("This scale needs no permission to be put on record.")
		case !in.HasWords():
			return &record.Problem{Code: record.Refused, Text: "The words of this scale are not here.", Next: "Import them from a text pack; that puts the permission on record too."}
		case err != nil:
			return err
		}
		old, err := attested(tx, instrument)
		if err != nil {
			return err
		}
		if len(old) > 0 {
			return record.Refusedf("The permission for this scale is on record already.")
		}
		_, err = tx.Append(record.Change{Kind: KindAttested, Version: 1, Record: scaleRef(instrument), Fact: Attested{Instrument: instrument, Text: text, By: p.Sign(tx.Now())}})
		return err
	})
}

// statement checks what somebody attests.
func statement(text string) (string, error) {
	switch text = strings.TrimSpace(text); {
	case text == "":
		return "", record.Invalidf("statement", "Say what permission the clinic has, from whom and since when.")
	case len(text) > maxAttest:
		return "", record.Invalidf("statement", "This is too long: %d letters at most.", maxAttest)
	}
	return text, nil
}

// Withdraw takes a permission or an imported pack back, with the reason. What
// was taken before stays readable.
func (d *Desk) Withdraw(ctx context.Context, by record.Actor, instrument, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.change(ctx, by, clinic.ChangeSettings, func(tx record.Tx, p clinic.Person) error {
		if _, err := d.find(instrument); err != nil {
			return err
		}
		old, err := attested(tx, instrument)
		switch {
		case err != nil:
			return err
		case len(old) == 0:
			return record.Refusedf("No permission for this scale is on record.")
		case reason == "":
			return record.Invalidf("reason", "Say in a few words why.")
		}
		for _, a := range old {
			kind := KindUnattested
			if a.Pack != (record.Hash{}) {
				kind = KindRemoved
			}
			if _, err := tx.Append(record.Change{Kind: kind, Version: 1, Record: scaleRef(instrument), Supersedes: a.Event, Reason: reason,
				Fact: Attested{Instrument: instrument, Text: reason, Pack: a.Pack, By: p.Sign(tx.Now())}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Import keeps a text pack with the words of a scale that the program does not
// carry; text says by what right. It takes the place of the pack before.
// Forms that were filled in with that one keep its words.
func (d *Desk) Import(ctx context.Context, by record.Actor, raw []byte, text string) error {
	return d.change(ctx, by, clinic.ChangeSettings, func(tx record.Tx, p clinic.Person) error {
		pack, err := ParsePack(raw)
		if err != nil {
			return err
		}
		in, err := d.find(pack.Instrument)
		if err != nil {
			return err
		}
		if _, err := pack.Over(in); err != nil {
			return err
		}
		if text, err = statement(text); err != nil {
			return err
		}
		old, err := attested(tx, in.ID)
		if err != nil {
			return err
		}
		hash, err := tx.PutBlob(raw)
		if err != nil {
			return err
		}
		fact := Attested{Instrument: in.ID, Text: text, Pack: hash, By: p.Sign(tx.Now())}
		c := record.Change{Kind: KindImported, Version: 1, Record: scaleRef(in.ID), Fact: fact}
		if len(old) > 0 {
			c.Supersedes, c.Reason = old[len(old)-1].Event, "A newer text pack."
		}
		_, err = tx.Append(c)
		return err
	})
}

// attested gives what the clinic has on record for a scale: the attestations
// and imports that stand, the oldest first.
func attested(r record.Reader, instrument string) ([]Attested, error) {
	facts, err := r.Facts(record.Filter{Record: scaleRef(instrument), Kinds: []string{KindAttested, KindImported}})
	if err != nil {
		return nil, err
	}
	out := make([]Attested, len(facts))
	for i, f := range facts {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
		out[i].Event = f.ID
	}
	return out, nil
}

// Permission tells what stands on record about a scale's words; false if
// nothing does.
func Permission(r record.Reader, instrument string) (Attested, bool, error) {
	all, err := attested(r, instrument)
	if err != nil || len(all) == 0 {
		return Attested{}, false, err
	}
	return all[len(all)-1], true, nil
}

// Words gives an instrument as it may be shown now.
func (d *Desk) Words(r record.Reader, instrument string) (Shown, error) {
	in, err := d.find(instrument)
	if err != nil {
		return Shown{}, err
	}
	switch {
	case in.Rights == TotalOnly:
		return Shown{Instrument: in.bare(), Wording: NeverWorded, Why: record.Refusedf("Only the total of this scale can be entered: its owner licenses the form.")}, nil
	case in.MayShow(false):
		return Shown{Instrument: in, Wording: Worded}, nil
	}
	a, ok, err := Permission(r, instrument)
	switch {
	case err != nil:
		return Shown{}, err
	case in.MayShow(ok):
		return Shown{Instrument: in, Wording: Worded}, nil
	case in.HasWords():
		return Shown{Instrument: in.bare(), Wording: NeedsAttest, Why: &record.Problem{Code: record.Refused, Text: "The clinic has not put its permission for this scale on record.",
			Next: "The owner does that under Settings, Scales. From paper it can be typed in now."}}, nil
	case !ok:
		return Shown{Instrument: in.bare(), Wording: NeedsWords, Why: &record.Problem{Code: record.Refused, Text: "The words of this scale belong to others and are not here.",
			Next: "The owner imports the clinic’s own copy under Settings, Scales. From paper it can be typed in now."}}, nil
	}
	return d.imported(r, in, a.Pack)
}

// imported gives the instrument with the words of a pack.
func (d *Desk) imported(r record.Reader, in *Instrument, hash record.Hash) (Shown, error) {
	raw, err := r.Blob(hash)
	if err != nil {
		return Shown{}, err
	}
	pack, err := ParsePack(raw)
	if err == nil {
		var worded *Instrument
		if worded, err = pack.Over(in); err == nil {
			return Shown{Instrument: worded, Wording: Worded, Pack: hash}, nil
		}
	}
	return Shown{Instrument: in.bare(), Wording: NeedsWords, Why: &record.Problem{Code: record.Refused, Text: "The imported words do not fit this version of the scale.",
		Next: "The owner imports them anew under Settings, Scales."}}, nil
}

// takenWith gives the instrument in the words that a measure was taken with:
// a chart stays readable after a permission was withdrawn or a pack replaced.
func (d *Desk) takenWith(r record.Reader, t Taken) (Shown, error) {
	if t.Pack == (record.Hash{}) {
		return d.Words(r, t.Instrument)
	}
	in, err := d.find(t.Instrument)
	if err != nil {
		return Shown{}, err
	}
	return d.imported(r, in, t.Pack)
}

// bare gives the instrument without the words of others: where the items have
// no label of ours, only their ids are left.
func (in *Instrument) bare() *Instrument {
	b := *in
	b.Instructions, b.Stem, b.Variants, b.VariantNote = "", "", nil, ""
	b.Items = slices.Clone(in.Items)
	for i := range b.Items {
		b.Items[i].Heading, b.Items[i].Text = "", ""
	}
	b.Options = maps.Clone(in.Options)
	for set, options := range b.Options {
		plain := slices.Clone(options)
		for i := range plain {
			plain[i].Label = ""
		}
		b.Options[set] = plain
	}
	return &b
}
