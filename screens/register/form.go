package register

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// act is one form of the register: its fields, and how they are written down.
type act struct {
	title, verb string
	about       string // a sentence under the title; "" for none
	content     []fyne.CanvasObject
	long        bool   // it scrolls, and its buttons stand still under it
	arrange     func() // shows the fields that the others ask for; nil for none
	// ready reads the fields, and shows at them what is wrong. write then
	// records, off the window, and says what was done; to is the lot that is
	// shown afterwards.
	ready func() (w writing, ok bool)
}

// writing is what a form is about to record.
type writing struct {
	witness string // what a second person puts their name to; "" where none is needed
	write   func(ctx context.Context, by, witness record.Actor) (to record.ID, err error)
	said    string
}

// form is the screen of one act.
type form struct {
	Deps
	lot      record.ID // "" for a delivery
	part, of string
	onward   string // the part of the place to which the form leads; "" for its lot's page
	loads    int
	ready    bool

	book     register.Book
	sessions []Session
	fields   *fields
	act      *act
	keeper   *place.Keeper
	form     *kit.Form
	page     *fyne.Container
}

func newForm(d Deps, lot record.ID, part, of string) *form {
	v := &form{Deps: d, lot: lot, part: part, of: of, page: kit.Stack(0)}
	v.put(v.waiting())
	return v
}

// Content implements place.Screen.
func (v *form) Content() fyne.CanvasObject { return v.page }

func (v *form) put(o fyne.CanvasObject) {
	v.page.Objects = []fyne.CanvasObject{kit.Flex(1, kit.Pad(kit.GapL, o))}
	v.page.Refresh()
}

// Show implements place.Screen. Coming back to the window, the form stands as
// it was.
func (v *form) Show() {
	if v.ready {
		return
	}
	s := v.Shell
	if !v.may(clinic.KeepRegister) {
		v.put(kit.NewCard("", kit.EmptyState(s.T("Your role reads the register and does not write in it"), s.T("A nurse or a prescriber does. You may count, and be a witness."),
			kit.Secondary("register.leave", s.T("Back"), s.Back))))
		return
	}
	v.loads++
	load, by, today := v.loads, s.Actor(), v.today()
	s.Run(func(ctx context.Context) func() {
		book, sessions, err := v.read(ctx, by, today)
		return func() {
			switch {
			case load != v.loads:
			case err != nil:
				s.Fail(err)
				v.put(v.unread("register.again", v.Show))
			default:
				v.book, v.sessions, v.ready = book, sessions, true
				v.show()
			}
		}
	})
}

func (v *form) read(ctx context.Context, by record.Actor, today record.Date) (b register.Book, all []Session, err error) {
	if v.lot != "" {
		books, err := v.Desk.Books(ctx, by)
		if err != nil {
			return b, nil, err
		}
		if b, err = find(books, v.lot); err != nil {
			return b, nil, err
		}
	}
	if v.part == partDraw {
		all, err = v.Sessions(ctx, by, today)
	}
	return b, all, err
}

// show makes the fields, empty or as the draft has them.
func (v *form) show() {
	s := v.Shell
	v.fields = &fields{shell: s}
	v.act = v.acts()
	if v.act == nil {
		v.put(v.unread("register.again", v.Show))
		return
	}
	v.keeper = place.NewKeeper(v.Drafts, s, "register/"+string(v.lot)+"/"+v.part+":"+v.of, func() any { return v.fields.values() })
	v.keeper.Clean()
	var typed map[string]string
	if v.keeper.Restore(&typed) {
		v.fields.fill(typed)
	}
	v.fields.changed = func() {
		v.arrange()
		v.keeper.Changed()
	}
	parts := []fyne.CanvasObject{kit.Title(v.act.title)}
	if v.lot != "" {
		parts = append(parts, kit.Section(v.named(v.book.Label)).Wrapped())
	}
	if v.act.about != "" {
		parts = append(parts, kit.Paragraph(v.act.about))
	}
	parts = append(parts, v.act.content...)
	buttons := kit.FlowRow(kit.GapM, kit.Primary("register.save", v.act.verb, v.save), kit.Quiet("register.leave", s.T("Not now"), v.onLeave), kit.Small(s.T("Ctrl+Enter saves · Enter next")))
	v.put(narrow(v.formWith(parts, buttons)))
	v.arrange()
	v.form.FocusFirst()
}

