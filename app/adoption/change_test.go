package adoption

import (
	"strings"
	"testing"

	"kapdesk/app/record"
)

func TestOnlyWhoMayChanges(t *testing.T) {
	f := newFixture(t)
	e := f.edit("validity", "days", 14)
	n := len(f.Log.Events())
	for _, by := range []record.Actor{f.Owner, f.Therapist, f.Nurse, f.Desk, {ID: "nobody"}} {
		f.Refused(t, f.desk.Change(ctx, by, "shorter", e), record.NotAllowed, "", n)
		f.Refused(t, f.desk.Undo(ctx, by, "validity", ""), record.NotAllowed, "", n)
		f.Refused(t, f.desk.Settle(ctx, by, "validity", record.EventID{}, ""), record.NotAllowed, "", n)
		f.Refused(t, f.desk.Begin(ctx, by, f.desk.shipped.Hash, ""), record.NotAllowed, "", n)
		_, err := f.desk.Adopt(ctx, by, Adoption{Seen: f.state().Working.Hash, Statement: Statement})
		f.Refused(t, err, record.NotAllowed, "", n)
	}
	_, err := f.desk.State(ctx, f.Desk)
	f.Refused(t, err, record.NotAllowed, "", n)
	_, err = f.desk.History(ctx, f.Desk)
	f.Refused(t, err, record.NotAllowed, "", n)
	_, _, err = f.desk.Export(ctx, f.Desk, record.Hash{})
	f.Refused(t, err, record.NotAllowed, "", n)
	_, err = f.desk.Paper(ctx, f.Desk, record.Hash{}, "en", "normal")
	f.Refused(t, err, record.NotAllowed, "", n)
	_, err = f.desk.Compare(ctx, f.Desk, record.Hash{}, record.Hash{})
	f.Refused(t, err, record.NotAllowed, "", n)
}

