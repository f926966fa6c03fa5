package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// writeArchive writes the archive: the manifest and the files from their paths,
// sealed to the recipients.
func writeArchive(ctx context.Context, w io.Writer, m Manifest, paths []string, to []age.Recipient) error {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	t := tar.NewWriter(sealed)
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(raw))}); err != nil {
		return err
	}
	if _, err := t.Write(raw); err != nil {
		return err
	}
	for i, f := range m.Files {
		if err := addFile(ctx, t, f, paths[i]); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), sealed.Close())
}

func addFile(ctx context.Context, t *tar.Writer, f File, path string) error {
	if err := t.WriteHeader(&tar.Header{Name: f.Name, Mode: 0o600, Size: f.Size}); err != nil {
		return err
	}
	in, err := os.Open(path)
	if err != nil {
		return ownDisk{err}
	}
	defer in.Close()
	_, err = io.Copy(t, stoppable{ctx, in})
	return err
}

// stoppable is a reader that ends with its context.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// ownDisk marks an error of the laptop's own disk, where another disk is read
// or written at the same time.
type ownDisk struct{ error }

func (e ownDisk) Unwrap() error { return e.error }

// unpacker takes an archive apart. It trusts nothing that it reads: the order,
// the names and the sizes must be those of the manifest, and nothing may
// follow.
type unpacker struct {
	disk disk
	dir  string // for the files
	// authentic is asked once the key file is there, before anything that may
	// be large is written: anybody can seal to a public key.
	authentic func(Manifest) error
}

// unpack opens the archive with the identities and writes its files.
func (u unpacker) unpack(r io.Reader, with ...age.Identity) (Manifest, error) {
	opened, err := age.Decrypt(r, with...)
	if err != nil {
		return Manifest{}, err
	}
	t := tar.NewReader(opened)
	raw, err := entry(t, manifestName, maxManifest)
	if err != nil {
		return Manifest{}, err
	}
	m, err := parseManifest(raw)
	if err != nil {
		return m, err
	}
	for i, f := range m.Files {
		if err := u.extract(t, f); err != nil {
			return m, err
		}
		if i == 0 {
			if err := u.authentic(m); err != nil {
				return m, err
			}
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("backup: more than the manifest says (%v)", err)
	}
	// The end of the tar is not the end of the sealed stream: only that says
	// that nothing was cut off.
	rest, err := io.Copy(io.Discard, io.LimitReader(opened, maxPadding+1))
	if err != nil {
		return m, err
	}
	if rest > maxPadding {
		return m, errors.New("backup: something follows the archive")
	}
	return m, nil
}

// maxPadding is how many bytes may follow the end of a tar: its last blocks.
const maxPadding = 20 << 10

// entry reads a small entry of the tar that must be the next one.
func entry(t *tar.Reader, name string, limit int64) ([]byte, error) {
	h, err := t.Next()
	if err != nil {
		return nil, err
	}
	if h.Name != name || h.Typeflag != tar.TypeReg || h.Size > limit {
		return nil, fmt.Errorf("backup: %q where %q should be", h.Name, name)
	}
	return io.ReadAll(io.LimitReader(t, limit))
}

// extract writes the next entry, which must be f.
func (u unpacker) extract(t *tar.Reader, f File) error {
	h, err := t.Next()
	if err != nil {
		return err
	}
	if h.Name != f.Name || h.Typeflag != tar.TypeReg || h.Size != f.Size {
		return fmt.Errorf("backup: %q with %d bytes where %q with %d should be", h.Name, h.Size, f.Name, f.Size)
	}
	out, err := u.disk.Create(filepath.Join(u.dir, f.Name))
	if err != nil {
		return ownDisk{err}
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(ownWriter{out}, sum), t)
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != f.Sum {
		err = fmt.Errorf("backup: %s is not what was written", f.Name)
	}
	if synced := errors.Join(out.Sync(), out.Close()); err == nil && synced != nil {
		err = ownDisk{synced}
	}
	return err
}

// ownWriter marks its errors as those of the laptop's own disk.
type ownWriter struct{ w io.Writer }

func (o ownWriter) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		err = ownDisk{err}
	}
	return n, err
}
