// Package preview shows a handout.Document on the screen as it will print: the
// same blocks in the same order on a sheet of paper, with its head and foot.
//
// In a wide place the sheets keep the proportions of the paper and break where
// the print breaks. In a narrow one they would be too small to read: there the
// same blocks stand on one sheet as wide as the place, and Enter asks for the
// large view.
//
// Only what can be seen is drawn, so that a document of a hundred pages costs
// no more than one of two.
package preview
