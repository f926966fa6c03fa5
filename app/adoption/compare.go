package adoption

import (
	"context"
	"slices"

	"kapdesk/app/record"
)

// Part is one place within an item at which two versions differ.
type Part struct {
	Path []Step
	Was  *Node // nil where it was not there
	Now  *Node // nil where it is not there any more
}

// Step leads to a value: a key, and within a list the place from 1.
type Step struct {
	Key string
	Nth int // 0: the key itself
}

// Difference is one item that differs between two versions.
type Difference struct {
	Item  Item // as it is in the later version, or was in the earlier one
	Mark  Mark
	Parts []Part
	Why   []Why // why it was changed between the two
	File  *File // the version that Item is of
}

// Compare gives what differs from one file to the other, in the order of the
// later one; what was removed comes where it stood.
func Compare(a, b *File) []Difference {
	var out []Difference
	for _, it := range b.Items() {
		was, ok := a.Item(it.Name())
		switch {
		case !ok:
			out = append(out, Difference{Item: it, Mark: Added, File: b})
		case !was.Node.Same(it.Node):
			out = append(out, Difference{Item: it, Mark: Changed, Parts: parts(nil, was.Node, it.Node), File: b})
		}
	}
	for _, it := range a.Items() {
		if _, ok := b.Item(it.Name()); !ok {
			out = append(out, Difference{Item: it, Mark: Removed, File: a})
		}
	}
	order := append(b.Sections(), a.Sections()...)
	slices.SortStableFunc(out, func(x, y Difference) int {
		return slices.Index(order, x.Item.Section) - slices.Index(order, y.Item.Section)
	})
	return out
}

// Parts gives the places at which two forms of an item differ.
func Parts(was, now *Node) []Part { return parts(nil, was, now) }

// parts finds the places at which two values differ.
func parts(path []Step, a, b *Node) []Part {
	switch {
	case a.Same(b):
		return nil
	case a.IsObject() && b.IsObject():
		var out []Part
		for _, key := range union(a, b) {
			out = append(out, parts(at(path, Step{Key: key}), a.Get(key), b.Get(key))...)
		}
		return out
	case a.IsList() && b.IsList() && (holdsObjects(a) || holdsObjects(b)):
		return listParts(path, a.List, b.List)
	}
	return []Part{{Path: path, Was: a, Now: b}}
}

func at(path []Step, s Step) []Step { return append(slices.Clone(path), s) }

func union(a, b *Node) []string {
	var keys []string
	for _, p := range append(slices.Clone(a.Pairs), b.Pairs...) {
		if !slices.Contains(keys, p.Key) {
			keys = append(keys, p.Key)
		}
	}
	return keys
}

func holdsObjects(n *Node) bool { return slices.ContainsFunc(n.List, (*Node).IsObject) }

// listParts compares two lists of objects. What is in both stays out, so that
// a rule put in front does not make all others look changed; the rest is
// taken pair by pair. A list in another order is one difference.
func listParts(path []Step, a, b []*Node) []Part {
	left, right := rest(a, b), rest(b, a)
	last := path[len(path)-1]
	if len(left)+len(right) == 0 {
		return []Part{{Path: path, Was: NewList(a...), Now: NewList(b...)}}
	}
	var out []Part
	for i := range max(len(left), len(right)) {
		switch {
		case i >= len(left):
			out = append(out, Part{Path: at(path[:len(path)-1], Step{last.Key, right[i] + 1}), Now: b[right[i]]})
		case i >= len(right):
			out = append(out, Part{Path: at(path[:len(path)-1], Step{last.Key, left[i] + 1}), Was: a[left[i]]})
		default:
			out = append(out, parts(at(path[:len(path)-1], Step{last.Key, right[i] + 1}), a[left[i]], b[right[i]])...)
		}
	}
	return out
}

// rest gives the places in a of what b does not hold as often.
func rest(a, b []*Node) (places []int) {
	left := slices.Clone(b)
	for i, n := range a {
		if j := slices.IndexFunc(left, n.Same); j >= 0 {
			left = slices.Delete(left, j, j+1)
			continue
		}
		places = append(places, i)
	}
	return places
}

// Compare compares two versions by their hashes, the zero hash being the
// working copy, and gives with each difference the reasons noted between the
// two. Code NotFound if there is no such version.
func (d *Desk) Compare(ctx context.Context, by record.Actor, a, b record.Hash) (out []Difference, err error) {
	err = d.see(ctx, by, func(r record.Reader) error {
		w, err := d.workingOf(r)
		if err != nil {
			return err
		}
		from, err := d.side(r, w, a)
		if err != nil {
			return err
		}
		to, err := d.side(r, w, b)
		if err != nil {
			return err
		}
		all, err := history(r)
		if err != nil {
			return err
		}
		out = Compare(from.file, to.file)
		for i := range out {
			out[i].Why = reasons(all, w, from, to, out[i].Item.Name())
		}
		return nil
	})
	return out, err
}

// side is one of the two that are compared; its number is 0 for a draft that
// ships and that of the next version for the working copy.
type side struct {
	file   *File
	number int
	works  bool
}

func (d *Desk) side(r record.Reader, w Working, h record.Hash) (side, error) {
	if h == (record.Hash{}) {
		return side{w.File, w.Next.Version, true}, nil
	}
	v, err := d.byHash(r, h)
	if err != nil {
		return side{}, err
	}
	f, err := d.file(v)
	if v.Shipped() {
		return side{f, 0, false}, err
	}
	return side{f, v.Version, false}, err
}

// reasons gathers why an item was changed from one side to the other, the
// earliest first.
func reasons(all []Version, w Working, from, to side, item string) []Why {
	var out []Why
	low, high := min(from.number, to.number), max(from.number, to.number)
	for _, v := range slices.Backward(all) {
		if v.Version <= low || v.Version > high {
			continue
		}
		for _, n := range v.Changes {
			if n.Item == item {
				out = append(out, n.Why...)
			}
		}
	}
	if l, ok := w.Line(item); ok && (from.works || to.works) {
		out = append(out, l.Why...)
	}
	return out
}
