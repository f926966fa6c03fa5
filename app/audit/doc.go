// Package audit accounts for what happens in the clinic. The event log is the
// audit: every change and every opened chart stands there already. This
// package adds what is no change (signing in, exports, prints, refusals, the
// clock, backups) as facts in the same chain, reads the log back in plain
// words, and knows the checkpoints that a device signs.
//
// What it says of an event never tells what stood in it: who may read the
// audit runs the clinic and need not treat anybody.
package audit
