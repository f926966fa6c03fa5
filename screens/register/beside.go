package register

import (
	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// sideCards are what stands beside the lines: what must be put right first,
// then what can be done, what is on hand, the open draws and the opened vials.
func (v *lot) sideCards() []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, c := range []fyne.CanvasObject{v.openCard(), v.deedsCard(), v.balanceCard(), v.drawsCard(), v.vialsCard()} {
		if c != nil {
			cards = append(cards, c)
		}
	}
	return cards
}

// toDo says what to do about a conflict.
func (v *lot) toDo(what string) string {
	s := v.Shell
	switch what {
	case register.ShortSealed, register.ShortVial:
		return s.T("Two laptops took the same stock. Count the lot, find the line that did not happen, and take it back with a reason.")
	case register.ShortDraw:
		return s.T("Two laptops accounted for the same draw. Find the line that did not happen, and take it back with a reason.")
	case register.TwiceExplain:
		return s.T("Take back the explanation that does not hold, with a reason.")
	case register.TwiceInvoice:
		return s.T("Compare with the invoice, and take one of the deliveries back if it came once only.")
	case register.TwoExpiries:
		return s.T("Read the label, and correct the delivery whose date is wrong.")
	}
	return ""
}

// openCard tells what a person must put right; nil for nothing.
func (v *lot) openCard() fyne.CanvasObject {
	s := v.Shell
	var rows []fyne.CanvasObject
	for _, d := range v.acc.Differences {
		left := s.T("Counted on %s by %s: the difference of %s %s is not explained.", v.when(d.Count.At), d.Count.By.Name, v.book.Form.Figure(d.Total()), v.book.Form.UnitOf(d.Total()))
		rows = append(rows, kit.Paragraph(left))
		if d.Resolved != nil {
			rows = append(rows, kit.SmallPara(s.T("It was explained, and the book has changed since: take the explanation back, then explain it anew.")))
		} else if v.may(clinic.KeepRegister) {
			id := d.Count.ID.String()
			rows = append(rows, kit.Row(0, kit.Secondary("register.explain."+id, s.T("Explain"), func() { v.open(v.id, partExplain+":"+id) })))
		}
	}
	for _, c := range v.acc.Conflicts {
		text := s.T(c.What) + " (" + v.when(c.At) + ")"
		if c.Short > 0 {
			text += ": " + v.amount(v.book.Form, c.Short)
		}
		rows = append(rows, kit.Paragraph(text), kit.SmallPara(v.toDo(c.What)))
	}
	if len(rows) == 0 {
		return nil
	}
	card := kit.NewCard(s.T("To be put right"), kit.Stack(kit.GapS, rows...))
	card.SetLine(kit.ColorStop)
	return card
}

// deeds are the commands by which lines are written, with their rights.
func (v *lot) deeds() []place.Command {
	s := v.Shell
	to := func(part string) func() { return func() { v.open(v.id, part) } }
	onLine := func(part string) func() {
		return func() {
			if e, ok := v.chosen(); ok {
				v.open(v.id, part+":"+e.ID.String())
			}
		}
	}
	keeper := func(also func() bool) func() bool {
		return func() bool { return !v.ready || !v.may(clinic.KeepRegister) || also != nil && !also() }
	}
	liquid := func() bool { return v.book.Form.Liquid() }
	cs := []place.Command{
		{ID: "register.draw", Label: s.T("Draw for a session"), Key: fyne.KeyD, Modifier: ctrl, Do: to(partDraw), Disabled: keeper(nil)},
		{ID: "register.vial", Label: s.T("Open a vial"), Key: fyne.KeyO, Modifier: ctrl, Do: to(partOpen), Disabled: keeper(liquid)},
		{ID: "register.waste", Label: s.T("Waste"), Key: fyne.KeyW, Modifier: ctrl, Do: to(partWaste), Disabled: keeper(nil)},
		{ID: "register.putback", Label: s.T("Return to the stock"), Key: fyne.KeyB, Modifier: ctrl, Do: to(partPutBack), Disabled: keeper(nil)},
		{ID: "register.sendback", Label: s.T("Send back to the supplier"), Key: fyne.KeyB, Modifier: ctrl | shift, Do: to(partSendBack), Disabled: keeper(nil)},
		{ID: "register.destroy", Label: s.T("Have it destroyed"), Key: fyne.KeyX, Modifier: ctrl | shift, Do: to(partDestroy), Disabled: keeper(nil)},
		{ID: "register.count", Label: s.T("Count"), Key: fyne.KeyT, Modifier: ctrl, Do: to(partCount), Disabled: func() bool { return !v.ready || !v.may(clinic.CountRegister) }},
		{ID: "register.correct", Label: s.T("Take the line back"), Key: fyne.KeyM, Modifier: ctrl, Do: onLine(partCorrect), Disabled: keeper(v.correctable)},
		{ID: "register.mend", Label: s.T("Correct the delivery"), Key: fyne.KeyM, Modifier: ctrl | shift, Do: onLine(partMend), Disabled: keeper(v.mendable)},
	}
	return cs
}

