package session

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// types types into the fields of the open panel, one after the other, as a
// person does.
func (f *fixture) types(pairs ...string) {
	f.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		field := f.field(pairs[i])
		if c, ok := field.(*kit.Choice); ok {
			c.SetValue(pairs[i+1])
			c.OnChanged()
			continue
		}
		field.Focus()
		f.typed(pairs[i+1])
	}
}

// guardStates are the designed states of the guard.
var guardStates = []struct {
	name string
	make func(f *fixture)
	keys []string
}{
	{"calm", func(f *fixture) { f.keep("IM"); f.before(38_000); f.begun(); f.drawn(1000) }, []string{"dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-118"}},
	{"jump", func(f *fixture) { f.keep("IM"); f.before(30_000); f.begun(); f.drawn(1000) }, []string{"dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-118"}},
	{"range", func(f *fixture) { f.keep("IM"); f.begun(); f.drawn(1000) }, []string{"dose.amount", "42.5", "dose.route", "IM", "dose.lot", "k24-118"}},
	{"maximum", func(f *fixture) { f.keep("IM"); f.begun(); f.drawn(3000) }, []string{"dose.amount", "110", "dose.route", "IM", "dose.lot", "K24-118"}},
	{"lozenges", func(f *fixture) { f.keep("lozenge"); f.begun() }, []string{"dose.amount", "100", "dose.route", "lozenge", "dose.lot", "TR-77", "dose.tablets", "2"}},
	{"misspelled", func(f *fixture) { f.keep("IM"); f.begun(); f.drawn(1000) }, []string{"dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-181"}},
	{"noregister", func(f *fixture) {
		f.guardedBy(session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 100_000, MaxUG: 150_000, Sessions: 6})
		f.begun()
	}, []string{"dose.amount", "100", "dose.route", "lozenge", "dose.lot", "K24-118"}},
}

func TestTheGuardOnTheScreen(t *testing.T) {
	for _, lang := range words.Langs {
		for _, st := range guardStates {
			if lang == words.Spanish && st.name != "jump" && st.name != "misspelled" {
				continue
			}
			t.Run(string(lang)+"-"+st.name, func(t *testing.T) {
				f := start(t, lang)
				st.make(f)
				f.open(2)
				f.command("session.dose")
				f.types(st.keys...)
				f.field("dose.amount").Focus()
				f.dosing().panel.form.Refresh()
				f.shoot(string(lang) + "-guard-" + st.name)
				test.AssertRendersToMarkup(t, string(lang)+"-guard-"+st.name+".xml", f.window.Canvas())
			})
		}
	}
}

// What is drawn and wasted from here has its designed states too.
func TestDrawAndWasteOnTheScreen(t *testing.T) {
	for name, then := range map[string]func(f *fixture){
		"draw": func(f *fixture) {
			f.command("session.draw")
			f.field("draw.lot").Focus()
			f.typed("K24-118")
			f.key(fyne.KeyReturn)
			f.field("draw.from").Focus()
			f.key(fyne.KeyDown)
		},
		"waste": func(f *fixture) { f.command("session.waste") },
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, words.English)
			f.keep("IM")
			f.begun()
			f.drawn(1000)
			f.open(2)
			then(f)
			f.dosing().panel.form.Refresh()
			f.shoot("en-stock-" + name)
			test.AssertRendersToMarkup(t, "en-stock-"+name+".xml", f.window.Canvas())
		})
	}
}

// In every look and at 200 % text the guard fits its window.
func TestTheGuardFitsEveryLook(t *testing.T) {
	for name, look := range map[string]struct {
		mode    kit.Mode
		percent int
	}{"dark": {kit.Dark, 100}, "room": {kit.Room, 100}, "large": {kit.Light, 200}} {
		for _, st := range guardStates[:2] {
			f := start(t, words.English)
			test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(look.mode, look.percent))
			st.make(f)
			f.open(2)
			f.command("session.dose")
			f.types(st.keys...)
			f.field("dose.amount").Focus()
			f.dosing().panel.form.Refresh()
			f.shoot(name + "-guard-" + st.name)
			placetest.Fits(t, f.window)
		}
	}
}

// said is everything the guard says now.
func (f *fixture) said() string { return words2(f.dosing().panel.form) }

