package backup

import "fmt"

// inWords gives a size as people know it from their disks: whole MB, from
// 10 GB on whole GB, rounded up. There is no decimal mark in it, so that it
// reads the same in every language.
func inWords(bytes uint64) string {
	const mega, giga = 1_000_000, 1_000_000_000
	if bytes >= 10*giga {
		return fmt.Sprintf("%d GB", up(bytes, giga))
	}
	return fmt.Sprintf("%d MB", up(bytes, mega))
}

func up(n, unit uint64) uint64 { return n/unit + min(n%unit, 1) }

// archiveSize gives how large an archive of the files becomes, at most: a tar
// of blocks of 512 bytes, in messages of 64 KiB with 16 bytes each, behind a
// header for two recipients.
func archiveSize(m Manifest) int64 {
	const block, chunk, tag, header = 512, 64 << 10, 16, 16 << 10
	size := int64(header + maxPadding)
	for _, f := range m.Files {
		size += block + (f.Size+block-1)/block*block
	}
	return size + (size/chunk+1)*tag
}

// withReserve is what must be free for so many bytes: a tenth more.
func withReserve(bytes int64) uint64 { return uint64(bytes) + uint64(bytes)/10 }
