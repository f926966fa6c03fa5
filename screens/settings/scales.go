package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Permissions reads and changes what is on record about the scales' words, and
// the limits that the clinic chooses.
type Permissions interface {
	Permissions(ctx context.Context, by record.Actor) ([]measures.Permitted, error)
	Attest(ctx context.Context, by record.Actor, instrument, text string) error
	Withdraw(ctx context.Context, by record.Actor, instrument, reason string) error
	Import(ctx context.Context, by record.Actor, raw []byte, text string) error
	ChooseCut(ctx context.Context, by record.Actor, instrument string, value int) error
}

// ScalesDeps is what the page of the scales needs.
type ScalesDeps struct {
	Shell  place.Shell
	Desk   Permissions
	Drafts record.Drafts
}

// Scales shows every scale with who may show its words, and lets the owner put
// permissions on record and import text packs.
type Scales struct {
	ScalesDeps
	all    []measures.Permitted
	table  *kit.DataTable
	side   *fyne.Container
	scroll *kit.Form
}

// NewScales makes the page.
func NewScales(d ScalesDeps) *Scales {
	s := d.Shell
	v := &Scales{ScalesDeps: d, side: kit.Stack(kit.GapM)}
	v.scroll = kit.VScroll(v.side)
	v.table = kit.NewDataTable("scales.table", "", kit.Column{ID: "title", Label: s.T("Scale"), Flex: 4}, kit.Column{ID: "words", Label: s.T("Its words"), Flex: 2})
	v.table.OnSelected = func(string) { v.showSide() }
	return v
}

// Content implements place.Screen.
func (v *Scales) Content() fyne.CanvasObject {
	s := v.Shell
	return kit.Pad(20, kit.Stack(kit.GapM, kit.Row(kit.GapM, kit.Title(s.T("Scales")), kit.Spacer(), kit.Quiet("scales.back", s.T("Back to Settings"), s.Back)),
		kit.Flex(1, kit.Columns(kit.GapL, kit.Flex(3, kit.FlushCard(v.table)), kit.Flex(2, v.scroll)))))
}

// Show implements place.Screen.
func (v *Scales) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		all, err := v.Desk.Permissions(ctx, by)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.apply(all)
		}
	})
}

func (v *Scales) apply(all []measures.Permitted) {
	s := v.Shell
	v.all = all
	keep := v.table.SelectedKey()
	var rows []kit.TableRow
	for _, p := range all {
		said, tone := state(p)
		rows = append(rows, kit.TableRow{Key: p.Instrument.ID, Cells: []kit.Cell{kit.TextCell(s.T(p.Instrument.Title)), kit.PillCell(s.T(said), tone)}})
	}
	v.table.SetRows(rows)
	if keep == "" && len(rows) > 0 {
		keep = rows[0].Key
	}
	v.table.SelectKey(keep)
	v.showSide()
}

// state says in a few words who may show the scale's words.
func state(p measures.Permitted) (string, kit.Tone) {
	asks, imports := p.Asks()
	switch {
	case p.Wording == measures.NeverWorded:
		return "Total only", kit.ToneNeutral
	case p.Wording == measures.NeedsAttest:
		return "Permission missing", kit.ToneReview
	case p.Wording == measures.NeedsWords:
		return "Not imported", kit.ToneReview
	case imports:
		return "Imported", kit.ToneDone
	case asks:
		return "Permission on record", kit.ToneDone
	}
	return "Free", kit.ToneDone
}

func (v *Scales) selected() (measures.Permitted, bool) {
	for _, p := range v.all {
		if p.Instrument.ID == v.table.SelectedKey() {
			return p, true
		}
	}
	return measures.Permitted{}, false
}

func (v *Scales) isOwner() bool { return v.Shell.Person().May(clinic.ChangeSettings) }

// can tells what the owner can do about the marked scale.
func (v *Scales) can() (attest, load, withdraw bool) {
	p, ok := v.selected()
	if !ok || !v.isOwner() {
		return false, false, false
	}
	asks, imports := p.Asks()
	return asks && !imports && !p.Has, imports, p.Has
}

