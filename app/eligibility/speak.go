package eligibility

import (
	"strings"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Voice says facts in a language and zone.
type Voice struct {
	Book *words.Book
	Lang words.Lang
	Zone *time.Location
}

func (v Voice) t(english string, args ...any) string { return v.Book.Say(v.Lang, english, args...) }

// Fact says a fact in one line: "intake: no · confirmed by Dr. Baum".
func (v Voice) Fact(f Fact) string {
	s := v.Value(f)
	switch {
	case f.Since:
		return s + " · " + v.t("confirmed by %s", f.Confirmed) + " · " + v.t("changed since")
	case f.Confirmed != "":
		return s + " · " + v.t("confirmed by %s", f.Confirmed)
	case f.By != "":
		return s + " · " + v.t("asked by %s, %s", f.By, record.DateOf(f.At, v.Zone))
	}
	return s
}

// Value says a fact without who entered it: "intake: yes, since 2019".
func (v Voice) Value(f Fact) string {
	switch {
	case f.Conflict:
		return v.t("intake: two different answers")
	case f.Type == protocol.TypeAnswer:
		return v.answer(f)
	case f.Type == protocol.TypeMedicines:
		return v.medicines(f)
	case !f.Known && f.Type == protocol.TypePressure:
		return v.t("not measured yet")
	case !f.Known && f.Type == protocol.TypeDate:
		return v.t("not confirmed yet")
	case !f.Known:
		return v.t("not known")
	case f.Type == protocol.TypePressure:
		return f.Pressure.String() + " mmHg, " + v.Book.Date(v.Lang, f.Date)
	case f.Type == protocol.TypeDate:
		return v.Book.Date(v.Lang, f.Date)
	case f.Unit == "years":
		return v.t("%d years", f.Number)
	}
	return strings.TrimSpace(v.t("%d", f.Number) + " " + f.Unit)
}

func (v Voice) answer(f Fact) string {
	if !f.Asked {
		return v.t("intake: not asked yet")
	}
	said := map[string]string{"yes": v.t("intake: yes"), "no": v.t("intake: no"), "unknown": v.t("intake: don't know")}[f.Say]
	parts := []string{said}
	if f.Kind != "" {
		kind := f.KindText.In(v.Lang)
		if kind == "" {
			kind = f.Kind
		}
		parts = append(parts, strings.ToLower(kind))
	}
	for _, s := range []string{f.When, f.Detail} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func (v Voice) medicines(f Fact) string {
	switch {
	case !f.Asked:
		return v.t("medicines: not asked yet")
	case len(f.DidMean) > 0:
		return v.t("not recognised: %s (did they mean %s?)", strings.Join(f.Medicines, "; "), strings.Join(f.DidMean, ", "))
	case f.Strange && len(f.Medicines) > 0:
		return v.t("not recognised: %s", strings.Join(f.Medicines, "; "))
	case len(f.Medicines) > 0:
		return strings.Join(f.Medicines, "; ")
	case len(f.Unclear) > 0:
		return v.t("not recognised: %s", strings.Join(f.Unclear, "; "))
	case f.Of == 0:
		return v.t("takes no medicines")
	case f.Strange:
		return v.t("all recognised (medicines listed: %d)", f.Of)
	}
	return v.t("none (medicines listed: %d)", f.Of)
}

// Change says what changed: "Heart attack: was “intake: no”, now “intake: yes”
// (Mara Okafor, 24 Nov 2026, 09:05)".
func (v Voice) Change(c Change) string {
	if c.Protocol && c.OldDraft && !c.NewDraft {
		return v.t("The protocol changed: it was the draft, version %d, and is now the clinic's own, version %d", c.OldVersion, c.NewVersion)
	}
	if c.Protocol && c.OldDraft {
		return v.t("The protocol changed: it was the draft, version %d, and is now version %d", c.OldVersion, c.NewVersion)
	}
	if c.Protocol {
		return v.t("The protocol changed: it was version %d and is now %d", c.OldVersion, c.NewVersion)
	}
	if c.Parts != nil {
		return c.Title.In(v.Lang) + ": " + v.Parts(c.Parts)
	}
	s := c.Title.In(v.Lang) + ": " + v.t("was “%s”, now “%s”", v.Value(c.Old), v.Value(c.New))
	who := ""
	if c.New.By != "" {
		who = c.New.By + ", "
	}
	if !c.New.At.IsZero() {
		s += " (" + who + v.Book.DateTime(v.Lang, c.New.At, v.Zone) + ")"
	}
	return s
}

// Sources says where a rule comes from, the sources that disagree, and the
// clinic's choice, one a line.
func (v Voice) Sources(b protocol.Basis) []string {
	var out []string
	for _, s := range b.Sources {
		out = append(out, v.source(s))
	}
	for _, s := range b.Dissent {
		out = append(out, v.t("Differs: %s", v.source(s)))
	}
	if b.Choice.EN != "" {
		out = append(out, v.t("Choice: %s", b.Choice))
	}
	if b.Note.EN != "" {
		out = append(out, b.Note.In(v.Lang))
	}
	return out
}

func (v Voice) source(s protocol.Source) string {
	line := s.Text
	switch {
	case s.Grade == protocol.General:
		return line + " (" + v.t("general clinical knowledge") + ")"
	case s.Grade == protocol.Weak:
		line += " (" + v.t("weak source") + ")"
	}
	if s.Ref != "" {
		line += " [" + s.Ref + "]"
	}
	return line
}

// Since says in one line why a re-screen asks the line again: "changed since
// 23 Nov 2026: was “intake: no”, is “intake: yes”"; "" where it stands as it
// was signed.
func (v Voice) Since(l Line, signed Signed) string {
	day := v.Book.Date(v.Lang, signed.On)
	switch l.Again {
	case FactChanged:
		old, _ := signed.Line(l.Criterion.ID)
		return v.t("changed since %s: was “%s”, is “%s”", day, v.Value(old.Fact), v.Value(l.Fact))
	case RuleChanged:
		return v.t("the protocol changed since %s: %s", day, v.Parts(l.Parts))
	case StateChanged:
		return v.t("another rule decides since %s: was %s, is %s", day, v.State(l.was.ByRule), v.State(l.ByRule.State))
	}
	return ""
}

// Parts names what of a criterion another version says otherwise.
func (v Voice) Parts(parts []protocol.Part) string {
	said := map[protocol.Part]string{protocol.PartWording: v.t("other words"), protocol.PartRule: v.t("another rule"),
		protocol.PartThreshold: v.t("another threshold"), protocol.PartSources: v.t("other sources"),
		protocol.PartAdded: v.t("new in the protocol"), protocol.PartRemoved: v.t("no longer in the protocol")}
	var out []string
	for _, p := range parts {
		out = append(out, said[p])
	}
	return strings.Join(out, ", ")
}

// State says a state.
func (v Voice) State(s protocol.State) string {
	return map[protocol.State]string{protocol.Clear: v.t("Clear"), protocol.Review: v.t("Review"),
		protocol.Stop: v.t("Stop"), protocol.Unknown: v.t("Unknown")}[s]
}

// Lapse says that a fact holds no longer and why: "expired: measured 16 Nov
// 2026. Measured before each dosing session.", or that it was asked again.
func (v Voice) Lapse(l Lapse) string {
	day := v.Book.Date(v.Lang, record.DateOf(l.Asked, v.Zone))
	switch {
	case !l.Open() && l.Checks:
		return v.t("asked again in today's checks by %s, %s: the same", l.AgainBy, v.Book.DateTime(v.Lang, l.Again, v.Zone))
	case !l.Open():
		return v.t("asked again by %s, %s: the same", l.AgainBy, v.Book.DateTime(v.Lang, l.Again, v.Zone))
	case !l.ByWord():
		return v.t("expired: measured %s", day) + ". " + l.Rule.Say.In(v.Lang)
	}
	return v.t("expired: asked %s", day) + ". " + l.Rule.Say.In(v.Lang)
}

// Before says what a re-screen went by, and what was asked again.
func (v Voice) Before(b Before) string {
	var asked []string
	for _, a := range b.Asked {
		asked = append(asked, a.Title.In(v.Lang))
	}
	s := v.t("Screened again: the rest stands as signed on %s by %s.", v.Book.Date(v.Lang, b.On), b.By)
	if len(asked) > 0 {
		s += " " + v.t("Asked again and the same: %s.", strings.Join(asked, ", "))
	}
	return s
}
