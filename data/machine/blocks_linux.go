package machine

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// mostLayers is how many devices may lie on one another, as a file system on a
// volume on a cipher on a partition; more is a circle.
const mostLayers = 16

// tree is where /proc, /sys and /dev are: "/" or, in tests, any folder.
type tree string

func (t tree) at(parts ...string) string {
	return filepath.Join(append([]string{string(t)}, parts...)...)
}

// read gives a small file of the system without its line end.
func (t tree) read(parts ...string) (string, error) {
	f, err := os.Open(t.at(parts...))
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 16<<20))
	return strings.TrimSuffix(string(b), "\n"), err
}

// mount finds the mount on which the path lies; it has no links in it.
func (t tree) mount(path string) (mount, error) {
	text, err := t.read("proc/self/mountinfo")
	if err != nil {
		return mount{}, err
	}
	mounts, err := readMounts(text)
	if err != nil {
		return mount{}, err
	}
	return mountOf(mounts, path)
}

// devices gives the block devices that a mount's files lie on, each as its
// folder in /sys.
func (t tree) devices(m mount) ([]string, error) {
	if m.major != 0 {
		dir, err := filepath.EvalSymlinks(t.at("sys/dev/block", fmt.Sprintf("%d:%d", m.major, m.minor)))
		if err != nil {
			return nil, err
		}
		return []string{dir}, nil
	}
	if m.kind != "btrfs" {
		return nil, fmt.Errorf("%w: %s lies on no one device", ErrUnknown, m.kind)
	}
	name, err := t.deviceName(m.source)
	if err != nil {
		return nil, err
	}
	return t.btrfsDevices(name)
}

// deviceName gives the kernel's name of a device in /dev, as "dm-0" of
// "/dev/mapper/home".
func (t tree) deviceName(source string) (string, error) {
	if !under(source, "/dev") {
		return "", fmt.Errorf("%w: %s is no device", ErrUnknown, source)
	}
	dev, err := filepath.EvalSymlinks(t.at(source))
	if err != nil {
		return "", err
	}
	if mapped := path.Base(dev); path.Base(path.Dir(dev)) == "mapper" {
		return t.mappedName(mapped)
	}
	return path.Base(dev), nil
}

// mappedName finds the device that the device mapper calls so, where its place
// in /dev/mapper is no link.
func (t tree) mappedName(mapped string) (string, error) {
	dirs, err := filepath.Glob(t.at("sys/class/block/dm-*"))
	if err != nil {
		return "", err
	}
	for _, dir := range dirs {
		name := path.Base(dir)
		if called, err := t.read("sys/class/block", name, "dm/name"); err == nil && called == mapped {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: no device is called %s", ErrUnknown, mapped)
}

// btrfsDevices gives all devices of the btrfs that one of them belongs to.
func (t tree) btrfsDevices(name string) ([]string, error) {
	all, err := filepath.Glob(t.at("sys/fs/btrfs/*/devices", name))
	if err != nil || len(all) != 1 {
		return nil, fmt.Errorf("%w: no btrfs on %s", ErrUnknown, name)
	}
	entries, err := os.ReadDir(path.Dir(all[0]))
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, e := range entries {
		dir, err := filepath.EvalSymlinks(t.at("sys/class/block", e.Name()))
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}

// below gives the devices that a device, as its folder in /sys, is made of: of
// a partition the disk, of a volume its partitions, none of a disk.
func (t tree) below(dir string) ([]string, error) {
	if exists(dir, "partition") {
		return []string{path.Dir(dir)}, nil
	}
	entries, err := os.ReadDir(filepath.Join(dir, "slaves"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var dirs []string
	for _, e := range entries {
		slave, err := filepath.EvalSymlinks(filepath.Join(dir, "slaves", e.Name()))
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, slave)
	}
	return dirs, nil
}

// isDisk reports whether a device is one of its own: it has hardware, or what
// a virtual machine takes for it, behind it. A loop device, a memory disk and
// one over the network have none.
func isDisk(dir string) bool { return exists(dir, "device") }

func exists(parts ...string) bool {
	_, err := os.Stat(filepath.Join(parts...))
	return err == nil
}

// encryption tells for one device whether what is written on it is encrypted
// before it reaches a disk.
func (t tree) encryption(dir string, layers int) Encryption {
	if layers == 0 {
		return EncryptionUnknown
	}
	uuid, err := os.ReadFile(filepath.Join(dir, "dm/uuid"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return EncryptionUnknown
	}
	if isCrypt(string(uuid)) {
		return EncryptionOn
	}
	lower, err := t.below(dir)
	if err != nil {
		return EncryptionUnknown
	}
	if len(lower) == 0 {
		if isDisk(dir) {
			return EncryptionOff
		}
		return EncryptionUnknown
	}
	var states []Encryption
	for _, l := range lower {
		states = append(states, t.encryption(l, layers-1))
	}
	return allOf(states)
}

// isCrypt reads a device mapper's identifier. The tools that only prove that
// nothing was changed, and hide nothing, name theirs alike.
func isCrypt(uuid string) bool {
	kind, found := strings.CutPrefix(uuid, "CRYPT-")
	return found && !strings.HasPrefix(kind, "VERITY-") && !strings.HasPrefix(kind, "INTEGRITY-")
}

// disks adds the names of the physical disks beneath a device.
func (t tree) disks(dir string, layers int, found map[string]bool) error {
	if layers == 0 {
		return fmt.Errorf("%w: devices in a circle", ErrUnknown)
	}
	lower, err := t.below(dir)
	if err != nil {
		return err
	}
	if len(lower) == 0 {
		if !isDisk(dir) {
			return fmt.Errorf("%w: %s is no disk", ErrUnknown, path.Base(dir))
		}
		found[path.Base(dir)] = true
	}
	for _, l := range lower {
		if err := t.disks(l, layers-1, found); err != nil {
			return err
		}
	}
	return nil
}
