// Package record is the vocabulary of the event log: identifiers, civil dates,
// events, the two kinds of change (facts and fields set), and the interfaces
// by which the rest of app reads and writes them.
//
// A record is what is kept about one thing; only events change it, and no
// event is ever changed. Everything a clinic knows follows from its events.
package record
