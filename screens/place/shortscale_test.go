package place_test

import (
	"testing"

	"kapdesk/screens/place"
)

func TestShortScale(t *testing.T) {
	for title, want := range map[string]string{"Patient Health Questionnaire-9 (PHQ-9)": "PHQ-9", "PTSD Checklist for DSM-5 (PCL-5), past month, without Criterion A": "PCL-5",
		"AUDIT-C (Alcohol Use Disorders Identification Test - Consumption), VA wording": "AUDIT-C", "PEG scale (Pain, Enjoyment, General activity)": "PEG scale (Pain, Enjoyment, General activity)",
		"Richmond Agitation-Sedation Scale": "Richmond Agitation-Sedation Scale", "Alcohol (10": "Alcohol (10", "()": "()", " ()": " ()", "": ""} {
		if got := place.ShortScale(title); got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
}
