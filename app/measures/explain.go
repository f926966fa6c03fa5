package measures

import (
	"fmt"
	"strings"
)

// Explain says in one line what would have been allowed where a result has
// errors; "" where it has none.
func (in *Instrument) Explain(r Result) string {
	var said []string
	for _, id := range r.Errors {
		said = append(said, in.explain(id))
	}
	return strings.Join(said, "; ")
}

func (in *Instrument) explain(id string) string {
	switch id {
	case "context.sex":
		return "context.sex is " + strings.Join(sexes, ", ")
	case "context.variant":
		if in.Variant == "" {
			return in.ID + " has one wording only: leave context.variant out"
		}
		wordings := []string{in.Variant}
		for _, v := range in.Variants {
			wordings = append(wordings, v.ID)
		}
		return "context.variant is " + strings.Join(wordings, ", ")
	case "context.cut":
		if len(in.Cuts()) == 0 {
			return in.ID + " has no limit to choose: leave context.cut out"
		}
		return "context.cut is " + in.cutsSaid()
	}
	if allowed := in.Allowed(id); allowed != "" {
		return fmt.Sprintf("%s takes %s", id, allowed)
	}
	return fmt.Sprintf("there is no item %q: %s has %s", id, in.ID, strings.Join(ids(in.Items, func(it Item) string { return it.ID }), ", "))
}
