package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"

	"kapdesk/data/vault"
)

// secretFile holds the sample's passphrase, in the open: nobody in it is real.
const secretFile = "secret.txt"

// sampleKey gives the key of the sample store in dir. The passphrase to it
// stands in a file in the folder secret; both are made if they are not there.
func sampleKey(dir, secret string) ([]byte, error) {
	path := filepath.Join(secret, secretFile)
	if !hasKeys(dir) {
		if err := makeSampleKey(dir, path); err != nil {
			return nil, err
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	v, err := vault.Open(dir)
	if err != nil {
		return nil, err
	}
	keys, _, err := v.Unlock(v.People()[0].ID, strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, err
	}
	return keys.Data(), nil
}

func makeSampleKey(dir, path string) error {
	id, err := newPersonID()
	if err != nil {
		return err
	}
	passphrase := rand.Text()
	if err := os.WriteFile(path, []byte(passphrase+"\n"), 0o600); err != nil {
		return err
	}
	_, _, _, err = vault.Create(dir, vault.Person{ID: id, Name: sampleName}, passphrase, vault.Floor)
	return err
}

// sampleName is the name under which the commands open a sample.
const sampleName = "sample"
