package crypt

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// SQLite here is C translated to Go: it calls through function pointers and
// keeps its objects in memory of its own, at addresses given as uintptr. What
// stands in this file is the whole crossing between the two.

// at gives the object at an address of that memory.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// bytesAt gives n bytes of that memory.
func bytesAt(p uintptr, n int) []byte { return unsafe.Slice(at[byte](p), n) }

// pointer gives the function pointer of a function declared at top level.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function is the reverse.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

// The functions of a file system and of a file.
type (
	openFunc   = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFunc = func(*libc.TLS, uintptr, uintptr, int32) int32
	accessFunc = func(*libc.TLS, uintptr, uintptr, int32, uintptr) int32
	pathFunc   = func(*libc.TLS, uintptr, uintptr, int32, uintptr) int32

	fileFunc     = func(*libc.TLS, uintptr) int32
	fileIntFunc  = func(*libc.TLS, uintptr, int32) int32
	fileOutFunc  = func(*libc.TLS, uintptr, uintptr) int32
	transferFunc = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	truncateFunc = func(*libc.TLS, uintptr, int64) int32
	controlFunc  = func(*libc.TLS, uintptr, int32, uintptr) int32
	shmMapFunc   = func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32
	shmLockFunc  = func(*libc.TLS, uintptr, int32, int32, int32) int32
	barrierFunc  = func(*libc.TLS, uintptr)
)

// object is how a file of ours begins in SQLite's memory; the object of the
// file system beneath follows it.
type object struct {
	methods uintptr
	handle  uintptr // in the table
	_       [16 - 2*unsafe.Sizeof(uintptr(0))]byte
}

const objectSize = unsafe.Sizeof(object{})

// table finds the Go side of what SQLite holds. A handle is never given twice.
var table = struct {
	sync.RWMutex
	last uintptr
	all  map[uintptr]any
}{all: map[uintptr]any{}}

func enter(o any) uintptr {
	table.Lock()
	defer table.Unlock()
	table.last++
	table.all[table.last] = o
	return table.last
}

func leave(h uintptr) {
	table.Lock()
	defer table.Unlock()
	delete(table.all, h)
}

// held gives what a handle stands for. That there is nothing would mean that
// SQLite uses a file after closing it; going on could only write to the wrong
// one.
func held[T any](h uintptr) T {
	table.RLock()
	o, ok := table.all[h].(T)
	table.RUnlock()
	if !ok {
		panic(fmt.Sprintf("crypt: SQLite used %T %d, which is not open", o, h))
	}
	return o
}

// allocate gives zeroed memory in which SQLite may read and write.
func allocate(tls *libc.TLS, n uintptr) (uintptr, error) {
	p := lib.Xsqlite3_malloc(tls, int32(n))
	if p == 0 {
		return 0, fmt.Errorf("no memory for %d bytes", n)
	}
	clear(bytesAt(p, int(n)))
	return p, nil
}

func release(tls *libc.TLS, p uintptr) { lib.Xsqlite3_free(tls, p) }

// failure is a code of SQLite as an error.
func failure(tls *libc.TLS, what string, rc int32) error {
	return fmt.Errorf("%s: %s (%d)", what, libc.GoString(lib.Xsqlite3_errstr(tls, rc)), rc)
}
