package session

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// allergies says in a few words what the patient is allergic to.
func allergies(s place.Shell, h chart.Header) string {
	switch h.Allergies {
	case intake.Listed:
		return s.T("Allergy: %s", strings.Join(h.Allergens, ", "))
	case intake.NoneKnown:
		return s.T("No known allergies")
	}
	return s.T("Allergies not asked yet")
}

// showLeft draws what was prepared: what stands against a dose, the intention,
// the doses, the room.
func (d *dosing) showLeft() {
	if !d.leftDrawn.anew(d.v.prepared()) {
		return
	}
	d.left.Objects = nil
	add := func(c fyne.CanvasObject) {
		if c != nil {
			d.left.Objects = append(d.left.Objects, c)
		}
	}
	add(d.signedCard())
	add(d.v.alertCard())
	add(d.gateCard())
	add(d.v.scalesCard())
	add(d.intentionCard())
	add(d.doseCard())
	add(d.roomCard())
	d.left.Refresh()
}

// signedCard says who signed and what the summary is; nil before.
func (d *dosing) signedCard() fyne.CanvasObject {
	s, show := d.v.Shell, d.v.show
	if !show.IsSigned {
		return nil
	}
	by := show.Signed.By
	parts := []fyne.CanvasObject{kit.Paragraph(show.Signed.Summary),
		kit.SmallPara(s.T("Signed by %s, %s", by.Name, s.Book().DateTime(s.Lang(), by.At, d.v.zone())))}
	if !show.Whole {
		parts = append(parts, kit.Paragraph(s.T("The log is not the one that was signed. Tell the owner.")).In(kit.ColorStop))
	}
	parts = append(parts, kit.Row(0, kit.Quiet("session.add", s.T("Add to the log"), func() { d.entry(nil) })),
		kit.Row(0, kit.Quiet("session.print", s.T("Print the summary"), d.v.print)))
	return kit.NewCard(s.T("Summary"), kit.Stack(kit.GapXS, parts...))
}

// reasonList shows every reason with a link to the place that mends it.
func (d *dosing) reasonList(id string, ps record.Problems) []fyne.CanvasObject {
	s := d.v.Shell
	var out []fyne.CanvasObject
	for i, p := range ps {
		text := kit.Paragraph("○ " + place.Words(s, p)).In(kit.ColorReview)
		out = append(out, text)
		label, do := d.mend(p)
		if do != nil {
			out = append(out, kit.Row(0, kit.Quiet(fmt.Sprintf("%s%d", id, i+1), label, do)))
		}
	}
	return out
}

// mend gives what mends a reason: a form of this screen, or another place.
func (d *dosing) mend(p *record.Problem) (label string, do func()) {
	s, v := d.v.Shell, d.v.show.Visit
	switch p.Field {
	case session.GateChecks:
		return s.T("Today's checks") + "  Ctrl+T", d.checks
	case session.RecordType:
		return s.T("Start the session") + "  Ctrl+S", d.start
	case "discharge":
		return s.T("Discharge check") + "  F10", d.discharge
	case "register":
		if d.mayWaste() {
			return s.T("Waste the rest…"), d.waste
		}
		return s.T("Open the register"), d.toRegister
	case "adverse":
		return s.T("Write its outcome"), d.toOpenAdverse
	case "card":
		return s.T("What was done") + "  Ctrl+U", d.answerFirst
	}
	to := place.Mend(p.Field, v.Patient, v.ID)
	if to.Place == place.Session {
		return "", nil
	}
	return s.T("Mend this"), func() { s.Go(to) }
}

// gateCard says what stands against a dose, all of it, or that nothing does.
func (d *dosing) gateCard() fyne.CanvasObject {
	s, show := d.v.Shell, d.v.show
	if show.Stage == session.StageSigned || show.Stage == session.StageOver || show.Stage == session.StageDischarged {
		return nil
	}
	var parts []fyne.CanvasObject
	shown, seen := 0, map[string]bool{}
	for i, re := range show.Reasons {
		if re.Overridden {
			parts = append(parts, kit.SmallPara("◐ "+s.T("overridden: %s", place.Words(s, re.Problem))))
			continue
		}
		shown++
		parts = append(parts, kit.Paragraph("○ "+place.Words(s, re.Problem)).In(kit.ColorReview))
		if label, do := d.mend(re.Problem); do != nil && !seen[label+re.Problem.Field] {
			seen[label+re.Problem.Field] = true
			parts = append(parts, kit.Row(0, kit.Quiet(fmt.Sprintf("session.mend%d", i+1), label, do)))
		}
	}
	if shown == 0 {
		if show.Stage == session.StageDosing && len(parts) == 0 {
			return nil // nothing to say any more
		}
		parts = append(parts, kit.Paragraph("✓ "+s.T("Every gate is open.")).In(kit.ColorDone))
	} else if s.Person().May(clinic.OverrideGate) {
		parts = append(parts, kit.Row(0, kit.Quiet("session.override", s.T("Override…")+"  Ctrl+G", d.override)))
	}
	return kit.NewCard(s.T("Before a dose"), kit.Stack(kit.GapXS, parts...))
}

