package plan

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/preview"
)

// The two ways to sign that are offered; a typed name is one on the screen.
const (
	onScreen = "screen"
	onPaper  = "paper"
)

// taking is the page on which a consent is explained and signed: the text on
// the left, as it prints, and on the right who explained it and who signs.
type taking struct {
	Deps
	patient record.ID
	loads   int
	ready   bool
	people  []clinic.Person
	edition int

	text      *preview.Preview
	form      *kit.Form
	lang      *kit.Choice
	explained *kit.Picker
	questions *kit.NotesField
	none      *kit.Check
	who       *who
	how       *kit.Choice
	pad       *kit.SignaturePad
	date      *kit.DateField
	clock     *kit.TimeField
	scan      *place.Attach
	paperBox  *fyne.Container
	bar       *fyne.Container
	save      *kit.Button
	keeper    *place.Keeper
}

// heard is what was typed on the page. The signature itself is not in it: one
// that was not recorded is given anew by the person whose it is.
type heard struct {
	Lang, Explained, ExplainedName, Questions string
	None                                      bool
	Who, Name, Relation, How                  string
	Date, Clock, Scan                         string
}

func newTaking(d Deps, patient record.ID) *taking {
	s := d.Shell
	t := &taking{Deps: d, patient: patient, bar: kit.Stack(kit.GapS), text: preview.New("consent.text", s.T("Text of the consent"))}
	t.lang = kit.NewChoice(s.T, "consent.lang", s.T("Language of the text"), langOptions()...)
	t.explained = kit.NewPicker(s.T, "consent.explainedby", s.T("Explained by"))
	t.questions = kit.NewNotesField(s.T, "consent.questions", s.T("What was asked, and what was answered")).SetRows(2)
	t.none = kit.NewCheck(s.T, "consent.noquestions", s.T("Asked; there were no questions"))
	t.who = newWho(s, "consent")
	t.who.choice.SetLabel(s.T("Who signs?"))
	t.how = kit.NewChoice(s.T, "consent.method", s.T("How?"), kit.Option{Value: onScreen, Label: s.T("Here on the screen")}, kit.Option{Value: onPaper, Label: s.T("On paper")})
	t.pad = kit.NewSignaturePad(s.T, "consent.signature", s.T("Signature"))
	t.date = kit.NewDateField(s.T, "consent.signed", s.T("Date on the paper")).SetRange(record.Date{}, record.DateOf(s.Now(), s.Clinic().Location()))
	t.clock = kit.NewTimeField(s.T, "consent.signed.time", s.T("Time"))
	t.scan = place.NewAttach(s, "consent.scan", s.T("Scan of the signed paper"))
	t.save = kit.Primary("consent.record", s.T("Record the signed consent"), t.onSave)
	t.keeper = place.NewKeeper(d.Drafts, s, "consent/"+string(patient), func() any { return t.heard() })
	t.wire()
	return t
}

func (t *taking) wire() {
	t.lang.OnChanged = func() { t.showText(); t.changed() }
	t.explained.OnChanged, t.questions.OnChanged, t.date.OnChanged, t.clock.OnChanged = t.changed, t.changed, t.changed, t.changed
	t.none.OnChanged = func(bool) { t.changed() }
	t.how.OnChanged, t.who.onChanged, t.scan.Path.OnChanged = t.changed, t.changed, t.changed
}

// Content implements place.Screen.
func (t *taking) Content() fyne.CanvasObject {
	s := t.Shell
	t.paperBox = kit.Stack(kit.GapM, kit.SmallPara(""), kit.FormGridMin(2, 140, t.date, t.clock), t.scan.Content())
	buttons := kit.FlowRow(kit.GapS, t.save, kit.Secondary("consent.print", s.T("Print"), t.onPrint), kit.Quiet("consent.leave", s.T("Back"), s.Back))
	fields := []fyne.CanvasObject{t.bar, t.lang, t.explained, t.questions, t.none, t.who.content(), t.how, t.pad, t.paperBox}
	if kit.LargeText() {
		fields = append(fields, buttons)
	}
	fields = append(fields, kit.SmallPara(s.T("Ctrl+Enter records · Esc leaves; a signature not recorded is given anew")))
	t.form = kit.NewForm(kit.NewCard(s.T("Explain and sign"), kit.Stack(kit.GapM, fields...)), t.onSave, s.Back)
	t.form.Adopt(t.text)
	t.form.Adopt(buttons)
	t.showHow()
	if kit.LargeText() {
		return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(1, t.text), kit.Flex(1, t.form)))
	}
	right := kit.Stack(kit.GapM, kit.Flex(1, t.form), buttons)
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(3, t.text), kit.Flex(2, right)))
}

