package eligibility

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// The facts that do not come from an answer of the intake with the same id.
const (
	factAge       = "age"
	factPressure  = "pressure"
	factMedicines = "medicines"
	factConfirmed = "intake_confirmed"
)

// Fact is a fact as the checklist shows it. The zero parts are not known.
type Fact struct {
	Type      protocol.Type     `json:"type"`
	Known     bool              `json:"known"`
	Asked     bool              `json:"asked"` // somebody asked: it may still not be known
	Conflict  bool              `json:"conflict,omitempty"`
	Say       string            `json:"say,omitempty"`
	Kind      string            `json:"kind,omitempty"`
	KindText  words.Text        `json:"kind_text,omitzero"`
	When      string            `json:"when,omitempty"`
	Detail    string            `json:"detail,omitempty"`
	Number    int               `json:"number,omitempty"`
	Unit      string            `json:"unit,omitempty"`
	Pressure  protocol.Pressure `json:"pressure,omitzero"`
	Date      record.Date       `json:"date,omitzero"` // measured, or the fact itself
	Medicines []string          `json:"medicines,omitempty"`
	Of        int               `json:"of,omitempty"`        // how many medicines there are in all
	Strange   bool              `json:"strange,omitempty"`   // the medicines are those no list holds
	DidMean   []string          `json:"did_mean,omitempty"`  // names that a strange one may stand for
	Unclear   []string          `json:"unclear,omitempty"`   // medicines no list holds: each may be one of those looked for
	By        string            `json:"by,omitempty"`        // who entered it
	At        time.Time         `json:"at,omitzero"`         // when
	Since     bool              `json:"since,omitempty"`     // the intake changed after it was confirmed
	Confirmed string            `json:"confirmed,omitempty"` // who confirmed it since
}

// known is everything that is read of a patient for one run.
type known struct {
	p         *protocol.Protocol
	on        record.Date
	answers   intake.Answers
	intake    intake.Standing
	medicines []intake.Medicine
	patient   patients.Patient
	pressure  patients.Measurement
	has       bool // a pressure
	names     map[record.ID]string
	zone      *time.Location
	facts     protocol.Facts
}

// read gathers the patient's facts for the protocol. Rules are evaluated as
// on the day on.
func read(r record.Reader, patient record.ID, p *protocol.Protocol, on record.Date) (*known, error) {
	k := &known{p: p, on: on, names: map[record.ID]string{}}
	var err error
	if k.patient, err = patients.Of(r, patient); err != nil {
		return nil, err
	}
	if k.answers, err = intake.Of(r, patient); err != nil {
		return nil, err
	}
	if k.intake, err = intake.State(r, patient); err != nil {
		return nil, err
	}
	if k.pressure, k.has, err = patients.LatestPressure(r, patient); err != nil {
		return nil, err
	}
	people, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	for _, q := range people {
		k.names[q.ID] = q.Name
	}
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	k.zone = c.Location()
	k.medicines = k.answers.Medicines()
	k.facts = k.all()
	return k, nil
}

// all gives the facts as the protocol's rules see them.
func (k *known) all() protocol.Facts {
	out := protocol.Facts{}
	for _, ft := range k.p.Facts {
		switch {
		case ft.ID == factAge && ft.Type == protocol.TypeNumber:
			out[ft.ID] = protocol.Fact{Known: !k.patient.Born.IsZero(), Number: k.patient.Born.AgeOn(k.on)}
		case ft.ID == factPressure && ft.Type == protocol.TypePressure:
			if k.has {
				d := record.DateOf(k.pressure.At, k.zone)
				out[ft.ID] = protocol.Fact{Known: true, From: d, To: d, Pressure: protocol.Pressure{Systolic: k.pressure.Systolic, Diastolic: k.pressure.Diastolic}}
			}
		case ft.ID == factConfirmed && ft.Type == protocol.TypeDate:
			if !k.intake.At.IsZero() {
				d := record.DateOf(k.intake.At, k.zone)
				out[ft.ID] = protocol.Fact{Known: true, From: d, To: d}
			}
		case ft.ID == factMedicines && ft.Type == protocol.TypeMedicines:
			out[ft.ID] = k.medicineFact()
		case ft.Type == protocol.TypeAnswer:
			out[ft.ID] = k.answerFact(ft.ID)
		}
	}
	return out
}

// medicineFact is not known while nobody asked, or while two laptops differ
// about one of the medicines.
func (k *known) medicineFact() protocol.Fact {
	f := protocol.Fact{Known: k.answers.MedicineState() != intake.NotAsked && !k.medicineConflict()}
	for _, m := range k.medicines {
		f.Medicines = append(f.Medicines, m.Name)
	}
	return f
}

func (k *known) medicineConflict() bool {
	for _, row := range k.answers.Rows("medicine") {
		if row.Conflict {
			return true
		}
	}
	return false
}

