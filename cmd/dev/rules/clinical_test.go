package rules

import "testing"

const draft = "assets/protocols/draft.json"

func TestAMedicineInTheCodeIsFound(t *testing.T) {
	names := map[string]bool{"alprazolam": true, "iron": true}
	for text, want := range map[string]int{`"alprazolam"`: 1, `"Hold Alprazolam 24 h"`: 1, "`iron`": 1, `"environment"`: 0, `"alprazolams"`: 0} {
		if found := sources(t, map[string]string{"app/a/a.go": "package a\n\nvar x = " + text + "\n"}).Medicines(names); len(found) != want {
			t.Errorf("%s: %v", text, found)
		}
	}
	if found := sources(t, map[string]string{"app/a/a_test.go": "package a\n\nvar x = \"alprazolam\"\n"}).Medicines(names); len(found) != 0 {
		t.Errorf("a test may name one: %v", found)
	}
}

func TestNoMedicineInTheCodeOfTheRepository(t *testing.T) {
	files, s := repository(t)
	names, err := MedicineNames(files, draft)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 1000 || !names["alprazolam"] {
		t.Fatalf("%d names: the rule would prove nothing", len(names))
	}
	none(t, s.Medicines(names))
}
