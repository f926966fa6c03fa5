package placetest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Find gives the visible button or field of an ID, in the window or in the
// dialog over it; nil if there is none.
func Find(w fyne.Window, id string) fyne.CanvasObject {
	var found fyne.CanvasObject
	look := func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Button:
			if o.ID == id && o.Visible() {
				found = o
			}
		case kit.Field:
			if o.FieldID() == id && o.Visible() {
				found = o
			}
		}
	}
	kit.Walk(w.Content(), look)
	if top := w.Canvas().Overlays().Top(); top != nil {
		for _, o := range test.LaidOutObjects(top) {
			look(o)
		}
	}
	return found
}

// At gives the button or field of an ID as a T, and ends the test without one.
func At[T any](t testing.TB, w fyne.Window, id string) T {
	t.Helper()
	o, ok := Find(w, id).(T)
	if !ok {
		t.Fatalf("%s is not on the screen", id)
	}
	return o
}

// Type puts the focus on a field and types into it as a person does.
func Type(t testing.TB, w fyne.Window, id, text string) {
	t.Helper()
	At[kit.Field](t, w, id).Focus()
	test.Type(w.Canvas().Focused(), text)
}

// Press presses a key on what has the focus.
func Press(w fyne.Window, key fyne.KeyName) {
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
}

// Command gives a command of the screen, and ends the test without it.
func Command(t testing.TB, s place.Screen, id string) place.Command {
	t.Helper()
	for _, c := range s.Commands() {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no command %s", id)
	return place.Command{}
}

// Keys ends the test unless every command of the screen has a label and a key
// of its own.
func Keys(t testing.TB, s place.Screen) {
	t.Helper()
	type key struct {
		name fyne.KeyName
		mod  fyne.KeyModifier
	}
	seen := map[key]string{}
	for _, c := range s.Commands() {
		k := key{c.Key, c.Modifier}
		if c.Key == "" || c.Label == "" || c.Do == nil {
			t.Errorf("%s has no key, label or deed", c.ID)
		}
		if other := seen[k]; other != "" {
			t.Errorf("%s and %s have the same key", c.ID, other)
		}
		seen[k] = c.ID
	}
}
