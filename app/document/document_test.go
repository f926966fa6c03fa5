package document_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
)

var ctx = context.Background()

func pdf(s string) []byte { return []byte("%PDF-1.7\n" + s) }

func add(t *testing.T, c *plantest.Clinic, by record.Actor, kind document.Kind, name string, content []byte) record.ID {
	t.Helper()
	id, err := document.New(c.Log).Add(ctx, by, c.Patient, document.Document{Name: name, Kind: kind}, content)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAddRefuses(t *testing.T) {
	c := plantest.New(t)
	d := document.New(c.Log)
	add(t, c, c.Desk, document.Referral, "one.pdf", pdf("one"))
	good := document.Document{Name: "letter.pdf", Kind: document.Letter}
	for name, try := range map[string]struct {
		by      record.Actor
		patient record.ID
		doc     document.Document
		content []byte
		code    record.Code
		field   string
	}{
		"an owner who treats nobody": {c.Owner, c.Patient, good, pdf("a"), record.NotAllowed, ""},
		"nobody":                     {record.Actor{}, c.Patient, good, pdf("a"), record.NotAllowed, ""},
		"no such patient":            {c.Desk, "x", good, pdf("a"), record.NotFound, ""},
		"no name":                    {c.Desk, c.Patient, document.Document{Name: "..", Kind: document.Letter}, pdf("a"), record.Invalid, "documents.name"},
		"no kind":                    {c.Desk, c.Patient, document.Document{Name: "a.pdf"}, pdf("a"), record.Invalid, "documents.kind"},
		"empty":                      {c.Desk, c.Patient, good, nil, record.Invalid, "documents.file"},
		"too large":                  {c.Desk, c.Patient, good, pdf(strings.Repeat("x", document.MaxBytes)), record.Invalid, "documents.file"},
		"a program named letter.pdf": {c.Desk, c.Patient, good, []byte("MZ\x90\x00\x03"), record.Invalid, "documents.file"},
		"a script":                   {c.Desk, c.Patient, good, []byte("#!/bin/sh\necho"), record.Invalid, "documents.file"},
		"twice":                      {c.Desk, c.Patient, good, pdf("one"), record.Refused, "documents.file"},
	} {
		n := len(c.Log.Events())
		_, err := d.Add(ctx, try.by, try.patient, try.doc, try.content)
		t.Run(name, func(t *testing.T) { c.Refused(t, err, try.code, try.field, n) })
	}
	_, err := d.Add(ctx, c.Desk, c.Patient, good, pdf(strings.Repeat("x", document.MaxBytes)))
	if !strings.Contains(err.Error(), "25.1 MB") || !strings.Contains(err.Error(), "25.0 MB") {
		t.Errorf("the size and the limit are not both told: %v", err)
	}
}

func TestAddListOpen(t *testing.T) {
	c := plantest.New(t)
	d := document.New(c.Log)
	id := add(t, c, c.Desk, document.Referral, `C:\Scans\remisión "1".pdf`, pdf("one"))
	c.Pass(1e9)
	kept, err := d.Keep(ctx, c.Therapist, c.Patient, "plan.pdf", document.Handout, pdf("plan"))
	if err != nil {
		t.Fatal(err)
	}
	docs, hidden, err := d.List(ctx, c.Nurse, c.Patient)
	if err != nil || hidden != 0 || len(docs) != 2 || docs[0].ID != kept || docs[1].ID != id {
		t.Fatalf("%d hidden, %+v, %v", hidden, docs, err)
	}
	got := docs[1]
	if got.Name != "remisión 1.pdf" || got.Mime != document.PDF || got.Size != 12 || got.Hash != sha256.Sum256(pdf("one")) ||
		got.Origin != document.Received || got.State != document.Kept || got.Added.Name != "Mara Okafor" {
		t.Errorf("%+v", got)
	}
	if docs[0].Origin != document.Produced {
		t.Errorf("%+v", docs[0])
	}
	if _, content, err := d.Open(ctx, c.Nurse, c.Patient, id); err != nil || !bytes.Equal(content, pdf("one")) {
		t.Errorf("%q %v", content, err)
	}
	if _, _, err := d.Open(ctx, c.Nurse, c.Other, id); record.CodeOf(err) != record.NotFound {
		t.Errorf("opened from another chart: %v", err)
	}
	if other, _, err := d.List(ctx, c.Nurse, c.Other); err != nil || len(other) != 0 {
		t.Errorf("%v %v", other, err)
	}
}

func TestTheNameTellsTheTypeTruly(t *testing.T) {
	c := plantest.New(t)
	for name, want := range map[string]string{"letter": "letter.pdf", "letter.exe": "letter.exe.pdf", "Letter.PDF": "Letter.PDF"} {
		id := add(t, c, c.Desk, document.Referral, name, pdf(name))
		if doc, _, err := document.New(c.Log).Open(ctx, c.Nurse, c.Patient, id); err != nil || doc.Name != want {
			t.Errorf("%q is named %q, want %q: %v", name, doc.Name, want, err)
		}
	}
}

func TestTheFrontDeskSeesItsOwnPapersOnly(t *testing.T) {
	c := plantest.New(t)
	d := document.New(c.Log)
	lab := add(t, c, c.Nurse, document.Lab, "lab.pdf", pdf("lab"))
	card := add(t, c, c.Desk, document.Identity, "card.pdf", pdf("card"))
	docs, hidden, err := d.List(ctx, c.Desk, c.Patient)
	if err != nil || hidden != 1 || len(docs) != 1 || docs[0].ID != card {
		t.Fatalf("%d hidden, %+v, %v", hidden, docs, err)
	}
	if _, _, err := d.Open(ctx, c.Desk, c.Patient, card); err != nil {
		t.Error(err)
	}
	n := len(c.Log.Events())
	_, content, err := d.Open(ctx, c.Desk, c.Patient, lab)
	if c.Refused(t, err, record.NotAllowed, "", n); content != nil {
		t.Error("content given nevertheless")
	}
	c.Refused(t, d.Withdraw(ctx, c.Desk, c.Patient, lab, "why"), record.NotAllowed, "", n)
}

// tampered is a log whose blobs are not what was put into it.
type tampered struct{ record.Log }

type tamperedReader struct{ record.Reader }

func (r tamperedReader) Blob(h record.Hash) ([]byte, error) {
	b, err := r.Reader.Blob(h)
	if len(b) > 0 {
		b[0] ^= 1
	}
	return b, err
}

func (l tampered) View(ctx context.Context, f func(record.Reader) error) error {
	return l.Log.View(ctx, func(r record.Reader) error { return f(tamperedReader{r}) })
}

func TestOpenVerifiesTheHash(t *testing.T) {
	c := plantest.New(t)
	id := add(t, c, c.Desk, document.Referral, "one.pdf", pdf("one"))
	_, content, err := document.New(tampered{c.Log}).Open(ctx, c.Nurse, c.Patient, id)
	if record.CodeOf(err) != record.Unavailable || content != nil {
		t.Errorf("%q %v", content, err)
	}
}

func TestWithdrawKeepsTheDocumentReadable(t *testing.T) {
	c := plantest.New(t)
	d := document.New(c.Log)
	id := add(t, c, c.Desk, document.Referral, "one.pdf", pdf("one"))
	n := len(c.Log.Events())
	c.Refused(t, d.Withdraw(ctx, c.Nurse, c.Patient, id, "  "), record.Invalid, "documents.reason", n)
	c.Refused(t, d.Withdraw(ctx, c.Nurse, c.Other, id, "x"), record.NotFound, "", n)
	if err := d.Withdraw(ctx, c.Nurse, c.Patient, id, "an unreadable scan"); err != nil {
		t.Fatal(err)
	}
	docs, _, err := d.List(ctx, c.Nurse, c.Patient)
	if err != nil || len(docs) != 1 || docs[0].State != document.Withdrawn || docs[0].Reason != "an unreadable scan" || docs[0].Left.Name != "Nuru Nash" {
		t.Fatalf("%+v %v", docs, err)
	}
	if _, content, err := d.Open(ctx, c.Nurse, c.Patient, id); err != nil || !bytes.Equal(content, pdf("one")) {
		t.Errorf("%q %v", content, err)
	}
	n = len(c.Log.Events())
	c.Refused(t, d.Withdraw(ctx, c.Nurse, c.Patient, id, "again"), record.Refused, "", n)
	add(t, c, c.Desk, document.Referral, "one.pdf", pdf("one")) // may be added anew
}

func TestMoveIntoTheRightChart(t *testing.T) {
	c := plantest.New(t)
	d := document.New(c.Log)
	id := add(t, c, c.Desk, document.Referral, "one.pdf", pdf("one"))
	n := len(c.Log.Events())
	c.Refused(t, d.Move(ctx, c.Nurse, c.Patient, id, c.Patient, "x"), record.Invalid, "documents.to", n)
	c.Refused(t, d.Move(ctx, c.Nurse, c.Patient, id, "nobody", "x"), record.NotFound, "", n)
	c.Refused(t, d.Move(ctx, c.Nurse, c.Patient, id, c.Other, ""), record.Invalid, "documents.reason", n)
	if err := d.Move(ctx, c.Nurse, c.Patient, id, c.Other, "scanned into the wrong chart"); err != nil {
		t.Fatal(err)
	}
	state := func(patient record.ID) document.Document {
		docs, _, err := d.List(ctx, c.Nurse, patient)
		if err != nil || len(docs) != 1 {
			t.Fatalf("%+v %v", docs, err)
		}
		return docs[0]
	}
	if s := state(c.Patient); s.State != document.MovedAway || s.Reason != "scanned into the wrong chart" {
		t.Errorf("%+v", s)
	}
	if s := state(c.Other); s.State != document.Kept || s.Added.Person != c.Desk.ID {
		t.Errorf("%+v", s)
	}
	if _, _, err := d.Open(ctx, c.Nurse, c.Patient, id); record.CodeOf(err) != record.Refused {
		t.Errorf("opened from the chart it left: %v", err)
	}
	if _, _, err := d.Open(ctx, c.Nurse, c.Other, id); err != nil {
		t.Error(err)
	}
	if err := d.Withdraw(ctx, c.Nurse, c.Other, id, "a private matter"); err != nil {
		t.Fatal(err)
	}
	if s := state(c.Patient); s.State != document.MovedAway || s.Reason != "scanned into the wrong chart" {
		t.Errorf("the old chart tells what the new one did: %+v", s)
	}
}

func TestSniff(t *testing.T) {
	for want, contents := range map[string][]string{
		document.PDF:  {"%PDF-1.4"},
		document.PNG:  {"\x89PNG\r\n\x1a\n...."},
		document.JPEG: {"\xff\xd8\xff\xe0"},
		document.GIF:  {"GIF89a"},
		document.TIFF: {"II*\x00", "MM\x00*"},
		document.WebP: {"RIFF\x00\x00\x00\x00WEBPVP8 "},
		document.HEIC: {"\x00\x00\x00\x18ftypheic"},
		document.Text: {"plain text, ñandú\r\n\tand more"},
		"":            {"", "PK\x03\x04", "MZ\x90", "\x7fELF", "#!/bin/sh", "\xff\xfe\x00", "RIFF\x00\x00\x00\x00AVI ", "\x00\x00\x00\x18ftypisom", "<\x00"},
	} {
		for _, content := range contents {
			if got := document.Sniff([]byte(content)); got != want {
				t.Errorf("%q is %q, want %q", content, got, want)
			}
		}
	}
}

func TestEveryKindIsClinicalUnlessTheDeskHandlesIt(t *testing.T) {
	for _, k := range document.Kinds {
		if want := k != document.Consent && k != document.Identity && k != document.Agreement && k != document.Handout; k.Clinical() != want {
			t.Errorf("%s: %v", k, k.Clinical())
		}
	}
	if !document.Kind("").Clinical() || !clinic.May([]clinic.Role{clinic.FrontDesk}, clinic.AddDocument) {
		t.Error("an unknown kind is shown to the front desk")
	}
}
