package adoption

import (
	"encoding/json"
	"slices"
	"strconv"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

func itoa(n int) string { return strconv.Itoa(n) }

// mostJSON bounds one item in bytes; the longest that ships is a tenth of it.
const mostJSON = 64 << 10

// now is the line's item as it stands; nil where it was removed.
func (l Line) now() *Node {
	if l.Mark == Removed {
		return nil
	}
	return l.Node
}

// target finds the line that an edit is about, and refuses an edit that
// cannot be.
func (w Working) target(e Edit) (Line, error) {
	l, err := w.find(e)
	switch {
	case err != nil:
		return l, err
	case len(l.Clash) > 0:
		return l, &record.Problem{Code: record.Conflict, Field: l.Name(), Text: "Two people changed this at once, on two laptops.", Next: "Choose one of the two first."}
	case !l.now().Same(e.Was):
		return l, &record.Problem{Code: record.Conflict, Field: l.Name(), Text: "This has been changed meanwhile. Nothing of yours was written.", Next: "Look at it again; what you typed is kept."}
	case e.Now == nil && e.Was == nil, e.Now.Same(e.Was):
		return l, record.Invalidf(l.Name(), "Nothing about this was changed.")
	case e.Now == nil && !w.File.IsList(l.Section):
		return l, record.Refusedf("This belongs to every protocol and cannot be removed.")
	case e.Now != nil && len(e.Now.Raw()) > mostJSON:
		return l, record.Invalidf(l.Name(), "This is longer than an item of a protocol can be.")
	case e.Now != nil && l.Key != "" && keyOf(e.Now) != l.Key:
		return l, record.Invalidf(l.Name(), "The name by which the program knows this item cannot be changed. Add another and remove this one.")
	}
	return l, nil
}

func (w Working) find(e Edit) (Line, error) {
	if e.Item != "" {
		if l, ok := w.Line(e.Item); ok {
			return l, nil
		}
		return Line{}, &record.Problem{Code: record.NotFound, Field: e.Item, Text: "This item is not in the protocol.", Next: "Look at the list again."}
	}
	key := ""
	if e.Now.IsObject() {
		key = keyOf(e.Now)
	}
	if key == "" {
		return Line{}, record.Invalidf("item.id", "A new item needs a name of its own, in small letters.")
	}
	l := Line{Item: Item{e.Section, key, e.Now}, Mark: Removed}
	if had, ok := w.Line(l.Name()); ok {
		if had.now() != nil {
			return l, record.Invalidf("item.id", "There is an item of this name already.")
		}
		return had, nil
	}
	if shape, _ := protocol.ShapeOf(e.Section); !w.File.IsList(e.Section) && shape.Form != protocol.FormObjects {
		return l, record.Refusedf("Nothing can be added here.")
	}
	return l, nil
}

// value is what the line's field is set to: nothing where the item is again
// as in the base.
func (l Line) value(e Edit, why Why) any {
	if e.Now.Same(l.Base) {
		return nil
	}
	return edit{Section: l.Section, Key: l.Key, Now: rawOf(e.Now), Was: rawOf(e.Was), Why: append(slices.Clone(l.Why), why)}
}

func rawOf(n *Node) json.RawMessage {
	if n == nil {
		return nil
	}
	return n.Raw()
}
