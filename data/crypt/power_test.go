package crypt

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recording is all that a workload did to the disk, in order, and when it was
// told that something is saved.
type recording struct {
	start map[string][]byte // the files as they were, by suffix of the name
	steps []step
}

// step is a change of a file, or an acknowledgement.
type step struct {
	change
	suffix string
	saved  int // transaction that is acknowledged; 0 for a change
}

// rowsOf gives how many rows a transaction of the workload writes: some leave
// the cache before they commit.
func rowsOf(transaction int) int {
	if transaction%7 == 0 {
		return 30
	}
	return 1 + transaction%3
}

// record runs a workload of so many transactions with synchronous=FULL.
func record(t *testing.T, c Cipher, transactions int) *recording {
	t.Helper()
	r := &recording{start: map[string][]byte{}}
	var path string
	v := registered(t, testKey, c, watcher{see: func(ch change) {
		ch.data = append([]byte(nil), ch.data...)
		r.steps = append(r.steps, step{change: ch, suffix: strings.TrimPrefix(ch.path, path)})
	}})
	path = madeNew(t, v)
	db := connect(t, path, v.Name(), 1, "_pragma=cache_size(6)", "_pragma=wal_autocheckpoint(25)")
	do(t, db, `CREATE TABLE note (id INTEGER PRIMARY KEY, of INTEGER NOT NULL, text TEXT NOT NULL); CREATE INDEX note_of ON note (of)`)
	do(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r.start[""], r.steps = b, nil
	for n := 1; n <= transactions; n++ {
		if err := transact(db, n); err != nil {
			t.Fatal(err)
		}
		r.steps = append(r.steps, step{saved: n})
		if n%19 == 0 {
			do(t, db, `VACUUM`)
		}
	}
	db.Close()
	return r
}

// transact writes transaction n, and changes rows of earlier ones.
func transact(db *sql.DB, n int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for range rowsOf(n) {
		if _, err := tx.Exec(`INSERT INTO note (of, text) VALUES (?, ?)`, n, text(200+n*37%400)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`UPDATE note SET text = ? WHERE id = ?`, text(200), 1+n/2); err != nil {
		return err
	}
	return tx.Commit()
}

// disk is what a disk holds after the power failed: of what was written since
// the last sync of a file, each write is kept, lost or torn, by itself.
type disk struct {
	files map[string]*image
	rnd   *rand.Rand
	// syncsDo is false when the disk lies about syncs: the negative control.
	syncsDo bool
}

// image is a file: what is surely there, and what may be.
type image struct {
	there   bool
	b       []byte
	pending []change
}

func newDisk(r *recording, rnd *rand.Rand, syncsDo bool) *disk {
	d := &disk{files: map[string]*image{}, rnd: rnd, syncsDo: syncsDo}
	for suffix, b := range r.start {
		d.files[suffix] = &image{there: true, b: append([]byte(nil), b...)}
	}
	return d
}

// after replays the first steps and gives the last acknowledged transaction.
func (d *disk) after(steps []step) (saved int) {
	for _, s := range steps {
		if s.saved > 0 {
			saved = s.saved
			continue
		}
		f := d.files[s.suffix]
		if f == nil {
			f = &image{}
			d.files[s.suffix] = f
		}
		if s.kind != synced {
			f.pending = append(f.pending, s.change)
		} else if d.syncsDo {
			for _, c := range f.pending {
				f.apply(c)
			}
			f.pending = nil
		}
	}
	return saved
}

func (f *image) apply(c change) {
	switch c.kind {
	case removed:
		*f = image{}
	case cut:
		f.resize(int(c.off))
	case wrote:
		f.put(c.off, c.data)
	}
}

func (f *image) put(off int64, b []byte) {
	f.there = true
	if end := int(off) + len(b); end > len(f.b) {
		f.resize(end)
	}
	copy(f.b[off:], b)
}

func (f *image) resize(n int) {
	f.there = true
	if n <= len(f.b) {
		f.b = f.b[:n:n]
		return
	}
	f.b = append(f.b, make([]byte, n-len(f.b))...)
}

// fail decides about each pending change.
func (d *disk) fail() {
	for _, suffix := range []string{"", "-wal"} {
		f := d.files[suffix]
		if f == nil {
			continue
		}
		for _, c := range f.pending {
			switch d.rnd.IntN(3) {
			case 0: // lost
			case 1:
				f.apply(c)
			case 2:
				d.tear(f, c)
			}
		}
	}
}

// tear keeps some sectors of a write.
func (d *disk) tear(f *image, c change) {
	if c.kind != wrote {
		return // names and sizes are changed or not
	}
	for at := c.off / sector * sector; at < c.off+int64(len(c.data)); at += sector {
		if d.rnd.IntN(2) == 0 {
			from, to := max(at, c.off), min(at+sector, c.off+int64(len(c.data)))
			f.put(from, c.data[from-c.off:to-c.off])
		}
	}
}

// written puts the disk's files into a folder.
func (d *disk) written(dir string) (string, error) {
	path := filepath.Join(dir, "p.db")
	for suffix, f := range d.files {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if f.there {
			if err := os.WriteFile(path+suffix, f.b, 0o600); err != nil {
				return "", err
			}
		}
	}
	return path, nil
}

// errLost says that something acknowledged is not there.
var errLost = errors.New("acknowledged and lost")

// survives opens what a disk holds, and wants it to be the workload up to some
// transaction not before the last acknowledged one.
func survives(path string, v *VFS, saved int) error {
	found, err := InspectWAL(path, testKey)
	if err != nil || found.Damaged {
		return fmt.Errorf("InspectWAL: %+v, %w", found, err)
	}
	if err := Verify(path, testKey); err != nil {
		return fmt.Errorf("Verify before: %w", err)
	}
	db, err := dialled(path, v.Name(), 1)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	defer db.Close()
	var said string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		return fmt.Errorf("integrity_check: %s, %w", said, err)
	}
	last := 0
	rows, err := db.Query(`SELECT of, count(*) FROM note GROUP BY of ORDER BY of`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var of, n int
		if err := rows.Scan(&of, &n); err != nil {
			return err
		}
		if of != last+1 || n != rowsOf(of) {
			return fmt.Errorf("%d rows of transaction %d after transaction %d", n, of, last)
		}
		last = of
	}
	if last < saved {
		return fmt.Errorf("%w: %d transactions of %d", errLost, last, saved)
	}
	rows.Close()
	if err := errors.Join(rows.Err(), db.Close()); err != nil {
		return err
	}
	return Verify(path, testKey)
}

// powerLoss tries states and gives what is wrong with each that does not
// survive.
func powerLoss(t *testing.T, r *recording, v *VFS, states int, seed uint64, syncsDo bool) (wrong []error) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 11))
	dir := t.TempDir()
	for range states {
		at := rnd.IntN(len(r.steps) + 1)
		d := newDisk(r, rnd, syncsDo)
		saved := d.after(r.steps[:at])
		d.fail()
		path, err := d.written(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := survives(path, v, saved); err != nil {
			wrong = append(wrong, fmt.Errorf("step %d of %d: %w", at, len(r.steps), err))
		}
	}
	return wrong
}

