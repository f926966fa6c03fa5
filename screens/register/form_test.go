package register_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/register"
)

// delivery types the lot K-1 as it stands on the box.
func (r *room) delivery() {
	r.t.Helper()
	r.chooses("lot.initial", "delivered")
	r.typed("lot.drug", "Ketamine")
	r.picks("lot.form", "multi")
	for _, f := range [][2]string{{"lot.strength", "50"}, {"lot.per", "1"}, {"lot.size", "10"}, {"lot.containers", "5"}, {"lot.number", "K-1"},
		{"lot.expiry", "2027-06-30"}, {"lot.supplier", "Mountain Supply"}, {"lot.invoice", "4711"}} {
		r.typed(f[0], f[1])
	}
}

// Nothing is filled in beforehand, and each thing that is missing is said at
// its field.
func TestADeliveryIsTypedFromTheBox(t *testing.T) {
	r := open(t)
	r.goes("", "receive")
	r.golden("receive")
	n := r.events()
	r.tap("register.save")
	r.golden("receive-wrong")
	for _, id := range []string{"lot.initial", "lot.drug", "lot.form", "lot.strength", "lot.containers", "lot.number", "lot.expiry", "lot.supplier", "lot.invoice"} {
		if at[kit.Field](r, id).Error() == "" {
			t.Errorf("%s is missing, and nothing says so", id)
		}
	}
	if id := kit.FocusID(r.win.Canvas().Focused()); id != "lot.initial" || r.events() != n {
		t.Errorf("the focus is on %q, %d events", id, r.events()-n)
	}
	r.delivery()
	r.do("register.save")
	to := r.follow()
	if r.events() != n+1 || r.balance(to.Record) != (register.Balance{Sealed: 50_000}) {
		t.Fatalf("%d events, %v, told %v", r.events()-n, r.said(), r.shell.LastFailure())
	}
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	got := *books[0].Lines[0].Receipt
	if got.Strength.Said(got.Form) != "50 mg/mL" || got.Number != "K-1" || got.Supplier != "Mountain Supply" || books[0].Lines[0].By.Name != "Nuru Nash" {
		t.Errorf("received %+v", got)
	}
	r.goes("", "receive")
	if d := at[*kit.TextField](r, "lot.drug"); d.Text() != "" {
		t.Errorf("the next delivery begins with %q", d.Text())
	}
}

func TestFiguresOfADelivery(t *testing.T) {
	for _, c := range []struct {
		field, text string
		ok          bool
	}{
		{"lot.containers", "0", false}, {"lot.containers", "1", true}, {"lot.containers", "1.5", false}, {"lot.containers", "5.0", true}, {"lot.containers", "-1", false},
		{"lot.strength", "62.5", true}, {"lot.strength", "0.0005", false}, {"lot.strength", "abc", false}, {"lot.strength", "12,5", true},
		{"lot.size", "0.001", true}, {"lot.size", "1001", false}, {"lot.expiry", "2027-06-31", false}, {"lot.expiry", "soon", false},
	} {
		r := open(t)
		n := r.events()
		r.goes("", "receive")
		r.delivery()
		empty(r, c.field)
		r.typed(c.field, c.text)
		r.tap("register.save")
		if got := r.events() > n; got != c.ok || !c.ok && r.wrong(c.field) == "" {
			t.Errorf("%s %q: recorded %v, told %v", c.field, c.text, got, r.shell.LastFailure())
		}
	}
}

// empty takes out what stands in a field.
func empty(r *room, id string) {
	switch f := placetest.Find(r.win, id).(type) {
	case *kit.NumberField:
		f.SetText("")
	case *kit.DateField:
		f.SetText("")
	case *kit.TextField:
		f.SetText("")
	}
}

// Pieces have no volume, and what was there before has no invoice.
func TestPiecesThatWereThereBefore(t *testing.T) {
	r := open(t)
	r.goes("", "receive")
	if !r.says("containers") || r.says("pieces") {
		t.Errorf("nothing is chosen yet: %s", r.said())
	}
	r.picks("lot.form", "lozenge")
	r.chooses("lot.initial", "began")
	if r.says("containers") || !r.says("pieces") {
		t.Errorf("lozenges are received as %s", r.said())
	}
	for _, id := range []string{"lot.per", "lot.size", "lot.supplier", "lot.invoice"} {
		if placetest.Find(r.win, id) != nil {
			t.Errorf("%s is asked for", id)
		}
	}
	for _, f := range [][2]string{{"lot.drug", "Ketamine"}, {"lot.strength", "100"}, {"lot.containers", "30"}, {"lot.number", "L-9"}, {"lot.expiry", "31 Dec 2026"}} {
		r.typed(f[0], f[1])
	}
	r.tap("register.save")
	if b := r.balance(r.follow().Record); b.Sealed != 30 {
		t.Errorf("%+v, told %v", b, r.shell.LastFailure())
	}
}

