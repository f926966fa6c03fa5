package store

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"kapdesk/app/record"
)

// fault is a Problem for the person with its technical cause for the log.
type fault struct {
	problem *record.Problem
	cause   error
}

func (f *fault) Error() string {
	if f.cause == nil {
		return f.problem.Error()
	}
	return f.problem.Error() + " (" + f.cause.Error() + ")"
}

func (f *fault) Unwrap() []error { return []error{f.problem, f.cause} }

func unavailable(cause error, text, next string, args ...any) error {
	return &fault{&record.Problem{Code: record.Unavailable, Text: text, Args: args, Next: next}, cause}
}

// translate gives the Problem for an error of SQLite or of the file system
// that a person can act on. Every error leaves this package through it.
func translate(err error) error {
	if err == nil || record.ProblemsOf(err) != nil {
		return err
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return translateFile(err)
	}
	return translateCode(e.Code(), err)
}

// translateCode translates by SQLite's extended result code; err is its cause,
// given back as it is when a person can do nothing about it.
func translateCode(code int, err error) error {
	if code == lib.SQLITE_IOERR_SHMSIZE { // no room for the index of the WAL
		return full(err)
	}
	switch code & 0xff {
	case lib.SQLITE_FULL:
		return full(err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return readOnly(err)
	case lib.SQLITE_CANTOPEN:
		return unavailable(err, "The clinic's file cannot be opened. Nothing in it was changed.",
			"Check that its folder is there and that you may write in it, then try again.")
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return damaged(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return unavailable(err, "Another program is using the clinic's file. Everything saved before is safe; this was not saved.",
			"Close the other program, then save again.")
	case lib.SQLITE_IOERR:
		return unavailable(err, "The disk reported an error. Everything saved before is safe; this was not saved.",
			"Check the disk and its cable, then save again.")
	}
	return err
}

func translateFile(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return full(err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return readOnly(err)
	}
	return err
}

func shut(cause error) error {
	return unavailable(cause, "The clinic is closed or locked. Everything saved before is safe; this was not saved.",
		"Sign in, then save again.")
}

func wrongKey(cause error) error {
	return unavailable(cause, "The key does not fit the clinic's file. Nothing in it was changed.",
		"Put back the key file, kapdesk.keys, that belongs to this clinic; the latest backup holds one.")
}

func damagedLog(cause error) error {
	return unavailable(cause, "The latest saves of this clinic are damaged in their middle. Nothing was changed, and all files are kept.",
		"Copy the whole folder to a safe place first, then restore the latest backup and compare what came after it.")
}

func full(cause error) error {
	return unavailable(cause, "The disk is full. Everything saved before is safe; this was not saved.",
		"Free some space on the disk, then save again.")
}

func readOnly(cause error) error {
	return unavailable(cause, "The clinic's folder cannot be written to. Nothing in it was changed.",
		"Ask for permission to write in the folder, or open the clinic from another place.")
}

func damaged(cause error) error {
	return unavailable(cause, "The clinic's file is damaged. Nothing in it was changed.",
		"Copy the whole folder to a safe place first, then restore the latest backup.")
}

func foreign(cause error) error {
	return unavailable(cause, "The file in this folder does not belong to KAP Desk. Nothing in it was changed.",
		"Choose the clinic's own folder.")
}

func newer(cause error) error {
	return unavailable(cause, "This clinic was last opened by a newer version of KAP Desk. Nothing in it was changed.",
		"Install the newer version on this computer, then open the clinic again.")
}

func inUse(cause error) error {
	return unavailable(cause, "This clinic is already open in another window of KAP Desk. Nothing in it was changed.",
		"Go to that window, or close it and try again.")
}

func noFolder(cause error) error {
	return unavailable(cause, "The clinic's folder is not there. Nothing was changed.",
		"Connect the disk that holds it, or choose another folder.")
}

func missing(cause error) error {
	return unavailable(cause, "The clinic's file is gone, but other parts of the clinic are still in its folder. Nothing was changed.",
		"Copy the whole folder to a safe place first, then restore the latest backup.")
}
