package adoption

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"kapdesk/app/words"
)

// Node is a JSON value whose objects keep the order of their keys, so that a
// file that was changed in one place reads as before in all others.
type Node struct {
	Pairs []Pair // of an object; nil if it is none
	List  []*Node
	Value any // a string, json.Number, bool or nil
	kind  byte
}

// Pair is one key of an object.
type Pair struct {
	Key   string
	Value *Node
}

// The kinds of a Node.
const (
	object = 'o'
	list   = 'l'
	scalar = 's'
)

// deepest bounds how far lists and objects stand within each other, as
// protocol.Parse does.
const deepest = 32

// ReadNode reads one JSON value, and nothing may follow it. A key that stands
// twice is an error.
func ReadNode(raw []byte) (*Node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := readNode(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the end")
	}
	return n, nil
}

func readNode(d *json.Decoder, depth int) (*Node, error) {
	if depth > deepest {
		return nil, errors.New("lists and objects stand too deep in each other")
	}
	tok, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		return readObject(d, depth)
	case json.Delim('['):
		n := &Node{kind: list}
		for d.More() {
			kid, err := readNode(d, depth+1)
			if err != nil {
				return nil, err
			}
			n.List = append(n.List, kid)
		}
		_, err := d.Token()
		return n, err
	}
	return &Node{kind: scalar, Value: tok}, nil
}

func readObject(d *json.Decoder, depth int) (*Node, error) {
	n := &Node{kind: object}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if n.Get(name) != nil {
			return nil, errors.New(name + " stands twice")
		}
		kid, err := readNode(d, depth+1)
		if err != nil {
			return nil, err
		}
		n.Pairs = append(n.Pairs, Pair{name, kid})
	}
	_, err := d.Token()
	return n, err
}

// NewObject, NewList and NewValue make nodes.
func NewObject(pairs ...Pair) *Node { return &Node{kind: object, Pairs: pairs} }

// NewList makes a list.
func NewList(kids ...*Node) *Node { return &Node{kind: list, List: kids} }

// NewValue makes a string, json.Number, bool or nil.
func NewValue(v any) *Node { return &Node{kind: scalar, Value: v} }

// IsObject and IsList tell what a node is; nil is neither.
func (n *Node) IsObject() bool { return n != nil && n.kind == object }

// IsList reports whether the node is a list.
func (n *Node) IsList() bool { return n != nil && n.kind == list }

// Get gives the value of a key of an object; nil if there is none.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key == key {
			return p.Value
		}
	}
	return nil
}

// Set gives a key its value, at its place or as the last; nil takes it away.
func (n *Node) Set(key string, v *Node) {
	i := slices.IndexFunc(n.Pairs, func(p Pair) bool { return p.Key == key })
	switch {
	case v == nil && i >= 0:
		n.Pairs = slices.Delete(n.Pairs, i, i+1)
	case v != nil && i >= 0:
		n.Pairs[i].Value = v
	case v != nil:
		n.Pairs = append(n.Pairs, Pair{key, v})
	}
}

// Text gives a string, or a number as it is written; "" for anything else.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	switch v := n.Value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// Words gives {"en", "es"}.
func (n *Node) Words() words.Text {
	return words.Text{EN: n.Get("en").Text(), ES: n.Get("es").Text()}
}

// MarshalJSON writes the node with its keys in their order.
func (n *Node) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := n.write(&b)
	return b.Bytes(), err
}

func (n *Node) write(b *bytes.Buffer) error {
	switch {
	case n == nil:
		b.WriteString("null")
	case n.kind == object:
		b.WriteByte('{')
		for i, p := range n.Pairs {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := scalarTo(b, p.Key); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := p.Value.write(b); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	case n.kind == list:
		b.WriteByte('[')
		for i, kid := range n.List {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := kid.write(b); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	default:
		return scalarTo(b, n.Value)
	}
	return nil
}

// scalarTo writes < and > as they are: people read the file.
func scalarTo(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder's new line
	return nil
}

// Raw gives the node as JSON.
func (n *Node) Raw() json.RawMessage {
	raw, err := n.MarshalJSON()
	if err != nil { // a Value that no reader makes
		return json.RawMessage("null")
	}
	return raw
}

// Copy gives the same node, to be changed by itself.
func (n *Node) Copy() *Node {
	if n == nil {
		return nil
	}
	c := &Node{kind: n.kind, Value: n.Value}
	for _, p := range n.Pairs {
		c.Pairs = append(c.Pairs, Pair{p.Key, p.Value.Copy()})
	}
	for _, kid := range n.List {
		c.List = append(c.List, kid.Copy())
	}
	return c
}

// Same reports whether two nodes say the same; the order of keys says
// nothing.
func (n *Node) Same(o *Node) bool {
	if n == nil || o == nil {
		return n == o
	}
	if n.kind != o.kind || n.Value != o.Value || len(n.Pairs) != len(o.Pairs) {
		return false
	}
	for _, p := range n.Pairs {
		if other := o.Get(p.Key); other == nil || !p.Value.Same(other) {
			return false
		}
	}
	return slices.EqualFunc(n.List, o.List, (*Node).Same)
}
