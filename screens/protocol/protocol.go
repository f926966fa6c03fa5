// Package protocol is the place of the clinic's own protocol: its items with
// their sources side by side, the working copy in which a prescriber changes
// them, versions compared, and the adoption by a signature.
package protocol

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk is what the screen asks of the clinic's protocol.
type Desk interface {
	State(ctx context.Context, by record.Actor) (adoption.State, error)
	Change(ctx context.Context, by record.Actor, reason string, edits ...adoption.Edit) error
	Undo(ctx context.Context, by record.Actor, item, reason string) error
	Settle(ctx context.Context, by record.Actor, item string, pick record.EventID, reason string) error
	Begin(ctx context.Context, by record.Actor, from record.Hash, reason string) error
	Compare(ctx context.Context, by record.Actor, a, b record.Hash) ([]adoption.Difference, error)
	Adopt(ctx context.Context, by record.Actor, a adoption.Adoption) (adoption.Stamp, error)
	Export(ctx context.Context, by record.Actor, h record.Hash) (name string, raw []byte, err error)
	Paper(ctx context.Context, by record.Actor, h record.Hash, lang words.Lang, print handout.Print) (handout.Document, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	Paint  place.Paint
	// Exported and Printed put on record that a version left the program.
	Exported, Printed func(ctx context.Context, by record.Actor) error
}

// Screen shows the protocol.
type Screen struct {
	Deps
	state  adoption.State
	ready  bool
	item   string // the item on show
	keeper *place.Keeper
	saved  bool // a change was written: its form is gone, and with it the focus

	root, body, top *fyne.Container
	list            *list
	edit            *editor // nil while nothing is changed
	compare         *compared
	form            *kit.Form // what is in the middle, or instead of all three
}

// New makes the screen.
func New(d Deps) place.Screen {
	v := &Screen{Deps: d}
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, "protocol", func() any { return v.draft() })
	v.list = newList(v)
	return v
}

// Content implements place.Screen.
func (v *Screen) Content() fyne.CanvasObject {
	v.top, v.body = kit.Stack(kit.GapS), kit.Stack(0)
	v.root = kit.Stack(kit.GapM, kit.Flex(1, kit.EmptyState(v.Shell.T("Reading the protocol …"), "")))
	return kit.Pad(kit.GapL, v.root)
}

func (v *Screen) put(objs ...fyne.CanvasObject) {
	v.root.Objects = objs
	v.root.Refresh()
}

// Show implements place.Screen.
func (v *Screen) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		st, err := v.Desk.State(ctx, by)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.apply(st)
		}
	})
}

