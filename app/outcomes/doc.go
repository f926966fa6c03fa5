// Package outcomes tells how patients fare: one patient's rating scales over
// time against the baseline, and the clinic's counts of response, remission,
// worsening and loss to follow-up.
//
// It writes nothing. What counts as response or remission stands in the
// instrument (app/measures), the weeks and windows of the clinic's counts and
// the figures that others have published in assets/outcomes; docs/outcomes.md
// has every definition. All comparisons are exact.
package outcomes
