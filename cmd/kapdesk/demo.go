package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// The folders that demo makes.
const (
	demoStore = "store"
	demoPDF   = "pdf"
)

// demo plays the sample day on a fresh store, without a window.
func demo(args []string, out, errs io.Writer) int {
	flags := newFlags("kapdesk demo")
	dir := flags.String("out", "", "the folder to make")
	asJSON := flags.Bool("json", false, "print what was made as JSON")
	fail := func(code int, format string, a ...any) int {
		fmt.Fprintf(errs, "kapdesk demo: "+format+"\n", a...)
		return code
	}
	if code, done := parseFlags(flags, args, out, errs); done {
		return code
	}
	if *dir == "" {
		return fail(exitUsage, "say where with --out DIR")
	}
	if err := mustBeEmpty(*dir); err != nil {
		return fail(exitUsage, "%v", err)
	}
	m, err := playInto(context.Background(), *dir, time.Now())
	if err != nil {
		return fail(exitError, "%s; nothing was left in %s", plain(err), *dir)
	}
	report(out, *dir, m, *asJSON)
	return exitOK
}

// mustBeEmpty refuses a folder that holds anything.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s is not a folder that can be read; choose another", dir)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty; choose an empty or a new folder", dir)
	}
	return nil
}

// plain gives an error in words for people.
func plain(err error) string {
	if ps := record.ProblemsOf(err); ps != nil {
		return ps.Error()
	}
	return err.Error()
}

// playInto plays the sample day into a folder beside dir and puts it in its
// place when everything is there, so that nothing half-written is left.
func playInto(ctx context.Context, dir string, now time.Time) (made, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return made{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return made{}, fmt.Errorf("the folder %s cannot be made", filepath.Dir(dir))
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".kapdesk-demo-*")
	if err != nil {
		return made{}, fmt.Errorf("nothing can be written in %s", filepath.Dir(dir))
	}
	defer os.RemoveAll(work)
	m, err := playDay(ctx, work, now)
	if err != nil {
		return m, err
	}
	// An empty folder that was there makes way; a folder that filled up
	// meanwhile does not.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s is not empty any more", dir)
	}
	return m, os.Rename(work, dir)
}

// playDay plays the sample day and writes the papers.
func playDay(ctx context.Context, dir string, now time.Time) (m made, err error) {
	for _, sub := range []string{demoStore, demoPDF} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return m, err
		}
	}
	s, err := newSampler(ctx, now)
	if err != nil {
		return m, err
	}
	key, err := sampleKey(filepath.Join(dir, demoStore), dir)
	if err != nil {
		return m, err
	}
	if s.desks, err = openDesks(ctx, filepath.Join(dir, demoStore), s.clock.Now, key); err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	p, grace, dosing := s.day()
	s.papers(filepath.Join(dir, demoPDF), p, grace, dosing)
	if s.err == nil {
		s.made.Events, s.err = s.store.Verify(ctx)
	}
	return s.made, s.err
}

// day lives the sample day with its two patients.
func (s *sampler) day() (jose, grace patients.Patient, dosing record.ID) {
	s.setUp()
	s.at(21, 9, 0)
	jose = s.register(patients.Patient{Given: "José", Family: "Ñandú", Preferred: "Pepe", Pronouns: "he/him", Born: record.Date{Year: 1985, Month: 6, Day: 2},
		Phone: "(321) 555-0199", Address: "88 Mill Street, Denver, CO 80203", Lang: words.Spanish, Emergency: patients.Contact{Name: "Luis Ñandú", Relation: "brother", Phone: "(321) 555-0123"},
		Support: patients.Contact{Name: "Luis Ñandú", Relation: "brother", Phone: "(321) 555-0123"}, Ride: patients.Contact{Name: "Luis Ñandú", Relation: "brother", Phone: "(321) 555-0123"},
		Referral:  patients.Referral{Kind: patients.ProviderReferred, Who: "Dr. Elena Vega", When: s.today.AddDays(-30), Why: "Two antidepressants without relief"},
		Providers: []patients.Provider{{Name: "Dr. Elena Vega", Role: "family doctor", Phone: "(321) 555-0170", Coordinate: true}}, Payer: "Own pocket"})
	grace = s.register(patients.Patient{Given: "Grace", Family: "Lindqvist", Pronouns: "she/her", Born: record.Date{Year: 1974, Month: 3, Day: 14},
		Phone: "(321) 555-0142", Lang: words.English, Emergency: patients.Contact{Name: "Per Lindqvist", Relation: "husband", Phone: "(321) 555-0143"},
		Referral: patients.Referral{Kind: patients.SelfReferred, When: s.today.AddDays(-22), Why: "Read about it"}})
	s.later(20)
	a, rows := joseAnswers(record.DateOf(s.clock.now, s.zone))
	s.fillIn(jose, a, rows)
	s.later(20)
	a, rows = graceAnswers(record.DateOf(s.clock.now, s.zone))
	s.fillIn(grace, a, rows)
	s.at(20, 14, 0)
	s.screen(jose, true, map[string]string{"hypertension": "Controlled on lisinopril; 128/82 today.", "suicide_attempts": "None."},
		"Two adequate trials without response, medically stable, good support at home.")
	s.later(30)
	s.screen(grace, false, nil, "Known aneurysm: a rise in blood pressure is a serious danger. Referred back with a letter.")
	s.later(10)
	s.order(jose, "Enjoy cooking with my brother again.")
	s.later(10)
	prep := s.book(jose, session.Preparation, 14, 10, 0, "Room 3", s.ana.ID)
	dosing = s.book(jose, session.Dosing, 7, 9, 15, "Room 1", s.ana.ID)
	visit := s.book(jose, session.Integration, 4, 10, 0, "Room 2", s.ana.ID)
	s.at(14, 10, 45)
	s.prepare(prep)
	s.at(7, 9, 10)
	s.dose(jose, dosing)
	s.at(6, 11, 0)
	s.integrate(jose, dosing)
	s.at(4, 10, 50)
	s.followUp(jose, dosing, visit)
	s.sessionsMade(jose.ID)
	return jose, grace, dosing
}

