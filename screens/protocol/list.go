package protocol

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// list is the left column: every item under its section, found by typing.
type list struct {
	v      *Screen
	search *kit.SearchField
	table  *kit.DataTable
	marks  bool // the table has a column for them
}

func newList(v *Screen) *list {
	s := v.Shell
	l := &list{v: v, search: kit.NewSearchField(s.T, "protocol.search", s.T("Find an item"))}
	l.search.OnChanged = l.fill
	l.search.OnMove = func(by int) { l.move(by) }
	l.search.OnOpen = l.open
	l.renew(false)
	return l
}

// renew makes the table, with a column for marks only where there are any: the
// names of the items need the room.
func (l *list) renew(marks bool) {
	t, columns := l.v.Shell.T, []kit.Column(nil)
	columns = append(columns, kit.Column{ID: "item", Label: t("Item"), Flex: 1})
	if marks {
		columns = append(columns, kit.Column{ID: "mark", Label: "", Width: 76})
	}
	l.marks, l.table = marks, kit.NewDataTable("protocol.items", t("Nothing is called that."), columns...)
	l.table.OnSelected = func(key string) {
		if !strings.HasPrefix(key, heading) {
			l.v.choose(key)
		}
	}
}

// marked reports whether any item differs or is to be settled.
func (l *list) marked() bool {
	return slices.ContainsFunc(l.v.state.Working.Lines, func(line adoption.Line) bool {
		word, _ := l.v.markWord(line)
		return word != ""
	})
}

// heading begins the key of a row that names a section.
const heading = "#"

func (l *list) content() fyne.CanvasObject {
	return kit.Frame(kit.Stack(kit.GapS, l.search, kit.Stack(0)), kit.FlushCard(l.table), nil)
}

// fill lists what is searched for, each section under its name.
func (l *list) fill() {
	if marks := l.marked(); marks != l.marks {
		l.renew(marks)
	}
	v, rows, section := l.v, []kit.TableRow(nil), ""
	voice := v.voice()
	for _, line := range ordered(v.state.Working.File, v.state.Working.Lines) {
		name := voice.Item(v.state.Working.File, line.Item)
		if !matches(l.search.Text(), name, line.Name(), voice.Section(line.Section)) {
			continue
		}
		if voice.Section(line.Section) == name { // the section is the item, and says so once
			section = line.Section
			rows = append(rows, kit.TableRow{Key: line.Name(), Cells: []kit.Cell{kit.StrongCell(name), v.markCell(line)}})
			continue
		}
		if line.Section != section {
			section = line.Section
			rows = append(rows, kit.TableRow{Key: heading + section, Cells: []kit.Cell{kit.StrongCell(voice.Section(section)), kit.TextCell("")}})
		}
		rows = append(rows, kit.TableRow{Key: line.Name(), Cells: []kit.Cell{kit.TextCell(name), v.markCell(line)}})
	}
	l.table.SetRows(rows)
	l.mark()
}

// ordered puts the sections that only order the others, and name no source,
// after those that are decided on.
func ordered(f *adoption.File, lines []adoption.Line) []adoption.Line {
	sections := f.Decided()
	out := slices.Clone(lines)
	slices.SortStableFunc(out, func(a, b adoption.Line) int {
		return cmp.Compare(slices.Index(sections, a.Section), slices.Index(sections, b.Section))
	})
	return out
}

// matches reports whether every word that was typed stands in one of the
// texts, with or without its marks.
func matches(typed string, texts ...string) bool {
	all := protocol.Fold(strings.Join(texts, " "))
	for _, w := range strings.Fields(protocol.Fold(typed)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// open goes from the search to what was found: to its first item, unless the
// one on show is among it.
func (l *list) open() {
	if l.table.SelectedKey() == "" {
		l.move(1)
	}
	l.table.Focus()
}

// mark puts the mark on the item on show.
func (l *list) mark() { l.table.SelectKey(l.v.item) }

// move goes to the next item of the list, over the names of sections.
func (l *list) move(by int) {
	rows, at := l.table.Rows(), 0
	for i, r := range rows {
		if r.Key == l.v.item {
			at = i + by
		}
	}
	for ; at >= 0 && at < len(rows); at += by {
		if !strings.HasPrefix(rows[at].Key, heading) {
			l.v.choose(rows[at].Key)
			return
		}
	}
}

// markCell says in words how an item differs from the version begun from.
func (v *Screen) markCell(l adoption.Line) kit.Cell {
	word, tone := v.markWord(l)
	if word == "" {
		return kit.TextCell("")
	}
	return kit.PillCell(word, tone)
}

func (v *Screen) markWord(l adoption.Line) (string, kit.Tone) {
	t := v.Shell.T
	switch {
	case len(l.Clash) > 0:
		return t("choose"), kit.ToneStop
	case l.Mark == adoption.Added:
		return t("added"), kit.ToneReview
	case l.Mark == adoption.Changed:
		return t("changed"), kit.ToneReview
	case l.Mark == adoption.Removed:
		return t("removed"), kit.ToneStop
	}
	return "", kit.ToneNeutral
}

// onFind goes to the search field.
func (v *Screen) onFind() {
	if v.compare != nil {
		v.closeCompare()
	}
	v.list.search.Focus()
}
