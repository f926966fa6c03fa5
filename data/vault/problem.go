package vault

import (
	"errors"
	"io/fs"
	"syscall"

	"kapdesk/app/record"
)

// fault is a Problem for the person with its technical cause for the log.
// A cause never holds a passphrase or a key.
type fault struct{ problem, cause error }

func (f *fault) Error() string { return f.problem.Error() + " (" + f.cause.Error() + ")" }

func (f *fault) Unwrap() []error { return []error{f.problem, f.cause} }

// What a person can act on. They can be asked for with errors.Is.
var (
	ErrWrong = error(&record.Problem{Code: record.Refused, Field: "passphrase",
		Text: "The passphrase does not fit. Nothing was changed.",
		Next: "Check Caps Lock and the language of the keyboard, then try again."})
	ErrWrongSheet = error(&record.Problem{Code: record.Refused, Field: "recovery",
		Text: "This recovery sheet is not the present one of this clinic. Nothing was changed.",
		Next: "Look for a newer sheet, or for that of this clinic."})
	ErrForged = error(&record.Problem{Code: record.Unavailable,
		Text: "The key file was changed by something other than KAP Desk. Nothing was opened.",
		Next: "Copy the whole folder to a safe place first, then bring back the key file from the latest backup."})
	ErrDamaged = error(&record.Problem{Code: record.Unavailable,
		Text: "The key file is damaged. Nothing in it was changed.",
		Next: "Copy the whole folder to a safe place first, then bring back the key file from the latest backup."})
	ErrNewer = error(&record.Problem{Code: record.Unavailable,
		Text: "The key file was written by a newer version of KAP Desk. Nothing in it was changed.",
		Next: "Install the newer version on this computer, then open the clinic again."})
	ErrMissing = error(&record.Problem{Code: record.NotFound,
		Text: "The key file is not in the clinic's folder. Nothing was changed.",
		Next: "Connect the disk that holds it, or bring it back from the latest backup."})
	ErrExists = error(&record.Problem{Code: record.Conflict,
		Text: "This folder holds a key file already. It was not replaced.",
		Next: "Open the clinic that is there, or choose another folder."})
	ErrStale = error(&record.Problem{Code: record.Conflict,
		Text: "The key file was changed since you signed in. Nothing more was changed.",
		Next: "Lock the program, sign in again, then repeat the step."})
	ErrNoPerson = error(&record.Problem{Code: record.NotFound,
		Text: "This person cannot sign in here. Nothing was changed.",
		Next: "Add the person first."})
	ErrPersonExists = error(&record.Problem{Code: record.Conflict,
		Text: "This person can sign in already. Nothing was changed."})
	ErrLast = error(&record.Problem{Code: record.Refused,
		Text: "The last person who can sign in cannot be removed. Nothing was changed.",
		Next: "Add another person first."})
	ErrSealed = error(&record.Problem{Code: record.NotAllowed,
		Text: "This note is sealed to others."})
)

// ErrTypo is the cause of every problem with a recovery key that was not typed
// as it is printed.
var ErrTypo = errors.New("typing error in the recovery key")

func typo(text, next string, args ...any) error {
	return &fault{&record.Problem{Code: record.Invalid, Field: "recovery", Text: text, Args: args, Next: next}, ErrTypo}
}

func forged(cause error) error { return &fault{ErrForged, cause} }

func damaged(cause error) error { return &fault{ErrDamaged, cause} }

func badName() *record.Problem {
	return &record.Problem{Code: record.Invalid, Field: "name",
		Text: "A name needs one line of at most 200 letters."}
}

// translate gives the Problem for an error of the disk before the new file
// took the place of the old.
func translate(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &fault{&record.Problem{Code: record.Unavailable,
			Text: "The disk is full. The key file is as it was.",
			Next: "Free some space on the disk, then repeat the step."}, err}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &fault{&record.Problem{Code: record.Unavailable,
			Text: "The key file cannot be read or written. It is as it was.",
			Next: "Ask for permission to write in the clinic's folder."}, err}
	}
	return &fault{&record.Problem{Code: record.Unavailable,
		Text: "The disk reported an error. The key file is as it was.",
		Next: "Check the disk and its cable, then repeat the step."}, err}
}

// unsure is the Problem for an error after the new file took that place.
func unsure(err error) error {
	return &fault{&record.Problem{Code: record.Unavailable,
		Text: "The disk reported an error. The key file may be as it was or as it was to be; it can be opened either way.",
		Next: "Check the disk and its cable, then look whether the change is there, and repeat the step."}, err}
}
