package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/words"
)

// Paper makes the summary of a visit: signed as it stands, or a working copy
// that says so.
func (d *Desk) Paper(ctx context.Context, by record.Actor, id record.ID, print handout.Print) (doc handout.Document, err error) {
	err = d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintChart); err != nil {
			return err
		}
		v, err := Of(r, id)
		if err != nil {
			return err
		}
		s, err := d.show(r, v)
		if err != nil {
			return err
		}
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		sheet, _, err := handout.SheetOf(r, v.Patient, c.Lang, print)
		if err != nil {
			return err
		}
		made, err := handout.SessionSummary(d.deps.Book, sheet, summary{s, d.deps.Book, c.Lang, c.Location()}.matter(r.Now()))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// summary turns a visit into the plain matter of its paper.
type summary struct {
	Show
	book *words.Book
	lang words.Lang
	zone *time.Location
}

func (s summary) say(english string, args ...any) string { return s.book.Say(s.lang, english, args...) }

func (s summary) matter(now time.Time) handout.Session {
	m := handout.Session{Kind: s.say(s.Visit.Kind.Name()), Start: s.Visit.Starts, Intention: s.Intention.Text, Room: s.Visit.Room,
		Summary: s.Visit.Note.Summary}
	if s.Visit.Kind != Dosing {
		m.Entries = s.noteEntries()
		if n := len(s.Notes); n > 0 {
			m.Signers = []handout.Signer{s.signer(s.Notes[n-1].By)}
		}
		return m
	}
	if s.Nth > 0 && s.Order.Sessions > 0 {
		m.Number = s.say("%d of %d", s.Nth, s.Order.Sessions)
	}
	if !s.Visit.Began.IsZero() {
		m.Start, m.End = s.Visit.Began, s.Visit.Began.Add(s.Elapsed(now))
	}
	if s.Ordered {
		m.OrderMG = mg(s.Order.DoseUG)
		m.OrderKG = kg(s.Checks.Weight.Grams)
		m.Plan = []handout.Field{{Label: s.say("Route"), Value: s.say(s.Order.Route)}, {Label: s.say("Dosing style"), Value: s.say(s.Order.Style)},
			{Label: s.say("Maximum of the order"), Value: s.say("%s mg", MG(s.MaxUG))}}
	}
	m.Limits = handout.VitalLimits{Systolic: s.Rules.Call.Systolic, Diastolic: s.Rules.Call.Diastolic}
	s.checked(&m)
	for _, p := range s.present() {
		m.People = append(m.People, handout.Person{Name: p.Name, Role: p.Role})
	}
	for _, l := range s.Lines {
		s.line(&m, l)
	}
	if s.IsSigned {
		m.Signers = []handout.Signer{s.signer(s.Signed.By)}
	}
	return m
}

// present gives everybody who was in the room at any time of the session.
func (s summary) present() []Present {
	var out []Present
	add := func(ps ...Present) {
		for _, p := range ps {
			if !slices.ContainsFunc(out, func(o Present) bool { return o.Name == p.Name }) {
				out = append(out, p)
			}
		}
	}
	for _, l := range s.Lines {
		switch {
		case l.Struck():
		case l.Room != nil:
			add(l.Room.Present...)
		case l.Presence != nil && l.Presence.In:
			add(l.Presence.Present)
		}
	}
	return out
}

func mg(ug int64) float64  { return float64(ug) / 1000 }
func kg(grams int) float64 { return float64((grams+50)/100) / 10 }
func sign(ok bool) handout.Sign {
	if ok {
		return handout.Clear
	}
	return handout.Review
}

func (s summary) signer(by clinic.Signature) handout.Signer {
	var roles []string
	for _, r := range by.Roles {
		roles = append(roles, s.say(string(r)))
	}
	return handout.Signer{Name: by.Name, Role: strings.Join(roles, ", "), At: by.At}
}

func (s summary) checked(m *handout.Session) {
	if s.Checked {
		for _, a := range s.Checks.Said(s.say, s.zone, s.Rules, s.Order.Route, s.Judged()) {
			m.Checks = append(m.Checks, handout.Check{Name: a.Name, Answer: a.Answer, Note: a.Note, Sign: sign(a.Calm)})
		}
	}
	for _, o := range s.Overrides {
		var gates []string
		for _, g := range o.Gates {
			gates = append(gates, s.say(GateName(g)))
		}
		m.Overrides = append(m.Overrides, handout.Override{What: strings.Join(gates, ", "), Reason: o.Because, By: o.By.Name, At: o.By.At})
	}
	if s.LeftAt.IsZero() {
		return
	}
	for _, x := range s.Discharge.Items {
		m.Discharge = append(m.Discharge, handout.Check{Name: x.Text.In(s.lang), Answer: s.say(x.Answer.Name()), Note: join("; ", x.Figures(s.say), x.Note), Sign: sign(x.Answer == Yes)})
	}
	m.Discharge = append(m.Discharge, handout.Check{Name: s.say("Taken home by"), Answer: s.Discharge.Escort, Sign: sign(s.Discharge.Escort != "")})
	if s.Discharge.Because != "" {
		m.Overrides = append(m.Overrides, handout.Override{What: s.say("Discharge check"), Reason: s.Discharge.Because, By: s.Discharge.By.Name, At: s.LeftAt})
	}
}

