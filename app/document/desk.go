package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// Desk does what concerns the files of a chart.
type Desk struct{ log record.Log }

// New makes a Desk over the log.
func New(log record.Log) *Desk { return &Desk{log} }

func ref(id record.ID) record.Ref { return record.Ref{Type: RecordType, ID: id} }

// Add puts a file into a chart within a transaction whose actor has been
// checked and is the person given. Of d it takes the name, kind and origin
// (received, if none); the rest follows from the content. It refuses a file
// that is empty, too large, of a type that charts do not take, or, if
// received, in this chart already.
func Add(tx record.Tx, by clinic.Person, patient record.ID, d Document, content []byte) (record.ID, error) {
	if _, err := patients.Of(tx, patient); err != nil {
		return "", err
	}
	if d.Origin == "" {
		d.Origin = Received
	}
	d.Mime, d.Size = Sniff(content), len(content)
	d.Name = ended(cleanName(d.Name), d.Mime)
	if err := check(d); err != nil {
		return "", err
	}
	if d.Origin == Received {
		if err := refuseTwin(tx, patient, content); err != nil {
			return "", err
		}
	}
	var err error
	if d.Hash, err = tx.PutBlob(content); err != nil {
		return "", err
	}
	d.ID, d.Added = tx.NewID(), by.Sign(tx.Now())
	_, err = tx.Append(record.Change{Kind: KindAdded, Version: 1, Record: ref(d.ID), Patient: patient,
		Fact: body{Document: d, By: d.Added}})
	return d.ID, err
}

func check(d Document) error {
	var ps record.Problems
	if d.Name == "" {
		ps = append(ps, record.Invalidf("documents.name", "The file needs a name."))
	}
	if !d.Kind.known() {
		ps = append(ps, record.Invalidf("documents.kind", "Choose what kind of document this is."))
	}
	switch {
	case d.Size == 0:
		ps = append(ps, record.Invalidf("documents.file", "This file is empty. Nothing was added."))
	case d.Size > MaxBytes:
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: "documents.file",
			Text: "This file has %s MB, and a chart takes files up to %s MB. Nothing was added.",
			Args: []any{megabytes(d.Size), megabytes(MaxBytes)}, Next: "Scan it again in black and white or with fewer dots per inch, or split it."})
	case d.Mime == "":
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: "documents.file",
			Text: "A chart takes PDF files, pictures and plain text; this file is something else. Nothing was added.",
			Next: "Save or print it as a PDF and add that."})
	}
	return ps.Err()
}

// megabytes gives a size with one decimal, rounded up so that a file over
// the limit never reads as just the limit.
func megabytes(n int) string {
	tenths := (n*10 + 1<<20 - 1) >> 20
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

func refuseTwin(r record.Reader, patient record.ID, content []byte) error {
	docs, err := List(r, patient)
	if err != nil {
		return err
	}
	hash := record.Hash(sha256.Sum256(content))
	for _, d := range docs {
		if d.Hash == hash && d.State == Kept {
			return &record.Problem{Code: record.Refused, Field: "documents.file", Text: "This very file is in the chart already, as “%s”. Nothing was added.", Args: []any{d.Name}}
		}
	}
	return nil
}

// List gives every document that is or was in the chart, the oldest first.
func List(r record.Reader, patient record.ID) ([]Document, error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindAdded, KindMoved, KindWithdrawn}, Superseded: true})
	if err != nil {
		return nil, err
	}
	var docs []Document
	seen := map[record.ID]bool{}
	for _, f := range facts {
		if seen[f.Record.ID] {
			continue
		}
		seen[f.Record.ID] = true
		d, err := Of(r, patient, f.Record.ID)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

// Of reads one document as seen from a chart; code NotFound if it never was
// in it.
func Of(r record.Reader, patient, id record.ID) (Document, error) {
	facts, err := r.Facts(record.Filter{Record: ref(id), Kinds: []string{KindAdded, KindMoved, KindWithdrawn}, Superseded: true})
	if err != nil {
		return Document{}, err
	}
	was := false
	var d Document
	for _, f := range ordered(facts) {
		var b body
		if err := f.Read(&b); err != nil {
			return Document{}, err
		}
		was = was || f.Patient == patient
		if f.Patient != patient && f.Kind == KindWithdrawn && was {
			continue // what another chart does with it later is not told here
		}
		d = b.Document
		d.ID, d.last = id, f.ID
		switch {
		case f.Patient != patient:
			d.State, d.Reason, d.Left = MovedAway, f.Reason, b.By
		case f.Kind == KindWithdrawn:
			d.State, d.Reason, d.Left = Withdrawn, f.Reason, b.By
		default:
			d.State = Kept
		}
	}
	if !was {
		return Document{}, notFound()
	}
	return d, nil
}

// ordered puts facts about one document in the order in which they were
// written, whatever the clock said: by hybrid time.
func ordered(facts []record.Fact) []record.Fact {
	for i := 1; i < len(facts); i++ {
		for j := i; j > 0 && facts[j].Time.Less(facts[j-1].Time); j-- {
			facts[j], facts[j-1] = facts[j-1], facts[j]
		}
	}
	return facts
}

func notFound() *record.Problem {
	return &record.Problem{Code: record.NotFound, Text: "This document is not in this chart."}
}

// Add puts a received file into the chart and gives its identifier.
func (d *Desk) Add(ctx context.Context, by record.Actor, patient record.ID, doc Document, content []byte) (id record.ID, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.AddDocument)
		if err != nil {
			return err
		}
		id, err = Add(tx, p, patient, doc, content)
		return err
	})
	return id, err
}

