package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/record"
)

var _ patients.Index = (*Store)(nil)

const (
	hitColumns = `p.id, p.number, p.given, p.family, p.preferred, p.born, p.phone`
	// anchorLimit is how many patients with a number, phone or date are
	// looked through for the names typed beside it.
	anchorLimit = 200
	// fewHits is how few hits of one word make the search forgive typing
	// errors; of several words, which say more, one hit is enough not to.
	fewHits = 3
	// last is a text after every other with the same beginning.
	last = "\U0010FFFF"
)

// finder collects the hits of one search.
type finder struct {
	*reader
	limit int
	seen  map[record.ID]bool
	hits  []patients.Hit
}

// Search implements patients.Index.
func (s *Store) Search(ctx context.Context, text string, limit int) (hits []patients.Hit, err error) {
	err = s.view(ctx, func(r *reader) error {
		f := &finder{reader: r, limit: limit, seen: map[record.ID]bool{}}
		err := f.search(text)
		hits = f.hits
		return err
	})
	return hits, err
}

func (f *finder) search(text string) error {
	q := parseQuery(text, true)
	switch {
	case q.anchored():
		if err := f.anchors(q); err != nil || len(f.hits) > 0 {
			return err
		}
		return f.anchors(parseQuery(text, false))
	case len(q.words) > 0:
		return f.names(q.words)
	case strings.TrimSpace(text) == "":
		return f.take(f.limit, nil, `SELECT `+hitColumns+` FROM patient p ORDER BY p.rec DESC LIMIT ?`, f.limit)
	}
	return nil
}

func (f *finder) full() bool { return len(f.hits) >= f.limit }

// take adds the hits of a query that keep accepts, up to the limit.
func (f *finder) take(limit int, keep func(patients.Hit) bool, q string, args ...any) error {
	if f.full() {
		return nil
	}
	return f.each(func(rows *sql.Rows) error {
		var h patients.Hit
		var born string
		if err := rows.Scan(&h.ID, &h.Number, &h.Given, &h.Family, &h.Preferred, &born, &h.Phone); err != nil {
			return err
		}
		// Anything but a date is shown as not given.
		h.Born, _ = record.ParseDate(born)
		if len(f.hits) < limit && !f.seen[h.ID] && (keep == nil || keep(h)) {
			f.seen[h.ID] = true
			f.hits = append(f.hits, h)
		}
		return nil
	}, q, args...)
}

// between finds by the beginning of an indexed column.
func (f *finder) between(column, prefix string, limit int, keep func(patients.Hit) bool) error {
	return f.take(f.limit, keep, `SELECT `+hitColumns+` FROM patient p WHERE p.`+column+` >= ? AND p.`+column+` < ? ORDER BY p.`+column+` LIMIT ?`,
		prefix, prefix+last, limit)
}

// phone finds by the beginning of a phone number or of its reverse.
func (f *finder) phone(column, prefix string, keep func(patients.Hit) bool) error {
	return f.take(f.limit, keep, `SELECT `+hitColumns+` FROM patient_phone t JOIN patient p ON p.rec = t.rec
		WHERE t.`+column+` >= ? AND t.`+column+` < ? ORDER BY t.`+column+` LIMIT ?`, prefix, prefix+last, anchorLimit)
}

// anchors finds by date of birth, chart number and phone; words typed beside
// them must fit too.
func (f *finder) anchors(q query) error {
	keep := func(h patients.Hit) bool { return fits(h, q.words) }
	steps := []func() error{}
	add := func(step func() error) { steps = append(steps, step) }
	for _, d := range q.dates {
		add(func() error { return f.between("born", d.String(), anchorLimit, keep) })
	}
	for _, n := range q.numbers {
		column := "number_key"
		if isDigits(n) {
			column = "number_digits"
		}
		add(func() error {
			return f.take(f.limit, keep, `SELECT `+hitColumns+` FROM patient p WHERE p.`+column+` = ? LIMIT ?`, n, anchorLimit)
		})
	}
	for _, p := range q.phones {
		add(func() error { return f.phone("digits", p, keep) })
		add(func() error { return f.phone("reversed", reverse(p), keep) })
	}
	if q.born != "" {
		add(func() error { return f.between("born", q.born, anchorLimit, keep) })
	}
	for _, n := range q.numbers { // the beginning of a number, while it is typed
		column := "number_key"
		if isDigits(n) {
			column = "number_digits"
		}
		add(func() error { return f.between(column, n, anchorLimit, keep) })
	}
	for _, step := range steps {
		if err := step(); err != nil || f.full() {
			return err
		}
	}
	return nil
}