func (v *Scales) showSide() {
	s := v.Shell
	p, ok := v.selected()
	if !ok {
		return
	}
	in := p.Instrument
	parts := []fyne.CanvasObject{kit.Section(s.T(in.Title)).Wrapped(), kit.Paragraph(s.T(in.Licence.Terms)), kit.SmallPara(in.Licence.Notice)}
	if in.Licence.NonCommercial {
		parts = append(parts, kit.Paragraph("○ "+s.T("Not to be sold or used commercially.")).In(kit.ColorReview))
	}
	if p.Why != nil && p.Wording != measures.NeverWorded { // the terms say it already
		parts = append(parts, kit.Paragraph(place.Words(s, p.Why)))
	}
	if p.Has {
		parts = append(parts, kit.Strong(s.T("On record")), kit.Paragraph(p.OnRecord.Text),
			kit.SmallPara(p.OnRecord.By.Name+", "+s.Book().DateTime(s.Lang(), p.OnRecord.By.At, s.Clinic().Location())))
	}
	parts = append(parts, v.limit(p)...)
	var buttons []fyne.CanvasObject
	attest, load, withdraw := v.can()
	if attest {
		buttons = append(buttons, kit.Primary("scales.attest", s.T("Put the permission on record"), v.attest))
	}
	if load {
		buttons = append(buttons, kit.Primary("scales.import", s.T("Import the words"), v.load))
	}
	if withdraw {
		buttons = append(buttons, kit.Secondary("scales.withdraw", s.T("Take it back"), v.withdraw))
	}
	if v.mayChooseLimit() {
		buttons = append(buttons, kit.Secondary("scales.limit", s.T("Choose the limit"), v.chooseLimit))
	}
	if asks, _ := p.Asks(); (asks || len(in.Cuts()) > 0) && !v.isOwner() {
		parts = append(parts, kit.SmallPara(s.T("Only the owner changes this.")))
	}
	if len(buttons) > 0 {
		parts = append(parts, kit.FlowRow(kit.GapS, buttons...))
	}
	v.side.Objects = []fyne.CanvasObject{kit.NewCard("", kit.Stack(kit.GapS, parts...))}
	v.side.Refresh()
	v.scroll.Refresh()
}

// ask asks for a text, which is a draft until it is used, and does what it is
// for.
func (v *Scales) ask(form, label, text, yes string, do func(ctx context.Context, by record.Actor, typed string) error) {
	s := v.Shell
	p, ok := v.selected()
	if !ok {
		return
	}
	field := kit.NewTextField(s.T, "statement", label)
	keeper := place.KeepText(v.Drafts, s, "scales."+form+"/"+p.Instrument.ID, field)
	kit.Ask(s.Window(), s.T, s.T(p.Instrument.Title), kit.Stack(kit.GapM, kit.Paragraph(text), field), yes, func() bool {
		typed := strings.TrimSpace(field.Text())
		if typed == "" {
			field.SetError(s.T("This cannot be left blank."))
			field.Focus()
			return false
		}
		keeper.Keep()
		by := s.Actor()
		s.Run(func(ctx context.Context) func() {
			err := do(ctx, by, typed)
			return func() {
				if err != nil {
					s.Fail(err) // what was typed stays a draft
					return
				}
				keeper.Drop()
				s.Saved(s.T("All changes saved"))
				v.Show()
			}
		})
		return true
	}, keeper.Keep)
}

func (v *Scales) attest() {
	if attest, _, _ := v.can(); !attest {
		return
	}
	s, id := v.Shell, v.table.SelectedKey()
	v.ask("attest", s.T("Which permission, from whom, since when"), s.T("You state that the clinic has the permission of who owns this scale. Your name and the time are kept with it."),
		s.T("Put it on record"), func(ctx context.Context, by record.Actor, typed string) error {
			return v.Desk.Attest(ctx, by, id, typed)
		})
}

func (v *Scales) withdraw() {
	if _, _, withdraw := v.can(); !withdraw {
		return
	}
	s, id := v.Shell, v.table.SelectedKey()
	v.ask("withdraw", s.T("Why"), s.T("The words are not shown from now on. Forms that were filled in stay readable."), s.T("Take it back"),
		func(ctx context.Context, by record.Actor, typed string) error {
			return v.Desk.Withdraw(ctx, by, id, typed)
		})
}

