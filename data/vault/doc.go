// Package vault keeps the keys of a clinic: one random data key, under which
// the store is encrypted, and for each person a slot in the key file by which
// their passphrase reaches it. It knows no SQL and no screens.
//
// A slot has a key pair of its own, the entry. The data key is sealed to the
// entry's public half, and the private half is wrapped by the passphrase
// (argon2id). So whoever holds the data key can give a new one to everybody
// without knowing anybody's passphrase, and whoever was removed, and kept a
// copy of everything, cannot follow. The recovery sheet is such a private half
// on paper. A second key pair, personal, opens the notes sealed to a person;
// no other key in the file leads to it.
//
// What a person can act on is a record.Problem; ErrWrong, ErrForged and the
// others in problem.go can be asked for with errors.Is. The format of the file
// and the life of a key are in docs/keys.md.
package vault

import "kapdesk/app/record"

// FileName is the key file's name in the store's folder.
const FileName = "kapdesk.keys"

// Person is somebody who can sign in.
type Person struct {
	ID   record.ID // 1 to 64 letters, digits and hyphens
	Name string    // as the sign-in screen shows it; 1 to 200 bytes of text
}
