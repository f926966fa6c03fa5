package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/boombuler/barcode/qr"

	"kapdesk/app/record"
)

// cheap is the least that a key file accepts.
var cheap = Cost{MemoryKiB: leastMemory, Time: 1, Threads: 1}

var (
	anna = Person{"0190a000-0000-7000-8000-000000000001", "Anna Petersen"}
	ben  = Person{"0190a000-0000-7000-8000-000000000002", "Ben Ortiz"}
	cleo = Person{"0190a000-0000-7000-8000-000000000003", "Cleo Marsh"}
)

const (
	annaPass = "lantern quarry fiddle moss"
	benPass  = "copper otter violin dune"
	newPass  = "walrus plum gravel kite"
)

// clinicVault is a vault of Anna and Ben, with what Anna's unlock gave.
type clinicVault struct {
	*Vault
	k     *Keys
	sheet *Recovery
}

// Two clinics are made once, since a passphrase costs what it costs; every
// test gets its own copy.
var made [2]struct {
	once  sync.Once
	raw   []byte
	keys  [][]byte
	sheet *Recovery
}

// clinic gives a copy of one clinic in a folder of its own, stranger one of
// the other.
func clinic(t testing.TB) clinicVault   { return clinicOf(t, 0, osDisk{}, t.TempDir()) }
func stranger(t testing.TB) clinicVault { return clinicOf(t, 1, osDisk{}, t.TempDir()) }

