package measures

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// KindCut is the event with which a clinic chooses a scale's limit among those
// that are published. It is kept up to date like other settings: it changes no
// form that was filled in.
const KindCut = "scale.cut"

const fieldCut = "cut"

// Cut is the limit that a clinic judges a scale by.
type Cut struct {
	Value int              `json:"value"`
	By    clinic.Signature `json:"by"` // zero for the limit that the scale comes with
}

// Chosen reports whether somebody chose it.
func (c Cut) Chosen() bool { return c.By.Person != "" }

// Cuts lists the limits that a clinic may choose among; none for most scales.
func (in *Instrument) Cuts() []int {
	if in.Positive == nil {
		return nil
	}
	return in.Positive.Cuts
}

// CutOf gives the limit that the clinic judges a scale by. Of two that were
// chosen on two laptops at once the one that misses fewer people holds until
// somebody chooses again.
func CutOf(r record.Reader, in *Instrument) (Cut, error) {
	if len(in.Cuts()) == 0 {
		return Cut{}, nil
	}
	f, err := r.Fields(scaleRef(in.ID))
	best := Cut{Value: in.Positive.Value}
	for _, v := range f[fieldCut] {
		var c Cut
		if json.Unmarshal(v.Raw, &c) != nil || !slices.Contains(in.Cuts(), c.Value) {
			continue // of another version of the scale
		}
		if !best.Chosen() || in.Positive.wider(c.Value, best.Value) {
			best = c
		}
	}
	return best, err
}

// wider reports whether the one limit is reached by more totals than the other.
func (p *Positive) wider(one, other int) bool {
	if p.Op == "<=" {
		return one > other
	}
	return one < other
}

// ChooseCut records the limit by which forms are judged from now on. Code
// Refused for a scale that has nothing to choose, Invalid for a limit that is
// none of those published.
func (d *Desk) ChooseCut(ctx context.Context, by record.Actor, instrument string, value int) error {
	return d.change(ctx, by, clinic.ChangeSettings, func(tx record.Tx, p clinic.Person) error {
		in, err := d.find(instrument)
		switch {
		case err != nil:
			return err
		case len(in.Cuts()) == 0:
			return record.Refusedf("This scale has no limit to choose.")
		case !slices.Contains(in.Cuts(), value):
			return record.Invalidf("cut", "Choose one of the published limits: %s.", in.cutsSaid())
		}
		_, err = tx.Append(record.Change{Kind: KindCut, Version: 1, Record: scaleRef(in.ID), Set: map[string]any{fieldCut: Cut{Value: value, By: p.Sign(tx.Now())}}})
		return err
	})
}

// cutsSaid lists the limits: "31, 32, 33".
func (in *Instrument) cutsSaid() string {
	var all []string
	for _, c := range in.Cuts() {
		all = append(all, strconv.Itoa(c))
	}
	return strings.Join(all, ", ")
}

// judgedBy sets the limit that a form is judged by, so that it stays with it: a
// new form goes by the clinic's, a correction by that of the form it corrects.
func (d *Desk) judgedBy(r record.Reader, in *Instrument, t *Taken) error {
	if len(in.Cuts()) == 0 || t.Form.Context.Cut != nil {
		return nil
	}
	c, err := CutOf(r, in)
	if t.ID != "" { // it corrects a form of the time when there was nothing to choose
		c = Cut{Value: in.Positive.Value}
	}
	t.Form.Context.Cut = &c.Value
	return err
}

// Judged gives the scale with the limit of a form in the place of its own: what
// begins at the limit begins there, the band above it and the end of remission.
func (in *Instrument) Judged(c Context) *Instrument {
	if c.Cut == nil || !slices.Contains(in.Cuts(), *c.Cut) || *c.Cut == in.Positive.Value {
		return in
	}
	w, positive := *in, *in.Positive
	positive.Value = *c.Cut
	w.Positive = &positive
	if !in.BandsFollow {
		return &w
	}
	w.Bands = slices.Clone(in.Bands)
	w.Bands[0].Max, w.Bands[1].Min = *c.Cut-1, *c.Cut
	if r := in.ChangeRules; r != nil && r.Remission != nil && r.Remission.Op == "<" && r.Remission.Value == in.Positive.Value {
		rules, remission := *r, *r.Remission
		remission.Value = *c.Cut
		rules.Remission = &remission
		w.ChangeRules = &rules
	}
	return &w
}
