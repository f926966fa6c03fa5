package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// fault is a Problem for the person with its technical cause for the log.
type fault struct{ problem, cause error }

func (f *fault) Error() string { return f.problem.Error() + " (" + f.cause.Error() + ")" }

func (f *fault) Unwrap() []error { return []error{f.problem, f.cause} }

// because gives the problem, with the cause where there is one.
func because(problem, cause error) error {
	if cause == nil {
		return problem
	}
	return &fault{problem, cause}
}

// What a file is that is not a good backup of this clinic, and what a restore
// refuses. They can be asked for with errors.Is.
var (
	ErrTaken = error(&record.Problem{Code: record.Conflict,
		Text: "The folder for the restored clinic is not empty. Nothing was put over what is there.",
		Next: "Choose a new or empty folder."})
	ErrForged = error(&record.Problem{Code: record.Refused,
		Text: "This backup was not made with this clinic's present key. Nothing of it was used; the other backups are as they were.",
		Next: "If the clinic's keys were changed since it was made, restore it with the recovery sheet. Otherwise keep it apart and ask who put it there."})
	ErrOther = error(&record.Problem{Code: record.Refused,
		Text: "This backup was made by another clinic, or its beginning is damaged. Nothing of it was used; the other backups are as they were.",
		Next: "Choose a backup of this clinic, or the recovery sheet that belongs to this one."})
	ErrDamaged = error(&record.Problem{Code: record.Unavailable,
		Text: "This file is not a whole backup: it is damaged, cut short, or something else. It does not count; the other backups are as they were.",
		Next: "Make a new backup, and copy this file to a safe place if it is the only one."})
	ErrNewer = error(&record.Problem{Code: record.Unavailable,
		Text: "This backup was made by a newer version of KAP Desk. It was not changed, and it still counts.",
		Next: "Install the newer version on this computer, then try again."})
	ErrHistory = error(&record.Problem{Code: record.Conflict,
		Text: "This backup is whole, but it holds another history than this clinic: part of it is not in what is open here. Neither was changed.",
		Next: "Keep both as they are, and ask for help before you restore it."})
)

// Errors of the reader that are told apart from damage.
var errVersion = errors.New("backup: made by a newer version")

// task is what is being done, with the words for what can go wrong with all
// of it in the same way.
type task struct {
	stopped *record.Problem // by the person
	full    *record.Problem // the laptop's own disk
	broken  *record.Problem // the laptop's own disk
}

var making = task{
	stopped: &record.Problem{Code: record.Unavailable, Text: "The backup was stopped, and nothing of it was left. The earlier backups still count.",
		Next: "Start it again when there is time."},
	full: &record.Problem{Code: record.Unavailable, Text: "This laptop's own disk is full, so that no backup could be made. The earlier backups still count.",
		Next: "Free some space on this laptop, then make the backup again."},
	broken: &record.Problem{Code: record.Unavailable, Text: "This laptop's own disk reported an error, so that no backup could be made. The earlier backups still count.",
		Next: "Check this laptop's disk, then make the backup again."},
}

var checking = task{
	stopped: &record.Problem{Code: record.Unavailable, Text: "The check was stopped, so that it says nothing. The backup and the clinic are as they were.",
		Next: "Start it again when there is time."},
	full: &record.Problem{Code: record.Unavailable, Text: "This laptop's own disk is full, so that the backup could not be checked. The backup and the clinic are as they were.",
		Next: "Free some space on this laptop, then check it again."},
	broken: &record.Problem{Code: record.Unavailable, Text: "This laptop's own disk reported an error, so that the backup could not be checked. The backup and the clinic are as they were.",
		Next: "Check this laptop's disk, then check the backup again."},
}

var restoring = task{
	stopped: &record.Problem{Code: record.Unavailable, Text: "The restore was stopped, and nothing of it was left. The backup and what was here before are as they were.",
		Next: "Start it again when there is time."},
	full: &record.Problem{Code: record.Unavailable, Text: "This computer's disk is full, so that nothing was restored. The backup and what was here before are as they were.",
		Next: "Free some space on this computer, then restore again."},
	broken: &record.Problem{Code: record.Unavailable, Text: "The place for the restored clinic cannot be written to, or its disk reported an error. The backup and what was here before are as they were.",
		Next: "Choose another place, or check the disk, then restore again."},
}

