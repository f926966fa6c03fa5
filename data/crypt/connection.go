package crypt

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// connection is SQLite without database/sql, which does not let one set how
// many bytes of each page are reserved.
type connection struct {
	ctx  context.Context
	tls  *libc.TLS
	stop func() bool // of the watch over ctx

	mu sync.Mutex // held while the watch uses db, and while db goes
	db uintptr    // 0 once closed
}

// dial opens the database for reading only; vfs may be "".
func dial(ctx context.Context, name, vfs string) (*connection, error) {
	return dialAs(ctx, name, vfs, lib.SQLITE_OPEN_READONLY)
}

// dialAs opens the database for reading or for writing too.
func dialAs(ctx context.Context, name, vfs string, mode int32) (*connection, error) {
	c := &connection{ctx: ctx, tls: libc.NewTLS(), stop: func() bool { return true }}
	free := make([]uintptr, 0, 2)
	defer func() {
		for _, p := range free {
			libc.Xfree(c.tls, p)
		}
	}()
	text := func(s string) (uintptr, error) {
		p, err := libc.CString(s)
		if err == nil {
			free = append(free, p)
		}
		return p, err
	}
	zName, err := text(name)
	if err != nil {
		return nil, err
	}
	zVFS := uintptr(0)
	if vfs != "" {
		if zVFS, err = text(vfs); err != nil {
			return nil, err
		}
	}
	out := c.tls.Alloc(16)
	rc := lib.Xsqlite3_open_v2(c.tls, zName, out, mode|lib.SQLITE_OPEN_URI|lib.SQLITE_OPEN_FULLMUTEX, zVFS)
	c.db = *at[uintptr](out)
	c.tls.Free(16)
	if rc != lib.SQLITE_OK {
		return nil, errors.Join(c.failed("opening", rc), c.close())
	}
	c.stop = context.AfterFunc(ctx, c.interrupt)
	return c, nil
}

// interrupt runs beside the connection's own goroutine.
func (c *connection) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == 0 {
		return
	}
	tls := libc.NewTLS()
	defer tls.Close()
	lib.Xsqlite3_interrupt(tls, c.db)
}

func (c *connection) close() (err error) {
	c.stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	rc := lib.Xsqlite3_close_v2(c.tls, c.db)
	c.db = 0
	if rc != lib.SQLITE_OK {
		err = failure(c.tls, "closing", rc)
	}
	c.tls.Close()
	return err
}

// failed makes an error of a code, with what the connection has to say.
func (c *connection) failed(what string, rc int32) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	if c.db == 0 {
		return failure(c.tls, what, rc)
	}
	return fmt.Errorf("%s: %s (%d)", what, libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db)), lib.Xsqlite3_extended_errcode(c.tls, c.db))
}

// reserve sets how many bytes of each page a copy of the database reserves.
func (c *connection) reserve(n int32) error {
	zMain, err := libc.CString("main")
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, zMain)
	arg := c.tls.Alloc(16)
	defer c.tls.Free(16)
	*at[int32](arg) = n
	if rc := lib.Xsqlite3_file_control(c.tls, c.db, zMain, lib.SQLITE_FCNTL_RESERVE_BYTES, arg); rc != lib.SQLITE_OK {
		return c.failed("reserving bytes", rc)
	}
	return nil
}

// exec runs statements without looking at rows.
func (c *connection) exec(sql string) error { return c.each(sql, func(string) {}) }

// column gives the first column of the rows.
func (c *connection) column(sql string) (values []string, err error) {
	err = c.each(sql, func(v string) { values = append(values, v) })
	return values, err
}

// value gives the first column of the first row, "" without a row.
func (c *connection) value(sql string) (string, error) {
	values, err := c.column(sql)
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

// each runs statements and calls f with the first column of each row.
func (c *connection) each(sql string, f func(string)) error {
	zSQL, err := libc.CString(sql)
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, zSQL)
	out := c.tls.Alloc(16) // the statement, and where the next begins
	defer c.tls.Free(16)
	for rest := zSQL; ; {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if rc := lib.Xsqlite3_prepare_v2(c.tls, c.db, rest, -1, out, out+8); rc != lib.SQLITE_OK {
			return c.failed("SQL", rc)
		}
		statement := *at[uintptr](out)
		rest = *at[uintptr](out + 8)
		if statement == 0 {
			return nil
		}
		rc := int32(lib.SQLITE_ROW)
		for rc == lib.SQLITE_ROW {
			if rc = lib.Xsqlite3_step(c.tls, statement); rc == lib.SQLITE_ROW {
				f(libc.GoString(lib.Xsqlite3_column_text(c.tls, statement, 0)))
			}
		}
		if rc != lib.SQLITE_DONE {
			err = c.failed("SQL", rc)
		}
		lib.Xsqlite3_finalize(c.tls, statement)
		if err != nil {
			return err
		}
	}
}
