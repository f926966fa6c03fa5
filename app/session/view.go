package session

import (
	"context"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
)

// Stage is how far a dosing session has come, for the head of its screen.
type Stage string

// The stages, as they are stored; Name gives the word to show.
const (
	StageChecks     Stage = "checks" // not started
	StageReady      Stage = "ready"  // started, no dose yet
	StageDosing     Stage = "dosing" // after the first dose
	StageDischarged Stage = "discharged"
	StageSigned     Stage = "signed"
	StageOver       Stage = "over" // cancelled or missed
)

// Name gives the stage's English word, the key of its translation.
func (s Stage) Name() string {
	switch s {
	case StageChecks:
		return "Today's checks"
	case StageReady:
		return "Started"
	case StageDosing:
		return "Dosing"
	case StageDischarged:
		return "Discharged"
	case StageSigned:
		return "Signed"
	}
	return "Over"
}

// Show is everything that the screen of one visit shows, read at one instant.
type Show struct {
	Visit     Visit
	WithName  string
	Nth       int // which dosing session of the patient
	Stage     Stage
	Intention Intention
	Order     Order
	Ordered   bool // there is a signed plan
	Rules     Rules
	Checks    Checks
	CheckedAt time.Time
	Checked   bool
	Reasons   []Reason // what stands against a dose now
	Overrides []Override
	Doses     []Given
	TotalUG   int64
	MaxUG     int64               // the maximum in force
	Drawn     []register.OpenDraw // drawn for this session and not accounted for
	Room      Room
	RoomSet   bool // somebody has set the room
	Lines     []Line
	NextDue   time.Time // zero: nothing due
	Due       []Due     // when vital signs were and are due, in the order of time
	Cards     []Opened  // every card that was opened
	Discharge Discharge
	LeftAt    time.Time // of the discharge check; zero before
	Signed    Signed
	IsSigned  bool
	Whole     bool // every signed event is there and unchanged
	Notes     []SignedNote
	Visits    []Visit // all of the patient
}

// Elapsed gives how long a dosing session has run at the instant; it stands
// still from the discharge on. It is counted between instants, so midnight and
// a change of the clock alter nothing.
func (s Show) Elapsed(now time.Time) time.Duration {
	if s.Visit.Began.IsZero() {
		return 0
	}
	if !s.LeftAt.IsZero() {
		now = s.LeftAt
	}
	return max(0, now.Sub(s.Visit.Began))
}

// Judged gives the instant for which today's checks are judged: that of the
// first dose, or of the checks while there is none.
func (s Show) Judged() time.Time {
	if len(s.Doses) > 0 {
		return s.Doses[0].At
	}
	return s.CheckedAt
}

// Show gives everything about one visit.
func (d *Desk) Show(ctx context.Context, by record.Actor, id record.ID) (s Show, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		v, err := Of(r, id)
		if err != nil {
			return err
		}
		s, err = d.show(r, v)
		return err
	})
	return s, err
}

func (d *Log) show(r record.Reader, v Visit) (s Show, err error) {
	s.Visit = v
	read := func(f func() error) {
		if err == nil {
			err = f()
		}
	}
	read(func() (err error) { s.WithName, err = nameOf(r, v.With); return })
	read(func() (err error) { s.Visits, err = List(r, v.Patient); return })
	read(func() (err error) { s.Intention, err = IntentionOf(r, v); return })
	read(func() (err error) { s.Lines, err = Timeline(r, v); return })
	read(func() (err error) { s.Notes, err = SignedNotes(r, v); return })
	if err != nil || v.Kind != Dosing {
		return s, err
	}
	s.Nth = Nth(s.Visits, v.ID)
	read(func() error {
		look, err := d.dosing(r, v)
		s.Order, s.Ordered, s.Rules, s.Doses, s.Overrides = look.order, look.ordered, look.rules, look.doses, look.overrides
		s.Checks, s.CheckedAt, s.Checked = look.checks, look.checked, !look.checked.IsZero()
		s.MaxUG, s.TotalUG = look.maximum(), Total(look.doses)
		return err
	})
	read(func() (err error) { s.Reasons, err = d.Reasons(r, v); return })
	if d.deps.Register != nil {
		read(func() (err error) { s.Drawn, err = register.OpenDraws(r, v.ID); return })
	}
	read(func() (err error) { s.Room, s.RoomSet, err = RoomOf(r, v, r.Now().Add(skew)); return })
	read(func() (err error) { s.Cards, err = Cards(r, v); return })
	read(func() (err error) { s.Discharge, s.LeftAt, _, err = DischargeOf(r, v); return })
	read(func() (err error) { s.Signed, s.IsSigned, s.Whole, err = SignedOf(r, v); return })
	if v.State == Running && dosedSince(s.Doses, s.LeftAt) {
		s.LeftAt = time.Time{}
	}
	s.Stage = s.stage()
	s.Due = s.dueList()
	for _, d := range s.Due {
		if d.Waits() {
			s.NextDue = d.At
			break
		}
	}
	return s, err
}

