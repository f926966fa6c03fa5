package register_test

import (
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
)

// player does things at random with one lot on one laptop.
type player struct {
	*fixture
	rnd  *rand.Rand
	log  *memlog.Log
	desk *register.Desk
	lot  record.ID
	did  map[string]int
}

func (p *player) pick(kind string) record.EventID {
	var ids []record.EventID
	for _, l := range bookOf(p.t, p.log, p.lot).Lines {
		if l.Kind == kind {
			ids = append(ids, l.ID)
		}
	}
	if len(ids) == 0 {
		return record.EventID{}
	}
	if kind == register.KindOpened && p.rnd.Intn(2) == 0 {
		return ids[0] // the one that everybody reaches for
	}
	return ids[p.rnd.Intn(len(ids))]
}

// at is now, or up to two days ago.
func (p *player) at() time.Time {
	if p.rnd.Intn(3) > 0 {
		return time.Time{}
	}
	return p.now.Add(-time.Duration(p.rnd.Intn(2*24*60)) * time.Minute)
}

func (p *player) session() record.ID { return record.ID(fmt.Sprint("s", p.rnd.Intn(4))) }

// act does one thing at random; it may be refused.
func (p *player) act() (what string, err error) {
	b := bookOf(p.t, p.log, p.lot)
	n := int64(p.rnd.Intn(3) + 1)
	amount := int64(p.rnd.Intn(60)+1) * 100
	if !b.Form.Liquid() {
		amount = n
	}
	switch do := p.rnd.Intn(20); {
	case do < 1:
		r := register.Receipt{Label: b.Label, Containers: n, Supplier: "Norte", Invoice: fmt.Sprint(p.rnd.Int63())}
		_, _, err = p.desk.Receive(ctx, p.nora, r, p.at())
		return "received", err
	case do < 3:
		_, err = p.desk.Open(ctx, p.nora, p.lot, p.at())
		return "opened", err
	case do < 7:
		t := register.Taken{Lot: p.lot, Vial: p.pick(register.KindOpened), Amount: amount, Session: p.session(), Patient: "1", At: p.at()}
		if p.rnd.Intn(4) == 0 {
			t.Vial, t.Amount = record.EventID{}, n*b.Size
		}
		_, err = p.desk.Draw(ctx, p.ines, t)
		return "drawn", err
	case do < 10:
		g := register.Gift{Lot: b.Number, Session: p.session(), Patient: "1", Route: "IM", Amount: amount, At: p.at()}
		if !b.Form.Liquid() {
			g.Route = "lozenge"
		}
		g.UG, _ = b.Strength.Micrograms(amount)
		_, _, err = give(p.log, p.desk, p.nora, g)
		return "given", err
	case do < 13:
		s := register.Waste{Lot: p.lot, Draw: p.pick(register.KindDrawn), Amount: amount, How: "cartridge", At: p.at()}
		if p.rnd.Intn(3) == 0 {
			s.Draw, s.Vial = record.EventID{}, p.pick(register.KindOpened)
		}
		_, err = p.desk.Waste(ctx, p.nora, p.ana, s)
		return "wasted", err
	case do < 14:
		_, err = p.desk.PutBack(ctx, p.nora, p.lot, p.pick(register.KindDrawn), n, p.at())
		return "put back", err
	case do < 15:
		if n == 1 {
			_, err = p.desk.SendBack(ctx, p.nora, register.Back{Lot: p.lot, Containers: n, To: "Norte", Paper: "R", At: p.at()})
			return "sent back", err
		}
		_, err = p.desk.Destroy(ctx, p.nora, p.ana, register.Destroyed{Lot: p.lot, Containers: n, How: "burnt", At: p.at()})
		return "destroyed", err
	case do < 16:
		return "counted", p.count(b)
	case do < 17:
		_, err = p.desk.Resolve(ctx, p.nora, p.ana, register.Explanation{Lot: p.lot, Count: p.pick(register.KindCounted), Text: "spilt", Adjust: p.rnd.Intn(2) == 0})
		return "resolved", err
	}
	kinds := []string{register.KindReceived, register.KindOpened, register.KindDrawn, register.KindWasted, register.KindReturned, register.KindDestroyed, register.KindResolved, register.KindGiven}
	line := p.pick(kinds[p.rnd.Intn(len(kinds))])
	if l, ok := b.Line(line); ok && l.Kind == register.KindGiven {
		return "dose taken back", p.log.Update(ctx, p.nora, func(tx record.Tx) error { return p.desk.TakeBack(tx, p.nora, l.Dose, "wrong patient") })
	}
	_, err = p.desk.Correct(ctx, p.nora, p.ana, p.lot, line, "mistyped")
	return "corrected", err
}

// count counts what is there, and now and then a little else.
func (p *player) count(b register.Book) error {
	c := register.Counted{Lot: p.lot, At: p.at()}
	at := c.At
	if at.IsZero() {
		at = p.now
	}
	c.Containers = max(0, b.Balance(at).Sealed/b.Size+int64(p.rnd.Intn(5)/4))
	for _, v := range b.Vials(at) {
		c.Vials = append(c.Vials, register.Left{Vial: v.ID, Amount: max(0, v.Left-int64(p.rnd.Intn(5)/4*50))})
	}
	_, _, err := p.desk.Count(ctx, p.ana, c)
	return err
}

