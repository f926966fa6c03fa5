package vault

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is what one unlock costs: the parameters of argon2id.
type Cost struct {
	MemoryKiB uint32
	Time      uint32 // passes over the memory
	Threads   uint8
}

// Floor is the least that Calibrate gives: 64 MiB, three passes, four threads.
var Floor = Cost{MemoryKiB: 64 << 10, Time: 3, Threads: 4}

// ceiling is the most memory that Calibrate takes.
const ceiling = 256 << 10

// The costs that a key file may ask for. One that was planted must neither
// exhaust the machine nor make guessing cheap.
const (
	leastMemory = 19 << 10 // KiB
	mostMemory  = 1 << 20
	mostTime    = 16
	mostThreads = 16
)

func (c Cost) check() error {
	if c.MemoryKiB < leastMemory || c.MemoryKiB > mostMemory ||
		c.Time < 1 || c.Time > mostTime || c.Threads < 1 || c.Threads > mostThreads {
		return fmt.Errorf("cost of %d KiB, %d passes, %d threads is out of bounds", c.MemoryKiB, c.Time, c.Threads)
	}
	return nil
}

// Calibrate measures this machine and gives the cost of a new vault: Floor,
// with the memory doubled up to 256 MiB as long as an unlock is expected to
// stay within target.
func Calibrate(target time.Duration) Cost {
	return calibrate(target, func(c Cost) time.Duration {
		start := time.Now()
		c.stretch("calibration", make([]byte, saltLen))
		return time.Since(start)
	})
}

func calibrate(target time.Duration, measure func(Cost) time.Duration) Cost {
	c := Floor
	for c.MemoryKiB < ceiling && 2*measure(c) <= target {
		c.MemoryKiB *= 2
	}
	return c
}

// saltLen is the length of a slot's salt, in bytes.
const saltLen = 16

// stretch makes the key that a passphrase stands for. The bounds have been
// checked.
func (c Cost) stretch(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(tidy(passphrase)), salt, c.Time, c.MemoryKiB, c.Threads, keyLen)
}

// tidy gives the one form of a passphrase: composed (NFKC), so that an é is
// the same from every keyboard, and with one space wherever there is white
// space, none at the ends.
func tidy(passphrase string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(passphrase)), " ")
}