func (s *sampler) sessionsMade(patient record.ID) {
	if s.err != nil {
		return
	}
	rows, err := s.sessions.Rows(s.ctx, actor(s.ana), patient)
	s.do("list the sessions", err)
	for i := len(rows) - 1; i >= 0; i-- {
		v := rows[i].Visit
		s.made.Sessions = append(s.made.Sessions, madeSession{v.ID, string(v.Kind), v.Starts, string(v.State)})
	}
}

// papers paints the papers of the day into a folder.
func (s *sampler) papers(dir string, jose, grace patients.Patient, dosing record.ID) {
	for _, p := range []struct {
		name  string
		paint func(handout.Document) ([]byte, error)
		make  func() (handout.Document, error)
	}{
		{"eligibility-" + jose.Number, s.report, func() (handout.Document, error) {
			return s.eligibility.Paper(s.ctx, actor(s.ilse), jose.ID, words.English, handout.Normal)
		}},
		{"eligibility-" + grace.Number, s.report, func() (handout.Document, error) {
			return s.eligibility.Paper(s.ctx, actor(s.ilse), grace.ID, words.English, handout.Normal)
		}},
		{"what-to-expect-" + jose.Number, paint, func() (handout.Document, error) {
			return s.expect.Paper(s.ctx, actor(s.mara), jose.ID, handout.Normal)
		}},
		{"session-" + jose.Number, s.report, func() (handout.Document, error) { return s.sessions.Paper(s.ctx, actor(s.ana), dosing, handout.Normal) }},
		{"integration-plan-" + jose.Number, paint, func() (handout.Document, error) {
			return s.integration.Paper(s.ctx, actor(s.ana), jose.ID, dosing, handout.Normal)
		}},
	} {
		if s.err != nil {
			return
		}
		doc, err := p.make()
		if s.do(p.name, err); err != nil {
			return
		}
		file, err := p.paint(doc)
		if s.do(p.name, err); err != nil {
			return
		}
		s.do(p.name, os.WriteFile(filepath.Join(dir, p.name+".pdf"), file, 0o600))
		s.made.Files = append(s.made.Files, filepath.Join(demoPDF, p.name+".pdf"))
	}
}

// report prints what was made.
func report(out io.Writer, dir string, m made, asJSON bool) {
	if asJSON {
		raw, err := json.MarshalIndent(struct {
			Out   string `json:"out"`
			Store string `json:"store"`
			made
		}{dir, demoStore, m}, "", "  ")
		if err == nil {
			fmt.Fprintln(out, string(raw))
		}
		return
	}
	fmt.Fprintf(out, "The sample day is in %s\n", dir)
	for _, p := range m.Patients {
		word := "not eligible"
		if p.Eligible {
			word = "eligible"
		}
		fmt.Fprintf(out, "  patient %s  %s: %s\n", p.Number, p.Name, word)
	}
	for _, v := range m.Sessions {
		fmt.Fprintf(out, "  %s session of %s: %s\n", v.Kind, v.Starts.Format("2006-01-02 15:04 MST"), v.State)
	}
	for _, f := range m.Files {
		fmt.Fprintf(out, "  %s\n", f)
	}
	fmt.Fprintf(out, "  %d events in the log, the chain verified\n", m.Events)
}
