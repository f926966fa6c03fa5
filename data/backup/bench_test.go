package backup

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// BenchmarkBackup makes, verifies and restores backups at two sizes, and
// reports seconds and how many times as long as a plain copy of the same bytes,
// synced, each takes.
func BenchmarkBackup(b *testing.B) {
	for _, patients := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(patients), func(b *testing.B) {
			c, sheet := filled(b, patients)
			folder := b.TempDir()
			first, err := c.To(context.Background(), folder, now)
			if err != nil {
				b.Fatal(err)
			}
			opener := bySheet(b, sheet)
			clock := func() time.Time { return now }
			place, other, n := b.TempDir(), b.TempDir(), 0
			for _, m := range []struct {
				name string
				f    func() error
			}{
				{"create", func() error { return errorOf(c.To(context.Background(), other, now)) }},
				{"verify", func() error { return errorOf(c.Verify(context.Background(), first.Path)) }},
				{"drill", func() error {
					return errorOf(NewMaker(c, aMachine{}, clock).Drill(context.Background(), folder, filepath.Base(first.Path), nil))
				}},
				{"restore", func() error {
					n++
					return errorOf(Restore(context.Background(), first.Path, filepath.Join(place, fmt.Sprint(n)), opener, clock, nil))
				}},
			} {
				b.Run(m.name, func(b *testing.B) { against(b, first, m.f) })
			}
		})
	}
}

// against measures f beside copies of the backup's bytes.
func against(b *testing.B, first Made, f func() error) {
	var ours, plain time.Duration
	for b.Loop() {
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		to := filepath.Join(b.TempDir(), "copy")
		start = time.Now()
		if err := plainCopy(first.Path, to); err != nil {
			b.Fatal(err)
		}
		plain += time.Since(start)
		if err := os.Remove(to); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s")
	b.ReportMetric(float64(ours)/float64(plain), "x-copy")
	b.ReportMetric(float64(first.Size)/1e6, "MB")
	b.ReportMetric(0, "ns/op")
}

// plainCopy copies a file and syncs it.
func plainCopy(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// filled makes a clinic with so many patients, each with a visit.
func filled(b *testing.B, patients int) (Clinic, string) {
	dir := b.TempDir()
	v, keys, sheet, err := vault.Create(dir, vault.Person{ID: "ilse", Name: "Ilse"}, passphrase, quick)
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), store.Options{Dir: dir, Clock: func() time.Time { return now }, Key: keys.Data()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for left := patients; left > 0; left -= 1000 {
		register(b, s, min(left, 1000))
	}
	got, err := s.Content(b.Context())
	if err != nil || got.Patients != patients {
		b.Fatalf("%+v, %v", got, err)
	}
	return Clinic{Dir: dir, Store: s, Vault: v, Keys: keys}, sheet.Identity()
}
