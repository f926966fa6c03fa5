package register

import (
	"slices"
	"time"

	"kapdesk/app/protocol"
)

// FromProtocol takes what a protocol says about stock out of it.
func FromProtocol(p *protocol.Protocol) Rules {
	out := Rules{Routes: map[string]Fit{}, Opened: map[Form]Within{}}
	for _, s := range p.Stock {
		f := Fit{Source: firstSource(s.Basis)}
		for _, form := range s.Forms {
			f.Forms = append(f.Forms, Form(form))
		}
		f.Least, f.Most = bound(s.Least, f.Forms), bound(s.Most, f.Forms)
		out.Routes[s.Route] = f
	}
	for _, o := range p.Opened {
		out.Opened[Form(o.Form)] = Within{Opened: time.Duration(o.Minutes) * time.Minute, Source: firstSource(o.Basis)}
	}
	return out
}

// bound is a strength of a protocol: micrograms in a millilitre of a liquid,
// or in a piece.
func bound(a protocol.Amount, forms []Form) Strength {
	switch {
	case a == 0:
		return Strength{}
	case slices.ContainsFunc(forms, Form.Liquid):
		return Strength{UG: int64(a), Per: 1000}
	}
	return Strength{UG: int64(a), Per: 1}
}

// firstSource is shown beside what follows from an item.
func firstSource(b protocol.Basis) string {
	if len(b.Sources) == 0 {
		return ""
	}
	return b.Sources[0].Text
}
