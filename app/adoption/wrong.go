package adoption

import (
	"regexp"
	"strconv"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// mostProblems bounds how many of Parse's sentences are shown at once.
const mostProblems = 8

// place is how Parse begins a sentence about an item: `criteria[3] "stroke": `.
var place = regexp.MustCompile(`^([a-z_.]+)\[([0-9]+)\](?: "[^"]*")?:? ?`)

// problemsOf turns what Parse says of a file into Problems that name the
// items.
func problemsOf(f *File, err error) record.Problems {
	var ps record.Problems
	for _, said := range sentences(err) {
		if len(ps) == mostProblems {
			break
		}
		item, rest := blamed(f, said)
		if item.Section == "" {
			ps = append(ps, &record.Problem{Code: record.Invalid, Text: "The protocol cannot stand like this: %s.", Args: []any{said},
				Next: "Mend it, or undo the change."})
			continue
		}
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: item.Name(), Text: "“%s” cannot stand like this: %s.", Args: []any{called(f, item), rest},
			Next: "Mend it, or undo the change."})
	}
	return ps
}

func sentences(err error) []string {
	return strings.Split(strings.TrimPrefix(err.Error(), "protocol: "), "\n")
}

// blamed finds the item that a sentence of Parse begins with, and the rest of
// the sentence.
func blamed(f *File, said string) (Item, string) {
	if m := place.FindStringSubmatch(said); m != nil {
		if i, err := strconv.Atoi(m[2]); err == nil && i < len(f.In(m[1])) {
			return f.In(m[1])[i], said[len(m[0]):]
		}
		return Item{}, said
	}
	name, rest, _ := strings.Cut(said, ":")
	if it, ok := f.Item(strings.TrimSpace(name)); ok {
		return it, strings.TrimSpace(rest)
	}
	return Item{}, said
}

// called is an item as an argument of a sentence.
func called(f *File, it Item) any {
	if t, ok := titleOf(f, it); ok {
		return t
	}
	return clinic.Said(labelOf(it.Section))
}

// titleOf gives an item's words: its own title, or those of what it is for;
// ok is false where it has none, as a section that is one item.
func titleOf(f *File, it Item) (t words.Text, ok bool) {
	if t := it.Node.Get("title"); t.IsObject() {
		return t.Words(), true
	}
	if class := it.Node.Get("class").Text(); class != "" {
		return named(f, "classes", class), true
	}
	route := it.Node.Get("route").Text()
	if route == "" {
		return words.Text{EN: it.Key, ES: it.Key}, it.Key != ""
	}
	t = named(f, "routes", route)
	if style := it.Node.Get("style").Text(); style != "" {
		s := named(f, "styles", style)
		t = words.Text{EN: t.EN + " · " + s.EN, ES: t.ES + " · " + s.ES}
	}
	return t, true
}

// named gives the title of what an id means; the id where there is none.
func named(f *File, section, id string) words.Text {
	if it, ok := f.Item(section + "/" + id); ok {
		if t := it.Node.Get("title").Words(); t.EN != "" {
			return t
		}
	}
	return words.Text{EN: id, ES: id}
}
