package crypt

import (
	"os"
	"strings"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

const sizeOfVFS = unsafe.Sizeof(lib.Tsqlite3_vfs{})

const journalSuffix = "-journal"

func vfsAt(p uintptr) *VFS { return held[*VFS](at[lib.Tsqlite3_vfs](p).FpAppData) }

// xOpen opens a database, its log, or the journal of a new copy. Everything
// else (all sorts of temporary files) is refused.
func xOpen(tls *libc.TLS, pVfs, zName, pFile uintptr, flags int32, pOut uintptr) int32 {
	o := at[object](pFile)
	o.methods = 0 // nothing to close unless all goes well
	if zName == 0 {
		return lib.SQLITE_CANTOPEN
	}
	b := below{vfs: vfsAt(pVfs), name: libc.GoString(zName), file: pFile + objectSize}
	f, rc := b.vfs.openFile(tls, b, zName, flags, pOut)
	if rc != lib.SQLITE_OK {
		return rc
	}
	b.vfs.count(1)
	o.handle = enter(f)
	o.methods = ioMethods.p
	return lib.SQLITE_OK
}

func (v *VFS) openFile(tls *libc.TLS, b below, zName uintptr, flags int32, pOut uintptr) (file, int32) {
	switch {
	case flags&lib.SQLITE_OPEN_MAIN_DB != 0:
		if flags&lib.SQLITE_OPEN_CREATE != 0 {
			reserve(b.name)
		}
		return opened(tls, b, zName, flags, pOut, openDatabase)
	case flags&lib.SQLITE_OPEN_WAL != 0:
		db := databaseOf(tls, zName)
		if db == nil || db.vfs != v || db.keys == nil {
			return nil, lib.SQLITE_CANTOPEN
		}
		return opened(tls, b, zName, flags, pOut, func(tls *libc.TLS, b below) (file, int32) {
			return openLog(tls, b, db.keys)
		})
	case flags&lib.SQLITE_OPEN_MAIN_JOURNAL != 0:
		if pOut != 0 {
			*at[int32](pOut) = flags
		}
		return &journal{vfs: v}, lib.SQLITE_OK
	}
	return nil, lib.SQLITE_CANTOPEN
}

// opened opens the file beneath and makes ours of it.
func opened(tls *libc.TLS, b below, zName uintptr, flags int32, pOut uintptr, ours func(*libc.TLS, below) (file, int32)) (file, int32) {
	under := b.vfs.under
	rc := function[openFunc](at[lib.Tsqlite3_vfs](under).FxOpen)(tls, under, zName, b.file, flags, pOut)
	if rc != lib.SQLITE_OK {
		return nil, rc
	}
	f, rc := ours(tls, b)
	if rc != lib.SQLITE_OK {
		b.close(tls)
		return nil, rc
	}
	return f, rc
}

// reserve makes a file that does not exist yet, so that nobody but its owner
// can read it: SQLite would make it readable for all. What goes wrong here is
// found by the opening that follows. A file that exists is not opened.
func reserve(name string) {
	if f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		f.Close()
	}
}

// databaseOf gives the database to which SQLite opens the log of that name; nil
// if it is not one of ours.
func databaseOf(tls *libc.TLS, zName uintptr) *database {
	p := lib.Xsqlite3_database_file_object(tls, zName)
	if p == 0 || at[object](p).methods != ioMethods.p {
		return nil
	}
	f, _ := held[file](at[object](p).handle).(*database)
	return f
}

// There are no journals on disk: none is deleted, and what lies there under the
// name of one, made by somebody else, is never played back.

func xDelete(tls *libc.TLS, pVfs, zName uintptr, syncDir int32) int32 {
	name := libc.GoString(zName)
	if strings.HasSuffix(name, journalSuffix) {
		return lib.SQLITE_OK
	}
	v := vfsAt(pVfs)
	rc := function[deleteFunc](at[lib.Tsqlite3_vfs](v.under).FxDelete)(tls, v.under, zName, syncDir)
	if rc == lib.SQLITE_OK {
		v.watch.did(change{kind: removed, path: name})
	}
	return rc
}

func xAccess(tls *libc.TLS, pVfs, zName uintptr, flags int32, pOut uintptr) int32 {
	if strings.HasSuffix(libc.GoString(zName), journalSuffix) {
		*at[int32](pOut) = 0
		return lib.SQLITE_OK
	}
	under := vfsAt(pVfs).under
	return function[accessFunc](at[lib.Tsqlite3_vfs](under).FxAccess)(tls, under, zName, flags, pOut)
}

func xFullPathname(tls *libc.TLS, pVfs, zName uintptr, n int32, out uintptr) int32 {
	under := vfsAt(pVfs).under
	return function[pathFunc](at[lib.Tsqlite3_vfs](under).FxFullPathname)(tls, under, zName, n, out)
}
