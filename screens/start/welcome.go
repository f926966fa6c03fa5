// Package start is what a person sees before the clinic opens: the choice of
// the first start, the set-up form, and the names to pick from.
package start

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// People lists who works here.
type People interface {
	People(ctx context.Context) ([]clinic.Person, error)
}

// Welcome asks who is here.
type Welcome struct {
	shell  place.Shell
	people People
	picked func(clinic.Person)
	table  *kit.DataTable
	byID   map[string]clinic.Person
}

// NewWelcome makes the screen; picked is told who it is.
func NewWelcome(s place.Shell, people People, picked func(clinic.Person)) *Welcome {
	w := &Welcome{shell: s, people: people, picked: picked, byID: map[string]clinic.Person{}}
	w.table = kit.NewDataTable("welcome.people", s.T("Nobody is here yet."),
		kit.Column{ID: "name", Label: s.T("Name"), Flex: 1}, kit.Column{ID: "roles", Label: s.T("Roles"), Flex: 1})
	w.table.OnOpen = func(key string) { w.picked(w.byID[key]) }
	return w
}

// Content implements place.Screen.
func (w *Welcome) Content() fyne.CanvasObject {
	s := w.shell
	head := []fyne.CanvasObject{kit.Title(s.Clinic().Name)}
	if s.Clinic().Sample {
		head = append(head, kit.Row(kit.GapS, kit.NewPill(s.T("SAMPLE"), kit.ToneReview), kit.Muted(s.T("Nobody in this clinic is real. Try everything."))))
	}
	head = append(head, kit.Section(s.T("Who is here?")),
		kit.Paragraph(s.T("Choose your name with the arrow keys and press Enter, or click it twice. What you do is kept under your name.")))
	body := kit.Stack(kit.GapL, kit.Stack(kit.GapS, head...), kit.Flex(1, kit.FlushCard(w.table)))
	return middle(620, kit.Pad(kit.GapXL, body))
}

// middle puts a column of the width in the middle of the window.
func middle(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Columns(0, kit.Flex(1, kit.Stack(0)), kit.Fixed(width, o), kit.Flex(1, kit.Stack(0)))
}

// Show implements place.Screen.
func (w *Welcome) Show() {
	w.shell.Run(func(ctx context.Context) func() {
		people, err := w.people.People(ctx)
		return func() {
			if err != nil {
				w.shell.Fail(err)
				return
			}
			w.list(people)
		}
	})
}

func (w *Welcome) list(people []clinic.Person) {
	s := w.shell
	var rows []kit.TableRow
	for _, p := range people {
		if !p.Active {
			continue
		}
		w.byID[string(p.ID)] = p
		roles := ""
		for i, r := range p.Roles {
			if i > 0 {
				roles += ", "
			}
			roles += s.T(string(r))
		}
		rows = append(rows, kit.TableRow{Key: string(p.ID), Cells: []kit.Cell{kit.StrongCell(p.Name), kit.MutedCell(roles)}})
	}
	w.table.SetRows(rows)
	if len(rows) > 0 {
		w.table.SelectKey(rows[0].Key)
	}
	w.table.Focus()
}

// FirstFocus implements place.FirstFocus.
func (w *Welcome) FirstFocus() fyne.Focusable { return w.table }

// Leave implements place.Screen.
func (w *Welcome) Leave() {}

// Commands implements place.Screen.
func (w *Welcome) Commands() []place.Command { return nil }

// First is the very first start: look around, set up, or bring a clinic back.
type First struct {
	shell                  place.Shell
	sample, setUp, restore func()
	lang                   func(words.Lang)
	look                   *kit.Button
}

// NewFirst makes the screen. sample, setUp and restore are called for the
// choices, and a choice without restore is not offered; lang is called when
// another language is chosen.
func NewFirst(s place.Shell, sample, setUp, restore func(), lang func(words.Lang)) *First {
	return &First{shell: s, sample: sample, setUp: setUp, restore: restore, lang: lang}
}

// Content implements place.Screen.
func (f *First) Content() fyne.CanvasObject {
	s := f.shell
	f.look = kit.Primary("first.sample", s.T("Look around with a sample clinic"), f.sample)
	setUp := kit.Secondary("first.setup", s.T("Set up your clinic"), f.setUp)
	var langs []kit.Option
	for _, l := range words.Langs {
		langs = append(langs, kit.Option{Value: string(l), Label: l.Name()})
	}
	lang := kit.NewChoice(s.T, "first.lang", s.T("Language"), langs...)
	lang.SetValue(string(s.Lang()))
	lang.OnChanged = func() { f.lang(words.Lang(lang.Value())) }
	card := func(title, text string, b *kit.Button) fyne.CanvasObject {
		return kit.NewCard(title, kit.Stack(kit.GapM, kit.Paragraph(text), kit.Row(0, b)))
	}
	cards := []fyne.CanvasObject{
		card(s.T("Just looking"), s.T("A clinic with patients who are not real. Try everything: it is kept apart from your own clinic and can be thrown away."), f.look),
		card(s.T("Ready to work"), s.T("Name, address, time zone and the first people. It takes about two minutes, and all of it can be changed later."), setUp)}
	width, above := float32(760), float32(90)
	if f.restore != nil {
		width = 1080
		cards = append(cards, card(s.T("A new or repaired laptop"), s.T("Brings a clinic back from its backup, with everything in it. You need the file and the recovery sheet."),
			kit.Secondary("first.restore", s.T("I have a backup"), f.restore)))
	}
	if kit.LargeText() { // so that the choices are seen at once
		width, above = 1120, kit.GapXL
	}
	body := kit.Stack(kit.GapL,
		kit.Title("KAP Desk"),
		kit.Paragraph(s.T("The chart of a small clinic for ketamine-assisted psychotherapy. It works without a network: nothing leaves this laptop but what you export.")),
		kit.FormGridMin(len(cards), 280, cards...),
		kit.Row(0, kit.Fixed(200, lang)))
	return kit.VScroll(middle(width, kit.PadXY(0, above, body)))
}

// Show implements place.Screen.
func (f *First) Show() {}

// FirstFocus implements place.FirstFocus.
func (f *First) FirstFocus() fyne.Focusable { return f.look }

// Leave implements place.Screen.
func (f *First) Leave() {}

// Commands implements place.Screen.
func (f *First) Commands() []place.Command { return nil }
