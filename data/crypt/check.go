package crypt

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// What a file is that cannot be opened.
var (
	ErrPlain    = errors.New("the file is a database that is not encrypted")
	ErrForeign  = errors.New("the file is not a database of this program")
	ErrVersion  = errors.New("the file was written by a newer version of this program")
	ErrWrongKey = errors.New("the file does not open with this key")
)

// DamageError says what of a file is not as it was written. Pages and frames
// are counted from 1.
type DamageError struct {
	Page  int  // of the database; 0 if the damage is in the log
	Frame int  // of the log; 0 is the log's header
	Short bool // the page is missing: the file is too short
	Extra bool // the file is longer than its pages, from Page on
}

func (e *DamageError) Error() string {
	switch {
	case e.Short:
		return fmt.Sprintf("page %d of the database is missing", e.Page)
	case e.Extra:
		return fmt.Sprintf("something foreign follows the pages of the database, at page %d", e.Page)
	case e.Page > 0:
		return fmt.Sprintf("page %d of the database is damaged", e.Page)
	case e.Frame > 0:
		return fmt.Sprintf("frame %d of the write-ahead log is damaged", e.Frame)
	}
	return "the header of the write-ahead log is damaged"
}

// Check says whether the file is a database of this program and of this key:
// nil, ErrPlain, ErrForeign (also for an empty file), ErrVersion, ErrWrongKey,
// a DamageError when page 1 is damaged and the key is right, or the file
// system's error as it is. Only Verify looks at everything.
func Check(path string, key []byte) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		return err
	}
	k, err := derive(key, h)
	if err != nil {
		return err
	}
	return tryKeys(f, path, k)
}

// tryPages is how many pages are tried when page 1 does not open. With a wrong
// key none will, so it must not be all.
const tryPages = 64

func tryKeys(f *os.File, path string, k *keys) error {
	for n := uint32(1); n <= tryPages; n++ {
		err := readPage(f, k, n, nil)
		switch {
		case err == nil && n == 1:
			return nil
		case err == nil:
			return &DamageError{Page: 1}
		case n == 1 && logOpens(path, k):
			// The power failed while page 1 was copied from the log: SQLite
			// reads it there. Verify says whether it is.
			return nil
		case errors.Is(err, io.EOF):
			return ErrWrongKey
		case err != errForged:
			return err
		}
	}
	return ErrWrongKey
}

// readPage reads page n and opens it, into page if that is not nil. Errors:
// errForged, io.EOF if the file ends before the page's end, and those of the
// file system.
func readPage(r io.ReaderAt, k *keys, n uint32, page []byte) error {
	raw := make([]byte, pageSize)
	if _, err := r.ReadAt(raw, int64(n-1)*pageSize); err != nil {
		return err
	}
	if page == nil {
		page = make([]byte, pageSize)
	}
	return k.openPage(n, page, raw)
}

func readHeader(r io.ReaderAt) (header, error) {
	b := make([]byte, headerSize)
	n, err := r.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return header{}, err
	}
	return parseHeader(b[:n])
}

// keysOf reads a database's header and derives its keys.
func keysOf(path string, key []byte) (*keys, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		return nil, err
	}
	return derive(key, h)
}

// Verify reads the whole database and its log, which must not be open, and
// authenticates each page and each frame that SQLite would use. Errors: those
// of Check, and a DamageError that names the first page or frame.
//
// A page of the file does not count where the log holds a newer one: the power
// may have failed while it was copied from there.
func Verify(path string, key []byte) error {
	if err := Check(path, key); err != nil {
		return err
	}
	k, err := keysOf(path, key)
	if err != nil {
		return err
	}
	v := verifier{keys: k, newer: map[uint32]bool{}}
	found, err := scanLog(path, k, v.take)
	if err != nil {
		return err
	}
	if found.Damaged {
		return &DamageError{Frame: found.DamagedAt}
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return v.verify(f)
}

// verifier authenticates a database's pages.
type verifier struct {
	keys  *keys
	newer map[uint32]bool // pages in the log
	pages uint32          // after the log's last commit; 0 without one
}

func (v *verifier) take(_ []byte, number, pages uint32) {
	v.newer[number] = true
	if pages != 0 {
		v.pages = pages
	}
}

func (v *verifier) verify(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	fromLog := v.pages != 0
	page := make([]byte, pageSize)
	for n := uint32(1); n == 1 || n <= v.pages; n++ {
		if v.newer[n] || n == lockPage {
			continue
		}
		err := readPage(f, v.keys, n, page)
		switch {
		case errors.Is(err, io.EOF):
			return &DamageError{Page: int(n), Short: true}
		case err == errForged:
			return &DamageError{Page: int(n)}
		case err != nil:
			return err
		}
		if n == 1 && !fromLog {
			v.pages = pagesIn(page)
		}
	}
	// The log's last commit may have made the database smaller.
	if end := int64(v.pages) * pageSize; !fromLog && info.Size() > end {
		return &DamageError{Page: int(v.pages) + 1, Extra: true}
	}
	return nil
}
