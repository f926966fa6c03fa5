package clinic_test

import (
	"encoding/json"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// atOnce is a Reader in which a field was set on two laptops at once.
type atOnce struct {
	record.Reader
	field  string
	values []any
}

func (a atOnce) Fields(ref record.Ref) (record.Fields, error) {
	f, err := a.Reader.Fields(ref)
	if err != nil || !f.Has(a.field) {
		return f, err
	}
	f[a.field] = nil
	for _, v := range a.values {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		f[a.field] = append(f[a.field], record.Value{Raw: raw})
	}
	return f, nil
}

// Whoever lost a role or left on one laptop does not keep it because somebody
// saved the same person on another.
func TestOfTwoSetsOfRolesOnlyWhatBothGiveCounts(t *testing.T) {
	log, _, people := setUp(t)
	ilse := record.Actor{ID: people[1].ID}
	with, without := []clinic.Role{clinic.Prescriber, clinic.Owner}, []clinic.Role{clinic.Owner}
	for name, c := range map[string]struct {
		field  string
		values []any
	}{
		"roles, the fewer last":  {"roles", []any{with, without}},
		"roles, the fewer first": {"roles", []any{without, with}},
		"left, last":             {"active", []any{true, false}},
		"left, first":            {"active", []any{false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			err := log.View(ctx, func(r record.Reader) error {
				_, err := clinic.Check(atOnce{r, c.field, c.values}, ilse, clinic.OverrideGate)
				if record.CodeOf(err) != record.NotAllowed {
					t.Errorf("an override was allowed: %v", err)
				}
				_, err = clinic.Check(atOnce{r, c.field, c.values}, ilse, clinic.ManagePeople)
				if c.field == "active" && err == nil || c.field == "roles" && err != nil {
					t.Errorf("managing people: %v", err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Two owners change each other's roles at once: somebody can still put it right.
func TestAnOwnerIsNotLockedOutByAMerge(t *testing.T) {
	log, _, people := setUp(t)
	if err := log.View(ctx, func(r record.Reader) error {
		_, err := clinic.Check(atOnce{r, "roles", []any{[]clinic.Role{clinic.Owner}, []clinic.Role{clinic.Nurse}}}, record.Actor{ID: people[1].ID}, clinic.ManagePeople)
		return err
	}); err != nil {
		t.Errorf("nobody can put it right: %v", err)
	}
}
