package crypt

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// below is the file beneath one of ours, in SQLite's own file system. Its
// methods give SQLite's codes.
type below struct {
	vfs  *VFS
	name string
	file uintptr
}

func (b *below) methods() *lib.Tsqlite3_io_methods {
	return at[lib.Tsqlite3_io_methods](at[lib.Tsqlite3_file](b.file).FpMethods)
}

// read fills n bytes at buf, with zeros where the file has ended.
func (b *below) read(tls *libc.TLS, buf uintptr, n int, off int64) int32 {
	return function[transferFunc](b.methods().FxRead)(tls, b.file, buf, int32(n), off)
}

func (b *below) write(tls *libc.TLS, buf uintptr, n int, off int64) int32 {
	rc := function[transferFunc](b.methods().FxWrite)(tls, b.file, buf, int32(n), off)
	if rc == lib.SQLITE_OK {
		b.vfs.watch.did(change{kind: wrote, path: b.name, off: off, data: bytesAt(buf, n)})
	}
	return rc
}

func (b *below) truncate(tls *libc.TLS, size int64) int32 {
	rc := function[truncateFunc](b.methods().FxTruncate)(tls, b.file, size)
	if rc == lib.SQLITE_OK {
		b.vfs.watch.did(change{kind: cut, path: b.name, off: size})
	}
	return rc
}

func (b *below) sync(tls *libc.TLS, flags int32) int32 {
	rc := function[fileIntFunc](b.methods().FxSync)(tls, b.file, flags)
	if rc == lib.SQLITE_OK {
		b.vfs.watch.did(change{kind: synced, path: b.name})
	}
	return rc
}

func (b *below) size(tls *libc.TLS, out uintptr) int32 {
	return function[fileOutFunc](b.methods().FxFileSize)(tls, b.file, out)
}

// length is the size as a number.
func (b *below) length(tls *libc.TLS) (n int64, rc int32) {
	p := tls.Alloc(8)
	defer tls.Free(8)
	rc = b.size(tls, p)
	return *at[int64](p), rc
}

func (b *below) close(tls *libc.TLS) int32 {
	return function[fileFunc](b.methods().FxClose)(tls, b.file)
}

func (b *below) control(tls *libc.TLS, op int32, arg uintptr) int32 {
	return function[controlFunc](b.methods().FxFileControl)(tls, b.file, op, arg)
}

// watcher lets tests see what reaches the disk, in order, and change what
// would be wrong to change. Outside tests it is empty.
type watcher struct {
	see func(change)
	// tornFails makes a torn frame an error of the disk while a log is
	// recovered: the first of the two traps, as a negative control.
	tornFails bool
}

func (w *watcher) did(c change) {
	if w.see != nil {
		w.see(c)
	}
}

// change is one thing that was done to a file.
type change struct {
	kind changeKind
	path string
	off  int64  // of a write; the new size of a cut
	data []byte // of a write; only good until see returns
}

type changeKind int

const (
	wrote changeKind = iota
	cut
	synced
	removed
)
