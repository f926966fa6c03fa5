package adoption

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kapdesk/app/protocol"
	"kapdesk/app/words"
)

// Voice says a protocol in the reader's language.
type Voice struct {
	Book *words.Book
	Lang words.Lang
	Zone *time.Location
}

func (v Voice) t(english string, args ...any) string { return v.Book.Say(v.Lang, english, args...) }

// Section says what a section holds.
func (v Voice) Section(name string) string { return v.t(labelOf(name)) }

// Key says what stands under a key.
func (v Voice) Key(key string) string { return v.t(keyLabel(key)) }

// Option says a closed word of the file.
func (v Voice) Option(value string) string {
	if l, ok := valueLabels[value]; ok {
		return v.t(l)
	}
	return value
}

// Item says what an item of the file is about.
func (v Voice) Item(f *File, it Item) string {
	if t, ok := titleOf(f, it); ok {
		return t.In(v.Lang)
	}
	return v.Section(it.Section)
}

// Path says where in an item something stands: "Rule 2 · When · Below".
func (v Voice) Path(path []Step) string {
	var out []string
	for _, s := range path {
		said := v.Key(s.Key)
		if s.Nth > 0 {
			said += " " + strconv.Itoa(s.Nth)
		}
		out = append(out, said)
	}
	return strings.Join(out, " · ")
}

// Value says a value under a key, with its unit; refs are said by their
// titles. "not given" where there is none.
func (v Voice) Value(f *File, item *Node, key string, n *Node) string {
	switch {
	case n == nil:
		return v.t("not given")
	case n.IsObject() && n.Get("en") != nil:
		return n.Words().In(v.Lang)
	case n.IsObject():
		return v.object(f, n)
	case n.IsList():
		var out []string
		for _, kid := range n.List {
			out = append(out, v.Value(f, item, key, kid))
		}
		if holdsObjects(n) {
			return strings.Join(out, " / ")
		}
		return strings.Join(out, ", ")
	case n.Value == true:
		return v.t("yes")
	case n.Value == false:
		return v.t("no")
	}
	said := n.Text()
	if section := protocol.Refers(key); section != "" {
		return named(f, section, said).In(v.Lang)
	}
	if key == "hours" && said == "0" {
		return v.t("not held")
	}
	if u := Unit(item, key); u != "" {
		return said + " " + v.t(u)
	}
	if key == "text" || key == "ref" || key == "id" { // a name in the file is no word
		return said
	}
	return v.Option(said)
}

// object says an object in one line, key by key; a rule as people say it.
func (v Voice) object(f *File, n *Node) string {
	var out []string
	if cond := n.Get("if"); cond.IsObject() {
		for _, p := range cond.Pairs {
			out = append(out, lower(v.Key(p.Key))+" "+v.Value(f, cond, p.Key, p.Value))
		}
		return v.t("%s: when %s. “%s”", v.Option(n.Get("state").Text()), strings.Join(out, ", "), n.Get("say").Words().In(v.Lang))
	}
	for _, p := range n.Pairs {
		out = append(out, v.Key(p.Key)+": "+v.Value(f, n, p.Key, p.Value))
	}
	return strings.Join(out, "; ")
}

// lower begins a label with a small letter, within a sentence.
func lower(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[n:]
}

// Part says what was at a place and what is there now. Of a long list only
// what differs is said.
func (v Voice) Part(f *File, item *Node, p Part) (where, was, now string) {
	key := ""
	if len(p.Path) > 0 {
		key = p.Path[len(p.Path)-1].Key
		if (key == "en" || key == "es") && len(p.Path) > 1 {
			key = p.Path[len(p.Path)-2].Key
		}
	}
	a, b := p.Was, p.Now
	if a.IsList() && b.IsList() && !holdsObjects(a) && !holdsObjects(b) {
		onlyA, onlyB := pick(a.List, rest(a.List, b.List)), pick(b.List, rest(b.List, a.List))
		if len(onlyA)+len(onlyB) > 0 {
			return v.Path(p.Path), v.listed("without: %s", f, item, key, onlyA), v.listed("new: %s", f, item, key, onlyB)
		}
	}
	return v.Path(p.Path), v.Value(f, item, key, a), v.Value(f, item, key, b)
}

func (v Voice) listed(english string, f *File, item *Node, key string, kids []*Node) string {
	if len(kids) == 0 {
		return "–"
	}
	return v.t(english, v.Value(f, item, key, NewList(kids...)))
}

func pick(list []*Node, places []int) []*Node {
	var out []*Node
	for _, i := range places {
		out = append(out, list[i])
	}
	return out
}

// Why says a reason with who gave it and when.
func (v Voice) Why(w Why) string {
	return v.t("%s (%s, %s)", w.Reason, w.Name, v.Book.DateTime(v.Lang, w.At, v.Zone))
}

// Source says a source with its year and how far it can be relied on.
func (v Voice) Source(n *Node) string {
	year := n.Get("year").Text()
	if year == "" {
		year = v.t("undated")
	}
	out := []string{n.Get("text").Text(), year}
	if ref := n.Get("ref").Text(); ref != "" {
		out = append(out, ref)
	}
	if g := n.Get("grade").Text(); g != "" {
		out = append(out, v.Option(g))
	}
	return strings.Join(out, " · ")
}

// Stamp says which version it is.
func (v Voice) Stamp(s Stamp) string {
	if s.Shipped() {
		return v.t("Draft that ships, version %d", s.Version)
	}
	return v.t("Version %d", s.Version)
}