// The buttons of a delivery stand in view whatever its fields say; with large
// text the fields have the room, and the buttons come after them.
func TestTheButtonsOfADeliveryStandStill(t *testing.T) {
	r := open(t)
	ends := func() float32 {
		r.goes("", "receive")
		r.tap("register.save")
		b := at[*kit.Button](r, "register.save")
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y + b.Size().Height
	}
	r.win.Resize(fyne.NewSize(1040, 600))
	if end := ends(); end > 600 {
		t.Errorf("the button ends at %g of 600", end)
	}
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	if end := ends(); end < 600 {
		t.Errorf("the button takes room from large fields: it ends at %g", end)
	}
}

// What was typed and not saved comes back, on this laptop, for this person.
func TestTheDraftOfAForm(t *testing.T) {
	r, lot := received(t)
	_, draw := r.drawn(lot)
	r.goes(lot, "waste")
	r.picks("waste.from", "Drawn")
	r.typed("amount", "0.5")
	r.typed("waste.how", "Into the")
	placetest.Press(r.win, fyne.KeyEscape)
	r.follow()
	r.goes(lot, "waste")
	if from := at[*kit.Picker](r, "waste.from").Value(); from != draw.String() || at[*kit.TextField](r, "waste.how").Text() != "Into the" {
		t.Errorf("back: %q %q", from, at[*kit.TextField](r, "waste.how").Text())
	}
	r.screen.Leave()
	r.as(r.Prescriber)
	r.goes(lot, "waste")
	if at[*kit.TextField](r, "waste.how").Text() != "" {
		t.Error("another person has the draft")
	}
}

func TestWasteTakesAWitness(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.goes(lot, "waste")
	r.golden("waste")
	n := r.events()
	r.tap("register.save")
	for _, id := range []string{"waste.from", "amount", "waste.how"} {
		if r.wrong(id) == "" {
			t.Errorf("%s is missing, and nothing says so", id)
		}
	}
	if len(r.second.asks) != 0 {
		t.Error("a witness is asked about a form that is not filled in")
	}
	r.picks("waste.from", "Drawn")
	r.typed("amount", "0.5")
	r.typed("waste.how", "Into the sink")
	r.second.who = record.Actor{} // thinks better of it
	r.tap("register.save")
	if r.events() != n || len(r.shell.Went) != 0 {
		t.Fatal("recorded without a witness")
	}
	r.second.who = r.Nurse // nobody is their own
	r.tap("register.save")
	if r.events() != n || !strings.Contains(r.shell.LastFailure().Error(), "own witness") {
		t.Fatalf("told %v", r.shell.LastFailure())
	}
	r.second.who = r.Therapist
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{Sealed: 40_000, Opened: 8500, Drawn: 1000}) {
		t.Errorf("%+v, told %v", r.balance(lot), r.shell.LastFailure())
	}
	if want := "be a witness for the register: I saw this being wasted: 0.5 mL of Ketamine 50 mg/mL, multi-dose vial, lot K-1."; r.second.asks[2] != want {
		t.Errorf("the witness reads %q", r.second.asks[2])
	}
}

// A refusal of the book stands at its field, and what was typed stays.
func TestARefusalStandsAtItsField(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.goes(lot, "waste")
	r.picks("waste.from", "Drawn")
	r.typed("amount", "1.501")
	r.typed("waste.how", "Into the sink")
	n := r.events()
	r.tap("register.save")
	if r.events() != n || !strings.Contains(r.wrong("amount"), "0.001 mL") || kit.FocusID(r.win.Canvas().Focused()) != "amount" {
		t.Errorf("at the amount: %q, the focus on %q", r.wrong("amount"), kit.FocusID(r.win.Canvas().Focused()))
	}
	if at[*kit.TextField](r, "waste.how").Text() != "Into the sink" {
		t.Error("what was typed is gone")
	}
	r.golden("waste-refused")
}

