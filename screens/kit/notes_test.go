package kit

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// prose is text of n letters in paragraphs of about para letters.
func prose(n, para int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString("the floor was breathing and she stayed with it ")
		if b.Len()/para != (b.Len()-47)/para {
			b.WriteByte('\n')
		}
	}
	return b.String()[:n]
}

func noteWith(t testing.TB, text string) (*NotesField, fyne.Window) {
	f := NewNotesField(tr, "note", "Note")
	w := show(t, f, 600, 300)
	f.SetText(text)
	f.Focus()
	return f, w
}

func BenchmarkNotesKey(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"20000-ordinary", prose(20000, 600)}, {"8000-one-paragraph", prose(8000, 1<<30)}, {"20000-one-paragraph", prose(20000, 1<<30)},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, _ := noteWith(b, c.text)
			f.entry.cursor = f.entry.posOf(len(c.text) / 2)
			f.entry.anchor = f.entry.cursor
			var worst []time.Duration
			for b.Loop() {
				begin := time.Now()
				f.entry.TypedRune('a')
				worst = append(worst, time.Since(begin))
			}
			slices.Sort(worst)
			b.ReportMetric(float64(worst[len(worst)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// rowsOf gives the rows as they are drawn.
func rowsOf(t *noteText) []string {
	var out []string
	for _, p := range t.paras {
		for r := range p.starts {
			out = append(out, string(p.runes[p.startOf(r):p.endOf(r)]))
		}
	}
	return out
}

// Wrapping bit by bit must give the rows that wrapping at once gives, and the
// text that a plain string would hold.
func TestNotesWrapAsIfAtOnce(t *testing.T) {
	f, _ := noteWith(t, prose(900, 200))
	e := f.entry
	plain := []rune(f.Text())
	rng := rand.New(rand.NewSource(7))
	for i := range 400 {
		at := rng.Intn(len(plain) + 1)
		if rng.Intn(3) == 0 && at+9 < len(plain) {
			e.replace(e.posOf(at), e.posOf(at+9), "")
			plain = append(plain[:at:at], plain[at+9:]...)
		} else {
			s := []string{"x", " ", "\n", "breathing ", "a\nb c", strings.Repeat("w", 90)}[rng.Intn(6)]
			e.replace(e.posOf(at), e.posOf(at), s)
			plain = append(plain[:at:at], append([]rune(s), plain[at:]...)...)
		}
		if f.Text() != string(plain) {
			t.Fatalf("after %d changes the text is not what was typed", i+1)
		}
	}
	whole := newNoteText()
	whole.set(f.Text())
	whole.reflow(e.text.width, e.text.size)
	if got, want := rowsOf(e.text), rowsOf(whole); !slices.Equal(got, want) {
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("row %d is %q, wrapped at once it is %q", i, got[i], want[i])
			}
		}
	}
	for len(e.undo) > 0 {
		e.takeBack()
	}
	if f.Text() != prose(900, 200) {
		t.Error("undo does not lead back to the beginning")
	}
}

func TestNotesRowsFit(t *testing.T) {
	f, _ := noteWith(t, prose(2000, 500)+strings.Repeat("W", 300))
	for _, r := range rowsOf(f.entry.text) {
		w := fyne.MeasureText(strings.TrimRight(r, " "), size(SizeText), fyne.TextStyle{}).Width
		if w > f.entry.text.width+1.5 {
			t.Errorf("row %q is %.1f wide, there is room for %.1f", r, w, f.entry.text.width)
		}
	}
}

func TestNotesKeys(t *testing.T) {
	f, w := noteWith(t, "")
	k := &spy{}
	f.SetKeys(k)
	changes := 0
	f.OnChanged = func() { changes++ }
	test.Type(f.entry, "one two")
	press(f.entry, fyne.KeyReturn)
	test.Type(f.entry, "three")
	if f.Text() != "one two\nthree" || changes != 13 {
		t.Fatalf("typed %q in %d changes", f.Text(), changes)
	}
	ctrl(f.entry, fyne.KeyBackspace)
	if f.Text() != "one two\n" {
		t.Errorf("Ctrl+Backspace left %q", f.Text())
	}
	f.entry.TypedShortcut(&fyne.ShortcutUndo{})
	if f.Text() != "one two\nthree" {
		t.Errorf("undo gave %q", f.Text())
	}
	f.entry.TypedShortcut(&fyne.ShortcutRedo{})
	f.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	clip := fyne.CurrentApp().Clipboard()
	f.entry.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
	if f.Text() != "" || clip.Content() != "one two\n" {
		t.Errorf("cut left %q and took %q", f.Text(), clip.Content())
	}
	f.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if f.Text() != "one two\n" {
		t.Errorf("paste gave %q", f.Text())
	}
	k.told = nil
	press(f.entry, fyne.KeyEscape)
	ctrl(f.entry, fyne.KeyReturn)
	if !slices.Equal(k.told, []string{"leave", "save"}) || f.Text() != "one two\n" {
		t.Errorf("Esc and Ctrl+Enter told %v", k.told)
	}
	if f.entry.AcceptsTab() {
		t.Error("Tab would not leave the note")
	}
	if FocusID(w.Canvas().Focused()) != "note" {
		t.Errorf("the focus is on %q", FocusID(w.Canvas().Focused()))
	}
}

func TestNotesReadOnlyTakesNoKey(t *testing.T) {
	f, _ := noteWith(t, "signed")
	f.SetReadOnly(true)
	f.entry.TypedRune('x')
	press(f.entry, fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyReturn)
	f.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	f.entry.TypedShortcut(&fyne.ShortcutCut{Clipboard: fyne.CurrentApp().Clipboard()})
	if f.Text() != "signed" {
		t.Errorf("a note that can only be read became %q", f.Text())
	}
}
