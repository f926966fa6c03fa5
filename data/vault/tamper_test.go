package vault

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"kapdesk/app/record"
)

// refused writes the bytes in the place of the key file and reports how each
// way in is refused; nil where one is not. Where known is given, Ben's private
// half is tried without the cost of his passphrase.
func refused(t *testing.T, v clinicVault, raw []byte, known *age.HybridIdentity) (opening, byAnna, byBen, bySheet error) {
	t.Helper()
	must(t, os.WriteFile(v.path(), raw, 0o600))
	again, err := Open(v.dir)
	if err != nil {
		return err, err, err, err
	}
	_, _, byAnna = again.Unlock(anna.ID, annaPass)
	_, bySheet = again.Recover(v.sheet.Identity())
	if s := again.file.person(ben.ID); s != nil && known != nil {
		_, byBen = again.file.reach(s, known)
	} else {
		_, _, byBen = again.Unlock(ben.ID, benPass)
	}
	return nil, byAnna, byBen, bySheet
}

// Each line of the table is done to a key file by somebody who can write to
// the folder and knows no key.
var tampering = []struct {
	name string
	do   func(f, other *file)
	// nil: opening is refused already
	anna, ben, sheet error
}{
	{"drop a slot", func(f, _ *file) { f.Slots = slices.Delete(f.Slots, 2, 3) }, ErrForged, ErrWrong, ErrForged},
	{"swap two slots", func(f, _ *file) { f.Slots[0], f.Slots[2] = f.Slots[2], f.Slots[0] }, ErrForged, ErrForged, ErrForged},
	{"swap two people's names", func(f, _ *file) { f.Slots[0].Name, f.Slots[2].Name = f.Slots[2].Name, f.Slots[0].Name }, ErrForged, ErrForged, ErrForged},
	{"exchange two people", func(f, _ *file) { f.Slots[0].Person, f.Slots[2].Person = f.Slots[2].Person, f.Slots[0].Person }, ErrWrong, ErrWrong, ErrForged},
	{"change a name", func(f, _ *file) { f.Slots[0].Name = "Anna Peterson" }, ErrForged, ErrForged, ErrForged},
	{"weaker cost", func(f, _ *file) { f.Slots[0].KDF.Threads = 2 }, ErrWrong, ErrForged, ErrForged},
	{"another salt", func(f, _ *file) { f.Slots[0].KDF.Salt = random(saltLen) }, ErrWrong, ErrForged, ErrForged},
	{"another vault's identifier", func(f, o *file) { f.Vault = o.Vault }, ErrWrong, ErrWrong, ErrForged},
	{"another slot's identifier", func(f, _ *file) { f.Slots[0].ID = newSlotID() }, ErrWrong, ErrForged, ErrForged},
	{"add another vault's slot", func(f, o *file) {
		s := o.Slots[0]
		s.Person = cleo.ID
		f.Slots = append(f.Slots, s)
	}, ErrForged, ErrForged, ErrForged},
	{"another vault's slot for Anna", func(f, o *file) { f.Slots[0] = o.Slots[0] }, ErrWrong, ErrForged, ErrForged},
	{"another vault's data key", func(f, o *file) { f.Slots[0].Keys = o.Slots[0].Keys }, ErrForged, ErrForged, ErrForged},
	{"Ben's wrapped half for Anna", func(f, _ *file) { f.Slots[0].Entry = f.Slots[2].Entry }, ErrWrong, ErrForged, ErrForged},
	{"Ben's personal key for Anna", func(f, _ *file) { f.Slots[0].Personal.Public = f.Slots[2].Personal.Public }, ErrWrong, ErrForged, ErrForged},
	{"Ben's sealed half for Anna", func(f, _ *file) { f.Slots[0].Personal.Private = f.Slots[2].Personal.Private }, ErrForged, ErrForged, ErrForged},
	{"another recovery sheet", func(f, o *file) { f.Slots[1] = o.Slots[1] }, ErrForged, ErrForged, ErrWrongSheet},
	{"another backup identity", func(f, o *file) { f.Backup[0] = o.Backup[0] }, ErrForged, ErrForged, ErrForged},
	{"one more backup identity", func(f, o *file) { f.Backup = append(f.Backup, o.Backup...) }, ErrForged, ErrForged, ErrForged},
	{"another vault's MAC", func(f, o *file) { f.MACs = o.MACs }, ErrForged, ErrForged, ErrForged},

	{"version 0", func(f, _ *file) { f.Version = 0 }, nil, nil, nil},
	{"version 2", func(f, _ *file) { f.Version = 2 }, nil, nil, nil},
	{"18 MiB", func(f, _ *file) { f.Slots[0].KDF.Memory = 18 << 10 }, nil, nil, nil},
	{"2 TiB", func(f, _ *file) { f.Slots[0].KDF.Memory = 2 << 30 }, nil, nil, nil},
	{"a billion passes", func(f, _ *file) { f.Slots[0].KDF.Time = 1 << 30 }, nil, nil, nil},
	{"no passes", func(f, _ *file) { f.Slots[0].KDF.Time = 0 }, nil, nil, nil},
	{"no threads", func(f, _ *file) { f.Slots[0].KDF.Threads = 0 }, nil, nil, nil},
	{"255 threads", func(f, _ *file) { f.Slots[0].KDF.Threads = 255 }, nil, nil, nil},
	{"another KDF", func(f, _ *file) { f.Slots[0].KDF.Name = "pbkdf2" }, nil, nil, nil},
	{"no KDF", func(f, _ *file) { f.Slots[0].KDF = nil }, nil, nil, nil},
	{"a person twice", func(f, _ *file) {
		s := f.Slots[0]
		s.ID = newSlotID()
		f.Slots = append(f.Slots, s)
	}, nil, nil, nil},
	{"a slot twice", func(f, _ *file) { f.Slots = append(f.Slots, f.Slots[0]) }, nil, nil, nil},
	{"two recovery sheets", func(f, o *file) { f.Slots = append(f.Slots, o.Slots[1]) }, nil, nil, nil},
	{"no recovery sheet", func(f, _ *file) { f.Slots = slices.Delete(f.Slots, 1, 2) }, nil, nil, nil},
	{"nobody", func(f, _ *file) { f.Slots = f.Slots[1:2] }, nil, nil, nil},
	{"no slots", func(f, _ *file) { f.Slots = nil }, nil, nil, nil},
	{"a third kind of slot", func(f, _ *file) { f.Slots[0].Kind = "device" }, nil, nil, nil},
	{"a recovery with a name", func(f, _ *file) { f.Slots[1].Name = "Anna" }, nil, nil, nil},
	{"no MAC", func(f, _ *file) { f.MACs = nil }, nil, nil, nil},
	{"one MAC too many", func(f, _ *file) { f.MACs = append(f.MACs, f.MACs[0]) }, nil, nil, nil},
	{"a short MAC", func(f, _ *file) { f.MACs[0] = f.MACs[0][:31] }, nil, nil, nil},
	{"no backup identity", func(f, _ *file) { f.Backup = nil }, nil, nil, nil},
	{"no keys", func(f, _ *file) { f.Slots[0].Keys = nil }, nil, nil, nil},
	{"a long key", func(f, _ *file) { f.Slots[0].Entry = make([]byte, maxBlob+1) }, nil, nil, nil},
	{"no public key", func(f, _ *file) { f.Slots[0].Public = "" }, nil, nil, nil},
	{"a public key in capitals", func(f, _ *file) { f.Slots[0].Public = strings.ToUpper(f.Slots[0].Public) }, nil, nil, nil},
	{"a name of two lines", func(f, _ *file) { f.Slots[0].Name = "An\nna" }, nil, nil, nil},
}

