package main

import (
	"time"

	"kapdesk/app/consent"
	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/integration"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// sign puts a note at every line that asks for one and signs.
func (s *sampler) sign(sheet eligibility.Sheet, p patients.Patient, eligible bool, notes map[string]string, reasoning string) error {
	var marks []eligibility.Mark
	for _, l := range sheet.Lines {
		if n := notes[l.Criterion.ID]; n != "" && needsNote(l.State) {
			marks = append(marks, eligibility.Mark{Criterion: l.Criterion.ID, Note: n})
		}
	}
	return s.eligibility.Sign(s.ctx, actor(s.ilse), p.ID, eligibility.Decision{Seen: sheet.Seen, Eligible: eligible, Marks: marks, Reasoning: reasoning})
}

// screenAgain is the re-screen before a further dosing session, of which
// today's checks have asked what holds no longer.
func (s *sampler) screenAgain(p patients.Patient) {
	if s.err != nil {
		return
	}
	sheet, err := s.eligibility.Sheet(s.ctx, actor(s.ilse), p.ID)
	if s.do("read the checklist again", err); s.err != nil {
		return
	}
	s.do("sign the checklist again", s.eligibility.Sign(s.ctx, actor(s.ilse), p.ID, eligibility.Decision{Seen: sheet.Seen, Eligible: true}))
}

// order writes the plan, which both sign, and takes the consent.
func (s *sampler) order(p patients.Patient, goals string) {
	if s.err != nil {
		return
	}
	terms := plan.Terms{Model: plan.KAP, Indication: []plan.Indication{{Code: "depression", Name: words.Text{EN: "Treatment-resistant depression", ES: "Depresión resistente al tratamiento"}}},
		Route: plan.Lozenge, Style: plan.Style{Depth: plan.Psycholytic, Titration: plan.Tailored}, Dose: 100_000, Max: 150_000,
		Sessions: 6, Cadence: plan.Cadence{Times: 1, Days: 14}, Goals: goals, Fees: plan.Fees{By: s.mara.ID, On: record.DateOf(s.clock.now, s.zone)},
		Scales: sampleScales()}
	s.do("write the plan", s.plan.Save(s.ctx, actor(s.ilse), p.ID, terms))
	for _, who := range []struct {
		by record.Actor
		as plan.Signer
	}{{actor(s.ilse), plan.AsPrescriber}, {actor(s.ana), plan.AsTherapist}} {
		if s.err != nil {
			return
		}
		st, err := s.plan.Of(s.ctx, who.by, p.ID)
		s.do("read the plan", err)
		s.do("sign the plan", s.plan.Sign(s.ctx, who.by, p.ID, who.as, st.Offer.Hash))
	}
	s.later(10)
	_, err := s.consent.Sign(s.ctx, actor(s.ana), p.ID, consent.Signing{Lang: p.Lang, Method: consent.OnScreen, Signer: consent.Signer{Who: consent.Patient},
		Strokes: sampleSignature(), Questions: "Asked whether he can stop half-way: yes, at any time."})
	s.do("consent", err)
	s.do("what to expect", s.consent.Explain(s.ctx, actor(s.ana), p.ID, consent.Explanation{Handout: s.handoutName(p.Lang), Lang: p.Lang}))
}

// sampleSignature is a scrawl.
func sampleSignature() [][]consent.Spot {
	return [][]consent.Spot{{{X: 0.1, Y: 0.6}, {X: 0.18, Y: 0.2}, {X: 0.22, Y: 0.7}, {X: 0.3, Y: 0.5}, {X: 0.38, Y: 0.62}, {X: 0.46, Y: 0.4}, {X: 0.55, Y: 0.66}, {X: 0.7, Y: 0.45}, {X: 0.86, Y: 0.55}}, {{X: 0.12, Y: 0.8}, {X: 0.6, Y: 0.76}}}
}

// book books a visit for a day and time before or after today.
func (s *sampler) book(p patients.Patient, kind session.Kind, daysAgo, hour, minute int, room string, with record.ID) record.ID {
	if s.err != nil {
		return ""
	}
	d := s.today.AddDays(-daysAgo)
	starts := time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, s.zone)
	id, err := s.sessions.Book(s.ctx, actor(s.mara), p.ID, kind, starts, room, with)
	s.do("book a visit", err)
	return id
}

