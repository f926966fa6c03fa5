package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kapdesk/app/clinic"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

const (
	ctrl  = fyne.KeyModifierShortcutDefault
	alt   = fyne.KeyModifierAlt
	shift = fyne.KeyModifierShift
)

// menu makes the menu of the present place. Every command of the window
// stands here, with its key.
func (s *Shell) menu() *fyne.MainMenu {
	s.Window().Canvas().SetOnTypedKey(s.functionKey)
	if s.alone() {
		return s.menuAlone()
	}
	if s.person.ID == "" {
		return fyne.NewMainMenu(s.group("Program", []place.Command{s.largerCommand(), s.smallerCommand(), s.darkCommand(), s.quitCommand()}))
	}
	menus := []*fyne.Menu{s.group("Go", s.goCommands())}
	if s.route.InChart() {
		menus = append(menus, s.group("Chart", s.chartCommands()))
	}
	if own := s.screen.Commands(); len(own) > 0 {
		menus = append(menus, s.group("This page", own))
	}
	menus = append(menus, s.group("View", []place.Command{s.darkCommand(), s.largerCommand(), s.smallerCommand()}),
		s.group("Help", []place.Command{
			{ID: "help.keys", Label: s.T("Keys"), Key: fyne.KeyF1, Do: s.showKeys},
			{ID: "help.about", Label: s.T("About KAP Desk"), Do: s.showAbout},
		}))
	return fyne.NewMainMenu(menus...)
}

// refreshMenu makes the menu anew when other commands are disabled than when
// it was made. The toolkit does not ask by itself.
func (s *Shell) refreshMenu() {
	if s.screen == nil {
		return
	}
	greyed := "made"
	for _, c := range s.commands() {
		if c.Disabled != nil && c.Disabled() {
			greyed += " " + c.ID
		}
	}
	if greyed != s.greyed {
		s.greyed = greyed
		s.Window().SetMainMenu(s.menu())
	}
}

func (s *Shell) group(title string, cs []place.Command) *fyne.Menu {
	items := make([]*fyne.MenuItem, 0, len(cs))
	for _, c := range cs {
		items = append(items, s.item(c))
	}
	return fyne.NewMenu(s.T(title), items...)
}

// item makes a menu item. The toolkit presses disabled items' shortcuts too,
// and under a dialog; so every command asks again.
func (s *Shell) item(c place.Command) *fyne.MenuItem {
	it := fyne.NewMenuItem(c.Label, func() { s.do(c) })
	if c.Key != "" && c.Modifier != 0 {
		it.Shortcut = &desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Modifier}
	} else if c.Key != "" {
		it.Label += "   " + string(c.Key)
	}
	it.Disabled = c.Disabled != nil && c.Disabled()
	return it
}

// do runs a command unless it is disabled or a dialog lies over the screen.
// Ctrl+Enter then belongs to the dialog.
func (s *Shell) do(c place.Command) {
	if s.alone() && !s.own(c) {
		return
	}
	if canvas := s.Window().Canvas(); canvas.Overlays().Top() != nil {
		if f, ok := canvas.Focused().(fyne.Shortcutable); ok && c.Key == fyne.KeyReturn && c.Modifier == ctrl {
			f.TypedShortcut(&desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Modifier})
		}
		return
	}
	if c.Disabled == nil || !c.Disabled() {
		c.Do()
	}
}

// functionKey finds the command of a key that is pressed alone. Only function
// keys can be commands by themselves.
func (s *Shell) functionKey(e *fyne.KeyEvent) {
	if s.screen == nil {
		return
	}
	for _, c := range s.commands() {
		if c.Key == e.Name && c.Modifier == 0 {
			s.do(c)
			return
		}
	}
}

// commands lists everything that can be done now.
func (s *Shell) commands() []place.Command {
	all := s.screen.Commands()
	if s.alone() {
		return all
	}
	if s.person.ID != "" {
		all = append(all, s.goCommands()...)
		if s.route.InChart() {
			all = append(all, s.chartCommands()...)
		}
		all = append(all, place.Command{ID: "help.keys", Label: s.T("Keys"), Key: fyne.KeyF1, Do: s.showKeys})
	}
	return append(all, s.darkCommand(), s.largerCommand(), s.smallerCommand())
}

func (s *Shell) goCommands() []place.Command {
	to := func(p string) func() { return func() { s.Go(place.Route{Place: p}) } }
	return []place.Command{
		{ID: "go.today", Label: s.T("Today"), Key: fyne.Key1, Modifier: ctrl, Do: to(place.Today)},
		{ID: "go.patients", Label: s.T("Patients"), Key: fyne.Key2, Modifier: ctrl, Do: to(place.Patients)},
		{ID: "go.settings", Label: s.T("Settings"), Key: fyne.Key3, Modifier: ctrl, Do: to(place.Settings)},
		{ID: "go.register", Label: s.T("Register"), Key: fyne.Key4, Modifier: ctrl, Do: to(place.Register),
			Disabled: func() bool { return !s.person.May(clinic.SeeRegister) }},
		{ID: "go.reports", Label: s.T("Reports"), Key: fyne.Key5, Modifier: ctrl, Do: to(place.Reports), Disabled: func() bool { return !s.maySeeReports() }},
		{ID: "go.audit", Label: s.T("Who did what"), Key: fyne.Key9, Modifier: ctrl, Do: to(place.Audit),
			Disabled: func() bool { return !s.person.May(clinic.SeeAudit) }},
		{ID: "go.protocol", Label: s.T("Protocol"), Key: fyne.Key7, Modifier: ctrl, Do: to(place.Protocol),
			Disabled: func() bool { return !s.person.May(clinic.SeeProtocol) }},
		{ID: "go.backups", Label: s.T("Backups"), Key: fyne.Key8, Modifier: ctrl, Do: func() { s.Go(backupsRoute) },
			Disabled: func() bool { return !s.Backups }},
		{ID: "go.search", Label: s.T("Search"), Key: fyne.KeyK, Modifier: ctrl, Do: s.focusSearch},
		{ID: "go.new", Label: s.T("New patient"), Key: fyne.KeyN, Modifier: ctrl,
			Do:       func() { s.Go(place.Route{Place: place.Patients, Part: "new"}) },
			Disabled: func() bool { return !s.person.May(clinic.RegisterPatient) }},
		{ID: "go.back", Label: s.T("Back"), Key: fyne.KeyLeft, Modifier: alt, Do: s.Back},
		{ID: "go.lock", Label: s.T("Lock"), Key: fyne.KeyL, Modifier: ctrl, Do: s.Lock},
		{ID: "go.switch", Label: s.T("Somebody else"), Key: fyne.KeyL, Modifier: ctrl | shift, Do: s.Switch},
		s.quitCommand(),
	}
}