func TestTampering(t *testing.T) {
	v, o := clinic(t), stranger(t)
	good, err := v.file.encode()
	must(t, err)
	half, err := v.file.open(v.file.person(ben.ID), benPass)
	must(t, err)
	for _, c := range tampering {
		f, err := parse(good)
		must(t, err)
		other, err := o.read()
		must(t, err)
		c.do(f, other)
		raw, err := f.encode()
		must(t, err)
		known := half.entry
		if c.ben == ErrWrong {
			known = nil
		}
		opening, a, b, s := refused(t, v, raw, known)
		if c.anna == nil {
			if opening == nil || record.CodeOf(opening) != record.Unavailable {
				t.Errorf("%s: opened: %v", c.name, opening)
			}
			continue
		}
		if !errors.Is(a, c.anna) || !errors.Is(b, c.ben) || !errors.Is(s, c.sheet) {
			t.Errorf("%s: opening %v\nAnna: %v\nBen: %v\nsheet: %v", c.name, opening, a, b, s)
		}
	}
	if _, a, b, s := refused(t, v, good, nil); a != nil || b != nil || s != nil {
		t.Errorf("the file itself is refused: %v, %v, %v", a, b, s)
	}
}

// Public keys are public: a stranger can seal a data key of his own to
// everybody and authenticate the file with it. Whoever then signed in would
// write the clinic under the stranger's key.
func TestPlantedDataKey(t *testing.T) {
	v := clinic(t)
	f, err := v.read()
	must(t, err)
	planted := [][]byte{random(keyLen)}
	for i := range f.Slots {
		f.Slots[i].Keys = nil
		must(t, f.grant(&f.Slots[i], random(keyLen), planted))
	}
	f.authenticate(planted)
	raw, err := f.encode()
	must(t, err)
	_, a, b, s := refused(t, v, raw, nil)
	for _, err := range []error{a, b, s} {
		is(t, err, ErrForged)
	}
}

