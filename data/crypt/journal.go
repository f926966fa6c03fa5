package crypt

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// journal is the rollback journal of a copy that SQLite makes in a new file.
// Before there was nothing, so it holds a header and no page, and it is only
// kept in memory: a copy that was cut short is no copy, with or without it.
// Any other journal would hold a page, and is refused.
type journal struct {
	vfs *VFS
	b   []byte
}

// maxJournal is far above what the headers of a journal come to.
const maxJournal = 1 << 20

func (j *journal) owner() *VFS   { return j.vfs }
func (j *journal) under() *below { return nil }

func (j *journal) read(_ *libc.TLS, p []byte, off int64) int32 {
	clear(p)
	if off < 0 || off+int64(len(p)) > int64(len(j.b)) {
		if 0 <= off && off < int64(len(j.b)) {
			copy(p, j.b[off:])
		}
		return lib.SQLITE_IOERR_SHORT_READ
	}
	copy(p, j.b[off:])
	return lib.SQLITE_OK
}

func (j *journal) write(_ *libc.TLS, p []byte, off int64) int32 {
	end := off + int64(len(p))
	if len(p) > sector || off < 0 || end > maxJournal {
		return lib.SQLITE_IOERR_WRITE
	}
	if grow := end - int64(len(j.b)); grow > 0 {
		j.b = append(j.b, make([]byte, grow)...)
	}
	copy(j.b[off:], p)
	return lib.SQLITE_OK
}

func (j *journal) truncate(_ *libc.TLS, size int64) int32 {
	if size < 0 || size > int64(len(j.b)) {
		return lib.SQLITE_IOERR_TRUNCATE
	}
	j.b = j.b[:size]
	return lib.SQLITE_OK
}

func (j *journal) size(_ *libc.TLS, out uintptr) int32 {
	*at[int64](out) = int64(len(j.b))
	return lib.SQLITE_OK
}

func (j *journal) sync(*libc.TLS, int32) int32             { return lib.SQLITE_OK }
func (j *journal) control(*libc.TLS, int32, uintptr) int32 { return lib.SQLITE_NOTFOUND }
func (j *journal) close(*libc.TLS) int32                   { return lib.SQLITE_OK }