func (k *known) answerFact(id string) protocol.Fact {
	g, ok := k.answers.Get(id)
	if !ok || g.Conflict {
		return protocol.Fact{}
	}
	f := protocol.Fact{Known: true, Say: g.Say, Kind: g.Kind}
	if g.When != "" {
		from, to, err := protocol.ParseWhen(g.When)
		if err == nil {
			f.From, f.To = from, to
		}
	}
	return f
}

// shown gives the fact of a criterion as a person reads it.
func (k *known) shown(c protocol.Criterion) Fact {
	ft, _ := k.p.FactType(c.Fact)
	f := Fact{Type: ft.Type, Known: k.facts[c.Fact].Known, Unit: ft.Unit}
	switch ft.Type {
	case protocol.TypeAnswer:
		g, ok := k.answers.Get(c.Fact)
		if !ok {
			return f
		}
		f.Asked, f.Conflict = true, g.Conflict
		f.Known = f.Known && (g.Say == intake.Yes || g.Say == intake.No)
		f.Say, f.Kind, f.When, f.Detail = g.Say, g.Kind, g.When, g.Detail
		k.entered(&f, c.Fact, g.By, g.At)
	case protocol.TypeNumber:
		f.Number = k.facts[c.Fact].Number
	case protocol.TypePressure, protocol.TypeDate:
		f.Pressure, f.Date = k.facts[c.Fact].Pressure, k.facts[c.Fact].From
		if c.Fact == factConfirmed && f.Known {
			f.Confirmed, f.At = k.intake.Confirmed.Signature.Name, k.intake.At
			f.Since = len(k.intake.Changed) > 0
		}
		if c.Fact == factPressure && f.Known {
			f.At = k.pressure.At
		}
	case protocol.TypeMedicines:
		k.shownMedicines(&f, c)
	}
	return f
}

// entered says who gave the answer of a field, and who has confirmed the
// intake with this very answer in it.
func (k *known) entered(f *Fact, field string, by record.ID, at time.Time) {
	f.By, f.At, f.Confirmed = k.names[by], at, ""
	if !k.intake.At.IsZero() && !slices.Contains(k.intake.Changed, field) {
		f.Confirmed = k.intake.Confirmed.Signature.Name
	}
}

// shownMedicines picks the medicines that the criterion's rules look at.
func (k *known) shownMedicines(f *Fact, c protocol.Criterion) {
	f.Asked, f.Of, f.Conflict = k.answers.MedicineState() != intake.NotAsked, len(k.medicines), k.medicineConflict()
	var classes []string
	for _, r := range c.Rules {
		classes = append(append(classes, r.If.AnyOf...), r.If.NoneOf...)
		f.Strange = f.Strange || r.If.Unrecognised != nil
	}
	for _, m := range k.medicines {
		one := []string{m.Name}
		doubt := len(k.p.Doubtful(one, classes)) > 0
		if f.Strange && len(k.p.Unrecognised(one)) == 0 || !f.Strange && !doubt && len(k.p.Among(one, classes)) == 0 {
			continue
		}
		line := m.Line()
		if m.Last != "" {
			line += " (" + m.Last + ")"
		}
		f.Medicines = append(f.Medicines, line)
		if f.Strange || doubt {
			f.DidMean = append(f.DidMean, k.p.Suggest(m.Name)...)
		}
		if m.At.After(f.At) {
			k.entered(f, "medicine."+string(m.ID), m.By, m.At)
		}
	}
	if !f.Strange && len(f.Medicines) == 0 {
		for _, m := range k.medicines {
			if len(k.p.Unrecognised([]string{m.Name})) > 0 {
				f.Unclear = append(f.Unclear, m.Line())
			}
		}
	}
	if f.At.IsZero() && f.Asked {
		if g, ok := k.answers.Get(factMedicines); ok {
			k.entered(f, factMedicines, g.By, g.At)
		}
	}
}

// key is what of a fact counts when two screenings are compared: an answer as
// it was given, the medicines the criterion looks at without when they were
// last taken, and of a measurement what the rules make of it, so that the
// blood pressure of every visit does not outdate the screening.
func (k *known) key(c protocol.Criterion, f Fact, r protocol.Result) string {
	switch {
	case f.Conflict:
		return "two answers"
	case f.Type == protocol.TypeAnswer:
		return strings.Join([]string{f.Say, f.Kind, f.When, f.Detail}, "\x1f")
	case f.Type == protocol.TypeMedicines:
		var lines []string
		for _, m := range k.medicines {
			for _, shown := range f.Medicines {
				if shown == m.Line() || strings.HasPrefix(shown, m.Line()+" (") {
					lines = append(lines, m.Line())
					break
				}
			}
		}
		return fmt.Sprint(f.Known, "\x1f", strings.Join(lines, "\x1f"))
	}
	return fmt.Sprint(f.Known, r.Rule, r.State)
}