// While re-keying, the next key cannot be dropped, nor taken for the present.
func TestTamperingWhileRekeying(t *testing.T) {
	v := clinic(t)
	must(t, v.BeginRekey(v.k))
	good, err := v.file.encode()
	must(t, err)
	for name, from := range map[string]int{"next dropped": 0, "old dropped": 1} {
		f, err := parse(good)
		must(t, err)
		for i := range f.Slots {
			f.Slots[i].Keys = f.Slots[i].Keys[from : from+1]
		}
		f.Backup[0].Private = f.Backup[0].Private[from : from+1]
		f.MACs = f.MACs[from : from+1]
		raw, err := f.encode()
		must(t, err)
		if _, a, b, s := refused(t, v, raw, nil); !errors.Is(a, ErrForged) || !errors.Is(b, ErrForged) || !errors.Is(s, ErrForged) {
			t.Errorf("%s: %v, %v, %v", name, a, b, s)
		}
	}
}

func TestOneContentHasOneForm(t *testing.T) {
	v := clinic(t)
	raw, err := v.file.encode()
	must(t, err)
	text := string(raw)
	change := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q in the file", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, s := range map[string]string{
		"empty":                  "",
		"null":                   "null",
		"a list":                 "[]",
		"deep":                   strings.Repeat("[", 100000),
		"unknown field":          change(`"version": 1,`, `"version": 1, "more": 1,`),
		"unknown field in slot":  change(`"kind": "person",`, `"kind": "person", "role": "owner",`),
		"field in capitals":      change(`"version"`, `"Version"`),
		"field twice":            change(`"version": 1,`, `"version": 1, "version": 1,`),
		"version as text":        change(`"version": 1`, `"version": "1"`),
		"version as fraction":    change(`"version": 1`, `"version": 1.0`),
		"escaped letter":         change(`"name": "Anna`, `"name": "\u0041nna`),
		"a space more":           text + " ",
		"no line end":            strings.TrimSpace(text),
		"a second one after it":  text + text,
		"a byte order mark":      "\ufeff" + text,
		"line ends of Windows":   strings.ReplaceAll(text, "\n", "\r\n"),
		"huge":                   text + strings.Repeat(" ", maxFile),
		"huge number":            change(`"memory": 19456`, `"memory": 99999999999999999999`),
		"negative number":        change(`"memory": 19456`, `"memory": -1`),
		"not UTF-8":              change("Anna Petersen", "Anna\xff"),
		"base64 of another form": change(`"vault": "`, `"vault": "\n`),
	} {
		must(t, os.WriteFile(v.path(), []byte(s), 0o600))
		if _, err := Open(v.dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, os.Remove(v.path()))
	must(t, os.Mkdir(v.path(), 0o700))
	if _, err := Open(v.dir); record.CodeOf(err) != record.Unavailable {
		t.Errorf("a folder: %v", err)
	}
}

