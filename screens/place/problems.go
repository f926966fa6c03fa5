package place

import (
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// ShowProblems puts each problem of err at its field of the form and the
// focus on the first; what belongs to no field of it is said by the shell.
func ShowProblems(s Shell, f *kit.Form, err error) {
	ps := record.ProblemsOf(err)
	if ps == nil {
		s.Fail(err)
		return
	}
	at := map[string]string{}
	for _, p := range ps {
		at[p.Field] = Words(s, p)
	}
	left := map[string]bool{}
	for _, id := range f.SetErrors(at) {
		left[id] = true
	}
	var rest record.Problems
	for _, p := range ps {
		if left[p.Field] {
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 {
		s.Fail(rest)
	}
}

// CheckAnew takes away what an earlier try found wrong and lets each field
// check itself: one that was refused because of another field is mended by a
// change of that other field.
func CheckAnew(f *kit.Form) bool {
	for _, fd := range f.Fields() {
		fd.SetError("")
	}
	return f.Check()
}

// Forget takes away what the last try to save showed as wrong, before the
// next one: a field may have been mended by filling in another.
func Forget(f *kit.Form) {
	for _, field := range f.Fields() {
		field.SetError("")
	}
}