func (d *dosing) intentionCard() fyne.CanvasObject {
	s, in := d.v.Shell, d.v.show.Intention
	if in.Text == "" {
		return kit.NewCard(s.T("Intention"), kit.SmallPara(s.T("None written down in a preparation.")))
	}
	parts := []fyne.CanvasObject{kit.Paragraph("“" + in.Text + "”")}
	if in.From.ID != d.v.show.Visit.ID {
		parts = append(parts, kit.SmallPara(s.T("%s, %s", s.T(in.From.Kind.Name()), s.Book().Date(s.Lang(), record.DateOf(in.From.Starts, d.v.zone())))))
	}
	return kit.NewCard(s.T("Intention"), kit.Stack(kit.GapXS, parts...))
}

func (d *dosing) doseCard() fyne.CanvasObject {
	s, show := d.v.Shell, d.v.show
	var parts []fyne.CanvasObject
	if show.Ordered {
		ordered := s.T("Ordered %s mg", session.MG(show.Order.DoseUG))
		if kg := session.PerKg(show.Order.DoseUG, show.Checks.Weight.Grams); kg != "" {
			ordered += " " + s.T("(%s mg/kg)", kg)
		}
		parts = append(parts, kit.Paragraph(ordered+", "+s.T("max %s mg", session.MG(show.MaxUG))))
	} else {
		parts = append(parts, kit.SmallPara(s.T("No order is in force.")))
	}
	for _, g := range show.Doses {
		parts = append(parts, kit.Paragraph(dots(d.v.clock(g.At)+" "+s.T("given %s mg", session.MG(g.UG)), s.T("lot %s", g.Lot))))
	}
	total := s.T("Total %s mg", session.MG(show.TotalUG))
	if left := show.MaxUG - show.TotalUG; show.Ordered && left > 0 {
		total += " · " + s.T("up to %s mg more", session.MG(left))
	}
	parts = append(parts, kit.Paragraph(total).In(kit.ColorMuted))
	parts = append(parts, d.drawnParts()...)
	return kit.NewCard(s.T("Dose"), kit.Stack(kit.GapXS, parts...))
}

func (d *dosing) roomCard() fyne.CanvasObject {
	s, show := d.v.Shell, d.v.show
	var parts []fyne.CanvasObject
	if !show.RoomSet {
		parts = append(parts, kit.SmallPara(s.T("Not set up yet.")))
	}
	r := show.Room
	ticks := []fyne.CanvasObject{}
	tick := func(on bool, label string) {
		if on {
			ticks = append(ticks, kit.Body("✓ "+label))
		}
	}
	tick(r.EyeMask, s.T("Eye mask"))
	tick(r.Headphones, s.T("Headphones"))
	tick(r.Blanket, s.T("Blanket"))
	tick(r.Basin, s.T("Basin"))
	tick(r.Water, s.T("Water"))
	if len(ticks) > 0 {
		parts = append(parts, kit.FlowLines(kit.GapM, kit.GapXS, ticks...))
	}
	if r.Music != "" {
		parts = append(parts, kit.Paragraph("✓ "+s.T("Music: %s", r.Music)))
	}
	for _, p := range r.Present {
		parts = append(parts, kit.Paragraph(joinComma(p.Name, p.Role)).In(kit.ColorMuted))
	}
	if ride := show.Checks.Ride; ride.Name != "" {
		parts = append(parts, kit.Paragraph(s.T("Ride: %s", joinComma(ride.Name, ride.Phone))).In(kit.ColorMuted))
	}
	if d.open() {
		parts = append(parts, kit.Row(0, kit.Quiet("session.room", s.T("Change…")+"  Ctrl+R", d.setRoom)))
	}
	return kit.NewCard(s.T("Room"), kit.Stack(kit.GapXS, parts...))
}

func joinComma(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}
