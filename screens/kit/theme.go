package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode is one of the three looks of the program.
type Mode int

// The three looks. Room is for a dosing room: dark, warm and still.
const (
	Light Mode = iota
	Dark
	Room
)

// Colour names beyond those of Fyne. Screens name colours by these alone.
const (
	ColorGround     fyne.ThemeColorName = "kapGround"
	ColorSurface    fyne.ThemeColorName = "kapSurface"
	ColorInk        fyne.ThemeColorName = "kapInk"
	ColorMuted      fyne.ThemeColorName = "kapMuted"
	ColorLine       fyne.ThemeColorName = "kapLine"
	ColorAccent     fyne.ThemeColorName = "kapAccent"
	ColorAccentSoft fyne.ThemeColorName = "kapAccentSoft"
	ColorOnAccent   fyne.ThemeColorName = "kapOnAccent"
	ColorReview     fyne.ThemeColorName = "kapReview"
	ColorReviewSoft fyne.ThemeColorName = "kapReviewSoft"
	ColorStop       fyne.ThemeColorName = "kapStop"
	ColorStopSoft   fyne.ThemeColorName = "kapStopSoft"
	ColorOnStop     fyne.ThemeColorName = "kapOnStop"
	ColorDone       fyne.ThemeColorName = "kapDone"
	ColorDoneSoft   fyne.ThemeColorName = "kapDoneSoft"
)

// Colour names of a sheet of paper on the screen, for previews of what will be
// printed. In the dark it is dimmed, so that it does not glare.
const (
	ColorPaper           fyne.ThemeColorName = "kapPaper"
	ColorPaperInk        fyne.ThemeColorName = "kapPaperInk"
	ColorPaperMuted      fyne.ThemeColorName = "kapPaperMuted"
	ColorPaperLine       fyne.ThemeColorName = "kapPaperLine"
	ColorPaperAccent     fyne.ThemeColorName = "kapPaperAccent"
	ColorPaperAccentSoft fyne.ThemeColorName = "kapPaperAccentSoft"
	ColorPaperReview     fyne.ThemeColorName = "kapPaperReview"
	ColorPaperReviewSoft fyne.ThemeColorName = "kapPaperReviewSoft"
	ColorPaperStop       fyne.ThemeColorName = "kapPaperStop"
	ColorPaperStopSoft   fyne.ThemeColorName = "kapPaperStopSoft"
	ColorPaperDone       fyne.ThemeColorName = "kapPaperDone"
)

// sheets are the colours of paper in each mode: white; grey, as in lamplight;
// and in the dosing room light on dark.
var sheets = map[Mode]map[fyne.ThemeColorName]color.NRGBA{
	Light: {
		ColorPaper: hex(0xFFFFFF), ColorPaperInk: hex(0x1F2A30), ColorPaperMuted: hex(0x4A555D), ColorPaperLine: hex(0xC9C5BC),
		ColorPaperAccent: hex(0x1F6F6B), ColorPaperAccentSoft: hex(0xEFF6F5), ColorPaperReview: hex(0x8A5200), ColorPaperReviewSoft: hex(0xFFF6E4),
		ColorPaperStop: hex(0xA3262A), ColorPaperStopSoft: hex(0xFDF0F0), ColorPaperDone: hex(0x2C6E3F),
	},
	Dark: {
		ColorPaper: hex(0xB4BABB), ColorPaperInk: hex(0x14191C), ColorPaperMuted: hex(0x2F383D), ColorPaperLine: hex(0x8C9394),
		ColorPaperAccent: hex(0x0E423F), ColorPaperAccentSoft: hex(0xA6B3B2), ColorPaperReview: hex(0x553200), ColorPaperReviewSoft: hex(0xB9B3A3),
		ColorPaperStop: hex(0x70151A), ColorPaperStopSoft: hex(0xB9ACAC), ColorPaperDone: hex(0x173F22),
	},
	Room: {
		ColorPaper: hex(0x1B1612), ColorPaperInk: hex(0xD3AC83), ColorPaperMuted: hex(0xA08260), ColorPaperLine: hex(0x3A2E23),
		ColorPaperAccent: hex(0xC08A46), ColorPaperAccentSoft: hex(0x241B11), ColorPaperReview: hex(0xD39B3D), ColorPaperReviewSoft: hex(0x261C0D),
		ColorPaperStop: hex(0xD8765F), ColorPaperStopSoft: hex(0x2A140F), ColorPaperDone: hex(0xA08A4E),
	},
}

