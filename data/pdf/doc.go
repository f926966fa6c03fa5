// Package pdf paints a handout.Document as a PDF file. It is the only package
// that knows the PDF library.
//
// The work has three steps, each in its own files: blocks are turned into
// pieces that know their height and how to paint themselves (blocks.go,
// table.go, chart.go, sign.go), pieces are dealt out to pages (flow.go), and
// the pages are painted with what stands on each of them (page.go). The same
// document gives the same bytes, always.
package pdf
