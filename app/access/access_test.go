package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kapdesk/app/access"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

var ctx = context.Background()

// keyFile is a key file in memory.
type keyFile struct {
	names  map[record.ID]string
	passes map[record.ID]string
	pins   map[record.ID]string
	sheet  string
	broken error
}

func (k *keyFile) SetPIN(id record.ID, pin string) error {
	if pin == "1111" {
		return record.Invalidf("pin.new", "easy")
	}
	k.pins[id] = pin
	return nil
}

func (k *keyFile) DropPIN(id record.ID) { delete(k.pins, id) }

func (k *keyFile) PIN(id record.ID) int {
	if k.pins[id] == "" {
		return 0
	}
	return 5
}

func (k *keyFile) Has(id record.ID) bool { _, ok := k.passes[id]; return ok }

func (k *keyFile) Give(id record.ID, name, passphrase string) error {
	if k.broken == nil {
		k.names[id], k.passes[id] = name, passphrase
	}
	return k.broken
}

func (k *keyFile) Change(id record.ID, old, new string) error {
	if k.passes[id] != old {
		return record.Refusedf("wrong")
	}
	k.passes[id] = new
	return nil
}

func (k *keyFile) Take(id record.ID) error {
	if len(k.passes) == 1 {
		return record.Refusedf("the last")
	}
	delete(k.passes, id)
	return nil
}

func (k *keyFile) Rename(id record.ID, name string) error { k.names[id] = name; return nil }

func (k *keyFile) NewSheet() ([]string, string, error) {
	k.sheet += "x"
	return []string{"ONE", "TWO"}, k.sheet, k.broken
}

func (k *keyFile) Sheet() string { return k.sheet }

type fixture struct {
	t          *testing.T
	log        *memlog.Log
	clinic     *clinic.Desk
	keys       *keyFile
	desk       *access.Desk
	ilse, mara clinic.Person
}

func start(t *testing.T) *fixture {
	f := &fixture{t: t, keys: &keyFile{names: map[record.ID]string{}, passes: map[record.ID]string{}, pins: map[record.ID]string{}}}
	now := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	f.log = memlog.New(func() time.Time { return now })
	f.clinic = clinic.New(f.log)
	people, err := f.clinic.SetUp(ctx, clinic.Clinic{Name: "Orilla", Phone: "555 1234", Emergency: "911", Zone: "America/Denver", Weight: clinic.Kilograms,
		Paper: clinic.A4, Lang: words.English}, f.log, []clinic.Person{
		{Name: "Ilse", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}}, {Name: "Mara", Roles: []clinic.Role{clinic.FrontDesk}}})
	if err != nil {
		t.Fatal(err)
	}
	f.ilse, f.mara = people[0], people[1]
	f.keys.passes[f.ilse.ID] = "first"
	f.desk = access.New(f.log, f.keys)
	return f
}

func by(p clinic.Person) record.Actor { return record.Actor{ID: p.ID} }

// last gives the kind of the latest event.
func (f *fixture) last() string {
	all := f.log.Events()
	return all[len(all)-1].Kind
}

// refused looks that nothing was done and nothing written.
func (f *fixture) refused(what string, do func() error) {
	f.t.Helper()
	before, had := len(f.log.Events()), len(f.keys.passes)
	if err := do(); err == nil {
		f.t.Errorf("%s: not refused", what)
	}
	if len(f.log.Events()) != before || len(f.keys.passes) != had {
		f.t.Errorf("%s: refused, and something was done", what)
	}
}

