package notestest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf16"
)

// forms are the marker in every form in which it may stand: UTF-8, UTF-16 in
// both orders, and each of those in hexadecimal and in base64 from any of the
// three places within a group of letters.
func forms(marker string) (out [][]byte) {
	var little, big []byte
	for _, u := range utf16.Encode([]rune(marker)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for _, raw := range [][]byte{[]byte(marker), little, big} {
		digits := hex.EncodeToString(raw)
		out = append(out, raw, []byte(digits), []byte(strings.ToUpper(digits)))
		for shift := range 3 {
			for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				// Only the letters that the marker alone decides.
				text := enc.EncodeToString(append(make([]byte, shift), raw...))
				from, to := (shift*8+5)/6, (shift+len(raw))*8/6
				out = append(out, []byte(text[from:to]))
			}
		}
	}
	return out
}

// Find walks everything that can be reached from v, unexported fields too, and
// names the places where the marker stands in any form.
func Find(v any, marker string) []string {
	f := &finder{forms: forms(marker), seen: map[seen]bool{}}
	f.walk(reflect.ValueOf(v), "", 0)
	return f.found
}

type seen struct {
	at   uintptr
	t    reflect.Type
	room int // of a slice
}

type finder struct {
	forms [][]byte
	seen  map[seen]bool
	found []string
}

// deepest keeps the walk from a stack overflow; the log is far flatter.
const deepest = 400

func (f *finder) look(b []byte, path string) {
	for _, form := range f.forms {
		if bytes.Contains(b, form) {
			f.found = append(f.found, path)
			return
		}
	}
}

func (f *finder) walk(v reflect.Value, path string, depth int) {
	if !v.IsValid() || depth > deepest {
		return
	}
	switch v.Kind() {
	case reflect.String:
		f.look([]byte(v.String()), path)
	case reflect.Interface:
		f.walk(v.Elem(), path, depth+1)
	case reflect.Pointer:
		if key := (seen{v.Pointer(), v.Type(), 0}); !v.IsNil() && !f.seen[key] {
			f.seen[key] = true
			f.walk(v.Elem(), path, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f.walk(v.Field(i), path+"."+v.Type().Field(i).Name, depth+1)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			f.walk(it.Key(), path+"[key]", depth+1)
			f.walk(it.Value(), fmt.Sprintf("%s[%v]", path, it.Key()), depth+1)
		}
	case reflect.Slice, reflect.Array:
		f.list(v, path, depth)
	}
}

// list looks at bytes and letters as a whole, also at those that a slice was
// cut short of, and at anything else one by one.
func (f *finder) list(v reflect.Value, path string, depth int) {
	if v.Kind() == reflect.Slice {
		key := seen{v.Pointer(), v.Type(), v.Cap()}
		if f.seen[key] {
			return
		}
		f.seen[key] = true
		v = v.Slice(0, v.Cap())
	}
	switch v.Type().Elem().Kind() {
	case reflect.Uint8:
		b := make([]byte, v.Len())
		for i := range b {
			b[i] = byte(v.Index(i).Uint())
		}
		f.look(b, path)
	case reflect.Int32:
		var text strings.Builder
		for i := range v.Len() {
			text.WriteRune(rune(v.Index(i).Int()))
		}
		f.look([]byte(text.String()), path)
	default:
		for i := range v.Len() {
			f.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
		}
	}
}
