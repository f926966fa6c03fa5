package protocol

import (
	"reflect"
	"strings"
	"unicode"

	"kapdesk/app/words"
)

// Form is how the value of a key is written.
type Form string

// The forms.
const (
	FormText     Form = "text"     // a string
	FormWords    Form = "words"    // {"en", "es"}
	FormCount    Form = "count"    // a whole number
	FormAmount   Form = "amount"   // a decimal in a string
	FormPressure Form = "pressure" // "140/90"
	FormFlag     Form = "flag"     // true or false
	FormTexts    Form = "texts"    // a list of strings
	FormObject   Form = "object"   // keys, in Of
	FormObjects  Form = "objects"  // a list of objects with the keys in Of
	FormOther    Form = "other"    // JSON of another form
)

// Shape says what one key of an item may hold. It is read off the types that
// Parse fills, so that an editor knows every section that Parse knows.
type Shape struct {
	Key      string
	Form     Form
	Optional bool
	Options  []string // the only values there are; nil: any
	Refers   string   // the section whose ids are the values; "" for none
	Of       []Shape  // of FormObject and FormObjects
}

// Part gives the shape of one key of an object.
func (s Shape) Part(key string) (Shape, bool) {
	return find(s.Of, func(p Shape) bool { return p.Key == key })
}

// refers names the section that a key points to, wherever the key stands.
var refers = map[string]string{"group": "groups", "fact": "facts", "route": "routes", "style": "styles", "class": "classes", "form": "forms", "any_of": "classes", "none_of": "classes"}

// options are the closed lists that check.go allows, by the type of the
// value, or by the type that holds it and the key.
var options = map[string][]string{
	"State": {string(Clear), string(Review), string(Stop), string(Unknown)}, "Card": {string(Recheck), string(Call), string(Emergency)},
	"Grade": {string(General), string(Weak)}, "Type": {string(TypeAnswer), string(TypeNumber), string(TypePressure), string(TypeMedicines), string(TypeDate)},
	"Judge": {string(ByScale), string(ByChange), string(BySedation), string(ByStay)}, "Rescreen.check": Checks,
	"Condition.is": {Yes, No}, "DoseRange.unit": {PerDose, PerKG}, "Trigger.measure": {"spo2", "pulse", "breaths", "sedation", "pressure"},
}

// ShapeOf gives the shape of one item of a section: an object for an item of
// a list. A list that stands within a section is named with a point,
// "discharge.items". ok is false for a section that Parse does not know.
func ShapeOf(section string) (Shape, bool) {
	s := Shape{Form: FormObject, Of: keys(reflect.TypeFor[Protocol]())}
	for _, part := range strings.Split(section, ".") {
		var ok bool
		if s, ok = s.Part(part); !ok {
			return Shape{}, false
		}
	}
	return s, true
}

// keys gives the keys of a struct in the order of its fields; embedded ones
// stand among its own.
func keys(t reflect.Type) []Shape {
	var out []Shape
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			out = append(out, keys(f.Type)...)
			continue
		}
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" && !parsedApart(f.Type) {
			continue
		}
		if name == "-" || name == "" {
			name = snake(f.Name)
		}
		s := shape(f.Type)
		s.Key, s.Refers = name, refers[name]
		s.Optional = strings.Contains(opts, "omitempty") || strings.Contains(opts, "omitzero")
		if o := options[t.Name()+"."+name]; o != nil {
			s.Options = o
		}
		out = append(out, s)
	}
	return out
}

// parsedApart tells a section of which Parse reads every item by itself.
func parsedApart(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct
}

func shape(t reflect.Type) Shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[words.Text]():
		return Shape{Form: FormWords}
	case t == reflect.TypeFor[Pressure]():
		return Shape{Form: FormPressure}
	case t == reflect.TypeFor[Amount]():
		return Shape{Form: FormAmount}
	}
	switch t.Kind() {
	case reflect.String:
		return Shape{Form: FormText, Options: options[t.Name()]}
	case reflect.Int, reflect.Int64:
		return Shape{Form: FormCount}
	case reflect.Bool:
		return Shape{Form: FormFlag}
	case reflect.Struct:
		return Shape{Form: FormObject, Of: keys(t)}
	case reflect.Slice:
		switch t.Elem().Kind() {
		case reflect.String:
			return Shape{Form: FormTexts}
		case reflect.Struct:
			return Shape{Form: FormObjects, Of: keys(t.Elem())}
		}
	}
	return Shape{Form: FormOther}
}

// snake gives a Go name as a key: "NoDriving" is "no_driving".
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Refers names the section whose ids stand under a key; "" for none.
func Refers(key string) string { return refers[key] }