func TestTheGuardSaysEveryUnitWhileTyping(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.before(38_000)
	f.begun()
	f.drawn(1000)
	f.open(2)
	f.command("session.dose")
	for _, want := range []string{"No amount yet.", "82.4 kg (181.7 lb), measured today at 09:00", "40 mg IM, at most 100 mg", "0 mg of at most 100 mg"} {
		if !strings.Contains(f.said(), want) {
			t.Errorf("before anything is typed it does not say %q", want)
		}
	}
	f.types("dose.amount", "41.2", "dose.route", "IM", "dose.lot", "K24-118")
	for _, want := range []string{"41.2 mg · 0.50 mg/kg · 0.824 mL of 50 mg/mL", "41.2 mg of at most 100 mg", "38 mg together, 9 Nov 2026",
		"0.25 to 0.5 mg/kg (20.6 to 41.2 mg at this weight) · After Kolp, empathogenic", "Ketamine 50 mg/mL · use by 31 Mar 2027 · 1 mL drawn"} {
		if !strings.Contains(f.said(), want) {
			t.Errorf("it does not say %q: %s", want, f.said())
		}
	}
	if strings.Contains(f.said(), "Second clinician") || f.dosing().panel.save.Text() != "Record the dose" {
		t.Errorf("a calm dose asks for a second clinician: %s", f.said())
	}
	f.dosing().panel.trySave()
	if s := f.show(); len(s.Doses) != 1 || s.Doses[0].Stock == nil || s.Doses[0].Stock.Amount != 824 || !strings.Contains(f.dosing().course.String(), "Total 41.2 mg") {
		t.Fatalf("the dose stands as %+v; the head says %q", s.Doses, f.dosing().course.String())
	}
}

// Promise 5 and 12: nothing is filled in, and nothing copies the order.
func TestTheFormProposesNoDose(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.before(40_000)
	f.begun()
	f.drawn(800)
	f.open(2)
	f.command("session.dose")
	empty := func(when string) {
		t.Helper()
		for _, id := range []string{"dose.amount", "dose.lot"} {
			if got := f.field(id).(interface{ Text() string }).Text(); got != "" {
				t.Errorf("%s %s holds %q", when, id, got)
			}
		}
		if got := f.field("dose.route").(*kit.Choice).Value(); got != "" && when != "after every button" {
			t.Errorf("%s the route is %q", when, got)
		}
	}
	empty("at first")
	// Whatever can be pressed, and every field gone through: the amount stays
	// empty.
	var buttons []*kit.Button
	kit.Walk(f.dosing().panel.form, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			buttons = append(buttons, b)
		}
	})
	for _, b := range buttons {
		b.Tapped(nil)
	}
	for range 12 {
		if f.window.Canvas().Focused() != nil {
			f.key(fyne.KeyReturn)
		}
	}
	empty("after every button")
	if s := f.show(); len(s.Doses) != 0 {
		t.Error("a dose was recorded that nobody typed")
	}
}

func TestASecondClinicianIsAskedAndRecorded(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.before(30_000)
	f.begun()
	f.drawn(1000)
	f.open(2)
	f.command("session.dose")
	f.types("dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-118")
	p := f.dosing().panel
	if p.save.Text() != "Give, with a second clinician" {
		t.Fatalf("the button says %q", p.save.Text())
	}
	before := len(f.log.Events())
	p.trySave()
	if f.second.times != 0 || !strings.Contains(f.field("dose.because").Error(), "Say why this dose is right") || f.focus() != "dose.because" {
		t.Fatalf("without a reason: asked %d times, the field says %q, the focus is on %q", f.second.times, f.field("dose.because").Error(), f.focus())
	}
	f.types("dose.because", "Planned step up")
	p.trySave()
	if f.second.action != clinic.ConfirmDose || f.second.times != 1 || len(f.log.Events()) != before {
		t.Fatalf("asked for %q, %d times; %d events", f.second.action, f.second.times, len(f.log.Events())-before)
	}
	for _, want := range []string{"40 mg IM for José Ñandú.", "40 mg in this session is more than 25 % above the last session by this route: 30 mg on 9 Nov 2026.", "Reason: Planned step up"} {
		if !strings.Contains(f.second.why, want) {
			t.Errorf("the second clinician does not read %q: %q", want, f.second.why)
		}
	}
	// The nurse cannot be the second: it is said, and nobody is asked again.
	f.second.done(f.actor(2))
	if f.second.times != 1 || !strings.Contains(words2(p.above), "Nobody confirms a dose") || len(f.log.Events()) != before {
		t.Fatalf("asked %d times: %s", f.second.times, words2(p.above))
	}
	p.trySave()
	f.second.done(f.actor(1))
	d := f.show().Doses[0]
	if d.Second == nil || d.Second.Name != "Inés Roy" || d.Because != "Planned step up" || f.dosing().panel != nil {
		t.Errorf("the dose stands as %+v", d.DoseFact)
	}
}