// correctable reports whether the chosen line can be taken back at all.
func (v *lot) correctable() bool {
	e, ok := v.chosen()
	return ok && len(e.Struck) == 0 && e.Kind != register.KindCorrected && e.Kind != register.KindCounted
}

func (v *lot) mendable() bool {
	e, _ := v.chosen()
	return v.correctable() && e.Kind == register.KindReceived
}

// deedsCard has a button for everything that the person may do.
func (v *lot) deedsCard() fyne.CanvasObject {
	s := v.Shell
	var buttons []fyne.CanvasObject
	for _, c := range v.deeds() {
		keeps := c.ID != "register.count"
		if keeps && !v.may(clinic.KeepRegister) || !keeps && !v.may(clinic.CountRegister) || c.ID == "register.vial" && !v.book.Form.Liquid() {
			continue
		}
		b := kit.Secondary(c.ID, c.Label, func() {
			if c.Disabled == nil || !c.Disabled() {
				c.Do()
			}
		})
		buttons = append(buttons, b)
	}
	if len(buttons) == 0 {
		return nil
	}
	parts := []fyne.CanvasObject{kit.FlowRow(kit.GapS, buttons...)}
	if !v.may(clinic.KeepRegister) {
		parts = append(parts, kit.SmallPara(s.T("You may read the register, count, and be a witness. A nurse or a prescriber writes in it.")))
	}
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

func (v *lot) balanceCard() fyne.CanvasObject {
	s, bal := v.Shell, v.acc.Closing
	unopened := v.amount(v.book.Form, bal.Sealed)
	if v.book.Form.Liquid() {
		unopened += " (" + register.Lozenge.Figure(bal.Sealed/v.book.Size) + " × " + v.amount(v.book.Form, v.book.Size) + ")"
	}
	rows := []fyne.CanvasObject{kit.Section(v.amount(v.book.Form, bal.OnHand())), kit.Paragraph(s.T("Unopened: %s", unopened))}
	if v.book.Form.Liquid() {
		rows = append(rows, kit.Paragraph(s.T("In opened ones: %s", v.amount(v.book.Form, bal.Opened))))
	}
	rows = append(rows, kit.Paragraph(s.T("Drawn and not accounted for: %s", v.amount(v.book.Form, bal.Drawn))))
	return kit.NewCard(s.T("On hand now"), kit.Stack(kit.GapXS, rows...))
}

// vialsCard lists the opened vials that are not empty; nil for none.
func (v *lot) vialsCard() fyne.CanvasObject {
	s := v.Shell
	var rows []fyne.CanvasObject
	for _, o := range v.book.Vials(s.Now()) {
		if o.Left == 0 {
			continue
		}
		rows = append(rows, kit.Paragraph(s.T("%s left. Opened %s by %s.", v.amount(v.book.Form, o.Left), v.when(o.At), o.By)))
		if !s.Now().Before(o.UseBy) {
			rows = append(rows, kit.Row(0, kit.NewPill(s.T("Too old since %s: waste it", v.when(o.UseBy)), kit.ToneStop)))
		} else {
			rows = append(rows, kit.SmallPara(s.T("To be used by %s. %s", v.when(o.UseBy), v.rule(o.ID))))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return kit.NewCard(s.T("Opened vials"), kit.Stack(kit.GapXS, rows...))
}

// rule is where it stands for how long a vial may be used.
func (v *lot) rule(id record.EventID) string {
	l, _ := v.book.Line(id)
	return l.Rule
}

// drawsCard lists the draws that are not accounted for; nil for none.
func (v *lot) drawsCard() fyne.CanvasObject {
	s := v.Shell
	var rows []fyne.CanvasObject
	for _, d := range v.acc.Draws {
		number := ""
		for _, e := range v.acc.Entries {
			if e.ID == d.ID {
				number = e.Number
			}
		}
		f := v.book.Form.Figure
		rows = append(rows, kit.Paragraph(s.T("%s not accounted for. Drawn %s by %s for chart no. %s.", v.amount(v.book.Form, d.Still), v.when(d.At), d.By.Name, number)),
			kit.SmallPara(s.T("Drawn %s = given %s + wasted %s + returned %s + still open %s", f(d.Amount), f(d.Given), f(d.Wasted), f(d.Returned), f(d.Still))))
	}
	if len(rows) == 0 {
		return nil
	}
	return kit.NewCard(s.T("Not accounted for"), kit.Stack(kit.GapXS, rows...))
}

// Commands implements place.Screen.
func (v *lot) Commands() []place.Command {
	s := v.Shell
	return append(v.deeds(),
		place.Command{ID: "register.session", Label: s.T("Open the line's session"), Key: fyne.KeyJ, Modifier: ctrl, Do: v.onSession, Disabled: func() bool {
			e, ok := v.chosen()
			return !ok || !v.linked(e)
		}},
		place.Command{ID: "register.lots", Label: s.T("All lots"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: v.onBack},
		place.Command{ID: "register.reports", Label: s.T("Inventory and reports"), Key: fyne.KeyP, Modifier: ctrl, Do: func() { v.open("", partReports) }})
}
