package rules

import (
	"os"
	"testing"
)

const program = "package main\n\nconst (\n\tappID = \"org.example.desk\"\n\tappVersion = \"1.2.3\"\n)\n"

const player = "package day\n\nconst appID = \"org.example.desk\"\n"

func TestIdentityCanFail(t *testing.T) {
	s := sources(t, map[string]string{"cmd/kapdesk/main.go": program, "cmd/dev/day/play.go": player})
	good := "[Details]\nID = \"org.example.desk\"\nVersion = \"1.2.3\"\n\n[Migrations]\nfyneDo = true\n"
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"all well":      {good, 0},
		"other ID":      {"[Details]\nID = \"org.other\"\nVersion = \"1.2.3\"\n[Migrations]\nfyneDo = true\n", 2},
		"other version": {"[Details]\nID = \"org.example.desk\"\nVersion = \"1.2.4\"\n[Migrations]\nfyneDo = true\n", 1},
		"no migration":  {"[Details]\nID = \"org.example.desk\"\nVersion = \"1.2.3\"\nfyneDo = true\n", 1},
		"empty":         {"", 4},
	} {
		metadata, err := Metadata(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if found := s.Identity(metadata); len(found) != c.want {
			t.Errorf("%s: %v, want %d breaches", name, found, c.want)
		}
	}
	if found := sources(t, map[string]string{"cmd/other/main.go": program}).Identity(map[string]string{"Migrations.fyneDo": "true"}); len(found) != 3 {
		t.Errorf("a program without the constants: %v", found)
	}
	if _, err := Metadata("[Details]\nID\n"); err == nil {
		t.Error("a line that is no value was read")
	}
}

func TestIdentityOfTheRepository(t *testing.T) {
	_, s := repository(t)
	text, err := os.ReadFile(top + "/FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	metadata, err := Metadata(string(text))
	if err != nil {
		t.Fatal(err)
	}
	none(t, s.Identity(metadata))
}