func TestOnlyTheOwnerGivesAndTakes(t *testing.T) {
	f := start(t)
	f.refused("the desk gives herself", func() error { return f.desk.Give(ctx, by(f.mara), f.mara.ID, "x") })
	f.refused("the desk takes the owner's", func() error { return f.desk.Take(ctx, by(f.mara), f.ilse.ID) })
	f.refused("the desk renews the key", func() error { return f.desk.Renewed(ctx, by(f.mara)) })
	f.refused("the desk makes a sheet", func() error { _, err := f.desk.NewSheet(ctx, by(f.mara)); return err })
	f.refused("the desk proves one", func() error { return f.desk.Prove(ctx, by(f.mara)) })
	f.refused("to nobody", func() error { return f.desk.Give(ctx, by(f.ilse), "nobody", "x") })
	f.refused("the last one", func() error { return f.desk.Take(ctx, by(f.ilse), f.ilse.ID) })
	f.keys.broken = errors.New("disk")
	f.refused("on a broken disk", func() error { return f.desk.Give(ctx, by(f.ilse), f.mara.ID, "x") })
	f.keys.broken = nil
	if err := f.desk.Give(ctx, by(f.ilse), f.mara.ID, "second"); err != nil || !f.desk.Has(f.mara.ID) || f.last() != "access.given" {
		t.Errorf("%v, %s", err, f.last())
	}
	if err := f.desk.Renewed(ctx, by(f.ilse)); err != nil || f.last() != "keys.renewed" {
		t.Errorf("%v, %s", err, f.last())
	}
	if err := f.desk.Take(ctx, by(f.ilse), f.mara.ID); err != nil || f.desk.Has(f.mara.ID) || f.last() != "access.taken" {
		t.Errorf("%v, %s", err, f.last())
	}
}

func TestEverybodyChangesTheirOwn(t *testing.T) {
	f := start(t)
	f.refused("with a wrong old one", func() error { return f.desk.Change(ctx, by(f.ilse), "wrong", "new") })
	if err := f.desk.Change(ctx, by(f.ilse), "first", "new"); err != nil || f.keys.passes[f.ilse.ID] != "new" || f.last() != "access.changed" {
		t.Errorf("%v, %s", err, f.last())
	}
}

// Whoever leaves the clinic opens nothing any more.
func TestTheKeyFileFollowsThePeople(t *testing.T) {
	f := start(t)
	if err := f.desk.Follow(ctx, by(f.ilse), f.mara.ID); err != nil {
		t.Errorf("somebody without a passphrase: %v", err)
	}
	if err := f.desk.Give(ctx, by(f.ilse), f.mara.ID, "second"); err != nil {
		t.Fatal(err)
	}
	mara := f.mara
	mara.Name = "Mara Okafor"
	save := func() {
		if _, err := f.clinic.SavePerson(ctx, by(f.ilse), mara); err != nil {
			t.Fatal(err)
		}
		if err := f.desk.Follow(ctx, by(f.ilse), mara.ID); err != nil {
			t.Fatal(err)
		}
	}
	save()
	if f.keys.names[mara.ID] != "Mara Okafor" {
		t.Errorf("signs in as %q", f.keys.names[mara.ID])
	}
	mara.Active = false
	save()
	if f.desk.Has(mara.ID) {
		t.Error("somebody who left can still open the clinic")
	}
}

// A sheet is proven until the next one is made.
func TestASheetIsProvenUntilTheNext(t *testing.T) {
	f := start(t)
	proven := func(want bool) {
		t.Helper()
		if got, err := f.desk.Proven(ctx); err != nil || got != want {
			t.Errorf("proven %v, %v", got, err)
		}
	}
	proven(false)
	if groups, err := f.desk.NewSheet(ctx, by(f.ilse)); err != nil || len(groups) != 2 {
		t.Fatalf("%v, %v", groups, err)
	}
	proven(false)
	if err := f.desk.Prove(ctx, by(f.ilse)); err != nil {
		t.Fatal(err)
	}
	proven(true)
	if _, err := f.desk.NewSheet(ctx, by(f.ilse)); err != nil {
		t.Fatal(err)
	}
	proven(false)
}

func TestEverybodySetsTheirOwnPIN(t *testing.T) {
	f := start(t)
	f.refused("a bad PIN", func() error { return f.desk.SetPIN(ctx, by(f.ilse), "1111") })
	if f.desk.HasPIN(by(f.ilse)) {
		t.Error("there is a PIN that was refused")
	}
	if err := f.desk.SetPIN(ctx, by(f.ilse), "4815"); err != nil || !f.desk.HasPIN(by(f.ilse)) || f.last() != "access.pin" {
		t.Errorf("%v, %s", err, f.last())
	}
	f.desk.DropPIN(by(f.ilse))
	if f.desk.HasPIN(by(f.ilse)) {
		t.Error("the PIN is still there")
	}
}
