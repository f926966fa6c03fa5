package adoption

import (
	"bytes"
	"encoding/json"
	"testing"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

func TestAdoptRefuses(t *testing.T) {
	f := newFixture(t)
	seen := f.state().Working.Hash
	n := len(f.Log.Events())
	_, err := f.desk.Adopt(ctx, f.Prescriber, Adoption{Seen: seen})
	f.Refused(t, err, record.Invalid, "statement", n)
	_, err = f.desk.Adopt(ctx, f.Prescriber, Adoption{Statement: Statement})
	f.Refused(t, err, record.Conflict, "", n)
	f.change("validity", "days", 14, "shorter")
	_, err = f.desk.Adopt(ctx, f.Prescriber, Adoption{Seen: seen, Statement: Statement})
	f.Refused(t, err, record.Conflict, "", n+1)
	f.adopted()
	n = len(f.Log.Events())
	_, err = f.adopt()
	f.Refused(t, err, record.Refused, "", n)
}

func TestAdoptedIsInUse(t *testing.T) {
	f := newFixture(t)
	if s := f.state(); !s.IsDraft() || s.InUse.Version != 1 || s.Working.Next.Version != 1 {
		t.Fatalf("%+v", s.InUse.Stamp)
	}
	f.change("validity", "days", 14, "Two weeks is what we can keep")
	raw := f.state().Working.Raw
	s := f.adopted()
	if s.ID != "clinic" || s.Version != 1 || s.Hash != hashOf(raw) || f.days() != 14 {
		t.Fatalf("%+v, %d days", s, f.days())
	}
	st := f.state()
	if st.IsDraft() || st.InUse.Stamp != s || len(st.Rivals) > 0 || st.Working.Changed() != 0 || st.Working.Base.Stamp != s || st.Working.Next.Version != 2 {
		t.Errorf("%+v", st.InUse)
	}
	v := st.InUse
	if len(v.Signed) != 1 || v.Signed[0].Name != "Dr. Ilse Baum" || v.Statement != Statement || v.Base != f.desk.shippedVersion().Stamp {
		t.Errorf("%+v", v)
	}
	if len(v.Changes) != 1 || v.Changes[0].Item != "validity" || v.Changes[0].Why[0].Reason != "Two weeks is what we can keep" {
		t.Errorf("%+v", v.Changes)
	}
	p, err := protocol.Parse(v.Raw)
	if err != nil || p.IsDraft() || p.Notice.EN != "" || p.Title != clinicTitle {
		t.Errorf("%v: an adopted version calls itself a draft", err)
	}
}

// A version that was signed comes back byte by byte, whatever comes after.
func TestSignedNeverChanges(t *testing.T) {
	f := newFixture(t)
	var stamps []Stamp
	var raws [][]byte
	for i, days := range []int{14, 21, 28} {
		f.change("validity", "days", days, "again")
		raws = append(raws, f.state().Working.Raw)
		stamps = append(stamps, f.adopted())
		if stamps[i].Version != i+1 {
			t.Errorf("version %d is %d", i+1, stamps[i].Version)
		}
	}
	f.must(f.Log.View(ctx, func(r record.Reader) error {
		for i, s := range stamps {
			v, err := f.desk.Version(r, "clinic", i+1)
			if err != nil || v.Stamp != s || !bytes.Equal(v.Raw, raws[i]) || hashOf(v.Raw) != s.Hash {
				t.Errorf("version %d: %v", i+1, err)
			}
		}
		if v, err := f.desk.Version(r, "draft", 1); err != nil || !bytes.Equal(v.Raw, shipped(t)) {
			t.Errorf("the draft: %v", err)
		}
		for _, v := range []int{0, 4} {
			if _, err := f.desk.Version(r, "clinic", v); record.CodeOf(err) != record.NotFound {
				t.Errorf("version %d: %v", v, err)
			}
		}
		return nil
	}))
	all, err := f.desk.History(ctx, f.Nurse)
	if err != nil || len(all) != 3 || all[0].Version != 3 || all[2].Version != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

// The event alone is enough to read the version for ever.
func TestTheFactHoldsTheWholeFile(t *testing.T) {
	f := newFixture(t)
	s := f.adopted()
	for _, e := range f.Log.Events() {
		if e.Kind != kindAdopted {
			continue
		}
		var body struct{ File string }
		f.must(json.Unmarshal(e.Fact, &body))
		p, err := protocol.Parse([]byte(body.File))
		if err != nil || p.Hash != s.Hash {
			t.Errorf("%v", err)
		}
		return
	}
	t.Error("there is no such event")
}

// InUse is asked in every transaction: it parses and reads a version once.
func TestInUseParsesOnce(t *testing.T) {
	f := newFixture(t)
	f.change("validity", "days", 14, "x")
	f.adopted()
	l := newLibrary(t)
	parses := 0
	l.parse = func(raw []byte) (*protocol.Protocol, error) { parses++; return protocol.Parse(raw) }
	for range 50 {
		f.must(f.Log.View(ctx, func(r record.Reader) error {
			counting := &bodies{Reader: r}
			p, err := l.InUse(counting)
			if err == nil && (p.Validity.Days != 14 || counting.read > 1) {
				t.Errorf("%d days, %d bodies read", p.Validity.Days, counting.read)
			}
			if parses == 1 && counting.read > 0 && counting.seen {
				t.Error("the body was read again")
			}
			return err
		}))
	}
	if parses != 1 {
		t.Errorf("parsed %d times", parses)
	}
	// Nothing adopted: nothing to parse.
	empty, l2 := newFixture(t), newLibrary(t)
	l2.parse = func([]byte) (*protocol.Protocol, error) { t.Error("parsed"); return nil, nil }
	empty.must(empty.Log.View(ctx, func(r record.Reader) error {
		p, err := l2.InUse(&bodies{Reader: r, seen: true})
		if p != l2.Shipped() {
			t.Error("not the draft")
		}
		return err
	}))
}

// bodies counts how often facts are read.
type bodies struct {
	record.Reader
	read int
	seen bool
}

func (b *bodies) Facts(f record.Filter) ([]record.Fact, error) {
	b.read++
	return b.Reader.Facts(f)
}

func TestAVersionThisProgramCannotReadIsAnError(t *testing.T) {
	f := newFixture(t)
	f.adopted()
	l := newLibrary(t)
	l.parse = func([]byte) (*protocol.Protocol, error) { return nil, bytes.ErrTooLarge }
	err := f.Log.View(ctx, func(r record.Reader) error { _, err := l.InUse(r); return err })
	if record.CodeOf(err) != record.Unavailable {
		t.Errorf("%v", err)
	}
}

func TestBeginFromAnotherVersion(t *testing.T) {
	f := newFixture(t)
	f.change("validity", "days", 14, "x")
	first := f.adopted()
	f.change("validity", "days", 21, "y")
	f.adopted()
	f.change("limits/pre_dose", "above", "135/85", "stricter")
	f.must(f.desk.Begin(ctx, f.Prescriber, first.Hash, "The first was better"))
	w := f.state().Working
	if w.Base.Stamp != first || w.Parsed.Validity.Days != 14 || w.Changed() != 1 || w.Next.Version != 3 {
		t.Errorf("%+v, %d changed", w.Base.Stamp, w.Changed())
	}
	third := f.adopted()
	if third.Version != 3 || f.days() != 14 || f.state().Working.Base.Stamp != third {
		t.Errorf("%+v", third)
	}
	// A newer draft of the program is never taken up by itself.
	f.must(f.desk.Begin(ctx, f.Prescriber, f.desk.Shipped().Hash, "What ships"))
	if f.days() != 14 || !f.state().Working.Base.Shipped() {
		t.Error("the draft is in use")
	}
}

// A clinic that has adopted nothing works on what the newer program ships,
// and what it changed stands on that; one that has adopted goes on as before.
func TestANewerProgramBringsANewerDraft(t *testing.T) {
	newer := bytes.Replace(shipped(t), []byte(`"version": 1`), []byte(`"version": 2`), 1)
	newer = bytes.Replace(newer, []byte(`"days": 30`), []byte(`"days": 31`), 1)
	l, err := NewLibrary(newer)
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.must(f.desk.Begin(ctx, f.Prescriber, f.desk.Shipped().Hash, "as it ships"))
	f.change("limits/pre_dose", "above", "135/85", "stricter")
	f.desk = New(f.Log, l, nil)
	if w := f.state().Working; f.days() != 31 || w.Base.Version != 2 || w.Changed() != 1 {
		t.Errorf("%d days, base %+v, %d changed", f.days(), w.Base.Stamp, w.Changed())
	}
	old := New(f.Log, newLibrary(t), nil)
	if _, err := old.Adopt(ctx, f.Prescriber, Adoption{Seen: f.state().Working.Hash, Statement: Statement}); record.CodeOf(err) != record.Conflict {
		t.Errorf("%v: what was seen on one program was signed on another", err)
	}
	f.desk = old
	f.adopted()
	f.desk = New(f.Log, l, nil)
	if s := f.state(); f.days() != 30 || len(s.Versions) != 2 || s.Versions[1].Version != 2 {
		t.Errorf("%d days", f.days())
	}
}

func TestBasisCounts(t *testing.T) {
	f := newFixture(t)
	b := f.state().Working.Basis()
	if b.Items < 100 || b.Dissent == 0 || b.NoChoice != 0 || b.Unproven == 0 {
		t.Errorf("%+v", b)
	}
	file := f.state().Working.File
	l := f.line("limits/pre_dose").Node.Copy()
	l.Set("choice", nil)
	w := Working{File: file.with("limits", "pre_dose", l)}
	if c := w.Basis(); c.NoChoice != 1 || c.Undecided[0] != "limits/pre_dose" || c.Dissent != b.Dissent {
		t.Errorf("%+v", c)
	}
}

func BenchmarkInUse(b *testing.B) {
	f := &fixture{Clinic: newClinic(b), t: nil}
	l := newLibrary(b)
	f.desk = New(f.Log, l, nil)
	w, err := f.desk.State(ctx, f.Prescriber)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.desk.Adopt(ctx, f.Prescriber, Adoption{Seen: w.Working.Hash, Statement: Statement}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	_ = f.Log.View(ctx, func(r record.Reader) error {
		for b.Loop() {
			if _, err := l.InUse(r); err != nil {
				b.Fatal(err)
			}
		}
		return nil
	})
}