// step acts once: what is refused is refused to a person and leaves nothing,
// and what is accepted leaves no place short that was not shorter before.
func (p *player) step() {
	p.t.Helper()
	p.now = p.now.Add(time.Duration(p.rnd.Intn(90)) * time.Minute)
	before, events := bookOf(p.t, p.log, p.lot), len(p.log.Events())
	short := tell(p.log, p.lot, before.Size).negative()
	what, err := p.act()
	if err != nil {
		p.did["refused "+what]++
		if record.CodeOf(err) == "" {
			p.t.Fatalf("%s: not for people: %v", what, err)
		}
		if n := len(p.log.Events()); n != events || !reflect.DeepEqual(before, bookOf(p.t, p.log, p.lot)) {
			p.t.Fatalf("%s was refused (%v) and left %d events", what, err, n-events)
		}
		return
	}
	p.did[what]++
	for place := range tell(p.log, p.lot, before.Size).negative() {
		if !short[place] {
			p.t.Fatalf("%s made %q short", what, place)
		}
	}
}

func seeds() int64 {
	if os.Getenv("KAPDESK_LONG") == "1" {
		return 60
	}
	return 8
}

func (f *fixture) player(seed int64, did map[string]int) *player {
	r := ketamine()
	if r.Containers = 4; seed%2 == 1 {
		r = lozenges()
	}
	return &player{fixture: f, rnd: rand.New(rand.NewSource(seed)), log: f.log, desk: f.desk, lot: f.receive(r), did: did}
}

// Promise 6: the register balances. After any sequence on one laptop, late entries and corrections included, no
// place was ever short, draws close, and the book rebuilt from the log is the
// same after every event.
func TestTheBookBalancesWhateverIsDone(t *testing.T) {
	did := map[string]int{}
	for seed := range seeds() {
		p := start(t).player(seed, did)
		for range 70 {
			p.step()
		}
		agree(t, p.log, p.lot)
		if short := tell(p.log, p.lot, bookOf(t, p.log, p.lot).Size).negative(); len(short) > 0 {
			t.Fatalf("seed %d: short are %v", seed, short)
		}
		all := len(p.log.Events())
		if again := p.log.Replay(all); !reflect.DeepEqual(bookOf(t, again, p.lot), bookOf(t, p.log, p.lot)) {
			t.Fatalf("seed %d: rebuilt, the book differs", seed)
		}
		for n := all - 1; n > 8; n -= 15 {
			agree(t, p.log.Replay(n), p.lot)
		}
	}
	proven(t, did, "received", "opened", "drawn", "given", "wasted", "put back", "sent back", "destroyed", "counted", "resolved", "corrected", "dose taken back")
}

// proven fails when something never came about: a test that did nothing proves
// nothing.
func proven(t *testing.T, did map[string]int, what ...string) {
	t.Helper()
	for _, w := range what {
		if did[w] == 0 {
			t.Errorf("never came about: %s (%v)", w, did)
		}
	}
	t.Logf("%v", did)
}

// Three laptops write at once and exchange their events in different orders:
// all come to the same book, and what is short in it is shown.
func TestLaptopsComeToTheSameBook(t *testing.T) {
	did := map[string]int{}
	for seed := range seeds() {
		f := start(t)
		first := f.player(seed, did)
		all := []*player{first}
		for i, device := range []record.ID{"device-2", "device-3"} {
			log, desk := f.other(device)
			all = append(all, &player{fixture: f, rnd: rand.New(rand.NewSource(seed*10 + int64(i) + 1)), log: log, desk: desk, lot: first.lot, did: did})
		}
		for range 6 {
			for _, p := range all {
				for range 5 {
					p.step()
				}
			}
			from, to := first.rnd.Intn(3), first.rnd.Intn(3)
			f.must(all[to].log.Receive(ctx, all[from].log.Events()...))
		}
		for _, p := range all { // each takes the others' in another order
			i := slices.Index(all, p)
			f.must(p.log.Receive(ctx, all[(i+1)%3].log.Events()...))
			f.must(p.log.Receive(ctx, all[(i+2)%3].log.Events()...))
		}
		same := bookOf(t, first.log, first.lot)
		for _, p := range all {
			if b := bookOf(t, p.log, p.lot); !reflect.DeepEqual(b, same) {
				t.Fatalf("seed %d: two books differ", seed)
			}
			if !reflect.DeepEqual(bookOf(t, p.log, p.lot).Differences(), same.Differences()) {
				t.Fatalf("seed %d: two laptops show other differences", seed)
			}
			agree(t, p.log, p.lot)
		}
		for _, c := range same.Conflicts() {
			did[c.What]++
		}
		for range 10 { // they go on with what they have become
			all[first.rnd.Intn(3)].step()
		}
	}
	proven(t, did, register.ShortSealed, register.ShortVial, register.ShortDraw)
}