func (s summary) stamp(l Line) handout.Stamp {
	st := handout.Stamp{At: l.At, By: l.ByName, Struck: l.Struck(), Reason: l.Reason}
	if l.Late {
		st.Written = l.Entered
	}
	if !l.Corrects.IsZero() {
		for _, old := range s.Lines {
			if old.ID == l.Corrects {
				st.Corrects = s.say("the entry of %s", words.Time(old.At, s.zone))
			}
		}
	}
	return st
}

// line puts one line of the timeline where it belongs on paper.
func (s summary) line(m *handout.Session, l Line) {
	st := s.stamp(l)
	label, text := l.Said(s.say, s.zone)
	switch {
	case l.Dose != nil:
		m.Doses = append(m.Doses, s.dose(st, *l.Dose))
	case l.Vitals != nil:
		m.Vitals = append(m.Vitals, s.vital(st, *l.Vitals))
	case l.Checks != nil:
		if !l.Checks.Vitals.Blank() {
			m.Vitals = append(m.Vitals, s.vital(st, l.Checks.Vitals))
		}
	case l.Adverse != nil:
		m.Adverse = append(m.Adverse, handout.Adverse{Stamp: st, What: l.Adverse.What, Severity: join(", ", s.say(l.Adverse.Severity.Name()), s.say(l.Adverse.Relation.Name())),
			Action: l.Adverse.Action, Outcome: l.Adverse.Ended(s.say)})
	case l.Override != nil, l.Discharge != nil, l.Signed != nil:
	default:
		if l.Entry != nil && label == "" {
			label = s.say(l.Entry.Sort.Name())
		}
		if l.Key {
			label += " ★"
		}
		m.Entries = append(m.Entries, handout.Entry{Stamp: st, Kind: label, Text: text})
	}
}

// dose tells a dose with everything that it was measured against.
func (s summary) dose(st handout.Stamp, d DoseFact) handout.Dose {
	st.By = d.GivenBy.Name
	out := handout.Dose{Stamp: st, MG: mg(d.UG), KG: kg(d.Grams), PerKg: PerKg(d.UG, d.Grams), Route: s.say(d.Route), Lot: d.Lot,
		Total: s.say("Total of the session: %s mg", MG(d.TotalUG))}
	switch {
	case d.Stock != nil:
		out.Amount = s.say("%s of %s", d.Stock.Figure(s.say), d.Stock.Strength.Said(d.Stock.Form))
		out.Expiry = s.say("%s %s, use by %s", d.Stock.Drug, d.Stock.Strength.Said(d.Stock.Form), s.book.Date(s.lang, d.Stock.Expiry))
	case d.Tablets > 0:
		out.Amount = register.Lozenge.Said(s.say, int64(d.Tablets))
	}
	switch {
	case d.Second != nil:
		out.Second = s.say("confirmed by %s: %s", d.Second.Name, d.Because)
	case len(d.Beyond) > 0:
		out.Second = s.say("not confirmed by a second clinician")
	}
	return out
}

func (s summary) vital(st handout.Stamp, v Vitals) handout.Vital {
	alert := ""
	if v.Sedation != nil {
		alert = s.say("MOAA/S %d", *v.Sedation)
	}
	felt := v.felt(s.say)
	for _, c := range v.Confirmed {
		felt = append(felt, s.say("%d looked at again and kept", c.Value))
	}
	return handout.Vital{Stamp: st, Systolic: value(v.Systolic), Diastolic: value(v.Diastolic), Pulse: value(v.Pulse), SpO2: value(v.SpO2),
		Breaths: value(v.Breaths), Alertness: alert, Note: join(" · ", append(felt, v.Note)...)}
}

// noteEntries gives the note of a visit without a dose, part by part: as it
// was signed where it is.
func (s summary) noteEntries() []handout.Entry {
	n, at, by := s.Visit.Note, s.Visit.Starts, s.WithName
	if len(s.Notes) > 0 {
		last := s.Notes[len(s.Notes)-1]
		n, at, by = last.Note, last.By.At, last.By.Name
	}
	n.Intention = "" // it has a place of its own on the paper
	var out []handout.Entry
	for _, p := range n.Said(s.say) {
		out = append(out, handout.Entry{Stamp: handout.Stamp{At: at, By: by}, Kind: p.Name, Text: p.Text})
	}
	return out
}

// Part is one part of a note in words.
type Part struct{ Name, Text string }

// Said gives the parts of a note that are filled in, each with its name.
func (n Note) Said(say Sayer) []Part {
	var out []Part
	add := func(name, text string) {
		if text != "" {
			out = append(out, Part{say(name), text})
		}
	}
	answer := func(name string, a Answer) {
		if a != NotAsked {
			add(name, say(a.Name()))
		}
	}
	add("Intention", n.Intention)
	answer("What to expect was explained", n.Explained)
	add("Touch", n.Touch)
	add("Boundaries", n.Limits)
	add("When it gets hard", n.Distress)
	add("Questions", n.Questions)
	add("How it has been", n.How)
	answer("Thoughts of suicide", n.Safety)
	add("What was said and done about it", n.Danger)
	add("What was worked on", n.Notes)
	add("What comes next", n.Next)
	add("Summary", n.Summary)
	return out
}
