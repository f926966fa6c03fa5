package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
)

// When a checkpoint is due.
const (
	EveryEvents = 100              // since the last one
	EveryTime   = 10 * time.Minute // since the last one, if anything was written
)

// Checkpoint is a device's signature under the log as it stood. Who rewrites
// what came before it, and keeps the chain of hashes whole, has to make a
// signature that only the device's key can make.
type Checkpoint struct {
	Number    int64       // 1, 2, 3 ... of this store, without a gap
	Events    int64       // how many events stood in it, in order of arrival; 0 for no checkpoint
	Device    record.ID   // who signed
	Seq       uint64      // how many of the events were that device's own
	Hash      record.Hash // HeadOf every device's chain
	At        time.Time   // UTC
	Signature []byte      // Ed25519 over Message
}

// Due reports whether a checkpoint should follow the last one (zero if there
// is none), now that the log holds so many events. At lock it is due when
// anything was written at all. A clock that was put back makes it due too:
// otherwise ten minutes could last a year.
func Due(last Checkpoint, events int64, now time.Time, locking bool) bool {
	since := events - last.Events
	if since <= 0 {
		return false
	}
	return locking || since >= EveryEvents || now.Sub(last.At) >= EveryTime || now.Before(last.At)
}

// Link is where the chain of one device stands: its latest event.
type Link struct {
	Device record.ID
	Seq    uint64
	Hash   record.Hash
}

// HeadOf sums up where the chains of all devices stand, in whatever order
// they are given. It covers every event: each chain's latest hash covers all
// before it.
func HeadOf(links []Link) record.Hash {
	links = slices.Clone(links)
	slices.SortFunc(links, func(a, b Link) int { return strings.Compare(string(a.Device), string(b.Device)) })
	m := newMessage("kapdesk head 1")
	for _, l := range links {
		m.text(string(l.Device))
		m.number(int64(l.Seq))
		m.part(l.Hash[:])
	}
	return sha256.Sum256(m.Bytes())
}

// Message is what is signed: everything but the signature, each part with its
// length, so that no two checkpoints share a message.
func (c Checkpoint) Message() []byte {
	m := newMessage("kapdesk checkpoint 1")
	m.number(c.Number)
	m.number(c.Events)
	m.text(string(c.Device))
	m.number(int64(c.Seq))
	m.part(c.Hash[:])
	m.number(c.At.UnixNano())
	return m.Bytes()
}

// Sign signs the checkpoint with the device's key.
func (c *Checkpoint) Sign(key ed25519.PrivateKey) { c.Signature = ed25519.Sign(key, c.Message()) }

// SignedBy reports whether the signature was made with the key.
func (c Checkpoint) SignedBy(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, c.Message(), c.Signature)
}

// shortDigits is how much of a hash is printed: enough that nobody finds
// another log with the same in a lifetime of trying by chance, and few enough
// to be read out over a telephone.
const shortDigits = 12

// Short is the beginning of a hash for people, "1a2b 3c4d 5e6f".
func Short(h record.Hash) string {
	s := h.String()[:shortDigits]
	return s[:4] + " " + s[4:8] + " " + s[8:]
}

// ParseShort reads what Short printed, as a person types it: spaces, dashes
// and capitals make no difference. It gives the hex digits and whether they
// are as many as are printed.
func ParseShort(s string) (digits string, ok bool) {
	s = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(s))
	_, err := hex.DecodeString(s)
	return s, err == nil && len(s) == shortDigits
}

// message is a run of parts with their lengths.
type message struct{ bytes.Buffer }

func newMessage(what string) *message {
	m := &message{}
	m.text(what)
	return m
}

func (m *message) part(p []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(p)))
	m.Write(n[:])
	m.Write(p)
}

func (m *message) text(s string) { m.part([]byte(s)) }

func (m *message) number(n int64) {
	var p [8]byte
	binary.BigEndian.PutUint64(p[:], uint64(n))
	m.part(p[:])
}
