package protocol

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"kapdesk/app/record"
)

// file is the protocol as it stands in JSON; the lists are read item by item
// so that an error can name the item.
type file struct {
	Protocol
	Criteria   []json.RawMessage `json:"criteria"`
	Classes    []json.RawMessage `json:"classes"`
	Validity   json.RawMessage   `json:"validity"`
	Rescreen   []json.RawMessage `json:"rescreen"`
	Limits     []json.RawMessage `json:"limits"`
	Doses      []json.RawMessage `json:"doses"`
	DoseChange json.RawMessage   `json:"dose_change"`
	Monitoring []json.RawMessage `json:"monitoring"`
	Fasting    []json.RawMessage `json:"fasting"`
	Holds      []json.RawMessage `json:"holds"`
	Discharge  json.RawMessage   `json:"discharge"`
	Triggers   []json.RawMessage `json:"triggers"`

	ScaleTimes  []json.RawMessage `json:"scale_times"`
	ScaleOffers []json.RawMessage `json:"scale_offers"`
	Stock       []json.RawMessage `json:"stock"`
	Opened      []json.RawMessage `json:"opened"`
	Improbable  []json.RawMessage `json:"improbable"`
}

// maxFile bounds a protocol file; the shipped one is a twentieth of it.
const maxFile = 2 << 20

// Parse reads a protocol and checks it wholly: an unknown or doubled key, a
// doubled id, a reference to nothing, a rule that is ill-typed or can never
// decide, an item without a source or without its Spanish. The error names
// every place.
func Parse(raw []byte) (*Protocol, error) {
	if len(raw) > maxFile {
		return nil, fmt.Errorf("protocol: %w", wrong("", "%d bytes is more than the %d allowed", len(raw), maxFile))
	}
	if err := noDoubledKeys(raw); err != nil {
		return nil, fmt.Errorf("protocol: %w", err)
	}
	var f file
	if err := strict(raw, &f); err != nil {
		return nil, fmt.Errorf("protocol: %w", unread("", err))
	}
	p := f.Protocol
	p.Hash, p.raw = sha256.Sum256(raw), bytes.Clone(raw)
	err := errors.Join(
		each("criteria", f.Criteria, &p.Criteria), each("classes", f.Classes, &p.Classes),
		one("validity", f.Validity, &p.Validity), each("rescreen", f.Rescreen, &p.Rescreen), each("limits", f.Limits, &p.Limits), each("doses", f.Doses, &p.Doses),
		one("dose_change", f.DoseChange, &p.DoseChange),
		each("monitoring", f.Monitoring, &p.Monitoring), each("fasting", f.Fasting, &p.Fasting), each("holds", f.Holds, &p.Holds),
		one("discharge", f.Discharge, &p.Discharge), each("triggers", f.Triggers, &p.Triggers),
		each("scale_times", f.ScaleTimes, &p.ScaleTimes), each("scale_offers", f.ScaleOffers, &p.ScaleOffers),
		each("stock", f.Stock, &p.Stock), each("opened", f.Opened, &p.Opened),
		each("improbable", f.Improbable, &p.Improbable))
	if err != nil {
		return nil, fmt.Errorf("protocol: %w", err)
	}
	p.index()
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("protocol: %w", err)
	}
	return &p, nil
}

// each reads a list item by item.
func each[T any](name string, raws []json.RawMessage, into *[]T) error {
	var errs []error
	for i, raw := range raws {
		var item T
		if err := strict(raw, &item); err != nil {
			errs = append(errs, unread(itemName(name, i, raw), err))
			continue
		}
		*into = append(*into, item)
	}
	return errors.Join(errs...)
}

// one reads a single part, which must be there.
func one(name string, raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return wrong(name, "is missing")
	}
	if err := strict(raw, into); err != nil {
		return unread(name, err)
	}
	return nil
}

// itemName gives `criteria[3] "psychosis"`, as far as the item has a name.
func itemName(list string, i int, raw json.RawMessage) string {
	var named struct{ ID, Route, Class string }
	_ = json.Unmarshal(raw, &named) // without a name the place must do
	for _, n := range []string{named.ID, named.Route, named.Class} {
		if n != "" {
			return fmt.Sprintf("%s[%d] %q", list, i, n)
		}
	}
	return fmt.Sprintf("%s[%d]", list, i)
}

// strict decodes one JSON value, refusing unknown keys and trailing data.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return record.Invalidf("", "something follows the end")
	}
	return nil
}

// noDoubledKeys refuses an object that names a key twice (also in other
// letter case): JSON would silently take the last.
func noDoubledKeys(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	return walk(d, "", 0)
}

// deepest bounds how far lists and objects stand within each other: a file
// of brackets alone would take all the memory there is.
const deepest = 32

func walk(d *json.Decoder, at string, depth int) error {
	if depth > deepest {
		return wrong("", "lists and objects stand more than %d deep", deepest)
	}
	tok, err := d.Token()
	if err != nil {
		return err
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for i := 0; d.More(); i++ {
		place := fmt.Sprintf("%s[%d]", at, i)
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name := key.(string)
			place = strings.TrimPrefix(at+"."+name, ".")
			if seen[strings.ToLower(name)] {
				return wrong("", "%s stands twice", place)
			}
			seen[strings.ToLower(name)] = true
		}
		if err := walk(d, place, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing bracket
	return err
}
