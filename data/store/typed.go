package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/record"
)

// The types of record and the kind of fact that have a table of their own.
const (
	typePatient = "patient"
	typeVisit   = "session"
	kindVital   = "vitals.taken"
)

// The fields that those tables hold. A change of any other writes nothing.
var (
	patientFields = []string{"number", "given", "family", "preferred", "born", "phone", "phone2"}
	visitFields   = []string{"kind", "starts", "room", "state"}
)

// typedRecord keeps the table of e's type of record, if it has one.
func (p *projector) typedRecord(e record.Event, rec int64, isNew bool) error {
	switch {
	case e.Record.Type == typePatient && (isNew || sets(e, patientFields)):
		return p.patient(e.Record.ID, rec, isNew)
	case e.Record.Type == typeVisit && (isNew || sets(e, visitFields)):
		return p.visit(e.Record.ID, rec)
	}
	return nil
}

// typedFact keeps the table of e's kind of fact, if it has one.
func (p *projector) typedFact(e record.Event, r *row) error {
	if e.Kind == kindVital {
		return p.vital(e, r)
	}
	return nil
}

func sets(e record.Event, names []string) bool {
	for _, n := range names {
		if _, ok := e.Set[n]; ok {
			return true
		}
	}
	return false
}

// texts gives fields of a record as text, the first value of each, as
// record.Fields.Text does.
func (p *projector) texts(rec int64, names []string) (map[string]string, error) {
	s, err := p.c.stmt(p.ctx, `SELECT name, raw FROM field WHERE rec = ? ORDER BY name, n`)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(p.ctx, rec)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, raw, text string
		if err := rows.Scan(&name, &raw); err != nil {
			return nil, err
		}
		if _, had := out[name]; !had {
			// A value of another kind than text counts as none.
			_ = json.Unmarshal([]byte(raw), &text)
			out[name] = text
		}
	}
	return out, rows.Err()
}

func (p *projector) patient(id record.ID, rec int64, isNew bool) error {
	f, err := p.texts(rec, patientFields)
	if err != nil {
		return err
	}
	given, family, preferred := fold(f["given"]), fold(f["family"]), fold(f["preferred"])
	preferredKey := ""
	if preferred != "" {
		preferredKey = strings.TrimSpace(preferred + " " + family)
	}
	key, digits := numberKey(f["number"])
	err = p.exec(`INSERT INTO patient (rec, id, number, given, family, preferred, born, phone, phone2,
			family_key, given_key, preferred_key, number_key, number_digits) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (rec) DO UPDATE SET number = excluded.number, given = excluded.given, family = excluded.family,
			preferred = excluded.preferred, born = excluded.born, phone = excluded.phone, phone2 = excluded.phone2,
			family_key = excluded.family_key, given_key = excluded.given_key, preferred_key = excluded.preferred_key,
			number_key = excluded.number_key, number_digits = excluded.number_digits`,
		rec, string(id), f["number"], f["given"], f["family"], f["preferred"], f["born"], f["phone"], f["phone2"],
		strings.TrimSpace(family+" "+given), strings.TrimSpace(given+" "+family), preferredKey, key, digits)
	if err != nil {
		return err
	}
	if err := p.phones(rec, isNew, f["phone"], f["phone2"]); err != nil {
		return err
	}
	return p.names(rec, isNew, given, family, preferred)
}

func (p *projector) phones(rec int64, isNew bool, phones ...string) error {
	if !isNew {
		if err := p.exec(`DELETE FROM patient_phone WHERE rec = ?`, rec); err != nil {
			return err
		}
	}
	for _, phone := range phones {
		d := digitsOf(phone)
		if d == "" {
			continue
		}
		if err := p.exec(`INSERT INTO patient_phone (rec, digits, reversed) VALUES (?,?,?) ON CONFLICT DO NOTHING`, rec, d, reverse(d)); err != nil {
			return err
		}
	}
	return nil
}

// names keeps the words of a patient's names for the word index, and notes
// each word for the search that forgives typing errors.
func (p *projector) names(rec int64, isNew bool, names ...string) error {
	words := wordsOf(names)
	if !isNew {
		if err := p.exec(`DELETE FROM patient_words WHERE rowid = ?`, rec); err != nil {
			return err
		}
	}
	if err := p.exec(`INSERT INTO patient_words (rowid, words) VALUES (?,?)`, rec, strings.Join(words, " ")); err != nil {
		return err
	}
	for _, w := range words {
		if err := p.exec(`INSERT INTO name_word (word) VALUES (?) ON CONFLICT DO NOTHING`, w); err != nil {
			return err
		}
	}
	return nil
}

func (p *projector) visit(id record.ID, rec int64) error {
	f, err := p.texts(rec, visitFields)
	if err != nil {
		return err
	}
	starts := ""
	if t, err := time.Parse(time.RFC3339, f["starts"]); err == nil {
		starts = instant(t)
	}
	return p.exec(`INSERT INTO visit (rec, id, patient, kind, starts, room, state)
		VALUES (?1, ?2, (SELECT patient FROM record WHERE n = ?1), ?3, ?4, ?5, ?6)
		ON CONFLICT (rec) DO UPDATE SET patient = excluded.patient, kind = excluded.kind, starts = excluded.starts,
			room = excluded.room, state = excluded.state`,
		rec, string(id), f["kind"], starts, f["room"], f["state"])
}

func (p *projector) vital(e record.Event, r *row) error {
	var body map[string]json.RawMessage
	if err := json.Unmarshal(e.Fact, &body); err != nil {
		body = nil // a body of another shape has no measurements to show
	}
	return p.exec(`INSERT INTO vital (n, patient, session, at, systolic, diastolic, pulse, spo2) VALUES (?,?,?,?,?,?,?,?)`,
		r.n, r.patient, r.id, instant(e.At), whole(body["systolic"]), whole(body["diastolic"]), whole(body["pulse"]), whole(body["spo2"]))
}

// instant writes a time as the readable tables hold it: UTC, to the second,
// so that text order is time order.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// whole gives a whole number, or nil (NULL) for anything else: not measured
// is not zero.
func whole(raw json.RawMessage) any {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return nil
	}
	return n
}
