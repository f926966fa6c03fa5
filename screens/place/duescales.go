package place

import (
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// DueScales are the lines of the scales that a patient should fill in now,
// each scale once, with a link to its form for who may take one: id + "1" and
// so on. They stand in nothing's way.
func DueScales(s Shell, id string, patient record.ID, needs []measures.Need) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	at := map[string]int{} // where each scale's line stands
	for _, n := range needs {
		line, told := at[n.Instrument]
		switch {
		case told && n.Standing == measures.LateNow:
			lines[line] = dueLine(s, fmt.Sprintf("%s%d", id, line+1), patient, n)
		case !told:
			at[n.Instrument] = len(lines)
			lines = append(lines, dueLine(s, fmt.Sprintf("%s%d", id, len(lines)+1), patient, n))
		}
	}
	return lines
}

// dueLine says that one scale is due or late, with the link beside it where
// there is room.
func dueLine(s Shell, id string, patient record.ID, n measures.Need) fyne.CanvasObject {
	said := kit.Body("○ " + s.T("Score due: %s", ShortScale(s.T(n.Title))))
	if n.Standing == measures.LateNow {
		said = kit.Body("○ " + s.T("Score late: %s", ShortScale(s.T(n.Title)))).In(kit.ColorReview)
	}
	if !s.Person().May(clinic.TakeMeasure) {
		return said.Wrapped()
	}
	return kit.FlowRow(kit.GapM, said, kit.Quiet(id, s.T("Fill it in"), func() {
		s.Go(Route{Place: Scales, Patient: patient, Part: n.Instrument})
	}))
}
