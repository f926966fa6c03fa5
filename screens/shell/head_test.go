package shell

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/chart"
	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// alerted opens a chart with open alerts and gives its header.
func alerted(t *testing.T, a chart.Alerts) (*desk, string) {
	t.Helper()
	h := header()
	h.Alerts = a
	d := open(t, &fakeClinic{header: h})
	d.Go(place.Route{Place: place.Eligibility, Patient: "p1"})
	return d, test.RenderObjectToMarkup(d.frame)
}

func TestTheHeaderMarksAlerts(t *testing.T) {
	for said, a := range map[string]chart.Alerts{
		"A clinician is needed":          {Open: 2}, // to who may not see the chart
		"Alert: Today":                   {Open: 1, Worst: measures.SameDay},
		"2 alerts: Before the next dose": {Open: 2, Worst: measures.Review},
		"Allergy: penicillin":            {}, // and of alerts nothing
	} {
		d, shown := alerted(t, a)
		if !strings.Contains(shown, said) {
			t.Errorf("%+v does not say %q", a, said)
		}
		if a.Open == 0 && (strings.Contains(shown, "lert:") || strings.Contains(shown, "clinician")) {
			t.Error("an alert stands there that nobody raised")
		}
		link := placetest.Find(d.Window(), "head.alert")
		if (link != nil) != (a.Worst != "") {
			t.Errorf("%+v: a link %v", a, link)
		}
	}
}

func TestTheMarkLeadsToWhereTheAlertIsSettled(t *testing.T) {
	d, _ := alerted(t, chart.Alerts{Open: 1, Worst: measures.Immediate})
	test.AssertRendersToMarkup(t, "alert.xml", d.Window().Canvas())
	placetest.At[*kit.Button](t, d.Window(), "head.alert").OnTapped()
	if d.route != (place.Route{Place: place.Today, Patient: "p1"}) {
		t.Errorf("it leads to %+v", d.route)
	}
}
