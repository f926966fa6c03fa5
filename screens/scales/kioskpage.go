package scales

import (
	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
)

// page sets what the patient sees now.
func (v *Kiosk) page() {
	var body, buttons []fyne.CanvasObject
	at, of := v.current()
	v.item = nil
	switch {
	case v.help:
		body, buttons = v.helpPage()
	case v.half.Page == hello:
		body, buttons = v.helloPage(len(of))
	case at >= len(of):
		body, buttons = v.lastPage(of)
	default:
		body, buttons = v.questionPage(at, of)
	}
	if v.trouble && !v.help {
		body = append([]fyne.CanvasObject{kit.Banner(kit.ToneStop, v.Shell.T("Help"), v.Shell.T("An answer could not be kept. Please press “Get help” and call one of us."))}, body...)
	}
	v.form = kit.NewForm(kit.Stack(kit.GapL, body...), nil, nil)
	row := kit.FlowRow(kit.GapM, buttons...)
	v.form.Adopt(row)
	if v.item != nil && v.item.codes != nil {
		v.item.codes.SetKeys(onward{v})
	}
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, kit.PadXY(3*kit.GapXL, kit.GapXL, kit.Frame(nil, v.form, kit.PadXY(0, kit.GapM, row))))}
	v.root.Refresh()
}

// onward is what the keys of a question do: Enter goes on, and nothing leaves.
type onward struct{ v *Kiosk }

func (k onward) Next()                       { k.v.next() }
func (k onward) Save()                       { k.v.next() }
func (k onward) Leave()                      { k.v.touched() }
func (k onward) Focused(o fyne.CanvasObject) { k.v.touched(); k.v.form.Focused(o) }

func (v *Kiosk) helpButton() *kit.Button {
	return kit.Quiet("kiosk.help", v.Shell.T("Get help")+"   F1", v.onHelp)
}

func (v *Kiosk) backButton() *kit.Button {
	return kit.Secondary("kiosk.back", v.Shell.T("Back"), v.back)
}

// helloPage says what is coming, without a word of what the form is about.
func (v *Kiosk) helloPage(questions int) (body, buttons []fyne.CanvasObject) {
	s := v.Shell
	greeting := s.T("Hello")
	if v.hand.Called != "" {
		greeting = s.T("Hello %s", v.hand.Called)
	}
	body = []fyne.CanvasObject{kit.Title(greeting).Wrapped(),
		kit.Paragraph(s.T("Here are %d questions. Choose the answer that fits best, then press “Next”. There is no right or wrong answer.", questions)),
		kit.Paragraph(s.T("You need not answer everything. Each answer is kept at once, and those who treat you read it."))}
	if said := v.foreign(); said != "" {
		body = append(body, kit.Paragraph(said))
	}
	if v.in.Instructions != "" {
		body = append(body, kit.Paragraph(v.in.Instructions))
	}
	label := s.T("Start")
	if len(v.half.Answers) > 0 {
		label = s.T("Go on")
	}
	return body, []fyne.CanvasObject{kit.Primary("kiosk.next", label, v.next), v.helpButton()}
}

// foreign says to the patient that the questions are in another language.
func (v *Kiosk) foreign() string {
	if foreign(v.Shell, v.in, v.hand.Lang) == "" {
		return ""
	}
	return v.Shell.T("The questions are in English, because they were only tested in these words. If you would rather answer them together with one of us, press “Get help”.")
}

// questionPage is one question with its answers.
func (v *Kiosk) questionPage(at int, of []int) (body, buttons []fyne.CanvasObject) {
	s, it := v.Shell, v.in.Items[of[at]]
	progress := kit.NewProgress()
	progress.Set(at+1, len(of), s.T("Question %d of %d", at+1, len(of)))
	body = append(body, progress)
	if v.in.Stem != "" {
		body = append(body, kit.Paragraph(v.in.Stem))
	}
	v.item = newItem(s, v.in, it, name(s, it), kit.CodesLarge)
	v.item.set(v.half.Answers[it.ID])
	v.item.listen(v.answered, nil, nil)
	if v.item.number != nil {
		v.item.number.OnEnter = func(string) bool { v.next(); return true }
	}
	body = append(body, kit.Section(name(s, it)).Wrapped(), v.item.object())
	next := kit.Primary("kiosk.next", s.T("Next"), v.next)
	pass := kit.Secondary("kiosk.pass", s.T("I do not want to answer this"), v.pass)
	return body, []fyne.CanvasObject{next, v.backButton(), pass, v.helpButton()}
}

// lastPage comes after the last question.
func (v *Kiosk) lastPage(of []int) (body, buttons []fyne.CanvasObject) {
	s := v.Shell
	open := 0
	for _, n := range of {
		if it := v.in.Items[n]; v.half.Answers[it.ID] == "" && !it.Optional {
			open++
		}
	}
	body = []fyne.CanvasObject{kit.Title(s.T("Those were all the questions")).Wrapped()}
	if open > 0 {
		body = append(body, kit.Paragraph(s.T("Questions without an answer: %d. That is all right. You can go back and answer them, or finish.", open)))
	}
	body = append(body, kit.Paragraph(s.T("Press “Finish” when you are done. After that nothing can be changed.")))
	return body, []fyne.CanvasObject{kit.Primary("kiosk.finish", s.T("Finish"), v.onFinish), v.backButton(), v.helpButton()}
}

// helpPage calls somebody: it can be read from across the room.
func (v *Kiosk) helpPage() (body, buttons []fyne.CanvasObject) {
	s := v.Shell
	body = []fyne.CanvasObject{kit.Clock(s.T("HELP, PLEASE")).In(kit.ColorReview),
		kit.Paragraph(s.T("Please call one of us, or hold the laptop up. What you answered is kept.")),
		kit.Paragraph(s.T("In an emergency: %s", s.Clinic().Emergency)).Bold()}
	return body, []fyne.CanvasObject{kit.Primary("kiosk.helped", s.T("Go on with the questions"), v.helped),
		kit.Secondary("kiosk.staff", s.T("I work here"), func() { v.end(Ended{Staff: true}) })}
}

// focus puts the focus on the question, or on what goes on.
func (v *Kiosk) focus() {
	if v.item != nil {
		v.item.object().Focus()
		return
	}
	kit.Walk(v.root, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && (b.ID == "kiosk.next" || b.ID == "kiosk.finish" || b.ID == "kiosk.helped") {
			v.Shell.Window().Canvas().Focus(b)
		}
	})
}
