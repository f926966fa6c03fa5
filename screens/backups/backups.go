// Package backups is the place where people see how the clinic's backups
// stand, have one made, checked or tried, and where the owner chooses where
// they go.
package backups

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk decides and knows about backups. app/backups implements it. Running and
// Stop are quick; everything else is called off the window.
type Desk interface {
	State(ctx context.Context) (backups.State, error)
	List(ctx context.Context, by record.Actor, folder int) ([]backups.Listed, error)
	Run(ctx context.Context, by record.Actor, why backups.Why, tell func(backups.Now)) (backups.Report, error)
	Check(ctx context.Context, by record.Actor, folder int, name string, tell func(backups.Now)) error
	Try(ctx context.Context, by record.Actor, folder int, name string, tell func(backups.Now)) (backups.Proof, error)
	AddFolder(ctx context.Context, by record.Actor, path string) (backups.Folder, error)
	RemoveFolder(ctx context.Context, by record.Actor, n int) error
	SetTimes(ctx context.Context, by record.Actor, fresh int, hourly bool) error
	Paper(ctx context.Context, by record.Actor, lang words.Lang, print handout.Print) (handout.Document, error)
	Printed(ctx context.Context, by record.Actor) error
	Running() (backups.Now, bool)
	Stop()
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	// PickFolder asks for a folder and tells which; it tells nothing when the
	// person thought better of it.
	PickFolder func(done func(path string))
	Paint      place.Paint
	// Tick runs the look at what is under way; place.Tick in the program.
	Tick func(every time.Duration, f func()) (stop func())
	// Told hears how the backups stand whenever the screen has looked; nil for
	// nobody.
	Told func(backups.State)
	// Restore closes the clinic and asks for the backup that is to take its
	// place.
	Restore func()
}

// screen shows the state on top, what is under way, the folders, the backups
// in one of them, the proof, and the times.
type screen struct {
	Deps
	loads  int // counts loads, so that a late one is dropped
	state  backups.State
	ready  bool
	folder int              // whose backups are listed
	listed []backups.Listed // nil until they are read
	saving bool             // a setting is on the way into the store

	form   *kit.Form
	head   *fyne.Container // the state
	work   *work
	places *fyne.Container // the folders
	found  *found
	proof  *fyne.Container
	times  *times
	path   *kit.TextField // of a folder to add
	keeper *place.Keeper
	rest   *fyne.Container // everything under the state and what is under way
	now    *kit.Button
}

// New makes the screen. Everybody sees it; who may not change the clinic's
// settings sees no way to change them.
func New(d Deps) place.Screen {
	s := d.Shell
	v := &screen{Deps: d, head: kit.Stack(kit.GapM), places: kit.Stack(kit.GapM), proof: kit.Stack(kit.GapM), rest: kit.Stack(kit.GapL)}
	v.path = kit.NewTextField(s.T, "backups.path", s.T("Folder for backups"))
	v.path.SetPlaceholder(s.T("On a stick, a second disk or a network drive"))
	v.work, v.found, v.times = newWork(v), newFound(v), newTimes(v)
	v.keeper = place.NewKeeper(d.Drafts, s, "backups", func() any { return v.typed() })
	v.path.OnChanged = v.keeper.Changed
	v.path.OnEnter = func(text string) bool {
		if text != "" {
			v.onAdd()
		}
		return text != ""
	}
	v.now = kit.Primary("backups.now", s.T("Back up now"), v.onNow)
	return v
}

// typed is what stands in the fields, for the draft.
type typed struct {
	Path   string `json:"path"`
	Fresh  string `json:"fresh"`
	Hourly bool   `json:"hourly"`
}

func (v *screen) typed() typed {
	return typed{v.path.Text(), v.times.fresh.Text(), v.times.hourly.On()}
}

func (v *screen) isOwner() bool { return v.Shell.Person().May(clinic.ChangeSettings) }

// Content implements place.Screen.
func (v *screen) Content() fyne.CanvasObject {
	v.head.Objects = []fyne.CanvasObject{kit.NewCard("", kit.Muted(v.Shell.T("Looking at the backups…")))}
	title := kit.Row(kit.GapM, kit.Title(v.Shell.T("Backups")), kit.Spacer(), v.now)
	v.form = kit.NewForm(kit.Stack(kit.GapL, title, v.head, v.work.card, v.rest), v.save, v.Shell.Back)
	v.enable()
	return kit.Pad(20, v.form)
}

