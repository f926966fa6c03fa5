package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"kapdesk/app/record"
)

// AttemptsName is the name of the file of failed sign-ins, beside the key file.
const AttemptsName = "kapdesk.signin"

// Attempts counts failed sign-ins, across restarts, and makes a person wait
// longer after each. It slows down somebody who tries at the keyboard; against
// somebody with a copy of the key file only the cost of the passphrase stands.
// Its methods may be called at the same time.
type Attempts struct {
	path string
	disk disk

	mu      sync.Mutex
	people  map[record.ID]*failures
	damaged bool
}

// failures are those of one person since the last success.
type failures struct {
	Count int `json:"count"`
	// Last is when the last of them was, by the clock of then. While the
	// program runs it also has Go's monotonic reading, which no clock change
	// moves.
	Last time.Time `json:"last"`
}

// The waits: none for the first failures, then doubling.
const (
	freeFailures = 3
	firstWait    = 2 * time.Second
	longestWait  = 300 * time.Second
)

const (
	maxAttempts = 1 << 20 // bytes
	maxCount    = 1 << 30
)

type attemptsFile struct {
	Version int                     `json:"version"`
	People  map[record.ID]*failures `json:"people"`
}

// OpenAttempts reads the failures kept in the folder. A file that cannot be
// read as one begins anew, and Damaged says so, to be audited: it must not
// keep the clinic out.
func OpenAttempts(dir string) (*Attempts, error) { return openAttempts(osDisk{}, dir) }

func openAttempts(d disk, dir string) (*Attempts, error) {
	a := &Attempts{path: filepath.Join(dir, AttemptsName), disk: d, people: map[record.ID]*failures{}}
	raw, err := d.Read(a.path, maxAttempts)
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, translate(err)
	}
	people, err := parseAttempts(raw)
	if err != nil {
		a.damaged = true
		return a, nil
	}
	a.people = people
	return a, nil
}

func parseAttempts(raw []byte) (map[record.ID]*failures, error) {
	if len(raw) > maxAttempts {
		return nil, errors.New("too long")
	}
	f := attemptsFile{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if err := d.Decode(&struct{}{}); err != io.EOF {
		return nil, errors.New("more after the end")
	}
	if f.Version != version || f.People == nil {
		return nil, fmt.Errorf("version %d", f.Version)
	}
	for id, p := range f.People {
		if !plainID(id) || p == nil || p.Count < 1 || p.Count > maxCount {
			return nil, errors.New("no count of failures")
		}
	}
	return f.People, nil
}

// Damaged reports whether there was a file that could not be read.
func (a *Attempts) Damaged() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.damaged
}

// waitAfter gives the whole wait after so many failures.
func waitAfter(count int) time.Duration {
	if count <= freeFailures {
		return 0
	}
	if n := count - freeFailures - 1; n < 8 {
		return min(firstWait<<n, longestWait)
	}
	return longestWait
}

// Wait gives how long the person must still wait before the next try. A clock
// that was set back begins the wait anew: it neither shortens it nor makes it
// last until the clock has caught up. A clock set forward while the program
// was not running does shorten it.
func (a *Attempts) Wait(id record.ID, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.people[id]
	if p == nil {
		return 0
	}
	passed := now.Sub(p.Last)
	if passed < 0 {
		p.Last, passed = now, 0
	}
	return max(waitAfter(p.Count)-passed, 0)
}

// Failed counts a failure and keeps it. After an error it is counted for as
// long as the program runs.
func (a *Attempts) Failed(id record.ID, now time.Time) error {
	if !plainID(id) {
		return ErrNoPerson
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.people[id]
	if p == nil {
		p = &failures{}
		a.people[id] = p
	}
	p.Count, p.Last = min(p.Count+1, maxCount), now
	return a.save()
}

// Failures gives how many failures there were since the last success, to be
// shown.
func (a *Attempts) Failures(id record.ID) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.people[id]; p != nil {
		return p.Count
	}
	return 0
}

// Succeeded ends the waiting and gives how many failures there were since the
// last success, to be audited. The number is right also beside an error.
func (a *Attempts) Succeeded(id record.ID) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.people[id]
	if p == nil {
		return 0, nil
	}
	delete(a.people, id)
	return p.Count, a.save()
}

func (a *Attempts) save() error {
	f := attemptsFile{Version: version, People: map[record.ID]*failures{}}
	for id, p := range a.people {
		f.People[id] = &failures{p.Count, p.Last.UTC()}
	}
	raw, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	return writeFile(a.disk, a.path, append(raw, '\n'))
}
