package vault

import "testing"

func BenchmarkParse(b *testing.B) {
	v := clinic(b)
	raw, err := v.file.encode()
	must(b, err)
	for b.Loop() {
		if _, err := parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnlockAtTheFloor(b *testing.B) {
	v, _, _, err := Create(b.TempDir(), anna, annaPass, Floor)
	must(b, err)
	for b.Loop() {
		if _, _, err := v.Unlock(anna.ID, annaPass); err != nil {
			b.Fatal(err)
		}
	}
}