func TestChangeRefuses(t *testing.T) {
	f := newFixture(t)
	stroke, days := f.line("criteria/stroke"), f.line("validity")
	with := func(l Line, key string, v any) *Node {
		c := l.Node.Copy()
		if v == nil {
			c.Set(key, nil)
			return c
		}
		c.Set(key, node(t, v))
		return c
	}
	n := len(f.Log.Events())
	for _, c := range []struct {
		name, reason string
		edit         Edit
		code         record.Code
		field, says  string
	}{
		{"no reason", "  ", f.edit("validity", "days", 14), record.Invalid, "reason", "why"},
		{"no such item", "x", Edit{Item: "criteria/none", Was: days.Node, Now: days.Node}, record.NotFound, "criteria/none", "not in the protocol"},
		{"nothing changed", "x", Edit{Item: "validity", Was: days.Node, Now: days.Node.Copy()}, record.Invalid, "validity", "Nothing"},
		{"not as it was seen", "x", Edit{Item: "validity", Was: with(days, "days", 3), Now: with(days, "days", 4)}, record.Conflict, "validity", "meanwhile"},
		{"another name", "x", Edit{Item: "criteria/stroke", Was: stroke.Node, Now: with(stroke, "id", "strokes")}, record.Invalid, "criteria/stroke", "cannot be changed"},
		{"a part that every protocol has", "x", Edit{Item: "validity", Was: days.Node}, record.Refused, "", "every protocol"},
		{"too long", "x", Edit{Item: "validity", Was: days.Node, Now: with(days, "choice", strings.Repeat("x", mostJSON))}, record.Invalid, "validity", "longer"},
		{"over the edge", "x", Edit{Item: "validity", Was: days.Node, Now: with(days, "days", 367)}, record.Invalid, "", "367 days is not 1 to 366"},
		{"a key nobody knows", "x", Edit{Item: "criteria/stroke", Was: stroke.Node, Now: with(stroke, "colour", "red")}, record.Invalid, "criteria/stroke", `unknown field "colour"`},
		{"no source", "x", Edit{Item: "criteria/stroke", Was: stroke.Node, Now: with(stroke, "sources", []any{})}, record.Invalid, "criteria/stroke", "names no source"},
		{"dissent without a choice", "x", Edit{Item: "limits/pre_dose", Was: f.line("limits/pre_dose").Node, Now: with(f.line("limits/pre_dose"), "choice", nil)}, record.Invalid, "limits/pre_dose", "no choice between them"},
		{"no Spanish", "x", Edit{Item: "criteria/stroke", Was: stroke.Node, Now: with(stroke, "title", map[string]string{"en": "Stroke"})}, record.Invalid, "criteria/stroke", "en and es"},
		{"the ground of others", "x", Edit{Item: "classes/benzodiazepine", Was: f.line("classes/benzodiazepine").Node}, record.Invalid, "", "benzodiazepine"},
		{"added without a name", "x", Edit{Section: "triggers", Now: NewObject()}, record.Invalid, "item.id", "name of its own"},
		{"added twice", "x", Edit{Section: "criteria", Now: stroke.Node}, record.Invalid, "item.id", "already"},
		{"added where nothing can be", "x", Edit{Section: "validity", Now: stroke.Node}, record.Refused, "", "Nothing can be added"},
		{"nothing at all", "x", Edit{Section: "criteria"}, record.Invalid, "item.id", ""},
	} {
		err := f.desk.Change(ctx, f.Prescriber, c.reason, c.edit)
		f.Refused(t, err, c.code, c.field, n)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
	f.Refused(t, f.desk.Undo(ctx, f.Prescriber, "validity", ""), record.Invalid, "", n)
	f.Refused(t, f.desk.Settle(ctx, f.Prescriber, "validity", record.EventID{}, ""), record.Conflict, "", n)
	f.Refused(t, f.desk.Begin(ctx, f.Prescriber, record.Hash{1}, ""), record.NotFound, "", n)
}

// The last figure that is allowed on both sides of each edge.
func TestTheEdgeOfADay(t *testing.T) {
	f := newFixture(t)
	for days, ok := range map[int]bool{0: false, 1: true, 366: true, 367: false} {
		err := f.desk.Change(ctx, f.Prescriber, "a try", f.edit("validity", "days", days))
		if (err == nil) != ok {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

func TestAChangeIsOnRecord(t *testing.T) {
	f := newFixture(t)
	was := f.line("validity").Node
	f.change("validity", "days", 14, "Two weeks is what we can keep")
	f.Pass(60_000_000_000)
	f.change("validity", "days", 21, "Three after all")
	l := f.line("validity")
	if l.Mark != Changed || l.Node.Get("days").Text() != "21" || !l.Base.Same(was) {
		t.Errorf("%+v", l)
	}
	if len(l.Why) != 2 || l.Why[0].Reason != "Two weeks is what we can keep" || l.Why[1].Name != "Dr. Ilse Baum" || !l.Why[1].At.After(l.Why[0].At) {
		t.Errorf("%+v", l.Why)
	}
	last := f.Log.Events()[len(f.Log.Events())-1]
	if last.Kind != "protocol.changed" || last.Reason != "Three after all" || !strings.Contains(string(last.Set["item:validity"]), `"was":{"days":14`) {
		t.Errorf("%+v", last)
	}
	if f.state().Working.Changed() != 1 || f.days() != 30 {
		t.Error("a change that nobody adopted is in use, or is not counted")
	}
	// As it was is no change, and undone is undone.
	f.change("validity", "days", 30, "As before")
	if l := f.line("validity"); l.Mark != Same || f.state().Working.Changed() != 0 {
		t.Errorf("%+v", l)
	}
	f.change("validity", "days", 7, "Once more")
	f.must(f.desk.Undo(ctx, f.Prescriber, "validity", "no"))
	if l := f.line("validity"); l.Mark != Same || !l.Node.Same(was) {
		t.Errorf("%+v", l)
	}
}

func TestItemsAreAddedAndRemoved(t *testing.T) {
	f := newFixture(t)
	added := f.line("triggers/spo2_low").Node.Copy()
	added.Set("id", NewValue("spo2_second"))
	f.must(f.desk.Change(ctx, f.Prescriber, "Seen twice last year", Edit{Section: "triggers", Now: added}))
	gone := f.line("triggers/spo2_low")
	f.must(f.desk.Change(ctx, f.Prescriber, "The new one takes its place", Edit{Item: gone.Name(), Was: gone.Node}))
	if f.line("triggers/spo2_second").Mark != Added || f.line("triggers/spo2_low").Mark != Removed {
		t.Error("the marks are wrong")
	}
	w := f.state().Working
	ids := []string{}
	for _, tr := range w.Parsed.Triggers {
		ids = append(ids, tr.ID)
	}
	if got := strings.Join(ids, " "); strings.Contains(got, "spo2_low ") || !strings.HasSuffix(got, "spo2_second") {
		t.Errorf("%s", got)
	}
	// What was removed comes back as it was, also by adding it again.
	f.must(f.desk.Change(ctx, f.Prescriber, "Both", Edit{Section: "triggers", Now: gone.Node}))
	if f.line("triggers/spo2_low").Mark != Same {
		t.Error("it is not as it was")
	}
	f.must(f.desk.Undo(ctx, f.Prescriber, "triggers/spo2_second", ""))
	if w := f.state().Working; w.Changed() != 0 || len(w.Lines) != len(w.File.Items()) {
		t.Errorf("%d changed", w.Changed())
	}
}

// A criterion and the class it looks at come together, because neither
// stands without the other.
func TestThingsThatBelongTogetherChangeTogether(t *testing.T) {
	f := newFixture(t)
	fact := node(t, map[string]any{"id": "hiccups", "type": "answer", "title": map[string]string{"en": "Hiccups", "es": "Hipo"}})
	crit := f.line("criteria/stroke").Node.Copy()
	crit.Set("id", NewValue("hiccups"))
	crit.Set("fact", NewValue("hiccups"))
	n := len(f.Log.Events())
	f.Refused(t, f.desk.Change(ctx, f.Prescriber, "x", Edit{Section: "facts", Now: fact}), record.Invalid, "facts/hiccups", n)
	f.Refused(t, f.desk.Change(ctx, f.Prescriber, "x", Edit{Section: "criteria", Now: crit}), record.Invalid, "criteria/hiccups", n)
	f.must(f.desk.Change(ctx, f.Prescriber, "We ask", Edit{Section: "facts", Now: fact}, Edit{Section: "criteria", Now: crit}))
	if f.state().Working.Changed() != 2 {
		t.Error("not both")
	}
}
