package machine

import (
	"fmt"
	"strings"
)

// wholeDisk gives the disk of a device of macOS: "disk0" of "disk0s2" and of
// "/dev/disk0s2s1"; "" of anything else.
func wholeDisk(device string) string {
	rest, found := strings.CutPrefix(strings.TrimPrefix(device, "/dev/"), "disk")
	if !found {
		return ""
	}
	digits := 0
	for digits < len(rest) && '0' <= rest[digits] && rest[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits < len(rest) && rest[digits] != 's' {
		return ""
	}
	return "disk" + rest[:digits]
}

// physicalDisk reads what macOS's diskutil says of a device and gives the disk
// that it lies on: of an APFS volume that of its physical store. A disk image,
// and a volume that lies on two disks at once, are ErrUnknown.
func physicalDisk(text string) (string, error) {
	var stores []string
	part, protocol := "", ""
	fusion := false
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "APFS Physical Store":
			stores = append(stores, value)
		case "Part of Whole":
			part = value
		case "Protocol":
			protocol = value
		case "Fusion Drive":
			fusion = value != "No"
		}
	}
	disk := wholeDisk(part)
	if len(stores) == 1 {
		disk = wholeDisk(stores[0])
	}
	if disk == "" || len(stores) > 1 || fusion || protocol == "Disk Image" {
		return "", fmt.Errorf("%w: no one physical disk", ErrUnknown)
	}
	return disk, nil
}
