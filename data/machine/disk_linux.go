package machine

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const system = tree("/")

func diskEncryption(path string) (Encryption, error) {
	real, err := realPath(path)
	if err != nil {
		return EncryptionUnknown, err
	}
	return system.encryptionOf(real, encryptedFolder(real))
}

// encryptionOf is told whether the file system says of the folder itself that
// it is encrypted, as fscrypt does it: then it is, whatever it lies on.
func (t tree) encryptionOf(real string, folder bool) (Encryption, error) {
	if folder {
		return EncryptionOn, nil
	}
	m, err := t.mount(real)
	if err != nil {
		return EncryptionUnknown, err
	}
	dirs, err := t.devices(m)
	if err != nil {
		return EncryptionUnknown, err
	}
	var states []Encryption
	for _, dir := range dirs {
		states = append(states, t.encryption(dir, mostLayers))
	}
	return allOf(states), nil
}

// encryptedFolder asks the file system whether it encrypts this very folder.
func encryptedFolder(real string) bool {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, real, unix.AT_STATX_DONT_SYNC, 0, &st); err != nil {
		return false
	}
	return st.Attributes&st.Attributes_mask&unix.STATX_ATTR_ENCRYPTED != 0
}

func sameDisk(a, b string) (bool, error) {
	realA, err := realPath(a)
	if err != nil {
		return false, err
	}
	realB, err := realPath(b)
	if err != nil {
		return false, err
	}
	return system.sameDisk(realA, realB)
}

func (t tree) sameDisk(a, b string) (bool, error) {
	mountA, err := t.mount(a)
	if err != nil {
		return false, err
	}
	mountB, err := t.mount(b)
	if err != nil {
		return false, err
	}
	if mountA.major == mountB.major && mountA.minor == mountB.minor {
		return true, nil // one file system
	}
	disksA, errA := t.disksOf(mountA)
	disksB, errB := t.disksOf(mountB)
	switch {
	case errA == nil && errB == nil:
		return overlap(disksA, disksB), nil
	case errA == nil && elsewhere(mountB.kind), errB == nil && elsewhere(mountA.kind):
		return false, nil
	}
	return false, fmt.Errorf("%w: %s and %s", ErrUnknown, mountA.kind, mountB.kind)
}

func (t tree) disksOf(m mount) (map[string]bool, error) {
	dirs, err := t.devices(m)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, dir := range dirs {
		if err := t.disks(dir, mostLayers, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func overlap(a, b map[string]bool) bool {
	for name := range a {
		if b[name] {
			return true
		}
	}
	return false
}

// elsewhere reports whether a file system lies on another computer or in
// memory, and so on no disk of this one. What a virtual machine gets from its
// host ("9p", "virtiofs") may lie on the very disk that it runs on.
func elsewhere(kind string) bool {
	switch strings.TrimPrefix(kind, "fuse.") {
	case "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "sshfs", "davfs", "rclone", "tmpfs", "ramfs":
		return true
	}
	return false
}

func free(path string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, err
	}
	return blocks(st.Bavail, uint64(st.Frsize))
}

func fileSystem(path string) (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return "", err
	}
	real, err := realPath(path)
	if err != nil {
		return "", err
	}
	m, err := system.mount(real)
	return kindOf(int64(st.Type), m.kind, err)
}

// kindOf names a file system by the kernel's number where it is FAT, which
// counts even if the list of mounts names something that lies over it.
func kindOf(magic int64, listed string, err error) (string, error) {
	if magic == unix.MSDOS_SUPER_MAGIC {
		if largestOn(listed) == largestFAT {
			return listed, nil
		}
		return "vfat", nil
	}
	return listed, err
}

func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