// Taken gives the vital signs of the log that stand, those of today's checks
// among them, in the order of time.
func (s Show) Taken() []Taken {
	var out []Taken
	for _, l := range s.Lines {
		switch {
		case l.Struck():
		case l.Vitals != nil:
			out = append(out, Taken{*l.Vitals, l.At, l.ID})
		case l.Checks != nil && !l.Checks.Vitals.Blank():
			out = append(out, Taken{l.Checks.Vitals, l.At, l.ID})
		}
	}
	return out
}

func (s Show) stage() Stage {
	switch {
	case s.Visit.State == Closed:
		return StageSigned
	case s.Visit.State.Over():
		return StageOver
	case !s.LeftAt.IsZero():
		return StageDischarged
	case s.Visit.State != Running:
		return StageChecks
	case len(s.Doses) == 0:
		return StageReady
	}
	return StageDosing
}

// Row is one visit in the patient's list of visits.
type Row struct {
	Visit    Visit
	WithName string
	Nth      int              // of a dosing session; 0 otherwise
	Blocks   record.Problems  // what stands against today's dose, without the overridden
	Signed   clinic.Signature // who signed it; the zero Signature before
}

// Rows lists the patient's visits, the latest first. A person who may not see
// the chart is told that today's checks stand in the way but not why.
func (d *Desk) Rows(ctx context.Context, by record.Actor, patient record.ID) (rows []Row, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		p, err := clinic.Check(r, by, clinic.SeeSchedule)
		if err != nil {
			return err
		}
		visits, err := List(r, patient)
		if err != nil {
			return err
		}
		for i := len(visits) - 1; i >= 0; i-- {
			row, err := d.row(r, visits, visits[i], p.May(clinic.SeeChart))
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

func (d *Desk) row(r record.Reader, visits []Visit, v Visit, chart bool) (row Row, err error) {
	row.Visit, row.Nth = v, Nth(visits, v.ID)
	if row.WithName, err = nameOf(r, v.With); err != nil {
		return row, err
	}
	if row.Blocks, err = d.Blocks(r, v, chart); err != nil {
		return row, err
	}
	if v.Kind == Dosing {
		s, ok, _, err := SignedOf(r, v)
		if ok {
			row.Signed = s.By
		}
		return row, err
	}
	notes, err := SignedNotes(r, v)
	if len(notes) > 0 {
		row.Signed = notes[len(notes)-1].By
	}
	return row, err
}

// Blocks gives what stands against a dose in this visit and is not overridden,
// each with the place that mends it in Field. That the session has not been
// started is none, and today's checks are one on the day of the visit alone.
// Without chart, what the patient answered is not told.
func (l *Log) Blocks(r record.Reader, v Visit, chart bool) (record.Problems, error) {
	reasons, err := l.Reasons(r, v)
	if err != nil {
		return nil, err
	}
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	zone := c.Location()
	today := v.State == Running || record.DateOf(v.Starts, zone) == record.DateOf(r.Now(), zone)
	var ps record.Problems
	hidden := false
	for _, re := range reasons {
		switch {
		case re.Overridden || re.Gate == GateRunning || re.Gate == GateChecks && !today:
		case re.Gate == GateChecks && !chart:
			hidden = true
		default:
			ps = append(ps, re.Problem)
		}
	}
	if hidden {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: GateChecks, Text: "Today's checks are not clear yet.", Next: "A clinician sees to it."})
	}
	return ps, nil
}

// Visit gives when, where and what for one visit is, for everybody who may
// see the schedule; what is written about it is left out.
func (d *Desk) Visit(ctx context.Context, by record.Actor, id record.ID) (v Visit, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeSchedule); err != nil {
			return err
		}
		v, err = Of(r, id)
		v.Note = Note{}
		return err
	})
	return v, err
}
