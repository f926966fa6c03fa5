package crypt

import (
	"encoding/binary"
	"strings"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// database is a database file. SQLite uses each of its open files from one
// goroutine at a time.
type database struct {
	below
	keys  *keys // nil while the file is empty
	fresh bool  // was empty when it was opened: SQLite may be making a copy in it
	raw   uintptr
	page  []byte // pageSize bytes: what stands at raw
}

// peekSize is how much of a database SQLite reads before it looks for a log.
const peekSize = 100

func openDatabase(tls *libc.TLS, b below) (file, int32) {
	raw, err := allocate(tls, pageSize)
	if err != nil {
		return nil, lib.SQLITE_NOMEM
	}
	d := &database{below: b, raw: raw, page: bytesAt(raw, pageSize)}
	if rc := d.begin(tls); rc != lib.SQLITE_OK {
		release(tls, raw)
		return nil, rc
	}
	return d, lib.SQLITE_OK
}

// begin finds out what the file is. It refuses a foreign file and a wrong key
// now: SQLite would take the log, of which no frame opens, for an empty one,
// and delete it on closing.
func (d *database) begin(tls *libc.TLS) int32 {
	size, rc := d.length(tls)
	if rc != lib.SQLITE_OK {
		return rc
	}
	if d.fresh = size == 0; d.fresh {
		return lib.SQLITE_OK
	}
	return d.identify(tls)
}

// identify reads the header and tries the key.
func (d *database) identify(tls *libc.TLS) int32 {
	// Another connection may be writing page 1 from the log at this moment.
	const tries = 3
	for range tries {
		if rc := d.below.read(tls, d.raw, pageSize, 0); rc != lib.SQLITE_OK && rc != lib.SQLITE_IOERR_SHORT_READ {
			return rc
		}
		h, err := parseHeader(d.page)
		if err != nil {
			return lib.SQLITE_NOTADB
		}
		k, err := d.vfs.derive(h)
		if err != nil {
			return lib.SQLITE_NOTADB
		}
		page := make([]byte, pageSize)
		if k.openPage(1, page, d.page) == nil || logOpens(d.name, k) {
			d.keys = k
			return lib.SQLITE_OK
		}
	}
	return lib.SQLITE_NOTADB
}

func (d *database) owner() *VFS   { return d.vfs }
func (d *database) under() *below { return &d.below }

func (d *database) read(tls *libc.TLS, p []byte, off int64) int32 {
	if d.keys == nil {
		switch size, rc := d.length(tls); {
		case rc != lib.SQLITE_OK:
			return rc
		case size == 0:
			clear(p)
			return lib.SQLITE_IOERR_SHORT_READ
		}
		// Another connection has filled the file.
		if rc := d.identify(tls); rc != lib.SQLITE_OK {
			return rc
		}
		d.fresh = false
	}
	if off == 0 && len(p) == peekSize {
		return d.peek(p)
	}
	n, from := off/pageSize+1, int(off%pageSize)
	if from+len(p) > pageSize || n > 1<<32-1 {
		return lib.SQLITE_IOERR_READ
	}
	return d.readPage(tls, uint32(n), from, p)
}

// peek answers SQLite's first look at a file, which comes before it knows of
// the log. It needs only what is the same in all our files, and so it must not
// depend on page 1: when the power failed while page 1 was copied from the log,
// page 1 is whole in the log alone.
func (d *database) peek(p []byte) int32 {
	clear(p)
	geometry(p)
	return lib.SQLITE_OK
}

// readPage reads a part of page n.
func (d *database) readPage(tls *libc.TLS, n uint32, from int, p []byte) int32 {
	rc := d.below.read(tls, d.raw, pageSize, int64(n-1)*pageSize)
	switch {
	case rc == lib.SQLITE_IOERR_SHORT_READ && d.fresh:
		clear(p) // of a copy in the making, not written yet
		return rc
	case rc == lib.SQLITE_IOERR_SHORT_READ:
		// SQLite would take what is cut off for zeros.
		return lib.SQLITE_IOERR_DATA
	case rc != lib.SQLITE_OK:
		return rc
	}
	if len(p) == pageSize {
		if d.keys.openPage(n, p, d.page) != nil {
			return forged(n)
		}
		return lib.SQLITE_OK
	}
	whole := make([]byte, pageSize)
	if d.keys.openPage(n, whole, d.page) != nil {
		return forged(n)
	}
	copy(p, whole[from:])
	return lib.SQLITE_OK
}

func forged(n uint32) int32 {
	if n == 1 {
		return lib.SQLITE_NOTADB
	}
	return lib.SQLITE_IOERR_DATA
}

func (d *database) write(tls *libc.TLS, p []byte, off int64) int32 {
	n := off/pageSize + 1
	if len(p) != pageSize || off%pageSize != 0 || n > 1<<32-1 {
		return lib.SQLITE_IOERR_WRITE
	}
	if d.fresh && n == 1 {
		p = inWALMode(p)
	}
	if checkPage(uint32(n), p) != nil {
		return lib.SQLITE_IOERR_WRITE
	}
	if d.keys == nil {
		k, err := d.vfs.derive(newHeader(d.vfs.cipher))
		if err != nil {
			return lib.SQLITE_IOERR_WRITE
		}
		d.keys = k
	}
	d.keys.sealPage(uint32(n), d.page, p)
	return d.below.write(tls, d.raw, pageSize, off)
}

// inWALMode gives the first page of a copy as one in WAL mode. SQLite makes
// copies in the old mode, and to change that later it would have to write a
// journal.
func inWALMode(p []byte) []byte {
	const oldMode = 1
	if p[18] != oldMode || p[19] != oldMode {
		return p
	}
	p = append([]byte(nil), p...)
	p[18], p[19] = walMode, walMode
	return p
}

func (d *database) truncate(tls *libc.TLS, size int64) int32 {
	if size%pageSize != 0 {
		return lib.SQLITE_IOERR_TRUNCATE
	}
	return d.below.truncate(tls, size)
}

func (d *database) close(tls *libc.TLS) int32 {
	rc := d.below.close(tls)
	release(tls, d.raw)
	d.keys = nil
	return rc
}

func (d *database) control(tls *libc.TLS, op int32, arg uintptr) int32 {
	switch op {
	case lib.SQLITE_FCNTL_SIZE_HINT, lib.SQLITE_FCNTL_CHUNK_SIZE:
		return lib.SQLITE_OK // would make pages of zeros, which do not authenticate
	case lib.SQLITE_FCNTL_MMAP_SIZE:
		*at[int64](arg) = 0
		return lib.SQLITE_OK
	case lib.SQLITE_FCNTL_PRAGMA:
		if message := refusedPragma(arg); message != "" {
			*at[uintptr](arg) = inSQLite(tls, message)
			return lib.SQLITE_ERROR
		}
	}
	return d.below.control(tls, op, arg)
}

// refusedPragma says why a pragma is refused, "" if it is not. This is for a
// clear answer only: the page that such a pragma would write is refused anyway.
func refusedPragma(arg uintptr) string {
	a := at[[3]uintptr](arg) // message, name, value
	if a[2] == 0 {
		return ""
	}
	name, value := libc.GoString(a[1]), libc.GoString(a[2])
	if strings.EqualFold(name, "journal_mode") && !strings.EqualFold(value, "wal") {
		return "an encrypted database stays in WAL mode"
	}
	return ""
}

// inSQLite copies a message into memory that SQLite will free.
func inSQLite(tls *libc.TLS, s string) uintptr {
	p, err := allocate(tls, uintptr(len(s)+1))
	if err != nil {
		return 0 // SQLite then has no message
	}
	copy(bytesAt(p, len(s)), s)
	return p
}

// pagesIn reads the count of pages from the first page.
func pagesIn(first []byte) uint32 { return binary.BigEndian.Uint32(first[28:]) }
