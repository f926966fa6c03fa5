package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
)

// The locks of a process on a file, of the kind that SQLite takes by default,
// are all gone once any code in it closes the file, whichever way it was
// opened. On Linux there is a kind that stays with the opening it was taken by;
// elsewhere this does nothing.
func init() { _, _ = sqlite.OFDLocking(true) }

// mode is what a connection may do.
type mode int

const (
	reading  mode = iota // queries only
	writing              // one connection, immediate transactions
	creating             // writing, and makes the file
)

// dsn names the database file and everything that is set on its connections,
// so that each connection of each pool has the same settings. vfs is "" for
// the plain file system.
func dsn(path, vfs string, m mode) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/clinic becomes file:///C:/clinic
	}
	q := []string{
		"_busy_timeout=5000", "_defensive=1", "_dqs=0", "_error_rc=1", "_foreign_keys=1", "_synchronous=FULL",
		"_pragma=temp_store(memory)", "_pragma=cache_size(-16384)", "_pragma=trusted_schema(0)",
		"_pragma=cell_size_check(1)", "_pragma=journal_size_limit(16777216)",
		// Without it INSERT OR REPLACE would slip past the triggers that
		// keep events for ever.
		"_pragma=recursive_triggers(1)",
	}
	switch m {
	case reading:
		q = append(q, "mode=ro", "_pragma=query_only(1)")
	case writing:
		q = append(q, "mode=rw", "_txlock=immediate", "_journal_mode=WAL")
	case creating:
		q = append(q, "mode=rwc", "_txlock=immediate", "_journal_mode=WAL")
	}
	if vfs != "" {
		q = append(q, "vfs="+url.QueryEscape(vfs))
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(q, "&")}).String()
}

// connect opens a pool of exactly n connections on the file. It is the only
// place in the program that opens the database.
func connect(ctx context.Context, path, vfs string, m mode, n int) (*pool, error) {
	db, err := sql.Open("sqlite", dsn(path, vfs, m))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	p := &pool{db: db, free: make(chan *conn, n), shut: make(chan struct{})}
	for range n {
		c, err := db.Conn(ctx)
		if err != nil {
			p.close()
			return nil, err
		}
		p.all = append(p.all, &conn{c: c, stmts: map[string]*sql.Stmt{}})
		p.free <- p.all[len(p.all)-1]
	}
	return p, nil
}
