// Package drive works the real program through its real window, as a person
// would: it starts a virtual display and the program, presses keys, types and
// clicks with xdotool, takes screenshots with ImageMagick's import, and kills
// and restarts the program. It knows no Fyne and nothing of the clinic.
//
// # The trace
//
// Pixels do not say whether a save is finished. So a program that is started
// with the environment variable KAPDESK_TRACE set to a path appends to that
// file what a script has to wait for: one JSON object per line, one line per
// change, each written with a single write call that ends in "\n". Without
// the variable nothing is written. No patient data is in it, only names of
// routes and fields, times, and a short hash of the text in the focused field.
//
//	{"n":12,"route":"intake/body","focus":"intake.weight","busy":false,
//	 "dialog":"","saved":"3 14:05:09","draft":"7 14:05:31","text":"2c26b46b",
//	 "points":{"intake.weight":[312,208,180,40]}}
//
// (on one line). Every line carries the whole state, not only what changed:
//
//   - n: the line's number, from 1, without gaps; it starts again with the
//     program.
//   - route: the screen that is shown and can be used, as "today",
//     "patients", "intake/body"; the place first, parts after slashes, no
//     identifiers. "" before the first screen. A screen that still loads is
//     named when it starts to load, with busy true.
//   - focus: the field id of the focused widget, as "intake.weight" or
//     "button.save"; "" when nothing has the focus; "?" when the focused
//     widget has no id.
//   - busy: work runs whose result will change the screen: a load, a save, a
//     search. It is true from the line that follows the key press which
//     starts the work.
//   - dialog: the id of the dialog that lies over the screen, as
//     "confirm.leave", or "overlay" when it has none; "" when there is no
//     dialog. While it is set, focus means the focus within the dialog.
//   - saved: how many saves are on disk since the start, a space, and the
//     clock time of the last one. It changes with each save; "" before the
//     first.
//   - draft: the same for drafts.
//   - text: the first 8 hexadecimal digits of the SHA-256 of the text in the
//     focused field, so that a script can tell whether what it typed stands
//     there, without the trace holding it; "" when no text field has the
//     focus.
//   - points: places in the window's own pixels (after scaling), as left, top,
//     width, height by id: at least of the focused widget, as far as it is
//     known of every visible one. A line may leave the object out when
//     nothing in it changed since the line before.
//
// The program may look for changes at intervals of up to 50 ms instead of
// catching each one; a change that is gone again by then need not be written,
// except that of n, saved and draft.
package drive
