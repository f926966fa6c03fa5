package protocol

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// part is what stands on the screen for one value of the file, and reads it
// back; nil is a key that is left out.
type part struct {
	view fyne.CanvasObject
	read func() *adoption.Node
}

// conditions are the keys that go with each type of fact.
var conditions = map[string][]string{
	string(protocol.TypeAnswer): {"is", "kind", "within_days", "over_days"}, string(protocol.TypeNumber): {"below", "at_least"},
	string(protocol.TypePressure): {"above", "at_most", "within_days", "over_days"}, string(protocol.TypeDate): {"within_days", "over_days"},
	string(protocol.TypeMedicines): {"any_of", "none_of", "unrecognised"},
}

// fewOptions is how many options stand beside one another; more are found by
// typing.
const fewOptions = 4

func (e *editor) t(english string, args ...any) string { return e.v.Shell.T(english, args...) }

// make makes the fields of a value. holder is the object it stands in, which
// may say the unit.
func (e *editor) make(id string, s protocol.Shape, n, holder *adoption.Node) part {
	switch s.Form {
	case protocol.FormObject:
		return e.object(id, s, n)
	case protocol.FormObjects:
		return e.objects(id, s, n)
	case protocol.FormWords:
		return e.words(id, s, n)
	case protocol.FormTexts:
		return e.texts(id, s, n)
	case protocol.FormFlag:
		return e.flag(id, s, n)
	case protocol.FormCount, protocol.FormAmount:
		return e.number(id, s, n, holder)
	case protocol.FormPressure:
		return e.pressure(id, s, n)
	case protocol.FormText:
		if s.Options != nil || s.Refers != "" {
			return e.options(id, s, n)
		}
		return e.text(id, s, n)
	}
	return e.other(id, s, n)
}

// label says the key of a value.
func (e *editor) label(s protocol.Shape) string {
	if s.Key == "" {
		return e.v.voice().Section(e.section)
	}
	return e.v.voice().Key(s.Key)
}

// took notes a field, so that a refusal finds it, and tells its changes.
func (e *editor) took(key string, f kit.Field, changed *func()) {
	e.fields = append(e.fields, keyed{key, f})
	*changed = e.v.keeper.Changed
}

// object makes the keys of an object one under another, short ones side by
// side. What stands in it and has no shape stays as it is.
func (e *editor) object(id string, s protocol.Shape, n *adoption.Node) part {
	type kept struct {
		key string
		part
	}
	var parts []kept
	var rows, short []fyne.CanvasObject
	flush := func() {
		if len(short) > 0 {
			rows = append(rows, kit.FormGrid(2, short...))
			short = nil
		}
	}
	var dropped []string
	for _, k := range s.Of {
		if e.hidden(id, s, k, n) {
			if s.Key == "if" { // of another type of fact
				dropped = append(dropped, k.Key)
			}
			continue
		}
		p := e.make(id+"."+k.Key, k, n.Get(k.Key), n)
		parts = append(parts, kept{k.Key, p})
		if slices.Contains([]protocol.Form{protocol.FormObject, protocol.FormObjects, protocol.FormWords, protocol.FormTexts}, k.Form) || k.Key == sentence {
			flush()
			rows = append(rows, p.view)
			continue
		}
		short = append(short, p.view)
	}
	flush()
	return part{kit.Stack(kit.GapM, rows...), func() *adoption.Node {
		out := adoption.NewObject()
		if n != nil {
			out = n.Copy()
		}
		for _, key := range dropped {
			out.Set(key, nil)
		}
		for _, p := range parts {
			out.Set(p.key, p.read())
		}
		if s.Optional && len(out.Pairs) == 0 {
			return nil
		}
		return out
	}}
}

// hidden tells a key that is not for anybody to fill in here: the name of an
// item that is there already, a list whose items stand by themselves, and a
// condition that does not go with the fact.
func (e *editor) hidden(id string, s, k protocol.Shape, n *adoption.Node) bool {
	switch {
	case id == e.section && !e.adding && k.Key == "id":
		return true
	case id == e.section && !e.adding && n.Get("id") == nil && slices.Contains([]string{"route", "style", "class"}, k.Key):
		return true
	case id == e.section && k.Form == protocol.FormObjects && e.v.state.Working.File.IsList(e.section+"."+k.Key):
		return true
	case s.Key == "if":
		keys, known := conditions[e.factType()]
		return known && !slices.Contains(keys, k.Key)
	}
	return false
}