// Show implements place.Screen.
func (t *taking) Show() {
	t.loads++
	load, by := t.loads, t.Shell.Actor()
	t.Shell.Run(func(ctx context.Context) func() {
		state, err := t.Consents.Of(ctx, by, t.patient)
		var people []clinic.Person
		if err == nil {
			people, err = t.People.People(ctx)
		}
		return func() {
			if load != t.loads {
				return
			}
			if err != nil {
				t.text.SetMessage(t.Shell.T("The text could not be read. Nothing was changed."))
				t.Shell.Fail(err)
				return
			}
			t.apply(state, people)
		}
	})
}

func (t *taking) apply(state consent.State, people []clinic.Person) {
	t.edition, t.people = state.Text.Version, people
	t.paperBox.Objects[0].(*kit.Text).SetText(t.Shell.T("Check that the paper says edition %d at its foot.", t.edition))
	var staff []kit.Option
	for _, p := range people {
		if p.May(clinic.ExplainConsent) {
			staff = append(staff, kit.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	t.explained.SetOptions(staff...)
	if !t.ready {
		t.lang.SetValue(string(state.Text.Lang))
		t.keeper.Clean()
		var h heard
		if t.keeper.Restore(&h) {
			t.set(h)
			t.bar.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneNeutral, t.Shell.T("Draft"), t.Shell.T("What was typed here and not saved is back."))}
		}
	}
	t.ready = true
	t.save.SetEnabled(t.mayTake())
	t.showHow()
	t.showText()
}

func (t *taking) mayTake() bool { return t.Shell.Person().May(clinic.ExplainConsent) }

// showText shows the edition in use in the chosen language, as it prints.
func (t *taking) showText() {
	by, lang := t.Shell.Actor(), words.Lang(t.lang.Value())
	t.Shell.Run(func(ctx context.Context) func() {
		doc, err := t.Consents.Paper(ctx, by, t.patient, nil, lang, handout.Normal)
		return func() {
			if err != nil {
				t.text.SetMessage(t.Shell.T("The text could not be read. Nothing was changed."))
				t.Shell.Fail(err)
				return
			}
			if string(lang) == t.lang.Value() {
				t.text.SetDocument(doc)
			}
		}
	})
}

func (t *taking) changed() {
	t.showHow()
	t.keeper.Changed()
}

// showHow asks only for what belongs to the way of signing.
func (t *taking) showHow() {
	t.pad.Hide()
	t.paperBox.Hide()
	switch t.how.Value() {
	case onScreen:
		t.pad.Show()
	case onPaper:
		t.paperBox.Show()
	}
	if t.form != nil {
		t.form.Refresh()
	}
}

func (t *taking) heard() heard {
	h := heard{Lang: t.lang.Value(), Explained: t.explained.Value(), ExplainedName: t.explained.Text(), Questions: t.questions.Text(), None: t.none.On(),
		Who: t.who.choice.Value(), Name: t.who.name.Text(), Relation: t.who.relation.Text(), How: t.how.Value(),
		Date: t.date.Text(), Clock: t.clock.Text(), Scan: t.scan.Path.Text()}
	if d, ok := t.date.Value(); ok {
		h.Date = d.String()
	}
	return h
}

func (t *taking) set(h heard) {
	t.lang.SetValue(h.Lang)
	t.explained.Set(kit.Option{Value: h.Explained, Label: h.ExplainedName})
	t.questions.SetText(h.Questions)
	t.none.SetOn(h.None)
	t.who.choice.SetValue(h.Who)
	t.who.name.SetText(h.Name)
	t.who.relation.SetText(h.Relation)
	t.who.show()
	t.how.SetValue(h.How)
	if d, err := record.ParseDate(h.Date); err == nil {
		t.date.SetValue(d)
	} else {
		t.date.SetText(h.Date)
	}
	t.clock.SetText(h.Clock)
	t.scan.Path.SetText(h.Scan)
}

// signing is what the page says.
func (t *taking) signing() consent.Signing {
	g := consent.Signing{Lang: words.Lang(t.lang.Value()), Seen: t.edition, Signer: t.who.signer(), ExplainedBy: record.ID(t.explained.Value()),
		Questions: t.questions.Text(), NoQuestions: t.none.On()}
	switch t.how.Value() {
	case onPaper:
		g.Method, g.SignedAt = consent.OnPaper, t.signedAt()
	case onScreen:
		g.Method = consent.OnScreen
		for _, stroke := range t.pad.Strokes() {
			var spots []consent.Spot
			for _, p := range stroke {
				spots = append(spots, consent.Spot{X: float64(p.X), Y: float64(p.Y)})
			}
			g.Strokes = append(g.Strokes, spots)
		}
		if len(g.Strokes) == 0 && t.pad.TypedName() != "" {
			g.Method, g.TypedName = consent.Typed, t.pad.TypedName()
		}
	}
	return g
}

// signedAt is the date and time on the paper; zero if one is missing.
func (t *taking) signedAt() time.Time {
	d, dated := t.date.Value()
	hour, minute, timed := t.clock.Value()
	if !dated || !timed {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, t.Shell.Clinic().Location())
}

func (t *taking) onSave() {
	if !t.ready || !t.mayTake() || !place.CheckAnew(t.form) {
		return
	}
	s := t.Shell
	if t.explained.Value() == "" {
		t.explained.SetError(s.T("Choose who explained it."))
		t.form.Refresh()
		t.explained.Focus()
		return
	}
	g, path := t.signing(), t.scan.Path.Text()
	t.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		if g.Method == consent.OnPaper {
			g.ScanName, g.Scan, err = place.ReadFile("consent.scan", path, document.MaxBytes)
		}
		if err == nil {
			_, err = t.Consents.Sign(ctx, by, t.patient, g)
		}
		return err
	}, t.signed)
}