// look is how often the screen looks at what is under way: often enough that
// a bar seems to move.
const look = 200 * time.Millisecond

// Show implements place.Screen.
func (v *screen) Show() {
	v.saving = false // the end of one before the screen was left was not told
	v.work.start()
	v.load()
}

// load reads the state anew.
func (v *screen) load() {
	v.loads++
	load := v.loads
	v.Shell.Run(func(ctx context.Context) func() {
		state, err := v.Desk.State(ctx)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				v.failed(err)
			default:
				v.apply(state)
			}
		}
	})
}

// failed says that the state could not be read. What was read before stays.
func (v *screen) failed(err error) {
	s := v.Shell
	s.Fail(err)
	if v.ready {
		return
	}
	v.head.Objects = []fyne.CanvasObject{kit.NewCard("", kit.EmptyState(s.T("Nobody can tell how the backups stand"),
		s.T("Nothing was changed, and the backups are as they were. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary("backups.again", s.T("Try again"), v.load)))}
	v.relay()
}

func (v *screen) apply(state backups.State) {
	first := !v.ready
	v.state, v.ready = state, true
	if v.Told != nil {
		v.Told(state)
	}
	if first {
		v.arrange()
	}
	v.showState()
	v.showFolders()
	v.showProof()
	v.times.show(first)
	if first && v.isOwner() {
		v.restore()
	}
	if _, ok := state.Settings.Folder(v.folder); !ok {
		v.folder = v.firstThere()
	}
	if len(state.Folders) == 0 {
		v.found.card.Hide()
	} else {
		v.found.card.Show()
	}
	v.relay()
	v.list()
	if canvas := v.Shell.Window().Canvas(); first && canvas.Focused() == nil {
		canvas.Focus(v.begin())
	}
}

// begin is where typing starts: on the button, or where there is nothing to
// press it for yet, in the field for the first folder.
func (v *screen) begin() fyne.Focusable {
	if len(v.state.Folders) == 0 && v.isOwner() {
		v.path.Focus()
		return v.Shell.Window().Canvas().Focused()
	}
	return v.now
}

// arrange puts the cards under the state, once they have something to say.
func (v *screen) arrange() {
	s := v.Shell
	cards := []fyne.CanvasObject{kit.NewCard(s.T("Where they go"), v.places), v.found.card, kit.NewCard(s.T("Whether they can be restored"), v.proof),
		kit.NewCard(s.T("When they are made"), v.times.content()),
		kit.NewCard(s.T("When a backup is needed"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("A backup and the recovery sheet are all that it takes to have the clinic back, on this laptop or on a new one.")),
			kit.Row(0, kit.Secondary("backups.restore", s.T("How to restore…"), v.onRestore))))}
	v.rest.Objects = cards
}

// restore brings back what was typed and not saved.
func (v *screen) restore() {
	v.keeper.Clean()
	var t typed
	if v.keeper.Restore(&t) {
		v.path.SetText(t.Path)
		v.times.fresh.SetText(t.Fresh)
		v.times.hourly.SetOn(t.Hourly)
	}
}

// firstThere is the first folder that is there now.
func (v *screen) firstThere() int {
	for _, f := range v.state.Folders {
		if f.Away == nil {
			return f.N
		}
	}
	return 0
}

// relay lays everything out anew and gives new buttons their keys. The focus
// goes back to the button that stands where the focused one stood.
func (v *screen) relay() {
	canvas := v.Shell.Window().Canvas()
	id := kit.FocusID(canvas.Focused())
	for _, part := range []*fyne.Container{v.head, v.places, v.proof, v.rest} {
		part.Refresh()
	}
	v.form.Adopt(v.head)
	v.form.Adopt(v.rest)
	v.enable()
	v.form.Refresh()
	kit.Walk(v.form, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.ID == id && id != "" && b != canvas.Focused() {
			canvas.Focus(b)
		}
	})
}

// enable says what can be done now.
func (v *screen) enable() {
	v.now.SetEnabled(v.canRun())
	v.found.enable()
}

// canRun reports whether a backup can be begun.
func (v *screen) canRun() bool {
	return v.ready && !v.work.on && len(v.state.Folders) > 0 && v.Shell.Person().May(clinic.MakeBackup)
}

// showState says in words and colour how the backups stand.
func (v *screen) showState() {
	s := v.Shell
	badge := v.state.Badge()
	tag, tone := levelWords(badge.Level)
	v.head.Objects = []fyne.CanvasObject{kit.Banner(tone, s.T(tag), s.T(badge.Text)+" "+s.T(badge.Next))}
	for i, r := range v.state.Reasons {
		if text, _ := r.Words(); i > 0 {
			v.head.Objects = append(v.head.Objects, kit.SmallPara(s.T(text)))
		}
	}
}

// levelWords gives a level's words, with a mark for who sees no colours.
func levelWords(l backups.Level) (string, kit.Tone) {
	switch l {
	case backups.Green:
		return "✓ In order", kit.ToneDone
	case backups.Amber:
		return "! Needs a look", kit.ToneReview
	}
	return "!! Needs you now", kit.ToneStop
}

// showProof says when a backup was last tried, and what was found.
func (v *screen) showProof() {
	s := v.Shell
	text := s.T("No backup has been tried yet. The program tries one by itself once a week; you can do it at any time with “Try it”.")
	if p := v.state.Proof; p != nil {
		text = s.T("Tried on %s: the backup of %s could be restored and was whole, with %d events, %d patients and %d visits.",
			v.time(p.At), v.time(p.Proof.At), p.Proof.Events, p.Proof.Patients, p.Proof.Visits)
	}
	v.proof.Objects = []fyne.CanvasObject{kit.Paragraph(text)}
	if d := v.state.Drill; d != nil && !d.Passed {
		v.proof.Objects = append(v.proof.Objects, kit.Colored(s.T("The last try failed on %s: %s", v.time(d.At), v.what(d.What)), kit.ColorStop).Wrapped())
	}
	if v.state.Proof != nil {
		v.proof.Objects = append(v.proof.Objects, kit.Row(0, kit.Secondary("backups.print", s.T("Print the proof"), v.onPrint)))
	}
}

func (v *screen) time(t time.Time) string {
	s := v.Shell
	return s.Book().DateTime(s.Lang(), t, s.Clinic().Location())
}

// what gives what failed in the reader's language.
func (v *screen) what(english string) string {
	if english == "" {
		return v.Shell.T("nobody can say why.")
	}
	return audit.Unfilled(v.Shell.T(english))
}

// FirstFocus implements place.FirstFocus. Until the state is read there is
// nothing to press; the focus is given then.
func (v *screen) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	return v.begin()
}

// Leave implements place.Screen. What is under way goes on.
func (v *screen) Leave() {
	v.work.halt()
	if v.ready && v.isOwner() {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *screen) Commands() []place.Command {
	s := v.Shell
	const ctrl = fyne.KeyModifierShortcutDefault
	not := func(can func() bool) func() bool { return func() bool { return !can() } }
	own := []place.Command{
		{ID: "backups.now", Label: s.T("Back up now"), Key: fyne.KeyB, Modifier: ctrl, Do: v.onNow, Disabled: not(v.canRun)},
		{ID: "backups.stop", Label: s.T("Stop"), Key: fyne.KeyB, Modifier: ctrl | fyne.KeyModifierShift, Do: v.Desk.Stop, Disabled: func() bool { return !v.work.on }},
		{ID: "backups.try", Label: s.T("Try it"), Key: fyne.KeyT, Modifier: ctrl, Do: v.onTry, Disabled: not(v.found.canTry)},
		{ID: "backups.check", Label: s.T("Check it"), Key: fyne.KeyG, Modifier: ctrl, Do: v.onCheck, Disabled: not(v.found.canCheck)},
		{ID: "backups.print", Label: s.T("Print the proof"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint, Disabled: func() bool { return v.state.Proof == nil }},
		{ID: "backups.restore", Label: s.T("How to restore…"), Key: fyne.KeyR, Modifier: ctrl, Do: v.onRestore},
	}
	if !v.isOwner() {
		return own
	}
	return append(own,
		place.Command{ID: "backups.choose", Label: s.T("Choose a folder"), Key: fyne.KeyO, Modifier: ctrl, Do: v.onChoose, Disabled: not(v.canAdd)},
		place.Command{ID: "backups.save", Label: s.T("Save changes"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.save, Disabled: func() bool { return !v.ready }})
}
