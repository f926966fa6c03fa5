package handout_test

import (
	"testing"

	"kapdesk/app/handout"
	"kapdesk/app/words"
)

func helperPage() handout.EmergencyPage {
	return handout.EmergencyPage{Allergies: "No known allergies", Contact: "Luis · brother · 555", Medicine: "Takes no medicines.",
		Vitals: []handout.Vital{{Stamp: handout.Stamp{At: at(13, 5).AddDate(0, 0, -7)}, Pulse: 70}, {Stamp: handout.Stamp{At: at(12, 50)}, Pulse: 71}}}
}

func TestEmergencyRefusals(t *testing.T) {
	for name, spoil := range map[string]func(*handout.EmergencyPage){
		"nobody to call":            func(p *handout.EmergencyPage) { p.Contact = "" },
		"nothing said of allergies": func(p *handout.EmergencyPage) { p.Allergies = "" },
		"nothing said of medicines": func(p *handout.EmergencyPage) { p.Medicine = "" },
	} {
		p := helperPage()
		spoil(&p)
		if doc, err := handout.Emergency(book(t), sheet(words.English), p); err == nil || doc != nil {
			t.Errorf("%s: a page was made", name)
		}
	}
}

// What was measured on another day bears its date: a helper must not take last
// week's blood pressure for today's.
func TestEmergencyTimesBearTheirDate(t *testing.T) {
	for _, l := range words.Langs {
		doc, err := handout.Emergency(book(t), sheet(l), helperPage())
		check(t, doc, err)
		for _, b := range doc.Blocks {
			if table, ok := b.(handout.Table); ok && len(table.Rows) == 2 {
				if got := table.Rows[0].Cells[0].Text; got == "13:05" || len(got) < len("17 nov 2026, 13:05") {
					t.Errorf("a week ago is %q", got)
				}
				if got := table.Rows[1].Cells[0].Text; got != "12:50" {
					t.Errorf("today is %q", got)
				}
			}
		}
	}
}