// load imports a text pack. The file is named first; what is no pack of this
// scale is refused there, before anything else is asked.
func (v *Scales) load() {
	p, ok := v.selected()
	if _, load, _ := v.can(); !ok || !load {
		return
	}
	s, id := v.Shell, p.Instrument.ID
	file := place.NewAttach(s, packFile, s.T("The text pack"))
	keeper := place.KeepText(v.Drafts, s, "scales.pack/"+id, file.Path)
	about := kit.Paragraph(s.T("One file for one scale, as the clinic's permission allows. The words are copied into the program; the file stays where it is."))
	var d *kit.Dialog
	d = kit.Ask(s.Window(), s.T, s.T(p.Instrument.Title), kit.Stack(kit.GapM, about, file.Content()), s.T("Read the file"), func() bool {
		keeper.Keep()
		path := file.Path.Text()
		s.Run(func(context.Context) func() {
			raw, pack, err := readPack(path, id)
			return func() {
				if err != nil {
					v.refuse(file.Path, err)
					d.Refit()
					return
				}
				keeper.Drop()
				d.Close()
				v.imports(raw, pack)
			}
		})
		return false
	}, keeper.Keep)
}

// refuse says at the file's line why it is not taken.
func (v *Scales) refuse(path *kit.TextField, err error) {
	ps := record.ProblemsOf(err)
	if len(ps) == 0 {
		v.Shell.Fail(err)
		return
	}
	path.SetError(place.Words(v.Shell, ps[0]))
	path.Focus()
}

// packFile is the line in which a text pack is named.
const packFile = "scales.file"

// readPack reads the file of a text pack for one scale.
func readPack(path, instrument string) (raw []byte, pack measures.Pack, err error) {
	if _, raw, err = place.ReadFile(packFile, path, measures.MaxPack); err != nil {
		return nil, pack, err
	}
	if pack, err = measures.ParsePack(raw); err != nil {
		return nil, pack, err
	}
	if pack.Instrument != instrument {
		return nil, pack, &record.Problem{Code: record.Refused, Text: "This file holds the words of another scale: %s.", Args: []any{pack.Instrument}, Next: "Mark that scale, or choose another file."}
	}
	return raw, pack, nil
}

// imports asks by what right the words may be used, and takes them over.
func (v *Scales) imports(raw []byte, pack measures.Pack) {
	s := v.Shell
	v.ask("import", s.T("By what right, from whom, since when"), s.T("You state that the clinic may use these words. Your name and the time are kept with them. Source: %s", pack.Source),
		s.T("Import the words"), func(ctx context.Context, by record.Actor, typed string) error {
			return v.Desk.Import(ctx, by, raw, typed)
		})
}

// FirstFocus implements place.FirstFocus.
func (v *Scales) FirstFocus() fyne.Focusable { return v.table }

// Leave implements place.Screen.
func (v *Scales) Leave() {}

// Commands implements place.Screen.
func (v *Scales) Commands() []place.Command {
	s, mod := v.Shell, fyne.KeyModifierShortcutDefault
	return []place.Command{
		{ID: "scales.attest", Label: s.T("Put the permission on record"), Key: fyne.KeyR, Modifier: mod, Do: v.attest, Disabled: func() bool { a, _, _ := v.can(); return !a }},
		{ID: "scales.import", Label: s.T("Import the words"), Key: fyne.KeyI, Modifier: mod, Do: v.load, Disabled: func() bool { _, l, _ := v.can(); return !l }},
		{ID: "scales.limit", Label: s.T("Choose the limit"), Key: fyne.KeyM, Modifier: mod, Do: v.chooseLimit, Disabled: func() bool { return !v.mayChooseLimit() }},
		{ID: "scales.withdraw", Label: s.T("Take it back"), Key: fyne.KeyT, Modifier: mod, Do: v.withdraw, Disabled: func() bool { _, _, w := v.can(); return !w }},
	}
}
