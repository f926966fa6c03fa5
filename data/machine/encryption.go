package machine

// Encryption is whether the system encrypts a disk.
type Encryption int

const (
	// EncryptionUnknown: the system does not tell, or not for certain.
	EncryptionUnknown Encryption = iota
	// EncryptionOn: whoever takes the disk away cannot read it.
	EncryptionOn
	// EncryptionOff: the system does not encrypt it. What the disk does by
	// itself, or somebody else beneath a virtual disk, it does not know.
	EncryptionOff
)

// String names the state for a log.
func (e Encryption) String() string {
	switch e {
	case EncryptionOn:
		return "on"
	case EncryptionOff:
		return "off"
	}
	return "unknown"
}

// DiskEncryption reports whether the file or folder lies on a disk that the
// system encrypts. Swap and other disks are not looked at. The path must exist.
func DiskEncryption(path string) Encryption {
	state, err := within(patience, func() (Encryption, error) { return diskEncryption(path) })
	if err != nil {
		return EncryptionUnknown
	}
	return state
}

// allOf is the encryption of what lies on several disks at once: as good as
// that of the worst.
func allOf(states []Encryption) Encryption {
	all := EncryptionUnknown
	for i, s := range states {
		switch {
		case s == EncryptionOff:
			return EncryptionOff
		case i == 0:
			all = s
		case s != all:
			all = EncryptionUnknown
		}
	}
	return all
}
