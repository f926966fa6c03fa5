// Package kit holds the widgets of KAP Desk. They know no clinic: screens
// put words, values and rules into them. Screens name no colour and no size
// of their own; theme.go is the one place for both.
//
// A translator `tr` of type [Tr] goes to every widget that has words of its
// own. IDs are stable names for tests and drivers; [FocusID] tells which one
// has the focus. Tests use the real theme:
//
//	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
//
// # Theme
//
//	NewTheme(Light|Dark|Room, percent)        one look with text at 100–200 %
//	ColorInk, ColorMuted, ColorReview, …      colour names; SizeText, SizeSmall, … size names
//	GapXS 4, GapS 8, GapM 12, GapL 16, GapXL 24
//
// # Text (no padding of its own)
//
//	Title(s) Section(s) Body(s) Strong(s) Muted(s) Small(s)   one line, … where it has no room
//	Paragraph(s) SmallPara(s)                                 wraps
//	Colored(s, ColorReview) Clock("00:24:10")
//	t.Wrapped().Right().Centered().Bold().In(ColorMuted).Sized(SizeSmall); t.SetText(s); t.String()
//
// # Arranging (Tab goes in the order of the arguments)
//
//	Stack(gap, a, b, …)              under one another, full width; Flex(1, x) takes what is left
//	Row(gap, a, Spacer(), b)         beside one another, centred; TopRow stands at the top
//	Columns(gap, Fixed(280, a), Flex(1, b))   parts of a screen over the whole height
//	Frame(top, body, bottom)         header, body that fills, footer; any may be nil
//	FormGrid(3, f1, f2, Wide(f3))    fields in up to 3 columns, fewer when narrow or text is large
//	FlowRow(gap, a, b, …)            goes on in a new line; FlowLines(gap, lines, …) at another distance
//	Pad(space, o) PadXY(x, y, o)
//	VScroll(o)                       scrolls wrapping content
//
// # Surfaces and tags
//
//	NewCard(title, content) FlushCard(table) Panel(content) Ground(content)
//	Rule() VRule()
//	NewPill("Ready", ToneDone) ToneNeutral|ToneAccent|ToneReview|ToneStop|ToneDone
//	Banner(ToneStop, "Clinician needed", "text", actions…)
//	EmptyState(title, text, actions…) Toast(text, tone)
//	NewFootLine().Set(saved, alert, right)
//	NewProgress().Set(done, total, "6 of 11")
//
// # Going about
//
//	NewRail([]RailItem{{ID, Label, Note, Done, Badge}}, func(id)); Select(id)
//	NewPartList(items, f)              a Rail closer set: the parts of a form
//	NewStepper([]Step{{ID, Label, Note, State: StepDone|StepDue|StepBlocked}}, func(id)); Select(id)
//
// # Buttons
//
//	Primary(id, text, f) Secondary Quiet Danger Chip ToneChip(id, text, tone, f)
//	b.SetEnabled(on) b.SetText(s) b.OnTapped
//
// # Fields: New…(tr, id, label); all are a [Field]
//
//	all: FieldID() Focus() SetHint(s) SetError(s) Error() Check() bool OnChanged func()
//	NewTextField NewPasswordField      Text() SetText(s) SetPlaceholder SetReadOnly SetCheck(rule) OnEnter
//	NewNotesField                      Text() SetText(s) SetRows(n); Tab goes on
//	NewNumberField(tr, id, label, "mg").SetRange("1","500")   Value() (decimal, ok)
//	NewDateField.SetRange(a, b)        Value() (record.Date, ok) SetValue(d); LongDate(tr, d) ParseDate
//	NewTimeField                       Value() (h, m, ok) SetValue(h, m)
//	NewWeightField(tr, id, label, "lb")   Grams() (int64, ok) Kg() Unit() Text(); FormatKg(g)
//	NewBPField                         Value() (sys, dia, ok) SetValue(s, d)
//	NewAnswer3 NewAnswerRow            Answer() Yes|No|DontKnow|NotAnswered SetAnswer SetTones SetNote
//	NewChoice(tr, id, label, Option{Value, Label, Tone, Key}…)   Value() SetValue(v)
//	NewPicker(tr, id, label, options…) NewQueryPicker(…, func(text) []Option)   Value() Set(o) AllowFree()
//	NewCheck(tr, id, text)             On() SetOn(b); its OnChanged is func(on bool)
//	NewSignaturePad                    Strokes() TypedName() Empty() Clear()
//	NewListEditor(tr, id, addText, func(rowID) []fyne.CanvasObject)   Add() Rows() Clear()
//
// # Form
//
//	NewForm(content, onSave, onLeave)  scrolls the focused field into view; Enter goes on,
//	                                   Ctrl+Enter saves, Esc leaves; Adopt(buttons outside it)
//	f.Check() f.Errors() f.FocusFirst() f.Field(id) f.SetContent(o)
//	A screen's own composite widget implements Children() ([Parent]) so that its fields are found.
//
// # Lists, dialogs, charts
//
//	NewDataTable(id, emptyText, Column{ID, Label, Width|Flex, Right, Less}…)
//	    SetRows([]TableRow{{Key, []Cell{StrongCell("09:00"), TextCell, MutedCell, StruckCell, PillCell(s, tone)}}})
//	    OnSelected(key) OnOpen(key) SelectedKey() SelectKey(k) NaturalHeight()
//	Confirm(w, tr, title, text, yesText, danger, yes, no) Message(w, tr, title, text, closed)
//	Ask(w, tr, title, content, yesText, func() bool, no)   a dialog with fields
//	NewChart(id, emptyText).SetData(ChartData{Series, Marks, Thresholds, Signs, Zone}); arrows read out
package kit
