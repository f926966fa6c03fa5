package vault

import (
	"errors"
	"strings"
	"testing"

	"kapdesk/app/record"
)

func TestPassphrasesRefused(t *testing.T) {
	about := []string{"Anna Petersen", "Harbor Light Clinic"}
	for s, want := range map[string]Weakness{
		"":                                 TooShort,
		"           ":                      TooShort,
		"elevenchars":                      TooShort,
		"a b c d":                          TooShort, // words of one letter
		"go go go go":                      TooShort, // one word
		"one two ten":                      TooShort,
		strings.Repeat("otter dune ", 100): TooLong,
		"aaaaaaaaaaaa":                     Repeated,
		"xyxyxyxyxyxy":                     Repeated,
		"otter1otter1otter1":               Repeated,
		"!!!!!!!!!!!!":                     Repeated,
		"qwertyuiopas":                     Row,
		"QWERTZUIOPasdf":                   Row,
		"poiuytrewqlk":                     Row,
		"123456789012":                     Row,
		"abcdefghijklm":                    Row,
		"1qaz2wsx3edc":                     Row,
		"qwer asdf zxcv 1234":              Row,
		"annapetersen":                     Named,
		"Anna Petersen 1984":               Named,
		"Petersen-Anna-123!":               Named,
		"harbor light clinic":              Named,
		"anna harbor light petersen":       Named,
		"password1234":                     Common,
		"Password 2024!":                   Common,
		"P@$$word!2025":                    Common,
		"contraseña123":                    Common,
		"CONTRASEN\u0303A 1":               Common,
		"iloveyou1234":                     Common,
		"letmeinplease":                    Common,
		"Summer2026!!":                     Common,
		"ketamine clinic 2026":             Common,
		"welcome to the clinic":            Common,
		"administrator":                    Common,
		"correct horse battery staple":     Common,
		"CorrectHorseBatteryStaple":        Common,
		"To be, or not to be!":             Common,
		"En un lugar de La Mancha":         Common,
		"19851985 2019":                    Row,
	} {
		err := CheckPassphrase(s, about...)
		var w *Weak
		if !errors.As(err, &w) || w.Why != want {
			t.Errorf("%.40q: %v, want %s", s, err, want)
			continue
		}
		if ps := record.ProblemsOf(err); len(ps) != 1 || ps[0].Code != record.Invalid || ps[0].Field != "passphrase" || ps[0].Next == "" {
			t.Errorf("%.40q: no problem that a person can act on: %#v", s, ps)
		}
	}
}

func TestPassphrasesAccepted(t *testing.T) {
	about := []string{"Anna Petersen", "Harbor Light Clinic", "", "Al"}
	for _, s := range []string{
		annaPass, benPass, newPass,
		"  lantern   quarry fiddle moss ",
		"purple monkey dishwasher",
		"go up ox an",                  // four different words
		"nutmegharbortile",             // twelve characters, no spaces
		"xk7vq2m9tz4w",                 // from a password manager
		"X!k#7v(Q2)m%9",                // the same with signs
		"849302715534",                 // digits, in no order
		"mi perro odia los lunes",      // Spanish
		"señora búho tejado níspero",   // with accents
		"луна сова чайник крыша",       // in another script
		"月が綺麗ですね今夜は眠れない",               // without spaces
		"anna likes violet thunder",    // her name and more
		"password of a drowsy walrus",  // a common word and more
		"the clinic has seven teapots", // common words and more
		"😀🐙🌵🚲🎺🪁🧦🍐🛶🦔🪵🧭",                 // signs only, all different
	} {
		if err := CheckPassphrase(s, about...); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestPassphraseFormDoesNotMatter(t *testing.T) {
	for a, b := range map[string]string{
		"caf\u00e9 x":         "cafe\u0301 x",
		"\ufb01ne  day":       " fine\u00a0day\n",
		"\uff21\uff22\uff23":  "ABC",
		"a\u2003b\u3000c":     "a b c",
		"\u1e9b\u0323 \u2126": "\u1e69 \u03a9",
	} {
		if tidy(a) != tidy(b) {
			t.Errorf("%q and %q differ: %q, %q", a, b, tidy(a), tidy(b))
		}
	}
	if tidy("Otter") == tidy("otter") {
		t.Error("capitals count")
	}
}

func TestCommonList(t *testing.T) {
	if len(common) < 100 || len(phrases) < 20 {
		t.Fatalf("%d words and %d phrases", len(common), len(phrases))
	}
	for _, p := range phrases {
		if p == "" || strings.ContainsAny(p, " #") {
			t.Errorf("phrase %q", p)
		}
	}
}

func FuzzCheckPassphrase(f *testing.F) {
	for _, s := range []string{"", annaPass, "qwertyuiopas", "\xff\xfe", "e\u0301", "19", "1900", "İstanbul İİİ"} {
		f.Add(s, "Anna")
	}
	f.Fuzz(func(t *testing.T, s, name string) {
		err := CheckPassphrase(s, name)
		var w *Weak
		if err != nil && (!errors.As(err, &w) || w.Error() == "") {
			t.Fatalf("%v", err)
		}
		if (err == nil) != (CheckPassphrase(" "+tidy(s)+" ", name) == nil) && max(len(s), len(tidy(s))+2) <= mostBytes {
			t.Fatalf("the form of %q matters", s)
		}
	})
}
