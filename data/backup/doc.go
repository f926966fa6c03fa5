// Package backup makes copies of a clinic that are known to be good. A backup
// is one file: a tar of the key file and of a copy of the store, with a
// manifest that the clinic's key authenticates, sealed with age to the
// recovery sheet and to the clinic's own backup key.
//
// A file counts as a backup only when Verify says so: when it was written
// whole, was made with this clinic's key, every page of the copy
// authenticates, and SQLite finds it sound. Its name means nothing.
package backup
