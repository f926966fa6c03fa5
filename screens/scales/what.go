package scales

import (
	"slices"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
)

// likely is what the form is for unless somebody says otherwise: the point
// that was chosen in the list, or the first that is due.
func (v *form) likely() string {
	if len(v.due) == 0 {
		return unasked
	}
	i := slices.IndexFunc(v.due, func(d measures.Need) bool { return d.Point == v.point })
	return forNeed(v.due[max(i, 0)])
}

// forNeed is the value of one thing that a form can be for.
func forNeed(n measures.Need) string { return string(n.Point) + " " + string(n.Session) }

// The values of what a form was for beside what is due.
const (
	unasked = "unasked"
	asItWas = "asitwas"
)

// whats are the things that the form can be for.
func (v *form) whats() []kit.Option {
	s := v.Shell
	var out []kit.Option
	if v.correcting() {
		out = append(out, kit.Option{Value: asItWas, Label: s.T("As it was: %s", s.T(pointNames[v.old.Point])), Tone: kit.ToneAccent})
	}
	for _, d := range v.due {
		out = append(out, kit.Option{Value: forNeed(d), Label: s.T(pointNames[d.Point]), Tone: kit.ToneAccent})
	}
	if !v.correcting() {
		out = append(out, kit.Option{Value: unasked, Label: s.T(pointNames[measures.Unasked]), Tone: kit.ToneAccent})
	}
	return out
}

// still is what a draft was for, if the form can still be for it.
func (v *form) still(what string) string {
	if slices.ContainsFunc(v.whats(), func(o kit.Option) bool { return o.Value == what }) {
		return what
	}
	return unasked
}