func TestNewerVersion(t *testing.T) {
	v := clinic(t)
	must(t, os.WriteFile(v.path(), []byte(`{"version": 2, "whatever": "comes"}`), 0o600))
	_, err := Open(v.dir)
	is(t, err, ErrNewer)
	is(t, v.Add(v.k, cleo, newPass), ErrNewer) // and nothing writes over it
	raw, err := os.ReadFile(v.path())
	if err != nil || !strings.Contains(string(raw), "whatever") {
		t.Errorf("the newer file is gone: %v", err)
	}
}

// A flipped bit and a cut at any place are refused by everybody's way in. The
// private halves are known here already, so that no flip costs an argon2id.
// KAPDESK_EVERY_BYTE=1 tries every byte instead of a sample.
func TestFlippedAndCut(t *testing.T) {
	v := clinic(t)
	raw, err := v.file.encode()
	must(t, err)
	o, err := v.file.open(v.file.person(anna.ID), annaPass)
	must(t, err)
	ways := map[string]*age.HybridIdentity{kindPerson: o.entry, kindRecovery: v.sheet.identity()}
	try := func(what string, b []byte) (parsed bool) {
		f, err := parse(b)
		if err != nil {
			return false
		}
		for i := range f.Slots {
			s := &f.Slots[i]
			if s.Person == ben.ID {
				continue
			}
			if _, err := f.reach(s, ways[s.Kind]); !errors.Is(err, ErrForged) {
				t.Fatalf("%s: opens: %v", what, err)
			}
		}
		return true
	}
	stride := 149
	if os.Getenv("KAPDESK_EVERY_BYTE") != "" {
		stride = 1
	}
	parsed, tried := 0, 0
	for i := 0; i < len(raw); i += stride {
		b := bytes.Clone(raw)
		b[i] ^= 1 << (i / stride % 8)
		tried++
		if try(fmt.Sprintf("byte %d", i), b) {
			parsed++
		}
		if i%(5*stride) == 0 && try(fmt.Sprintf("cut at %d", i), raw[:i]) {
			t.Fatalf("cut at %d: read", i)
		}
	}
	// Some flips must get past the reader, or the authentication was not tried.
	if parsed < tried/20 {
		t.Errorf("of %d flips only %d reached the authentication", tried, parsed)
	}
}

// FuzzOpen: whatever stands in the file, reading it neither panics nor accepts
// anything that we would write differently; and no bytes but ours open.
func FuzzOpen(f *testing.F) {
	v := clinic(f)
	raw, err := v.file.encode()
	must(f, err)
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"vault":"AAAAAAAAAAAAAAAAAAAAAA==","slots":[{"kdf":null}],"backup":[{}],"macs":[""]}`))
	f.Add([]byte("[[[["))
	sheet := v.sheet.identity()
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := parse(b)
		if err != nil {
			return
		}
		again, err := got.encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read, and written differently: %v", err)
		}
		keys, err := got.reach(got.recovery(), sheet)
		if (err == nil) != bytes.Equal(b, raw) {
			t.Fatalf("%d keys from bytes that are not ours, or none from ours: %v", len(keys), err)
		}
	})
}

func FuzzReadIdentity(f *testing.F) {
	v := clinic(f)
	f.Add(v.sheet.Identity())
	f.Add(strings.Join(v.sheet.Groups(), "\n"))
	f.Add("age-secret-key-pq-1")
	f.Fuzz(func(t *testing.T, typed string) {
		id, err := readIdentity(typed)
		if err == nil && id == nil || err != nil && !errors.Is(err, ErrTypo) {
			t.Fatalf("%v, %v", id != nil, err)
		}
	})
}

// The format is one that a second reader can be written for: the MAC of a
// fixed content, as docs/keys.md describes it.
func TestCanonicalEncoding(t *testing.T) {
	got := hex.EncodeToString(newCanon("ab").number(258).bytes([]byte{7}).b)
	if want := "00000002" + "6162" + "0000000000000102" + "00000001" + "07"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if a, b := newCanon("a").text("bc").b, newCanon("ab").text("c").b; bytes.Equal(a, b) {
		t.Error("two contents have one encoding")
	}
	if raw, err := json.Marshal(&kdf{Name: kdfName}); err != nil || !strings.Contains(string(raw), "argon2id") {
		t.Errorf("%s, %v", raw, err)
	}
}
