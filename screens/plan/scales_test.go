package plan_test

import (
	"os"
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/measures"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// asking opens the place with the scales that the draft protocol offers.
func asking(t *testing.T) *room {
	r := open(t)
	shelf, err := measures.Load(os.DirFS("../../assets/instruments"))
	r.must(err)
	r.deps.Scales = shelf
	r.Weigh(t, 80_000)
	r.show("")
	return r
}

func (r *room) tick(id string) { r.t.Helper(); at[*kit.Check](r, "plan.scales."+id).Tapped(nil) }

func (r *room) scales() []measures.DueScale {
	r.t.Helper()
	r.command("plan.save").Do()
	if err := r.shell.LastFailure(); err != nil {
		r.t.Fatal(err)
	}
	return r.view().Draft.Scales
}

// Nothing is ticked by itself: a plan asks for what somebody chose.
func TestNoScaleIsAskedForByItself(t *testing.T) {
	r := asking(t)
	r.typed("plan.goals", "Sleep.")
	if got := r.scales(); got != nil {
		t.Errorf("%+v", got)
	}
	at[*kit.Check](r, "plan.scales.who-5.12w").Focus()
	test.AssertRendersToMarkup(t, "scales.xml", r.win.Canvas())
}

func TestScalesAreChosenPointByPoint(t *testing.T) {
	r := asking(t)
	r.tick("gad-7.12w")
	r.tick("gad-7.baseline")
	r.tick("pcl-5.24h")
	want := []measures.DueScale{{Instrument: "gad-7", Points: []measures.Point{measures.Baseline, measures.Week12}}, {Instrument: "pcl-5", Points: []measures.Point{measures.DayAfter}}}
	if got := r.scales(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	r.show("")
	if !at[*kit.Check](r, "plan.scales.gad-7.12w").On() || at[*kit.Check](r, "plan.scales.gad-7.4w").On() {
		t.Error("what was saved is not shown again")
	}
	r.tick("pcl-5.24h")
	if got := r.scales(); !reflect.DeepEqual(got, want[:1]) {
		t.Errorf("%+v", got)
	}
}

func TestTheProtocolsOfferIsTakenWithOnePress(t *testing.T) {
	r := asking(t)
	at[*kit.Button](r, "plan.scales.offered").OnTapped()
	offered := measures.Offered(asset(t, "protocols/draft.json", protocol.Parse))
	if got := r.scales(); len(offered) == 0 || !reflect.DeepEqual(got, offered) {
		t.Errorf("%+v", got)
	}
}

func TestAnotherScaleCanBeAdded(t *testing.T) {
	r := asking(t)
	p := at[*kit.Picker](r, "plan.scales")
	p.SetValue("peg")
	p.OnChanged()
	r.tick("peg.4w")
	if got := r.scales(); len(got) != 1 || got[0].Instrument != "peg" {
		t.Errorf("%+v", got)
	}
	if at[*kit.Picker](r, "plan.scales").Value() != "" {
		t.Error("the picker is not ready for another")
	}
}
