package backup

import (
	"os"

	"golang.org/x/sys/unix"
)

// uncache asks the system not to keep the file in memory, so that reading back
// asks the disk. It is a request; nobody need grant it.
func uncache(f *os.File) { _, _ = unix.FcntlInt(f.Fd(), unix.F_NOCACHE, 1) }
