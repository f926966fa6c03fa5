package crypt

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// ErrInUse says that files are open through the file system.
var ErrInUse = errors.New("the encrypted files are still open")

// VFS is a file system for SQLite with one key.
type VFS struct {
	name   string
	cipher Cipher // of copies that SQLite makes
	tls    *libc.TLS
	c      uintptr // lib.Tsqlite3_vfs
	cname  uintptr
	under  uintptr // the file system beneath

	mu   sync.Mutex
	open int
	key  []byte // nil once closed

	// late counts frame headers that were not followed by their page. It is 0
	// as long as SQLite writes its log as it does today.
	late  atomic.Int64
	watch watcher
}

// Register makes a file system of a fresh name for the key, which is copied.
// It has to be closed.
func Register(key []byte) (*VFS, error) { return register(key, Preferred(), watcher{}) }

func register(key []byte, c Cipher, w watcher) (*VFS, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("a key of %d bytes, not %d", len(key), KeySize)
	}
	var random [12]byte
	rand.Read(random[:])
	v := &VFS{name: "kapdesk-" + hex.EncodeToString(random[:]), cipher: c, watch: w, tls: libc.NewTLS()}
	if err := v.enter(); err != nil {
		v.release()
		return nil, err
	}
	v.key = append([]byte(nil), key...)
	return v, nil
}

// enter makes the file system known to SQLite.
func (v *VFS) enter() (err error) {
	if v.under = lib.Xsqlite3_vfs_find(v.tls, 0); v.under == 0 {
		return errors.New("SQLite has no file system here")
	}
	if v.c, err = allocate(v.tls, sizeOfVFS); err != nil {
		return err
	}
	if v.cname, err = libc.CString(v.name); err != nil {
		return err
	}
	if err := ioMethods.make(v.tls); err != nil {
		return err
	}
	// What is not replaced works without looking at the file system it is
	// called with.
	u := at[lib.Tsqlite3_vfs](v.under)
	c := at[lib.Tsqlite3_vfs](v.c)
	*c = *u
	c.FiVersion = 2 // without the system calls that version 3 lets others replace
	c.FszOsFile = int32(objectSize) + u.FszOsFile
	c.FpNext, c.FzName = 0, v.cname
	c.FxSetSystemCall, c.FxGetSystemCall, c.FxNextSystemCall = 0, 0, 0
	c.FxOpen = pointer[openFunc](xOpen)
	c.FxDelete = pointer[deleteFunc](xDelete)
	c.FxAccess = pointer[accessFunc](xAccess)
	c.FxFullPathname = pointer[pathFunc](xFullPathname)
	c.FpAppData = enter(v)
	if rc := lib.Xsqlite3_vfs_register(v.tls, v.c, 0); rc != lib.SQLITE_OK {
		leave(c.FpAppData)
		return failure(v.tls, "registering the encrypted file system", rc)
	}
	return nil
}

func (v *VFS) release() {
	release(v.tls, v.c)
	if v.cname != 0 {
		libc.Xfree(v.tls, v.cname)
	}
	v.tls.Close()
}

// Name is what a DSN says as vfs=.
func (v *VFS) Name() string { return v.name }

// Close takes the file system from SQLite and wipes the key. While a file is
// open through it, it does nothing and gives ErrInUse; nobody may be about to
// open one. A second call does nothing.
//
// The ciphers of open files hold what they derived from the key; it goes with
// the files, and with Go's garbage, which cannot be wiped.
func (v *VFS) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.key == nil {
		return nil
	}
	if v.open > 0 {
		return fmt.Errorf("%w: %d of them", ErrInUse, v.open)
	}
	if rc := lib.Xsqlite3_vfs_unregister(v.tls, v.c); rc != lib.SQLITE_OK {
		return failure(v.tls, "removing the encrypted file system", rc)
	}
	leave(at[lib.Tsqlite3_vfs](v.c).FpAppData)
	v.release()
	clear(v.key)
	v.key = nil
	return nil
}

// derive makes the keys of a file.
func (v *VFS) derive(h header) (*keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return derive(v.key, h)
}

func (v *VFS) count(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open += n
}
