package outcomes

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/integration"
	"kapdesk/app/outcomes"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// page is one scale on show.
type page struct {
	s       *Screen
	scale   outcomes.Scale
	voice   outcomes.Voice
	pick    *kit.Picker
	chart   *kit.Chart
	card    *kit.Card
	readout *kit.Text
	table   *kit.DataTable
	aside   *fyne.Container // the steps and the rules
	content fyne.CanvasObject
}

// sideWidth is the width of what stands beside the picture.
const sideWidth = 440

func newPage(s *Screen) *page {
	sh := s.Shell
	p := &page{s: s, readout: kit.Paragraph(""), aside: kit.Stack(kit.GapM)}
	p.voice = outcomes.Voice{Book: sh.Book(), Lang: sh.Lang(), Clock: func(pt outcomes.Point) string { return p.day(pt.At) }}
	p.pick = kit.NewPicker(sh.T, "outcomes.scale", sh.T("Scale"), p.options()...)
	p.pick.OnChanged = p.onPick
	p.chart = kit.NewChart("outcomes.chart", sh.T("There is no measure."))
	p.chart.OnRead = func(string) { p.onRead() }
	p.table = kit.NewDataTable("outcomes.values", sh.T("There is no measure."), kit.Column{ID: "date", Label: sh.T("Date"), Width: 104},
		kit.Column{ID: "total", Label: sh.T("Total"), Width: 56, Right: true}, kit.Column{ID: "change", Label: sh.T("Since the baseline"), Width: 112},
		kit.Column{ID: "words", Label: sh.T("In words"), Flex: 1})
	p.table.OnSelected = p.onRow
	p.card = kit.NewCard("", p.chart)
	p.content = p.arrange()
	return p
}

// arrange sets the parts beside one another; with large text they stand in one
// column that scrolls.
func (p *page) arrange() fyne.CanvasObject {
	sh := p.s.Shell
	print := kit.Secondary("outcomes.print", sh.T("Print"), p.s.onPrint)
	buttons := []fyne.CanvasObject{print}
	if take := p.s.takeButton(); take != nil {
		buttons = append(buttons, take)
	}
	values := kit.NewCard("", p.readout)
	if kit.LargeText() {
		return kit.NewForm(kit.Stack(kit.GapM, p.pick, kit.FlowRow(kit.GapS, buttons...), p.card, values, kit.FlushCard(p.table), p.aside), nil, sh.Back)
	}
	head := kit.Row(kit.GapM, append([]fyne.CanvasObject{kit.Flex(1, p.pick)}, buttons...)...)
	side := kit.Stack(kit.GapM, kit.Flex(1, kit.FlushCard(p.table)), kit.Flex(1, kit.VScroll(p.aside)))
	return kit.Stack(kit.GapM, head, kit.Flex(1, kit.Columns(kit.GapM, kit.Flex(1, kit.Stack(kit.GapM, kit.Flex(1, p.card), values)), kit.Fixed(sideWidth, side))))
}

func (p *page) options() []kit.Option {
	var out []kit.Option
	for _, sc := range p.s.story.Scales {
		out = append(out, kit.Option{Value: sc.ID, Label: p.s.Shell.T(sc.Title), Note: strconv.Itoa(len(sc.Points))})
	}
	return out
}

func (p *page) onPick() {
	if sc, ok := p.s.story.Find(p.pick.Value()); ok && sc.ID != p.scale.ID {
		p.set(sc)
	}
}

// set shows a scale, and reads its latest value out.
func (p *page) set(sc outcomes.Scale) {
	p.scale = sc
	p.pick.SetValue(sc.ID)
	p.card.SetTitle(p.s.Shell.T(sc.Title))
	p.chart.SetData(p.data())
	p.table.SetRows(p.rows())
	p.fillAside()
	p.read(len(sc.Points) - 1)
}

func (p *page) day(t time.Time) string {
	sh := p.s.Shell
	return sh.Book().Date(sh.Lang(), record.DateOf(t, sh.Clinic().Location()))
}

// data is the picture: totals joined by a line, and a shape for what raised an
// alert, what got worse, and what has no total.
func (p *page) data() kit.ChartData {
	low, high := p.scale.Range()
	d := kit.ChartData{Zone: p.s.Shell.Clinic().Location(), Day: p.day, Min: float64(low), Max: float64(high)}
	line := kit.Series{}
	for _, pt := range p.scale.Points {
		v := outcomes.Float(pt.Value)
		sign := func(shape kit.SignShape, tone kit.Tone) {
			d.Signs = append(d.Signs, kit.ChartSign{At: pt.At, Value: v, Shape: shape, Tone: tone})
		}
		if pt.Value == nil {
			v = float64(low)
			sign(kit.SignBlank, kit.ToneReview)
		} else {
			line.Points = append(line.Points, kit.Sample{At: pt.At, Value: v})
		}
		if pt.Worse() {
			sign(kit.SignWorse, kit.ToneStop)
		}
		if len(pt.Outcome.Flags) > 0 {
			sign(kit.SignAlert, kit.ToneStop)
		}
	}
	d.Series = []kit.Series{line}
	for _, s := range p.s.story.Sessions {
		d.Marks = append(d.Marks, kit.Mark{At: s.At, Label: p.voice.Dose(s)})
	}
	for _, l := range p.scale.Levels {
		tone := kit.ToneDone
		if l.What == outcomes.Worsening {
			tone = kit.ToneStop
		}
		d.Thresholds = append(d.Thresholds, kit.Threshold{Value: outcomes.Float(l.Value), Label: p.voice.Level(l), Tone: tone})
	}
	return d
}

