package scales

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// KioskIdle is how long a patient may leave keys and mouse alone until the
// clinic is locked.
const KioskIdle = 2 * time.Minute

// KioskDeps is what the patient's pages need. Shell speaks the patient's
// language.
type KioskDeps struct {
	Shell  place.Shell
	Drafts record.Drafts
	Desk   Desk
	// Tick runs a clock for a computer that does not say when nobody is
	// there; nil where it does.
	Tick func(every time.Duration, f func()) (stop func())
	// Ended is told when the laptop is to be given back.
	Ended func(Ended)
}

// Ended says how a patient's form came to its end.
type Ended struct {
	Finished bool // by the patient; otherwise it was left and is kept as a draft
	Recorded bool // it is in the chart
	// Severity is that of the most urgent answer; "" where none needs anybody.
	Severity measures.Severity
	// Staff is set when somebody who works here wants to sign in at once.
	Staff bool
}

// hello is the page before the first question.
const hello = -1

// Kiosk is the pages on which a patient answers a scale alone: one question a
// page. It shows the patient's name as they are called and nothing else of
// the chart.
type Kiosk struct {
	KioskDeps
	hand    Handing
	in      *measures.Instrument
	half    half
	keeper  *place.Keeper
	item    *item // of the page
	form    *kit.Form
	root    *fyne.Container
	help    bool // the page that calls somebody is on show
	trouble bool // something could not be kept
	ended   bool
	idle    time.Duration
	halt    func() // ends the clock
}

var _ place.Alone = (*Kiosk)(nil)

// NewKiosk makes the pages of a form.
func NewKiosk(d KioskDeps, h Handing) *Kiosk {
	v := &Kiosk{KioskDeps: d, hand: h, in: spoken(d.Shell, h.Shown.Instrument), half: h.begun, halt: func() {}}
	if v.half.Answers == nil {
		v.half.Answers = measures.Answers{}
	}
	v.half.Pack = h.Shown.Pack
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, halfKey(h.Patient, v.in.ID), func() any { return v.half })
	return v
}

// Content implements place.Screen.
func (v *Kiosk) Content() fyne.CanvasObject {
	v.root = kit.Stack(0)
	v.form = kit.NewForm(kit.Stack(0), nil, nil)
	v.page()
	return v.root
}

// Show implements place.Screen.
func (v *Kiosk) Show() {
	v.keeper.Clean()
	if v.Tick != nil {
		v.halt = v.Tick(time.Second, func() { v.waited(time.Second) })
	}
}

// waited counts the time in which nobody touched the form.
func (v *Kiosk) waited(more time.Duration) {
	if v.idle += more; v.idle >= KioskIdle {
		v.end(Ended{})
	}
}

func (v *Kiosk) touched() { v.idle = 0 }

