package leak

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// word has letters of one, two and three bytes in UTF-8.
const word = "Ñandú ‘Pepe’ 0199"

// planted gives the word as different programs might write it, each with what
// stands around it.
func planted(word string) map[string][]byte {
	all := map[string][]byte{"alone": []byte(word), "lower case": []byte(strings.ToLower(word))}
	around := func(b []byte) []byte { return slices.Concat([]byte("\x00\xffbefore "), b, []byte(" after\x01")) }
	all["in the middle"] = around([]byte(word))
	var le, be []byte
	for _, u := range utf16.Encode([]rune(word)) {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	all["UTF-16LE"], all["UTF-16BE"], all["UTF-16 at an odd place"] = around(le), around(be), append([]byte{0}, le...)
	all["hex"] = []byte(hex.EncodeToString([]byte("some text and " + word + " and more")))
	all["HEX"] = []byte(strings.ToUpper(string(all["hex"])))
	for shift := range 6 {
		text := []byte(strings.Repeat("~", shift) + word + "?>~")
		all[fmt.Sprint("base64 ", shift)] = []byte(base64.StdEncoding.EncodeToString(text))
		all[fmt.Sprint("base64 for addresses ", shift)] = []byte(base64.URLEncoding.EncodeToString(text))
	}
	all["Go"] = fmt.Appendf(nil, "%+q", "call "+word)
	return all
}

func TestEveryFormIsFound(t *testing.T) {
	for _, w := range []string{word, "Ñandú", "nandu", "3/14/19", "Ana María Łukasz"} {
		f := New(w)
		for how, b := range planted(w) {
			if len(f.In("x", b)) == 0 {
				t.Errorf("%q as %s is not found in %q", w, how, b)
			}
		}
	}
}

func TestAPartOfATextIsFound(t *testing.T) {
	f := New("Calm, inward session. Early grief about his mother's kitchen.\nLeft walking steadily")
	for _, part := range []string{"… Calm, inward session.", "grief about his mo: Early grief about", `{"note":"Left walking steadily"}`} {
		if len(f.In("x", []byte(part))) == 0 {
			t.Errorf("not found in %q", part)
		}
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	f := New(word, "Ñandú", "nandu", "José", "(321) 555-0199", "no", "911")
	noise := make([]byte, 1<<20)
	src := rand.NewChaCha8([32]byte{1})
	src.Read(noise)
	other, err := json.Marshal(map[string]string{"given": "Nandini", "phone": "(321) 555-0198", "no": "911"})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"noise": noise, "noise in base64": []byte(base64.StdEncoding.EncodeToString(noise)), "other": other, "nothing": nil, "short": []byte("Ñ")} {
		if found := f.In(name, b); len(found) > 0 {
			t.Errorf("%s: %q", name, found)
		}
	}
	if New("no", "911", "", "1234").Words() != 0 {
		t.Error("a word that turns up by chance is looked for")
	}
}

func TestAFolderIsLookedThrough(t *testing.T) {
	dir := t.TempDir()
	put := func(path, text string) {
		t.Helper()
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("a/b/nothing", "nothing")
	put("exported/sheet.txt", "for Łukasz")
	f := New("Łukasz")
	exported := func(path string) bool { return path == filepath.Join("exported", "sheet.txt") }
	looked, found, err := f.Folder(dir, exported)
	if err != nil || len(found) != 0 || looked.Files != 1 || looked.Bytes != 7 {
		t.Fatalf("%+v, %q, %v", looked, found, err)
	}
	put("a/b/hidden", "x"+hex.EncodeToString([]byte("Łukasz")))
	put("a/for Łukasz.txt", "")
	put("exported/other.txt", "for Łukasz")
	if err := os.Mkdir(filepath.Join(dir, "łukasz"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, found, err = f.Folder(dir, exported)
	if err != nil || len(found) != 4 {
		t.Errorf("%q, %v", found, err)
	}
	if _, _, err := f.Folder(filepath.Join(dir, "no such folder"), exported); err == nil {
		t.Error("a folder that is not there was looked through")
	}
}

// FuzzForms looks for a word, whatever stands around it.
func FuzzForms(f *testing.F) {
	f.Add("José Ñandú", "before", "after")
	f.Add("(321) 555-0142", "", "==")
	f.Fuzz(func(t *testing.T, w, before, after string) {
		if w = strings.TrimSpace(w); !utf8.ValidString(w) || len(pieces(w)) != 1 || len(w) < least {
			return
		}
		finder, text := New(w), []byte(before+w+after)
		for how, b := range map[string][]byte{"UTF-8": text, "hex": []byte(hex.EncodeToString(text)), "base64": []byte(base64.StdEncoding.EncodeToString(text)),
			"base64 for addresses": []byte(base64.RawURLEncoding.EncodeToString(text))} {
			if len(finder.In("x", b)) == 0 {
				t.Errorf("%q as %s is not found in %q", w, how, b)
			}
		}
	})
}
