package vault

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kapdesk/app/record"
)

// The lengths of what stands in the file, in bytes.
const (
	vaultLen  = 16
	slotIDLen = 16 // as text
	macLen    = 32
	linkLen   = 24 + keyLen + 16
	maxBlob   = 8 << 10
)

// check refuses what no key is needed to refuse.
func (f *file) check() error {
	n := f.count()
	if len(f.Vault) != vaultLen || n < 1 || n > 2 || len(f.Backup) == 0 {
		return errors.New("parts are missing")
	}
	seen, people, recoveries := map[string]bool{}, 0, 0
	for i := range f.Slots {
		s := &f.Slots[i]
		if err := s.check(n); err != nil {
			return fmt.Errorf("slot %d: %w", i, err)
		}
		if s.Kind == kindRecovery {
			recoveries++
		} else {
			people++
		}
		for _, key := range []string{"slot " + s.ID, "person " + string(s.Person), "entry " + s.Public} {
			if seen[key] {
				return fmt.Errorf("slot %d: there twice", i)
			}
			seen[key] = true
		}
	}
	if people == 0 || recoveries != 1 {
		return fmt.Errorf("%d people and %d recovery sheets", people, recoveries)
	}
	for _, b := range f.Backup {
		if err := b.check(n); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	return checkLengths(macLen, f.MACs...)
}

func (s *slot) check(keys int) error {
	if len(s.ID) != slotIDLen || len(s.Keys) != keys {
		return errors.New("parts are missing")
	}
	for _, r := range s.Keys {
		if err := errors.Join(checkBlob(r.Sealed), checkLengths(macLen, r.Proof), checkLengths(linkLen, r.Link)); err != nil {
			return err
		}
	}
	if err := checkRecipient(s.Public); err != nil {
		return err
	}
	switch s.Kind {
	case kindPerson:
		return s.checkPerson()
	case kindRecovery:
		if s.Person != "" || s.Name != "" || s.KDF != nil || len(s.Entry) > 0 || s.Personal != nil {
			return errors.New("a recovery with a person's parts")
		}
		return nil
	}
	return errors.New("unknown kind")
}

func (s *slot) checkPerson() error {
	if s.KDF == nil || s.Personal == nil || s.KDF.Name != kdfName {
		return errors.New("parts are missing")
	}
	if err := s.KDF.cost().check(); err != nil {
		return err
	}
	return errors.Join(checkPerson(Person{s.Person, s.Name}), checkRecipient(s.Personal.Public), checkLengths(saltLen, s.KDF.Salt),
		checkBlob(s.Entry), checkBlob(s.Personal.Private))
}

func (b *backup) check(keys int) error {
	if len(b.Private) != keys {
		return errors.New("parts are missing")
	}
	for _, p := range b.Private {
		if err := checkBlob(p); err != nil {
			return err
		}
	}
	return checkRecipient(b.Public)
}

// checkRecipient refuses what does not look like a public key. Whether it is
// one shows when it is used, which is after the file was authenticated.
func checkRecipient(s string) error {
	const prefix, length = "age1pq1", 1959
	if len(s) != length || !strings.HasPrefix(s, prefix) ||
		strings.Trim(s[len(prefix):], strings.ToLower(bech32)) != "" {
		return errors.New("no public key")
	}
	return nil
}

func checkLengths(want int, all ...[]byte) error {
	for _, b := range all {
		if len(b) != want {
			return fmt.Errorf("%d bytes where %d belong", len(b), want)
		}
	}
	return nil
}

func checkBlob(b []byte) error {
	if len(b) == 0 || len(b) > maxBlob {
		return fmt.Errorf("%d bytes where a key belongs", len(b))
	}
	return nil
}

// checkPerson refuses an identifier or a name that cannot stand in the file.
func checkPerson(p Person) error {
	if !plainID(p.ID) {
		return errors.New("a person needs an identifier of letters, digits and hyphens")
	}
	return checkName(p.Name)
}

func plainID(id record.ID) bool {
	const plain = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	return len(id) >= 1 && len(id) <= 64 && strings.Trim(string(id), plain) == ""
}

// checkName keeps out what JSON would have to escape in more than one way.
func checkName(name string) error {
	unfit := func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
	if strings.TrimSpace(name) == "" || len(name) > 200 || !utf8.ValidString(name) || strings.ContainsFunc(name, unfit) {
		return badName()
	}
	return nil
}
