package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// typed fills a field of the window.
func (g *guarded) typed(id, text string) { g.t.Helper(); placetest.Type(g.t, g.window, id, text) }

// picks chooses the only option of a picker that the text finds.
func (g *guarded) picks(id, text string) {
	g.t.Helper()
	g.typed(id, text)
	placetest.Press(g.window, fyne.KeyDown)
	placetest.Press(g.window, fyne.KeyReturn)
}

func (g *guarded) save() {
	g.t.Helper()
	placetest.At[*kit.Button](g.t, g.window, "register.save").Tapped(nil)
}

// From the delivery to the waste before a witness who signs in with her own
// passphrase, all in the window over a real key file.
func TestTheRegisterInTheWindow(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	ctx, by := context.Background(), g.shell.Actor()
	visit, err := g.open.sessions.Book(ctx, by, g.jose, session.Dosing, g.now, "Room 2", g.day.ana.ID)
	g.must(err)
	g.shell.Go(place.Route{Place: place.Register})
	if !strings.Contains(g.text(), "No register is kept yet.") {
		t.Fatalf("before the first delivery: %s", g.text())
	}
	placetest.At[*kit.Button](t, g.window, "register.receive").Tapped(nil)
	placetest.At[*kit.Choice](t, g.window, "lot.initial").Focus()
	placetest.Press(g.window, fyne.KeyRight)
	g.picks("lot.form", "multi")
	for _, f := range [][2]string{{"lot.drug", "Ketamine"}, {"lot.strength", "50"}, {"lot.per", "1"}, {"lot.size", "10"}, {"lot.containers", "5"}, {"lot.number", "K-1"},
		{"lot.expiry", "2027-06-30"}, {"lot.supplier", "Mountain Supply"}, {"lot.invoice", "4711"}} {
		g.typed(f[0], f[1])
	}
	g.save()
	lot := g.shell.Route().Record
	if lot == "" {
		t.Fatalf("no lot is shown: %s", g.text())
	}
	g.now = g.now.Add(2 * time.Minute)
	g.shell.Go(place.Route{Place: place.Register, Record: lot, Part: "open"})
	g.save()
	g.now = g.now.Add(2 * time.Minute)
	g.shell.Go(place.Route{Place: place.Register, Record: lot, Part: "draw"})
	g.picks("draw.session", "Ñandú")
	g.picks("vial", "Vial opened")
	g.typed("amount", "1.5")
	g.save()
	g.now = g.now.Add(2 * time.Minute)
	g.shell.Go(place.Route{Place: place.Register, Record: lot, Part: "waste"})
	g.picks("waste.from", "Drawn")
	g.typed("amount", "0.5")
	g.typed("waste.how", "Into the sink")
	g.save()
	g.signSecond(g.day.ana.Name, anasWords)
	books, err := g.open.register.Books(ctx, by)
	g.must(err)
	last := books[0].Lines[len(books[0].Lines)-1]
	if last.Kind != register.KindWasted || last.Witness == nil || last.Witness.Name != g.day.ana.Name || books[0].Balance(g.now) != (register.Balance{Sealed: 40_000, Opened: 8500, Drawn: 1000}) {
		t.Fatalf("the last line is %+v; %s", last, g.text())
	}
	if kinds := g.kinds(); kinds[audit.KindSecond] != 1 || kinds[register.KindDrawn] != 1 {
		t.Errorf("on record: %v", kinds)
	}
	if text := g.text(); !strings.Contains(text, "Wasted") || !strings.Contains(text, "1 mL not accounted for") {
		t.Errorf("the lot shows %s", text)
	}
	// The session, too, leads to the draw and to the waste of the rest.
	g.shell.Go(place.Route{Place: place.Session, Patient: g.jose, Record: visit})
	placetest.At[*kit.Button](t, g.window, "session.waste").Tapped(nil)
	placetest.At[*kit.TextField](t, g.window, "waste.how")
	placetest.Press(g.window, fyne.KeyF7)
	placetest.At[*kit.Button](t, g.window, "dose.draw").Tapped(nil)
	placetest.At[*kit.Picker](t, g.window, "draw.lot")
}

// Who may not see the register has no way to it in the rail.
func TestTheRailLeadsToTheRegister(t *testing.T) {
	g := openGuarded(t)
	for id, c := range map[record.ID]struct {
		words string
		want  bool
	}{g.day.mara.ID: {marasWords, false}, g.day.ana.ID: {anasWords, true}} {
		g.must(g.come(id, c.words))
		shown := false
		for _, o := range test.LaidOutObjects(g.window.Content()) {
			if text, ok := o.(*kit.Text); ok && text.String() == "Register" {
				shown = true
			}
		}
		if shown != c.want {
			t.Errorf("%s: shown %v", id, shown)
		}
		g.shell.Lock()
	}
}
