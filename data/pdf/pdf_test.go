package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/words"
)

// fontsOnce reads the fonts that the program prints with out of the toolkit's
// module, once.
var fontsOnce = sync.OnceValues(func() (Fonts, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		return Fonts{}, err
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "theme", "font")
	var f Fonts
	for name, to := range map[string]*[]byte{"NotoSans-Regular": &f.Regular, "NotoSans-Bold": &f.Bold,
		"NotoSans-Italic": &f.Italic, "DejaVuSansMono-Powerline": &f.Symbols} {
		if *to, err = os.ReadFile(filepath.Join(dir, name+".ttf")); err != nil {
			return Fonts{}, err
		}
	}
	return f, nil
})

var painterOnce = sync.OnceValues(func() (*Painter, error) {
	f, err := fontsOnce()
	if err != nil {
		return nil, err
	}
	return New(f)
})

func painter(t testing.TB) *Painter {
	t.Helper()
	p, err := painterOnce()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run runs one of the PDF tools on a file; a missing tool is a failure.
func run(t testing.TB, file []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: install poppler-utils and qpdf (go run ./cmd/dev test does it)", tool)
	}
	name := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", name)
	}
	cmd := exec.Command(tool, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", tool, err, out, said.String())
	}
	return string(out)
}

func textOf(t testing.TB, file []byte) string {
	return run(t, file, "pdftotext", "-layout", "FILE", "-")
}

// document is a small right document with the blocks.
func document(blocks ...handout.Block) *handout.Document {
	return &handout.Document{
		Title: "Session summary", Patient: "José Ñandú · L-00231", Version: "Version 1",
		Clinic: handout.Clinic{Name: "Clínica Orilla", Address: "12 Shore Road, Portland", Phone: "(321) 555-0148"},
		Lang:   words.English, Paper: handout.Letter, Print: handout.Normal,
		Printed: time.Date(2026, 11, 24, 15, 15, 0, 0, time.UTC), Zone: time.UTC,
		Frame:  handout.Frame{Page: "Page %d of %d", Printed: "Printed 24 Nov 2026, 15:15"},
		Blocks: blocks,
	}
}

func paint(t testing.TB, d *handout.Document) []byte {
	t.Helper()
	file, err := painter(t).Paint(d)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestNames(t *testing.T) {
	names := []string{"José Ñandú", "Łukasz", "Nguyễn", "“quoted”", "it’s", "½ ≥ 90 µg – 5 °C → ✓ ≤ 2"}
	d := document(handout.Title{Text: "Names"}, handout.Paragraph{Text: strings.Join(names, " ")},
		handout.Paragraph{Text: strings.Join(names, " "), Style: handout.Strong},
		handout.Paragraph{Text: strings.Join(names, " "), Style: handout.Quote},
		// The same letters as a telephone types them: letter and mark apart.
		handout.Paragraph{Text: "Jose\u0301 N\u0303andu\u0301 decomposed"})
	file := paint(t, d)
	got := textOf(t, file)
	for _, n := range names {
		if strings.Count(got, n) < 3 {
			t.Errorf("%q is not there three times in:\n%s", n, got)
		}
	}
	if !strings.Contains(got, "José Ñandú decomposed") {
		t.Errorf("the letters were not composed:\n%s", got)
	}
	if !strings.Contains(got, "Page 1 of 1") {
		t.Errorf("no page number:\n%s", got)
	}
	run(t, file, "qpdf", "--check", "FILE")
	t.Log(run(t, file, "pdffonts", "FILE"))
}
