package register

import (
	"time"

	"kapdesk/app/words"
)

// Remark is what a line says beside its amount, in the reader's language: the
// supplier, until when a vial may be used, how something was wasted, why a
// line was taken back.
func (l Line) Remark(book *words.Book, lang words.Lang, zone *time.Location, label Label) string {
	return voice{book, lang, zone}.remark(l, label)
}

// Figure gives the line's amount as people read it, without its unit; "" where
// it moves none out or in.
func (l Line) Figure(f Form) string { return l.figure(f) }

// Said gives the line's amount with its unit, in the words of say; "" where it
// moves none out or in.
func (l Line) Said(say func(english string, args ...any) string, f Form) string {
	if n, ok := l.shown(); ok {
		return f.Said(say, n)
	}
	return ""
}

// ToPutRight says what a person must see to in the account, a sentence each:
// what was drawn and is not accounted for, differences, conflicts.
func (a Account) ToPutRight(book *words.Book, lang words.Lang, zone *time.Location) []string {
	return voice{book, lang, zone}.open(a)
}
