package pdf

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
)

var bookOnce = sync.OnceValues(func() (*words.Book, error) {
	sub, err := fs.Sub(assets.FS, "words")
	if err != nil {
		return nil, err
	}
	return words.Load(sub)
})

func book(t testing.TB) *words.Book {
	t.Helper()
	b, err := bookOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func texts(t testing.TB, id string, l words.Lang) *handout.Texts {
	t.Helper()
	raw, err := fs.ReadFile(assets.FS, "handouts/"+id+"."+string(l)+".json")
	if err != nil {
		t.Fatal(err)
	}
	ts, err := handout.ParseTexts(raw)
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

var west = time.FixedZone("PST", -8*3600)

// at gives a time on the sample day, in the clinic's zone.
func at(hour, minute int) time.Time { return time.Date(2026, 11, 24, hour, minute, 0, 0, west) }

func sheet(l words.Lang, p handout.Paper, pr handout.Print) handout.Sheet {
	return handout.Sheet{
		Clinic:      handout.Clinic{Name: "Clínica Orilla", Address: "12 Shore Road, Portland, OR 97202", Phone: "(321) 555-0148", Emergency: "911", Crisis: "988"},
		PatientName: "José Ñandú", ChartNumber: "L-00231", Lang: l, Paper: p, Print: pr, Printed: at(13, 5), Zone: west, Sample: true,
	}
}

// both picks the words for the language.
func both(l words.Lang) func(en, es string) string {
	return func(en, es string) string {
		if l == words.Spanish {
			return es
		}
		return en
	}
}

func sampleEligibility(l words.Lang) handout.Eligibility {
	s := both(l)
	e := handout.Eligibility{
		Outcome: s("Eligible, with conditions", "Elegible, con condiciones"), State: handout.Review,
		Reasoning: s("Depression for nine years, three adequate trials without lasting effect. Blood pressure is settled on lisinopril; it will be taken again on the day. Sertraline continues. Sister lives with him and has agreed to be the ride.",
			"Depresión desde hace nueve años, tres tratamientos adecuados sin efecto duradero. La presión está controlada con lisinopril; se tomará otra vez ese día. Sigue con sertralina. Su hermana vive con él y aceptó llevarlo a casa."),
		Signer:     handout.Signer{Name: "Dr. Nguyễn Thị Hạnh", Role: s("Prescriber", "Prescriptor"), At: at(9, 40), Strokes: scrawl},
		ValidUntil: record.Date{Year: 2027, Month: 2, Day: 22}, Protocol: s("Ketamine, general", "Ketamina, general"), Version: "0.3", Draft: true,
	}
	rows := []struct {
		en, es, fact, rule, source, note string
		state                            handout.Sign
	}{
		{"High blood pressure", "Presión arterial alta", "138/88 mmHg, 17 Nov 2026", "≤ 140/90 mmHg before a dose", "Spravato label: consider delaying above 140/90. Differs: one academic clinic acts at 180/110. The clinic chose 140/90.", "Taken twice, 10 min apart.", handout.Review},
		{"Sleep apnoea", "Apnea del sueño", "not asked", "Review with the prescriber", "General clinical knowledge", "", handout.Unknown},
		{"Ketamine allergy", "Alergia a la ketamina", "No", "Stop if yes", "All sources", "", handout.Clear},
		{"Aneurysm, AVM or bleeding in the brain", "Aneurisma, MAV o hemorragia cerebral", "No", "Stop if yes", "Spravato label", "", handout.Clear},
		{"Psychosis, now or before", "Psicosis, ahora o antes", "No. First-degree relatives: no", "Stop if active; review a history", "Journey Clinical; Spravato: assess benefit. Differs: a Prague clinic also excludes a first-degree relative.", "", handout.Clear},
		{"Mania or mixed state", "Manía o estado mixto", "No", "Stop if acute", "Journey Clinical; Osmind: wants a mood stabiliser", "", handout.Clear},
		{"Pregnancy or breastfeeding", "Embarazo o lactancia", "does not apply", "Stop if yes", "Spravato label", "", handout.Clear},
		{"Severe liver disease", "Enfermedad grave del hígado", "No. ALT 31 U/L, 2 Nov 2026", "Stop if severe; longer watch if moderate", "Spravato label; Ketalar label asks for baseline tests", "", handout.Clear},
		{"Substance use", "Uso de sustancias", "Alcohol: 2 drinks a week. Cannabis: no", "Review active use", "ASRA: no serial infusions in active use. Differs: Journey Clinical excludes only uncontrolled use.", "", handout.Clear},
		{"Benzodiazepines", "Benzodiacepinas", "Lorazepam 0.5 mg, now and then", "Hold at least 24 h, if safe", "Veraart 2021; Journey Clinical", "Held from the evening before.", handout.Review},
		{"Raised pressure in the eye", "Presión alta en el ojo", "No", "Review", "ASRA, grade C", "", handout.Clear},
	}
	for _, r := range rows {
		e.Criteria = append(e.Criteria, handout.Criterion{Name: s(r.en, r.es), State: r.state, Fact: r.fact, Rule: r.rule, Source: r.source, Note: r.note})
	}
	return e
}

// scrawl is a drawn signature.
var scrawl = [][]handout.Spot{
	{{X: 0.02, Y: 0.8}, {X: 0.06, Y: 0.3}, {X: 0.1, Y: 0.1}, {X: 0.12, Y: 0.5}, {X: 0.13, Y: 0.85}, {X: 0.18, Y: 0.4}, {X: 0.22, Y: 0.75}, {X: 0.27, Y: 0.5}, {X: 0.3, Y: 0.8}, {X: 0.36, Y: 0.45}, {X: 0.4, Y: 0.78}, {X: 0.55, Y: 0.6}, {X: 0.7, Y: 0.66}},
	{{X: 0.05, Y: 0.55}, {X: 0.2, Y: 0.5}},
}

func sampleSession(l words.Lang) handout.Session {
	s := both(l)
	st := func(h, m int) handout.Stamp { return handout.Stamp{At: at(h, m), By: "Ana Brandt"} }
	late := st(10, 32)
	late.Written = at(11, 20)
	struck := st(10, 20)
	struck.Struck, struck.Reason = true, s("typed from the wrong monitor", "copiado del monitor equivocado")
	fixed := st(10, 20)
	fixed.Corrects = "10:20"
	fixed.Reason = struck.Reason
	in := handout.Session{
		Kind: s("Dosing session", "Sesión con medicamento"), Number: s("3 of 6", "3 de 6"), Start: at(9, 50), End: at(12, 5),
		Plan: []handout.Field{{Label: s("Indication", "Indicación"), Value: s("Treatment-resistant depression", "Depresión resistente")},
			{Label: s("Model", "Modelo"), Value: "KAP"}, {Label: s("Route", "Vía"), Value: s("Lozenge", "Pastilla")},
			{Label: s("Style", "Estilo"), Value: s("Psycholytic, escalating", "Psicolítico, en aumento")}},
		OrderMG: 150, OrderKG: 78.4,
		Intention: s("To meet the fear without running from it.", "Encontrar el miedo sin salir corriendo."),
		Room:      s("eye mask, headphones, blanket; quiet playlist 2", "antifaz, audífonos, cobija; lista tranquila 2"),
		Checks: []handout.Check{
			{Name: s("Medicines and health since last time", "Medicinas y salud desde la última vez"), Answer: s("No change", "Sin cambios"), Sign: handout.Clear},
			{Name: s("Fasting", "Ayuno"), Answer: s("Food 6 h, water 2 h", "Comida 6 h, agua 2 h"), Sign: handout.Clear},
			{Name: s("Ride home", "Viaje a casa"), Answer: "Łukasz Ñandú, (321) 555-0177", Sign: handout.Clear},
			{Name: s("Blood pressure", "Presión arterial"), Answer: "132/84 mmHg", Sign: handout.Clear},
			{Name: s("Mood and safety", "Ánimo y seguridad"), Answer: s("PHQ-9 item 9: 1, several days", "PHQ-9 pregunta 9: 1, varios días"), Sign: handout.Review, Note: s("Talked through; no plan, no intent. Prescriber told.", "Se habló; sin plan ni intención. Se avisó a quien receta.")},
			{Name: s("Pregnancy", "Embarazo")},
		},
		People: []handout.Person{{Name: "José Ñandú", Role: s("Patient", "Paciente")}, {Name: "Ana Brandt", Role: s("Therapist", "Terapeuta")}, {Name: "Łukasz Wójcik", Role: s("Nurse", "Enfermería")}},
		Doses: []handout.Dose{
			{Stamp: st(10, 5), MG: 100, KG: 78.4, Route: s("Lozenge", "Pastilla"), Lot: "KT-2291"},
			{Stamp: st(10, 25), MG: 50, KG: 78.4, Route: s("Lozenge", "Pastilla"), Lot: "KT-2291"},
		},
		Limits: handout.VitalLimits{Systolic: 180, SpO2: 92},
		Adverse: []handout.Adverse{{Stamp: st(10, 48), What: s("Nausea, no vomiting", "Náusea, sin vómito"), Severity: s("mild", "leve"),
			Action: s("Side position, ondansetron 4 mg", "De lado, ondansetrón 4 mg"), Outcome: s("Gone by 11:05", "Pasó a las 11:05")}},
		Discharge: []handout.Check{
			{Name: s("Vital signs near baseline", "Signos vitales cerca de lo inicial"), Answer: "128/80 mmHg, 74 / min", Sign: handout.Clear},
			{Name: s("Steady gait", "Marcha firme"), Answer: s("Yes, walked the hall", "Sí, caminó el pasillo"), Sign: handout.Clear},
			{Name: s("Escort present", "Acompañante presente"), Answer: "Łukasz Ñandú", Sign: handout.Clear}},
		Summary: s("A gentle session. He stayed with the fear that came at 10:40 and found it smaller than expected. Nausea once, treated. Left with his brother at 12:05.",
			"Una sesión tranquila. Se quedó con el miedo que vino a las 10:40 y lo encontró más pequeño de lo que esperaba. Náusea una vez, tratada. Salió con su hermano a las 12:05."),
		Signers: []handout.Signer{{Name: "Ana Brandt", Role: s("Therapist", "Terapeuta"), At: at(12, 30), Strokes: scrawl}, {Name: "Dr. Nguyễn Thị Hạnh", Role: s("Prescriber", "Prescriptor"), At: at(12, 41)}},
	}
	for i, v := range [][5]int{{132, 84, 72, 98, 14}, {141, 90, 80, 97, 14}, {156, 96, 88, 96, 15}, {152, 94, 86, 95, 14}, {146, 90, 82, 97, 14}, {138, 86, 78, 98, 14}, {128, 80, 74, 98, 14}} {
		in.Vitals = append(in.Vitals, handout.Vital{Stamp: st(9, 55+i*15), Systolic: v[0], Diastolic: v[1], Pulse: v[2], SpO2: v[3], Breaths: v[4], Alertness: "MOAA/S 5"})
	}
	in.Vitals = append(in.Vitals[:2], append([]handout.Vital{{Stamp: struck, Systolic: 241, Diastolic: 90}, {Stamp: fixed, Systolic: 144, Diastolic: 90, Pulse: 81}}, in.Vitals[2:]...)...)
	in.Entries = []handout.Entry{
		{Stamp: st(9, 52), Kind: s("Observation", "Observación"), Text: s("Settled in, warm hands.", "Ya instalado, manos tibias.")},
		{Stamp: late, Kind: s("Patient’s words", "Palabras del paciente"), Text: s("“Like the floor is breathing with me.”", "“Como si el piso respirara conmigo.”")},
		{Stamp: st(10, 40), Kind: s("Patient’s words", "Palabras del paciente"), Text: s("“I was eight, in the kitchen. I could stay.”", "“Tenía ocho años, en la cocina. Me pude quedar.”")},
		{Stamp: st(11, 15), Kind: s("Intervention", "Intervención"), Text: strings.Repeat(s("Hand on shoulder as agreed beforehand; slow breathing together. ", "Mano en el hombro como se acordó; respiración lenta juntos. "), 6)},
	}
	return in
}

func samplePlan(l words.Lang) handout.Integration {
	s := both(l)
	return handout.Integration{
		PreferredName: "José", SessionAt: at(9, 50), Therapist: "Ana Brandt",
		Intention: s("To meet the fear without running from it.", "Encontrar el miedo sin salir corriendo."),
		Moments:   []string{s("“Like the floor is breathing with me.”", "“Como si el piso respirara conmigo.”")},
		Insights:  []string{s("I can feel afraid and stay in the room.", "Puedo sentir miedo y quedarme.")},
		Actions: []handout.Action{
			{What: s("Five slow breaths before opening mail", "Cinco respiraciones lentas antes de abrir el correo"), When: s("each day", "cada día"), With: s("alone", "a solas"), HowKnown: s("a tick on the sheet", "una marca en la hoja")},
			{What: s("Tell Luis about the kitchen", "Contarle a Luis lo de la cocina"), When: s("by Sunday", "antes del domingo"), With: "Luis", HowKnown: s("it is said", "ya lo dije")},
			{What: s("Walk before work", "Caminar antes del trabajo"), When: s("four days a week", "cuatro días a la semana")},
		},
		Supports: []handout.Support{{Name: "Luis Ñandú", How: s("walks with me, (321) 555-0177", "camina conmigo, (321) 555-0177")}, {Name: s("Group on Thursdays", "Grupo de los jueves"), How: s("6 PM, community center", "6 p. m., centro comunitario")}},
		CallWhen: []string{s("the old nightmares come back", "vuelven las pesadillas de antes")},
		Visits: []handout.NextVisit{{At: time.Date(2026, 12, 1, 10, 15, 0, 0, west), Kind: s("Integration visit", "Visita de integración"), With: "Ana Brandt"},
			{At: time.Date(2027, 1, 5, 14, 30, 0, 0, west), Kind: s("Dosing session", "Sesión con medicamento")}},
	}
}

func sampleExpect(l words.Lang, r handout.Route) handout.Expect {
	s := both(l)
	return handout.Expect{
		PreferredName: "José", Route: r, VisitAt: time.Date(2026, 12, 1, 10, 15, 0, 0, west), Ride: "Łukasz", FoodHours: 6, DrinkHours: 2,
		DriveHours: 24,
		Held:       []handout.Held{{Name: "Lorazepam 0.5 mg", How: s("none from Sunday evening until after your visit", "nada desde el domingo en la noche hasta después de su visita")}},
	}
}

func sampleConsent(l words.Lang) handout.Consent {
	s := both(l)
	return handout.Consent{
		Title: s("Consent to treatment with ketamine", "Consentimiento para el tratamiento con ketamina"), Edition: s("1, 1 Nov 2026", "1, 1 nov 2026"),
		Parts: []handout.ConsentPart{{Heading: s("What it is", "Qué es"), Text: []string{s("Ketamine is a medicine for anaesthesia. Its use here is off label.", "La ketamina es una medicina para la anestesia. Su uso aquí es fuera de indicación.")},
			Points: []string{s("You can say no at any time.", "Puede decir que no en todo momento.")}}},
		Statement: s("I have read this, or it was read to me, and I agree.", "Leí esto, o me lo leyeron, y estoy de acuerdo."),
		Signers:   []handout.Signer{{Name: "José Ñandú", Role: s("Patient", "Paciente")}, {Name: "Ana Brandt", Role: s("Explained by", "Explicó"), At: at(9, 0), Strokes: scrawl}},
	}
}

// samples makes one of each kind of document.
func samples(t testing.TB, l words.Lang, p handout.Paper, pr handout.Print) map[string]*handout.Document {
	t.Helper()
	out := map[string]*handout.Document{}
	add := func(name string) func(*handout.Document, error) {
		return func(d *handout.Document, err error) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out[name] = d
		}
	}
	sh := sheet(l, p, pr)
	add("eligibility")(handout.EligibilitySummary(book(t), sh, sampleEligibility(l)))
	add("session")(handout.SessionSummary(book(t), sh, sampleSession(l)))
	add("plan")(handout.IntegrationPlan(book(t), sh, texts(t, handout.PlanTexts, l), samplePlan(l)))
	add("consent")(handout.ConsentForm(book(t), sh, sampleConsent(l)))
	for _, r := range handout.Routes {
		add("expect-" + string(r))(handout.WhatToExpect(book(t), sh, texts(t, handout.ExpectTexts, l), sampleExpect(l, r)))
	}
	return out
}
