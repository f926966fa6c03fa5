package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func openScales(t *testing.T, lang words.Lang, who func(*plantest.Clinic) record.Actor) (*Scales, *placetest.Shell, *plantest.Clinic, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	shelf, err := measures.Load(os.DirFS("../../assets/instruments"))
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	s := &placetest.Shell{Who: c.People[who(c).ID], Time: c.Now, Words: book, Practice: clinic.Clinic{Name: "Orilla", Zone: "America/Denver", Lang: lang}, Language: lang}
	v := NewScales(ScalesDeps{Shell: s, Desk: measures.New(measures.Deps{Log: c.Log, Shelf: shelf, Book: book}), Drafts: c.Log})
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(v.Content())
	w.Resize(fyne.NewSize(1132, 640))
	v.Show()
	return v, s, c, w
}

func owner(c *plantest.Clinic) record.Actor { return c.Owner }
func nurse(c *plantest.Clinic) record.Actor { return c.Nurse }

func TestScalesAsDesigned(t *testing.T) {
	v, _, _, w := openScales(t, words.English, owner)
	v.table.SelectKey("c-ssrs-screener")
	v.showSide()
	test.AssertRendersToMarkup(t, "scales-owner.xml", w.Canvas())
	v, _, _, w = openScales(t, words.Spanish, nurse)
	v.table.SelectKey("isi")
	v.showSide()
	test.AssertRendersToMarkup(t, "scales-nurse-es.xml", w.Canvas())
}

// Of a scale whose words nobody here may show, the terms say so; they are not
// said again in other words.
func TestATotalAloneIsSaidOnce(t *testing.T) {
	v, _, _, _ := openScales(t, words.English, owner)
	said := func(scale string) string {
		v.table.SelectKey(scale)
		v.showSide()
		return test.RenderObjectToMarkup(v.side)
	}
	if got := said("ors"); strings.Contains(got, "Only the total of this scale") {
		t.Error("it is said twice")
	}
	if got := said("c-ssrs-screener"); !strings.Contains(got, "permission") {
		t.Error("why the words are not shown is not said")
	}
}

// Who is not the owner reads everything and changes nothing.
func TestOnlyTheOwnerChangesPermissions(t *testing.T) {
	v, _, c, w := openScales(t, words.English, nurse)
	n := len(c.Log.Events())
	for _, id := range []string{"c-ssrs-screener", "isi", "pcl-5"} {
		v.table.SelectKey(id)
		for _, cmd := range v.Commands() {
			if !cmd.Disabled() {
				t.Errorf("%s can be used on %s", cmd.ID, id)
			}
			cmd.Do()
		}
	}
	if w.Canvas().Overlays().Top() != nil || len(c.Log.Events()) != n {
		t.Error("something was asked or written")
	}
}

func TestAttestAndTakeBack(t *testing.T) {
	v, s, c, w := openScales(t, words.English, owner)
	v.table.SelectKey("c-ssrs-screener")
	placetest.Command(t, v, "scales.attest").Do()
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if f := placetest.At[*kit.TextField](t, w, "statement"); f.Error() == "" || !f.Focused() {
		t.Fatal("a blank statement was taken")
	}
	placetest.Type(t, w, "statement", "Letter of 3 March 2026")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if p, _ := v.selected(); !p.Has || p.Wording != measures.Worded || p.OnRecord.Text != "Letter of 3 March 2026" || len(s.Notes) != 1 {
		t.Fatalf("%+v, %v", p.OnRecord, s.Failures)
	}
	if !placetest.Command(t, v, "scales.attest").Disabled() {
		t.Error("it can be put on record twice")
	}
	c.Pass(time.Hour)
	placetest.At[*kit.Button](t, w, "scales.withdraw").OnTapped()
	placetest.Type(t, w, "statement", "it ran out")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if p, _ := v.selected(); p.Has || p.Wording != measures.NeedsAttest {
		t.Errorf("%+v", p.OnRecord)
	}
}

// namePack names a file in the dialog and has it read.
func namePack(t *testing.T, v *Scales, w fyne.Window, path string) {
	t.Helper()
	if w.Canvas().Overlays().Top() == nil {
		placetest.Command(t, v, "scales.import").Do()
	}
	placetest.At[*kit.TextField](t, w, "scales.file").SetText(path)
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
}

// packOf writes the pack of the documentation, changed, into a file.
func packOf(t *testing.T, change func(string) string) string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/scales.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(doc), "```json\n")
	block, _, _ := strings.Cut(after, "```")
	path := filepath.Join(t.TempDir(), "pack.json")
	if err := os.WriteFile(path, []byte(change(block)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is no pack of this scale is refused at the file's line, and what was
// typed stays there.
func TestAFileThatIsNoPackIsRefused(t *testing.T) {
	v, s, c, w := openScales(t, words.English, owner)
	v.table.SelectKey("isi")
	n := len(c.Log.Events())
	for path, want := range map[string]string{
		"":                                 "Type the folder and name of the file",
		filepath.Join(t.TempDir(), "none"): "There is no such file",
		packOf(t, func(string) string { return "no pack" }):                                            "This file is no text pack",
		packOf(t, func(b string) string { return strings.Replace(b, `"isi"`, `"meq-30"`, 1) }):         "This file holds the words of another scale: meq-30",
		packOf(t, func(b string) string { return b + strings.Repeat(" ", measures.MaxPack+1-len(b)) }): "too large",
	} {
		namePack(t, v, w, path)
		f := placetest.At[*kit.TextField](t, w, "scales.file")
		if !strings.Contains(f.Error(), want) || !f.Focused() || f.Text() != path || len(s.Failures) != 0 {
			t.Errorf("%q: %q, %v", path, f.Error(), s.Failures)
		}
	}
	if len(c.Log.Events()) != n {
		t.Error("something was written")
	}
	namePack(t, v, w, "")
	test.AssertRendersToMarkup(t, "scales-file.xml", w.Canvas())
}

func TestImportedWords(t *testing.T) {
	v, s, _, w := openScales(t, words.English, owner)
	v.table.SelectKey("isi")
	namePack(t, v, w, packOf(t, func(b string) string { return b }))
	placetest.Type(t, w, "statement", "Licence 17")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if p, _ := v.selected(); !p.Has || p.Wording != measures.Worded || p.OnRecord.Text != "Licence 17" || len(s.Notes) != 1 {
		t.Errorf("%+v, %v", p.Shown, s.Failures)
	}
	if placetest.Command(t, v, "scales.import").Do(); placetest.At[*kit.TextField](t, w, "scales.file").Text() != "" {
		t.Error("the file that was read is named again")
	}
}

// The owner chooses among the published limits; everybody sees which one holds,
// where it comes from and who chose it.
func TestTheLimitOfAScale(t *testing.T) {
	v, s, c, w := openScales(t, words.English, owner)
	v.table.SelectKey("phq-9")
	if command := placetest.Command(t, v, "scales.limit"); !command.Disabled() {
		t.Error("a scale with one limit lets choose")
	}
	v.chooseLimit()
	if w.Canvas().Overlays().Top() != nil {
		t.Fatal("it asks for what cannot be chosen")
	}
	v.table.SelectKey("pcl-5")
	v.showSide()
	said := func() string { return test.RenderObjectToMarkup(v.side) }
	if got := said(); !strings.Contains(got, "33 or more") || !strings.Contains(got, "nobody has chosen one") || !strings.Contains(got, "Bovin 2016") {
		t.Errorf("before: %s", got)
	}
	placetest.Command(t, v, "scales.limit").Do()
	choice := placetest.At[*kit.Choice](t, w, "cut")
	if choice.Value() != "33" {
		t.Errorf("begins with %q", choice.Value())
	}
	choice.SetValue("")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if choice.Error() == "" {
		t.Fatal("no choice was taken for one")
	}
	choice.SetValue("31")
	test.AssertRendersToMarkup(t, "scales-limit.xml", w.Canvas())
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if got := said(); !strings.Contains(got, "31 or more") || !strings.Contains(got, c.People[c.Owner.ID].Name) || len(s.Notes) != 1 {
		t.Errorf("after: %v %v\n%s", s.Notes, s.Failures, got)
	}
}
