package vault

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"filippo.io/age"

	"kapdesk/app/record"
)

// Vault is an open key file. Its methods may be called at the same time; one
// program at a time may change the file, which the store's lock sees to.
//
// Every change is made to what is on disk at that moment, and is on disk when
// the method returns nil. After an error the file is as it was, or (where the
// words say so) as it was to be; it can always be opened.
type Vault struct {
	dir  string
	disk disk

	mu   sync.Mutex
	file *file // as last read or written
}

// Exists reports whether the folder holds a key file.
func Exists(dir string) bool { return exists(osDisk{}, filepath.Join(dir, FileName)) }

func exists(d disk, path string) bool {
	_, err := d.Read(path, maxFile)
	return !errors.Is(err, fs.ErrNotExist)
}

// Create makes a key file in the folder for its first person. It refuses to
// replace one. The recovery sheet is to be printed at once: it is shown only
// here, and NewRecovery makes another. For costs see Calibrate; those from
// 19 MiB to 1 GiB are accepted.
func Create(dir string, p Person, passphrase string, c Cost) (*Vault, *Keys, *Recovery, error) {
	return create(osDisk{}, dir, p, passphrase, c)
}

func create(d disk, dir string, p Person, passphrase string, c Cost) (*Vault, *Keys, *Recovery, error) {
	v := &Vault{dir: dir, disk: d}
	if exists(d, v.path()) {
		return nil, nil, nil, ErrExists
	}
	if err := errors.Join(checkPerson(p), c.check()); err != nil {
		return nil, nil, nil, err
	}
	if err := CheckPassphrase(passphrase, p.Name); err != nil {
		return nil, nil, nil, err
	}
	keys := [][]byte{random(keyLen)}
	f := &file{Version: version, Vault: random(vaultLen)}
	s, err := f.newPersonSlot(p, passphrase, c, nil, keys)
	if err != nil {
		return nil, nil, nil, err
	}
	sheet, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := f.newRecoverySlot(sheet, keys)
	if err != nil {
		return nil, nil, nil, err
	}
	f.Slots = []slot{*s, *r}
	if err := f.addBackup(keys); err != nil {
		return nil, nil, nil, err
	}
	if err := v.save(f, keys); err != nil {
		return nil, nil, nil, err
	}
	return v, newKeys(f.Vault, keys), &Recovery{identity: behind(sheet)}, nil
}

// Open reads the key file in the folder and checks what can be checked
// without a key; whether it is authentic only an unlock can tell. The errors
// are ErrMissing, ErrNewer, ErrDamaged, and those of the disk.
func Open(dir string) (*Vault, error) { return open(osDisk{}, dir) }

func open(d disk, dir string) (*Vault, error) {
	v := &Vault{dir: dir, disk: d}
	if _, err := v.load(); err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Vault) path() string { return filepath.Join(v.dir, FileName) }

// load reads the file as it is on disk, and keeps it.
func (v *Vault) load() (*file, error) {
	f, err := v.read()
	if err == nil {
		v.file = f
	}
	return f, err
}

// read gives the file as it is on disk, to be changed.
func (v *Vault) read() (*file, error) {
	raw, err := v.disk.Read(v.path(), maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, translate(err)
	}
	f, err := parse(raw)
	if errors.Is(err, ErrNewer) {
		return nil, err
	}
	if err != nil {
		return nil, damaged(err)
	}
	return f, nil
}

// save authenticates the file under the keys and puts it in the place of the
// old one.
func (v *Vault) save(f *file, keys [][]byte) error {
	f.authenticate(keys)
	if err := f.check(); err != nil {
		return err // never write what we would refuse to read
	}
	raw, err := f.encode()
	if err != nil {
		return err
	}
	if err := writeFile(v.disk, v.path(), raw); err != nil {
		v.load() // whichever of the two it is now
		return err
	}
	v.file = f
	return nil
}

// People gives those who can sign in, in the order they were added. Before an
// unlock the list is as good as the file: nothing has authenticated it.
func (v *Vault) People() []Person {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.file.people()
}

// Unlock signs a person in by their passphrase and authenticates the whole
// file with the key found. ErrWrong if the passphrase does not fit or there is
// no such person, which takes the same time; ErrForged if the file was changed
// by something else. It takes as long as the person's slot costs.
func (v *Vault) Unlock(id record.ID, passphrase string) (*Keys, *Personal, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.load()
	if err != nil {
		return nil, nil, err
	}
	o, keys, err := f.unlock(id, passphrase)
	if err != nil {
		return nil, nil, err
	}
	return newKeys(f.Vault, keys), newPersonal(o.mine), nil
}

func (f *file) unlock(id record.ID, passphrase string) (opened, [][]byte, error) {
	s := f.person(id)
	if s == nil {
		// The first person's slot under a name that it was not wrapped for:
		// the same work, and nothing fits.
		decoy := *f.person(f.people()[0].ID)
		decoy.Person = id
		s = &decoy
	}
	o, err := f.open(s, passphrase)
	if err != nil {
		return opened{}, nil, err
	}
	keys, err := f.reach(s, o.entry)
	return o, keys, err
}

// Recover gives the keys to whoever holds the recovery sheet. The identity may
// be typed in groups, in small letters, and without its beginning. ErrTypo if
// it was not typed as printed, ErrWrongSheet if it is the sheet of another
// clinic or an older one of this.
func (v *Vault) Recover(identity string) (*Keys, error) {
	sheet, err := readIdentity(identity)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.load()
	if err != nil {
		return nil, err
	}
	s := f.recovery()
	if s.Public != sheet.Recipient().String() {
		return nil, ErrWrongSheet
	}
	keys, err := f.reach(s, sheet)
	if err != nil {
		return nil, err
	}
	return newKeys(f.Vault, keys), nil
}
