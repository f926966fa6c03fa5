package plan

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// voice says the parts of a plan in the screen's language.
type voice struct{ place.Shell }

func (v voice) model(m plan.Model) string {
	switch m {
	case plan.KAP:
		return v.T("With therapy (KAP)")
	case plan.InfusionOnly:
		return v.T("Infusion only")
	}
	return ""
}

// differs explains what a model means here.
func (v voice) differs(m plan.Model) string {
	switch m {
	case plan.KAP:
		return v.T("Preparation and integration visits with a therapist belong to it. Prescriber and therapist sign.")
	case plan.InfusionOnly:
		return v.T("No preparation or integration visits with a therapist are required. The prescriber signs alone.")
	}
	return v.T("Infusion only has no visits with a therapist and is signed by the prescriber alone.")
}

func (v voice) route(r plan.Route) string {
	switch r {
	case plan.IV:
		return v.T("IV")
	case plan.IM:
		return v.T("IM")
	case plan.Lozenge:
		return v.T("Lozenge")
	case plan.Esketamine:
		return v.T("Nasal esketamine")
	}
	return ""
}

func (v voice) depth(d plan.Depth) string {
	switch d {
	case plan.Psycholytic:
		return v.T("Psycholytic (low)")
	case plan.Psychedelic:
		return v.T("Psychedelic (high)")
	}
	return ""
}

func (v voice) titration(t plan.Titration) string {
	switch t {
	case plan.Fixed:
		return v.T("Fixed dose")
	case plan.Escalating:
		return v.T("Escalating")
	case plan.Tailored:
		return v.T("Tailored")
	}
	return ""
}

func (v voice) signer(s plan.Signer) string {
	if s == plan.AsTherapist {
		return v.T("Therapist")
	}
	return v.T("Prescriber")
}

func (v voice) day(w plan.Weight) string {
	return v.Book().Date(v.Lang(), record.DateOf(w.At, v.Clinic().Location()))
}

// weight is a weight as it is used, with what was typed where that was lb,
// and its day.
func (v voice) weight(w plan.Weight) string {
	if w.Grams == 0 {
		return v.T("No weight yet")
	}
	kg := v.T("%s kg", patients.Kg(w.Grams))
	if w.Unit == clinic.Pounds {
		kg = v.T("%s kg (%s lb)", patients.Kg(w.Grams), patients.Lb(w.Grams))
	}
	return kg + ", " + v.day(w)
}

// dose is the order both ways.
func (v voice) dose(t plan.Terms, w plan.Weight) string {
	if t.Dose == 0 {
		return ""
	}
	if w.Grams == 0 {
		return v.T("%s mg", t.Dose.MG())
	}
	return v.T("%s mg = %s mg/kg at %s kg", t.Dose.MG(), t.Dose.PerKg(w.Grams).String(), patients.Kg(w.Grams))
}

func (v voice) cadence(t plan.Terms) string {
	switch {
	case t.Sessions == 0:
		return ""
	case t.Sessions == 1:
		return v.T("1 session")
	case t.Cadence.Times == 0:
		return v.T("%d sessions", t.Sessions)
	case t.Cadence.Times == 1:
		return v.T("%d sessions, one every %d days", t.Sessions, t.Cadence.Days)
	}
	return v.T("%d sessions, %d in %d days", t.Sessions, t.Cadence.Times, t.Cadence.Days)
}

func (v voice) indications(t plan.Terms) string {
	var names []string
	for _, i := range t.Indication {
		names = append(names, i.Name.In(v.Lang()))
	}
	return strings.Join(names, " · ")
}

func (v voice) fees(f plan.Fees) string {
	if f.Name == "" {
		return ""
	}
	if f.On.IsZero() {
		return f.Name
	}
	return f.Name + ", " + v.Book().Date(v.Lang(), f.On)
}

// signature is who signed and when.
func (v voice) signature(g clinic.Signature) string {
	return g.Name + ", " + v.Book().DateTime(v.Lang(), g.At, v.Clinic().Location())
}

// rangeLine is what sources give for the route and style, and whether the
// order lies outside of it; "" where there is none.
func (v voice) rangeLine(ranges Ranges, t plan.Terms, grams int) (line string, outside bool) {
	if ranges == nil { // nothing has been read yet
		return "", false
	}
	depth := t.Style.Depth
	if depth == "" {
		depth = plan.Psycholytic
	}
	r, ok := ranges.DoseRange(string(t.Route), string(depth))
	if !ok {
		return "", false
	}
	said := r.Low.MG()
	if r.High != r.Low {
		said += "–" + r.High.MG()
	}
	line = v.T("The protocol has %s %s for %s, %s.", said, r.Unit, v.route(t.Route), v.depth(depth)) + " " + sources(r.Sources)
	if len(r.Dissent) > 0 {
		line += " " + v.T("Others differ: %s", sources(r.Dissent))
	}
	low, high := plan.Micrograms(r.Low), plan.Micrograms(r.High)
	if r.Unit == protocol.PerKG {
		if grams == 0 {
			return line, false
		}
		low, high = plan.PerKg(r.Low).Dose(grams), plan.PerKg(r.High).Dose(grams)
	}
	if t.Dose > 0 && (t.Dose < low || t.Dose > high) {
		return v.T("The order is outside this range; the decision is yours.") + " " + line, true
	}
	return line, false
}

func sources(all []protocol.Source) string {
	var said []string
	for _, s := range all {
		line := s.Text
		for _, more := range []string{s.Ref, string(s.Grade)} {
			if more != "" {
				line += ", " + more
			}
		}
		if s.Year != 0 && !strings.Contains(line, strconv.Itoa(s.Year)) {
			line += ", " + strconv.Itoa(s.Year)
		}
		said = append(said, line)
	}
	return strings.Join(said, "; ") + "."
}

// head is the heading of a card with its state.
func head(title string, pill *kit.Pill) fyne.CanvasObject {
	if kit.LargeText() {
		return kit.FlowRow(kit.GapS, kit.Section(title), pill)
	}
	return kit.Row(kit.GapS, kit.Section(title), kit.Spacer(), pill)
}

// line is a label with its value; nothing where there is no value.
func line(label, value string) fyne.CanvasObject {
	if value == "" {
		value = "—"
	}
	return kit.TopRow(kit.GapM, kit.Fixed(160, kit.Paragraph(label).In(kit.ColorMuted)), kit.Flex(1, kit.Paragraph(value)))
}

// summary is a plan to read.
func (v voice) summary(t plan.Terms, w plan.Weight) fyne.CanvasObject {
	rows := []fyne.CanvasObject{line(v.T("Model"), v.model(t.Model)), line(v.T("For"), v.indications(t)), line(v.T("Route"), v.route(t.Route))}
	if t.Model != plan.InfusionOnly {
		rows = append(rows, line(v.T("Dosing style"), v.depth(t.Style.Depth)))
	}
	limit := ""
	if t.Max > 0 {
		limit = v.T("%s mg in one session", t.Max.MG())
	}
	rows = append(rows, line(v.T("How the dose goes on"), v.titration(t.Style.Titration)), line(v.T("Ordered dose"), v.dose(t, w)), line(v.T("At most"), limit),
		line(v.T("Weight used"), v.weight(w)), line(v.T("Sessions"), v.cadence(t)), line(v.T("Goals, in their words"), t.Goals), line(v.T("Fees explained"), v.fees(t.Fees)))
	if asked := v.asked(t.Scales); asked != "" {
		rows = append(rows, line(v.T("Scales"), asked))
	}
	return kit.Stack(kit.GapS, rows...)
}
