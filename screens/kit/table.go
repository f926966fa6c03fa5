package kit

import (
	"fyne.io/fyne/v2"
)

// Column is one column of a DataTable. One without Width shares what is left
// with the others without, by Flex (1 when it is zero).
type Column struct {
	ID    string
	Label string
	Width float32
	Flex  float32
	Right bool // figures
	Less  bool // left out where there is no room for all columns
}

// CellKind is how a cell looks.
type CellKind int

// The looks of a cell.
const (
	CellText CellKind = iota
	CellStrong
	CellMuted
	CellPill
	CellStruck // crossed out, and readable
)

// Cell is what stands in one column of one row.
type Cell struct {
	Text string
	Kind CellKind
	Tone Tone   // of a pill
	Note string // small and quiet, after the text
}

// TextCell is a cell with ordinary text.
func TextCell(s string) Cell { return Cell{Text: s} }

// StrongCell is a cell with bold text.
func StrongCell(s string) Cell { return Cell{Text: s, Kind: CellStrong} }

// MutedCell is a cell with quiet text.
func MutedCell(s string) Cell { return Cell{Text: s, Kind: CellMuted} }

// StruckCell is a cell with text that counts no more: crossed out, and
// readable.
func StruckCell(s string) Cell { return Cell{Text: s, Kind: CellStruck} }

// PillCell is a cell with a tag.
func PillCell(s string, tone Tone) Cell { return Cell{Text: s, Kind: CellPill, Tone: tone} }

// TableRow is one row: the key it is known by, and its cells in the order of
// the columns.
type TableRow struct {
	Key   string
	Cells []Cell
}

// DataTable is a list in columns. One row is selected; the arrow keys move
// it, Enter or a second click opens it. Only rows in sight are made.
type DataTable struct {
	focusable
	columns  []Column
	rows     []TableRow
	selected int
	empty    string
	header   *fyne.Container
	list     *rowList
	none     *Text
	line     fyne.CanvasObject

	// OnSelected is called when the person selects a row.
	OnSelected func(key string)
	// OnOpen is called when the person opens the selected row.
	OnOpen func(key string)
}

// NewDataTable makes a table. empty is shown when it has no rows.
func NewDataTable(id, empty string, columns ...Column) *DataTable {
	t := &DataTable{columns: columns, selected: -1, empty: empty}
	t.none = newText(empty, SizeText, ColorMuted, false, true).Centered()
	t.line = Rule()
	head := make([]fyne.CanvasObject, len(columns))
	for i, c := range columns {
		h := Small(c.Label)
		if c.Right {
			h.Right()
		}
		head[i] = h
	}
	t.header = fyneContainer(&columnLayout{t}, head...)
	t.list = newRowList(t)
	t.init(t, id)
	t.space = t.Open
	return t
}

// SetRows changes the rows. The selected one stays selected by its key.
func (t *DataTable) SetRows(rows []TableRow) {
	key := t.SelectedKey()
	t.rows, t.selected = rows, -1
	for i, r := range rows {
		if r.Key == key && key != "" {
			t.selected = i
		}
	}
	t.Refresh()
}

// Rows are the rows of the table.
func (t *DataTable) Rows() []TableRow { return t.rows }

// SelectedKey is the key of the selected row, or "".
func (t *DataTable) SelectedKey() string {
	if t.selected >= 0 && t.selected < len(t.rows) {
		return t.rows[t.selected].Key
	}
	return ""
}

// SelectKey selects a row without calling OnSelected.
func (t *DataTable) SelectKey(key string) {
	t.selected = -1
	for i, r := range t.rows {
		if r.Key == key {
			t.selected = i
		}
	}
	t.Refresh()
}

// Focus puts the focus on the table.
func (t *DataTable) Focus() { focusOn(t) }

// Open opens the selected row.
func (t *DataTable) Open() {
	if k := t.SelectedKey(); k != "" && t.OnOpen != nil {
		t.OnOpen(k)
	}
}

// AccessibilityLabel is the text of the selected row.
func (t *DataTable) AccessibilityLabel() string {
	s := ""
	if t.selected >= 0 && t.selected < len(t.rows) {
		for _, c := range t.rows[t.selected].Cells {
			s += c.Text + " "
		}
	}
	return s
}

// AccessibilityRole is container.
func (t *DataTable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// FocusGained selects the first row if none is.
func (t *DataTable) FocusGained() {
	if t.selected < 0 && len(t.rows) > 0 {
		t.pick(0)
	}
	t.focusable.FocusGained()
}

func (t *DataTable) pick(i int) {
	if len(t.rows) == 0 {
		return
	}
	i = max(0, min(i, len(t.rows)-1))
	if i == t.selected {
		return
	}
	t.selected = i
	t.list.scrollTo(i)
	t.list.update()
	if t.OnSelected != nil {
		t.OnSelected(t.rows[i].Key)
	}
}

// TypedKey moves the selection, and opens the row on Enter.
func (t *DataTable) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(t.list.scroll.Size().Height/size(SizeRow))-1)
	switch e.Name {
	case fyne.KeyDown:
		t.pick(t.selected + 1)
	case fyne.KeyUp:
		t.pick(t.selected - 1)
	case fyne.KeyPageDown:
		t.pick(t.selected + page)
	case fyne.KeyPageUp:
		t.pick(t.selected - page)
	case fyne.KeyHome:
		t.pick(0)
	case fyne.KeyEnd:
		t.pick(len(t.rows) - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		t.Open()
	default:
		t.passKey(e)
	}
}

// MinSize is the header and three rows.
func (t *DataTable) MinSize() fyne.Size {
	m := t.header.MinSize()
	return fyne.NewSize(m.Width, t.headHeight()+3*size(SizeRow))
}

// NaturalHeight is the height at which no row is hidden.
func (t *DataTable) NaturalHeight() float32 {
	return t.headHeight() + float32(max(len(t.rows), 1))*size(SizeRow)
}

func (t *DataTable) headHeight() float32 { return size(SizeButton) }

// CreateRenderer is called by Fyne.
func (t *DataTable) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: t, objects: []fyne.CanvasObject{t.header, t.line, t.list.scroll, t.none, t.ring}, min: t.MinSize}
	r.style = func() {
		setShown(t.none, len(t.rows) == 0)
		setShown(t.list.scroll, len(t.rows) > 0)
		t.header.Refresh()
	}
	r.layout = func(s fyne.Size) {
		h := t.headHeight()
		place(t.header, 0, 0, s.Width, h-1)
		place(t.line, 0, h-1, s.Width, 1)
		place(t.list.scroll, 0, h, s.Width, max(s.Height-h, 0))
		t.list.scroll.Refresh()
		t.list.update()
		place(t.none, GapL, h+GapL, s.Width-2*GapL, heightFor(t.none, s.Width-2*GapL))
		t.styleRing(s, 0, 9)
	}
	r.style()
	return r
}