// factType is the type of the fact that the item looks at.
func (e *editor) factType() string {
	fact := e.was.Get("fact").Text()
	for _, f := range e.fields {
		if p, ok := f.field.(*kit.Picker); ok && f.key == "fact" {
			fact = p.Value()
		}
	}
	it, _ := e.v.state.Working.File.Item("facts/" + fact)
	return it.Node.Get("type").Text()
}

// objects makes a list of objects, with a way to add one and to take each
// away.
func (e *editor) objects(id string, s protocol.Shape, n *adoption.Node) part {
	one := protocol.Shape{Key: s.Key, Form: protocol.FormObject, Of: s.Of}
	var kids []*part
	made := 0
	box := kit.Stack(kit.GapS)
	label := e.label(s)
	var show func()
	add := func(n *adoption.Node) {
		made++
		p := e.object(id+"."+strconv.Itoa(made), one, n)
		kids = append(kids, &p)
	}
	show = func() {
		box.Objects = nil
		for i, k := range kids {
			remove := kit.Quiet(id+".remove."+strconv.Itoa(i+1), e.t("Remove"), func() {
				kids = slices.DeleteFunc(kids, func(o *part) bool { return o == k })
				show()
				e.v.keeper.Changed()
			})
			box.Add(kit.NewCard("", kit.Stack(kit.GapS, kit.Row(kit.GapS, kit.Strong(label+" "+strconv.Itoa(i+1)), kit.Spacer(), remove), k.view)))
		}
		box.Add(kit.Row(0, kit.Quiet(id+".add", e.t("Add: %s", label), func() {
			add(adoption.NewObject())
			show()
			e.v.keeper.Changed()
		})))
		if e.v.form != nil {
			e.v.form.Adopt(box)
		}
		box.Refresh()
	}
	if n != nil {
		for _, kid := range n.List {
			add(kid)
		}
	}
	show()
	return part{box, func() *adoption.Node {
		out := adoption.NewList()
		for _, k := range kids {
			out.List = append(out.List, k.read())
		}
		if s.Optional && len(out.List) == 0 {
			return nil
		}
		return out
	}}
}

// words makes the English beside the Spanish.
func (e *editor) words(id string, s protocol.Shape, n *adoption.Node) part {
	en := kit.NewNotesField(e.v.Shell.T, id+".en", e.label(s)+" · "+e.t("English")).SetRows(2)
	es := kit.NewNotesField(e.v.Shell.T, id+".es", e.label(s)+" · "+e.t("Spanish")).SetRows(2)
	en.SetText(n.Get("en").Text())
	es.SetText(n.Get("es").Text())
	e.took(s.Key, en, &en.OnChanged)
	e.took(s.Key, es, &es.OnChanged)
	return part{kit.FormGrid(2, en, es), func() *adoption.Node {
		a, b := strings.TrimSpace(en.Text()), strings.TrimSpace(es.Text())
		if a == "" && b == "" {
			return nil
		}
		return adoption.NewObject(adoption.Pair{Key: "en", Value: adoption.NewValue(a)}, adoption.Pair{Key: "es", Value: adoption.NewValue(b)})
	}}
}

// texts makes a list of words, separated by commas or lines.
func (e *editor) texts(id string, s protocol.Shape, n *adoption.Node) part {
	f := kit.NewNotesField(e.v.Shell.T, id, e.label(s)).SetRows(2)
	var have []string
	if n != nil {
		for _, kid := range n.List {
			have = append(have, kid.Text())
		}
	}
	f.SetText(strings.Join(have, ", "))
	f.SetHint(e.t("Separated by commas."))
	if s.Refers != "" {
		f.SetHint(e.t("Separated by commas: %s", strings.Join(e.ids(s.Refers), ", ")))
	}
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node {
		out := adoption.NewList()
		for _, w := range strings.FieldsFunc(f.Text(), func(r rune) bool { return r == ',' || r == '\n' }) {
			if w = strings.TrimSpace(w); w != "" {
				out.List = append(out.List, adoption.NewValue(w))
			}
		}
		if s.Optional && len(out.List) == 0 {
			return nil
		}
		return out
	}}
}

// ids are the names by which the items of a section are known.
func (e *editor) ids(section string) []string {
	var out []string
	for _, it := range e.v.state.Working.File.In(section) {
		out = append(out, it.Key)
	}
	return out
}

