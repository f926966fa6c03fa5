package machine

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// longPath is as many UTF-16 units as a path can have.
const longPath = 32768

// volumeRoot is the folder where the volume of a path begins, as `C:\`.
func volumeRoot(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	from, err := windows.UTF16PtrFromString(abs)
	if err != nil {
		return "", err
	}
	root := make([]uint16, longPath)
	if err := windows.GetVolumePathName(from, &root[0], longPath); err != nil {
		return "", err
	}
	return windows.UTF16ToString(root), nil
}

// diskEncryption asks for what the Explorer shows beside a drive; the tools of
// BitLocker itself answer administrators only.
func diskEncryption(path string) (Encryption, error) {
	root, err := volumeRoot(path)
	if err != nil {
		return EncryptionUnknown, err
	}
	script, err := bitLockerScript(root)
	if err != nil {
		return EncryptionUnknown, err
	}
	folder, err := windows.GetSystemDirectory()
	if err != nil {
		return EncryptionUnknown, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	shell := filepath.Join(folder, `WindowsPowerShell\v1.0\powershell.exe`)
	text, err := output(ctx, shell, "-NoProfile", "-NonInteractive", "-Command", script)
	if err != nil {
		return EncryptionUnknown, err
	}
	return bitLocker(text), nil
}

// sameDisk compares the numbers of the physical disks; where the system does
// not give them, being the same volume is all that can be known.
func sameDisk(a, b string) (bool, error) {
	rootA, err := volumeRoot(a)
	if err != nil {
		return false, err
	}
	rootB, err := volumeRoot(b)
	if err != nil {
		return false, err
	}
	if strings.EqualFold(rootA, rootB) {
		return true, nil
	}
	remoteA, remoteB := isRemote(rootA), isRemote(rootB)
	if remoteA != remoteB {
		return false, nil
	}
	if remoteA {
		return false, fmt.Errorf("%w: two folders of other computers", ErrUnknown)
	}
	diskA, err := diskNumber(rootA)
	if err != nil {
		return false, err
	}
	diskB, err := diskNumber(rootB)
	if err != nil {
		return false, err
	}
	return diskA == diskB, nil
}

func isRemote(root string) bool {
	p, err := windows.UTF16PtrFromString(root)
	return err == nil && windows.GetDriveType(p) == windows.DRIVE_REMOTE
}

// physical is the system's STORAGE_DEVICE_NUMBER without the partition.
type physical struct {
	kind   uint32
	number uint32
}

const ioctlStorageGetDeviceNumber = 0x2d1080

// diskNumber asks for the disk beneath a volume. It opens the volume with no
// rights at all, which nobody is refused.
func diskNumber(root string) (physical, error) {
	from, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return physical{}, err
	}
	var name [64]uint16 // `\\?\Volume{…}\` has 50 units with its end
	if err := windows.GetVolumeNameForVolumeMountPoint(from, &name[0], uint32(len(name))); err != nil {
		return physical{}, err
	}
	device, err := windows.UTF16PtrFromString(strings.TrimSuffix(windows.UTF16ToString(name[:]), `\`))
	if err != nil {
		return physical{}, err
	}
	h, err := windows.CreateFile(device, 0, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return physical{}, err
	}
	defer windows.CloseHandle(h)
	var answer struct {
		physical
		partition uint32
	}
	var n uint32
	err = windows.DeviceIoControl(h, ioctlStorageGetDeviceNumber, nil, 0, (*byte)(unsafe.Pointer(&answer)), uint32(unsafe.Sizeof(answer)), &n, nil)
	if err != nil {
		return physical{}, err
	}
	if n != uint32(unsafe.Sizeof(answer)) {
		return physical{}, fmt.Errorf("%w: a disk without a number", ErrUnknown)
	}
	return answer.physical, nil
}

func free(path string) (uint64, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	var mine, total, all uint64
	err = windows.GetDiskFreeSpaceEx(p, &mine, &total, &all)
	return mine, err
}

func fileSystem(path string) (string, error) {
	root, err := volumeRoot(path)
	if err != nil {
		return "", err
	}
	p, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return "", err
	}
	var name [windows.MAX_PATH + 1]uint16
	err = windows.GetVolumeInformation(p, nil, 0, nil, nil, nil, &name[0], uint32(len(name)))
	return windows.UTF16ToString(name[:]), err
}