// formWith makes the form and sets its buttons under it. They stand still under
// a long one, but not with large text: there the fields need the room.
func (v *form) formWith(parts []fyne.CanvasObject, buttons fyne.CanvasObject) fyne.CanvasObject {
	if !v.act.long || kit.LargeText() {
		v.form = kit.NewForm(kit.Stack(kit.GapM, append(parts, buttons)...), v.save, v.onLeave)
		return v.form
	}
	v.form = kit.NewForm(kit.Stack(kit.GapS, parts...), v.save, v.onLeave)
	v.form.Adopt(buttons)
	return kit.Frame(nil, v.form, kit.PadXY(0, kit.GapS, buttons))
}

// arrange shows the fields that the others ask for.
func (v *form) arrange() {
	if v.act.arrange != nil {
		v.act.arrange()
		v.form.Refresh()
	}
}

// save records what was typed, before a witness where it takes one.
func (v *form) save() {
	if !v.ready || v.act == nil {
		return
	}
	place.Forget(v.form)
	checked := v.form.Check()
	w, ok := v.act.ready()
	if !checked || !ok {
		v.focusWrong()
		return
	}
	if w.witness == "" {
		v.write(w, record.Actor{})
		return
	}
	v.Second.Ask(clinic.WitnessRegister, w.witness, func(second record.Actor) { v.write(w, second) })
}

// focusWrong puts the focus on the first field that shows an error.
func (v *form) focusWrong() {
	for _, f := range v.form.Fields() {
		if f.Error() != "" {
			f.Focus()
			break
		}
	}
	v.form.Refresh() // what is wrong takes room of its own
}

func (v *form) write(w writing, witness record.Actor) {
	to := v.lot
	v.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		to, err = w.write(ctx, by, witness)
		return err
	}, func(err error) {
		s := v.Shell
		if err != nil {
			place.ShowProblems(s, v.form, record.Moved(err, v.fieldOf))
			v.form.Refresh()
			return
		}
		v.fields.fill(nil)
		v.keeper.Drop()
		s.Saved(w.said)
		v.leadOn(to)
	})
}

// fieldOf gives the field of a problem: an amount is typed as a count of
// containers where that is asked for.
func (v *form) fieldOf(field string) string {
	if field == "amount" && v.form.Field("amount") == nil {
		return "containers"
	}
	return field
}

// leadOn goes where the form leads: to the page of a lot (of all lots for
// none), or onward.
func (v *form) leadOn(lot record.ID) {
	if v.onward != "" {
		v.open("", v.onward)
		return
	}
	v.open(lot, "")
}

func (v *form) onLeave() { v.leadOn(v.lot) }

// FirstFocus implements place.FirstFocus.
func (v *form) FirstFocus() fyne.Focusable {
	if v.form == nil {
		return nil
	}
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *form) Leave() {
	v.loads++
	if v.keeper != nil {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *form) Commands() []place.Command {
	s := v.Shell
	verb, back := s.T("Record it"), s.T("Back to the register")
	if v.act != nil {
		verb = v.act.verb
	}
	if v.onward != "" {
		back = s.T("Back to the count")
	}
	return []place.Command{{ID: "register.save", Label: verb, Key: fyne.KeyReturn, Modifier: ctrl, Do: v.save, Disabled: func() bool { return v.act == nil }},
		{ID: "register.leave", Label: back, Key: fyne.KeyBackspace, Modifier: ctrl, Do: v.onLeave}}
}
