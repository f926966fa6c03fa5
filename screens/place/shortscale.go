package place

import "strings"

// ShortScale is a scale's name where there is little room: what its title has
// in brackets, "PCL-5", or what stands before them, "AUDIT-C", where that is
// one word; else the whole title.
func ShortScale(title string) string {
	before, rest, _ := strings.Cut(title, " (")
	name, _, closed := strings.Cut(rest, ")")
	switch {
	case !closed || name == "":
	case !strings.Contains(name, " "):
		return name
	case !strings.Contains(before, " "):
		return before
	}
	return title
}