// What else stands against it is mended before a colleague is called.
func TestNobodyIsAskedForADoseThatIsRefused(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.before(30_000)
	f.begun()
	f.drawn(1000)
	f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "consent", Text: "There is no signed consent."}
	f.open(2)
	f.command("session.dose")
	f.types("dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-118", "dose.because", "Planned")
	f.dosing().panel.trySave()
	if said := words2(f.dosing().panel.above); f.second.times != 0 || !strings.Contains(said, "no signed consent") || strings.Contains(said, "25 %") || strings.Count(f.banners(), "more than 25 %") != 1 {
		t.Errorf("asked %d times, and says %s; the guard says %s", f.second.times, said, f.banners())
	}
}

func TestANearLotIsOfferedAndTakenByHandAlone(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.begun()
	f.drawn(1000)
	f.open(2)
	f.command("session.dose")
	f.types("dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-181")
	p := f.dosing().panel
	p.trySave()
	if len(f.show().Doses) != 0 || !strings.Contains(f.field("dose.lot").Error(), "Lot K24-181 is not in the register") {
		t.Fatalf("the lot says %q", f.field("dose.lot").Error())
	}
	f.tap(p.form, "dose.near1")
	if got := f.field("dose.lot").(*kit.Picker).Text(); got != "K24-118" || f.focus() != "dose.lot" {
		t.Fatalf("the field holds %q, the focus is on %q", got, f.focus())
	}
	p.trySave()
	if s := f.show(); len(s.Doses) != 1 || s.Doses[0].Lot != "K24-118" {
		t.Errorf("the doses are %+v", s.Doses)
	}
}

func TestDrawingFromTheDoseAndWastingTheRest(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.begun()
	f.open(2)
	f.command("session.dose")
	f.types("dose.amount", "40", "dose.route", "IM", "dose.lot", "K24-118")
	if !strings.Contains(f.said(), "Of this lot: 0 mL drawn for this session") {
		t.Fatalf("it says %s", f.said())
	}
	f.command("session.draw") // as the button under the form: back to the dose afterwards
	p := f.dosing().panel
	p.trySave()
	if !strings.Contains(f.field("draw.lot").Error(), "Choose the lot") {
		t.Errorf("without a lot: %q", f.field("draw.lot").Error())
	}
	lot := f.field("draw.lot").(*kit.Picker)
	lot.Focus()
	f.typed("TR-77")
	f.key(fyne.KeyReturn)
	if said := f.field("draw.from").(*kit.Picker).Text(); said != "Whole containers, unopened" {
		t.Errorf("what alone can be drawn from is not chosen: %q", said)
	}
	lot.Set(kit.Option{})
	lot.Focus()
	f.typed("K24-118")
	f.key(fyne.KeyReturn)
	p.trySave()
	if !strings.Contains(f.field("draw.from").Error(), "Choose what") {
		t.Errorf("from nothing: %q", f.field("draw.from").Error())
	}
	f.field("draw.from").Focus()
	f.key(fyne.KeyDown)
	f.key(fyne.KeyReturn) // the vial that is opened now
	p.trySave()
	if !strings.Contains(f.field("draw.amount").Error(), "Type the amount") {
		t.Errorf("without an amount: %q", f.field("draw.amount").Error())
	}
	f.types("draw.amount", "1.2345")
	p.trySave()
	if f.field("draw.amount").Error() == "" {
		t.Error("four decimals are taken")
	}
	f.field("draw.amount").(*kit.NumberField).SetText("11")
	p.trySave()
	if said := f.field("draw.amount").Error(); !strings.Contains(said, "One vial holds 10 mL") {
		t.Errorf("more than a vial holds: %q", said)
	}
	f.field("draw.amount").(*kit.NumberField).SetText("1")
	p.trySave()
	for _, o := range f.basis().Lots {
		if o.Number == "K24-118" && len(o.Vials) != 1 {
			t.Errorf("the refused draw and the next have opened %d vials", len(o.Vials))
		}
	}
	// Back at the dose, with what was typed.
	p = f.dosing().panel
	if p == nil || p.id != "dose" || f.field("dose.amount").(*kit.NumberField).Text() != "40" {
		t.Fatalf("after drawing the panel is %+v", p)
	}
	p.trySave()
	if s := f.show(); len(s.Doses) != 1 || len(s.Drawn) != 1 || s.Drawn[0].Still != 200 {
		t.Fatalf("%+v, drawn %+v", s.Doses, s.Drawn)
	}
	if said := words2(f.dosing().left); !strings.Contains(said, "Of lot K24-118: 0.2 mL drawn at 09:10, not accounted for.") {
		t.Errorf("the left says %q", said)
	}
	f.command("session.waste")
	p = f.dosing().panel
	p.trySave()
	if f.second.times != 0 || !strings.Contains(f.field("waste.how").Error(), "Say how") {
		t.Errorf("without saying how: asked %d times, %q", f.second.times, f.field("waste.how").Error())
	}
	f.types("waste.how", "Into the sink")
	p.trySave()
	if f.second.action != clinic.WitnessRegister || !strings.Contains(f.second.why, "0.2 mL drawn at 09:10") {
		t.Fatalf("asked for %q: %q", f.second.action, f.second.why)
	}
	f.second.done(f.actor(0))
	if s := f.show(); len(s.Drawn) != 0 || f.dosing().panel != nil {
		t.Errorf("after the waste %+v is open", s.Drawn)
	}
}

