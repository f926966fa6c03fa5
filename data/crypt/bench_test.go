package crypt

import (
	"database/sql"
	"path/filepath"
	"testing"
)

func BenchmarkPage(b *testing.B) {
	for _, c := range bothCiphers {
		k, err := derive(testKey, newHeader(c))
		if err != nil {
			b.Fatal(err)
		}
		page, raw := make([]byte, pageSize), make([]byte, pageSize)
		copy(page, text(usable))
		b.Run(c.String()+"/seal", func(b *testing.B) {
			b.SetBytes(pageSize)
			for b.Loop() {
				k.sealPage(2, raw, page)
			}
		})
		k.sealPage(2, raw, page)
		b.Run(c.String()+"/open", func(b *testing.B) {
			b.SetBytes(pageSize)
			for b.Loop() {
				if err := k.openPage(2, page, raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMixed is a day's work: one round is a save with its words, ten
// notes read by number, a search, and every tenth time a list of 200. The two
// are run in one go and compared as a ratio.
func BenchmarkMixed(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "plain.db")
		db, err := sql.Open("sqlite", dsn(path, "", "mode=rwc", "_txlock=immediate", "_journal_mode=WAL"))
		if err != nil {
			b.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		defer db.Close()
		mixed(b, db)
	})
	b.Run("encrypted", func(b *testing.B) {
		v := registered(b, testKey, Preferred(), watcher{})
		mixed(b, connect(b, madeNew(b, v), v.Name(), 1))
	})
}

// mixed works in a database that is larger than the cache it is given.
func mixed(b *testing.B, db *sql.DB) {
	const notes = 20_000
	do(b, db, schema)
	for range 10 {
		fill(b, db, notes/10, 600)
	}
	do(b, db, `PRAGMA cache_size = -2000`)
	save, err := db.Prepare(`INSERT INTO note (text, n) VALUES (?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	read, err := db.Prepare(`SELECT text FROM note WHERE id = ?`)
	if err != nil {
		b.Fatal(err)
	}
	search, err := db.Prepare(`SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT 20)`)
	if err != nil {
		b.Fatal(err)
	}
	list, err := db.Prepare(`SELECT sum(length(text)) FROM (SELECT text FROM note WHERE n >= ? ORDER BY n LIMIT 200)`)
	if err != nil {
		b.Fatal(err)
	}
	one := func(s *sql.Stmt, arg any) {
		var v any
		if err := s.QueryRow(arg).Scan(&v); err != nil {
			b.Fatal(err)
		}
	}
	i := 0
	for b.Loop() {
		i++
		if _, err := save.Exec(text(600), i%2000); err != nil {
			b.Fatal(err)
		}
		for j := range 10 {
			one(read, 1+(i*7919+j*104729)%notes)
		}
		one(search, "session AND qu*")
		if i%10 == 0 {
			one(list, i%1500)
		}
	}
}
