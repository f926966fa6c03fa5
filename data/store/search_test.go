package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// aPatient is what the tests register.
type aPatient struct{ given, family, preferred, born, phone string }

func register(t testing.TB, s *Store, people ...aPatient) (ids []record.ID) {
	t.Helper()
	err := s.Update(t.Context(), record.Actor{ID: "desk"}, func(tx record.Tx) error {
		for _, p := range people {
			n, err := tx.Number(typePatient)
			if err != nil {
				return err
			}
			id := tx.NewID()
			ids = append(ids, id)
			if _, err := tx.Append(record.Change{Kind: "patient.registered", Version: 1, Record: record.Ref{Type: typePatient, ID: id}, Patient: id,
				Set: map[string]any{"number": n, "given": p.given, "family": p.family, "preferred": p.preferred, "born": p.born, "phone": p.phone}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

var somePeople = []aPatient{
	{"José", "Ñandú", "Pepe", "1990-08-09", "(303) 555-0142"},
	{"Łukasz", "Wiśniewski", "", "1985-01-31", "303 555 0199"},
	{"Thị Hương", "Nguyễn", "Helen", "1978-12-01", "+1 720 555 0100"},
	{"Siobhán", "O’Brien", "", "1969-02-28", ""},
	{"Ana María", "de la Cruz", "", "1990-09-08", "5550777"},
	{"Gonzalo", "González", "", "2001-05-05", "720 555 0111"},
	{"Jürgen", "Weiß", "", "1955-10-10", ""},
	{"Søren", "Đorđević", "", "1999-03-04", ""},
	{"Maria", "Gonzaga", "", "1990-01-02", ""},
	{"Li", "Wang", "", "1991-01-01", "303 555 4242"},
}

func families(hits []patients.Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.Family)
	}
	return out
}

func TestSearch(t *testing.T) {
	s := openIn(t, t.TempDir())
	register(t, s, somePeople...)
	for _, tt := range []struct {
		query string
		want  []string // families, the best first
	}{
		{"xyz", nil},
		{"zzzz qqqq", nil},
		{"!?", nil},
		{`" OR *`, nil},
		{"ñandú", []string{"Ñandú"}},
		{"NANDU", []string{"Ñandú"}},
		{"jose nan", []string{"Ñandú"}},
		{"nan jo", []string{"Ñandú"}},
		{"Ñandú, José", []string{"Ñandú"}},
		{"pepe", []string{"Ñandú"}},
		{"pepe nandu", []string{"Ñandú"}},
		{"lukasz", []string{"Wiśniewski"}},
		{"wisn", []string{"Wiśniewski"}},
		{"nguyen", []string{"Nguyễn"}},
		{"huong", []string{"Nguyễn"}},
		{"helen", []string{"Nguyễn"}},
		{"obrien", []string{"O’Brien"}},
		{"o'brien", []string{"O’Brien"}},
		{"o brien", []string{"O’Brien"}},
		{"delacruz", []string{"de la Cruz"}},
		{"maria cruz", []string{"de la Cruz"}},
		{"weiss", []string{"Weiß"}},
		{"dorde soren", []string{"Đorđević"}},
		{"gonz", []string{"Gonzaga", "González"}}, // by family name
		{"gonzlez", []string{"González"}},         // a letter left out
		{"gonzallez", []string{"González"}},       // one too many
		{"gonzakez", []string{"González"}},        // a wrong one
		{"gnozalez", []string{"González"}},        // two exchanged
		{"wisinew", []string{"Wiśniewski"}},       // while typing, two exchanged
		{"jsoe nandu", []string{"Ñandú"}},
		{"1990-08-09", []string{"Ñandú"}},
		{"9 aug 1990", []string{"Ñandú"}},
		{"Aug 9, 1990", []string{"Ñandú"}},
		{"9 de agosto de 1990", []string{"Ñandú"}},
		{"08/09/1990", []string{"de la Cruz", "Ñandú"}}, // either way round
		{"9.8.1990", []string{"Ñandú", "de la Cruz"}},
		{"31/01/1985", []string{"Wiśniewski"}},
		{"1990-0", []string{"Gonzaga", "Ñandú", "de la Cruz"}},
		{"cruz 1990-09-08", []string{"de la Cruz"}},
		{"31/31/1985", nil},
		{"303 555 0142", []string{"Ñandú"}},
		{"+1 303-555-0142", []string{"Ñandú"}},
		{"0142", []string{"Ñandú"}},
		{"jose 0142", []string{"Ñandú"}},
		{"ana 0142", nil},
		{"li 4242", []string{"Wang"}},
		{"L-00002", []string{"Wiśniewski"}},
		{"l2", []string{"Wiśniewski"}},
		{"00002", []string{"Wiśniewski"}},
	} {
		hits, err := s.Search(t.Context(), tt.query, 20)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
		}
		got := families(hits)
		if slices.Sort(got); !slices.Equal(got, sorted(tt.want)) {
			t.Errorf("%q: got %q, want %q", tt.query, got, tt.want)
		}
	}
	hits, err := s.Search(t.Context(), "", 3)
	if err != nil || !slices.Equal(families(hits), []string{"Wang", "Gonzaga", "Đorđević"}) {
		t.Errorf("the last registered: %q %v", families(hits), err)
	}
	if h := hits[0]; h.Number != "L-00010" || h.Born != (record.Date{Year: 1991, Month: 1, Day: 1}) || h.Phone != "303 555 4242" || h.Given != "Li" {
		t.Errorf("hit is %+v", h)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func TestSearchFollowsChanges(t *testing.T) {
	s := openIn(t, t.TempDir())
	id := register(t, s, somePeople[0])[0]
	err := s.Update(t.Context(), record.Actor{ID: "desk"}, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "patient.changed", Version: 1, Record: record.Ref{Type: typePatient, ID: id}, Patient: id,
			Set: map[string]any{"family": "Tapir", "phone": nil}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{"nandu": 0, "0142": 0, "tapir": 1, "tapri": 1, "jose": 1, "1990-08-09": 1} {
		if hits, err := s.Search(t.Context(), query, 20); err != nil || len(hits) != want {
			t.Errorf("%q: %v %v", query, hits, err)
		}
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	s := openIn(t, t.TempDir())
	if _, err := s.Search(cancelled(t), "a", 5); err == nil {
		t.Error("searched although nobody waits")
	}
}

func TestNamesakes(t *testing.T) {
	s := openIn(t, t.TempDir())
	register(t, s, somePeople...)
	born := func(y, m, d int) record.Date { return record.Date{Year: y, Month: time.Month(m), Day: d} }
	for _, tt := range []struct {
		given, family string
		born          record.Date
		want          int
	}{
		{"Jose", "Tapir", born(1990, 8, 9), 0},
		{"Jose", "Nandu", born(1990, 8, 10), 0},
		{"Jose", "Nandu", born(1990, 8, 9), 1},
		{"JOSÉ ", "ñandu", born(1990, 9, 8), 1}, // day and month exchanged
		{"Pepe", "Ñandú", born(1990, 8, 9), 1},  // preferred name
		{"Nandu", "Jose", born(1990, 8, 9), 1},  // names exchanged
		{"Jose", "Nandu", record.Date{}, 1},     // date not known
		{"Siobhan", "OBrien", born(1969, 2, 28), 1},
		{"Lukasz", "Wisniewski", born(1985, 1, 31), 1},
	} {
		hits, err := s.Namesakes(t.Context(), tt.given, tt.family, tt.born)
		if err != nil || len(hits) != tt.want {
			t.Errorf("%s %s %s: %v %v", tt.given, tt.family, tt.born, hits, err)
		}
	}
}

func TestVisits(t *testing.T) {
	s := openIn(t, t.TempDir())
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	book := func(id string, at any) {
		t.Helper()
		err := s.Update(t.Context(), record.Actor{ID: "desk"}, func(tx record.Tx) error {
			_, err := tx.Append(record.Change{Kind: "visit.booked", Version: 1, Record: record.Ref{Type: typeVisit, ID: record.ID(id)}, Patient: "p",
				Set: map[string]any{"kind": "dosing", "starts": at, "state": "booked"}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	book("late", day.Add(15*time.Hour))
	book("early", day.Add(9*time.Hour).In(time.FixedZone("west", -7*3600)))
	book("first", day)
	book("tomorrow", day.Add(24*time.Hour))
	book("moved", day.Add(10*time.Hour))
	book("moved", day.Add(34*time.Hour))
	book("open", nil)
	ids, err := s.Visits(t.Context(), day, day.Add(24*time.Hour))
	if err != nil || fmt.Sprint(ids) != "[first early late]" {
		t.Errorf("got %v %v", ids, err)
	}
	if _, err := s.Visits(t.Context(), day, day.Add(-time.Hour)); err == nil {
		t.Error("a day that ends before it begins")
	}
}

func TestOneOff(t *testing.T) {
	for _, tt := range []struct {
		typed, word   string
		prefix, whole bool
	}{
		{"gonzalez", "gonzalez", false, false},
		{"gonzlez", "gonzalez", true, true},
		{"gonzalezz", "gonzalez", true, true},
		{"gonzlaez", "gonzalez", true, true},
		{"honzalez", "gonzalez", true, true},
		{"gonsa", "gonzalez", true, false},
		{"gnoza", "gonzalez", true, false},
		{"gxnxalez", "gonzalez", false, false},
		{"gonzalezzz", "gonzalez", false, false},
		{"nandx", "nandu", true, true},
		{"abcd", "", false, false},
	} {
		if p, w := oneOff([]rune(tt.typed), []rune(tt.word)); p != tt.prefix || w != tt.whole {
			t.Errorf("%s for %s: %v %v", tt.typed, tt.word, p, w)
		}
	}
}