func (v *Screen) failed(err error) {
	s := v.Shell
	v.ready = false
	if record.CodeOf(err) == record.NotAllowed {
		v.put(kit.Flex(1, kit.EmptyState(s.T("The protocol is not open to your role"), s.T("Therapists, nurses, prescribers and the owner read it; a prescriber changes and adopts it."))))
		return
	}
	v.put(kit.Flex(1, kit.EmptyState(s.T("The protocol could not be read"), s.T("Nothing is lost. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary("protocol.retry", s.T("Try again"), v.Show))))
	s.Fail(err)
}

// apply shows the state, and over it what was typed and not saved.
func (v *Screen) apply(st adoption.State) {
	first, table := !v.ready, v.list.table
	v.state, v.ready = st, true
	if _, ok := st.Working.Line(v.item); !ok {
		v.item = ""
		for _, l := range st.Working.Lines {
			if l.Section == "criteria" {
				v.item = l.Name()
				break
			}
		}
	}
	v.put(v.top, kit.Flex(1, v.body))
	if first {
		v.restore()
	}
	v.arrange()
	if first || v.saved || table != v.list.table {
		v.saved = false
		v.Shell.Window().Canvas().Focus(v.FirstFocus())
	}
}

// arrange shows what is open: the items, a comparison, or the signing.
func (v *Screen) arrange() {
	v.top.Objects = append([]fyne.CanvasObject{v.heading()}, v.banners()...)
	v.top.Refresh() // at its width it may need more lines, which the body gives way to
	if v.compare != nil {
		v.showBody(v.compare.content())
	} else {
		v.list.fill()
		v.showBody(v.columns())
	}
	v.root.Refresh()
}

// columns are the items, the one on show, and its sources: beside it, or under
// it with large text.
func (v *Screen) columns() fyne.CanvasObject {
	if kit.LargeText() {
		return kit.Columns(kit.GapL, kit.Fixed(300, v.list.content()), kit.Flex(1, v.middle(v.sources()...)))
	}
	sources := kit.NewForm(kit.Stack(kit.GapM, v.sources()...), nil, v.Shell.Back)
	return kit.Columns(kit.GapL, kit.Fixed(300, v.list.content()), kit.Flex(1, v.middle()), kit.Fixed(288, sources))
}

func (v *Screen) showBody(o fyne.CanvasObject) {
	v.body.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
}

// heading says which version it is and holds what can be done with it.
func (v *Screen) heading() fyne.CanvasObject {
	s, st := v.Shell, v.state
	pill := kit.NewPill(v.voice().Stamp(st.InUse.Stamp), kit.ToneDone)
	if st.IsDraft() {
		pill = kit.NewPill(s.T("Draft, not adopted"), kit.ToneReview)
	}
	row := []fyne.CanvasObject{kit.Title(s.T("Protocol")), pill}
	if by := v.signed(st.InUse); by != "" {
		row = append(row, kit.Small(by))
	}
	if n := st.Working.Changed(); n > 0 {
		row = append(row, kit.NewPill(s.T("%d changed, not adopted", n), kit.ToneReview))
	}
	row = append(row, kit.Quiet("protocol.compare", s.T("Compare versions"), v.onCompare), kit.Quiet("protocol.save", s.T("Save as a file"), v.onExport),
		kit.Quiet("protocol.print", s.T("Print"), v.onPrint))
	if v.mayAdopt() {
		row = append(row, kit.Primary("protocol.adopt", s.T("Adopt …"), v.onAdopt))
	}
	return kit.FlowRow(kit.GapM, row...)
}

// banners says what a person must know first.
func (v *Screen) banners() []fyne.CanvasObject {
	s, st := v.Shell, v.state
	var out []fyne.CanvasObject
	if st.IsDraft() {
		out = append(out, kit.Banner(kit.ToneReview, s.T("Draft protocol"), s.T("Draft protocol: decide case by case.")))
	}
	if len(st.Rivals) > 0 {
		out = append(out, kit.Banner(kit.ToneStop, s.T("Adopted twice"), s.T("Two laptops adopted at once. All use %s now; compare the two and adopt again.", v.version(st.InUse.Stamp)),
			kit.Quiet("protocol.rivals", s.T("Compare the two"), func() { v.openCompare(st.Rivals[0].Hash, st.InUse.Hash) })))
	}
	if len(st.Working.Begun) > 1 {
		out = append(out, kit.Banner(kit.ToneStop, s.T("Two beginnings"), s.T("Two laptops began from different versions. Choose one under Compare versions.")))
	}
	if n := st.Working.Clashes(); n > 0 {
		out = append(out, kit.Banner(kit.ToneStop, s.T("To be settled"), s.T("Changed on two laptops at once: %d. Choose before adopting.", n)))
	}
	for _, p := range st.Working.Wrong {
		out = append(out, kit.Banner(kit.ToneStop, s.T("Does not fit"), place.Words(s, p)))
	}
	return out
}

// signed says who adopted a version and when; "" while nobody has.
func (v *Screen) signed(ver adoption.Version) string {
	if len(ver.Signed) == 0 {
		return ""
	}
	s, by := v.Shell, ver.Signed[0]
	return s.T("adopted by %s, %s", by.Name, s.Book().DateTime(s.Lang(), by.At, s.Clinic().Location()))
}

func (v *Screen) version(st adoption.Stamp) string {
	return v.voice().Stamp(st) + " (" + st.Hash.String()[:8] + ")"
}

func (v *Screen) voice() adoption.Voice {
	return adoption.Voice{Book: v.Shell.Book(), Lang: v.Shell.Lang(), Zone: v.Shell.Clinic().Location()}
}

func (v *Screen) mayWrite() bool { return v.ready && v.Shell.Person().May(clinic.WriteProtocol) }
func (v *Screen) mayAdopt() bool { return v.ready && v.Shell.Person().May(clinic.AdoptProtocol) }

// line is the item on show.
func (v *Screen) line() (adoption.Line, bool) { return v.state.Working.Line(v.item) }

// choose shows another item. What was typed for the one before stays a draft
// of that one until it is saved or given up.
func (v *Screen) choose(item string) {
	if item == v.item {
		return
	}
	if v.edit != nil {
		v.keeper.Keep()
		v.Shell.Say(v.Shell.T("Save the change or give it up first: what you typed is kept."))
		v.list.mark()
		return
	}
	v.item = item
	v.arrange()
}

// done follows a change that was written.
func (v *Screen) done(said string) {
	v.keeper.Drop()
	v.edit, v.saved = nil, true
	v.Shell.Saved(said)
	v.Show()
}

// Leave implements place.Screen.
func (v *Screen) Leave() {
	if v.edit != nil {
		v.keeper.Keep()
	}
}

// FirstFocus implements place.FirstFocus.
func (v *Screen) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	return v.list.table
}

// Commands implements place.Screen.
func (v *Screen) Commands() []place.Command {
	s, ctrl, shift := v.Shell, fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	not := func(can func() bool) func() bool { return func() bool { return !can() } }
	ready := func() bool { return v.ready }
	return []place.Command{
		{ID: "protocol.find", Label: s.T("Find an item"), Key: fyne.KeyF, Modifier: ctrl, Do: v.onFind, Disabled: not(ready)},
		{ID: "protocol.change", Label: s.T("Change this item"), Key: fyne.KeyE, Modifier: ctrl, Do: v.onChange, Disabled: not(v.mayChange)},
		{ID: "protocol.enter", Label: s.T("Save the change"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onSave, Disabled: func() bool { return v.edit == nil }},
		{ID: "protocol.undo", Label: s.T("Undo what was changed here"), Key: fyne.KeyU, Modifier: ctrl, Do: v.onUndo, Disabled: not(v.mayUndo)},
		{ID: "protocol.add", Label: s.T("Add an item"), Key: fyne.KeyI, Modifier: ctrl, Do: v.onAdd, Disabled: not(v.mayAdd)},
		{ID: "protocol.remove", Label: s.T("Remove this item"), Key: fyne.KeyR, Modifier: ctrl | shift, Do: v.onRemove, Disabled: not(v.mayRemove)},
		{ID: "protocol.compare", Label: s.T("Compare versions"), Key: fyne.KeyM, Modifier: ctrl, Do: v.onCompare, Disabled: not(ready)},
		{ID: "protocol.adopt", Label: s.T("Adopt the protocol"), Key: fyne.KeyReturn, Modifier: ctrl | shift, Do: v.onAdopt, Disabled: not(v.mayAdopt)},
		{ID: "protocol.save", Label: s.T("Save as a file"), Key: fyne.KeyS, Modifier: ctrl, Do: v.onExport, Disabled: not(ready)},
		{ID: "protocol.print", Label: s.T("Print"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint, Disabled: not(ready)},
	}
}
