package place

import "kapdesk/app/record"

// Mend gives the place that mends a problem which stands against a visit, by
// the problem's Field: a place, "consent", or something of the visit itself.
func Mend(field string, patient, visit record.ID) Route {
	switch field {
	case Intake, Eligibility, Plan, Integration, Documents, Details:
		return Route{Place: field, Patient: patient}
	case "consent":
		return Route{Place: Plan, Patient: patient, Part: "consent"}
	}
	return Route{Place: Session, Patient: patient, Record: visit, Part: field}
}
