// Package backups decides when a backup is due and what stands of the clinic's
// backups: where they go, which is the last good one, and what to tell about
// it. Making and reading them is the business of whoever implements Maker.
package backups
