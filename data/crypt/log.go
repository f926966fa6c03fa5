package crypt

import (
	"bytes"
	"encoding/binary"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// The write-ahead log: SQLite's header, then frames of frameHeader bytes and a
// page each. On disk a frame is one message of the same length.
const (
	logHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + pageSize
)

// frameOffset is where frame n begins; the first is frame 1.
func frameOffset(n uint32) int64 { return logHeader + int64(n-1)*frameSize }

// log is an open write-ahead log.
type log struct {
	below
	keys *keys
	raw  uintptr
	disk []byte // frameSize bytes: what stands at raw

	plain []byte // one frame, opened
	whole uint32 // plain is this frame, just read as a whole; 0 if not

	// SQLite writes a frame as its header and then its page. The header waits
	// here, because both are one message.
	header  [frameHeader]byte
	waiting uint32 // the frame whose header waits; 0 if none does

	salts []byte // of the log's header, when they are known
	// Once a transaction has changed a page in the log again, SQLite leaves
	// salts and checksums of further frames 0 until it commits. From this frame
	// on that is so here; 0 if nowhere.
	unsalted uint32
}

func openLog(tls *libc.TLS, b below, k *keys) (file, int32) {
	raw, err := allocate(tls, frameSize)
	if err != nil {
		return nil, lib.SQLITE_NOMEM
	}
	return &log{below: b, keys: k, raw: raw, disk: bytesAt(raw, frameSize), plain: make([]byte, frameSize)}, lib.SQLITE_OK
}

func (l *log) owner() *VFS   { return l.vfs }
func (l *log) under() *below { return &l.below }

// place says which frame an access concerns, and where in it it begins; 0 if
// it is not within one frame.
func place(off int64, size int) (n uint32, from int) {
	f := off - logHeader
	if f < 0 || f/frameSize >= 1<<32-1 || int(f%frameSize)+size > frameSize {
		return 0, 0
	}
	return uint32(f/frameSize) + 1, int(f % frameSize)
}

func (l *log) read(tls *libc.TLS, p []byte, off int64) int32 {
	if rc := l.settle(tls); rc != lib.SQLITE_OK {
		return rc
	}
	if off >= 0 && off+int64(len(p)) <= logHeader {
		return l.readHeader(tls, p, off)
	}
	n, from := place(off, len(p))
	switch {
	case n == 0:
		return lib.SQLITE_IOERR_READ
	case len(p) == frameSize:
		return l.recover(tls, n, p)
	}
	if rc := l.openFrame(tls, n); rc != lib.SQLITE_OK {
		return rc
	}
	if rc := l.current(tls, n); rc != lib.SQLITE_OK {
		return rc
	}
	copy(p, l.plain[from:])
	return lib.SQLITE_OK
}

func (l *log) readHeader(tls *libc.TLS, p []byte, off int64) int32 {
	rc := l.below.read(tls, l.raw, len(p), off)
	copy(p, l.disk)
	if rc != lib.SQLITE_OK || len(p) != logHeader {
		return rc
	}
	if h, err := parseLogHeader(p); err == errLogFormat {
		return lib.SQLITE_IOERR_DATA // of pages that are not ours
	} else if err == nil {
		l.salts = append(l.salts[:0], h.salts...)
	}
	return lib.SQLITE_OK
}

// recover answers a read of a whole frame. SQLite reads so when it looks for
// the end of the log after a crash. A frame that does not authenticate is given
// as zeros, not as an error: it is where the log ends when the power failed
// while it was written, and with an error the database could never be opened
// again. InspectWAL tells such an end from damage before opening.
func (l *log) recover(tls *libc.TLS, n uint32, p []byte) int32 {
	rc := l.openFrame(tls, n)
	if rc == lib.SQLITE_IOERR_DATA && !l.vfs.watch.tornFails {
		clear(p)
		return lib.SQLITE_OK
	}
	if rc != lib.SQLITE_OK {
		return rc
	}
	copy(p, l.plain)
	l.whole = n
	return lib.SQLITE_OK
}

// openFrame reads frame n into plain.
func (l *log) openFrame(tls *libc.TLS, n uint32) int32 {
	l.whole = 0
	rc := l.below.read(tls, l.raw, frameSize, frameOffset(n))
	switch {
	case rc == lib.SQLITE_IOERR_SHORT_READ:
		// SQLite would take what is cut off for zeros.
		return lib.SQLITE_IOERR_DATA
	case rc != lib.SQLITE_OK:
		return rc
	case l.keys.openFrame(n, l.plain, l.disk) != nil:
		return lib.SQLITE_IOERR_DATA
	}
	return lib.SQLITE_OK
}

// current refuses the frame in plain when it is from before the log began anew.
// The salts that tell this are SQLite's, in the header of the log and of each
// frame. When they differ another connection may have begun the log anew.
func (l *log) current(tls *libc.TLS, n uint32) int32 {
	salts := l.plain[8:16]
	if bytes.Equal(salts, l.salts) || l.unsalted != 0 && n >= l.unsalted && bytes.Equal(salts, noSalts) {
		return lib.SQLITE_OK
	}
	if rc := l.below.read(tls, l.raw, logHeader, 0); rc != lib.SQLITE_OK {
		return rc
	}
	l.salts = append(l.salts[:0], l.disk[16:24]...)
	if !bytes.Equal(salts, l.salts) {
		return lib.SQLITE_IOERR_DATA
	}
	return lib.SQLITE_OK
}

var noSalts = make([]byte, 8)

func (l *log) write(tls *libc.TLS, p []byte, off int64) int32 {
	n, from := place(off, len(p))
	if n != 0 && n == l.waiting && from == frameHeader && len(p) == pageSize {
		l.waiting = 0
		copy(l.plain, l.header[:])
		copy(l.plain[frameHeader:], p)
		return l.writeFrame(tls, n)
	}
	if rc := l.settle(tls); rc != lib.SQLITE_OK {
		return rc
	}
	switch {
	case off == 0 && len(p) == logHeader:
		return l.writeHeader(tls, p)
	case n == 0:
	case from == 0 && len(p) == frameHeader && n == l.whole && bytes.Equal(p[:8], l.plain[:8]):
		// Only salts and checksum of a frame of this transaction are made anew: SQLite
		// has just read the frame, and no page will follow.
		copy(l.plain, p)
		return l.writeFrame(tls, n)
	case from == 0 && len(p) == frameHeader:
		l.wait(n, p)
		return lib.SQLITE_OK
	case from == frameHeader && len(p) == pageSize:
		// A page that this transaction has written before.
		if l.openFrame(tls, n) == lib.SQLITE_OK {
			copy(l.plain[frameHeader:], p)
			return l.writeFrame(tls, n)
		}
	}
	return lib.SQLITE_IOERR_WRITE
}

// wait keeps a frame's header until its page comes.
func (l *log) wait(n uint32, header []byte) {
	copy(l.header[:], header)
	l.waiting, l.whole = n, 0
	switch {
	case !bytes.Equal(header[8:16], noSalts):
		l.unsalted = 0
	case l.unsalted == 0 || n < l.unsalted:
		l.unsalted = n
	}
}

func (l *log) writeHeader(tls *libc.TLS, p []byte) int32 {
	h, err := parseLogHeader(p)
	if err != nil {
		return lib.SQLITE_IOERR_WRITE
	}
	l.salts = append(l.salts[:0], h.salts...)
	l.whole, l.unsalted = 0, 0
	copy(l.disk, p)
	return l.below.write(tls, l.raw, logHeader, 0)
}

// writeFrame writes what stands in plain as frame n.
func (l *log) writeFrame(tls *libc.TLS, n uint32) int32 {
	l.whole = 0
	if checkPage(binary.BigEndian.Uint32(l.plain), l.plain[frameHeader:]) != nil {
		return lib.SQLITE_IOERR_WRITE
	}
	l.keys.sealFrame(n, l.disk, l.plain)
	return l.below.write(tls, l.raw, frameSize, frameOffset(n))
}

// settle writes a header that waits for a page which does not come. SQLite
// does not do this today; a test counts.
func (l *log) settle(tls *libc.TLS) int32 {
	if l.waiting == 0 {
		return lib.SQLITE_OK
	}
	n := l.waiting
	l.waiting = 0
	l.vfs.late.Add(1)
	if l.openFrame(tls, n) != lib.SQLITE_OK {
		return lib.SQLITE_IOERR_WRITE
	}
	copy(l.plain, l.header[:])
	return l.writeFrame(tls, n)
}

func (l *log) truncate(tls *libc.TLS, size int64) int32 {
	if rc := l.settle(tls); rc != lib.SQLITE_OK {
		return rc
	}
	l.whole = 0
	return l.below.truncate(tls, size)
}

func (l *log) sync(tls *libc.TLS, flags int32) int32 {
	if rc := l.settle(tls); rc != lib.SQLITE_OK {
		return rc
	}
	return l.below.sync(tls, flags)
}

func (l *log) size(tls *libc.TLS, out uintptr) int32 {
	if rc := l.settle(tls); rc != lib.SQLITE_OK {
		return rc
	}
	return l.below.size(tls, out)
}

func (l *log) close(tls *libc.TLS) int32 {
	settled := l.settle(tls)
	rc := l.below.close(tls)
	release(tls, l.raw)
	clear(l.plain)
	if rc == lib.SQLITE_OK {
		rc = settled
	}
	return rc
}