func TestDrawForASession(t *testing.T) {
	r, lot := received(t)
	vial, err := r.desk.Open(ctx, r.Nurse, lot, time.Time{})
	r.must(err)
	r.later(5 * time.Minute)
	r.goes(lot, "draw")
	r.golden("draw")
	n := r.events()
	r.tap("register.save")
	if r.wrong("draw.session") == "" || r.wrong("vial") == "" || r.events() != n {
		t.Errorf("%q %q", r.wrong("draw.session"), r.wrong("vial"))
	}
	r.picks("draw.session", "José")
	r.picks("vial", "Vial opened")
	r.typed("amount", "10.001")
	r.tap("register.save")
	if r.events() != n || !strings.Contains(r.wrong("amount"), "only 10 mL left") {
		t.Errorf("more than the vial holds: %q", r.wrong("amount"))
	}
	empty(r, "amount")
	r.typed("amount", "10") // the last of it
	r.tap("register.save")
	r.follow()
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	d := books[0].Draws(r.Now)
	if len(d) != 1 || d[0].Vial != vial || d[0].Still != 10_000 || d[0].Session != "visit-1" || d[0].Patient != r.Patient {
		t.Errorf("drawn %+v, told %v", d, r.shell.LastFailure())
	}
}

// Whole containers come from the sealed stock and go back into it.
func TestWholeContainersGoAndComeBack(t *testing.T) {
	r, lot := received(t)
	r.goes(lot, "draw")
	r.picks("draw.session", "José")
	r.picks("vial", "Whole")
	if placetest.Find(r.win, "amount") != nil {
		t.Error("millilitres are asked for")
	}
	r.typed("containers", "9")
	r.tap("register.save")
	if r.wrong("containers") == "" || kit.FocusID(r.win.Canvas().Focused()) != "containers" || len(r.shell.Failures) > 0 {
		t.Errorf("more than there is: %q at the field, %v by the shell", r.wrong("containers"), r.shell.Failures)
	}
	empty(r, "containers")
	r.typed("containers", "2")
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{Sealed: 30_000, Drawn: 20_000}) {
		t.Fatalf("%+v, told %v", r.balance(lot), r.shell.LastFailure())
	}
	r.later(5 * time.Minute)
	r.goes(lot, "putback")
	r.tap("register.save")
	if r.wrong("putback.draw") == "" || r.wrong("amount") == "" {
		t.Error("nothing is asked for")
	}
	r.picks("putback.draw", "Drawn")
	r.typed("amount", "3")
	r.tap("register.save")
	if r.wrong("amount") == "" {
		t.Error("more goes back than was drawn")
	}
	empty(r, "amount")
	r.typed("amount", "1")
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{Sealed: 40_000, Drawn: 10_000}) {
		t.Errorf("%+v, told %v", r.balance(lot), r.shell.LastFailure())
	}
}

func TestADrawOfPieces(t *testing.T) {
	r := open(t)
	lot := r.receive(l9)
	r.sessions = nil
	r.goes(lot, "draw")
	if !r.says("There is no dosing session today that is not over.") {
		t.Error("a day without sessions is not told")
	}
	r.sessions = []screen.Session{{ID: "visit-1", Patient: r.Patient, At: r.Now, Name: "José Ñandú", Number: "L-1"}}
	r.goes(lot, "draw")
	if placetest.Find(r.win, "vial") != nil || placetest.Find(r.win, "amount") != nil {
		t.Error("lozenges have no vials")
	}
	r.picks("draw.session", "José")
	r.typed("containers", "2")
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{Sealed: 28, Drawn: 2}) {
		t.Errorf("%+v, told %v", r.balance(lot), r.shell.LastFailure())
	}
}

// A figure has the unit that fits it, at a line, beside it and in what a
// witness reads.
func TestOnePieceIsNoPieces(t *testing.T) {
	r := open(t)
	lot := r.receive(l9)
	_, err := r.desk.Draw(ctx, r.Nurse, register.Taken{Lot: lot, Amount: 1, Session: "visit-1", Patient: r.Patient})
	r.must(err)
	r.goes(lot, "")
	for _, want := range []string{"Drawn 1 piece ·", "1 piece not accounted for.", "29 pieces"} {
		if !r.says(want) {
			t.Errorf("does not say %q: %s", want, r.said())
		}
	}
	r.goes(lot, "waste")
	r.picks("waste.from", "Drawn")
	r.typed("amount", "1")
	r.typed("waste.how", "Fell down")
	r.tap("register.save")
	if want := "I saw this being wasted: 1 piece of Ketamine 100 mg, lozenge, lot L-9."; len(r.second.asks) != 1 || !strings.HasSuffix(r.second.asks[0], want) {
		t.Errorf("the witness reads %q", r.second.asks)
	}
}

