package machine

import (
	"fmt"
	"math/bits"
	"strings"
)

// Free is how many bytes this person may still write in the folder. The folder
// must exist.
func Free(path string) (bytes uint64, err error) {
	return within(patience, func() (uint64, error) { return free(path) })
}

// LargestFile is the size in bytes of the largest file that the folder's file
// system can hold, 0 when no limit is known that a backup could meet, and the
// file system's name as the system calls it ("vfat", "NTFS", "apfs"), "" when
// it does not say.
func LargestFile(path string) (bytes int64, name string) {
	name, err := within(patience, func() (string, error) { return fileSystem(path) })
	if err != nil {
		return 0, ""
	}
	return largestOn(name), name
}

// largestFAT is the limit of FAT in all its kinds but exFAT: sizes have 32 bits.
const largestFAT = 1<<32 - 1

func largestOn(fileSystem string) int64 {
	switch strings.ToLower(fileSystem) {
	case "fat", "fat12", "fat16", "fat32", "vfat", "msdos", "umsdos":
		return largestFAT
	}
	return 0
}

// blocks is the size in bytes of n blocks.
func blocks(n, size uint64) (uint64, error) {
	over, bytes := bits.Mul64(n, size)
	if over != 0 {
		return 0, fmt.Errorf("%w: more free space than there can be", ErrUnknown)
	}
	return bytes, nil
}
