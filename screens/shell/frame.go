package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// railWidth is the width of the rail at normal text size.
const railWidth = 148

func (s *Shell) buildRail() fyne.CanvasObject {
	places := map[string]string{}
	var items []kit.RailItem
	for _, p := range s.railPlaces() {
		id := "rail." + p.place
		places[id] = p.place
		items = append(items, kit.RailItem{ID: id, Label: s.T(p.label)})
	}
	s.rail = kit.NewRail(items, func(id string) { s.Go(place.Route{Place: places[id]}) })
	name := kit.Section("KAP Desk").In(kit.ColorAccent)
	parts := []fyne.CanvasObject{kit.PadXY(kit.GapM, kit.GapS, name)}
	if s.clinic.Sample {
		parts = append(parts, kit.PadXY(kit.GapM, 0, kit.Row(0, kit.NewPill(s.T("SAMPLE"), kit.ToneReview))))
	}
	parts = append(parts, s.rail)
	return kit.Fixed(railWidth, kit.Panel(kit.PadXY(kit.GapS, kit.GapM, kit.Stack(kit.GapM, parts...))))
}

// railPlaces are the places of the rail for who is signed in.
func (s *Shell) railPlaces() []struct{ place, label string } {
	type named = struct{ place, label string }
	places := []named{{place.Today, "Today"}, {place.Patients, "Patients"}}
	if s.person.May(clinic.SeeRegister) {
		places = append(places, named{place.Register, "Register"})
	}
	if s.maySeeReports() {
		places = append(places, named{place.Reports, "Reports"})
	}
	return append(places, named{place.Settings, "Settings"})
}

// maySeeReports reports whether there is any report for the person.
func (s *Shell) maySeeReports() bool {
	return s.person.May(clinic.SeeOutcomes) || s.person.May(clinic.SeeRegister)
}

// railPlace is the rail's mark for a route: a chart belongs to Patients.
func railPlace(r place.Route) string {
	switch r.Place {
	case place.Today, place.Register, place.Reports:
		return "rail." + r.Place
	case place.Settings, place.Audit, place.Protocol:
		return "rail.settings"
	}
	return "rail.patients"
}

func (s *Shell) topBar() fyne.CanvasObject {
	s.search = kit.NewSearchField(s.T, "search", s.T("Search name, phone, date of birth, chart no.   Ctrl+K"))
	s.search.OnChanged = s.searched
	s.search.OnMove = func(by int) {
		if f, ok := s.screen.(Finder); ok {
			f.Move(by)
		}
	}
	s.search.OnOpen = func() {
		if f, ok := s.screen.(Finder); ok {
			f.OpenSelected()
		}
	}
	s.search.OnLeave = func() {
		s.search.SetText("")
		s.queried = ""
		s.Window().Canvas().Unfocus()
		s.Back()
	}
	who := kit.NewPill(s.who(), kit.ToneNeutral)
	lock := kit.Secondary("lock", s.T("Lock"), s.Lock)
	width := float32(380)
	if s.prefs.scale > 150 {
		width = 200 // who is signed in must be read whole
	}
	bar := kit.Row(kit.GapM, kit.Fixed(width, s.search), kit.Spacer(), s.makeBadge(), who, lock)
	return kit.Stack(0, kit.Panel(kit.PadXY(20, kit.GapS, bar)), kit.Rule())
}

// who says who is signed in, "Front desk · Mara Okafor".
func (s *Shell) who() string {
	roles := ""
	for i, r := range s.person.Roles {
		if i > 0 {
			roles += ", "
		}
		roles += s.T(string(r))
	}
	return roles + " · " + s.person.Name
}

// Finder is the screen that lists what the search box asks for.
type Finder interface {
	Find(query string)
	Move(by int)
	OpenSelected()
}

// searched hands what is typed to the list of patients, and opens it if need
// be. The focus stays in the box.
func (s *Shell) searched() {
	q := s.search.Text()
	if s.route.Place != place.Patients || s.route.Part != "" {
		s.Go(place.Route{Place: place.Patients})
	}
	s.queried = q
	if f, ok := s.screen.(Finder); ok {
		f.Find(q)
	}
}

// focusSearch puts the focus into the search box. A session that takes the
// whole window has none, nor has a chart in large text, so the list of
// patients opens first.
func (s *Shell) focusSearch() {
	if s.frame == nil || !s.top.Visible() {
		s.Go(place.Route{Place: place.Patients})
	}
	s.search.Focus()
}

// Query is what the search box holds; the list of patients starts with it.
func (s *Shell) Query() string { return s.queried }

// foot is the line under every screen.
type foot struct {
	shell   *Shell
	line    *kit.FootLine
	content fyne.CanvasObject
	said    string
	busy    bool
}

func newFoot(s *Shell) *foot {
	f := &foot{shell: s, line: kit.NewFootLine()}
	f.content = f.line
	f.line.Set("", "", f.right())
	return f
}

// right says what is always true here.
func (f *foot) right() string {
	r := f.shell.T("Works offline")
	if f.shell.top != nil && !f.shell.top.Visible() && f.shell.person.ID != "" {
		r = f.shell.who()
	}
	if f.busy {
		r = f.shell.T("Working…") + "   " + r
	}
	if f.shell.clinic.Sample {
		r = f.shell.T("SAMPLE: nobody here is real") + "   " + r
	}
	return r
}

func (f *foot) saved(what string) {
	f.set(what + " " + words.Time(f.shell.Now(), f.shell.clinic.Location()))
}

func (f *foot) draft(at time.Time) {
	f.set(f.shell.T("Draft kept %s", at.In(f.shell.clinic.Location()).Format("15:04:05")))
}

func (f *foot) set(s string) {
	f.said = s
	f.line.Set(s, "", f.right())
}

// working says whether work is under way.
func (f *foot) working(on bool) {
	if f.busy == on {
		return
	}
	f.busy = on
	f.tell()
}

// tell shows anew what is always true here.
func (f *foot) tell() {
	saved, alert, _ := f.line.Texts()
	f.line.Set(saved, alert, f.right())
}

// alert shows what went wrong until something else is said.
func (f *foot) alert(s string) { f.line.Set(f.said, s, f.right()) }
