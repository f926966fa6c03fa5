package register_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	"kapdesk/screens/preview"
)

// paper is the paper on the preview.
func (r *room) paper() *handout.Document {
	r.t.Helper()
	var found *preview.Preview
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		if p, ok := o.(*preview.Preview); ok {
			found = p
		}
	})
	if found == nil {
		r.t.Fatal("there is no preview")
	}
	return found.Document()
}

// title is what the paper is called.
func title(d *handout.Document) string {
	if d == nil {
		return ""
	}
	for _, b := range d.Blocks {
		if t, ok := b.(handout.Title); ok {
			return t.Text
		}
	}
	return ""
}

func TestAReportNeedsItsDays(t *testing.T) {
	r, _ := received(t)
	r.goes("", "reports")
	r.golden("reports")
	r.chooses("reports.which", "lines")
	for _, c := range []struct{ from, to string }{{"", ""}, {"2026-11-01", ""}, {"", "2026-11-23"}, {"2026-11-24", "2026-11-23"}, {"2026-11-24", "soon"}} {
		empty(r, "reports.from")
		empty(r, "report.to")
		r.typed("reports.from", c.from)
		r.typed("report.to", c.to)
		r.do("reports.show")
		if r.paper() != nil || r.wrong("report.to") == "" {
			t.Errorf("%v: %q", c, r.wrong("report.to"))
		}
		r.do("reports.csv")
		r.do("reports.print")
	}
	if len(r.shell.Offered) != 0 || len(r.exit.exported)+len(r.exit.printed) != 0 {
		t.Errorf("offered %q", r.shell.Offered)
	}
	placetest.Keys(t, r.screen)
}

func TestTheInventory(t *testing.T) {
	r, _ := full(t)
	r.goes("", "reports")
	r.tap("reports.show")
	if title(r.paper()) != "Inventory of controlled drugs" {
		t.Fatalf("shows %+v, told %v", r.paper(), r.shell.LastFailure())
	}
	r.tap("reports.print")
	r.tap("reports.csv")
	if want := []string{"Inventory of controlled drugs 2026-11-23.pdf", "Inventory of controlled drugs 2026-11-23.csv"}; !slices.Equal(r.shell.Offered, want) {
		t.Errorf("offered %q", r.shell.Offered)
	}
	if !slices.Equal(r.exit.printed, []string{register.InventoryPaper}) || !slices.Equal(r.exit.exported, []string{register.InventoryPaper}) || len(r.shell.Opened) != 1 {
		t.Errorf("printed %q, exported %q, opened %q", r.exit.printed, r.exit.exported, r.shell.Opened)
	}
	if !bytes.Contains(r.shell.Written[1], []byte("K-1")) {
		t.Errorf("the file is %q", r.shell.Written[1])
	}
	r.typed("report.to", "2026-11-22")
	r.tap("reports.csv")
	if bytes.Contains(r.shell.Written[2], []byte("K-1")) {
		t.Error("the day before the delivery knows it")
	}
}

func TestTheLastTwoYears(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.goes("", "reports")
	r.do("reports.years")
	r.golden("reports-years")
	if title(r.paper()) != "Register of controlled drugs" || at[*kit.DateField](r, "reports.from").Text() != "2024-11-24" || at[*kit.DateField](r, "report.to").Text() != "2026-11-23" {
		t.Errorf("shows %q from %q, told %v", title(r.paper()), at[*kit.DateField](r, "reports.from").Text(), r.shell.LastFailure())
	}
	r.do("reports.print")
	r.do("reports.csv")
	if want := []string{"Register of controlled drugs 2024-11-24 2026-11-23.pdf", "Register of controlled drugs 2024-11-24 2026-11-23.csv"}; !slices.Equal(r.shell.Offered, want) {
		t.Errorf("offered %q", r.shell.Offered)
	}
	if !slices.Equal(r.exit.printed, []string{register.ReportPaper}) || !slices.Equal(r.exit.exported, []string{register.ReportPaper}) {
		t.Errorf("printed %q, exported %q", r.exit.printed, r.exit.exported)
	}
	r.do("reports.leave")
	if to := r.shell.Went[0]; to != (place.Route{Place: place.Register}) {
		t.Errorf("back at %v", to)
	}
}

// Whoever thinks better of it has printed nothing; what goes wrong is told.
func TestAPaperThatIsNotWritten(t *testing.T) {
	r, _ := received(t)
	r.goes("", "reports")
	r.shell.SavePath = ""
	r.do("reports.print")
	if len(r.exit.printed) != 0 || r.shell.LastFailure() != nil {
		t.Errorf("printed %q, told %v", r.exit.printed, r.shell.LastFailure())
	}
	r.shell.SaveErr = errDisk
	r.do("reports.print")
	r.do("reports.csv")
	if len(r.exit.printed) != 0 || len(r.shell.Failures) != 2 || record.CodeOf(r.shell.LastFailure()) != record.Unavailable {
		t.Errorf("printed %q, told %v", r.exit.printed, r.shell.Failures)
	}
	r.shell.SaveErr, r.shell.SavePath, r.shell.OpenErr = nil, "/x.pdf", errors.New("no viewer")
	r.do("reports.print")
	if len(r.exit.printed) != 1 || len(r.shell.Failures) != 3 {
		t.Errorf("printed %q, told %v", r.exit.printed, r.shell.Failures)
	}
	r.deps.Paint = func(handout.Document) ([]byte, error) { return nil, errDisk }
	r.goes("", "reports")
	r.do("reports.print")
	if !errors.Is(r.shell.LastFailure(), errDisk) {
		t.Errorf("told %v", r.shell.LastFailure())
	}
}

// A paper of an earlier question does not come over a later one.
func TestTheLastQuestionIsAnswered(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.goes("", "reports")
	r.tap("reports.show")
	r.tap("reports.years")
	for _, n := range []int{1, 0} {
		late.Work[n](ctx)()
	}
	if title(r.paper()) != "Register of controlled drugs" {
		t.Errorf("shows %q", title(r.paper()))
	}
}
