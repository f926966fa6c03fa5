package backup

import (
	"archive/tar"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kapdesk/app/record"
)

// forgery writes an archive to a clinic's recipients, which anybody can do.
func forgery(t testing.TB, c Clinic, m Manifest, files []string) string {
	t.Helper()
	to, err := c.job(nil, nil).recipients()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "forged.backup")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(writeArchive(t.Context(), f, m, files, to), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// stagedOf gives what the clinic would put into a backup.
func stagedOf(t testing.TB, c Clinic) staged {
	t.Helper()
	s, err := c.job(nil, nil).stage(t.Context(), now, func(at time.Time) (string, time.Time) { return "x", at })
	if err != nil {
		t.Fatal(err)
	}
	away := filepath.Join(t.TempDir(), "staged")
	if err := os.Rename(s.dir, away); err != nil {
		t.Fatal(err)
	}
	s.dir, s.files[1] = away, filepath.Join(away, storeName)
	return s
}

// signed gives the manifest with the clinic's signature.
func signed(t testing.TB, c Clinic, m Manifest) Manifest {
	t.Helper()
	sum, err := m.sum(c.Keys.For(purpose))
	if err != nil {
		t.Fatal(err)
	}
	m.MAC = sum
	return m
}

// A backup that somebody else made for our recipients is not ours, and nothing
// large of it is even written.
func TestAForgedBackupIsFound(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	stranger, _, _ := clinicOf(t)
	a, b := stagedOf(t, c), stagedOf(t, stranger)
	own, foreign := a.manifest, b.manifest
	change := func(f func(*Manifest)) Manifest {
		m := own
		m.Files = append([]File(nil), own.Files...)
		f(&m)
		return m
	}
	for what, f := range map[string]struct {
		m     Manifest
		files []string
		as    error
	}{
		"a stranger's":                    {foreign, b.files, ErrOther},
		"a stranger's under our name":     {func() Manifest { m := foreign; m.Clinic = own.Clinic; return m }(), b.files, ErrForged},
		"another date":                    {change(func(m *Manifest) { m.Made = now.Add(time.Hour) }), a.files, ErrForged},
		"other events":                    {change(func(m *Manifest) { m.Events++ }), a.files, ErrForged},
		"no signature":                    {change(func(m *Manifest) { m.MAC = "" }), a.files, ErrForged},
		"a newer version":                 {change(func(m *Manifest) { m.Version = version + 1 }), a.files, ErrNewer},
		"an older version than there was": {change(func(m *Manifest) { m.Version = 0 }), a.files, ErrDamaged},
		"other names":                     {change(func(m *Manifest) { m.Files[1].Name = "../kapdesk.db" }), a.files, ErrDamaged},
		"signed with other events":        {signed(t, c, change(func(m *Manifest) { m.Events++ })), a.files, ErrDamaged},
		"another key file":                {own, []string{b.files[0], a.files[1]}, ErrDamaged},
	} {
		path := forgery(t, c, f.m, f.files)
		var largest int64
		c.disk = trouble{ask: func(op, at string) error {
			if op == "close" && filepath.Base(at) == storeName {
				largest++
			}
			return nil
		}}
		_, err := c.Verify(t.Context(), path)
		if !errors.Is(err, f.as) {
			t.Errorf("%s: %v", what, err)
		}
		saidOf(t, what, err, record.CodeOf(f.as))
		if largest > 0 && what != "signed with other events" {
			t.Errorf("%s: the store of it was written", what)
		}
		clean(t, c.Dir)
	}
	c.disk = nil
	if _, err := c.Verify(t.Context(), forgery(t, c, own, a.files)); err != nil {
		t.Errorf("our own: %v", err)
	}
	if _, err := c.Verify(t.Context(), forgery(t, c, own, []string{a.files[0], b.files[1]})); !errors.Is(err, ErrDamaged) {
		t.Errorf("another clinic's store under our manifest: %v", err)
	}
}

// A backup of another clinic, or opened with a wrong sheet, is told from one
// that is damaged.
func TestABackupOfAnotherClinic(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	stranger, _, other := clinicOf(t)
	folder, m := made(t, stranger, now)
	k := aMaker(c, aMachine{})
	for what, err := range map[string]error{
		"check": k.Verify(t.Context(), folder, filepath.Base(m.Path), nil), "drill": errorOf(k.Drill(t.Context(), folder, filepath.Base(m.Path), nil))} {
		saidOf(t, what, err, record.Refused)
		if !errors.Is(err, ErrOther) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, ours := made(t, c, now)
	_, err := Restore(t.Context(), ours.Path, filepath.Join(t.TempDir(), "x"), bySheet(t, other), func() time.Time { return now }, nil)
	if !errors.Is(err, ErrOther) {
		t.Error(err)
	}
}

// Whatever bytes come as a manifest, it is refused or is one of ours, and
// reads again as it was.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"version":1,"clinic":"0123abcd","files":[{"name":"kapdesk.keys","size":1},{"name":"kapdesk.db","size":1}]}`))
	f.Add([]byte(`{"version":1,"files":[{"name":"../../etc/passwd","size":1},{"name":"kapdesk.db","size":1}]}`))
	f.Add([]byte(`{"version":2,"more":true}`))
	f.Add([]byte(`{"version":1,"events":-1,"files":[{"name":"kapdesk.keys","size":99999999999},{"name":"kapdesk.db","size":9223372036854775807}]}`))
	f.Add([]byte(`{"version":1,"clinic":"0123abcd","made":"2026-11-24T16:00:00Z","device":"d","events":3,"files":[{"name":"kapdesk.keys","size":1},{"name":"kapdesk.db","size":1}],"mac":"00"} {}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseManifest(raw)
		if err != nil {
			return
		}
		if m.Version != version || m.Files[0].Name != keysName || m.Files[1].Name != storeName || m.Files[0].Size > maxKeys || m.Files[1].Size > maxStore || m.Events < 0 {
			t.Errorf("accepted %+v", m)
		}
		sum, err := m.sum([]byte("key"))
		if err != nil {
			return // a date that cannot be written again has no signature that fits
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		back, err := parseManifest(again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		if other, err := back.sum([]byte("key")); err != nil || other != sum {
			t.Errorf("%s has another signature when it is read again", again)
		}
	})
}

// tarOf makes a tar of entries.
func tarOf(t testing.TB, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range entries {
		body := h.Linkname
		if h.Typeflag == tar.TypeReg {
			h.Linkname, h.Size = "", int64(len(body))
		}
		h.Mode = 0o600
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write([]byte(body)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small is an archive of the right form, with something for a store.
func small(t testing.TB, body string) []byte {
	sum := func(s string) string {
		h := sha256.Sum256([]byte(s))
		return hex.EncodeToString(h[:])
	}
	manifest := fmt.Sprintf(`{"version":1,"clinic":"0123abcd","made":"2026-11-24T16:00:00Z","device":"d","events":0,"head":"%s","signed":"",`+
		`"files":[{"name":"kapdesk.keys","size":1,"sha256":"%s"},{"name":"kapdesk.db","size":%d,"sha256":"%s"}],"mac":""}`, strings.Repeat("0", 64), sum("1"), len(body), sum(body))
	return tarOf(t, tar.Header{Name: manifestName, Typeflag: tar.TypeReg, Linkname: manifest},
		tar.Header{Name: keysName, Typeflag: tar.TypeReg, Linkname: "1"}, tar.Header{Name: storeName, Typeflag: tar.TypeReg, Linkname: body})
}

// sealedTo seals bytes as an archive is sealed.
func sealedTo(t testing.TB, id *age.HybridIdentity, raw []byte) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, id.Recipient())
	if err == nil {
		_, err = w.Write(raw)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

// The end of the tar is not the end of the archive: what was cut off behind it
// is missed, and what was added is refused.
func TestWhatFollowsTheTar(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	const chunk = 64 << 10 // of age
	whole := small(t, strings.Repeat("s", chunk-len(small(t, "s"))+512))
	if len(whole) != chunk {
		t.Fatalf("the tar has %d bytes", len(whole))
	}
	unpack := func(sealed []byte) error {
		u := unpacker{disk: osDisk{}, dir: t.TempDir(), authentic: func(Manifest) error { return nil }}
		return errorOf(u.unpack(bytes.NewReader(sealed), id))
	}
	padded := sealedTo(t, id, append(bytes.Clone(whole), make([]byte, 512)...))
	if err := errors.Join(unpack(sealedTo(t, id, whole)), unpack(padded), unpack(sealedTo(t, id, append(bytes.Clone(whole), make([]byte, maxPadding)...)))); err != nil {
		t.Errorf("whole ones: %v", err)
	}
	if unpack(padded[:len(padded)-512-16]) == nil {
		t.Error("the last message was cut off, and nobody missed it")
	}
	if unpack(sealedTo(t, id, append(bytes.Clone(whole), make([]byte, maxPadding+1)...))) == nil {
		t.Error("something long follows")
	}
}

// Whatever bytes come as an archive, nothing is written outside the folder,
// nothing but the two files in it, and nothing crashes.
func FuzzUnpack(f *testing.F) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	whole := small(f, "1")
	f.Add([]byte("not a tar"))
	f.Add(whole)
	f.Add(whole[:len(whole)-1024])
	f.Add(append(bytes.Clone(whole), make([]byte, maxPadding)...))
	f.Add(bytes.Replace(whole, []byte(storeName), []byte("../outside"), 1))
	f.Add(tarOf(f, tar.Header{Name: "manifest.json", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}))
	f.Add(tarOf(f, tar.Header{Name: "../outside", Typeflag: tar.TypeReg, Linkname: "x"}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sealed := sealedTo(t, id, raw)
		top := t.TempDir()
		dir := filepath.Join(top, "in")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		u := unpacker{disk: osDisk{}, dir: dir, authentic: func(Manifest) error { return nil }}
		_, err := u.unpack(bytes.NewReader(sealed), id)
		if bytes.Equal(raw, whole) && err != nil {
			t.Errorf("a whole one: %v", err)
		}
		if entries, err := os.ReadDir(top); err != nil || len(entries) != 1 {
			t.Errorf("outside the folder: %v, %v", entries, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if (e.Name() != keysName && e.Name() != storeName) || !e.Type().IsRegular() {
				t.Errorf("written: %s", e.Name())
			}
		}
	})
}

// A second reader needs age, tar and HMAC, and what docs/backup.md says.
func TestASecondReader(t *testing.T) {
	t.Parallel()
	c, _, sheet := clinicOf(t)
	_, m := made(t, c, now)
	id, err := age.ParseHybridIdentity(sheet)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(m.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	opened, err := age.Decrypt(f, id)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var manifest []byte
	for r := tar.NewReader(opened); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if names = append(names, h.Name); len(names) == 1 {
			if manifest, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !slices.Equal(names, []string{"manifest.json", "kapdesk.keys", "kapdesk.db"}) {
		t.Errorf("%v", names)
	}
	before, mac, ok := strings.Cut(string(manifest), `"mac":"`)
	if !ok || !strings.HasSuffix(mac, `"}`) {
		t.Fatalf("%s", manifest)
	}
	h := hmac.New(sha256.New, c.Keys.For("backup"))
	h.Write([]byte("kapdesk backup 1\n" + before + `"mac":""}`))
	if want := hex.EncodeToString(h.Sum(nil)) + `"}`; mac != want {
		t.Errorf("%s, want %s", mac, want)
	}
	for _, field := range []string{"version", "clinic", "made", "device", "events", "head", "signed", "files", "mac"} { // in this order
		_, rest, ok := strings.Cut(string(manifest), `"`+field+`":`)
		if manifest = []byte(rest); !ok {
			t.Errorf("no %s, or not in its place", field)
		}
	}
}
