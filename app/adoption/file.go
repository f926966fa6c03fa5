package adoption

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Item is one thing of a protocol that can be changed by itself.
type Item struct {
	Section string // "criteria", "discharge.items"
	Key     string // its id within the section; "" where the section is one item
	Node    *Node
}

// Name gives the item's name within the file: "criteria/stroke", "validity".
func (it Item) Name() string {
	if it.Key == "" {
		return it.Section
	}
	return it.Section + "/" + it.Key
}

// section is one part of a file: a single item, or a list of them.
type section struct {
	name  string
	lists bool
	items []Item
}

// File is a protocol taken apart into items. It knows nothing of what they
// mean, so that a section that a later program adds is edited like the rest.
type File struct {
	head     []Pair // id, version, status: what is not for anybody to edit
	sections []section
}

// headKeys stand in every file and are set by adopting alone.
var headKeys = []string{"id", "version", "status"}

// ReadFile takes a protocol apart. It checks no more than that it is JSON of
// this form; protocol.Parse checks the rest.
func ReadFile(raw []byte) (*File, error) {
	n, err := ReadNode(raw)
	if err != nil {
		return nil, fmt.Errorf("protocol: %w", err)
	}
	if !n.IsObject() {
		return nil, errors.New("protocol: must be an object in braces")
	}
	f := &File{}
	for _, p := range n.Pairs {
		switch {
		case slices.Contains(headKeys, p.Key):
			f.head = append(f.head, p)
		case strings.Contains(p.Key, "."): // the point is ours, for a list within a section
			return nil, fmt.Errorf("protocol: %q is no section", p.Key)
		default:
			f.sections = append(f.sections, sectionsOf(p.Key, p.Value)...)
		}
	}
	return f, nil
}

// sectionsOf takes one part of the file apart: a list of things with an id of
// their own is a list of items, and so is one that stands within an object;
// all else is one item.
func sectionsOf(name string, n *Node) []section {
	if items, ok := itemsOf(name, n); ok {
		return []section{{name: name, lists: true, items: items}}
	}
	single := section{name: name, items: []Item{{Section: name, Node: n}}}
	if !n.IsObject() {
		return []section{single}
	}
	out, rest := []section{single}, NewObject()
	for _, p := range n.Pairs {
		inner := name + "." + p.Key
		if items, ok := itemsOf(inner, p.Value); ok {
			out = append(out, section{name: inner, lists: true, items: items})
			continue
		}
		rest.Pairs = append(rest.Pairs, p)
	}
	out[0].items[0].Node = rest
	return out
}

// itemsOf gives the items of a list; ok is false where its elements have no
// keys of their own.
func itemsOf(name string, n *Node) (items []Item, ok bool) {
	if !n.IsList() {
		return nil, false
	}
	if shape, known := protocol.ShapeOf(name); len(n.List) == 0 {
		return nil, known && shape.Form == protocol.FormObjects
	}
	seen := map[string]bool{}
	for _, kid := range n.List {
		key := keyOf(kid)
		if key == "" || seen[key] {
			return nil, false
		}
		seen[key] = true
		items = append(items, Item{Section: name, Key: key, Node: kid})
	}
	return items, true
}

// keyOf gives the key by which an item is known: its id, or what it is for.
func keyOf(n *Node) string {
	if id := n.Get("id").Text(); id != "" {
		return id
	}
	if route := n.Get("route").Text(); route != "" {
		return strings.TrimSuffix(route+"/"+n.Get("style").Text(), "/")
	}
	return n.Get("class").Text()
}

// Sections names the sections in their order.
func (f *File) Sections() []string {
	var out []string
	for _, s := range f.sections {
		out = append(out, s.name)
	}
	return out
}

// Decided names the sections as they are read: those that are decided on, which
// name sources, before those that only order the others.
func (f *File) Decided() []string {
	var decided, rest []string
	for _, s := range f.sections {
		if slices.ContainsFunc(s.items, func(it Item) bool { return it.Node.Get("sources") != nil }) {
			decided = append(decided, s.name)
			continue
		}
		rest = append(rest, s.name)
	}
	return append(decided, rest...)
}

