package store

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/logtest"
)

func TestDecodeGivesBackWhatWasWritten(t *testing.T) {
	o := &logtest.Elsewhere{Device: "other", Seen: record.Vector{"third": 7}}
	for _, c := range []record.Change{
		{Kind: "k", Version: 1, Record: record.Ref{Type: "t", ID: "a"}, Set: map[string]any{"<x>\u2028": "<&>ñ", "gone": nil, "n": 1.5e300, "": []int{}}},
		{Kind: "k", Version: 3, Record: record.Ref{Type: "t", ID: "a"}, Patient: "p", Set: map[string]any{}},
		{Kind: "k", Version: 1, Record: record.Ref{Type: "t", ID: "a"}, Patient: "p", Fact: map[string]any{"w": "\x00é"}, Reason: "r", Supersedes: record.EventID{Device: "d", Seq: 3}},
	} {
		e := o.Write("nurse", c, time.Date(1999, 12, 31, 23, 59, 59, 999999999, time.UTC))
		got, err := encode(e, 5, 2).decode("other")
		if err != nil || !reflect.DeepEqual(got, e) || got.Sum() != e.Hash {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, e)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := func() *row {
		e := (&logtest.Elsewhere{Device: "other"}).Write("nurse", vitalChange(), time.Now())
		return encode(e, 1, 1)
	}
	for name, harm := range map[string]func(*row){
		"short hash":        func(r *row) { r.hash = r.hash[1:] },
		"long previous":     func(r *row) { r.prev = make([]byte, 33) },
		"seen is no vector": func(r *row) { r.seen = `[]` },
		"fields no object":  func(r *row) { r.fields = sql.NullString{String: `7`, Valid: true} },
		"fields null":       func(r *row) { r.fields = sql.NullString{String: `null`, Valid: true} },
		"fact no JSON":      func(r *row) { r.fact.String = `{"systolic":` },
	} {
		r := good()
		harm(r)
		if _, err := r.decode("other"); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

// FuzzDecode reads rows that somebody else may have written. Whatever is in
// them, decode gives an error or an event that is kept and read back as it
// is, and that the projections take.
func FuzzDecode(f *testing.F) {
	f.Add(`{"given":"José","born":"1990-08-09"}`, ``, `{"other":1,"x":9}`, "patient", "patient.changed", int64(1), int64(0))
	f.Add(``, `{"systolic":120,"pulse":null}`, ``, "session", kindVital, int64(2), int64(math.MaxInt64))
	f.Add(`null`, `7`, `null`, "session", "k", int64(-1), int64(math.MinInt64))
	f.Add(`{"a":1,"a":2}`, `"\ud800"`, `{"":0}`, "", "", int64(0), int64(1))
	f.Add(`{"starts":"9999-99-99T","number":"L-99999999999999999999"}`, ``, ``, "session", "k", int64(1), int64(5))
	s := openIn(f, f.TempDir())
	f.Fuzz(func(t *testing.T, fields, fact, seen, typ, kind string, version, at int64) {
		r := &row{n: 1, device: 1, seq: 1, prev: make([]byte, 32), hash: make([]byte, 32), seen: seen, at: at, entered: at,
			actor: "a", kind: kind, version: version, typ: typ, id: "i",
			fields: sql.NullString{String: fields, Valid: fields != ""}, fact: sql.NullString{String: fact, Valid: fact != ""}}
		e, err := r.decode("other")
		if err != nil {
			return
		}
		for k, v := range e.Set {
			if !json.Valid(v) {
				t.Fatalf("field %q is %q", k, v)
			}
		}
		again, err := encode(e, 1, 1).decode("other")
		if err != nil || again.Sum() != e.Sum() && validKeys(e) {
			t.Fatalf("read back as another event: %v\n%+v\n%+v", err, e, again)
		}
		if (e.Set == nil) == (e.Fact == nil) || version < 1 {
			return // the table refuses it
		}
		// Applied in a transaction that is thrown away.
		err = s.write(t.Context(), func(tx *tx) error {
			tx.head.seen["other"] = 0
			if err := tx.addDevice("other"); err != nil {
				return err
			}
			e.ID.Seq = 1
			if err := tx.insert(e); err != nil {
				return err
			}
			return errOver
		})
		if err != errOver {
			t.Fatalf("the projections do not take it: %v", err)
		}
	})
}

// validKeys reports whether JSON can hold the names of the fields as they
// are; Receive refuses the others.
func validKeys(e record.Event) bool {
	for k := range e.Set {
		if !bytes.Equal([]byte(k), bytes.ToValidUTF8([]byte(k), []byte("\uFFFD"))) {
			return false
		}
	}
	return true
}

// FuzzSearch types anything into the search box.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"jose", `"`, "* OR x", "08/09/1990", "1990-", "l-1", "٣ ½ ⅷ", "o'brien\x00", "\xff\xfe", "ﬁ ǆ İ", "a b c d e f"} {
		f.Add(q)
	}
	s := openIn(f, f.TempDir())
	register(f, s, somePeople...)
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := s.Search(t.Context(), q, 20); err != nil {
			t.Fatalf("%q: %v", q, err)
		}
	})
}
