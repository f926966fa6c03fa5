package crypt

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The test binary is also the program that is killed: with crashPath set it
// writes in the database there until it dies.
const (
	crashPath  = "KAPDESK_CRYPT_CRASH"
	crashEarly = "KAPDESK_CRYPT_CRASH_EARLY" // says "saved" before it is: the negative control
)

func TestMain(m *testing.M) {
	if path := os.Getenv(crashPath); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path, os.Getenv(crashEarly) != ""))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const crashSchema = `CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, of INTEGER NOT NULL, text TEXT NOT NULL);
	CREATE INDEX IF NOT EXISTS note_of ON note (of);
	CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, prefix='2 3')`

func openToCrash(path string, v *VFS) (*sql.DB, error) {
	db, err := dialled(path, v.Name(), 1, "_pragma=cache_size(20)", "_pragma=wal_autocheckpoint(60)")
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(crashSchema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// writeUntilKilled numbers its transactions and says of each when it is saved.
func writeUntilKilled(path string, early bool) error {
	v, err := Register(testKey)
	if err != nil {
		return err
	}
	db, err := openToCrash(path, v)
	if err != nil {
		return err
	}
	n := 0
	if err := db.QueryRow(`SELECT coalesce(max(of), 0) FROM note`).Scan(&n); err != nil {
		return err
	}
	for n++; ; n++ {
		say := func() error { _, err := fmt.Println(n); return err }
		if err := crashTransaction(db, n, early, say); err != nil {
			return err
		}
		if n%50 == 49 {
			if _, err := db.Exec(`VACUUM`); err != nil {
				return err
			}
		}
	}
}

// crashRows: every so often a transaction is larger than the cache.
func crashRows(n int) int {
	if n%25 == 24 {
		return 600
	}
	return 1 + n%4
}

func crashTransaction(db *sql.DB, n int, early bool, say func() error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i := range crashRows(n) {
		if _, err := tx.Exec(`INSERT INTO note (of, text) VALUES (?, ?)`, n, text(100+(n+i)%300)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO words (text) VALUES (?)`, text(60)); err != nil {
		return err
	}
	// The database does not grow for ever.
	if _, err := tx.Exec(`UPDATE note SET text = '' WHERE of < ?`, n-60); err != nil {
		return err
	}
	if early {
		if err := say(); err != nil {
			return err
		}
		return tx.Commit()
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return say()
}

// killWriter starts a writer, kills it some time after its first save, and
// gives the last transaction that it said is saved.
func killWriter(t *testing.T, path string, early bool, after time.Duration) (saved int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashPath+"="+path)
	if early {
		cmd.Env = append(cmd.Env, crashEarly+"=1")
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for killing := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil { // an unfinished line is no acknowledgement
			break
		}
		if !killing {
			killing = true
			timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
			defer timer.Stop()
		}
		if saved, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = io.Copy(io.Discard, lines)
	_ = cmd.Wait()
	if stderr.Len() > 0 {
		t.Fatalf("the writer failed by itself: %s", stderr.String())
	}
	return saved
}

// transactionsIn wants whole transactions without a gap, and gives the last.
func transactionsIn(t *testing.T, db *sql.DB) int {
	t.Helper()
	last := ask[int](t, db, `SELECT coalesce(max(of), 0) FROM note`)
	if n := ask[int](t, db, `SELECT count(DISTINCT of) FROM note`); n != last {
		t.Errorf("%d transactions of %d", n, last)
	}
	rows, err := db.Query(`SELECT of, count(*) FROM note GROUP BY of`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var of, n int
		if err := rows.Scan(&of, &n); err != nil {
			t.Fatal(err)
		}
		if n != crashRows(of) {
			t.Errorf("%d rows of transaction %d", n, of)
		}
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
	return last
}

// TestNothingSavedIsLostInACrash kills the writing program at random moments.
// It begins anew from time to time, so that the database stays small.
func TestNothingSavedIsLostInACrash(t *testing.T) {
	t.Parallel()
	kills, inOne := sized(30, 500), 10
	rnd := rand.New(rand.NewPCG(7, 7))
	total := 0
	for from := 0; from < kills; from += inOne {
		v := registered(t, testKey, bothCiphers[from/inOne%2], watcher{})
		path := madeNew(t, v)
		last := 0
		for range min(inOne, kills-from) {
			saved := killWriter(t, path, false, time.Duration(2+rnd.IntN(120))*time.Millisecond)
			if found := inspected(t, path); found.Damaged {
				t.Errorf("InspectWAL: %+v", found)
			}
			verified(t, path)
			db, err := openToCrash(path, v)
			if err != nil {
				t.Fatal(err)
			}
			whole(t, db)
			now := transactionsIn(t, db)
			if now < saved || now < last {
				t.Errorf("%d transactions, %d were saved and %d were there before", now, saved, last)
			}
			last = now
			db.Close()
			verified(t, path)
		}
		total += last
	}
	if total < 2*kills {
		t.Errorf("only %d transactions: the kills came before the work", total)
	}
	t.Logf("%d kills, %d transactions", kills, total)
}

// TestTheCrashTestCanFail lets the program say "saved" too early.
func TestTheCrashTestCanFail(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(8, 8))
	const tries = 40
	for range tries {
		v := registered(t, testKey, XAES256GCM, watcher{})
		path := filepath.Join(t.TempDir(), "early.db")
		if err := Create(path, testKey, XAES256GCM); err != nil {
			t.Fatal(err)
		}
		// The first save is said before its commit; the kill follows at once.
		saved := killWriter(t, path, true, time.Duration(rnd.IntN(3000))*time.Microsecond)
		db, err := openToCrash(path, v)
		if err != nil {
			t.Fatal(err)
		}
		now := transactionsIn(t, db)
		db.Close()
		if now < saved {
			return
		}
	}
	t.Errorf("of %d times that something was acknowledged too early none was found", tries)
}
