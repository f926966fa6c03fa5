package adoption

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Difference from the version that the working copy began from.
type Mark string

// The marks.
const (
	Same    Mark = ""
	Added   Mark = "added"
	Changed Mark = "changed"
	Removed Mark = "removed"
)

// Offer is one of several forms that laptops gave an item at once.
type Offer struct {
	Event record.EventID
	Node  *Node // nil where the item was removed
	Why   []Why
}

// Line is one item of the working copy.
type Line struct {
	Item  // as it stands now; as it was, where it is removed
	Mark  Mark
	Base  *Node   // as it is in the version begun from; nil where it was added
	Why   []Why   // why it was changed, the latest last
	Clash []Offer // two or more where a person must choose; Item is then as in the base
}

// Working is the working copy: a version of the protocol with what has been
// changed since and adopted by nobody.
type Working struct {
	Base   Version
	Begun  []record.Hash // two or more where two laptops began from different versions
	Lines  []Line        // every item in the order of the file
	File   *File
	Raw    []byte             // what an adoption would sign
	Hash   record.Hash        // of Raw
	Next   Stamp              // which version that would be
	Parsed *protocol.Protocol // nil where the changes do not fit together
	// Wrong is what stands against the whole, item by item.
	Wrong record.Problems

	faults int      // how many sentences Parse had to say
	fields []string // the items that have a field, changed or not
}

// Changed counts the items that differ from the base.
func (w Working) Changed() int {
	n := 0
	for _, l := range w.Lines {
		if l.Mark != Same || len(l.Clash) > 0 {
			n++
		}
	}
	return n
}

// Clashes counts the items of which somebody must choose a form.
func (w Working) Clashes() int {
	n := 0
	for _, l := range w.Lines {
		if len(l.Clash) > 0 {
			n++
		}
	}
	return n
}

// Line gives an item of the working copy by its name.
func (w Working) Line(name string) (Line, bool) {
	i := slices.IndexFunc(w.Lines, func(l Line) bool { return l.Name() == name })
	if i < 0 {
		return Line{}, false
	}
	return w.Lines[i], true
}

// fieldBase holds the hash of the version begun from; without it that is the
// version in use. Every other field is a changed item.
const (
	fieldBase  = "base"
	fieldItems = "item:"
)

// edit is the value of an item's field.
type edit struct {
	Section string          `json:"section"`
	Key     string          `json:"key,omitempty"`
	Now     json.RawMessage `json:"now,omitempty"` // left out where the item is removed
	Was     json.RawMessage `json:"was,omitempty"` // before this change; left out where it was added
	Why     []Why           `json:"why"`
}

// change is an edit as it was read, with the event that made it.
type change struct {
	edit
	event record.EventID
	node  *Node
}

// workingOf reads the working copy.
func (l *Library) workingOf(r record.Reader) (Working, error) {
	f, err := r.Fields(working)
	if err != nil {
		return Working{}, err
	}
	w, err := l.begun(r, f)
	if err != nil {
		return Working{}, err
	}
	base, err := l.file(w.Base)
	if err != nil {
		return Working{}, err
	}
	changes, err := changesOf(f)
	if err != nil {
		return Working{}, err
	}
	l.merge(&w, l.undrafted(base), changes)
	w.fields = slices.Sorted(maps.Keys(changes))
	if w.Next, err = l.next(r); err != nil {
		return Working{}, err
	}
	w.File = w.File.headed(w.Next.ID, w.Next.Version, string(protocol.Adopted))
	w.Raw = w.File.Bytes()
	w.Hash = hashOf(w.Raw)
	w.Next.Hash = w.Hash
	if w.Parsed, err = l.check(w.Raw); err != nil {
		w.Wrong, w.faults = problemsOf(w.File, err), len(protocol.Wrongs(err))
	}
	return w, nil
}

// begun finds the version that the working copy began from. A draft of an
// earlier program is not here any more; what was changed then stands on the
// version in use.
func (l *Library) begun(r record.Reader, f record.Fields) (w Working, err error) {
	for _, v := range f[fieldBase] {
		var h record.Hash
		if err := json.Unmarshal(v.Raw, &h); err != nil {
			return w, err
		}
		if !slices.Contains(w.Begun, h) {
			w.Begun = append(w.Begun, h)
		}
	}
	slices.SortFunc(w.Begun, func(a, b record.Hash) int { return slices.Compare(a[:], b[:]) })
	if len(w.Begun) > 0 {
		w.Base, err = l.byHash(r, w.Begun[0])
		if record.CodeOf(err) != record.NotFound {
			return w, err
		}
	}
	stamps, err := adopted(r)
	if err != nil {
		return w, err
	}
	if len(stamps) == 0 {
		w.Base = l.shippedVersion()
		return w, nil
	}
	w.Base, err = versionOf(r, stamps[0].Hash)
	return w, err
}