func clinicOf(t testing.TB, i int, d disk, dir string) clinicVault {
	t.Helper()
	m := &made[i]
	m.once.Do(func() {
		v, k, sheet, err := Create(t.TempDir(), anna, annaPass, cheap)
		must(t, err)
		must(t, v.Add(k, ben, benPass))
		m.raw, err = v.file.encode()
		must(t, err)
		m.keys, m.sheet = k.all(), sheet
	})
	must(t, writeFile(d, filepath.Join(dir, FileName), m.raw))
	v, err := open(d, dir)
	must(t, err)
	return clinicVault{v, newKeys(v.file.Vault, copies(m.keys)), m.sheet}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// unlock opens the folder as a restarted program does.
func unlock(t testing.TB, v *Vault, id record.ID, passphrase string) (*Keys, *Personal) {
	t.Helper()
	again, err := open(v.disk, v.dir)
	must(t, err)
	k, p, err := again.Unlock(id, passphrase)
	must(t, err)
	return k, p
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		p    Person
		pass string
		c    Cost
	}{
		"no identifier":       {Person{"", "Anna"}, annaPass, cheap},
		"identifier of paths": {Person{"../x", "Anna"}, annaPass, cheap},
		"no name":             {Person{anna.ID, " "}, annaPass, cheap},
		"name of two lines":   {Person{anna.ID, "An\nna"}, annaPass, cheap},
		"name not text":       {Person{anna.ID, "\xff"}, annaPass, cheap},
		"long name":           {Person{anna.ID, strings.Repeat("a", 201)}, annaPass, cheap},
		"weak passphrase":     {anna, "password1234", cheap},
		"own name":            {anna, "Anna Petersen 1984", cheap},
		"18 MiB":              {anna, annaPass, Cost{18 << 10, 3, 4}},
		"over 1 GiB":          {anna, annaPass, Cost{1<<20 + 1, 3, 4}},
		"no passes":           {anna, annaPass, Cost{19 << 10, 0, 4}},
		"no threads":          {anna, annaPass, Cost{19 << 10, 1, 0}},
	} {
		if _, _, _, err := Create(dir, c.p, c.pass, c.c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if Exists(dir) {
		t.Error("a refusal left a key file")
	}
	if _, err := Open(dir); !errors.Is(err, ErrMissing) {
		t.Errorf("no file: %v", err)
	}
	_, _, _, err := Create(filepath.Join(dir, "nowhere"), anna, annaPass, cheap)
	if record.CodeOf(err) != record.Unavailable {
		t.Errorf("no folder: %v", err)
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	v := clinic(t)
	before, err := os.ReadFile(v.path())
	must(t, err)
	_, _, _, err = Create(v.dir, cleo, newPass, cheap)
	is(t, err, ErrExists)
	after, err := os.ReadFile(v.path())
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the key file was replaced")
	}
}

func TestUnlock(t *testing.T) {
	v := clinic(t)
	for id, pass := range map[record.ID]string{anna.ID: benPass, ben.ID: "", cleo.ID: annaPass, "": annaPass} {
		if k, p, err := v.Unlock(id, pass); !errors.Is(err, ErrWrong) || k != nil || p != nil {
			t.Errorf("%s with %q: %v", id, pass, err)
		}
	}
	for id, pass := range map[record.ID]string{anna.ID: annaPass, ben.ID: benPass} {
		k, p := unlock(t, v.Vault, id, pass)
		if len(k.Data()) != 32 || !bytes.Equal(k.Data(), v.k.Data()) {
			t.Errorf("%s reaches another key", id)
		}
		public, err := v.PublicKey(k, id)
		if err != nil || public != p.PublicKey() {
			t.Errorf("%s: the two halves of the key pair differ (%v)", id, err)
		}
	}
	info, err := os.Stat(v.path())
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v", info.Mode())
	}
	if got := v.People(); len(got) != 2 || got[0] != anna || got[1] != ben {
		t.Errorf("people: %v", got)
	}
}

// The time is measured as the memory that argon2id walks over, which no other
// work on the machine changes.
func TestUnknownPersonCostsTheSame(t *testing.T) {
	v := clinic(t)
	cost := func(id record.ID) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := v.Unlock(id, "not the passphrase")
		is(t, err, ErrWrong)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	cost(anna.ID) // whatever is made once
	wrong, unknown := cost(anna.ID), cost(cleo.ID)
	if wrong < leastMemory<<10 || unknown < wrong*98/100 || wrong < unknown*98/100 {
		t.Errorf("wrong passphrase %d bytes, unknown person %d", wrong, unknown)
	}
}

func TestOneAccentFromEveryKeyboard(t *testing.T) {
	v := clinic(t)
	composed, decomposed := "caf\u00e9 nutmeg harbor tile", "  cafe\u0301 nutmeg\t harbor  tile "
	must(t, v.Add(v.k, cleo, composed))
	unlock(t, v.Vault, cleo.ID, decomposed)
	_, _, err := v.Unlock(cleo.ID, "cafe nutmeg harbor tile")
	is(t, err, ErrWrong)
}

func TestRecover(t *testing.T) {
	v := clinic(t)
	other := stranger(t)
	_, err := v.Recover(other.sheet.Identity())
	is(t, err, ErrWrongSheet)
	for _, typed := range []string{
		v.sheet.Identity(),
		strings.ToLower(strings.Join(v.sheet.Groups(), " ")),
		strings.Join(v.sheet.Groups()[1:], "\n"),
		strings.ReplaceAll(v.sheet.Identity(), "-", "\u2013"),
	} {
		k, err := v.Recover(typed)
		if err != nil {
			t.Errorf("%q: %v", typed, err)
		} else if !bytes.Equal(k.Data(), v.k.Data()) {
			t.Error("the sheet reaches another key")
		}
	}
}

// The sheet carries the secret as one square code, of the compact alphabet.
func TestSheetAsSquareCode(t *testing.T) {
	sheet := clinic(t).sheet
	if n := len(sheet.Identity()); n != len(sheetPrefix)+bodyLen {
		t.Errorf("%d characters", n)
	}
	if _, err := qr.Encode(sheet.Identity(), qr.M, qr.AlphaNumeric); err != nil {
		t.Error(err)
	}
	groups := sheet.Groups()
	if len(groups) != 16 || strings.Join(groups, "") != sheet.Identity() {
		t.Errorf("%d groups", len(groups))
	}
}

func TestRecoveryTyposAreNamed(t *testing.T) {
	v := clinic(t)
	good := v.sheet.Identity()
	swap := func(i int, c byte) string { return good[:i] + string(c) + good[i+1:] }
	last := good[len(good)-1]
	other := byte('Q')
	if last == other {
		other = 'P'
	}
	x25519, err := age.GenerateX25519Identity()
	must(t, err)
	for name, c := range map[string]struct{ typed, says string }{
		"nothing":        {"", "has 0 letters"},
		"one too few":    {good[:len(good)-1], "has 57 letters"},
		"one too many":   {good + "Q", "has 59 letters"},
		"an O":           {swap(len(sheetPrefix)+9, 'O'), "Group 3 of the recovery key holds 'O'"},
		"wrong letter":   {swap(len(good)-1, other), "not as on the sheet"},
		"other kind":     {x25519.String(), "Group"},
		"very long":      {strings.Repeat("Q", 5000), "far longer"},
		"not characters": {"\xff\xfe", "Group 1"},
	} {
		_, err := v.Recover(c.typed)
		if !errors.Is(err, ErrTypo) || !strings.Contains(err.Error(), c.says) || record.CodeOf(err) != record.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if c.typed != "" && len(c.typed) > 20 && strings.Contains(err.Error(), c.typed[20:]) {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
	for i := len(sheetPrefix); i < len(good); i++ { // every single wrong letter is found
		for _, c := range []byte(bech32) {
			if c != good[i] {
				if _, err := readIdentity(swap(i, c)); !errors.Is(err, ErrTypo) {
					t.Fatalf("character %d as %c: %v", i, c, err)
				}
			}
		}
	}
}

func TestCalibrate(t *testing.T) {
	for _, c := range []struct {
		per    time.Duration // of each 64 MiB
		target time.Duration
		want   uint32 // MiB
	}{
		{80 * time.Millisecond, 700 * time.Millisecond, 256},
		{200 * time.Millisecond, 700 * time.Millisecond, 128},
		{400 * time.Millisecond, 700 * time.Millisecond, 64},
		{time.Minute, 700 * time.Millisecond, 64},
		{0, time.Hour, 256},
	} {
		got := calibrate(c.target, func(k Cost) time.Duration { return c.per * time.Duration(k.MemoryKiB>>16) })
		if got.MemoryKiB>>10 != c.want || got.Time != Floor.Time || got.Threads != Floor.Threads {
			t.Errorf("%v for each 64 MiB: %+v", c.per, got)
		}
	}
	if got := Calibrate(0); got != Floor {
		t.Errorf("no time at all: %+v", got)
	}
	must(t, Floor.check())
}
