package kit

import (
	"bytes"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance and contrast are those of WCAG 2.2.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n.R) + 0.7152*part(n.G) + 0.0722*part(n.B)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

func TestContrastInEveryTheme(t *testing.T) {
	grounds := []fyne.ThemeColorName{ColorGround, ColorSurface}
	pairs := [][2]fyne.ThemeColorName{
		{ColorAccent, ColorAccentSoft}, {ColorReview, ColorReviewSoft}, {ColorStop, ColorStopSoft}, {ColorDone, ColorDoneSoft},
		{ColorOnAccent, ColorAccent}, {ColorOnStop, ColorStop},
		// a selected row, and a row under the pointer
		{ColorInk, ColorAccentSoft}, {ColorMuted, ColorAccentSoft}, {ColorReview, ColorAccentSoft}, {ColorStop, ColorAccentSoft}, {ColorDone, ColorAccentSoft},
	}
	for _, ground := range grounds {
		for _, text := range []fyne.ThemeColorName{ColorInk, ColorMuted, ColorAccent, ColorReview, ColorStop, ColorDone} {
			pairs = append(pairs, [2]fyne.ThemeColorName{text, ground})
		}
	}
	for mode, name := range map[Mode]string{Light: "light", Dark: "dark", Room: "room"} {
		th := NewTheme(mode, 100)
		for _, p := range pairs {
			if c := contrast(th.Color(p[0], 0), th.Color(p[1], 0)); c < 4.5 {
				t.Errorf("%s: %s on %s is %.2f:1, less than 4.5:1", name, p[0], p[1], c)
			}
		}
	}
}

func TestThemeIsOneOfItsOwn(t *testing.T) {
	if NewTheme(Light, 20).Scale != 1 || NewTheme(Light, 900).Scale != 2 {
		t.Error("a text size out of 100 to 200 % is not brought into it")
	}
	th := NewTheme(Light, 100)
	for name, want := range map[fyne.ThemeSizeName]float32{SizeText: 14, SizeSmall: 12, SizeSection: 16, SizeTitle: 22,
		SizeRow: 44, SizeField: 40, SizeButton: 36, SizeRadius: 10, SizeXS: 4, SizeS: 8, SizeM: 12, SizeL: 16, SizeXL: 24} {
		if got := th.Size(name); got != want {
			t.Errorf("%s is %v, the design says %v", name, got, want)
		}
	}
	large := NewTheme(Light, 200)
	if large.Size(SizeText) != 28 || large.Size(SizeL) != 16 || large.Size(SizeField) <= 40 {
		t.Error("at 200 % text doubles, fields grow and spaces stay")
	}
	if !bytes.Contains([]byte(th.Font(fyne.TextStyle{}).Name()), []byte("NotoSans")) ||
		!bytes.Contains([]byte(th.Font(fyne.TextStyle{Bold: true}).Name()), []byte("NotoSans-Bold")) {
		t.Errorf("the fonts are %s and %s", th.Font(fyne.TextStyle{}).Name(), th.Font(fyne.TextStyle{Bold: true}).Name())
	}
	if th.Color(ColorGround, theme.VariantDark) != th.Color(ColorGround, theme.VariantLight) {
		t.Error("the look follows the system's setting")
	}
}

// Figures in columns stand under one another only if all are as wide.
func TestFiguresAreTabular(t *testing.T) {
	for _, bold := range []bool{false, true} {
		want := fyne.MeasureText("00", 14, fyne.TextStyle{Bold: bold}).Width
		for _, d := range []string{"11", "77", "19", "44"} {
			if got := fyne.MeasureText(d, 14, fyne.TextStyle{Bold: bold}).Width; got != want {
				t.Errorf("%s is %v wide, 00 is %v", d, got, want)
			}
		}
	}
}

func TestChangingTheThemeRestylesWhatIsThere(t *testing.T) {
	b := Primary("b", "Save", nil)
	text := Body("José")
	f := NewTextField(tr, "f", "Name")
	show(t, Stack(8, b, text, f), 400, 200)
	before := b.MinSize()
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Room, 200))
	if got := text.lines[0]; got.TextSize != 28 || got.Color != palette[Room].ink {
		t.Errorf("the text is %v in %v", got.TextSize, got.Color)
	}
	if b.fill.FillColor != palette[Room].accent || b.MinSize().Width <= before.Width {
		t.Errorf("the button is %v and %v", b.fill.FillColor, b.MinSize())
	}
	if f.box.fill.FillColor != palette[Room].surface {
		t.Errorf("the field is %v", f.box.fill.FillColor)
	}
}