// fieldOf are the fields at which a problem of the page is shown where its
// own name is another one.
var fieldOf = map[string]string{"documents.file": "consent.scan", "documents.name": "consent.scan", "consent.typed": "consent.signature"}

func (t *taking) signed(err error) {
	s := t.Shell
	if err != nil {
		place.ShowProblems(s, t.form, record.Moved(err, record.Named(fieldOf)))
		t.form.Refresh()
		return
	}
	t.keeper.Drop()
	s.Saved(s.T("Consent recorded"))
	s.RefreshChart()
	s.Back()
}

func (t *taking) onPrint() {
	if t.ready && t.Shell.Person().May(clinic.PrintChart) {
		printConsent(t.Deps, t.patient, nil, words.Lang(t.lang.Value()))
	}
}

// FirstFocus implements place.FirstFocus.
func (t *taking) FirstFocus() fyne.Focusable { return t.text }

// Leave implements place.Screen.
func (t *taking) Leave() {
	if t.ready {
		t.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (t *taking) Commands() []place.Command {
	s := t.Shell
	const ctrl = fyne.KeyModifierShortcutDefault
	return []place.Command{
		{ID: "consent.record", Label: s.T("Record the signed consent"), Key: fyne.KeyReturn, Modifier: ctrl, Do: t.onSave, Disabled: func() bool { return !t.ready || !t.mayTake() }},
		{ID: "consent.print", Label: s.T("Print to sign on paper"), Key: fyne.KeyP, Modifier: ctrl, Do: t.onPrint,
			Disabled: func() bool { return !t.ready || !s.Person().May(clinic.PrintChart) }},
	}
}
