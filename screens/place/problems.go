package place

import (
	"strings"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// Fields is where problems can stand: a form, or fields outside of one.
type Fields interface{ Fields() []kit.Field }

// Loose are fields that are no form of their own, in the order of Tab.
type Loose []kit.Field

// Fields implements Fields.
func (l Loose) Fields() []kit.Field { return l }

// ShowProblems says each problem of err once: at its field, with the focus on
// the first, or where it belongs to no field, by the shell.
func ShowProblems(s Shell, in Fields, err error) {
	ps := record.ProblemsOf(err)
	if ps == nil {
		s.Fail(err)
		return
	}
	if rest := AtFields(s, in, ps); len(rest) > 0 {
		s.Fail(rest)
	}
}

// AtFields puts each problem at its field, several of one field one after the
// other, and the focus on the first field. It gives what belongs to no field
// that can be seen.
func AtFields(s Shell, in Fields, ps record.Problems) (rest record.Problems) {
	at := map[string][]string{}
	for _, p := range ps {
		at[p.Field] = append(at[p.Field], Words(s, p))
	}
	first, found := true, map[string]bool{}
	for _, f := range in.Fields() {
		said := at[f.FieldID()]
		if said == nil || !f.Visible() {
			continue
		}
		found[f.FieldID()] = true
		f.SetError(strings.Join(said, " "))
		if first {
			f.Focus()
			first = false
		}
	}
	for _, p := range ps {
		if !found[p.Field] {
			rest = append(rest, p)
		}
	}
	return rest
}

// Unsaid leaves out the problems that their field says now: what stands at a
// field stands nowhere else.
func Unsaid(s Shell, in Fields, ps record.Problems) (rest record.Problems) {
	at := map[string]string{}
	for _, f := range in.Fields() {
		at[f.FieldID()] = f.Error()
	}
	for _, p := range ps {
		if said := at[p.Field]; said == "" || !strings.Contains(said, Words(s, p)) {
			rest = append(rest, p)
		}
	}
	return rest
}

// CheckAnew takes away what an earlier try found wrong and lets each field
// check itself: one that was refused because of another field is mended by a
// change of that other field.
func CheckAnew(f *kit.Form) bool {
	Forget(f)
	return f.Check()
}

// Forget takes away what the last try to save showed as wrong, before the
// next one: a field may have been mended by filling in another.
func Forget(f *kit.Form) {
	for _, field := range f.Fields() {
		field.SetError("")
	}
}
