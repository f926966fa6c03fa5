//go:build !windows

package backup

import (
	"errors"
	"os"
	"syscall"
)

// syncDir makes the names in the folder last. FAT through some drivers and
// some network folders know no such call; nothing here depends on it.
func syncDir(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOSYS) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
