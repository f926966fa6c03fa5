package protocol_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
)

// A version that was kept is found again by its hash, one that was not is not.
func TestVersionsAreFoundAgain(t *testing.T) {
	ctx := context.Background()
	log := memlog.New(func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	first, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	second, err := protocol.Parse(bytes.Replace(raw, []byte(`"version": 1`), []byte(`"version": 2`), 1))
	if err != nil {
		t.Fatal(err)
	}
	raw[0] = 'x' // whoever read the file may use its bytes again
	var used protocol.Used
	var broken record.Hash
	if err := log.Update(ctx, record.Actor{}, func(tx record.Tx) (err error) {
		if broken, err = tx.PutBlob([]byte(`{"id":"old"}`)); err != nil {
			return err
		}
		used, err = first.Keep(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if used != first.Used() || used.ID != "draft" || used.Version != 1 || used.Hash == second.Hash {
		t.Errorf("kept as %+v", used)
	}
	var versions protocol.Versions
	err = log.View(ctx, func(r record.Reader) error {
		if _, err := versions.At(r, second.Hash); record.CodeOf(err) != record.NotFound {
			t.Errorf("a version that nobody kept: %v", err)
		}
		if _, err := versions.At(r, broken); record.CodeOf(err) != record.NotFound {
			t.Errorf("a version that cannot be read: %v", err)
		}
		for range 2 {
			again, err := versions.At(r, first.Hash)
			if err != nil || again.Version != 1 || len(again.Criteria) != len(first.Criteria) {
				t.Errorf("found %+v, %v", again, err)
			}
		}
		once, _ := versions.At(r, first.Hash)
		if twice, _ := versions.At(r, first.Hash); once != twice {
			t.Error("a version is parsed again each time")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
