// Package protocol reads a clinic's protocol, which is data, and evaluates its
// criteria over facts.
//
// A protocol holds the criteria of the eligibility checklist and everything
// else that is clinical and a matter of choice: blood-pressure limits, dose
// ranges, monitoring times, fasting, medicines to hold, how long a screening
// is valid, the discharge rule and the triggers in a session. Each item names
// its sources, those that disagree, and the choice. Nothing clinical stands in
// this package's code: it knows how to compare, not with what.
//
// Evaluation is three-valued. A fact that is missing, answered "don't know",
// or lacks the part a rule looks at (the date, the kind) makes the criterion
// unknown, never clear.
package protocol
