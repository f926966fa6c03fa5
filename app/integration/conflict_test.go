package integration_test

import (
	"context"
	"encoding/json"
	"testing"

	"kapdesk/app/integration"
	"kapdesk/app/record"
)

// forked is a log in which another laptop wrote the supports at the same time.
type forked struct{ record.Log }

var (
	ours   = record.EventID{Device: "device-1", Seq: 1}
	theirs = record.EventID{Device: "device-2", Seq: 7}
)

type forkedTx struct{ record.Tx }

func (t forkedTx) Fields(ref record.Ref) (record.Fields, error) {
	f, err := t.Tx.Fields(ref)
	if ref.Type == integration.RecordType && len(f["supports"]) == 1 && string(f["supports"][0].Raw) == `"Luis; the Tuesday group"` {
		f["supports"] = []record.Value{{Raw: f["supports"][0].Raw, Event: ours}, {Raw: json.RawMessage(`"His sister"`), Event: theirs}}
	}
	return f, err
}

func (l forked) Update(ctx context.Context, by record.Actor, f func(record.Tx) error) error {
	return l.Log.Update(ctx, by, func(tx record.Tx) error { return f(forkedTx{tx}) })
}

func TestAConflictIsSettledByAPersonBeforeSigning(t *testing.T) {
	f := start(t)
	f.saved(f.session, content())
	desk := integration.New(forked{f.log}, f, nil, texts(t))
	before := len(f.log.Events())
	_, err := desk.Sign(ctx, f.ana, f.patient, f.session, "")
	f.refused(err, record.Conflict, "supports", before)
	f.refused(desk.Settle(ctx, f.ana, f.patient, f.session, "supports", record.EventID{Device: "device-3", Seq: 1}), record.NotFound, "supports", before)

	if err := desk.Settle(ctx, f.ana, f.patient, f.session, "supports", theirs); err != nil {
		t.Fatal(err)
	}
	v, err := desk.Sign(ctx, f.ana, f.patient, f.session, "")
	if err != nil {
		t.Fatal(err)
	}
	if signed, ok := v.Signed(); !ok || signed.Supports != "His sister" || len(v.Conflicts) != 0 {
		t.Errorf("signed %v with %q, conflicts %v", ok, signed.Supports, v.Conflicts)
	}
}
