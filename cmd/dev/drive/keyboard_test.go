package drive

import (
	"strings"
	"testing"
)

func TestLettersTheKeyboardLacksAreRefused(t *testing.T) {
	for _, text := range []string{"Привет", "a\tb", "Ω", "e\u0301"} {
		if typeable(text) == nil {
			t.Errorf("typeable(%q) = nil, want an error", text)
		}
	}
	if _, err := keymap(strings.Repeat("é", 92)); err == nil {
		t.Error("a keymap with more letters than spare keys was made")
	}
}

func TestNamesOfTheSampleDayCanBeTyped(t *testing.T) {
	for _, name := range []string{"José Ñandú", "Łukasz", "Nguyễn Thị Hương", "118/76 – fine, 37.5 °C\nnext line"} {
		if err := typeable(name); err != nil {
			t.Errorf("typeable(%q): %v", name, err)
		}
	}
}

func TestEachLetterHasOneKey(t *testing.T) {
	text, err := keymap(foreign)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[rune]bool{}
	for _, r := range foreign {
		if seen[r] {
			t.Errorf("%q stands twice among the letters", r)
		}
		seen[r] = true
	}
	if got, want := strings.Count(text, "ONE_LEVEL"), len([]rune(foreign)); got != want {
		t.Errorf("%d keys for %d letters", got, want)
	}
	if !strings.Contains(text, "key <I147> { type = \"ONE_LEVEL\", [ U00E1 ] };") {
		t.Errorf("the first spare key is not á:\n%s", text)
	}
}
