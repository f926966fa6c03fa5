package reading

import (
	"math"
	"testing"
)

func TestEnglishSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"the": 1, "australian": 4, "platypus": 3, "seemingly": 3, "hybrid": 2, "mammal": 2, "reptilian": 4,
		"creature": 2, "medicine": 3, "before": 2, "table": 2, "changed": 1, "wanted": 2, "session": 2,
		"blood": 1, "pressure": 2, "you": 1, "scratches": 2, "radio": 3, "free": 1,
	} {
		if got := EnglishSyllables(word); got != want {
			t.Errorf("%s has %d syllables, not %d", word, want, got)
		}
	}
}

func TestSpanishSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"murciélago": 4, "paranoia": 4, "reía": 3, "país": 2, "aéreo": 4, "guitarra": 3, "que": 1, "pingüino": 3, "río": 2, "ciudad": 2,
		"leer": 2, "hoy": 1, "ahora": 3, "medicina": 4, "después": 2, "día": 2, "y": 1, "muy": 1, "presión": 2,
		"emociones": 4, "ayuda": 3, "quién": 1, "cuídese": 3, "oír": 2, "siguiente": 3,
	} {
		if got := SpanishSyllables(word); got != want {
			t.Errorf("%s has %d syllables, not %d", word, want, got)
		}
	}
}

// The English figures are those printed with the formula's usual examples;
// the Spanish ones are worked out by hand.
func TestKnownTexts(t *testing.T) {
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"cat", English("The cat sat on the mat."), -1.45},
		{"platypus", English("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."), 13.08},
		{"empty", English(" \n"), 0},
		{"gato", Spanish("El gato come. El perro duerme."), 206.84 - 60*10.0/6 - 1.02*3},
		{"vacío", Spanish("..."), 0},
	} {
		if math.Abs(c.got-c.want) > 0.05 {
			t.Errorf("%s: %.2f, want %.2f", c.name, c.got, c.want)
		}
	}
}

func TestHardTextIsFound(t *testing.T) {
	hard := "Notwithstanding contraindications, concomitant administration of benzodiazepines may attenuate antidepressant efficacy and necessitates individualized pharmacological consideration."
	if g := English(hard); g < 12 {
		t.Errorf("a hard text has grade %.1f", g)
	}
	duro := "La administración concomitante de benzodiacepinas podría atenuar significativamente la eficacia antidepresiva y requiere consideración farmacológica individualizada."
	if s := Spanish(duro); s > 30 {
		t.Errorf("a hard Spanish text has %.1f", s)
	}
}
