package day

// Scenes is the whole sample day, in order.
func Scenes() []Scene {
	scenes := []Scene{
		{"first start", firstStart},
		{"set up the clinic", setUp},
		{"a name is picked", pickName},
		{"register José Ñandú", registerJose},
		{"register Nguyễn Thị Hương", registerHuong},
		{"a likely double", likelyDouble},
		{"search", search},
		{"settings", settings},
		{"José's intake", askIntake},
		{"the second intake", askHuong},
		{"eligible", signEligible},
		{"not eligible", signNotEligible},
		{"the plan", writePlan},
		{"the consent", takeConsent},
		{"visits are booked", bookVisits},
		{"who is late with a scale", whoIsLate},
		{"a scale from paper", fromPaper},
		{"alone with a scale", aloneWithAScale},
		{"preparation", prepare},
		{"before the dose", beforeTheDose},
		{"the dose", giveTheDose},
		{"sitting with the patient", sitWith},
		{"discharge and signature", sendHome},
		{"integration plan", integrate},
		{"the next visit", nextVisit},
	}
	scenes = append(scenes, again()...)
	scenes = append(scenes, own()...)
	return append(scenes, []Scene{
		{"a note for oneself", sealNote},
		{"an emergency", anEmergency},
		{"paperwork", paperwork},
		{"with the mouse", withTheMouse},
	}...)
}
