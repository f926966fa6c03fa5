package machine

import (
	"fmt"
	"strings"
)

// bitLockerScript asks Windows's shell for the BitLocker state of a drive,
// given as `C:\`. Nothing but a letter of the alphabet gets into the script.
func bitLockerScript(root string) (string, error) {
	drive, found := strings.CutSuffix(root, `:\`)
	if !found || len(drive) != 1 || !isLetter(drive[0]) {
		return "", fmt.Errorf("%w: no drive with a letter", ErrUnknown)
	}
	return "(New-Object -ComObject Shell.Application).NameSpace('" + root + "').Self.ExtendedProperty('System.Volume.BitLockerProtection')", nil
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

// bitLocker reads the shell's answer: 1 on, 2 off, 6 on and locked. While a
// drive is being encrypted or decrypted (3, 4), or its protection is suspended
// (5), a part of it or the key lies open, and who reads the number cannot tell
// how much.
func bitLocker(text string) Encryption {
	switch strings.TrimSpace(text) {
	case "1", "6":
		return EncryptionOn
	case "2":
		return EncryptionOff
	}
	return EncryptionUnknown
}
