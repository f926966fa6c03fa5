package words_test

import (
	"testing"
	"testing/fstest"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestLoadRefusals(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"not JSON":     {"a.es.json": file(`{`)},
		"disagreement": {"a.es.json": file(`{"Save":"Guardar"}`), "b.es.json": file(`{"Save":"Salvar"}`)},
	} {
		if _, err := words.Load(files); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestSay(t *testing.T) {
	b, err := words.Load(fstest.MapFS{"a.es.json": file(`{"Born %s":"Nació el %s","Save":"Guardar"}`), "b.es.json": file(`{"Save":"Guardar"}`)})
	if err != nil {
		t.Fatal(err)
	}
	born := record.Date{Year: 1985, Month: time.August, Day: 2}
	for _, c := range []struct{ got, want string }{
		{b.Say(words.Spanish, "Save"), "Guardar"},
		{b.Say(words.English, "Save"), "Save"},
		{b.Say(words.Spanish, "Not there"), "Not there"},
		{b.Say(words.Spanish, "Born %s", born), "Nació el 2 ago 1985"},
		{b.Say(words.English, "Born %s", born), "Born 2 Aug 1985"},
		{b.Problem(words.Spanish, &record.Problem{Text: "Save", Next: "Save"}), "Guardar Guardar"},
		{b.LongDate(words.English, record.Date{Year: 2026, Month: 11, Day: 23}), "Monday, 23 November"},
		{b.LongDate(words.Spanish, record.Date{Year: 2026, Month: 11, Day: 23}), "lunes, 23 de noviembre"},
		{b.Date("xx", born), "2 Aug 1985"},
		{b.Date(words.English, record.Date{}), ""},
		{words.Text{EN: "Yes"}.In(words.Spanish), "Yes"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
