package vault

import (
	"bytes"
	"sync"
	"testing"
)

func TestRekey(t *testing.T) {
	v := clinic(t)
	old := v.k.Data()
	stale, _ := unlock(t, v.Vault, ben.ID, benPass)
	if _, ok := v.Pending(v.k); ok {
		t.Error("pending before it began")
	}
	is(t, v.FinishRekey(v.k), errNotRekeying)
	is(t, v.BeginRekey(stranger(t).k), ErrStale)

	must(t, v.BeginRekey(v.k))
	next, ok := v.Pending(v.k)
	if !ok || len(next) != 32 || bytes.Equal(next, old) || !bytes.Equal(v.k.Data(), old) {
		t.Fatal("no new key beside the old one")
	}
	must(t, v.BeginRekey(v.k))
	if again, _ := v.Pending(v.k); !bytes.Equal(again, next) {
		t.Error("begun again with another key")
	}
	// Keys from before the beginning are told so, and an unlock mends it.
	is(t, v.BeginRekey(stale), ErrStale)
	is(t, v.FinishRekey(stale), ErrStale)
	is(t, v.Remove(stale, anna.ID), ErrStale)
	if _, ok := v.Pending(stale); ok {
		t.Error("pending for keys that do not know it")
	}
	ways := map[string]*Keys{}
	ways["anna"], _ = unlock(t, v.Vault, anna.ID, annaPass)
	ways["ben"], _ = unlock(t, v.Vault, ben.ID, benPass)
	sheet, err := v.Recover(v.sheet.Identity())
	must(t, err)
	ways["sheet"] = sheet
	for name, k := range ways {
		if got, ok := v.Pending(k); !ok || !bytes.Equal(got, next) || !bytes.Equal(k.Data(), old) {
			t.Errorf("%s does not reach both", name)
		}
	}

	must(t, v.FinishRekey(ways["ben"]))
	if !bytes.Equal(ways["ben"].Data(), next) {
		t.Error("the new key is not the data key")
	}
	must(t, v.FinishRekey(v.k)) // whoever else was under way gets there too
	if !bytes.Equal(v.k.Data(), next) {
		t.Error("the new key is not the data key")
	}
	if _, ok := v.Pending(v.k); ok {
		t.Error("pending after the end")
	}
	k, _ := unlock(t, v.Vault, anna.ID, annaPass)
	if !bytes.Equal(k.Data(), next) {
		t.Error("a passphrase leads to the old key")
	}
	is(t, v.Remove(stale, anna.ID), ErrStale)
}

// Others read the keys and the list of people while one person re-keys; what
// they get is the old key or the new.
func TestReadingWhileRekeying(t *testing.T) {
	v := clinic(t)
	old := v.k.Data()
	must(t, v.BeginRekey(v.k))
	next, _ := v.Pending(v.k)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 50 {
				if d := v.k.Data(); !bytes.Equal(d, old) && !bytes.Equal(d, next) {
					t.Error("neither the old key nor the new")
				}
				v.k.For("audit")
				if len(v.People()) != 2 {
					t.Error("people are missing")
				}
				v.Pending(v.k)
			}
		})
	}
	must(t, v.FinishRekey(v.k))
	readers.Wait()
}

// While a re-keying waits, people come, go and change passphrases.
func TestLifeGoesOnWhileRekeying(t *testing.T) {
	v := clinic(t)
	must(t, v.BeginRekey(v.k))
	next, _ := v.Pending(v.k)
	must(t, v.Add(v.k, cleo, newPass))
	must(t, v.Change(anna.ID, annaPass, "mitten orbit saffron jetty"))
	must(t, v.Reset(v.k, ben.ID, "nickel barge thistle owl"))
	must(t, v.Rename(v.k, ben.ID, "Benny"))
	sheet, err := v.NewRecovery(v.k)
	must(t, err)
	must(t, v.FinishRekey(v.k))
	k, err := v.Recover(sheet.Identity())
	must(t, err)
	ways := []*Keys{k}
	for _, c := range []struct {
		p    Person
		pass string
	}{{cleo, newPass}, {anna, "mitten orbit saffron jetty"}, {ben, "nickel barge thistle owl"}} {
		k, _ := unlock(t, v.Vault, c.p.ID, c.pass)
		ways = append(ways, k)
	}
	for i, k := range ways {
		if !bytes.Equal(k.Data(), next) {
			t.Errorf("way %d leads elsewhere", i)
		}
	}
}

// Ben is removed and keeps everything: the data key, his passphrase, and a
// copy of every key file there ever was. None of it opens the new key.
func TestRekeyShutsOut(t *testing.T) {
	v := clinic(t)
	kept := *v.file
	hisKeys, his := unlock(t, v.Vault, ben.ID, benPass)
	o, err := kept.open(kept.person(ben.ID), benPass)
	must(t, err)

	must(t, v.Remove(v.k, ben.ID))
	must(t, v.BeginRekey(v.k))
	during := v.file
	must(t, v.FinishRekey(v.k))
	after := v.file

	for _, f := range []*file{during, after} {
		for _, s := range f.Slots {
			for _, r := range s.Keys {
				for _, id := range []func() ([]byte, error){
					func() ([]byte, error) { return openWith(r.Sealed, o.entry) },
					func() ([]byte, error) { return openWith(r.Sealed, his.identity()) },
				} {
					if _, err := id(); err == nil {
						t.Error("his private halves open a data key")
					}
				}
			}
		}
	}
	// With the old data key he reaches the links, which open nothing: what is
	// sealed under them is not there. Under the new key he reaches nothing.
	for _, s := range after.Slots {
		if _, err := after.link(&s, hisKeys.Data()); err == nil {
			t.Error("the old data key opens a link in the new file")
		}
	}
	if b := after.Backup[0]; b.Public == kept.Backup[0].Public {
		t.Error("backups go on under an identity that he knows")
	}
	for _, f := range []*file{during, after} {
		for _, b := range f.Backup {
			for i := range b.Private {
				_, err := f.openBackup(&b, i, hisKeys.Data())
				if err == nil && (f == after || b.Public != kept.Backup[0].Public) {
					t.Error("the old data key opens a backup identity that is not his")
				}
			}
		}
	}
	if bytes.Equal(after.mac(hisKeys.Data()), after.MACs[0]) {
		t.Error("the old data key authenticates the new file")
	}
}
