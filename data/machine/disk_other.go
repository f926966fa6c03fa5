//go:build !linux && !windows && !darwin

package machine

func diskEncryption(string) (Encryption, error) { return EncryptionUnknown, ErrUnknown }

func sameDisk(string, string) (bool, error) { return false, ErrUnknown }

func free(string) (uint64, error) { return 0, ErrUnknown }

func fileSystem(string) (string, error) { return "", ErrUnknown }
