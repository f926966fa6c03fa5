package vault_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"testing"

	"filippo.io/age"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// A second reader, which knows nothing but docs/keys.md: it unlocks the golden
// file by a passphrase and checks the MAC of the whole.

type fields = map[string]any

func TestSecondReader(t *testing.T) {
	raw, err := os.ReadFile("testdata/v1/kapdesk.keys")
	if err != nil {
		t.Fatal(err)
	}
	var f fields
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	vault := b64(f["vault"])
	ben := f["slots"].([]any)[2].(fields)
	k := ben["kdf"].(fields)
	key := argon2.IDKey([]byte("copper otter violin dune"), b64(k["salt"]), num(k["time"]), num(k["memory"]), uint8(num(k["threads"])), 32)

	entry := decrypt(t, key, b64(ben["entry"]), head("kapdesk/entry", vault, ben))
	reach := ben["keys"].([]any)[0].(fields)
	link := derive(t, entry, nil, "kapdesk/vault/link")
	if !hmac.Equal(mac(link, append(head("kapdesk/proof", vault, ben), long(b64(reach["sealed"]))...)), b64(reach["proof"])) {
		t.Error("the proof does not fit")
	}
	id, err := age.ParseHybridIdentity(string(entry))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(b64(reach["sealed"])), id)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(data); got != "278ee4ccd2fe4b914197357fc36e3a7da6573d771ea91e94942d20e3297fdc7d" {
		t.Errorf("data key %s", got)
	}
	if !bytes.Equal(decrypt(t, derive(t, data, vault, "kapdesk/vault/links"), b64(reach["link"]), head("kapdesk/link", vault, ben)), link) {
		t.Error("the link does not fit")
	}
	if !hmac.Equal(mac(derive(t, data, vault, "kapdesk/vault/file"), whole(f, vault)), b64(f["macs"].([]any)[0])) {
		t.Error("the MAC of the whole does not fit")
	}
	backup := f["backup"].([]any)[0].(fields)
	aad := append(append(append(text("kapdesk/backup"), number(1)...), long(vault)...), text(backup["public"])...)
	private := decrypt(t, derive(t, data, vault, "kapdesk/vault/backup"), b64(backup["private"].([]any)[0]), aad)
	if id, err := age.ParseHybridIdentity(string(private)); err != nil || id.Recipient().String() != backup["public"] {
		t.Errorf("the backup identity: %v", err)
	}
}

func whole(f fields, vault []byte) []byte {
	slots, backups := f["slots"].([]any), f["backup"].([]any)
	b := append(text("kapdesk/file"), number(len(f["macs"].([]any)))...)
	b = append(b, number(len(slots))...)
	for _, one := range slots {
		s := one.(fields)
		b = append(b, long(head("kapdesk/slot", vault, s))...)
		b = append(b, text(s["name"])...)
		b = append(b, long(b64(s["entry"]))...)
		keys := s["keys"].([]any)
		b = append(b, number(len(keys))...)
		for _, r := range keys {
			for _, name := range []string{"sealed", "proof", "link"} {
				b = append(b, long(b64(r.(fields)[name]))...)
			}
		}
		if p, ok := s["personal"].(fields); ok {
			b = append(b, long(b64(p["private"]))...)
		}
	}
	b = append(b, number(len(backups))...)
	for _, one := range backups {
		private := one.(fields)["private"].([]any)
		b = append(append(b, text(one.(fields)["public"])...), number(len(private))...)
		for _, p := range private {
			b = append(b, long(b64(p))...)
		}
	}
	return b
}

func head(label string, vault []byte, s fields) []byte {
	b := append(append(text(label), number(1)...), long(vault)...)
	for _, name := range []string{"id", "kind", "person", "public"} {
		b = append(b, text(s[name])...)
	}
	if k, ok := s["kdf"].(fields); ok {
		b = append(b, text(k["name"])...)
		for _, name := range []string{"memory", "time", "threads"} {
			b = append(b, number(int(num(k[name])))...)
		}
		b = append(b, long(b64(k["salt"]))...)
	}
	if p, ok := s["personal"].(fields); ok {
		b = append(b, text(p["public"])...)
	}
	return b
}

func long(p []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(p))), p...) }

func text(v any) []byte {
	s, _ := v.(string) // a field that is not there is an empty text
	return long([]byte(s))
}

func number(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func num(v any) uint32 { return uint32(v.(float64)) }

func b64(v any) []byte {
	s, _ := v.(string)
	b, _ := base64.StdEncoding.DecodeString(s)
	return b
}

func mac(key, b []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(b)
	return h.Sum(nil)
}

func derive(t *testing.T, secret, salt []byte, info string) []byte {
	t.Helper()
	key, err := hkdf.Key(sha256.New, secret, salt, info, 32)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func decrypt(t *testing.T, key, wrapped, aad []byte) []byte {
	t.Helper()
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := aead.Open(nil, wrapped[:24], wrapped[24:], aad)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