// TestPowerLoss: whatever the disk has kept of what was not synced, nothing is
// corrupt, nothing acknowledged is lost, and no torn end of the log is taken
// for damage.
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	states := sized(400, 4000)
	for i, c := range bothCiphers {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			r := record(t, c, 42)
			v := registered(t, testKey, c, watcher{})
			wrong := powerLoss(t, r, v, states/2, uint64(i), true)
			for _, err := range wrong {
				t.Error(err)
			}
			t.Logf("%d disk states over %d steps, %d wrong", states/2, len(r.steps), len(wrong))
		})
	}
}

// TestThePowerLossTestCanFail: a disk that lies about syncs, and a shim that
// takes a torn frame for an error of the disk, are both found.
func TestThePowerLossTestCanFail(t *testing.T) {
	t.Parallel()
	r := record(t, XAES256GCM, 30)
	v := registered(t, testKey, XAES256GCM, watcher{})
	lost := 0
	for _, err := range powerLoss(t, r, v, 20, 5, false) {
		if err != nil {
			lost++
		}
	}
	if lost == 0 {
		t.Error("dropped syncs lost nothing")
	}
	strict := registered(t, testKey, XAES256GCM, watcher{tornFails: true})
	if wrong := powerLoss(t, r, strict, 40, 6, true); len(wrong) == 0 {
		t.Error("an error for a torn frame did no harm")
	}
}
