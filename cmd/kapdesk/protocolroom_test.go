package main

import (
	"context"
	"testing"

	"kapdesk/app/adoption"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/screens/place"
)

// What a prescriber adopts is what the clinic works by from the next
// transaction on, and comes back from the store byte by byte.
func TestTheAdoptedProtocolIsInUse(t *testing.T) {
	w := openWindow(t, 9, 30)
	ctx, desk := context.Background(), w.open.adoption
	by := actor(w.people[3])
	w.signIn(w.people[3])
	st, err := desk.State(ctx, by)
	if err != nil || !st.IsDraft() {
		t.Fatalf("%v", err)
	}
	validity, _ := st.Working.Line("validity")
	now := validity.Node.Copy()
	now.Set("days", adoption.NewValue("x"))
	edit := adoption.Edit{Item: "validity", Was: validity.Node, Now: now}
	if err := desk.Change(ctx, by, "no figure", edit); record.CodeOf(err) != record.Invalid {
		t.Fatalf("%v", err)
	}
	days, err := adoption.ReadNode([]byte("14"))
	if err != nil {
		t.Fatal(err)
	}
	now.Set("days", days)
	if err := desk.Change(ctx, by, "Two weeks is what we can keep", edit); err != nil {
		t.Fatal(err)
	}
	if st, err = desk.State(ctx, by); err != nil {
		t.Fatal(err)
	}
	stamp, err := desk.Adopt(ctx, by, adoption.Adoption{Seen: st.Working.Hash, Statement: adoption.Statement})
	if err != nil {
		t.Fatal(err)
	}
	err = w.open.store.View(ctx, func(r record.Reader) error {
		p, err := w.open.inUse(r)
		if err == nil && (p.IsDraft() || p.Hash != stamp.Hash || p.Validity.Days != 14) {
			t.Errorf("in use is %s %d, %d days", p.ID, p.Version, p.Validity.Days)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, raw, err := desk.Export(ctx, by, stamp.Hash); err != nil {
		t.Error(err)
	} else if p, err := protocol.Parse(raw); err != nil || p.Hash != stamp.Hash {
		t.Errorf("the file is not the version that was signed: %v", err)
	}
	sheet, err := w.open.eligibility.Sheet(ctx, by, w.chart)
	if err != nil || sheet.Protocol.Hash != stamp.Hash {
		t.Errorf("the checklist goes by another protocol: %v", err)
	}
	w.shell.Go(place.Route{Place: place.Protocol})
}
