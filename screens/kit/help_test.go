package kit

import (
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func tr(key string, args ...any) string {
	if len(args) == 0 {
		return key
	}
	return fmt.Sprintf(key, args...)
}

// es is a translator with a few Spanish words, for what depends on them.
func es(key string, args ...any) string {
	words := map[string]string{"Y": "S", "Yes": "Sí", "MM/DD/YYYY": "DD/MM/AAAA", "August": "agosto", "%d %s %d": "%d de %s de %d"}
	if w, ok := words[key]; ok {
		key = w
	}
	return tr(key, args...)
}

// TestMain gives the widgets a theme from the first one on.
func TestMain(m *testing.M) {
	themed()
	os.Exit(m.Run())
}

func themed() { test.NewApp().Settings().SetTheme(NewTheme(Light, 100)) }

// show puts an object into a window of its own in the kit's light look.
func show(t testing.TB, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	t.Cleanup(themed) // after the temporary program is gone
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light, 100))
	win := test.NewTempWindow(t, o)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win
}

// press presses keys as a keyboard does: the space bar types a space too.
func press(f fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		f.TypedKey(&fyne.KeyEvent{Name: n})
		if n == fyne.KeySpace {
			f.TypedRune(' ')
		}
	}
}

func ctrl(f fyne.Focusable, name fyne.KeyName) {
	f.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl})
}

// spy is a Keys that writes down what it is told.
type spy struct{ told []string }

func (s *spy) Next()                     { s.told = append(s.told, "next") }
func (s *spy) Save()                     { s.told = append(s.told, "save") }
func (s *spy) Leave()                    { s.told = append(s.told, "leave") }
func (s *spy) Focused(fyne.CanvasObject) { s.told = append(s.told, "focused") }