// chartPlaces are the pages of a chart in the order of the journey.
var chartPlaces = []struct{ place, label string }{
	{place.Details, "Details"}, {place.Intake, "Intake"}, {place.Eligibility, "Eligibility"}, {place.Plan, "Plan and consent"},
	{place.Sessions, "Sessions"}, {place.Integration, "Integration"}, {place.Documents, "Documents"}, {place.Outcomes, "Outcomes"},
}

func (s *Shell) chartCommands() []place.Command {
	keys := []fyne.KeyName{fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key8}
	var cs []place.Command
	for i, p := range chartPlaces {
		cs = append(cs, place.Command{ID: "chart." + p.place, Label: s.T(p.label), Key: keys[i], Modifier: alt,
			Do: func() { s.Go(place.Route{Place: p.place, Patient: s.route.Patient}) }})
	}
	if s.ChartCommands != nil {
		cs = append(cs, s.ChartCommands(s, s.route.Patient)...)
	}
	return cs
}

func (s *Shell) darkCommand() place.Command {
	return place.Command{ID: "view.dark", Label: s.T("Light or dark"), Key: fyne.KeyD, Modifier: ctrl | shift, Do: func() {
		l := s.Look()
		l.Dark = !l.Dark
		s.SetLook(l)
	}}
}

func (s *Shell) largerCommand() place.Command {
	return place.Command{ID: "view.larger", Label: s.T("Larger text"), Key: fyne.KeyPeriod, Modifier: ctrl, Do: func() { s.scaleBy(25) }}
}

func (s *Shell) smallerCommand() place.Command {
	return place.Command{ID: "view.smaller", Label: s.T("Smaller text"), Key: fyne.KeyComma, Modifier: ctrl, Do: func() { s.scaleBy(-25) }}
}

func (s *Shell) scaleBy(percent int) {
	l := s.Look()
	l.Scale += percent
	s.SetLook(l)
}

func (s *Shell) quit() {
	if s.Quit != nil {
		s.Quit()
		return
	}
	s.Window().Close()
}

func (s *Shell) quitCommand() place.Command {
	return place.Command{ID: "program.quit", Label: s.T("Quit"), Key: fyne.KeyQ, Modifier: ctrl, Do: s.quit}
}

// showKeys lists every command with its key.
func (s *Shell) showKeys() {
	rows := []fyne.CanvasObject{}
	for _, c := range s.commands() {
		if c.Key == "" {
			continue
		}
		rows = append(rows, kit.TopRow(kit.GapM, kit.Fixed(170, kit.Strong(keyName(c))), kit.Flex(1, kit.Paragraph(c.Label))))
	}
	kit.Tell(s.Window(), s.T, s.T("Keys"), kit.Stack(kit.GapXS, rows...))
}

// keyName gives a command's key as people write it, "Ctrl+K".
func keyName(c place.Command) string {
	name := ""
	for _, m := range []struct {
		mod  fyne.KeyModifier
		name string
	}{{fyne.KeyModifierControl, "Ctrl+"}, {fyne.KeyModifierSuper, "Cmd+"}, {fyne.KeyModifierAlt, "Alt+"}, {fyne.KeyModifierShift, "Shift+"}} {
		if c.Modifier&m.mod != 0 {
			name += m.name
		}
	}
	switch c.Key {
	case fyne.KeyReturn:
		return name + "Enter"
	case fyne.KeyLeft:
		return name + "←"
	case fyne.KeyUp:
		return name + "↑"
	case fyne.KeyDown:
		return name + "↓"
	case fyne.KeyPageUp:
		return name + "PgUp"
	case fyne.KeyPageDown:
		return name + "PgDn"
	}
	return name + string(c.Key)
}

func (s *Shell) showAbout() {
	lines := []fyne.CanvasObject{
		kit.Strong("KAP Desk " + s.Version),
		kit.Paragraph(s.T("The chart of a small clinic for ketamine-assisted psychotherapy. It works without a network: nothing leaves this laptop but what you export.")),
		kit.Paragraph(s.T("It shows facts, rules and their sources. It never diagnoses and never picks a dose: the clinician decides.")),
	}
	kit.Tell(s.Window(), s.T, s.T("About KAP Desk"), kit.Stack(kit.GapS, lines...))
}

// Keys gives every key of the present place with the commands it stands for;
// there should never be more than one.
func (s *Shell) Keys() map[string][]string {
	keys := map[string][]string{}
	for _, c := range s.commands() {
		if c.Key != "" {
			keys[keyName(c)] = append(keys[keyName(c)], c.ID)
		}
	}
	return keys
}
