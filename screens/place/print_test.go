package place_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// printing is one go at Print and what became of it.
type printing struct {
	shell    *placetest.Shell
	paintErr error
	keepErr  error
	kept     []string
}

func (p *printing) print(suggested string) {
	paint := func(handout.Document) ([]byte, error) { return []byte("%PDF"), p.paintErr }
	keep := func(_ context.Context, name string, pdf []byte) error {
		p.kept = append(p.kept, name+" "+string(pdf))
		return p.keepErr
	}
	place.Print(p.shell, paint, keep, suggested, handout.Document{Title: "Plan"})
}

func TestPrintTellsWhatFailed(t *testing.T) {
	broken := errors.New("broken")
	refused := &record.Problem{Code: record.NotAllowed, Text: "Not you."}
	for name, c := range map[string]struct {
		p    printing
		code record.Code
		says string // part of the message
		kept int    // copies the chart was offered
		open int
	}{
		"painting":        {printing{shell: &placetest.Shell{SavePath: "a.pdf"}, paintErr: broken}, record.Unavailable, "could not be made", 0, 0},
		"own words":       {printing{shell: &placetest.Shell{SavePath: "a.pdf"}, paintErr: refused}, record.NotAllowed, "Not you.", 0, 0},
		"writing":         {printing{shell: &placetest.Shell{SaveErr: broken}}, record.Unavailable, "could not be written", 0, 0},
		"keeping":         {printing{shell: &placetest.Shell{SavePath: "/tmp/a.pdf"}, keepErr: broken}, record.Unavailable, "The file a.pdf was written, but", 1, 1},
		"opening":         {printing{shell: &placetest.Shell{SavePath: "/tmp/a.pdf", OpenErr: broken}}, record.Unavailable, "nothing on this computer opened it", 1, 1},
		"keeping refused": {printing{shell: &placetest.Shell{SavePath: "/tmp/a.pdf"}, keepErr: refused}, record.NotAllowed, "Not you.", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c.p.print("a")
			err := c.p.shell.LastFailure()
			if err == nil {
				t.Fatal("nothing was said")
			}
			if record.CodeOf(err) != c.code || !strings.Contains(record.ProblemsOf(err).Error(), c.says) {
				t.Errorf("says %q (%s), want %q (%s)", err, record.CodeOf(err), c.says, c.code)
			}
			if len(c.p.kept) != c.kept || len(c.p.shell.Opened) != c.open {
				t.Errorf("kept %d times and opened %d times, want %d and %d", len(c.p.kept), len(c.p.shell.Opened), c.kept, c.open)
			}
			if len(c.p.shell.Notes) != 0 {
				t.Errorf("says it was saved: %q", c.p.shell.Notes)
			}
		})
	}
}

func TestPrintKeepsNothingWhenThePersonThinksBetterOfIt(t *testing.T) {
	p := printing{shell: &placetest.Shell{}}
	p.print("a")
	if len(p.kept) != 0 || len(p.shell.Opened) != 0 || len(p.shell.Failures) != 0 || len(p.shell.Notes) != 0 {
		t.Errorf("kept %q, opened %q, failed %v, said %q", p.kept, p.shell.Opened, p.shell.Failures, p.shell.Notes)
	}
}

func TestPrintWritesKeepsAndOpensTheSameBytes(t *testing.T) {
	p := printing{shell: &placetest.Shell{SavePath: "/somewhere/plan.pdf"}}
	p.print("plan")
	if !slices.Equal(p.kept, []string{"plan.pdf %PDF"}) {
		t.Errorf("the chart keeps %q", p.kept)
	}
	if len(p.shell.Written) != 1 || string(p.shell.Written[0]) != "%PDF" || !slices.Equal(p.shell.Opened, []string{"/somewhere/plan.pdf"}) {
		t.Errorf("wrote %q and opened %q", p.shell.Written, p.shell.Opened)
	}
	if !slices.Equal(p.shell.Notes, []string{"plan.pdf written and kept in the chart"}) || len(p.shell.Failures) != 0 {
		t.Errorf("says %q, fails %v", p.shell.Notes, p.shell.Failures)
	}
}

func TestPrintPaperShowsWhatTheChartRefuses(t *testing.T) {
	s := &placetest.Shell{SavePath: "a.pdf"}
	refused := record.Refusedf("Nothing is signed yet.")
	place.PrintPaper(s, func(handout.Document) ([]byte, error) { return []byte("x"), nil },
		func(context.Context, string, []byte) error { return nil }, "a",
		func(context.Context) (handout.Document, error) { return handout.Document{}, refused })
	if s.LastFailure() != refused || len(s.Offered) != 0 {
		t.Errorf("failure %v, offered %q", s.LastFailure(), s.Offered)
	}
}

func TestPrintOffersANameEverySystemCanWrite(t *testing.T) {
	for suggested, want := range map[string]string{
		"Plan L-00231":       "Plan L-00231.pdf",
		"plan.pdf":           "plan.pdf",
		"a/b\\c:d*e?\"<>|\n": "a-b-c-d-e------.pdf",
		" .. ":               "document.pdf",
		"":                   "document.pdf",
		"Nguyễn Đức":         "Nguyễn Đức.pdf",
	} {
		p := printing{shell: &placetest.Shell{}}
		p.print(suggested)
		if !slices.Equal(p.shell.Offered, []string{want}) {
			t.Errorf("%q is offered as %q, want %q", suggested, p.shell.Offered, want)
		}
	}
}

// A paper of no chart says nothing of a chart, whatever becomes of it.
func TestPrintLooseSpeaksOfNoChart(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		shell      placetest.Shell
		paint, log error
		says       string
		noted      int
		saved      bool
	}{
		"painting": {placetest.Shell{SavePath: "/tmp/a.pdf"}, broken, nil, "The page could not be made. Nothing was changed.", 0, false},
		"writing":  {placetest.Shell{SaveErr: broken}, nil, nil, "The file could not be written there. Nothing was changed.", 0, false},
		"noting":   {placetest.Shell{SavePath: "/tmp/a.pdf"}, nil, broken, "The file a.pdf was written, but that it was printed", 1, false},
		"opening":  {placetest.Shell{SavePath: "/tmp/a.pdf", OpenErr: broken}, nil, nil, "The file a.pdf was written, but nothing on this computer opened it.", 1, false},
		"nothing":  {placetest.Shell{}, nil, nil, "", 0, false},
		"success":  {placetest.Shell{SavePath: "/tmp/a.pdf"}, nil, nil, "", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			noted := 0
			place.PrintLoose(&c.shell, func(handout.Document) ([]byte, error) { return []byte("%PDF"), c.paint },
				func(context.Context) error { noted++; return c.log }, "a", func(context.Context) (handout.Document, error) { return handout.Document{}, nil })
			said := strings.Join(c.shell.Notes, " ")
			if err := c.shell.LastFailure(); err != nil {
				said += record.ProblemsOf(err).Error()
			}
			if !strings.Contains(said, c.says) || c.says == "" != (len(c.shell.Failures) == 0) || strings.Contains(said, "chart") {
				t.Errorf("says %q, not %q", said, c.says)
			}
			if noted != c.noted || len(c.shell.Notes) != 0 != c.saved {
				t.Errorf("noted %d times, said %q", noted, c.shell.Notes)
			}
		})
	}
}