// Keep puts the bytes that were printed or handed out into the chart.
func (d *Desk) Keep(ctx context.Context, by record.Actor, patient record.ID, name string, kind Kind, content []byte) (record.ID, error) {
	return d.Add(ctx, by, patient, Document{Name: name, Kind: kind, Origin: Produced}, content)
}

// List gives the documents of the chart, the newest first, that the actor may
// see, and how many clinical ones are kept from an actor who may not see the
// chart.
func (d *Desk) List(ctx context.Context, by record.Actor, patient record.ID) (docs []Document, hidden int, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		p, err := clinic.Check(r, by, clinic.AddDocument)
		if err != nil {
			return err
		}
		if _, err := patients.Of(r, patient); err != nil {
			return err
		}
		all, err := List(r, patient)
		for i := len(all) - 1; i >= 0; i-- {
			if maySee(p, all[i]) {
				docs = append(docs, all[i])
			} else {
				hidden++
			}
		}
		return err
	})
	return docs, hidden, err
}

func maySee(p clinic.Person, d Document) bool {
	return p.May(clinic.SeeChart) || !d.Kind.Clinical()
}

// Open gives a document with its content, and refuses content that is not
// what was added: its hash is computed anew. A withdrawn document can still be
// opened, one moved away only from the chart it is in.
func (d *Desk) Open(ctx context.Context, by record.Actor, patient, id record.ID) (doc Document, content []byte, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		p, err := clinic.Check(r, by, clinic.AddDocument)
		if err != nil {
			return err
		}
		if doc, err = Of(r, patient, id); err != nil {
			return err
		}
		if !maySee(p, doc) {
			_, err := clinic.Check(r, by, clinic.SeeChart)
			return err
		}
		if doc.State == MovedAway {
			return &record.Problem{Code: record.Refused, Text: "This document was moved to another chart.", Next: "Open it there."}
		}
		content, err = Content(r, doc)
		return err
	})
	return doc, content, err
}

// Content reads the bytes of a document and checks them against its hash.
func Content(r record.Reader, doc Document) ([]byte, error) {
	content, err := r.Blob(doc.Hash)
	if err != nil {
		return nil, err
	}
	if record.Hash(sha256.Sum256(content)) != doc.Hash {
		return nil, &record.Problem{Code: record.Unavailable, Text: "The file “%s” is damaged: it is not what was added, and is not shown.",
			Args: []any{doc.Name}, Next: "Ask whoever looks after the backups to bring it back."}
	}
	return bytes.Clone(content), nil
}

// Withdraw says that a document should not be relied on. It stays readable.
func (d *Desk) Withdraw(ctx context.Context, by record.Actor, patient, id record.ID, reason string) error {
	return d.change(ctx, by, patient, id, reason, func(_ record.Tx, c *record.Change) error {
		c.Kind = KindWithdrawn
		return nil
	})
}

// Move takes a document out of the chart it was put into by mistake and into
// the right one.
func (d *Desk) Move(ctx context.Context, by record.Actor, from, id, to record.ID, reason string) error {
	return d.change(ctx, by, from, id, reason, func(tx record.Tx, c *record.Change) error {
		if from == to {
			return record.Invalidf("documents.to", "The document is in this chart already.")
		}
		if _, err := patients.Of(tx, to); err != nil {
			return err
		}
		c.Kind, c.Patient = KindMoved, to
		return nil
	})
}

func (d *Desk) change(ctx context.Context, by record.Actor, patient, id record.ID, reason string, how func(record.Tx, *record.Change) error) error {
	reason = strings.TrimSpace(reason)
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.AddDocument)
		if err != nil {
			return err
		}
		doc, err := Of(tx, patient, id)
		if err != nil {
			return err
		}
		if !maySee(p, doc) {
			_, err := clinic.Check(tx, by, clinic.SeeChart)
			return err
		}
		switch {
		case doc.State == Withdrawn:
			return record.Refusedf("This document is withdrawn already.")
		case doc.State == MovedAway:
			return record.Refusedf("This document was moved to another chart.")
		case reason == "":
			return record.Invalidf("documents.reason", "Say in a few words why.")
		}
		b := body{Document: doc, By: p.Sign(tx.Now()), From: patient}
		c := record.Change{Version: 1, Record: ref(id), Patient: patient, Supersedes: doc.last, Reason: reason}
		if err := how(tx, &c); err != nil {
			return err
		}
		c.Fact = b
		_, err = tx.Append(c)
		return err
	})
}
