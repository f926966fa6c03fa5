package machine

import "strings"

// fileVault reads what macOS's fdesetup says of the startup disk. Any word of
// an unfinished change makes it unknown.
func fileVault(text string) Encryption {
	state := EncryptionUnknown
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line == "FileVault is On.":
			state = EncryptionOn
		case line == "FileVault is Off." || strings.HasPrefix(line, "FileVault is Off, "):
			state = EncryptionOff
		case strings.Contains(line, "in progress") || strings.HasPrefix(line, "FileVault is"):
			return EncryptionUnknown
		}
	}
	return state
}
