package practice

import (
	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Passphrase is a new passphrase, typed two times. No draft keeps it.
type Passphrase struct{ first, again *kit.TextField }

// NewPassphrase makes the fields under IDs that start with prefix.
func NewPassphrase(s place.Shell, prefix string) *Passphrase {
	p := &Passphrase{kit.NewPasswordField(s.T, prefix+".new", s.T("New passphrase")), kit.NewPasswordField(s.T, prefix+".again", s.T("The same again"))}
	p.first.SetHint(s.T("Four words or more, or at least twelve characters. Nobody can read it or look it up."))
	p.first.SetCheck(func(text string) string {
		if text == "" {
			return s.T("Type a passphrase.")
		}
		return ""
	})
	p.again.SetCheck(func(text string) string {
		if text != p.first.Text() {
			return s.T("The two are not the same. Type it again.")
		}
		return ""
	})
	return p
}

// View arranges the fields.
func (p *Passphrase) View() fyne.CanvasObject { return kit.FormGrid(2, p.first, p.again) }

// Text is the passphrase as typed.
func (p *Passphrase) Text() string { return p.first.Text() }

// Type fills both fields.
func (p *Passphrase) Type(first, again string) {
	p.first.SetText(first)
	p.again.SetText(again)
}

// Errors gives what stands as wrong at the two fields.
func (p *Passphrase) Errors() (first, again string) { return p.first.Error(), p.again.Error() }

// Focus puts the focus on the first field.
func (p *Passphrase) Focus() { p.first.Focus() }

// Clear takes the passphrase off the window.
func (p *Passphrase) Clear() { p.Type("", "") }
