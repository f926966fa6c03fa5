package notes_test

import (
	"fmt"
	"math/rand"
	"os"
	"slices"
	"testing"
	"time"

	"kapdesk/app/notes"
	"kapdesk/app/record"
)

// told is a version as the rules have it: what it says, whom it was ever
// sealed to, and which of their keys opens it.
type told struct {
	note   int
	text   string
	author record.ID
	stands bool
	id     record.EventID
	opens  map[record.ID]int // person → number of their key
}

// rules is a second, plain telling of who may open what.
type rules struct {
	*room
	rnd      *rand.Rand
	who      []record.ID
	key      map[record.ID]int // the number of somebody's key; 0 for none
	keys     int
	notes    []record.ID
	versions []*told
	follows  map[record.ID]record.ID
}

func (m *rules) can(v *told, id record.ID) bool { return m.key[id] != 0 && v.opens[id] == m.key[id] }

func (m *rules) one() record.ID { return m.who[m.rnd.Intn(len(m.who))] }

func (m *rules) in(id record.ID) record.Actor { return m.as(record.Actor{ID: id}) }

// lock takes a key for each of some people.
func (m *rules) lock(ids ...record.ID) map[record.ID]int {
	out := map[record.ID]int{}
	for _, id := range ids {
		if id != "" {
			if out[id] = m.key[id]; out[id] == 0 {
				delete(out, id)
			}
		}
	}
	return out
}

// expect compares the outcome with what the rules say of it.
func (m *rules) expect(what string, want bool, err error) bool {
	m.t.Helper()
	if (err == nil) != want {
		m.t.Fatalf("%s: %v, the rules say %v", what, err, want)
	}
	if err != nil && record.CodeOf(err) == "" {
		m.t.Fatalf("%s: not for people: %v", what, err)
	}
	return err == nil
}

func (m *rules) write() {
	by, to := m.one(), m.one()
	text := fmt.Sprintf("text %d", m.rnd.Int63())
	id, err := m.desk.Write(ctx, m.in(by), m.Patient, text, []record.ID{to})
	if m.expect("write", m.key[by] != 0 && to != by && m.key[to] != 0, err) {
		m.notes = append(m.notes, id)
		m.versions = append(m.versions, &told{note: len(m.notes) - 1, text: text, author: by, stands: true, opens: m.lock(by, to, m.follows[by])})
	}
}

func (m *rules) correct() {
	v := m.versions[m.rnd.Intn(len(m.versions))]
	by := m.one()
	if m.rnd.Intn(3) > 0 {
		by = v.author
	}
	text := fmt.Sprintf("text %d", m.rnd.Int63())
	err := m.desk.Correct(ctx, m.in(by), m.Patient, m.notes[v.note], v.id, text, notes.Reasons[m.rnd.Intn(len(notes.Reasons))])
	if m.expect("correct", by == v.author && v.stands && m.can(v, by), err) {
		to := []record.ID{by, m.follows[by]}
		for id := range v.opens {
			to = append(to, id)
		}
		v.stands = false
		m.versions = append(m.versions, &told{note: v.note, text: text, author: by, stands: true, opens: m.lock(to...)})
	}
}

func (m *rules) share() {
	v := m.versions[m.rnd.Intn(len(m.versions))]
	by, to := m.one(), m.one()
	if m.rnd.Intn(3) > 0 {
		by = v.author
	}
	i := slices.IndexFunc(m.versions, func(w *told) bool { return w.note == v.note && w.stands })
	w := m.versions[i]
	err := m.desk.Share(ctx, m.in(by), m.Patient, m.notes[v.note], to)
	if m.expect("share", by == w.author && m.can(w, by) && to != by && m.key[to] != 0 && !m.can(w, to), err) {
		w.opens[to] = m.key[to]
	}
}

func (m *rules) back() {
	by, author := m.one(), m.one()
	var missing []*told
	for _, v := range m.versions {
		if v.author == author && m.can(v, by) && !m.can(v, author) {
			missing = append(missing, v)
		}
	}
	n, err := m.desk.ShareBack(ctx, m.in(by), author)
	if m.expect("share back", m.key[by] != 0 && by != author && m.key[author] != 0 && len(missing) > 0, err) {
		if n != len(missing) {
			m.t.Fatalf("%d shared back, the rules say %d", n, len(missing))
		}
		for _, v := range missing {
			v.opens[author] = m.key[author]
		}
	}
}