// Leave implements place.Screen.
func (v *Kiosk) Leave() {
	v.halt()
	if !v.ended {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen: the one thing that is always possible.
func (v *Kiosk) Commands() []place.Command {
	return []place.Command{{ID: "kiosk.help", Label: v.Shell.T("Get help"), Key: fyne.KeyF1, Do: v.onHelp}}
}

// Trouble implements place.Alone.
func (v *Kiosk) Trouble() {
	if !v.trouble && !v.ended {
		v.trouble = true
		v.page()
	}
}

// asked are the indexes of the questions that are asked after the answers so
// far.
func (v *Kiosk) asked() []int {
	items, _ := v.in.Asked(v.half.Answers)
	var out []int
	for i, it := range v.in.Items {
		if slices.ContainsFunc(items, func(a measures.Item) bool { return a.ID == it.ID }) {
			out = append(out, i)
		}
	}
	return out
}

// current is the page, with what was answered brought to mind: a page that is
// no longer asked is passed over.
func (v *Kiosk) current() (place int, of []int) {
	of = v.asked()
	for i, n := range of {
		if n >= v.half.Page {
			return i, of
		}
	}
	return len(of), of
}

// turn opens another page and keeps what was answered.
func (v *Kiosk) turn(to int) {
	v.touched()
	v.half.Page = to
	v.keeper.Keep()
	v.page()
	v.focus()
}

// next goes on where the question is answered or passed over.
func (v *Kiosk) next() {
	v.touched()
	at, of := v.current()
	if v.half.Page == hello {
		v.turn(0)
		return
	}
	if at < len(of) {
		it := v.in.Items[of[at]]
		if v.item.number != nil && !v.item.number.Check() {
			return
		}
		if v.half.Answers[it.ID] == "" && !slices.Contains(v.half.Passed, it.ID) && !it.Optional {
			v.item.object().SetError(v.Shell.T("Please choose an answer, or press “I do not want to answer this”."))
			v.item.object().Focus()
			return
		}
		v.turn(of[at] + 1)
	}
}

func (v *Kiosk) back() {
	at, of := v.current()
	if at == 0 {
		v.turn(hello)
		return
	}
	v.turn(of[at-1])
}

// pass leaves a question open: that is not no.
func (v *Kiosk) pass() {
	at, of := v.current()
	id := v.in.Items[of[at]].ID
	delete(v.half.Answers, id)
	if !slices.Contains(v.half.Passed, id) {
		v.half.Passed = append(v.half.Passed, id)
	}
	v.turn(of[at] + 1)
}

// answered keeps an answer at once.
func (v *Kiosk) answered() {
	v.touched()
	id := v.item.ID
	a := v.item.answer()
	if v.item.number != nil && !v.item.number.Check() {
		a = "" // said at the field; what stood there on the way to it is no answer
	}
	if a != "" {
		v.half.Answers[id] = a
		v.half.Passed = slices.DeleteFunc(v.half.Passed, func(p string) bool { return p == id })
	} else {
		delete(v.half.Answers, id)
	}
	v.keeper.Keep()
}

// onFinish records the form once. If that fails the answers stay as a draft.
func (v *Kiosk) onFinish() {
	if v.ended {
		return
	}
	v.half.Finished = v.Shell.Now().Truncate(time.Second)
	v.keeper.Keep() // with its time: recorded again after a kill, it is the same form
	filled := v.half.filled(v.in)
	v.keeper.Save(func(ctx context.Context, by record.Actor) error {
		if v.half.answered() == 0 {
			return errNothing // nobody wants an empty form in the chart
		}
		_, _, err := v.Desk.Record(ctx, by, v.hand.Patient, filled)
		return err
	}, func(err error) {
		if err == nil || errors.Is(err, errNothing) {
			v.ended = true
			v.keeper.Drop()
		}
		v.end(Ended{Finished: true, Recorded: err == nil || errors.Is(err, errNothing), Severity: v.worst()})
	})
}

var errNothing = errors.New("nothing was answered")

// worst is the severity of the most urgent answer.
func (v *Kiosk) worst() (worst measures.Severity) {
	order := []measures.Severity{"", measures.Review, measures.SameDay, measures.Immediate}
	for _, f := range measures.Score(v.in, v.half.Answers, measures.Context{Variant: v.in.Variant}).Flags {
		if slices.Index(order, f.Severity) > slices.Index(order, worst) {
			worst = f.Severity
		}
	}
	return worst
}

// end gives the laptop back. A form that is not recorded stays a draft.
func (v *Kiosk) end(e Ended) {
	v.halt()
	v.Ended(e)
}

func (v *Kiosk) onHelp() {
	v.touched()
	v.help = true
	v.page()
	v.focus()
}

func (v *Kiosk) helped() {
	v.touched()
	v.help = false
	v.page()
	v.focus()
}

// FirstFocus implements place.FirstFocus.
func (v *Kiosk) FirstFocus() fyne.Focusable {
	v.focus()
	return v.Shell.Window().Canvas().Focused()
}
