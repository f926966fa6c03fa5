// Package store keeps a clinic on disk: the event log, which is the truth, and
// the tables that follow from it, in one SQLite file.
//
// A Store is a record.Log and a record.Drafts. It also answers what only
// tables can answer fast: Search, Namesakes and Visits. Everything is opened
// through one function (connect, in dsn.go), so that encryption can be put
// beneath it in one place.
//
// Errors that a person can act on are record.Problem with code Unavailable
// (or NotFound for a blob): full disk, read-only folder, a store written by a
// newer version, a damaged file, a second copy of the program. All others are
// internal. The tables are described in docs/store.md.
package store
