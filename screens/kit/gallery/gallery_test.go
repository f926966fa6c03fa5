// Package gallery paints every widget of the kit in every look, for a person
// to look at.
package gallery

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/screens/kit"
)

func tr(key string, args ...any) string {
	if len(args) == 0 {
		return key
	}
	return fmt.Sprintf(key, args...)
}

// TestGallery paints the pages. KAP_GALLERY names a folder to keep them in.
func TestGallery(t *testing.T) {
	dir := os.Getenv("KAP_GALLERY")
	if dir == "" {
		dir = t.TempDir()
	}
	looks := []struct {
		name    string
		mode    kit.Mode
		percent int
	}{{"light", kit.Light, 100}, {"dark", kit.Dark, 100}, {"room", kit.Room, 100}, {"large", kit.Light, 200}}
	pages := map[string]func() fyne.CanvasObject{"today": today, "fields": fields, "session": session}
	for _, l := range looks {
		for name, page := range pages {
			t.Run(l.name+"-"+name, func(t *testing.T) {
				app := test.NewTempApp(t)
				app.Settings().SetTheme(kit.NewTheme(l.mode, l.percent))
				w := test.NewTempWindow(t, page())
				w.SetPadded(false)
				w.Resize(fyne.NewSize(1280, 720))
				img := w.Canvas().Capture()
				f, err := os.Create(filepath.Join(dir, l.name+"-"+name+".png"))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				if err := png.Encode(f, img); err != nil {
					t.Fatal(err)
				}
				least := w.Content().MinSize()
				if least.Width > 1280 || (l.percent == 100 && least.Height > 720) {
					t.Errorf("the page needs %v, so something is cut off at 1280 × 720", least)
				}
			})
		}
	}
}

func nothing() {}

func shell(body fyne.CanvasObject) fyne.CanvasObject {
	rail := kit.NewRail([]kit.RailItem{{ID: "today", Label: "Today"}, {ID: "patients", Label: "Patients"},
		{ID: "register", Label: "Register"}, {ID: "reports", Label: "Reports"}, {ID: "settings", Label: "Settings"}}, nil)
	rail.Select("patients")
	left := kit.Panel(kit.Pad(8, kit.Stack(16, kit.PadXY(12, 8, kit.Colored("KAP Desk", kit.ColorAccent).Bold().Sized(kit.SizeSection)), rail)))
	foot := kit.NewFootLine()
	foot.Set("All changes saved 09:21:07", "1 entry to mend in this part", "Discharge not yet: 6 of 9 open")
	search := kit.NewTextField(tr, "search", "")
	search.SetPlaceholder("Search name, phone, date of birth, chart no.   Ctrl+K")
	bar := kit.Panel(kit.Stack(0, kit.PadXY(20, 8, kit.Row(12, kit.Fixed(380, search), kit.Spacer(),
		kit.NewPill("✓ Backup 09:05, USB", kit.ToneDone), kit.NewPill("Front desk · Mara Okafor", kit.ToneNeutral),
		kit.Secondary("lock", "Lock", nothing))), kit.Rule()))
	return kit.Ground(kit.Columns(0, kit.Fixed(147, left), kit.VRule(), kit.Flex(1, kit.Frame(bar, body, foot))))
}

