package vault

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretsNeverShow(t *testing.T) {
	v := clinic(t)
	_, own := unlock(t, v.Vault, anna.ID, annaPass)
	pin, err := NewPIN("271828", v.k, own)
	must(t, err)
	secrets := spellings(v.k.Data())
	secrets = append(secrets, v.sheet.Identity()[20:50], own.identity().String()[20:50], strings.ToLower(own.identity().String()[20:50]), "271828")
	secrets = append(secrets, spellings(pin.s().secret)...)

	type inside struct {
		K  *Keys
		k  Keys
		P  Personal
		R  Recovery
		In any
		ps []*PIN
	}
	things := []any{v.k, *v.k, own, *own, v.sheet, *v.sheet, pin, *pin, v.Vault,
		inside{v.k, *v.k, *own, *v.sheet, *pin, []*PIN{pin}}, &inside{K: v.k, k: *v.k, In: own}, []any{v.k, *own}, map[string]any{"k": *v.k}}
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%c", "%U", "%b", "%t", "%g", "%p", "%T", "%10v", "%z"}
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	plain := slog.New(slog.NewTextHandler(&out, nil))
	for _, thing := range things {
		for _, verb := range verbs {
			fmt.Fprintf(&out, verb+"\n", thing)
		}
		fmt.Fprintln(&out, thing)
		log.Info("unlock", "what", thing)
		plain.Info("unlock", "what", thing)
		raw, _ := json.Marshal(thing)
		out.Write(raw)
		raw, _ = xml.Marshal(thing)
		out.Write(raw)
		gob.NewEncoder(&out).Encode(thing)
	}
	for _, s := range secrets {
		if strings.Contains(out.String(), s) {
			t.Errorf("a secret shows as %q", s)
		}
	}
	if !strings.Contains(out.String(), hiddenText) {
		t.Error("nothing was written at all")
	}
	for _, verb := range verbs[:len(verbs)-4] {
		if got := fmt.Sprintf(verb, *v.k); got != hiddenText {
			t.Errorf("%s writes %s", verb, got)
		}
	}
	if got := v.k.String() + v.k.GoString(); got != hiddenText+hiddenText {
		t.Errorf("as text: %s", got)
	}
}

// spellings gives the first bytes of a key in every way that it might show.
func spellings(key []byte) []string {
	b := key[:8]
	list := strings.Trim(fmt.Sprint(b), "[]")
	return []string{string(b), hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)), fmt.Sprintf("% x", b),
		list, strings.ReplaceAll(list, " ", ","), strings.Trim(fmt.Sprintf("%#v", b), "[]byte{}"), base64.StdEncoding.EncodeToString(key[:6])}
}

func TestWipedKeys(t *testing.T) {
	v := clinic(t)
	key := v.k.s().keys[0]
	if a, b := v.k.For("audit"), v.k.For("backup"); len(a) != 32 || bytes.Equal(a, b) || bytes.Equal(a, v.k.Data()) || !bytes.Equal(a, v.k.For("audit")) {
		t.Error("keys for purposes")
	}
	if bytes.Equal(v.k.For("audit"), newKeys([]byte("other"), copies(v.k.s().keys)).For("audit")) {
		t.Error("two vaults of one data key would share the keys for purposes")
	}
	v.k.Data()[0]++ // a copy: nobody outside can change the key
	v.k.Wipe()
	if v.k.Data() != nil || v.k.For("audit") != nil || !bytes.Equal(key, make([]byte, 32)) {
		t.Error("the key is still there")
	}
	is(t, v.Rename(v.k, ben.ID, "Benny"), ErrStale)
	is(t, v.BeginRekey(v.k), ErrStale)
	is(t, v.FinishRekey(v.k), ErrStale)
	_, err := v.BackupIdentities(v.k)
	is(t, err, ErrStale)
	if _, ok := v.Pending(v.k); ok {
		t.Error("pending for wiped keys")
	}
	v.k.Wipe()
}