// prepare holds a preparation visit.
func (s *sampler) prepare(id record.ID) {
	if s.err != nil {
		return
	}
	s.do("prepare", s.sessions.SaveNote(s.ctx, actor(s.ana), id, session.Note{
		Intention: "To meet the fear without running from it.", Explained: session.Yes,
		Touch: "A hand on the shoulder or holding his hand, only when he reaches out. “Stop” ends it.", Limits: "No talking about work during the session.",
		Distress: "Three slow breaths together, feet on the floor, music lower.", Questions: "How long it lasts.",
		How: "Sleeping five hours, a little more hope since the plan.", Safety: session.No, Notes: "Practised breathing. Walked through the room."}))
	_, err := s.sessions.SignNote(s.ctx, actor(s.ana), id)
	s.do("sign the preparation", err)
}

// checks are today's answers, asked anew.
func (s *sampler) checks(p patients.Patient, systolic, diastolic int) session.Checks {
	return session.Checks{Medicines: session.Asked{Answer: session.No}, Health: session.Asked{Answer: session.No},
		Solids: session.Since{At: s.clock.now.Add(-10 * time.Hour)}, Liquids: session.Since{At: s.clock.now.Add(-4 * time.Hour)},
		Ride:      session.Ride{Answer: session.Yes, Name: p.Ride.Name, Phone: p.Ride.Phone},
		Weight:    session.Weight{Grams: 82_400, Typed: "82.4", Unit: "kg"},
		Vitals:    session.Vitals{Systolic: session.Int(systolic), Diastolic: session.Int(diastolic), Pulse: session.Int(76), SpO2: session.Int(98), Breaths: session.Int(14), Sedation: session.Int(5)},
		Pregnancy: session.Asked{Answer: session.NotApplicable}, Substances: session.Asked{Answer: session.No},
		Mood: "Nervous and ready", Safety: session.Asked{Answer: session.No}}
}

// dose holds the dosing session from the checks to the signature.
func (s *sampler) dose(p patients.Patient, id record.ID) {
	if s.err != nil {
		return
	}
	log, ana, ravi := s.sessions, actor(s.ana), actor(s.ravi)
	s.do("arrive", log.Arrive(s.ctx, actor(s.mara), id))
	s.later(10)
	_, err := log.CompleteChecks(s.ctx, ravi, id, s.checks(p, 128, 80))
	s.do("today's checks", err)
	s.do("start", log.Start(s.ctx, ana, id))
	_, err = log.SetRoom(s.ctx, ana, id, session.Room{EyeMask: true, Headphones: true, Music: "Open water", Blanket: true, Basin: true, Water: true,
		Present: []session.Present{{Name: s.ana.Name, Role: "Therapist"}, {Name: s.ilse.Name, Role: "Prescriber, on site"}}}, session.When{})
	s.do("the room", err)
	s.later(6)
	_, err = log.GiveDose(s.ctx, ravi, id, session.Dose{UG: 100_000, Route: string(plan.Lozenge), Lot: "K24-118", Tablets: 1, HeldMin: 12}, session.When{})
	s.do("the dose", err)
	s.later(15)
	s.vitals(id, 138, 86, 78, 97, 5)
	s.later(3)
	s.say(id, session.Words, "Like the floor is breathing with me", true)
	s.later(3)
	s.say(id, session.Observation, "Tearful, hand on chest, breath steady", false)
	s.later(2)
	s.say(id, session.CalmSupport, "Held hand as agreed", false)
	s.later(7)
	s.vitals(id, 142, 88, 82, 97, 5)
	s.later(1)
	s.say(id, session.Words, "I was eight, in the kitchen. I could stay.", true)
	s.later(14)
	_, err = log.AddAdverse(s.ctx, ana, id, session.Adverse{What: "Nausea, no vomiting", Severity: session.Mild, Relation: session.Probable,
		Action: "Side position, basin, cool cloth", Ending: session.Recovered, Outcome: "Gone after ten minutes"}, session.When{})
	s.do("the adverse event", err)
	s.later(3)
	s.vitals(id, 134, 84, 76, 98, 5)
	s.later(30)
	s.vitals(id, 130, 82, 74, 98, 5)
	s.later(30)
	s.vitals(id, 126, 80, 72, 98, 5)
	s.discharge(p, id)
}