// Size names beyond those of Fyne. Space sizes stay as they are when text
// grows; text, row, field and button sizes grow with it.
const (
	SizeText    fyne.ThemeSizeName = "kapText"
	SizeSmall   fyne.ThemeSizeName = "kapSmall"
	SizeMedium  fyne.ThemeSizeName = "kapMedium" // 13: steps, segments
	SizeSection fyne.ThemeSizeName = "kapSection"
	SizeTitle   fyne.ThemeSizeName = "kapTitle"
	SizeClock   fyne.ThemeSizeName = "kapClock"
	SizeAlarm   fyne.ThemeSizeName = "kapAlarm" // read from across a room
	SizeRow     fyne.ThemeSizeName = "kapRow"
	SizeField   fyne.ThemeSizeName = "kapField"
	SizeButton  fyne.ThemeSizeName = "kapButton"
	SizePill    fyne.ThemeSizeName = "kapPill"
	SizeRadius  fyne.ThemeSizeName = "kapRadius"
	SizeRing    fyne.ThemeSizeName = "kapRing"
	SizeXS      fyne.ThemeSizeName = "kapSpaceXS" // 4
	SizeS       fyne.ThemeSizeName = "kapSpaceS"  // 8
	SizeM       fyne.ThemeSizeName = "kapSpaceM"  // 12
	SizeL       fyne.ThemeSizeName = "kapSpaceL"  // 16
	SizeXL      fyne.ThemeSizeName = "kapSpaceXL" // 24
	sizeScale   fyne.ThemeSizeName = "kapScale"   // 1 at 100 %
)

// The spaces of the design, for layouts that take a gap.
const (
	GapXS float32 = 4
	GapS  float32 = 8
	GapM  float32 = 12
	GapL  float32 = 16
	GapXL float32 = 24
)

// tokens are the colours of one mode, named as in the design.
type tokens struct {
	ground, surface, ink, muted, line color.NRGBA
	accent, accentSoft, onAccent      color.NRGBA
	review, reviewSoft                color.NRGBA
	stop, stopSoft, onStop            color.NRGBA
	done, doneSoft                    color.NRGBA
}

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

var palette = map[Mode]tokens{
	Light: {
		ground: hex(0xF6F5F2), surface: hex(0xFFFFFF), ink: hex(0x1F2A30), muted: hex(0x5B6770), line: hex(0xDEDBD4),
		accent: hex(0x1F6F6B), accentSoft: hex(0xE2F0EE), onAccent: hex(0xFFFFFF),
		review: hex(0x8A5200), reviewSoft: hex(0xFFF3DC),
		stop: hex(0xA3262A), stopSoft: hex(0xFCE8E8), onStop: hex(0xFFFFFF),
		done: hex(0x2C6E3F), doneSoft: hex(0xE6F3E9),
	},
	Dark: {
		ground: hex(0x14191C), surface: hex(0x1C2327), ink: hex(0xE8ECEB), muted: hex(0x9DAAB0), line: hex(0x2C363B),
		accent: hex(0x5FB8B1), accentSoft: hex(0x1B2F2E), onAccent: hex(0x0E1A19),
		review: hex(0xE0A94A), reviewSoft: hex(0x2E2413),
		stop: hex(0xEF8A84), stopSoft: hex(0x331B1B), onStop: hex(0x220D0D),
		done: hex(0x7CC48F), doneSoft: hex(0x18291D),
	},
	Room: {
		ground: hex(0x0B0908), surface: hex(0x15110E), ink: hex(0xD3AC83), // Muted was #8F7354 in the design: 4.25:1 on the surface and
		// 3.91:1 on a selected row. This is the same hue, 4.7:1 and more.
		muted: hex(0x9D805E), line: hex(0x2A211A),
		accent: hex(0xC08A46), accentSoft: hex(0x221910), onAccent: hex(0x15110E),
		review: hex(0xD39B3D), reviewSoft: hex(0x241A0C),
		stop: hex(0xD0644B), stopSoft: hex(0x2A140F), onStop: hex(0x15110E),
		done: hex(0xA08A4E), doneSoft: hex(0x1C180E),
	},
}

