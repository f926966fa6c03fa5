package store

import (
	"context"
	"database/sql"
	"errors"
)

// pool is a fixed set of connections.
type pool struct {
	db   *sql.DB
	free chan *conn
	shut chan struct{} // closed when nobody is to take one any more
	all  []*conn
}

// take waits for a free connection.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case c := <-p.free:
		return c, nil
	case <-p.shut:
		return nil, shut(nil)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pool) give(c *conn) { p.free <- c }

// close waits for nobody: the caller has taken every connection or knows that
// none is in use.
func (p *pool) close() error {
	if p == nil {
		return nil
	}
	var errs []error
	for _, c := range p.all {
		errs = append(errs, c.close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}

// conn is one connection with its prepared statements. It serves one
// transaction at a time.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.Close()
	}
	return c.c.Close()
}

func (c *conn) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := c.stmts[q]; ok {
		return s, nil
	}
	s, err := c.c.PrepareContext(ctx, q)
	if err == nil {
		c.stmts[q] = s
	}
	return s, err
}

// exec runs a statement that gives no rows.
func (c *conn) exec(ctx context.Context, q string, args ...any) error {
	s, err := c.stmt(ctx, q)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, args...)
	return err
}

// each runs a query and calls f for each row.
func (c *conn) each(ctx context.Context, f func(*sql.Rows) error, q string, args ...any) error {
	s, err := c.stmt(ctx, q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads a single row into dest and reports whether there is one.
func (c *conn) one(ctx context.Context, dest []any, q string, args ...any) (bool, error) {
	found := false
	err := c.each(ctx, func(r *sql.Rows) error {
		found = true
		return r.Scan(dest...)
	}, q, args...)
	return found, err
}

// transact runs f between begin and commit; nothing of it stays when f fails
// or panics. begin is "BEGIN" or "BEGIN IMMEDIATE".
func (c *conn) transact(begin string, f func() error) (err error) {
	// Not the caller's context: a transaction is never interrupted in its
	// middle, it ends one way or the other.
	ctx := context.Background()
	if err := c.exec(ctx, begin); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			// SQLite may have rolled back by itself (full disk); then this
			// has nothing to do and its error says only that.
			_ = c.exec(ctx, "ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := c.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}
