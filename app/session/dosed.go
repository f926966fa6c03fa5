package session

import (
	"kapdesk/app/record"
)

// KindDose is the kind of the fact that records a dose, for who reads the
// doses of many visits at once.
const KindDose = factDose

// ReadDose reads a dose from its fact, of kind KindDose. The visit is the
// record that the fact is about.
func ReadDose(f record.Fact) (Given, error) {
	g := Given{ID: f.ID, At: f.At, Entered: f.Entered, Corrects: f.Supersedes}
	err := f.Read(&g.DoseFact)
	return g, err
}
