package integration_test

import (
	"testing"
	"time"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestWhatIsCarriedOverComesFromTheSessionLog(t *testing.T) {
	f := start(t)
	desk := session.New(session.Deps{Log: f.log})
	id := f.visit("dosing", -time.Hour, "booked")
	f.update(record.Change{Kind: "session.note", Version: 1, Record: session.Ref(id), Patient: f.patient, Set: map[string]any{"intention": "To rest"}})
	if err := desk.Start(ctx, f.ana, id); err != nil {
		t.Fatal(err)
	}
	for text, key := range map[string]bool{"I was eight, in the kitchen.": true, "Quiet.": false} {
		if _, err := desk.AddEntry(ctx, f.ana, id, session.Entry{Sort: session.Sorts[0], Text: text}, key, session.When{}); err != nil {
			t.Fatal(err)
		}
	}
	v, err := integration.New(f.log, integration.FromSession{}, nil, nil).Open(ctx, f.ana, f.patient, id)
	if err != nil {
		t.Fatal(err)
	}
	if v.Carried.Intention != "To rest" || len(v.Carried.Moments) != 1 || v.Carried.Moments[0].Text != "I was eight, in the kitchen." || !v.Carried.Moments[0].At.Equal(f.now) {
		t.Errorf("carried %+v", v.Carried)
	}
	if _, err := (integration.New(f.log, integration.FromSession{}, nil, nil)).Open(ctx, f.ana, f.patient, "nothing"); record.CodeOf(err) != record.NotFound {
		t.Errorf("a session that is not there: %v", err)
	}
}
