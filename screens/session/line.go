package session

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// often used entries have a button and a key; pressing it says what the line
// is about, and Enter stamps it. Without words of its own the line says the
// default.
var quickSorts = []struct {
	sort       session.Sort
	label, say string
}{
	{session.Words, "F3 Patient's words", ""},
	{session.CalmSupport, "F4 Calm support", "Calm support given"},
	{session.Music, "F5 Music", "Music changed"},
	{session.Nausea, "F6 Nausea", "Patient feels sick"},
}

func (d *dosing) quickButtons() fyne.CanvasObject {
	s := d.v.Shell
	buttons := []fyne.CanvasObject{kit.Chip("session.f2", s.T("F2 Vitals"), func() { d.vitals.focus() }),
		kit.Chip("session.ctrlj", s.T("Ctrl+J Observation"), d.toLine)}
	for _, q := range quickSorts {
		b := kit.Chip("session."+string(q.sort), s.T(q.label), func() { d.choose(q.sort) })
		d.chips[q.sort] = b
		buttons = append(buttons, b)
	}
	buttons = append(buttons, kit.Chip("session.f7", s.T("F7 Dose"), func() { d.dose(nil) }),
		kit.ToneChip("session.f8", s.T("F8 Adverse event"), kit.ToneReview, func() { d.adverse(nil) }),
		kit.Chip("session.f9", s.T("F9 Key moment"), d.lines.toggleKey),
		kit.Chip("session.ctrli", s.T("Ctrl+I In or out"), d.presence),
		kit.ToneChip("session.ctrlf", s.T("Ctrl+F Seen"), kit.ToneReview, d.finding))
	return kit.FlowRow(kit.GapS, buttons...)
}

// showQuick shows the line to type into where it belongs: under the timeline
// of a session that is not signed.
func (d *dosing) showQuick() {
	on := d.panel == nil && d.open()
	if on == d.quick.Visible() {
		return
	}
	setShown(d.quick, on)
	if d.scroll != nil {
		d.center.Refresh()
		d.scroll.Refresh()
	}
}

// choose says what the line is about. Pressed again it is an observation.
func (d *dosing) choose(sort session.Sort) {
	if d.panel != nil {
		d.closePanel()
	}
	if d.sort == sort {
		sort = session.Observation
	}
	d.sort = sort
	d.hintLine()
	d.line.Focus()
}

// aboutNothing takes back what the line is about.
func (d *dosing) aboutNothing() {
	d.sort = session.Observation
	d.hintLine()
}

func (d *dosing) toLine() {
	if d.panel != nil {
		d.closePanel()
	}
	d.aboutNothing()
	d.focusLine()
}

// focusLine puts the focus where the timeline is written; a signed one is
// written nowhere.
func (d *dosing) focusLine() {
	if d.open() {
		d.line.Focus()
		return
	}
	d.v.Shell.Window().Canvas().Unfocus()
}

// hintLine says what the line is about and for when it will be stamped.
func (d *dosing) hintLine() {
	s := d.v.Shell
	at, text := d.split(d.line.Text())
	sort, _ := d.sortOf(text)
	said := string(sort)
	if !at.IsZero() {
		said += d.v.clock(at)
	}
	if said == d.hinted {
		return // most keys change nothing here, and a long log is not laid out anew
	}
	d.hinted = said
	d.sorted.Objects = nil
	if sort != session.Observation {
		d.sorted.Objects = append(d.sorted.Objects, kit.NewPill(s.T(sort.Name()), kit.ToneAccent), kit.Small(s.T("Enter stamps it, Esc takes this back")))
	}
	if !at.IsZero() {
		d.sorted.Objects = append(d.sorted.Objects, kit.NewPill(s.T("happened at %s", d.v.clock(at)), kit.ToneReview))
	}
	d.sorted.Refresh()
	d.quick.Refresh()
	if d.scroll != nil {
		d.center.Refresh()
		d.scroll.Refresh()
	}
}

// split takes a time of day off the beginning of a line: "9:46 Tearful".
func (d *dosing) split(text string) (at time.Time, rest string) {
	text = strings.TrimSpace(text)
	head, tail, ok := strings.Cut(text, " ")
	if !ok || !strings.ContainsAny(head, ":") {
		return time.Time{}, text
	}
	h, m, ok := kit.ParseTime(head)
	if !ok {
		return time.Time{}, text
	}
	return session.Earlier(h, m, d.v.Shell.Now(), d.v.zone()), strings.TrimSpace(tail)
}

// quotes are the marks with which the patient's words begin and end.
const quotes = "\"“”„«»"

// sortOf gives what a line is about and its text: one that begins with a
// quotation mark holds the patient's words, without the marks around them.
func (d *dosing) sortOf(text string) (session.Sort, string) {
	if d.sort != session.Observation && d.sort != session.Words || !strings.ContainsAny(text, quotes) {
		return d.sort, text
	}
	inner := strings.TrimLeft(text, quotes)
	if d.sort == session.Observation && inner == text {
		return d.sort, text
	}
	return session.Words, strings.TrimSpace(strings.TrimRight(inner, quotes))
}

// stamp writes the line into the log.
func (d *dosing) stamp() {
	s := d.v.Shell
	said := d.line.Text()
	at, text := d.split(said)
	sort, text := d.sortOf(text)
	if text == "" {
		for _, q := range quickSorts {
			if q.sort == sort && q.say != "" {
				text = s.T(q.say)
			}
		}
	}
	saved := d.keeper.Saving()
	d.v.do(func(ctx context.Context, by record.Actor) error {
		_, err := d.v.Desk.AddEntry(ctx, by, d.v.route.Record, session.Entry{Sort: sort, Text: text}, false, session.When{At: at})
		if err == nil {
			saved()
		}
		return err
	}, func(err error) {
		if err == nil {
			// Whoever types on while the line is being saved loses no letter.
			next := strings.TrimPrefix(d.line.Text(), said)
			d.line.SetText("")
			d.line.SetHint("")
			d.aboutNothing()
			d.keeper.Drop()
			d.line.Focus()
			if next != "" {
				d.line.SetText(next)
				d.line.ToEnd()
				d.line.OnChanged()
			}
			return
		}
		line := d.line.FieldID()
		place.ShowProblems(s, place.Loose{d.line}, record.Moved(err, record.Named(map[string]string{"entry.text": line, "entry.sort": line, "at": line})))
	})
}

// typedLine is the draft of the line, with when it was begun.
type typedLine struct {
	Text string
	Sort session.Sort
	Kept time.Time
}

func (d *dosing) typed() typedLine {
	t := typedLine{Text: d.line.Text(), Sort: d.sort}
	if t.Text != "" {
		t.Kept = d.v.Shell.Now().Truncate(time.Minute)
	}
	return t
}

// restoreLine brings back a line that was typed and not stamped. It says when
// it was typed, because a stamp now would be late.
func (d *dosing) restoreLine(t typedLine) {
	if t.Text == "" {
		return
	}
	d.line.SetText(t.Text)
	d.sort = t.Sort
	d.hintLine()
	if !t.Kept.IsZero() {
		d.line.SetHint(d.v.Shell.T("Typed at %s and not stamped. Begin with the time, such as %s, if it happened then.", d.v.clock(t.Kept), d.v.clock(t.Kept)))
	}
}

// dots joins what is said with a dot between.
func dots(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += p
	}
	return out
}

// quietBelow is a small line of its own.
func quietBelow(text string) fyne.CanvasObject { return kit.SmallPara(text) }