// IsList reports whether items can be added to the section and taken away.
func (f *File) IsList(name string) bool {
	s := f.section(name)
	return s != nil && s.lists
}

func (f *File) section(name string) *section {
	i := slices.IndexFunc(f.sections, func(s section) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &f.sections[i]
}

// Items lists every item in the order of the file.
func (f *File) Items() []Item {
	var out []Item
	for _, s := range f.sections {
		out = append(out, s.items...)
	}
	return out
}

// In lists the items of one section.
func (f *File) In(name string) []Item {
	if s := f.section(name); s != nil {
		return s.items
	}
	return nil
}

// Item gives an item by its name.
func (f *File) Item(name string) (Item, bool) {
	for _, s := range f.sections {
		for _, it := range s.items {
			if it.Name() == name {
				return it, true
			}
		}
	}
	return Item{}, false
}

// Head gives id, version or status.
func (f *File) Head(key string) string { return NewObject(f.head...).Get(key).Text() }

// with gives the file with one item in another form: put at its place, added
// as the last of its section, or taken away where n is nil. Nothing of f
// changes.
func (f *File) with(sec, key string, n *Node) *File {
	out := &File{head: f.head, sections: slices.Clone(f.sections)}
	if n != nil && f.section(sec) == nil {
		out.sections = append(out.sections, section{name: sec, lists: key != ""})
	}
	for i := range out.sections {
		s := &out.sections[i]
		if s.name != sec {
			continue
		}
		s.items = slices.Clone(s.items)
		at := slices.IndexFunc(s.items, func(it Item) bool { return it.Key == key })
		switch {
		case at < 0 && n != nil:
			s.items = append(s.items, Item{sec, key, n})
		case at >= 0 && n == nil:
			s.items = slices.Delete(s.items, at, at+1)
		case at >= 0:
			s.items[at].Node = n
		}
	}
	return out
}

// headed gives the file as the adopted version of a number.
func (f *File) headed(id string, version int, status string) *File {
	out := &File{sections: f.sections}
	out.head = []Pair{{"id", NewValue(id)}, {"version", NewValue(json.Number(fmt.Sprint(version)))}, {"status", NewValue(status)}}
	return out
}

// as gives the file with another status.
func (f *File) as(status protocol.Status) *File {
	out := &File{head: slices.Clone(f.head), sections: f.sections}
	for i, p := range out.head {
		if p.Key == "status" {
			out.head[i].Value = NewValue(string(status))
		}
	}
	return out
}

// without gives the file without a section.
func (f *File) without(name string) *File {
	return &File{head: f.head, sections: slices.DeleteFunc(slices.Clone(f.sections), func(s section) bool { return s.name == name })}
}

// Bytes writes the file, each time the same for the same items.
func (f *File) Bytes() []byte {
	whole := NewObject(f.head...)
	whole.Pairs = slices.Clone(whole.Pairs)
	for _, s := range f.sections {
		outer, inner, nested := strings.Cut(s.name, ".")
		switch {
		case nested:
			o := whole.Get(outer)
			o.Set(inner, listOf(s.items))
		case s.lists:
			whole.Set(s.name, listOf(s.items))
		case len(s.items) > 0:
			whole.Set(s.name, s.items[0].Node.shallow())
		}
	}
	var b bytes.Buffer
	_ = json.Indent(&b, whole.Raw(), "", " ") // Raw is JSON
	b.WriteByte('\n')
	return b.Bytes()
}

// shallow gives an object to which keys can be added without changing n.
func (n *Node) shallow() *Node {
	if !n.IsObject() {
		return n
	}
	return NewObject(slices.Clone(n.Pairs)...)
}

func listOf(items []Item) *Node {
	l := NewList()
	for _, it := range items {
		l.List = append(l.List, it.Node)
	}
	return l
}

// hashOf is the hash that protocol.Parse gives to the same bytes.
func hashOf(raw []byte) record.Hash { return sha256.Sum256(raw) }

// KeyOf gives the key by which an item is known within its section: its id,
// or what it is for.
func KeyOf(n *Node) string { return keyOf(n) }