func (s *sampler) vitals(id record.ID, systolic, diastolic, pulse, spo2, sedation int) {
	_, err := s.sessions.AddVitals(s.ctx, actor(s.ana), id, session.Vitals{Systolic: session.Int(systolic), Diastolic: session.Int(diastolic),
		Pulse: session.Int(pulse), SpO2: session.Int(spo2), Sedation: session.Int(sedation)}, session.When{})
	s.do("vitals", err)
}

func (s *sampler) say(id record.ID, sort session.Sort, text string, key bool) {
	_, err := s.sessions.AddEntry(s.ctx, actor(s.ana), id, session.Entry{Sort: sort, Text: text}, key, session.When{})
	s.do("an entry", err)
}

func (s *sampler) discharge(p patients.Patient, id record.ID) {
	show, err := s.sessions.Show(s.ctx, actor(s.ana), id)
	if s.do("read the session", err); s.err != nil {
		return
	}
	d := session.Discharge{Escort: p.Ride.Name}
	for _, it := range show.ToDischarge() {
		d.Items = append(d.Items, session.Met{ID: it.ID, Answer: session.Yes, Scored: s.best(it.Scale)})
	}
	_, err = s.sessions.Discharge(s.ctx, actor(s.ana), id, d)
	s.do("discharge", err)
	s.later(5)
	_, err = s.sessions.Sign(s.ctx, actor(s.ana), id, "Calm, inward session. Early grief about his mother's kitchen; stayed with the fear. Left walking steadily with his brother.")
	s.do("sign the session", err)
}

// best is a scale with the best answer to each question; nil for none.
func (s *sampler) best(id string) *session.Scored {
	scale, ok := s.sessions.Scale(id)
	if !ok {
		return nil
	}
	best := &session.Scored{Answers: map[string]string{}}
	for _, q := range scale.Items {
		best.Answers[q.ID] = q.Options[0].Value
	}
	return best
}

// integrate writes the integration plan and, at the next visit, follows it up.
func (s *sampler) integrate(p patients.Patient, dosing record.ID) {
	if s.err != nil {
		return
	}
	content := integration.Content{
		Insights: []integration.Insight{{Text: "Puedo sentir miedo y quedarme."}},
		Actions: []integration.Action{
			{What: "Cinco respiraciones lentas antes de abrir el correo", When: "cada día", With: "a solas", Know: "una marca en la hoja"},
			{What: "Contarle a Luis lo de la cocina", When: "antes del domingo", With: "Luis", Know: "está dicho"},
		},
		Supports: "Luis, mi hermano\nEl grupo de los martes",
		Call:     "se siente peor\nno duerme dos noches\npiensa en hacerse daño",
	}
	v, err := s.integration.Save(s.ctx, actor(s.ana), p.ID, dosing, integration.Content{}, content)
	s.do("write the integration plan", err)
	if s.err == nil {
		v, err = s.integration.Sign(s.ctx, actor(s.ana), p.ID, dosing, "")
		s.do("sign the integration plan", err)
	}
	s.made.steps = v.Content.Actions
}