func today() fyne.CanvasObject {
	table := kit.NewDataTable("visits", "No visits today.",
		kit.Column{ID: "time", Label: "Time", Width: 52}, kit.Column{ID: "patient", Label: "Patient", Flex: 1.1},
		kit.Column{ID: "visit", Label: "Visit", Flex: 1, Less: true}, kit.Column{ID: "status", Label: "Status", Width: 96, Less: true},
		kit.Column{ID: "before", Label: "Before we can start", Width: 160})
	rows := []kit.TableRow{
		{Key: "1", Cells: []kit.Cell{kit.StrongCell("09:00"), kit.TextCell("Amira Haddad"), kit.MutedCell("Integration · Room 2"), kit.PillCell("In room", kit.ToneAccent), kit.MutedCell("Ready")}},
		{Key: "2", Cells: []kit.Cell{kit.StrongCell("09:30"), {Text: "José Ñandú", Note: "(Pepe)"}, kit.MutedCell("Dosing, lozenge · Room 1"), kit.PillCell("Arrived", kit.ToneAccent), kit.PillCell("Ride not confirmed", kit.ToneReview)}},
		{Key: "3", Cells: []kit.Cell{kit.StrongCell("10:15"), kit.TextCell("Daniel Reyes"), kit.MutedCell("Preparation · Room 3"), kit.PillCell("Expected", kit.ToneNeutral), kit.PillCell("Consent not signed", kit.ToneReview)}},
		{Key: "4", Cells: []kit.Cell{kit.StrongCell("13:00"), kit.TextCell("Grace Lindqvist"), kit.MutedCell("Dosing, IM · Room 1"), kit.PillCell("Expected", kit.ToneNeutral), kit.PillCell("Screening ended 20 Nov", kit.ToneStop)}},
		{Key: "5", Cells: []kit.Cell{kit.StrongCell("15:30"), kit.TextCell("Tuấn Nguyễn"), kit.MutedCell("Consultation · Room 2"), kit.PillCell("Expected", kit.ToneNeutral), kit.MutedCell("Ready")}},
	}
	table.SetRows(rows)
	table.SelectKey("2")
	head := kit.Row(12, kit.Title("Monday, 23 November"), kit.Muted("5 visits · 2 need something first"), kit.Spacer(),
		kit.Secondary("list", "Day-before list", nothing), kit.Primary("book", "Book a visit", nothing))
	off := kit.Primary("sign", "Sign eligible", nothing)
	off.SetEnabled(false)
	side := kit.Stack(12,
		kit.NewCard("José Ñandú, 09:30", kit.Stack(0, kit.Small("Dosing session 3 of 6 · lozenge"), kit.Body("✓ Forms complete"), kit.Body("✓ Screening current"),
			kit.Colored("○ Ride: who, and phone", kit.ColorReview), kit.Body("○ PHQ-9 before session"),
			kit.PadXY(0, 8, kit.FlowRow(8, kit.Primary("ride", "Add ride", nothing), kit.Secondary("print", "Print set", nothing))))),
		kit.NewCard("Overdue", kit.Stack(8, kit.Paragraph("PHQ-9, 4 weeks: 3 people. Integration call: 1. Referral reply owed: 2"),
			kit.FlowRow(8, off, kit.Danger("stop", "Emergency F12", nothing), kit.Quiet("all", "Show all", nothing)))))
	chart := kit.NewStepper([]kit.Step{{ID: "intake", Label: "Intake", State: kit.StepDone}, {ID: "elig", Label: "Eligibility"},
		{ID: "plan", Label: "Plan and consent", State: kit.StepDue}, {ID: "sessions", Label: "Sessions", Note: "blocked", State: kit.StepBlocked},
		{ID: "integration", Label: "Integration"}, {ID: "outcomes", Label: "Outcomes"}, {ID: "documents", Label: "Documents"}}, nil)
	chart.Select("elig")
	body := kit.Stack(12, chart, head,
		kit.Banner(kit.ToneStop, "⚑ Clinician needed", "Daniel Reyes gave an answer this morning that a clinician must read before his visit.", kit.Muted("Ana Brandt and Dr. Baum told at 08:41")),
		kit.Flex(1, kit.Columns(16, kit.Flex(1, kit.FlushCard(table)), kit.Fixed(287, kit.VScroll(side)))))
	return shell(kit.Pad(20, body))
}

func fields() fyne.CanvasObject {
	w := kit.NewWeightField(tr, "weight", "Weight", "kg")
	w.SetText("182 lb")
	h := kit.NewNumberField(tr, "height", "Height", "cm")
	h.SetText("178")
	bp := kit.NewBPField(tr, "bp", "Blood pressure")
	bp.SetText("148/920")
	bp.Check()
	d := kit.NewDateField(tr, "measured", "Measured")
	d.SetText("23 Nov 2026")
	yes := kit.NewAnswerRow(tr, "htn", "High blood pressure, ever")
	yes.SetAnswer(kit.Yes)
	yes.SetNote("since 2019, lisinopril 10 mg")
	no := kit.NewAnswerRow(tr, "mi", "Heart attack, angina, heart failure, rhythm trouble")
	no.SetAnswer(kit.No)
	dk := kit.NewAnswerRow(tr, "eye", "Pressure in the eye (glaucoma) or in the head")
	dk.SetAnswer(kit.DontKnow)
	none := kit.NewAnswerRow(tr, "liver", "Liver disease")
	notes := kit.NewNotesField(tr, "notes", "Reasoning")
	notes.SetText("Blood pressure was high after coffee; measured again after ten minutes of rest and came down.\nAgreed with the person to bring the home readings.")
	pick := kit.NewPicker(tr, "drug", "Medicine", kit.Option{Value: "a", Label: "Alprazolam", Note: "benzodiazepine"})
	pick.SetValue("a")
	ch := kit.NewChoice(tr, "route", "Route", kit.Option{Value: "l", Label: "Lozenge", Tone: kit.ToneAccent}, kit.Option{Value: "im", Label: "IM", Tone: kit.ToneAccent}, kit.Option{Value: "iv", Label: "IV", Tone: kit.ToneAccent})
	ch.SetValue("im")
	tick := kit.NewCheck(tr, "read", "I have read the consent with the patient, and answered what was asked.")
	tick.SetOn(true)
	sig := kit.NewSignaturePad(tr, "sig", "Signature of the patient")
	list := kit.NewListEditor(tr, "meds", "Add a medicine", func(id string) []fyne.CanvasObject {
		return []fyne.CanvasObject{kit.Flex(2, kit.NewTextField(tr, id+".name", "Medicine")), kit.Flex(1, kit.NewTextField(tr, id+".dose", "Dose"))}
	})
	list.Add()
	form := kit.NewForm(kit.Stack(12, kit.FormGrid(4, w, h, bp, d), kit.Stack(0, yes, no, dk, none),
		kit.FormGrid(3, pick, ch, kit.NewTimeField(tr, "t", "Time")), tick, list, notes, sig), nil, nil)
	parts := kit.NewPartList([]kit.RailItem{{ID: "a", Label: "About you", Done: true}, {ID: "b", Label: "Body and heart", Note: "6 of 11"}, {ID: "c", Label: "Mind and mood"}}, nil)
	parts.Select("b")
	prog := kit.NewProgress()
	prog.Set(6, 11, "6 of 11")
	return shell(kit.Pad(16, kit.Columns(16, kit.Fixed(210, kit.Stack(12, kit.NewCard("", parts), prog)),
		kit.Flex(1, kit.NewCard("Body and heart", kit.Frame(nil, form, kit.PadXY(0, 4, kit.Row(8, kit.Primary("save", "Save and go on", nothing), kit.Secondary("later", "Save for later", nothing), kit.Spacer(), kit.Small("Ctrl+Enter saves")))))))))
}

