package backup

import (
	"os"

	"golang.org/x/sys/unix"
)

// uncache asks the system to forget what it holds of a file in memory, so that
// reading back asks the disk. It is a request; nobody need grant it.
func uncache(f *os.File) { _ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }
