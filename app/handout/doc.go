// Package handout makes the clinic's papers: the eligibility summary, the
// session summary, the integration plan for the patient, and the
// what-to-expect and aftercare handout.
//
// A Document is a list of blocks with the words that stand on every page. It
// knows no PDF library and no screen: a painter puts it on paper, and a
// preview puts the same blocks on the screen. Both follow these rules:
//
//   - Blocks are painted in their order, from top to bottom. Nothing in a
//     block says where on the page it goes.
//   - Every text is plain text, already in the document's language. A line
//     feed in it begins a new line; other white space is one space. Words
//     that are too long for their line are broken, never cut off.
//   - Meaning is never carried by colour alone: Sign has a shape for each
//     value, and a struck row keeps its words readable.
//   - A Heading stays with what follows it, a Keep stays in one piece, and a
//     table that goes over a page repeats its column titles.
//
// A preview needs a type switch over the block types: Title, Heading,
// Paragraph, Fields, Table, Checklist, Bullets, Chart, Signatures, QR,
// Notice, Space and Keep (whose Blocks are painted like the document's own).
//
// The builders (EligibilitySummary, SessionSummary, IntegrationPlan,
// WhatToExpect) take plain values and not the clinic's records, so that a
// paper says what it is given and nothing it went to look up.
package handout