func session() fyne.CanvasObject {
	at := func(m int) time.Time { return time.Date(2026, 11, 23, 9, m, 0, 0, time.UTC) }
	c := kit.NewChart("vitals", "No vitals yet.")
	c.SetData(kit.ChartData{
		Series: []kit.Series{
			{Name: "Systolic", Points: []kit.Sample{{At: at(15), Value: 128}, {At: at(31), Value: 131}, {At: at(46), Value: 138}}},
			{Name: "Diastolic", Points: []kit.Sample{{At: at(15), Value: 80}, {At: at(31), Value: 83}, {At: at(46), Value: 86}}},
			{Name: "Heart rate", Dotted: true, Color: kit.ColorMuted, Points: []kit.Sample{{At: at(15), Value: 76}, {At: at(31), Value: 74}, {At: at(46), Value: 78}}},
		},
		Marks:      []kit.Mark{{At: at(31), Label: "dose"}},
		Thresholds: []kit.Threshold{{Value: 160, Label: "call prescriber 160", Tone: kit.ToneStop}},
	})
	empty := kit.NewChart("empty", "No vitals yet.")
	line := kit.NewTextField(tr, "line", "")
	line.SetPlaceholder("Write what happens, Enter stamps it")
	tl := kit.Stack(4)
	for _, s := range [][2]string{{"09:31", "Dose 100 mg lozenge, holding 12 min"}, {"09:33", "Music on, eye mask on"}, {"09:49", "“Like the floor is breathing with me”"}} {
		tl.Add(kit.TopRow(12, kit.Muted(s[0]), kit.Flex(1, kit.Paragraph(s[1]))))
	}
	chips := kit.FlowRow(8, kit.Chip("f2", "F2 Vitals", nothing), kit.Chip("f3", "F3 Patient’s words", nothing), kit.Chip("f4", "F4 Calm support", nothing),
		kit.Chip("f5", "F5 Music", nothing), kit.Chip("f6", "F6 Nausea", nothing), kit.Chip("f7", "F7 Dose", nothing), kit.ToneChip("f8", "F8 Adverse event", kit.ToneReview, nothing))
	top := kit.Panel(kit.Stack(0, kit.PadXY(20, 10, kit.Row(12, kit.Title("José Ñandú"), kit.Muted("41 · 82.4 kg · no known allergies"), kit.Spacer(),
		kit.NewPill("Dosing", kit.ToneAccent), kit.Clock("00:24:10"), kit.Danger("em", "Emergency F12", nothing))), kit.Rule()))
	body := kit.Pad(12, kit.Columns(12,
		kit.Fixed(268, kit.VScroll(kit.Stack(12, kit.NewCard("Intention", kit.Paragraph("“To meet the fear without running from it.”")), kit.NewCard("Dose", kit.Stack(0, kit.Paragraph("Ordered 100 mg (1.2 mg/kg), max 150"), kit.SmallPara("Total 100 mg · booster up to 50 mg"))),
			kit.NewCard("", kit.EmptyState("No checks yet", "Start with the pulse oximeter.", kit.Secondary("st", "Start", nothing))), kit.Toast("Saved 09:54:41", kit.ToneDone)))),
		kit.Flex(1, kit.NewCard("Timeline", kit.Frame(kit.VScroll(tl), kit.Body(""), kit.Stack(8, chips, line)))),
		kit.Fixed(330, kit.Stack(12, kit.NewCard("", kit.Stack(8, kit.Row(8, kit.Section("Next vitals"), kit.Spacer(), kit.Clock("5:50")),
			kit.FormGridMin(3, 70, kit.NewBPField(tr, "bp", "BP"), kit.NewNumberField(tr, "hr", "HR", ""), kit.NewNumberField(tr, "spo2", "SpO₂", "%")))),
			kit.Flex(1, kit.NewCard("Blood pressure, heart rate", c)), kit.NewCard("", empty)))))
	return kit.Ground(kit.Frame(top, body, nil))
}