// changesOf reads the changed items, in the order in which they were first
// changed, which is the same on every laptop.
func changesOf(f record.Fields) (map[string][]change, error) {
	out := map[string][]change{}
	for name, vals := range f {
		item, ok := strings.CutPrefix(name, fieldItems)
		if !ok {
			continue
		}
		for _, v := range vals {
			c := change{event: v.Event}
			if err := json.Unmarshal(v.Raw, &c.edit); err != nil {
				return nil, err
			}
			if c.Now != nil {
				n, err := ReadNode(c.Now)
				if err != nil {
					return nil, err
				}
				c.node = n
			}
			out[item] = append(out[item], c)
		}
		slices.SortFunc(out[item], func(a, b change) int {
			return cmp.Or(a.Why[len(a.Why)-1].At.Compare(b.Why[len(b.Why)-1].At), cmp.Compare(a.event.Device, b.event.Device), cmp.Compare(a.event.Seq, b.event.Seq))
		})
	}
	return out, nil
}

// agreed takes equal changes for one: two laptops that said the same do not
// disagree.
func agreed(cs []change) bool {
	return !slices.ContainsFunc(cs, func(c change) bool { return !c.node.Same(cs[0].node) })
}

// merge puts the changes over the base.
func (l *Library) merge(w *Working, base *File, changes map[string][]change) {
	w.File = base
	seen := map[string]bool{}
	for _, it := range base.Items() {
		cs := changes[it.Name()]
		seen[it.Name()] = true
		line := Line{Item: it, Base: it.Node}
		if len(cs) > 0 {
			line.take(w, cs)
		}
		w.Lines = append(w.Lines, line)
	}
	var added []string
	for name := range changes {
		if !seen[name] {
			added = append(added, name)
		}
	}
	slices.SortFunc(added, func(a, b string) int {
		return cmp.Or(changes[a][0].Why[0].At.Compare(changes[b][0].Why[0].At), cmp.Compare(a, b))
	})
	for _, name := range added {
		cs := changes[name]
		line := Line{Item: Item{cs[0].Section, cs[0].Key, cs[0].node}}
		line.take(w, cs)
		if line.Mark == Same && len(line.Clash) == 0 {
			continue // added, and removed again
		}
		w.Lines = append(w.Lines, line)
	}
	// An added item stands with those of its section.
	order := w.File.Sections()
	slices.SortStableFunc(w.Lines, func(a, b Line) int {
		return cmp.Compare(slices.Index(order, a.Section), slices.Index(order, b.Section))
	})
}

// take puts the changes of one item into its line and into the file.
func (line *Line) take(w *Working, cs []change) {
	if !agreed(cs) {
		for _, c := range cs {
			line.Clash = append(line.Clash, Offer{Event: c.event, Node: c.node, Why: c.Why})
		}
		return
	}
	line.Why = cs[len(cs)-1].Why
	n := cs[0].node
	switch {
	case n == nil && line.Base == nil:
		return
	case n == nil:
		line.Mark = Removed
	case line.Base == nil:
		line.Mark, line.Node = Added, n
	case n.Same(line.Base):
		return
	default:
		line.Mark, line.Node = Changed, n
	}
	w.File = w.File.with(line.Section, line.Key, n)
}

// next gives the stamp of the version that an adoption would make.
func (l *Library) next(r record.Reader) (Stamp, error) {
	stamps, err := adopted(r)
	s := Stamp{ID: clinicID, Version: 1}
	for _, a := range stamps {
		s.Version = max(s.Version, a.Version+1)
	}
	return s, err
}

// clinicTitle is what an adopted protocol is called unless somebody gives it
// another title: it is no draft any more.
var clinicTitle = words.Text{EN: "Protocol of the clinic", ES: "Protocolo de la clínica"}

// unsigned gives the file of an adoption as it stands before anybody has signed
// it: a draft, with the notice that says so.
func (l *Library) unsigned(f *File) *File {
	notice := l.shipped.Notice
	return f.as(protocol.Draft).with("notice", "", NewObject(Pair{"en", NewValue(notice.EN)}, Pair{"es", NewValue(notice.ES)}))
}

// undrafted gives the file without the notice of a draft, and not called one.
func (l *Library) undrafted(f *File) *File {
	out := f.without("notice")
	if t, ok := f.Item("title"); ok && t.Node.Words() == l.shipped.Title {
		out = out.with("title", "", NewObject(Pair{"en", NewValue(clinicTitle.EN)}, Pair{"es", NewValue(clinicTitle.ES)}))
	}
	return out
}