func (m *rules) successor() {
	by, to := m.one(), m.one()
	if m.rnd.Intn(5) == 0 {
		to = ""
	}
	was := m.follows[by]
	later := was != "" && was != to && m.key[was] != 0
	var missing []*told
	for _, v := range m.versions {
		if v.author == by && to != "" && !later && m.can(v, by) && !m.can(v, to) {
			missing = append(missing, v)
		}
	}
	got, err := m.desk.NameSuccessor(ctx, m.in(by), to)
	ok := m.key[by] != 0 && (to == "" || to != by && m.key[to] != 0) && (to != was || len(missing) > 0)
	if m.expect("successor", ok, err) {
		if got.Sealed != len(missing) || got.Later != later {
			m.t.Fatalf("named %+v, the rules say %d and %v", got, len(missing), later)
		}
		for _, v := range missing {
			v.opens[to] = m.key[to]
		}
		m.follows[by] = to
	}
}

func (m *rules) reset() {
	id := m.one()
	if m.rnd.Intn(4) == 0 {
		m.ring.Take(id)
		m.key[id] = 0
		return
	}
	m.ring.Give(id)
	m.keys++
	m.key[id] = m.keys
}

// agree compares what everybody opens and sees with what the rules say.
func (m *rules) agree() {
	m.t.Helper()
	for _, id := range m.who {
		by := m.in(id)
		view, err := m.desk.List(ctx, by, m.Patient)
		if err != nil || len(view.Notes) != len(m.notes) {
			m.t.Fatalf("%d notes listed of %d: %v", len(view.Notes), len(m.notes), err)
		}
		shown := map[record.EventID]notes.Version{}
		for _, n := range view.Notes {
			for _, v := range n.Versions {
				shown[v.ID] = v
			}
		}
		for _, v := range m.versions {
			text, err := m.desk.Open(ctx, by, m.Patient, m.notes[v.note], v.id)
			switch want := m.can(v, id); {
			case want && (text != v.text || err != nil):
				m.t.Fatalf("%s cannot open their version %v: %q, %v", id, v.id, text, err)
			case !want && (text != "" || record.CodeOf(err) != record.NotAllowed):
				m.t.Fatalf("%s opens version %v of others: %q, %v", id, v.id, text, err)
			case shown[v.id].Open != want:
				m.t.Fatalf("the list says %v of version %v to %s, the rules %v", shown[v.id].Open, v.id, id, want)
			}
			if _, named := v.opens[id]; !named && len(shown[v.id].Readers) > 0 {
				m.t.Fatalf("%s is told who reads version %v", id, v.id)
			}
			for _, r := range shown[v.id].Readers {
				if r.Lost == m.can(v, r.Person) {
					m.t.Fatalf("reader %+v of version %v", r, v.id)
				}
			}
		}
	}
}

// identify finds the version that was written last.
func (m *rules) identify() {
	if n := len(m.versions); n > 0 && m.versions[n-1].id.IsZero() {
		events := m.Log.Events()
		m.versions[n-1].id = events[len(events)-1].ID
	}
}

// After any sequence of writing, sharing, correcting, naming successors and
// losing keys, each person opens exactly what the rules say.
func TestEachPersonOpensExactlyWhatTheRulesSay(t *testing.T) {
	seeds := int64(12)
	if os.Getenv("KAPDESK_LONG") == "1" {
		seeds = 500
	}
	for seed := range seeds {
		r := open(t)
		m := &rules{room: r, rnd: rand.New(rand.NewSource(seed)), who: actors(r.Therapist, r.Prescriber, r.Both, r.Second),
			key: map[record.ID]int{}, follows: map[record.ID]record.ID{}}
		for _, id := range m.who {
			m.keys++
			m.key[id] = m.keys
		}
		for step := range 60 {
			switch do := m.rnd.Intn(12); {
			case do < 3 || len(m.versions) == 0:
				m.write()
			case do < 5:
				m.correct()
			case do < 7:
				m.share()
			case do < 9:
				m.successor()
			case do < 11:
				m.back()
			default:
				m.reset()
			}
			m.identify()
			r.Pass(time.Second)
			if step%6 == 5 {
				m.agree()
			}
		}
		for _, by := range []record.Actor{r.Owner, r.Nurse, r.Clinic.Desk} {
			for _, v := range m.versions {
				if text, err := r.desk.Open(ctx, r.as(by), r.Patient, m.notes[v.note], v.id); text != "" || record.CodeOf(err) != record.NotAllowed {
					t.Fatalf("%s opens a note: %q, %v", r.People[by.ID].Name, text, err)
				}
			}
		}
	}
}
