package main

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/place"
	"kapdesk/screens/scales"
)

// Scales in the window, and the laptop in a patient's hands: while they answer
// alone the clinic is open beneath one screen, and when they have finished, or
// nobody is there, it is locked.

// scalesScreen makes the screen of a route to the scales.
func (r *rooms) scalesScreen(s place.Shell, to place.Route) place.Screen {
	return scales.New(scales.Deps{Shell: s, Drafts: r.store, Desk: r.measures, Patients: r.patients, Due: r.scalesDue, HandOver: r.handOver,
		Papers: scales.Papers{Blank: r.measures.Blank, Filled: r.measures.Paper, Paint: r.report, Keep: r.keeper(s, document.Summary)}}, to)
}

// scalesDue gives what the plan asks for that waits to be filled in.
func (r *rooms) scalesDue(ctx context.Context, by record.Actor, patient record.ID) (waiting []measures.Need, err error) {
	all, err := r.measures.Needs(ctx, by, patient)
	for _, n := range all {
		if n.Waits() {
			waiting = append(waiting, n)
		}
	}
	return waiting, err
}

// scalesCommand opens the scales of a chart.
func (r *rooms) scalesCommand(s place.Shell, patient record.ID) place.Command {
	return place.Command{ID: "chart.scales", Label: s.T("Scales"), Key: fyne.Key9, Modifier: fyne.KeyModifierAlt,
		Disabled: func() bool { return !s.Person().May(clinic.TakeMeasure) }, Do: func() {
			s.Go(place.Route{Place: place.Scales, Patient: patient})
		}}
}

// handOver gives the window to a patient for one form.
func (r *rooms) handOver(h scales.Handing) {
	p := r.program
	var tick func(time.Duration, func()) func()
	if p.computer.blind { // else the system tells when nobody is there
		tick = p.tick
	}
	p.shell.HandOver(h.Lang, place.Route{Place: place.Scales, Patient: h.Patient}, func(s place.Shell) place.Screen {
		return scales.NewKiosk(scales.KioskDeps{Shell: s, Drafts: r.store, Desk: r.measures, Tick: tick, Ended: func(e scales.Ended) { p.takeBack(e) }}, h)
	})
}

// takeBack locks the clinic if a patient has the window, and reports whether
// one had. Then the window says what the patient is to do now, and nothing
// else, until somebody who works here goes on to the sign-in.
func (p *program) takeBack(e scales.Ended) bool {
	if !p.shell.Handed() || p.shell.Person().ID == "" {
		return false
	}
	if e.Staff { // who asks for the sign-in need not be asked to give the laptop back
		p.shell.Lock()
		return true
	}
	title, lines := p.partingWords(e)
	p.shell.TakeBack(func(s place.Shell, signIn func()) place.Screen { return scales.NewHanded(s, title, lines, signIn) })
	return true
}

// partingWords are what a patient reads last. An answer that somebody must
// look at comes with kind words, with whom to talk to, and with a number.
func (p *program) partingWords(e scales.Ended) (title string, lines []string) {
	t := p.shell.T
	switch {
	case !e.Finished:
		return t("Please give the laptop back."), []string{t("This form has stopped for now. What you answered is kept.")}
	case !e.Recorded:
		lines = []string{t("Your answers are kept, but they are not in the chart yet. Please tell us so.")}
	}
	if e.Severity == "" {
		return t("Thank you. Please give the laptop back."), lines
	}
	heading, more, err := p.afterAnswers(e.Severity)
	if err != nil {
		slog.Error("no words after an answer", "error", err)
		return t("Thank you. Please give the laptop back."), lines
	}
	return heading, append(more, lines...)
}

// afterAnswers reads the words for how soon somebody must look, in the
// patient's language.
func (p *program) afterAnswers(severity measures.Severity) (string, []string, error) {
	lang := p.shell.Lang()
	if lang != words.Spanish {
		lang = words.English
	}
	texts, err := parsed("handouts/"+handout.AfterTexts+"."+string(lang)+".json", handout.ParseTexts)
	if err != nil {
		return "", nil, err
	}
	c := p.shell.Clinic()
	return texts.AfterAnswers(string(severity), handout.Values{"phone": c.Phone, "emergency": c.Emergency, "crisis": c.Crisis})
}

// lockAfter is how long nobody need touch the computer until the clinic locks
// itself: a patient who went away leaves it open no longer than two minutes.
func (p *program) lockAfter() time.Duration {
	usual := p.shell.Clinic().LockAfter()
	if p.shell.Handed() {
		return min(usual, scales.KioskIdle)
	}
	return usual
}
