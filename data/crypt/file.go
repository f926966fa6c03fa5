package crypt

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// file is what the methods below call. p is SQLite's memory.
type file interface {
	owner() *VFS
	under() *below // nil for a file that is only in memory
	read(tls *libc.TLS, p []byte, off int64) int32
	write(tls *libc.TLS, p []byte, off int64) int32
	truncate(tls *libc.TLS, size int64) int32
	sync(tls *libc.TLS, flags int32) int32
	size(tls *libc.TLS, out uintptr) int32
	control(tls *libc.TLS, op int32, arg uintptr) int32
	close(tls *libc.TLS) int32
}

// methods is the table of functions that each of our files points to.
type methods struct {
	once sync.Once
	p    uintptr // lib.Tsqlite3_io_methods, never freed: it is for all file systems
	err  error
}

var ioMethods methods

func (m *methods) make(tls *libc.TLS) error {
	m.once.Do(func() {
		if m.p, m.err = allocate(tls, unsafe.Sizeof(lib.Tsqlite3_io_methods{})); m.err != nil {
			return
		}
		*at[lib.Tsqlite3_io_methods](m.p) = lib.Tsqlite3_io_methods{
			FiVersion:               2, // shared memory, but no mapping of pages, which would pass by the cipher
			FxClose:                 pointer[fileFunc](xClose),
			FxRead:                  pointer[transferFunc](xRead),
			FxWrite:                 pointer[transferFunc](xWrite),
			FxTruncate:              pointer[truncateFunc](xTruncate),
			FxSync:                  pointer[fileIntFunc](xSync),
			FxFileSize:              pointer[fileOutFunc](xFileSize),
			FxLock:                  pointer[fileIntFunc](xLock),
			FxUnlock:                pointer[fileIntFunc](xUnlock),
			FxCheckReservedLock:     pointer[fileOutFunc](xCheckReservedLock),
			FxFileControl:           pointer[controlFunc](xFileControl),
			FxSectorSize:            pointer[fileFunc](xSectorSize),
			FxDeviceCharacteristics: pointer[fileFunc](xDeviceCharacteristics),
			FxShmMap:                pointer[shmMapFunc](xShmMap),
			FxShmLock:               pointer[shmLockFunc](xShmLock),
			FxShmBarrier:            pointer[barrierFunc](xShmBarrier),
			FxShmUnmap:              pointer[fileIntFunc](xShmUnmap),
		}
	})
	return m.err
}

func fileAt(p uintptr) file { return held[file](at[object](p).handle) }

func xClose(tls *libc.TLS, p uintptr) int32 {
	o := at[object](p)
	f := held[file](o.handle)
	rc := f.close(tls)
	leave(o.handle)
	o.methods = 0
	f.owner().count(-1)
	return rc
}

func xRead(tls *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	return fileAt(p).read(tls, bytesAt(buf, int(n)), off)
}

func xWrite(tls *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	return fileAt(p).write(tls, bytesAt(buf, int(n)), off)
}

func xTruncate(tls *libc.TLS, p uintptr, size int64) int32 { return fileAt(p).truncate(tls, size) }

func xSync(tls *libc.TLS, p uintptr, flags int32) int32 { return fileAt(p).sync(tls, flags) }

func xFileSize(tls *libc.TLS, p, out uintptr) int32 { return fileAt(p).size(tls, out) }

func xFileControl(tls *libc.TLS, p uintptr, op int32, arg uintptr) int32 {
	return fileAt(p).control(tls, op, arg)
}

// Locks and shared memory hold nothing of the content: they are those of the
// file beneath. A journal has neither.

func xLock(tls *libc.TLS, p uintptr, level int32) int32 {
	b := fileAt(p).under()
	if b == nil {
		return lib.SQLITE_OK
	}
	return function[fileIntFunc](b.methods().FxLock)(tls, b.file, level)
}

func xUnlock(tls *libc.TLS, p uintptr, level int32) int32 {
	b := fileAt(p).under()
	if b == nil {
		return lib.SQLITE_OK
	}
	return function[fileIntFunc](b.methods().FxUnlock)(tls, b.file, level)
}

func xCheckReservedLock(tls *libc.TLS, p, out uintptr) int32 {
	b := fileAt(p).under()
	if b == nil {
		*at[int32](out) = 0
		return lib.SQLITE_OK
	}
	return function[fileOutFunc](b.methods().FxCheckReservedLock)(tls, b.file, out)
}

// sector is a size that every disk writes whole.
const sector = 512

func xSectorSize(tls *libc.TLS, p uintptr) int32 {
	b := fileAt(p).under()
	if b == nil {
		return sector
	}
	return function[fileFunc](b.methods().FxSectorSize)(tls, b.file)
}

// xDeviceCharacteristics promises that a write damages nothing beside it, so
// that SQLite does not fill up sectors of the log. Of the rest only what
// concerns names is passed on: pages are never written in one piece with
// others, nor read in part.
func xDeviceCharacteristics(tls *libc.TLS, p uintptr) int32 {
	const fixed = lib.SQLITE_IOCAP_POWERSAFE_OVERWRITE
	b := fileAt(p).under()
	if b == nil {
		return fixed
	}
	return fixed | lib.SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN&
		function[fileFunc](b.methods().FxDeviceCharacteristics)(tls, b.file)
}

func xShmMap(tls *libc.TLS, p uintptr, region, size, extend int32, out uintptr) int32 {
	b := fileAt(p).under()
	if b == nil {
		return lib.SQLITE_IOERR_SHMMAP
	}
	return function[shmMapFunc](b.methods().FxShmMap)(tls, b.file, region, size, extend, out)
}

func xShmLock(tls *libc.TLS, p uintptr, offset, n, flags int32) int32 {
	b := fileAt(p).under()
	if b == nil {
		return lib.SQLITE_IOERR_SHMLOCK
	}
	return function[shmLockFunc](b.methods().FxShmLock)(tls, b.file, offset, n, flags)
}

func xShmBarrier(tls *libc.TLS, p uintptr) {
	if b := fileAt(p).under(); b != nil {
		function[barrierFunc](b.methods().FxShmBarrier)(tls, b.file)
	}
}

func xShmUnmap(tls *libc.TLS, p uintptr, deleteToo int32) int32 {
	b := fileAt(p).under()
	if b == nil {
		return lib.SQLITE_OK
	}
	return function[fileIntFunc](b.methods().FxShmUnmap)(tls, b.file, deleteToo)
}