func (p *page) rows() []kit.TableRow {
	var out []kit.TableRow
	for i, pt := range p.scale.Points {
		change := kit.MutedCell(p.voice.Change(p.scale, i))
		if pt.Worse() {
			change = kit.PillCell(change.Text, kit.ToneStop)
		}
		text := strings.Join(there(append([]string{p.voice.Status(pt), p.band(pt)}, p.voice.Verdicts(pt)...)), " · ")
		said := kit.TextCell(text)
		if len(pt.Outcome.Flags) > 0 {
			said = kit.PillCell(p.s.Shell.T("Alert"), kit.ToneStop)
			said.Note = text
		}
		out = append(out, kit.TableRow{Key: strconv.Itoa(i), Cells: []kit.Cell{kit.MutedCell(p.day(pt.At)), kit.StrongCell(p.voice.Total(pt)), change, said}})
	}
	return out
}

func (p *page) band(pt outcomes.Point) string {
	if pt.Value == nil {
		return ""
	}
	return p.voice.Band(p.scale, pt)
}

func there(parts []string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// fillAside shows what became of the steps of integration, and what counts.
func (p *page) fillAside() {
	sh := p.s.Shell
	var steps []fyne.CanvasObject
	for _, st := range p.s.story.Steps {
		kept := kit.NewPill(p.voice.Kept(outcomes.Step{Outcome: st.Outcome}), tones[st.Outcome])
		steps = append(steps, kit.TopRow(kit.GapS, kit.Fixed(92, kit.Small(p.day(st.At))), kit.Flex(1, kit.SmallPara(st.What+why(st))), kept))
	}
	if len(steps) == 0 {
		steps = append(steps, kit.SmallPara(sh.T("No integration plan was signed yet.")))
	}
	rules := []fyne.CanvasObject{kit.SmallPara(sh.T(string(p.scale.Basis)))}
	for _, r := range p.voice.Rules(p.scale) {
		rules = append(rules, kit.SmallPara(r))
	}
	rules = append(rules, kit.SmallPara(sh.T("Shapes: ▼ worse by as much as counts, □ an answer raised an alert, ○ no total. Dotted upright lines are doses.")))
	if p.scale.In != nil {
		rules = append(rules, kit.SmallPara(p.scale.In.Licence.Notice))
	}
	p.aside.Objects = []fyne.CanvasObject{kit.NewCard(sh.T("Steps of integration"), kit.Stack(kit.GapXS, steps...)), kit.NewCard(sh.T("What counts"), kit.Stack(kit.GapXS, rules...))}
	p.aside.Refresh()
}

var tones = map[integration.Outcome]kit.Tone{integration.Done: kit.ToneDone, integration.Partly: kit.ToneReview, integration.NotYet: kit.ToneReview, integration.Dropped: kit.ToneNeutral}

func why(st outcomes.Step) string {
	if st.Why == "" {
		return ""
	}
	return " (" + st.Why + ")"
}

// onRead follows the picture's reading mark.
func (p *page) onRead() {
	t, ok := p.chart.At()
	if !ok {
		return
	}
	p.say(t)
	for i, pt := range p.scale.Points {
		if pt.At.Equal(t) {
			p.table.SelectKey(strconv.Itoa(i))
		}
	}
}

func (p *page) onRow(key string) {
	if i, err := strconv.Atoi(key); err == nil {
		p.read(i)
	}
}

// read reads one measure out, in the picture and in words.
func (p *page) read(i int) {
	if i < 0 || i >= len(p.scale.Points) {
		return
	}
	t := p.scale.Points[i].At
	p.chart.ReadAt(t)
	p.table.SelectKey(strconv.Itoa(i))
	p.say(t)
}

// say reads out everything of a moment: two corrections at once are two. A
// dose has only its words in the picture.
func (p *page) say(t time.Time) {
	var out []string
	for i, pt := range p.scale.Points {
		if pt.At.Equal(t) {
			out = append(out, p.voice.Read(p.scale, i))
		}
	}
	if len(out) == 0 {
		out = []string{p.chart.Readout()}
	}
	p.readout.SetText(strings.Join(out, "\n"))
	p.content.Refresh()
}
