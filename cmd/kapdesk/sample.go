package main

import (
	"context"
	"fmt"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/integration"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// sampleZone is where the sample clinic stands.
const sampleZone = "America/Denver"

// sampleClock is the time of the sample day, which is told as it happened and
// so runs ahead of nobody: it starts weeks ago and ends before now.
type sampleClock struct{ now time.Time }

func (c *sampleClock) Now() time.Time { return c.now }

// sampler lives the sample day through the same use cases as the window.
type sampler struct {
	*desks
	ctx   context.Context
	clock *sampleClock
	zone  *time.Location
	today record.Date
	err   error // the first that went wrong; everything after it is skipped

	mara, ana, ravi, ilse clinic.Person
	made                  made
}

// made is what the sample day left behind, for the report.
type made struct {
	Patients []madePatient `json:"patients"`
	Sessions []madeSession `json:"sessions"`
	Files    []string      `json:"files"` // PDFs, by their path below the folder
	Events   int           `json:"events"`

	steps []integration.Action
}

type madePatient struct {
	ID       record.ID `json:"id"`
	Number   string    `json:"number"`
	Name     string    `json:"name"`
	Eligible bool      `json:"eligible"`
}

type madeSession struct {
	ID     record.ID `json:"id"`
	Kind   string    `json:"kind"`
	Starts time.Time `json:"starts"`
	State  string    `json:"state"`
}

// newSampler makes a sampler whose present is now.
func newSampler(ctx context.Context, now time.Time) (*sampler, error) {
	zone, err := time.LoadLocation(sampleZone)
	if err != nil {
		return nil, err
	}
	return &sampler{ctx: ctx, clock: &sampleClock{now}, zone: zone, today: record.DateOf(now, zone)}, nil
}

// at turns the sample's clock to a time of day, days before today.
func (s *sampler) at(daysAgo, hour, minute int) {
	d := s.today.AddDays(-daysAgo)
	s.clock.now = time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, s.zone)
}

// later lets minutes pass.
func (s *sampler) later(minutes int) {
	s.clock.now = s.clock.now.Add(time.Duration(minutes) * time.Minute)
}

// do keeps the first error and where it came from.
func (s *sampler) do(what string, err error) {
	if s.err == nil && err != nil {
		s.err = fmt.Errorf("%s: %w", what, err)
	}
}

func actor(p clinic.Person) record.Actor { return record.Actor{ID: p.ID} }

// setUp makes the clinic and its people.
func (s *sampler) setUp() {
	s.at(40, 8, 0)
	people, err := s.clinics.SetUp(s.ctx, clinic.Clinic{Name: "Clínica Orilla", Address: "1200 Harbor Way\nSuite 4\nDenver, CO 80202",
		Phone: "(321) 555-0148", Emergency: "911", Crisis: "988", Zone: sampleZone, Weight: clinic.Pounds, Paper: clinic.Letter, Lang: words.English, Sample: true},
		s.store, []clinic.Person{
			{Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}},
			{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}},
			{Name: "Ravi Shah", Roles: []clinic.Role{clinic.Nurse}},
			{Name: "Dr. Ilse Baum", Roles: []clinic.Role{clinic.Prescriber, clinic.Owner}},
		})
	if s.do("set up", err); s.err == nil {
		s.mara, s.ana, s.ravi, s.ilse = people[0], people[1], people[2], people[3]
	}
}

// register records one patient at the front desk.
func (s *sampler) register(p patients.Patient) patients.Patient {
	if s.err != nil {
		return p
	}
	p, err := s.patients.Register(s.ctx, actor(s.mara), p)
	s.do("register "+p.Number, err)
	return p
}

// answers are the answers of one intake, by question; every yes-or-no question
// that is not named is answered no, every list that is not named is none.
type answers map[string]intake.Answer

// fillIn saves an intake in two parts by two people, and a clinician confirms
// it.
func (s *sampler) fillIn(p patients.Patient, a answers, rows []intake.Entry) {
	if s.err != nil {
		return
	}
	var desk, rest []intake.Entry
	listed := map[string]bool{}
	for _, r := range rows {
		q, _ := s.form.QuestionOf(r.Field)
		listed[q.ID] = true
	}
	for i, section := range s.form.Sections {
		for _, q := range section.Questions {
			answer, ok := a[q.ID]
			switch {
			case ok:
			case listed[q.ID] || !q.Required:
				continue
			case q.Type == "yesno":
				answer = intake.Said(intake.No, "")
			case q.Type == "list":
				answer = intake.Said(intake.None, "")
			default:
				continue
			}
			if i == 0 {
				desk = append(desk, intake.Entry{Field: q.ID, Answer: answer})
			} else {
				rest = append(rest, intake.Entry{Field: q.ID, Answer: answer})
			}
		}
	}
	s.do("intake at the desk", s.intake.Save(s.ctx, actor(s.mara), p.ID, desk))
	s.later(25)
	s.do("intake, the rest", s.intake.Save(s.ctx, actor(s.ana), p.ID, append(rest, rows...)))
	s.later(5)
	if s.err == nil {
		s.do("confirm the intake", s.intake.Confirm(s.ctx, actor(s.ana), p.ID))
	}
}

// row is one row of a list of the intake.
func row(field string, cells map[string]string) intake.Entry {
	return intake.Entry{Field: field + ".", Answer: intake.Answer{Row: cells}}
}

// screen runs the eligibility checklist over a patient and signs it.
func (s *sampler) screen(p patients.Patient, eligible bool, notes map[string]string, reasoning string) {
	if s.err != nil {
		return
	}
	sheet, err := s.eligibility.Sheet(s.ctx, actor(s.ilse), p.ID)
	if s.do("read the checklist", err); s.err != nil {
		return
	}
	s.do("sign the checklist of "+p.Number, s.sign(sheet, p, eligible, notes, reasoning))
	s.made.Patients = append(s.made.Patients, madePatient{p.ID, p.Number, p.Name(), eligible})
}

// needsNote reports whether a state asks for the prescriber's word.
func needsNote(st protocol.State) bool { return st == protocol.Review }
