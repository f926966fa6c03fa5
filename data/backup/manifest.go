package backup

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kapdesk/app/record"
)

// version of the archive; a reader refuses any other.
const version = 1

// The files of an archive, in order.
const (
	manifestName = "manifest.json"
	keysName     = "kapdesk.keys"
	storeName    = "kapdesk.db"
)

// What is read before anything is authentic is bounded, in bytes.
const (
	maxManifest = 64 << 10
	maxKeys     = 8 << 20
	maxStore    = 1 << 50
)

// Manifest says what a backup holds.
type Manifest struct {
	Version int         `json:"version"`
	Clinic  string      `json:"clinic"` // short name: 8 hexadecimal digits
	Made    time.Time   `json:"made"`   // UTC
	Device  record.ID   `json:"device"` // the laptop that made it
	Events  int         `json:"events"` // in the log
	Head    record.Hash `json:"head"`   // hash of the device's last event
	Signed  string      `json:"signed"` // the beginning of the latest checkpoint's hash, as it is printed
	Files   []File      `json:"files"`  // in the order of the archive
	MAC     string      `json:"mac"`    // HMAC-SHA256 of the manifest without it
}

// File is one file of the archive.
type File struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Sum  string `json:"sha256"`
}

// sum computes the manifest's MAC. age seals a backup to people, which anyone
// can do; only who has the clinic's key can make this.
func (m Manifest) sum(key []byte) (string, error) {
	m.MAC = ""
	raw, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("kapdesk backup 1\n"))
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// check compares the MAC.
func (m Manifest) check(key []byte) error {
	want, err := m.sum(key)
	if err != nil {
		return err
	}
	if !hmac.Equal([]byte(want), []byte(m.MAC)) {
		return ErrForged
	}
	return nil
}

// parseManifest reads a manifest and refuses one that this program did not
// write.
func parseManifest(raw []byte) (Manifest, error) {
	var m Manifest
	// The version comes first: a newer manifest may have other fields.
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return m, fmt.Errorf("backup: manifest: %w", err)
	}
	switch {
	case v.Version > version:
		return m, fmt.Errorf("%w: %d", errVersion, v.Version)
	case v.Version != version:
		return m, fmt.Errorf("backup: version %d, not %d", v.Version, version)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("backup: manifest: %w", err)
	}
	switch {
	case len(m.Files) != 2 || m.Files[0].Name != keysName || m.Files[1].Name != storeName:
		return m, errors.New("backup: manifest: other files than a backup has")
	case m.Files[0].Size > maxKeys:
		return m, errors.New("backup: manifest: a key file of that size is none")
	case m.Events < 0:
		return m, errors.New("backup: manifest: fewer events than none")
	}
	for _, f := range m.Files {
		if f.Size <= 0 || f.Size > maxStore {
			return m, fmt.Errorf("backup: manifest: %s cannot have %d bytes", f.Name, f.Size)
		}
	}
	return m, nil
}

// fileOf describes a file on disk.
func fileOf(ctx context.Context, name, path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, stoppable{ctx, f})
	return File{name, n, hex.EncodeToString(h.Sum(nil))}, err
}
