package clinic

import (
	"slices"

	"kapdesk/app/record"
)

// Role is what a person does in the clinic. One person may hold several.
type Role string

// The roles, each as it is shown in English.
const (
	FrontDesk  Role = "Front desk"
	Therapist  Role = "Therapist"
	Nurse      Role = "Nurse"
	Prescriber Role = "Prescriber"
	Owner      Role = "Owner"
)

// Roles lists the roles in the order in which they are offered.
var Roles = []Role{FrontDesk, Therapist, Nurse, Prescriber, Owner}

// Action is something a person may or may not do.
type Action string

// The actions. Every use case checks its own as the first thing it does.
const (
	SeeSchedule      Action = "see the schedule"
	BookVisit        Action = "book a visit"
	RegisterPatient  Action = "register a patient"
	SeeContact       Action = "see names and contacts"
	SeeChart         Action = "see the clinical chart"
	FillIntake       Action = "fill in the intake"
	ConfirmIntake    Action = "confirm the intake complete"
	FillScreening    Action = "fill in the eligibility checklist"
	ClearCriterion   Action = "clear a criterion"
	SignScreening    Action = "sign the eligibility checklist"
	WritePlan        Action = "write the plan"
	PrescribePlan    Action = "sign the plan as prescriber"
	CosignPlan       Action = "sign the plan as therapist"
	ExplainConsent   Action = "explain and take consent"
	AddDocument      Action = "add a document"
	PrepareSession   Action = "prepare a session"
	CheckSession     Action = "do today's checks"
	GiveDose         Action = "give a dose"
	RecordSession    Action = "write in the session log"
	OverrideGate     Action = "override a gate"
	DischargePatient Action = "discharge a patient"
	SignSession      Action = "sign a session"
	WriteIntegration Action = "write the integration plan"
	WritePsychNotes  Action = "write psychotherapy notes"
	PrintHandout     Action = "print a handout"
	PrintChart       Action = "print from the chart"
	ChangeSettings   Action = "change the clinic's settings"
	ManagePeople     Action = "manage people"
	SeeAudit         Action = "see the audit"
	TellOpenings     Action = "tell a patient who opened their chart"
	MakeBackup       Action = "make a backup"
	BreakGlass       Action = "open a chart in an emergency"
	KeepRegister     Action = "keep the controlled-drug register"
	WitnessRegister  Action = "be a witness for the register"
	CountRegister    Action = "count the register's stock"
	SeeRegister      Action = "see the controlled-drug register"
	ConfirmDose      Action = "confirm a dose as second clinician"
	TakeMeasure      Action = "take a rating scale"
	SettleAlert      Action = "deal with an alert"
	SeeOutcomes      Action = "see the clinic's outcomes"
	SeeProtocol      Action = "see the protocol"
	WriteProtocol    Action = "change the protocol"
	AdoptProtocol    Action = "adopt the protocol"
)

// clinical is everybody who treats patients.
var clinical = []Role{Therapist, Nurse, Prescriber}

// everybody is every role.
var everybody = Roles

// permitted says which roles may do what. This table is the only place that
// knows. The owner as such runs the clinic and treats nobody: an owner who
// treats holds a clinical role too.
var permitted = map[Action][]Role{
	SeeSchedule:      everybody,
	BookVisit:        everybody,
	RegisterPatient:  everybody,
	SeeContact:       everybody,
	SeeChart:         {Therapist, Nurse, Prescriber},
	FillIntake:       {FrontDesk, Therapist, Nurse, Prescriber},
	ConfirmIntake:    clinical,
	FillScreening:    {FrontDesk, Therapist, Nurse, Prescriber},
	ClearCriterion:   {Prescriber},
	SignScreening:    {Prescriber},
	WritePlan:        {Therapist, Prescriber},
	PrescribePlan:    {Prescriber},
	CosignPlan:       {Therapist},
	ExplainConsent:   clinical,
	AddDocument:      {FrontDesk, Therapist, Nurse, Prescriber},
	PrepareSession:   clinical,
	CheckSession:     clinical,
	GiveDose:         {Nurse, Prescriber},
	RecordSession:    clinical,
	OverrideGate:     {Prescriber},
	DischargePatient: clinical,
	SignSession:      clinical,
	WriteIntegration: clinical,
	WritePsychNotes:  {Therapist, Prescriber},
	PrintHandout:     {FrontDesk, Therapist, Nurse, Prescriber},
	PrintChart:       clinical,
	ChangeSettings:   {Owner},
	ManagePeople:     {Owner},
	SeeAudit:         {Owner},
	TellOpenings:     {FrontDesk, Owner},
	MakeBackup:       everybody,
	BreakGlass:       everybody,
	KeepRegister:     {Nurse, Prescriber},
	WitnessRegister:  {Nurse, Prescriber, Therapist, Owner},
	CountRegister:    {Nurse, Prescriber, Therapist, Owner},
	SeeRegister:      {Nurse, Prescriber, Therapist, Owner},
	ConfirmDose:      clinical,
	TakeMeasure:      {FrontDesk, Therapist, Nurse, Prescriber},
	SettleAlert:      clinical,
	SeeOutcomes:      {Therapist, Nurse, Prescriber, Owner},
	SeeProtocol:      {Therapist, Nurse, Prescriber, Owner},
	WriteProtocol:    {Prescriber},
	AdoptProtocol:    {Prescriber},
}

// May reports whether any of the roles permits the action.
func May(roles []Role, a Action) bool {
	for _, r := range permitted[a] {
		if slices.Contains(roles, r) {
			return true
		}
	}
	return false
}

// Actions lists every action of the table, in the order above.
func Actions() []Action {
	return []Action{SeeSchedule, BookVisit, RegisterPatient, SeeContact, SeeChart, FillIntake, ConfirmIntake,
		FillScreening, ClearCriterion, SignScreening, WritePlan, PrescribePlan, CosignPlan, ExplainConsent,
		AddDocument, PrepareSession, CheckSession, GiveDose, RecordSession, OverrideGate, DischargePatient,
		SignSession, WriteIntegration, WritePsychNotes, PrintHandout, PrintChart, ChangeSettings, ManagePeople,
		SeeAudit, TellOpenings, MakeBackup, BreakGlass,
		KeepRegister, WitnessRegister, CountRegister, SeeRegister,
		ConfirmDose, TakeMeasure, SettleAlert, SeeOutcomes, SeeProtocol, WriteProtocol, AdoptProtocol}
}

// Check gives the person behind the actor if the action is permitted, and
// otherwise a Problem with code NotAllowed. It reads the roles from the
// clinic's people as they stand in this transaction.
func Check(r record.Reader, by record.Actor, a Action) (Person, error) {
	p, err := PersonByID(r, by.ID)
	if err != nil {
		return Person{}, err
	}
	if !p.Active {
		return Person{}, &record.Problem{Code: record.NotAllowed, Text: "This person no longer works here.", Next: "Sign in as somebody else."}
	}
	if !May(p.Roles, a) {
		return Person{}, &record.Problem{Code: record.NotAllowed, Text: "Your role does not allow this: %s.", Args: []any{Said(a)},
			Next: "Ask a colleague whose role does; what you typed is kept."}
	}
	return p, nil
}

// Said is an action as an argument of a sentence: the translator turns it
// into the reader's language.
type Said string

// String gives the action's English words, the key of their translation.
func (s Said) String() string { return string(s) }
