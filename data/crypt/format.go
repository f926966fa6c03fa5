package crypt

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// The database file: pages of pageSize bytes. SQLite uses the first usable
// bytes of each; what it sees as reserved bytes holds tag and nonce on disk.
const (
	pageSize   = 4096
	usable     = pageSize - overhead // 4056
	version    = 1
	headerSize = 16                       // plain, at the start of page 1
	lockPage   = 0x40000000/pageSize + 1  // holds SQLite's locks and is never written
	magic      = "SQLite format 3\x00"    // what SQLite sees in place of the header
	headerMark = "KD"                     // and what stands there on disk
	idSize     = headerSize - len("KDvc") // random, per file
)

// header is the plain start of a file.
type header struct {
	cipher Cipher
	id     [idSize]byte
}

func newHeader(c Cipher) header {
	h := header{cipher: c}
	rand.Read(h.id[:])
	return h
}

func (h header) bytes() (b [headerSize]byte) {
	copy(b[:], headerMark)
	b[2], b[3] = version, byte(h.cipher)
	copy(b[4:], h.id[:])
	return b
}

// parseHeader reads the first bytes of a file.
func parseHeader(b []byte) (h header, err error) {
	switch {
	case bytes.HasPrefix(b, []byte(magic)):
		return h, ErrPlain
	case len(b) < headerSize || !bytes.HasPrefix(b, []byte(headerMark)):
		return h, ErrForeign
	case b[2] == 0:
		return h, ErrForeign
	case b[2] != version:
		return h, ErrVersion
	case !Cipher(b[3]).known():
		return h, ErrForeign
	}
	h.cipher = Cipher(b[3])
	copy(h.id[:], b[4:headerSize])
	return h, nil
}

// keys seal and open what belongs to one file. Not for use by two goroutines
// at once.
type keys struct {
	header
	db, wal cipher.AEAD
}

// derive makes the keys of a file from the key of its owner.
func derive(key []byte, h header) (*keys, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("a key of %d bytes, not %d", len(key), KeySize)
	}
	k := &keys{header: h}
	for purpose, to := range map[string]*cipher.AEAD{"db": &k.db, "wal": &k.wal} {
		info := fmt.Sprintf("kapdesk crypt %d %s %s", version, h.cipher, purpose)
		sub, err := hkdf.Key(sha256.New, key, h.id[:], info, KeySize)
		if err != nil {
			return nil, err
		}
		*to, err = h.cipher.aead(sub)
		clear(sub)
		if err != nil {
			return nil, err
		}
	}
	return k, nil
}

// errForged says that a message is not what was sealed: damaged, moved, made
// with another key, or never written.
var errForged = errors.New("does not authenticate")

// aad binds a message to its place: the number of the page or the frame, and
// the file.
func (k *keys) aad(n uint32) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+idSize), n), k.id[:]...)
}

// seal writes ciphertext ‖ tag ‖ nonce into dst, which is overhead bytes longer
// than plain. They may begin at the same byte, else must not overlap.
func seal(a cipher.AEAD, dst, plain, aad []byte) {
	nonce := dst[len(dst)-nonceSize:]
	rand.Read(nonce)
	a.Seal(dst[:0], nonce, plain, aad)
}

// open is the reverse. On failure dst holds nothing of the message.
func open(a cipher.AEAD, dst, sealed, aad []byte) error {
	end := len(sealed) - nonceSize
	if _, err := a.Open(dst[:0:end-tagSize], sealed[end:], sealed[:end], aad); err != nil {
		return errForged
	}
	return nil
}

// sealPage seals page n, given with its reserved bytes, into dst of pageSize
// bytes, which must not overlap it. Of page 1 the first bytes are SQLite's
// constant: the header stands there instead.
func (k *keys) sealPage(n uint32, dst, page []byte) {
	from := 0
	if n == 1 {
		h := k.header.bytes()
		from = copy(dst, h[:])
	}
	seal(k.db, dst[from:], page[from:usable], k.aad(n))
}

// openPage opens page n from raw into dst, both of pageSize bytes and apart.
func (k *keys) openPage(n uint32, dst, raw []byte) error {
	from := 0
	if n == 1 {
		h := k.header.bytes()
		if !bytes.Equal(raw[:headerSize], h[:]) {
			return errForged
		}
		from = copy(dst, magic)
	}
	if err := open(k.db, dst[from:], raw[from:], k.aad(n)); err != nil {
		return err
	}
	clear(dst[usable:])
	return nil
}

// sealFrame seals frame n of the log, plain (its header of 24 bytes and the
// page), into dst; both have frameSize bytes and are apart.
func (k *keys) sealFrame(n uint32, dst, plain []byte) {
	seal(k.wal, dst, plain[:frameSize-overhead], k.aad(n))
}

// openFrame is the reverse.
func (k *keys) openFrame(n uint32, dst, raw []byte) error {
	if err := open(k.wal, dst, raw, k.aad(n)); err != nil {
		return err
	}
	clear(dst[frameSize-overhead:])
	return nil
}

// checkPage refuses a page that the format cannot hold: something in the
// reserved bytes, or a first page of another geometry.
func checkPage(n uint32, page []byte) error {
	for _, b := range page[usable:] {
		if b != 0 {
			return fmt.Errorf("page %d has something in its reserved bytes", n)
		}
	}
	if n == 1 {
		return checkFirst(page)
	}
	return nil
}

// checkFirst refuses a first page that says anything but: this page size, these
// reserved bytes, WAL, and no auto_vacuum (SQLite learns of auto_vacuum before
// it reads page 1, from what peek says).
func checkFirst(page []byte) error {
	switch {
	case string(page[:headerSize]) != magic:
		return errors.New("page 1 is not that of a database")
	case binary.BigEndian.Uint16(page[16:]) != pageSize || page[20] != overhead:
		return fmt.Errorf("pages of %d bytes with %d reserved", binary.BigEndian.Uint16(page[16:]), page[20])
	case page[18] != walMode || page[19] != walMode:
		return errors.New("a journal mode other than WAL")
	case binary.BigEndian.Uint32(page[52:]) != 0:
		return errors.New("auto_vacuum")
	}
	return nil
}

// walMode is what bytes 18 and 19 of page 1 say in WAL mode.
const walMode = 2

// geometry writes the part of the first page's header that never changes.
func geometry(page []byte) {
	copy(page, magic)
	binary.BigEndian.PutUint16(page[16:], pageSize)
	page[18], page[19] = walMode, walMode
	page[20] = overhead
	page[21], page[22], page[23] = 64, 32, 32 // payload fractions, fixed by SQLite
}
