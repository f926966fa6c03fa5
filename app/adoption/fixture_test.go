package adoption

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

var ctx = context.Background()

// fixture is a clinic in memory with the draft that ships.
type fixture struct {
	*plantest.Clinic
	t    *testing.T
	desk *Desk
}

func shipped(t testing.TB) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// parsedBefore spares the tests parsing the same bytes again and again.
var parsedBefore = map[record.Hash]checked{}

func parseOnce(raw []byte) (*protocol.Protocol, error) {
	h := hashOf(raw)
	c, ok := parsedBefore[h]
	if !ok {
		c.p, c.err = protocol.Parse(raw)
		parsedBefore[h] = c
	}
	return c.p, c.err
}

func newBook(t testing.TB) *words.Book {
	t.Helper()
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func newLibrary(t testing.TB) *Library {
	t.Helper()
	raw := shipped(t)
	p, err := parseOnce(raw)
	if err != nil {
		t.Fatal(err)
	}
	return newLibraryOf(raw, p, parseOnce)
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	c := plantest.New(t)
	return &fixture{Clinic: c, t: t, desk: New(c.Log, newLibrary(t), newBook(t))}
}

// second is the clinic on another laptop, as it stands now.
func (f *fixture) second() *fixture {
	f.t.Helper()
	c := *f.Clinic
	log := memlog.New(func() time.Time { return c.Now }).As("device-2")
	f.must(log.Receive(ctx, f.Log.Events()...))
	c.Log = log
	return &fixture{Clinic: &c, t: f.t, desk: New(log, newLibrary(f.t), nil)}
}

// meet brings two laptops together.
func meet(a, b *fixture) {
	a.t.Helper()
	fromA := a.Log.Events()
	a.must(a.Log.Receive(ctx, b.Log.Events()...))
	a.must(b.Log.Receive(ctx, fromA...))
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) state() State {
	f.t.Helper()
	s, err := f.desk.State(ctx, f.Prescriber)
	f.must(err)
	return s
}

// line gives an item of the working copy.
func (f *fixture) line(name string) Line {
	f.t.Helper()
	l, ok := f.state().Working.Line(name)
	if !ok {
		f.t.Fatalf("there is no %s", name)
	}
	return l
}

// edit changes one key of an item.
func (f *fixture) edit(name, key string, value any) Edit {
	f.t.Helper()
	l := f.line(name)
	now := l.Node.Copy()
	now.Set(key, node(f.t, value))
	return Edit{Item: name, Was: l.Node, Now: now}
}

func node(t testing.TB, v any) *Node {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	n, err := ReadNode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// change changes one key of an item and fails the test where that is refused.
func (f *fixture) change(name, key string, value any, reason string) {
	f.t.Helper()
	f.must(f.desk.Change(ctx, f.Prescriber, reason, f.edit(name, key, value)))
}

func (f *fixture) adopt() (Stamp, error) {
	return f.desk.Adopt(ctx, f.Prescriber, Adoption{Seen: f.state().Working.Hash, Statement: Statement})
}

func (f *fixture) adopted() Stamp {
	f.t.Helper()
	s, err := f.adopt()
	f.must(err)
	return s
}

// days is how long a screening counts by the protocol in use.
func (f *fixture) days() (n int) {
	f.t.Helper()
	f.must(f.Log.View(ctx, func(r record.Reader) error {
		p, err := f.desk.InUse(r)
		if err == nil {
			n = p.Validity.Days
		}
		return err
	}))
	return n
}

func newClinic(t testing.TB) *plantest.Clinic { return plantest.New(t) }
