// Package register is the controlled-drug book: lots, and lines of received,
// opened, drawn, given, wasted, destroyed, returned, counted, resolved and
// corrected.
//
// Every line is a fact on its lot's record and is never changed. A mistake is
// taken back by a counter-entry with a reason; both stay readable. What is on
// hand is added up from the lines each time, whatever order they came in, so
// that two laptops that know the same lines know the same balance.
//
// Amounts are whole numbers: microlitres of a liquid, pieces of anything else,
// micrograms of drug. Nothing is rounded.
//
// An amount is always in one place: the sealed stock, an opened vial, or a
// draw (what was taken out for one session and is not yet accounted for). A
// line moves it from one place to another or out of the book. No place may
// ever hold less than nothing: a late entry that would make it so, now or at
// any time since, is refused with the date. Where two laptops together took
// more than there was, the merged book shows a Conflict instead.
//
// A minute is the finest time of the book, because minutes are what people
// type: lines of the same minute count together. In the book they stand in the
// order in which they were written down, each with what was on hand after it.
package register
