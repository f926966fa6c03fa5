package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"kapdesk/app/record"
	"kapdesk/data/crypt"
)

func rekeyed(t *testing.T, dir string, old, next []byte) error {
	t.Helper()
	return Rekey(t.Context(), Options{Dir: dir, Clock: aClock(), Key: old}, next)
}

func TestRekeyRefusesAndChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	write(t, s, "something")
	if err := rekeyed(t, dir, aKey, anotherKey); record.CodeOf(err) != record.Unavailable {
		t.Errorf("while it is open: %v", err)
	}
	closed(t, s)
	third := append([]byte{9}, aKey[1:]...)
	if err := rekeyed(t, dir, third, anotherKey); record.CodeOf(err) != record.Unavailable {
		t.Errorf("with a wrong key: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := Rekey(stopped, Options{Dir: dir, Clock: aClock(), Key: aKey}, anotherKey); err == nil {
		t.Error("it went on after the stop")
	}
	if got := notes(t, sealed(t, dir)); len(got) != 1 {
		t.Errorf("afterwards %v", got)
	}
}

// Whatever an interruption leaves, calling it again ends it, and the store is
// whole under one of the two keys all the time.
func TestRekeyIsResumed(t *testing.T) {
	for name, leave := range map[string]func(dir string) error{
		"nothing yet": func(string) error { return nil },
		"half a file": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, fileName+rekeySuffix), []byte("half"), 0o600)
		},
		"the file of crypt's own": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, fileName+rekeySuffix+".123.new"), []byte("half"), 0o600)
		},
		"a whole file": func(dir string) error {
			return crypt.Rekey(context.Background(), filepath.Join(dir, fileName), filepath.Join(dir, fileName+rekeySuffix), aKey, anotherKey, crypt.Preferred())
		},
		"all done": func(dir string) error {
			return Rekey(context.Background(), Options{Dir: dir, Clock: aClock(), Key: aKey}, anotherKey)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := sealed(t, dir)
			for _, word := range []string{"one", "two", "three"} {
				write(t, s, word)
			}
			closed(t, s)
			before := filepath.Join(dir, copyPrefix+"0001.db")
			if err := crypt.Create(before, aKey, crypt.Preferred()); err != nil {
				t.Fatal(err)
			}
			if err := leave(dir); err != nil {
				t.Fatal(err)
			}
			if err := rekeyed(t, dir, aKey, anotherKey); err != nil {
				t.Fatal(err)
			}
			refusedKey(t, dir, aKey, "does not fit")
			again, err := Open(t.Context(), Options{Dir: dir, Clock: aClock(), Key: anotherKey})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if got := notes(t, again); len(got) != 3 {
				t.Errorf("holds %v", got)
			}
			if n, err := again.Verify(t.Context()); err != nil || n != 3 {
				t.Errorf("%d events, %v", n, err)
			}
			if _, err := os.Stat(before); err == nil {
				t.Error("an old copy under the old key is still there")
			}
			left, err := filepath.Glob(filepath.Join(dir, "*.new"))
			if partial, _ := filepath.Glob(filepath.Join(dir, "*.partial")); err != nil || len(left)+len(partial) != 0 {
				t.Errorf("left over: %v %v", left, partial)
			}
		})
	}
}
