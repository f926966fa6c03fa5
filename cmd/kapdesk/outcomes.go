package main

import (
	"sync"

	"kapdesk/app/document"
	"kapdesk/app/outcomes"
	screen "kapdesk/screens/outcomes"
	"kapdesk/screens/place"
	"kapdesk/screens/reports"
)

// counting is how the clinic's outcomes are counted, and what others found.
type counting struct {
	rules     *outcomes.Rules
	published *outcomes.Published
}

// loadCounting reads it once. An error here is a broken build.
var loadCounting = sync.OnceValues(func() (c counting, err error) {
	if c.rules, err = parsed("outcomes/rules.json", outcomes.ParseRules); err != nil {
		return c, err
	}
	c.published, err = parsed("outcomes/published.json", outcomes.ParsePublished)
	return c, err
})

// outcomesScreen is the place in a chart that shows how the patient fares.
func (r *rooms) outcomesScreen(s place.Shell, to place.Route) place.Screen {
	return screen.New(screen.Deps{Shell: s, Outcomes: r.outcomes, Paint: r.report, Keep: r.keeper(s, document.Summary)(to.Patient)}, to)
}

// reportsScreen is the place of the clinic's outcomes.
func (r *rooms) reportsScreen(s place.Shell) place.Screen {
	return reports.New(reports.Deps{Shell: s, Outcomes: r.outcomes, Rules: r.counting.rules, Published: r.counting.published, Audit: r.audit, Paint: r.report, Tick: r.program.tick})
}
