package machine

import (
	"context"
	"fmt"

	"golang.org/x/sys/unix"
)

func statfs(path string) (unix.Statfs_t, error) {
	var st unix.Statfs_t
	err := unix.Statfs(path, &st)
	return st, err
}

// diskEncryption asks for FileVault, which is a matter of the startup disk
// alone: its system is mounted at / and its data beneath.
func diskEncryption(path string) (Encryption, error) {
	st, err := statfs(path)
	if err != nil {
		return EncryptionUnknown, err
	}
	if at := unix.ByteSliceToString(st.Mntonname[:]); at != "/" && at != "/System/Volumes/Data" {
		return EncryptionUnknown, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	text, err := output(ctx, "/usr/bin/fdesetup", "status")
	if err != nil {
		return EncryptionUnknown, err
	}
	return fileVault(text), nil
}

func sameDisk(a, b string) (bool, error) {
	stA, err := statfs(a)
	if err != nil {
		return false, err
	}
	stB, err := statfs(b)
	if err != nil {
		return false, err
	}
	if stA.Fsid == stB.Fsid {
		return true, nil
	}
	localA, localB := stA.Flags&unix.MNT_LOCAL != 0, stB.Flags&unix.MNT_LOCAL != 0
	if localA != localB {
		return false, nil
	}
	if !localA {
		return false, fmt.Errorf("%w: two folders of other computers", ErrUnknown)
	}
	return sameDevice(unix.ByteSliceToString(stA.Mntfromname[:]), unix.ByteSliceToString(stB.Mntfromname[:]))
}

// sameDevice compares two devices: at a glance when they are parts of one
// disk, else by what diskutil says they lie on.
func sameDevice(a, b string) (bool, error) {
	wholeA, wholeB := wholeDisk(a), wholeDisk(b)
	if wholeA == "" || wholeB == "" {
		return false, fmt.Errorf("%w: not two disks", ErrUnknown)
	}
	if wholeA == wholeB {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	diskA, err := askDiskutil(ctx, a)
	if err != nil {
		return false, err
	}
	diskB, err := askDiskutil(ctx, b)
	if err != nil {
		return false, err
	}
	return diskA == diskB, nil
}

func askDiskutil(ctx context.Context, device string) (string, error) {
	text, err := output(ctx, "/usr/sbin/diskutil", "info", device)
	if err != nil {
		return "", err
	}
	return physicalDisk(text)
}

func free(path string) (uint64, error) {
	st, err := statfs(path)
	if err != nil {
		return 0, err
	}
	return blocks(st.Bavail, uint64(st.Bsize))
}

func fileSystem(path string) (string, error) {
	st, err := statfs(path)
	return unix.ByteSliceToString(st.Fstypename[:]), err
}