// Theme is the look of the program: one mode and one size of text. It takes
// no notice of the system's own light or dark setting.
type Theme struct {
	Mode  Mode
	Scale float32 // of text: 1 to 2
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the theme of a mode with text at percent (100 to 200; other
// values are brought into that range).
func NewTheme(mode Mode, percent int) *Theme {
	return &Theme{Mode: mode, Scale: float32(min(max(percent, 100), 200)) / 100}
}

// Color gives the colour of a name. The variant is not looked at.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	k := palette[t.Mode]
	if c, ok := k.own(name); ok {
		return c
	}
	if c, ok := sheets[t.Mode][name]; ok {
		return c
	}
	if c, ok := k.stock(name); ok {
		return c
	}
	variant := theme.VariantDark
	if t.Mode == Light {
		variant = theme.VariantLight
	}
	return theme.DefaultTheme().Color(name, variant)
}

func (k tokens) own(name fyne.ThemeColorName) (color.Color, bool) {
	m := map[fyne.ThemeColorName]color.NRGBA{
		ColorGround: k.ground, ColorSurface: k.surface, ColorInk: k.ink, ColorMuted: k.muted, ColorLine: k.line,
		ColorAccent: k.accent, ColorAccentSoft: k.accentSoft, ColorOnAccent: k.onAccent,
		ColorReview: k.review, ColorReviewSoft: k.reviewSoft,
		ColorStop: k.stop, ColorStopSoft: k.stopSoft, ColorOnStop: k.onStop,
		ColorDone: k.done, ColorDoneSoft: k.doneSoft,
	}
	c, ok := m[name]
	return c, ok
}

// stock maps the names of Fyne's own widgets to the tokens, so that a stock
// widget sits beside the kit's without looking foreign.
func (k tokens) stock(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground:
		return k.ground, true
	case theme.ColorNameButton, theme.ColorNameMenuBackground,
		theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground:
		return k.surface, true
	case theme.ColorNameForeground:
		return k.ink, true
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return k.muted, true
	case theme.ColorNameInputBorder, theme.ColorNameInputBackground:
		return color.Transparent, true // the kit's fields draw their own
	case theme.ColorNameSeparator, theme.ColorNameDisabledButton,
		theme.ColorNameInnerWindowBorder, theme.ColorNameInnerWindowBorderInactive:
		return k.line, true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink, theme.ColorNameFocus:
		return k.accent, true
	case theme.ColorNameSelection, theme.ColorNameHover, theme.ColorNamePressed:
		return k.accentSoft, true
	case theme.ColorNameForegroundOnPrimary:
		return k.onAccent, true
	case theme.ColorNameError:
		return k.stop, true
	case theme.ColorNameWarning:
		return k.review, true
	case theme.ColorNameSuccess:
		return k.done, true
	case theme.ColorNameScrollBar:
		return withAlpha(k.muted, 0x80), true
	case theme.ColorNameScrollBarBackground:
		return color.Transparent, true
	case theme.ColorNameShadow:
		return color.NRGBA{A: 0x30}, true
	}
	return nil, false
}

func withAlpha(c color.Color, a uint8) color.NRGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = a
	return n
}

// Font gives Fyne's bundled Noto Sans.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon gives Fyne's own icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// lineGrowth is how much taller one line of text gets for each further 100 %.
const lineGrowth float32 = 19

// Size gives the size of a name, in device-independent pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	s := max(t.Scale, 1)
	grow := (s - 1) * lineGrowth
	switch name {
	case SizeText, theme.SizeNameText:
		return 14 * s
	case SizeSmall, theme.SizeNameCaptionText:
		return 12 * s
	case SizeMedium:
		return 13 * s
	case SizeSection, theme.SizeNameSubHeadingText:
		return 16 * s
	case SizeTitle, theme.SizeNameHeadingText:
		return 22 * s
	case SizeClock:
		return 26 * s
	case SizeAlarm:
		return 44 * s
	case SizeRow:
		return 44 + grow
	case SizeField:
		return 40 + grow
	case SizeButton:
		return 36 + grow
	case SizePill:
		return 24 + grow*0.85
	case SizeRadius, theme.SizeNameCardRadius, theme.SizeNameDialogRadius:
		return 10
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameMenuRadius, theme.SizeNamePopupRadius:
		return 8
	case SizeRing:
		return 2
	case SizeXS, theme.SizeNamePadding:
		return GapXS
	case SizeS:
		return GapS
	case SizeM:
		return GapM
	case SizeL:
		return GapL
	case SizeXL:
		return GapXL
	case theme.SizeNameInnerPadding:
		return 10
	case theme.SizeNameInlineIcon:
		return 18 * s
	case sizeScale:
		return s
	}
	return theme.DefaultTheme().Size(name)
}

// size looks a size up in the theme of the running program. A foreign theme
// (in a test, say) that does not know the kit's names gets the kit's figures.
func size(name fyne.ThemeSizeName) float32 {
	if app := fyne.CurrentApp(); app != nil {
		if v := app.Settings().Theme().Size(name); v > 0 {
			return v
		}
	}
	return (&Theme{Scale: 1}).Size(name)
}

// Widen gives a design width as it should be at the present size of text:
// wider, but by less than the text itself, so that columns still fit.
func Widen(width float32) float32 { return width * (1 + (Scale()-1)*0.6) }

// Scale is how large text is: 1 is ordinary, 2 is twice that.
func Scale() float32 { return size(sizeScale) }

// LargeText reports whether text is so large that a page has no room to spare:
// what else stands in view all the time then scrolls with the fields.
func LargeText() bool { return Scale() >= 1.5 }

// none is no colour at all.
var none = color.Transparent

// ink looks a colour up in the theme that applies to w.
func ink(name fyne.ThemeColorName, w fyne.Widget) color.Color {
	if c := theme.ColorForWidget(name, w); c != nil {
		return c
	}
	return NewTheme(Light, 100).Color(name, theme.VariantLight) // under a foreign theme
}
