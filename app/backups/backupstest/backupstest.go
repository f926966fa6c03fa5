// Package backupstest is a backups.Maker in memory, for tests: it keeps no
// bytes, reports its progress, and fails or waits where a test says so.
package backupstest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/record"
)

// Maker is the Maker of a test. Its maps are by folder; a folder without an
// entry in Disks is not there.
type Maker struct {
	Clock  func() time.Time
	Events func() int // how many events a copy made now would hold

	mu     sync.Mutex
	disks  map[string]backups.Disk
	fails  map[string]error
	broken map[string]error // by the backup's name
	files  map[string][]backups.Found
	holds  map[string]int // events, by the backup's name
	asked  []string
	during func(backups.Step)
}

var _ backups.Maker = (*Maker)(nil)

// New makes a Maker whose backups hold as many events as events says.
func New(clock func() time.Time, events func() int) *Maker {
	return &Maker{Clock: clock, Events: events, disks: map[string]backups.Disk{}, fails: map[string]error{},
		broken: map[string]error{}, files: map[string][]backups.Found{}, holds: map[string]int{}}
}

// Put puts a folder on a disk; "" takes it away.
func (m *Maker) Put(folder string, d backups.Disk) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d == "" {
		delete(m.disks, folder)
		return
	}
	m.disks[folder] = d
}

// Fail lets everything in a folder fail; nil lets it work again.
func (m *Maker) Fail(folder string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fails[folder] = err
}

// Break lets a backup be found damaged.
func (m *Maker) Break(name string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken[name] = err
}

// During is called at each step, off any lock: a test looks around there, or
// stops what is under way.
func (m *Maker) During(f func(backups.Step)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.during = f
}

// Asked gives what was asked for, as "make /a" and "drill /a backup-1".
func (m *Maker) Asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.asked
	m.asked = nil
	return out
}

// Away is the problem of a folder that is not there; its words are a test's.
var Away = &record.Problem{Code: record.NotFound, Text: away, Next: connect}

const away, connect = "The folder for backups is not there.", "Connect its disk."

// reach asks for a folder.
func (m *Maker) reach(what, folder, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, strings.TrimSpace(what+" "+folder+" "+name))
	if _, ok := m.disks[folder]; !ok {
		return Away
	}
	if err := m.fails[folder]; err != nil {
		return err
	}
	return m.broken[name]
}

const size = 12 << 20

// step reports a step, half and whole.
func (m *Maker) step(ctx context.Context, tell func(backups.Progress), steps ...backups.Step) error {
	m.mu.Lock()
	during := m.during
	m.mu.Unlock()
	for _, s := range steps {
		for _, done := range []int64{0, size / 2, size} {
			if tell != nil {
				tell(backups.Progress{Step: s, Done: done, Total: size})
			}
			if during != nil && done == size/2 {
				during(s)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Make implements backups.Maker.
func (m *Maker) Make(ctx context.Context, folder string, tell func(backups.Progress)) (backups.Made, error) {
	if err := m.reach("make", folder, ""); err != nil {
		return backups.Made{}, err
	}
	at, events := m.Clock().UTC(), m.Events()
	if err := m.step(ctx, tell, backups.Copying, backups.Writing, backups.Reading); err != nil {
		return backups.Made{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	name := fmt.Sprintf("backup-%d", len(m.holds)+1)
	m.holds[name] = events
	m.files[folder] = append([]backups.Found{{Name: name, At: at, Size: size, Device: "1a2b3c4d", Own: true}}, m.files[folder]...)
	return backups.Made{Name: name, At: at, Size: size, Events: events, Disk: m.disks[folder],
		Checkpoint: audit.Checkpoint{Number: 1, Events: int64(events), Hash: record.Hash{0x1a, 0x2b, 0x3c, 0x4d, 0x5e, 0x6f}}}, nil
}

// Add puts a backup that another laptop made into a folder.
func (m *Maker) Add(folder string, f backups.Found) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[folder] = append(m.files[folder], f)
}

// List implements backups.Maker.
func (m *Maker) List(ctx context.Context, folder string) ([]backups.Found, error) {
	if err := m.reach("list", folder, ""); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]backups.Found(nil), m.files[folder]...), ctx.Err()
}

// Verify implements backups.Maker.
func (m *Maker) Verify(ctx context.Context, folder, name string, tell func(backups.Progress)) error {
	if err := m.reach("verify", folder, name); err != nil {
		return err
	}
	return m.step(ctx, tell, backups.Reading)
}

// Drill implements backups.Maker.
func (m *Maker) Drill(ctx context.Context, folder, name string, tell func(backups.Progress)) (backups.Proof, error) {
	if err := m.reach("drill", folder, name); err != nil {
		return backups.Proof{}, err
	}
	if err := m.step(ctx, tell, backups.Reading, backups.Trying); err != nil {
		return backups.Proof{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Clock().UTC()
	return backups.Proof{Name: name, At: now, Tried: now, Events: m.holds[name], Patients: 2, Visits: 3,
		Head: record.Hash{0xab, 0xcd, 0xef, 0x01, 0x23, 0x45}, Signed: "1a2b 3c4d 5e6f"}, nil
}

// Where implements backups.Maker.
func (m *Maker) Where(folder string) (backups.Disk, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d, ok := m.disks[folder]; ok {
		return d, nil
	}
	return "", Away
}