// fits reports whether each word begins a word of the patient's names.
func fits(h patients.Hit, words []string) bool {
	if len(words) == 0 {
		return true
	}
	have := wordsOf([]string{fold(h.Given), fold(h.Family), fold(h.Preferred)})
	for _, w := range words {
		found := false
		for _, n := range have {
			found = found || strings.HasPrefix(n, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// names finds by names: those that begin as typed first, then all in which
// each word occurs, then those a typing error away.
func (f *finder) names(words []string) error {
	typed := strings.Join(words, " ")
	for _, column := range []string{"family_key", "given_key", "preferred_key"} {
		if err := f.between(column, typed, f.limit, nil); err != nil || f.full() {
			return err
		}
	}
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = term(w)
	}
	if err := f.matching(strings.Join(terms, " AND ")); err != nil || f.full() {
		return err
	}
	if len(words) > 1 { // "o brien" is O'Brien
		if err := f.matching(term(strings.Join(words, ""))); err != nil {
			return err
		}
	}
	if len(f.hits) >= fewHits || len(f.hits) > 0 && len(words) > 1 {
		return nil
	}
	return f.forgiving(words)
}

// term finds a word by its beginning.
func term(w string) string { return `"` + w + `"*` }

// matching finds in the word index.
func (f *finder) matching(match string) error {
	return f.take(f.limit, nil, `SELECT `+hitColumns+` FROM patient_words JOIN patient p ON p.rec = patient_words.rowid WHERE patient_words MATCH ? LIMIT ?`,
		match, f.limit)
}

// Namesakes implements patients.Index. The preferred name counts as a given
// one, and given and family name may have changed places.
func (s *Store) Namesakes(ctx context.Context, given, family string, born record.Date) (hits []patients.Hit, err error) {
	given, family = fold(given), fold(family)
	dates := []string{born.String()}
	if born.Day <= 12 && born.Day != int(born.Month) && !born.IsZero() {
		dates = append(dates, record.Date{Year: born.Year, Month: time.Month(born.Day), Day: int(born.Month)}.String())
	}
	same := func(h patients.Hit) bool {
		g, p, fam := fold(h.Given), fold(h.Preferred), fold(h.Family)
		return fam == family && (g == given || p != "" && p == given) || g == family && fam == given
	}
	err = s.view(ctx, func(r *reader) error {
		f := &finder{reader: r, limit: anchorLimit, seen: map[record.ID]bool{}}
		defer func() { hits = f.hits }()
		for _, d := range dates {
			if d == "" { // not known: the name alone must do
				return f.take(f.limit, same, `SELECT `+hitColumns+` FROM patient p WHERE p.family_key = ?1
					UNION ALL SELECT `+hitColumns+` FROM patient p WHERE p.preferred_key = ?2
					UNION ALL SELECT `+hitColumns+` FROM patient p WHERE p.given_key = ?1 LIMIT ?3`,
					strings.TrimSpace(family+" "+given), strings.TrimSpace(given+" "+family), anchorLimit)
			}
			if err := f.take(f.limit, same, `SELECT `+hitColumns+` FROM patient p WHERE p.born = ? ORDER BY p.rec`, d); err != nil {
				return err
			}
		}
		return nil
	})
	return hits, err
}

// Visits gives the visits that start in [from, to), the earliest first.
func (s *Store) Visits(ctx context.Context, from, to time.Time) (ids []record.ID, err error) {
	if to.Before(from) {
		return nil, fmt.Errorf("visits from %v to %v", from, to)
	}
	err = s.view(ctx, func(r *reader) error {
		return r.each(func(rows *sql.Rows) error {
			var id record.ID
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, `SELECT id FROM visit WHERE starts >= ? AND starts < ? ORDER BY starts, rec`, instant(from), instant(to))
	})
	return ids, err
}
