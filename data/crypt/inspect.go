package crypt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math/bits"
	"os"
)

// Log is what InspectWAL found. Frames are counted from 1.
type Log struct {
	Frames  int // that SQLite will use: those up to the last whole commit
	Commits int // among them
	// Damaged says that the log goes on after a frame that is damaged: SQLite
	// would silently drop what follows. DamagedAt is that frame, 0 for the
	// log's header.
	Damaged   bool
	DamagedAt int
}

// InspectWAL reads the log of a database that is not open; path is that of the
// database. It changes nothing. A log whose last commit is torn, as when the
// power failed, is not damaged: what was acknowledged stands before it.
//
// Errors: ErrPlain, ErrForeign, ErrVersion of the database, and those of the
// file system.
func InspectWAL(path string, key []byte) (Log, error) {
	k, err := keysOf(path, key)
	if err != nil {
		return Log{}, err
	}
	return scanLog(path, k, nil)
}

// scanLog inspects the log and calls use, if there is one, for each frame that
// SQLite will use, with its page: of a page several times, the last counts.
// pages is the size of the database after the commit to which the frame belongs.
func scanLog(path string, k *keys, use func(page []byte, number, pages uint32)) (Log, error) {
	f, err := os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return Log{}, nil
	}
	if err != nil {
		return Log{}, err
	}
	defer f.Close()
	r := &logReader{r: f, keys: k, raw: make([]byte, frameSize), plain: make([]byte, frameSize)}
	found, err := r.inspect()
	if err != nil || use == nil {
		return found, err
	}
	return found, r.use(found.Frames, use)
}

// logHead is SQLite's header of a log.
type logHead struct {
	big   bool // the checksums are of big-endian words
	salts []byte
	sum   checksum
}

var (
	errLogFormat = errors.New("a log of another version, or of pages of another size")
	errLogHeader = errors.New("not the header of a log")
)

// parseLogHeader reads a header of logHeader bytes.
func parseLogHeader(b []byte) (h logHead, err error) {
	const mark = 0x377f0682 // with its last bit: checksums of big-endian words
	be := binary.BigEndian
	m := be.Uint32(b)
	if m&^1 != mark {
		return h, errLogHeader
	}
	h.big = m&1 != 0
	h.sum = checksum{}.add(h.big, b[:24])
	if !h.sum.equal(b[24:32]) {
		return h, errLogHeader
	}
	if be.Uint32(b[4:]) != 3007000 || be.Uint32(b[8:]) != pageSize {
		return h, errLogFormat
	}
	h.salts = append([]byte(nil), b[16:24]...)
	return h, nil
}

// checksum is SQLite's, over words of 32 bits. Each frame's goes on from that of
// the frame before.
type checksum [2]uint32

func (c checksum) add(big bool, b []byte) checksum {
	for ; len(b) >= 8; b = b[8:] {
		x, y := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		if big {
			x, y = bits.ReverseBytes32(x), bits.ReverseBytes32(y)
		}
		c[0] += x + c[1]
		c[1] += y + c[0]
	}
	return c
}

func (c checksum) equal(stored []byte) bool { return c == storedSum(stored) }

func storedSum(b []byte) checksum {
	return checksum{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

// logReader reads a log that nobody writes.
type logReader struct {
	r          io.ReaderAt
	keys       *keys
	raw, plain []byte
	head       logHead
}

// frame reads frame n into plain: ok if it authenticates. io.EOF ends the log;
// a part of a frame at its end does not count, as with SQLite.
func (r *logReader) frame(n uint32) (ok bool, err error) {
	if _, err := r.r.ReadAt(r.raw, frameOffset(n)); err == io.EOF {
		return false, io.EOF
	} else if err != nil {
		return false, err
	}
	return r.keys.openFrame(n, r.plain, r.raw) == nil, nil
}

// The parts of a frame's header.
func (r *logReader) number() uint32 { return binary.BigEndian.Uint32(r.plain) }
func (r *logReader) pages() uint32  { return binary.BigEndian.Uint32(r.plain[4:]) } // 0 unless it commits
func (r *logReader) stored() []byte { return r.plain[16:24] }
func (r *logReader) sameLog() bool  { return bytes.Equal(r.plain[8:16], r.head.salts) }
func (r *logReader) follows(before checksum) bool {
	return before.add(r.head.big, r.plain[:8]).add(r.head.big, r.plain[frameHeader:]).equal(r.stored())
}

func (r *logReader) inspect() (found Log, err error) {
	b := make([]byte, logHeader)
	if _, err := r.r.ReadAt(b, 0); err == io.EOF {
		return found, nil
	} else if err != nil {
		return found, err
	}
	switch r.head, err = parseLogHeader(b); err {
	case nil:
	case errLogFormat:
		found.Damaged = true
		return found, nil
	default:
		// SQLite writes the header, in one sector, before any frame.
		found.Damaged, err = r.anyFrame()
		return found, err
	}
	sum := r.head.sum
	for n := uint32(1); ; n++ {
		ok, err := r.frame(n)
		if err == io.EOF {
			return found, nil
		} else if err != nil {
			return found, err
		}
		if !ok || !r.sameLog() || r.number() == 0 || !r.follows(sum) {
			if found.Damaged, err = r.goesOn(n); found.Damaged {
				found.DamagedAt = int(n)
			}
			return found, err
		}
		sum = storedSum(r.stored())
		if r.pages() != 0 {
			found.Frames = int(n)
			found.Commits++
		}
	}
}

// anyFrame reports whether any frame authenticates.
func (r *logReader) anyFrame() (bool, error) {
	for n := uint32(1); ; n++ {
		switch ok, err := r.frame(n); {
		case err == io.EOF:
			return false, nil
		case ok || err != nil:
			return ok, err
		}
	}
}

// goesOn reports whether the log was written on behind frame n, which SQLite
// cannot use: whether two commits stand there in one unbroken run of frames of
// this log. A torn end has at most one commit behind it, its own, since each
// commit is on disk before the next is written. What lies further back may be
// the rest of older ends that were torn; each is a run of its own, because its
// checksums do not go on from the frame before.
func (r *logReader) goesOn(n uint32) (bool, error) {
	commits, before := 0, (*checksum)(nil)
	for ; ; n++ {
		ok, err := r.frame(n)
		if err == io.EOF {
			return false, nil
		} else if err != nil {
			return false, err
		}
		if !ok || !r.sameLog() {
			commits, before = 0, nil
			continue
		}
		if before != nil && !r.follows(*before) {
			commits = 0
		}
		sum := storedSum(r.stored())
		before = &sum
		if r.pages() != 0 {
			if commits++; commits == 2 {
				return true, nil
			}
		}
	}
}

// use gives the pages of the first frames.
func (r *logReader) use(frames int, use func(page []byte, number, pages uint32)) error {
	for n := range uint32(frames) {
		ok, err := r.frame(n + 1)
		if err != nil {
			return err
		}
		if !ok {
			return &DamageError{Frame: int(n + 1)}
		}
		use(r.plain[frameHeader:], r.number(), r.pages())
	}
	return nil
}

// logOpens reports whether a frame of the database's log authenticates, so that
// the keys are the right ones.
func logOpens(path string, k *keys) bool {
	f, err := os.Open(path + "-wal")
	if err != nil {
		return false
	}
	defer f.Close()
	r := &logReader{r: f, keys: k, raw: make([]byte, frameSize), plain: make([]byte, frameSize)}
	ok, err := r.anyFrame()
	return ok && err == nil
}
