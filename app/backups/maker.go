package backups

import (
	"context"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

// Step is what is being done to a backup, an English sentence that is shown.
type Step string

// The steps, in their order.
const (
	Copying Step = "Copying the clinic"
	Writing Step = "Writing the backup"
	Reading Step = "Reading it back"
	Trying  Step = "Opening it as a restore would"
)

// Progress is how far a step has come. Total is 0 where nobody can say.
type Progress struct {
	Step        Step
	Done, Total int64 // bytes
}

// Disk is where a folder lies, seen from the clinic's store.
type Disk string

// The disks.
const (
	OtherDisk   Disk = "other"
	SameDisk    Disk = "same"
	UnknownDisk Disk = "unknown" // the system does not tell
)

// Made is a backup that was written, read back and found whole.
type Made struct {
	Name       string    // of the file in its folder
	At         time.Time // UTC
	Size       int64     // bytes
	Events     int
	Checkpoint audit.Checkpoint // the latest that the copy holds; zero for none
	Disk       Disk
	Removed    int // older backups that need not be kept any more
}

// Found is a file that bears a backup's name. Whether it is one, only reading
// it tells.
type Found struct {
	Name   string
	At     time.Time // UTC
	Size   int64
	Device string // the short name of the laptop that made it
	Own    bool   // this laptop did
}

// Proof is what a drill found: the backup was restored into a scratch place,
// opened and compared.
type Proof struct {
	Name     string      `json:"name"`  // of the file
	At       time.Time   `json:"at"`    // when the backup was made
	Tried    time.Time   `json:"tried"` // when the drill ended
	Events   int         `json:"events"`
	Patients int         `json:"patients"`
	Visits   int         `json:"visits"`
	Head     record.Hash `json:"head"`             // of the device's last event
	Signed   string      `json:"signed,omitempty"` // audit.Short of the latest checkpoint; "" for none
}

// Maker makes, finds and tries backups. Its errors are Problems where a person
// can act on them, and say whether what was there before still counts.
type Maker interface {
	// Make makes a backup in the folder and reads it back. It ends early with
	// ctx, and then leaves nothing that could be taken for a backup.
	Make(ctx context.Context, folder string, tell func(Progress)) (Made, error)
	// List gives this clinic's backups in the folder, the latest first.
	List(ctx context.Context, folder string) ([]Found, error)
	// Verify reads a whole backup of this clinic. Code NotFound when it is not
	// there; after any other error it does not count until it is read whole.
	Verify(ctx context.Context, folder, name string, tell func(Progress)) error
	// Drill restores a backup into a scratch place, compares and removes it.
	Drill(ctx context.Context, folder, name string, tell func(Progress)) (Proof, error)
	// Where tells on which disk a folder lies. Code NotFound when it is not
	// there: the stick is out, or the network is away.
	Where(folder string) (Disk, error)
}
