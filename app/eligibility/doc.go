// Package eligibility is the eligibility checklist: a screening is one run of
// the protocol's criteria over one patient.
//
// Each criterion shows the fact it looks at and what the rule says of it. A
// person may set another state with a note; only who may clear a criterion
// sets it clear. The prescriber's signature makes of it a fact that holds
// everything as it stood and has an end date. It never changes: a new
// screening supersedes it. When a fact changes afterwards the screening is out
// of date, and what changed is told.
package eligibility
