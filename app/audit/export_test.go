package audit_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"kapdesk/app/audit"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// rows reads an export as a spreadsheet does.
func rows(t *testing.T, file []byte) [][]string {
	t.Helper()
	body, ok := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Fatal("no byte order mark")
	}
	if bytes.Count(body, []byte("\n")) != bytes.Count(body, []byte("\r\n")) {
		t.Error("a line ends without CR LF")
	}
	out, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExport(t *testing.T) {
	w := open(t)
	w.look(w.Therapist, w.Patient)
	n := len(w.Log.Events())
	file, err := w.desk.Export(ctx, w.Owner, audit.Query{After: 3, Limit: 1}, words.Spanish)
	w.must(err)
	got := rows(t, file)
	if len(got) != n+1 {
		t.Fatalf("%d lines of %d", len(got)-1, n)
	}
	want := []string{"2026-11-23T15:00:00Z", "2026-11-23 08:00:00", "Ana Brandt", "Terapeuta", "Abrió el expediente", "Expedientes abiertos", "José Ñandú", "L-00001", "Esta computadora", "chart.opened"}
	if strings.Join(got[1][:10], "|") != strings.Join(want, "|") || !strings.HasPrefix(got[1][10], "device-1:") {
		t.Errorf("%q", got[1])
	}
	if l, said := w.latest(); l.Kind != audit.KindExported || said != "Exported: The audit" || l.Person != w.Owner.ID || len(w.Log.Events()) != n+1 {
		t.Errorf("the export is on record as %q by %s", said, l.Person)
	}
	file, err = w.desk.Export(ctx, w.Owner, audit.Query{Patient: w.Patient, Kind: string(audit.Openings)}, words.English)
	w.must(err)
	if got := rows(t, file); len(got) != 2 || got[1][4] != "Opened the chart" {
		t.Errorf("%q", got)
	}
	if l, _ := w.latest(); l.Patient != w.Patient {
		t.Error("an export about one patient does not name the patient")
	}
}

// An export of more than a page has every line once.
func TestExportOfManyPages(t *testing.T) {
	w := open(t)
	w.must(w.Log.Update(ctx, w.Nurse, func(tx record.Tx) error {
		changes := make([]record.Change, 2500)
		for i := range changes {
			changes[i] = record.Change{Kind: "chart.opened", Version: 1, Record: patients.Ref(w.Patient), Patient: w.Patient, Fact: struct{}{}}
		}
		_, err := tx.Append(changes...)
		return err
	}))
	n := len(w.Log.Events())
	file, err := w.desk.Export(ctx, w.Owner, audit.Query{}, words.English)
	w.must(err)
	seen := map[string]bool{}
	for _, r := range rows(t, file)[1:] {
		seen[r[10]] = true
	}
	if len(seen) != n {
		t.Errorf("%d events of %d", len(seen), n)
	}
}

// A name that a spreadsheet would take for a formula is defused, and one with
// quotes, commas and line ends comes back as it was.
func TestExportIsDefused(t *testing.T) {
	for given, want := range map[string]string{
		`=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y") Ñandú`, "+1": "'+1 Ñandú", "-1": "'-1 Ñandú", "@SUM(A1)": "'@SUM(A1) Ñandú",
		`O"Brien, Jr.`: `O"Brien, Jr. Ñandú`, "José": "José Ñandú",
	} {
		w := open(t)
		w.must(w.Log.Update(ctx, w.Clinic.Desk, func(tx record.Tx) error {
			_, err := tx.Append(record.Change{Kind: "patient.changed", Version: 1, Record: patients.Ref(w.Patient), Patient: w.Patient, Set: map[string]any{"given": given}})
			return err
		}))
		file, err := w.desk.Export(ctx, w.Owner, audit.Query{Patient: w.Patient}, words.English)
		w.must(err)
		for _, r := range rows(t, file)[1:] {
			if r[6] != want {
				t.Errorf("%q came out as %q, want %q", given, r[6], want)
			}
		}
	}
}

// Nothing clinical leaves with the audit: what was measured, typed or given as
// a reason stands in no line and no export.
func TestNothingClinicalIsTold(t *testing.T) {
	w := open(t)
	secrets := []string{"190", "Zolpidem", "afraid of dying", "bad-batch", "letter-about-HIV.pdf"}
	w.must(w.Log.Update(ctx, w.Nurse, func(tx record.Tx) error {
		ref := record.Ref{Type: "session", ID: "s"}
		events, err := tx.Append(
			record.Change{Kind: "vitals.taken", Version: 1, Record: ref, Patient: w.Patient, Fact: map[string]any{"systolic": 190, "what": "Zolpidem", "times": 190}},
			record.Change{Kind: "intake.answered", Version: 1, Record: record.Ref{Type: "intake", ID: w.Patient}, Patient: w.Patient, Set: map[string]any{"medicine": "Zolpidem", "why": "afraid of dying"}},
			record.Change{Kind: "document.added", Version: 1, Record: ref, Patient: w.Patient, Fact: map[string]any{"name": "letter-about-HIV.pdf"}})
		if err != nil {
			return err
		}
		_, err = tx.Append(record.Change{Kind: "vitals.taken", Version: 1, Record: ref, Patient: w.Patient, Fact: map[string]any{}, Supersedes: events[0].ID, Reason: "bad-batch"})
		return err
	}))
	for _, lang := range words.Langs {
		file, err := w.desk.Export(ctx, w.Owner, audit.Query{}, lang)
		w.must(err)
		for _, s := range secrets {
			if bytes.Contains(file, []byte(s)) {
				t.Errorf("in %s the export tells %q", lang, s)
			}
		}
	}
}

// FuzzExport puts any name into a chart: the file can be read back, and no
// cell begins as a formula does.
func FuzzExport(f *testing.F) {
	for _, s := range []string{"José", "=1+1", "\t=1", "\r\n@x", `"quoted", twice`, "", "+", "\u200e=1", "ñ\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		w := open(t)
		w.must(w.Log.Update(ctx, w.Clinic.Desk, func(tx record.Tx) error {
			_, err := tx.Append(record.Change{Kind: "patient.changed", Version: 1, Record: patients.Ref(w.Patient), Patient: w.Patient, Set: map[string]any{"given": name}})
			return err
		}))
		file, err := w.desk.Export(ctx, w.Owner, audit.Query{Patient: w.Patient}, words.English)
		w.must(err)
		body := bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
		all, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if len(r) != 11 {
				t.Fatalf("a line of %d cells", len(r))
			}
			for _, cell := range r {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("a cell begins %q", cell)
				}
			}
		}
	})
}
