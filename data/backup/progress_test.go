package backup

import (
	"slices"
	"testing"
	"time"

	"kapdesk/app/backups"
)

// Progress goes through the steps in their order, only forward, and to the end.
func TestProgressOfABackup(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	s := &steps{}
	if _, err := aMaker(c, aMachine{}).Make(t.Context(), t.TempDir(), s.tell); err != nil {
		t.Fatal(err)
	}
	order := []backups.Step{backups.Copying, backups.Writing, backups.Reading, backups.Trying}
	last := backups.Progress{Step: order[0]}
	seen := map[backups.Step]int64{}
	for _, p := range s.all {
		switch {
		case slices.Index(order, p.Step) < slices.Index(order, last.Step):
			t.Errorf("%q after %q", p.Step, last.Step)
		case p.Step == last.Step && p.Done < last.Done, p.Total > 0 && p.Done > p.Total:
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
		seen[p.Step] = p.Done * 100 / max(p.Total, 1)
	}
	if len(seen) != 4 || seen[backups.Writing] < 70 || seen[backups.Reading] != 100 {
		t.Errorf("%v", seen)
	}
}

// Something is told at each hundredth, and at every beat when nothing moves.
func TestTeller(t *testing.T) {
	s := &steps{}
	tell := newTeller(s.tell)
	tell.begin(backups.Writing, 1000)
	for i := range int64(1000) {
		tell.set(i+1, 1000)
	}
	from := s.count()
	if from < 101 || from > 150 {
		t.Errorf("told %d times", from)
	}
	time.Sleep(5 * beat)
	tell.end()
	n := s.count()
	if n-from < 2 {
		t.Errorf("told %d times in %v in which nothing moved", n-from, 5*beat)
	}
	time.Sleep(2 * beat)
	if s.count() != n {
		t.Error("told after the end")
	}
	none := newTeller(nil)
	none.begin(backups.Writing, 1)
	none.set(1, 1)
	none.end()
}
