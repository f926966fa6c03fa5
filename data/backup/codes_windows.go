package backup

import (
	"errors"
	"time"

	"golang.org/x/sys/windows"
)

// What the system calls it when ...
var (
	codesFull     = []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED} // there is no room
	codesTooLarge = []error{windows.ERROR_FILE_TOO_LARGE}                                                               // the file system takes no such file
	codesReadOnly = []error{windows.ERROR_WRITE_PROTECT, windows.ERROR_ACCESS_DENIED}
)

// inTheWay is what the system answers while another program, as a virus
// scanner, looks at the file.
var inTheWay = []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED}

// patiently does it again for two seconds while another program stands in the
// way.
func patiently(do func() error) error {
	err := do()
	for try := 0; try < 20 && isInTheWay(err); try++ {
		time.Sleep(100 * time.Millisecond)
		err = do()
	}
	return err
}

func isInTheWay(err error) bool {
	for _, code := range inTheWay {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}
