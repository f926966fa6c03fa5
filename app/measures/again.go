package measures

import "kapdesk/app/record"

// again finds the measure that a patient finished alone at the same instant on
// the same scale: the computer was switched off after it was recorded and
// before its draft was forgotten. It is the same form.
func again(r record.Reader, t Taken, f Filled) (record.ID, bool, error) {
	if f.Mode != Kiosk || f.At.IsZero() || !f.Corrects.IsZero() {
		return "", false, nil
	}
	all, err := readTaken(r, record.Filter{Patient: t.Patient, Kinds: []string{KindTaken}, Superseded: true})
	if err != nil {
		return "", false, err
	}
	for _, old := range all {
		if old.Mode == Kiosk && old.Instrument == t.Instrument && old.At.Equal(t.At) && old.Corrects.IsZero() {
			return old.ID, true, nil
		}
	}
	return "", false, nil
}