// Promise 6: the signature names an open draw and leads to what mends it.
func TestSigningLeadsToTheOpenDraw(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.begun()
	f.drawn(1000)
	_, err := f.desk.GiveDose(ctx, f.actor(2), f.visit, session.Dose{UG: 40_000, Route: "IM", Lot: "K24-118"}, session.When{})
	f.must(err)
	f.after(2 * time.Hour)
	_, err = f.desk.AddVitals(ctx, f.actor(0), f.visit, session.Vitals{Systolic: session.Int(126), Diastolic: session.Int(80), Pulse: session.Int(72)}, session.When{})
	f.must(err)
	_, err = f.desk.Discharge(ctx, f.actor(0), f.visit, session.Discharge{Escort: "Luis",
		Items: []session.Met{{ID: "gait", Answer: session.Yes}, {ID: "oriented", Answer: session.Yes},
			{ID: "padss", Scored: &session.Scored{Answers: map[string]string{"pain": "2", "bleeding": "2"}}}}})
	f.must(err)
	f.open(2)
	f.command("session.finish")
	f.fill(map[string]string{"note.summary": "Calm."})
	f.dosing().panel.trySave()
	above := f.dosing().panel.above
	if said := words2(above); !strings.Contains(said, "0.2 mL drawn at 09:10, not accounted for") {
		t.Fatalf("signing says %q", said)
	}
	f.tap(above, "summary.why1")
	if p := f.dosing().panel; p == nil || p.id != "waste" {
		t.Errorf("it leads to %+v", p)
	}
	// A therapist, who does not keep the register, is led to it.
	f.open(0)
	f.tap(f.dosing().left, "session.register")
	if n := len(f.shell.Went); n == 0 || f.shell.Went[n-1].Place != "register" {
		t.Errorf("led to %v", f.shell.Went)
	}
}

// Everything the guard draws is drawn within a frame.
func TestAKeyInTheDoseIsQuick(t *testing.T) {
	f := start(t, words.English)
	f.keep("IM")
	f.before(30_000)
	f.begun()
	f.open(2)
	f.command("session.dose")
	f.types("dose.route", "IM", "dose.lot", "K24-118")
	f.field("dose.amount").Focus()
	best := time.Hour
	for range 9 {
		began := time.Now()
		f.typed("4")
		best = min(best, time.Since(began))
		f.field("dose.amount").(*kit.NumberField).SetText("")
	}
	if best > 50*time.Millisecond {
		t.Errorf("a key takes %s", best)
	}
}