// flag makes a choice of yes and no, and of neither where that can be.
func (e *editor) flag(id string, s protocol.Shape, n *adoption.Node) part {
	opts := []kit.Option{{Value: "true", Label: e.t("yes")}, {Value: "false", Label: e.t("no")}}
	if s.Optional {
		opts = append(opts, kit.Option{Value: "", Label: "–"})
	}
	f := kit.NewChoice(e.v.Shell.T, id, e.label(s), opts...)
	if n != nil {
		f.SetValue(strconv.FormatBool(n.Value == true))
	}
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node {
		if f.Value() == "" {
			return nil
		}
		return adoption.NewValue(f.Value() == "true")
	}}
}

// number makes a figure with its unit.
func (e *editor) number(id string, s protocol.Shape, n, holder *adoption.Node) part {
	f := kit.NewNumberField(e.v.Shell.T, id, e.label(s), e.t(adoption.Unit(holder, s.Key)))
	f.SetValue(n.Text())
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node {
		figure, ok := f.Value()
		switch {
		case figure == "" && ok:
			return nil
		case !ok, s.Form == protocol.FormAmount:
			return adoption.NewValue(strings.TrimSpace(f.Text()))
		}
		return adoption.NewValue(json.Number(figure))
	}}
}

// pressure makes a blood pressure.
func (e *editor) pressure(id string, s protocol.Shape, n *adoption.Node) part {
	f := kit.NewBPField(e.v.Shell.T, id, e.label(s))
	f.SetText(n.Text())
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node { return textNode(f.Text()) }}
}

// textNode is a string; nil for nothing.
func textNode(s string) *adoption.Node {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return adoption.NewValue(s)
}

// sentence is the key under which a source says something: it needs lines.
const sentence = "text"

// text makes a line of text, or more for a sentence.
func (e *editor) text(id string, s protocol.Shape, n *adoption.Node) part {
	if s.Key == sentence {
		f := kit.NewNotesField(e.v.Shell.T, id, e.label(s)).SetRows(2)
		f.SetText(n.Text())
		e.took(s.Key, f, &f.OnChanged)
		return part{f, func() *adoption.Node { return textNode(f.Text()) }}
	}
	f := kit.NewTextField(e.v.Shell.T, id, e.label(s))
	f.SetText(n.Text())
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node { return textNode(f.Text()) }}
}

// options makes a choice among closed words or among the items of a section.
func (e *editor) options(id string, s protocol.Shape, n *adoption.Node) part {
	v, opts := e.v, []kit.Option(nil)
	for _, o := range s.Options {
		opts = append(opts, kit.Option{Value: o, Label: v.voice().Option(o)})
	}
	for _, it := range v.state.Working.File.In(s.Refers) {
		opts = append(opts, kit.Option{Value: it.Key, Label: v.voice().Item(v.state.Working.File, it)})
	}
	if len(opts) <= fewOptions && s.Refers == "" {
		if s.Optional {
			opts = append(opts, kit.Option{Value: "", Label: "–"})
		}
		f := kit.NewChoice(v.Shell.T, id, e.label(s), opts...)
		f.SetValue(n.Text())
		e.took(s.Key, f, &f.OnChanged)
		return part{kit.Wide(f), func() *adoption.Node { return textNode(f.Value()) }}
	}
	f := kit.NewPicker(v.Shell.T, id, e.label(s), opts...)
	f.SetValue(n.Text())
	e.took(s.Key, f, &f.OnChanged)
	if s.Key == "fact" {
		f.OnChanged = func() {
			e.v.keeper.Changed()
			if f.Value() != "" { // half a word typed is no other fact yet
				e.rebuild()
			}
		}
	}
	return part{f, func() *adoption.Node { return textNode(f.Value()) }}
}

// other makes a field for JSON of a form that the program has no fields for.
func (e *editor) other(id string, s protocol.Shape, n *adoption.Node) part {
	f := kit.NewNotesField(e.v.Shell.T, id, e.label(s)).SetRows(6)
	if n != nil {
		f.SetText(string(n.Raw()))
	}
	f.SetHint(e.t("As it stands in the file (JSON)."))
	f.SetCheck(func(text string) string {
		if _, err := adoption.ReadNode([]byte(text)); err != nil && strings.TrimSpace(text) != "" {
			return e.t("This is not whole JSON. Kept as typed.")
		}
		return ""
	})
	e.took(s.Key, f, &f.OnChanged)
	return part{f, func() *adoption.Node {
		read, err := adoption.ReadNode([]byte(f.Text()))
		if err != nil {
			return textNode(f.Text())
		}
		return read
	}}
}
