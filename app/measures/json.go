package measures

import (
	"encoding/json"
	"math/big"
)

// shown are the decimals of means and percents as they are written; what is
// compared is always exact.
const (
	shownTotal   = 2
	shownPercent = 1
)

// num writes a number, null for none.
func num(x *big.Rat, decimals int) *json.Number {
	if x == nil {
		return nil
	}
	n := json.Number(Decimal(x, decimals))
	return &n
}

// orNull gives nil for "".
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// value gives a truth as JSON has it: null for unsure.
func (t Truth) value() *bool {
	if t == Unsure {
		return nil
	}
	return is(t == True)
}

// MarshalJSON writes the result with the keys that every scale has, and those
// of the rest that this one defines.
func (r Result) MarshalJSON() ([]byte, error) {
	out := struct {
		Instrument string                  `json:"instrument"`
		Version    int                     `json:"version"`
		Variant    string                  `json:"variant,omitempty"`
		Status     Status                  `json:"status"`
		Total      *json.Number            `json:"total"`
		Band       *string                 `json:"band"`
		Positive   *bool                   `json:"positive"`
		Algorithm  *string                 `json:"algorithm"`
		Subscales  map[string]*json.Number `json:"subscales"`
		Flags      []string                `json:"flags"`
		Missing    []string                `json:"missing"`
		Errors     []string                `json:"errors"`
		LowerBound bool                    `json:"lower_bound,omitempty"`
		Algorithms map[string]*bool        `json:"algorithms,omitempty"`
		SubMeans   map[string]*json.Number `json:"subscale_means,omitempty"`
		SubPercent map[string]*json.Number `json:"subscale_percents,omitempty"`
		SubPos     map[string]*bool        `json:"subscale_positive,omitempty"`
		Alerts     []Flag                  `json:"alerts,omitempty"`
		Notes      []string                `json:"notes,omitempty"`
	}{
		r.Instrument, r.Version, r.Variant, r.Status, num(r.Total, shownTotal), orNull(r.Band), r.Positive, orNull(r.Algorithm),
		map[string]*json.Number{}, []string{}, append([]string{}, r.Missing...), append([]string{}, r.Errors...), r.LowerBound,
		map[string]*bool{}, map[string]*json.Number{}, map[string]*json.Number{}, map[string]*bool{}, r.Flags, r.Notes,
	}
	for _, f := range r.Flags {
		out.Flags = append(out.Flags, f.ID)
	}
	for _, v := range r.Algorithms {
		out.Algorithms[v.ID] = v.Truth.value()
	}
	for _, s := range r.Subscales {
		out.Subscales[s.ID] = num(s.Sum, shownTotal)
		if s.Positive != nil {
			out.SubPos[s.ID] = s.Positive
		}
		if s.Sum != nil && r.reports("mean") {
			out.SubMeans[s.ID] = num(new(big.Rat).Quo(s.Sum, rat(s.Items)), shownTotal)
			out.SubPercent[s.ID] = num(new(big.Rat).Mul(s.Sum, big.NewRat(100, int64(s.Max))), shownPercent)
		}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return r.more(raw)
}

func (r Result) reports(name string) bool {
	for _, n := range r.report {
		if n == name {
			return true
		}
	}
	return false
}

// more adds raw, sum, mean and percent where the scale defines them.
func (r Result) more(raw []byte) ([]byte, error) {
	for _, x := range []struct {
		name     string
		value    *big.Rat
		decimals int
	}{{"raw", r.Raw, shownTotal}, {"sum", r.Sum, shownTotal}, {"mean", r.Mean, shownTotal}, {"percent", r.Percent, shownPercent}} {
		if !r.reports(x.name) {
			continue
		}
		n, err := json.Marshal(num(x.value, x.decimals))
		if err != nil {
			return nil, err
		}
		raw = append(raw[:len(raw)-1], `,"`+x.name+`":`...)
		raw = append(append(raw, n...), '}')
	}
	return raw, nil
}

// MarshalJSON writes the comparison.
func (c Comparison) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Improvement *json.Number `json:"improvement"`
		Response    *bool        `json:"response"`
		Remission   *bool        `json:"remission"`
		Meaningful  *bool        `json:"meaningful"`
		Percent     *json.Number `json:"percent"`
		Reliable    *bool        `json:"reliable"`
		Worse       *bool        `json:"worse"`
	}{num(c.Improvement, 6), c.Response, c.Remission, c.Meaningful, num(c.Percent, shownPercent), c.Reliable, c.Worse})
}