// followUp holds the integration visit: what became of the steps, and a note.
func (s *sampler) followUp(p patients.Patient, dosing, visit record.ID) {
	if s.err != nil || len(s.made.steps) < 2 {
		return
	}
	s.do("follow up", s.integration.FollowUp(s.ctx, actor(s.ana), p.ID, dosing, s.made.steps[0].ID, integration.Done, "four of five days"))
	s.do("follow up", s.integration.FollowUp(s.ctx, actor(s.ana), p.ID, dosing, s.made.steps[1].ID, integration.Partly, "began, then the phone rang"))
	s.do("note", s.sessions.SaveNote(s.ctx, actor(s.ana), visit, session.Note{How: "Two good days, one heavy.", Safety: session.No,
		Notes: "Went through the key moments. The breathing helps at the desk.", Next: "Second dosing session in two weeks, same dose."}))
	_, err := s.sessions.SignNote(s.ctx, actor(s.ana), visit)
	s.do("sign the visit", err)
}

// joseAnswers is the intake of the patient who is eligible.
func joseAnswers(today record.Date) (answers, []intake.Entry) {
	return answers{
			"why_now": intake.Wrote("Four years of depression, two medicines without relief. Wants to sleep and to feel something again."),
			"goals":   intake.Wrote("Enjoy cooking with my brother again."),
			"weight":  {Text: "182", Unit: "lb"}, "height": intake.Wrote("178 cm"), "pressure": intake.Wrote("128/82"), "measured": {Date: today},
			"hypertension":  {Say: intake.Yes, Kind: "controlled", Detail: "since 2019, lisinopril 10 mg"},
			"anaesthesia":   intake.Said(intake.Yes, "appendix 2004, no trouble"),
			"trauma":        intake.Said(intake.Yes, "childhood; talks about it when he wants to"),
			"hospital":      intake.Said(intake.No, ""),
			"pregnancy":     intake.Said(intake.No, ""),
			"breastfeeding": intake.Said(intake.No, ""),
			"supports":      intake.Wrote("Brother Luis lives near. A Tuesday group."), "home_safe": intake.Said(intake.Yes, ""), "ride": intake.Said(intake.Yes, ""),
			"readiness": intake.Said("ready", ""), "worries": intake.Wrote("Losing control."), "cost_understood": intake.Said(intake.Yes, ""),
		}, []intake.Entry{
			row("condition", map[string]string{"name": "depression", "since": "2022"}),
			row("medicine", map[string]string{"name": "lisinopril", "dose": "10 mg", "times": "mornings", "last": "this morning"}),
			row("medicine", map[string]string{"name": "sertraline", "dose": "100 mg", "times": "mornings", "last": "this morning"}),
			row("treatment", map[string]string{"name": "sertraline", "dose": "200 mg", "length": "8 months", "effect": "some"}),
			row("treatment", map[string]string{"name": "venlafaxine", "dose": "150 mg", "length": "6 months", "effect": "none"}),
		}
}

// graceAnswers is the intake of the patient whom a criterion stops.
func graceAnswers(today record.Date) (answers, []intake.Entry) {
	return answers{
			"why_now": intake.Wrote("Anxiety since the operation."),
			"goals":   intake.Wrote("Drive on the motorway again."),
			"weight":  {Text: "157", Unit: "lb"}, "height": intake.Wrote("165 cm"), "pressure": intake.Wrote("148/92"), "measured": {Date: today},
			"aneurysm": intake.Said(intake.Yes, "found on a scan in 2024, watched every six months"),
			"supports": intake.Wrote("Husband."), "home_safe": intake.Said(intake.Yes, ""), "ride": intake.Said(intake.Yes, ""),
			"readiness": intake.Said("ready", ""), "cost_understood": intake.Said(intake.Yes, ""),
		}, []intake.Entry{
			row("condition", map[string]string{"name": "anxiety", "since": "2024"}),
			row("allergy", map[string]string{"name": "penicillin", "reaction": "hives"}),
			row("medicine", map[string]string{"name": "alprazolam", "dose": "0.5 mg", "times": "as needed", "last": "Saturday night"}),
		}
}