// A vial opened earlier is entered late; a time alone is today's, a day alone
// is not enough.
func TestALateEntryKeepsBothTimes(t *testing.T) {
	r, lot := received(t)
	r.later(2 * time.Hour)
	r.goes(lot, "open")
	r.golden("open")
	n := r.events()
	r.typed("at.day", "2026-11-23")
	r.tap("register.save")
	if r.wrong("at") == "" || r.events() != n {
		t.Error("a day without a time is taken")
	}
	empty(r, "at.day")
	r.typed("at", "23:00")
	r.tap("register.save")
	if !strings.Contains(r.wrong("at"), "future") || r.events() != n {
		t.Errorf("tonight: %q", r.wrong("at"))
	}
	at[*kit.TimeField](r, "at").SetText("")
	r.typed("at", "8:30")
	r.tap("register.save")
	r.follow()
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	v := books[0].Vials(r.Now)
	if len(v) != 1 || !v[0].At.Equal(time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)) || !r.says("written down 23 Nov 2026, 10:05") {
		t.Errorf("opened %+v; %s", v, r.said())
	}
}

func TestBackToTheSupplierAndDestroyed(t *testing.T) {
	r, lot := received(t)
	r.goes(lot, "sendback")
	r.tap("register.save")
	for _, id := range []string{"amount", "return.to", "return.paper"} {
		if r.wrong(id) == "" {
			t.Errorf("%s is missing, and nothing says so", id)
		}
	}
	r.typed("amount", "2")
	r.typed("return.to", "Mountain Supply")
	r.typed("return.paper", "222-17")
	r.tap("register.save")
	r.follow()
	r.goes(lot, "destroy")
	r.golden("destroy")
	r.typed("amount", "4")
	r.typed("destroy.how", "Fell from the shelf")
	r.tap("register.save")
	if !strings.Contains(r.wrong("amount"), "short") {
		t.Errorf("more than there is: %q", r.wrong("amount"))
	}
	empty(r, "amount")
	r.typed("amount", "3")
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{}) || r.second.asks[len(r.second.asks)-1] != "be a witness for the register: I saw this being destroyed, unopened: 3 containers of Ketamine 50 mg/mL, multi-dose vial, lot K-1." {
		t.Errorf("%+v, the witness read %q", r.balance(lot), r.second.asks)
	}
}

func TestALineIsTakenBack(t *testing.T) {
	r, lot := received(t)
	vial, draw := r.drawn(lot)
	r.goes(lot, "correct:"+draw.String())
	r.golden("correct")
	n := r.events()
	r.tap("register.save")
	if r.wrong("reason") == "" || r.events() != n {
		t.Error("taken back without a reason")
	}
	r.typed("reason", "It was the other vial")
	r.tap("register.save")
	r.follow()
	if r.balance(lot) != (register.Balance{Sealed: 40_000, Opened: 10_000}) || len(r.second.asks) != 0 {
		t.Fatalf("%+v, asked %q, told %v", r.balance(lot), r.second.asks, r.shell.LastFailure())
	}
	r.later(time.Minute)
	wasted, err := r.desk.Waste(ctx, r.Nurse, r.Prescriber, register.Waste{Lot: lot, Vial: vial, Amount: 1000, How: "Spilt"})
	r.must(err)
	r.goes(lot, "correct:"+wasted.String())
	r.typed("reason", "It was 0.5 mL")
	r.tap("register.save")
	r.follow()
	if len(r.second.asks) != 1 || !strings.Contains(r.second.asks[0], "I agree that this line is taken back: 23 Nov 2026, 08:16 · Wasted 1 mL.") {
		t.Errorf("the witness reads %q", r.second.asks)
	}
	r.goes(lot, "correct:nowhere:7")
	if placetest.Find(r.win, "register.save") != nil {
		t.Error("a line that is not there can be taken back")
	}
}

// A label that was mistyped is mended in one step, also where it makes it
// another lot.
func TestADeliveryIsCorrected(t *testing.T) {
	wrong := k1
	wrong.Number = "K-7"
	r := open(t)
	lot := r.receive(wrong)
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	r.goes(lot, "mend:"+books[0].Lines[0].ID.String())
	if at[*kit.TextField](r, "lot.number").Text() != "" {
		t.Error("the label is filled in beforehand")
	}
	r.delivery()
	r.typed("reason", "Misread the lot")
	r.tap("register.save")
	to := r.follow()
	if to.Record == lot || r.balance(lot) != (register.Balance{}) || r.balance(to.Record).Sealed != 50_000 {
		t.Errorf("at %v, told %v", to, r.shell.LastFailure())
	}
}

// A press while the first is under way records nothing twice.
func TestOnePressOneLine(t *testing.T) {
	r, lot := received(t)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.goes(lot, "open")
	late.Work[0](ctx)()
	n := r.events()
	r.tap("register.save")
	r.tap("register.save")
	for _, work := range late.Work[1:] {
		if apply := work(ctx); apply != nil {
			apply()
		}
	}
	if r.events() != n+1 {
		t.Errorf("%d events", r.events()-n)
	}
}
