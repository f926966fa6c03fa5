package adoption

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"kapdesk/app/protocol"
)

func TestReadFileRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		``:                        "EOF",
		`[]`:                      "an object in braces",
		`{"a":1,"a":2}`:           "a stands twice",
		`{"a.b":1}`:               `"a.b" is no section`,
		`{"a":1} 2`:               "something follows",
		`{"a":}`:                  "invalid character",
		strings.Repeat("[", 4000): "too deep",
	} {
		if _, err := ReadFile([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %v, want %q", raw, err, want)
		}
	}
}

// What was taken apart and written again says the same to the program.
func TestTheShippedDraftComesBackWhole(t *testing.T) {
	raw := shipped(t)
	f, err := ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	before, err := ReadNode(raw)
	if err != nil {
		t.Fatal(err)
	}
	after, err := ReadNode(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !before.Same(after) {
		t.Error("something was lost on the way")
	}
	if p, err := protocol.Parse(f.Bytes()); err != nil || p.Hash != hashOf(f.Bytes()) {
		t.Errorf("%v", err)
	}
	again, err := ReadFile(f.Bytes())
	if err != nil || !bytes.Equal(again.Bytes(), f.Bytes()) {
		t.Errorf("written twice it differs (%v)", err)
	}
}

// Every section of the file, also one that a later program brings, is items
// with names of their own, and Parse's types know each of its keys.
func TestEveryItemHasANameAndAShape(t *testing.T) {
	f, err := ReadFile(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, it := range f.Items() {
		if seen[it.Name()] {
			t.Errorf("%s stands twice", it.Name())
		}
		seen[it.Name()] = true
		shape, ok := protocol.ShapeOf(it.Section)
		if !ok {
			t.Errorf("%s: no shape", it.Section)
		}
		if it.Node.IsObject() && shape.Form != protocol.FormWords {
			known(t, it.Name(), shape, it.Node)
		}
	}
	if len(seen) < 150 {
		t.Errorf("only %d items", len(seen))
	}
	for _, name := range []string{"criteria/stroke", "classes/benzodiazepine", "limits/pre_dose", "doses/lozenge_psycholytic", "monitoring/IV", "fasting/IV",
		"holds/benzodiazepine", "discharge", "discharge.items/padss", "triggers/spo2_low", "validity", "title", "dose_words"} {
		if !seen[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

func known(t *testing.T, at string, s protocol.Shape, n *Node) {
	t.Helper()
	for _, p := range n.Pairs {
		part, ok := s.Part(p.Key)
		if !ok || part.Form == protocol.FormOther {
			t.Errorf("%s.%s: shape %+v", at, p.Key, part)
			continue
		}
		if part.Form == protocol.FormObject {
			known(t, at+"."+p.Key, part, p.Value)
		}
		for _, kid := range p.Value.List {
			if part.Form == protocol.FormObjects {
				known(t, at+"."+p.Key, part, kid)
			}
		}
	}
}

// What has no title is called by what it is about; a rating scale is known by
// its name in the file.
func TestNoItemIsCalledByItsNameInTheFile(t *testing.T) {
	f, err := ReadFile(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range f.Items() {
		if title, ok := titleOf(f, it); ok && title.EN == it.Key && it.Section != "scale_offers" {
			t.Errorf("%s is called %q", it.Name(), title.EN)
		}
	}
}

func TestASectionNobodyKnowsIsItems(t *testing.T) {
	f, err := ReadFile([]byte(`{"id":"x","version":1,"status":"draft","later":[{"id":"a","n":1},{"id":"b"}],"alone":{"n":2},"names":["x"],"twice":[{"id":"a"},{"id":"a"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, it := range f.Items() {
		names = append(names, it.Name())
	}
	if got := strings.Join(names, " "); got != "later/a later/b alone names twice" {
		t.Errorf("%s", got)
	}
	if f.Head("id") != "x" || !f.IsList("later") || f.IsList("alone") || f.IsList("twice") || f.IsList("none") {
		t.Error("the head or the lists are wrong")
	}
}

func TestWithChangesNothingOfTheOriginal(t *testing.T) {
	f, err := ReadFile([]byte(`{"later":[{"id":"a"},{"id":"b"}],"one":{"n":2,"items":[{"id":"x"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	before := string(f.Bytes())
	g := f.with("later", "a", nil).with("later", "c", node(t, map[string]any{"id": "c"})).with("one.items", "x", node(t, map[string]any{"id": "x", "n": 1})).with("new", "k", node(t, map[string]any{"id": "k"}))
	if string(f.Bytes()) != before {
		t.Error("the original changed")
	}
	flat := strings.Join(strings.Fields(string(g.Bytes())), "")
	if want := `{"later":[{"id":"b"},{"id":"c"}],"one":{"n":2,"items":[{"id":"x","n":1}]},"new":[{"id":"k"}]}`; flat != want {
		t.Errorf("%s, want %s", flat, want)
	}
}

// Any value comes back from its JSON as it was, and is the same as itself and
// not as another.
func TestNodesComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := random(r, 0)
		back, err := ReadNode(n.Raw())
		if err != nil || !back.Same(n) || !n.Copy().Same(back) {
			t.Fatalf("%s: %v", n.Raw(), err)
		}
		o := NewObject(Pair{"x", n})
		if o.Same(NewObject(Pair{"y", n})) || o.Same(NewObject()) || o.Same(n) {
			t.Fatalf("%s is the same as another", n.Raw())
		}
	}
}

func random(r *rand.Rand, depth int) *Node {
	switch k := r.IntN(6); {
	case k == 0 && depth < 4:
		n := NewObject()
		for i := range r.IntN(4) {
			n.Set(string(rune('a'+i)), random(r, depth+1))
		}
		return n
	case k == 1 && depth < 4:
		n := NewList()
		for range r.IntN(4) {
			n.List = append(n.List, random(r, depth+1))
		}
		return n
	case k == 2:
		return NewValue(r.IntN(2) == 0)
	case k == 3:
		return NewValue(nil)
	}
	return NewValue("x<&>é" + string(rune('a'+r.IntN(5))))
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`{"id":"x","version":1,"later":[{"route":"IV","style":"low"},{"class":"c"}],"w":{"en":"a","es":"b"},"n":["x"],"e":[]}`))
	f.Add([]byte(`{"a":[{"id":"x"}],"b":{"items":[{"id":"y"}]}}`))
	f.Add([]byte(`{"a":[],"a.b":[{"id":"y"}],"a":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := ReadFile(raw)
		if err != nil {
			return
		}
		again, err := ReadFile(file.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Equal(again.Bytes(), file.Bytes()) {
			t.Fatalf("written twice it differs: %s", raw)
		}
	})
}
