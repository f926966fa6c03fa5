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
			lines[line] = dueLine(s, n)
		case !told:
			at[n.Instrument] = len(lines)
			lines = append(lines, dueLine(s, n))
			if s.Person().May(clinic.TakeMeasure) {
				lines = append(lines, kit.Row(0, kit.Quiet(fmt.Sprintf("%s%d", id, len(at)), s.T("Fill it in"), func() {
					s.Go(Route{Place: Scales, Patient: patient, Part: n.Instrument})
				})))
			}
		}
	}
	return lines
}

// dueLine says that one scale is due or late.
func dueLine(s Shell, n measures.Need) fyne.CanvasObject {
	if n.Standing == measures.LateNow {
		return kit.Paragraph("○ " + s.T("Score late: %s", s.T(n.Title))).In(kit.ColorReview)
	}
	return kit.Paragraph("○ " + s.T("Score due: %s", s.T(n.Title)))
}