// here gives the Problem for an error of the laptop's own disk or its store.
func (t task) here(ctx context.Context, err error) error {
	switch {
	case err == nil || isSaid(err):
		return err
	case ctx.Err() != nil:
		return because(t.stopped, ctx.Err())
	case isAny(err, codesFull) || store.IsFull(err):
		return because(t.full, err)
	case record.ProblemsOf(err) == nil && ofDisk(err):
		return because(t.broken, err)
	}
	return err
}

// there gives the Problem for an error of the folder that a backup is written
// to.
func (t task) there(ctx context.Context, err error) error {
	switch {
	case err == nil || isSaid(err):
		return err
	case ctx.Err() != nil:
		return because(t.stopped, ctx.Err())
	case isAny(err, codesFull):
		return because(&record.Problem{Code: record.Unavailable, Text: "The disk became full while the backup was written. What was begun does not count; the earlier backups still do.",
			Next: "Free some space there, or choose another stick, then make the backup again."}, err)
	case isAny(err, codesTooLarge):
		return because(&record.Problem{Code: record.Refused, Text: "The backup is larger than any file that this disk's file system takes. What was begun does not count; the earlier backups still do.",
			Next: "Choose another stick, or copy away what is on this one and have it formatted as exFAT."}, err)
	case isAny(err, codesReadOnly):
		return because(&record.Problem{Code: record.Unavailable, Text: "The folder for the backup cannot be written to. The earlier backups still count.",
			Next: "Take off the stick's write protection or ask for permission to write there, or choose another folder."}, err)
	case record.ProblemsOf(err) == nil && ofDisk(err):
		return because(&record.Problem{Code: record.Unavailable, Text: "The disk for the backup was pulled out or reported an error. What was begun does not count; the earlier backups still do.",
			Next: "Check the stick and its cable, then make the backup again."}, err)
	}
	return err
}

// noFolder is the Problem for a folder of backups that is not there.
func noFolder(cause error) error {
	return because(&record.Problem{Code: record.NotFound, Text: "The folder for the backups is not there: the stick is out, or the network is away. The earlier backups still count.",
		Next: "Plug in the stick or connect the network, then try again."}, cause)
}

// noBackup is the Problem for a backup that cannot be read at all.
func noBackup(cause error) error {
	if errors.Is(cause, fs.ErrNotExist) {
		return because(&record.Problem{Code: record.NotFound, Text: "This backup is not there: the stick is out, the network is away, or the file was removed. The other backups are as they were.",
			Next: "Plug in the stick or connect the network, or choose another backup."}, cause)
	}
	return because(&record.Problem{Code: record.Unavailable, Text: "This backup could not be read to its end: its disk was pulled out or reported an error. The other backups are as they were.",
		Next: "Check the stick and its cable, then try again."}, cause)
}

// differs is the Problem for a new backup that did not come back as it was
// written.
func differs(cause error) error {
	return because(&record.Problem{Code: record.Unavailable, Text: "What was read back from the disk is not what was written. This backup does not count; the earlier ones still do, if the disk can be relied on.",
		Next: "Make the backup on another stick, then check the earlier ones on this one."}, cause)
}

// isSaid reports whether the error is one of this package's Problems already.
func isSaid(err error) bool {
	var f *fault
	return errors.As(err, &f)
}

func isAny(err error, codes []error) bool {
	return slices.ContainsFunc(codes, func(code error) bool { return errors.Is(err, code) })
}

// ofDisk reports whether an error came from the file system.
func ofDisk(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	var code syscall.Errno
	return errors.As(err, &path) || errors.As(err, &link) || errors.As(err, &call) || errors.As(err, &code)
}

// isNewer reports whether a newer version of the program wrote a backup or
// something in it.
func isNewer(err error) bool {
	return errors.Is(err, errVersion) || errors.Is(err, vault.ErrNewer) || store.IsNewer(err)
}
