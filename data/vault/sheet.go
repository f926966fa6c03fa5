package vault

import (
	"encoding/hex"

	"filippo.io/age"
)

// ParseSheet gives the age identity of a recovery sheet as it was typed or
// scanned, to open a backup with. ErrTypo is the cause of a typing error.
func ParseSheet(typed string) (age.Identity, error) { return readIdentity(typed) }

// Short gives the beginning of the vault's identifier, 8 hexadecimal digits,
// to tell one clinic's backups from another's.
func (v *Vault) Short() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return hex.EncodeToString(v.file.Vault[:4])
}
