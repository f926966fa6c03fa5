package adoption

import (
	"maps"
	"regexp"
	"strconv"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// mostProblems bounds how many of Parse's sentences are shown at once.
const mostProblems = 8

// place is how Parse begins a sentence about an item: `criteria[3] "stroke": `.
var place = regexp.MustCompile(`^([a-z_.]+)\[([0-9]+)\](?: "[^"]*")?:? ?`)

// tokens are the words of such a sentence; what is quoted is one.
var tokens = regexp.MustCompile(`"[^"]*"|[a-z_]+`)

// rule is the place of one rule within an item.
var rule = regexp.MustCompile(`^rules\[([0-9]+)\](?:: )?`)

// problemsOf turns what Parse finds wrong with a file into Problems that name
// the item and the field, and then say what the check says.
func problemsOf(f *File, err error) record.Problems {
	var ps record.Problems
	for _, w := range protocol.Wrongs(err) {
		if len(ps) < mostProblems {
			ps = append(ps, problemOf(f, w))
		}
	}
	return ps
}

func problemOf(f *File, w *protocol.Wrong) *record.Problem {
	item, rest := blamed(f, w.Error())
	p := &record.Problem{Code: record.Invalid, Field: item.Name(), Next: "Mend it, or undo the change."}
	if item.Section == "" {
		p.Field, p.Text, p.Args = "", "The protocol cannot stand like this. The check says: “%s”.", []any{w.Problem}
		return p
	}
	detail := w.Problem
	if m := rule.FindStringSubmatch(rest); m != nil {
		n, _ := strconv.Atoi(m[1]) // figures only, by the expression
		detail = &record.Problem{Code: record.Invalid, Field: w.At, Text: "rule %d: %s", Args: []any{n + 1, w.Problem}}
		rest = rest[len(m[0]):]
	}
	p.Text, p.Args = "“%s” cannot stand like this. The check says: “%s”.", []any{called(f, item), detail}
	if key := keyIn(item.Section, rest); key != "" {
		p.Text, p.Args = "“%s” cannot stand like this. Look at “%s”. The check says: “%s”.", []any{called(f, item), clinic.Said(keyLabel(key)), detail}
	}
	return p
}

// keyIn finds the key of an item that a sentence of Parse is about: the first
// that it names; "" where it names none.
func keyIn(section, said string) string {
	shape, _ := protocol.ShapeOf(section)
	has := keysOf(shape)
	if has["sources"] && strings.Contains(said, "source") {
		return "sources" // whatever else of the source is named
	}
	for _, w := range tokens.FindAllString(said, -1) {
		bare := strings.Trim(w, `"`)
		for _, key := range []string{bare, bare + "s"} {
			if has[key] && (key != "is" || bare != w) { // a plain "is" is the verb
				return key
			}
		}
	}
	return ""
}

// keysOf gathers the keys that stand anywhere in a shape, but for those that
// only hold others and the two languages.
func keysOf(s protocol.Shape) map[string]bool {
	out := map[string]bool{}
	for _, k := range s.Of {
		if k.Key != "if" && k.Key != "en" && k.Key != "es" {
			out[k.Key] = true
		}
		maps.Copy(out, keysOf(k))
	}
	return out
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
	for _, of := range []struct{ key, section string }{{"class", "classes"}, {"fact", "facts"}} {
		if id := it.Node.Get(of.key).Text(); id != "" {
			return named(f, of.section, id), true
		}
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
