package register_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
)

// telling is a second, plain telling of a lot: from the raw events, what each
// place holds at the end of every minute.
type telling struct {
	size   int64
	events []record.Event
	bodies []register.Body
	struck map[record.EventID]bool
}

func tell(log *memlog.Log, lot record.ID, size int64) telling {
	m := telling{size: size, struck: map[record.EventID]bool{}}
	for _, e := range log.Events() {
		if e.Record == (record.Ref{Type: "lot", ID: lot}) {
			m.events, m.bodies = append(m.events, e), append(m.bodies, body(e))
			if !e.Supersedes.IsZero() {
				m.struck[e.Supersedes] = true
			}
		}
	}
	return m
}

func body(e record.Event) (b register.Body) {
	if err := json.Unmarshal(e.Fact, &b); err != nil {
		panic(err)
	}
	return b
}

// places adds up everything until the end of a minute; "" is the sealed stock.
func (m telling) places(until time.Time) map[string]int64 {
	out := map[string]int64{"": 0}
	explained := map[record.EventID]int{}
	for i, e := range m.events {
		if e.At.Truncate(time.Minute).After(until) || m.struck[e.ID] {
			continue
		}
		b := m.bodies[i]
		vial, draw := "", "draw "+b.Draw.String()
		if !b.Vial.IsZero() {
			vial = "vial " + b.Vial.String()
		}
		switch e.Kind {
		case "lot.received":
			out[""] += b.Receipt.Containers * m.size
		case "vial.opened":
			out[""] -= m.size
			out["vial "+e.ID.String()] += m.size
		case "register.drawn":
			out[vial] -= b.Amount
			out["draw "+e.ID.String()] += b.Amount
		case "register.given":
			out[draw] -= b.Amount
		case "register.wasted":
			if b.Draw.IsZero() {
				draw = vial
			}
			out[draw] -= b.Amount
		case "register.destroyed":
			out[""] -= b.Amount
		case "register.returned":
			if b.To == "" {
				out[draw] -= b.Amount
				out[""] += b.Amount
			} else {
				out[""] -= b.Amount
			}
		case "register.resolved":
			j, ok := explained[b.Line]
			if had := m.events[j]; !ok || e.Time.Less(had.Time) || had.Time == e.Time && e.ID.Device < had.ID.Device {
				explained[b.Line] = i
			}
		}
	}
	for _, i := range explained {
		for _, a := range m.bodies[i].Adjust {
			key := ""
			if !a.Vial.IsZero() {
				key = "vial " + a.Vial.String()
			}
			out[key] += a.Amount
		}
	}
	return out
}

func (m telling) minutes() []time.Time {
	var out []time.Time
	for _, e := range m.events {
		out = append(out, e.At.Truncate(time.Minute))
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

// negative finds the places that hold less than nothing at the end of any
// minute.
func (m telling) negative() map[string]bool {
	out := map[string]bool{}
	for _, at := range m.minutes() {
		for place, n := range m.places(at) {
			if n < 0 {
				out[place] = true
			}
		}
	}
	return out
}

// agree compares the book with the telling at every minute, and checks that
// what is short is shown and that closed draws close.
func agree(t *testing.T, log *memlog.Log, lot record.ID) {
	t.Helper()
	b := bookOf(t, log, lot)
	m := tell(log, lot, b.Size)
	for _, at := range append(m.minutes(), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) {
		var want register.Balance
		places := m.places(at)
		for place, n := range places {
			switch {
			case place == "":
				want.Sealed += n
			case place[:4] == "vial":
				want.Opened += n
			default:
				want.Drawn += n
			}
		}
		if got := b.Balance(at); got != want {
			t.Fatalf("at %v the book has %+v, the telling %+v", at, got, want)
		}
		for _, d := range b.Draws(at) {
			if d.Still != d.Amount-d.Given-d.Wasted-d.Returned || d.Still != places["draw "+d.ID.String()] || d.Closed() != (d.Amount == d.Given+d.Wasted+d.Returned) {
				t.Fatalf("at %v: %+v", at, d)
			}
		}
		for _, v := range b.Vials(at) {
			if v.Left != places["vial "+v.ID.String()] {
				t.Fatalf("at %v: %+v", at, v)
			}
		}
	}
	short := map[string]bool{}
	for _, c := range b.Conflicts() {
		switch c.What {
		case register.ShortSealed:
			short[""] = true
		case register.ShortVial:
			short["vial "+c.Line.String()] = true
		case register.ShortDraw:
			short["draw "+c.Line.String()] = true
		}
	}
	if want := m.negative(); !reflect.DeepEqual(short, want) {
		t.Fatalf("shown as short are %v, short are %v", short, want)
	}
}
