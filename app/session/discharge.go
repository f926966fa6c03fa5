package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Met is the answer to one item of the discharge check, with the figures that
// it follows from.
type Met struct {
	ID     string     `json:"id"`
	Text   words.Text `json:"text"` // the item's words at that moment
	Answer Answer     `json:"answer"`
	Note   string     `json:"note,omitempty"`
	Scored *Scored    `json:"scored,omitempty"` // by scale
	Was    *Vitals    `json:"was,omitempty"`    // by change: the patient's own start
	Is     *Vitals    `json:"is,omitempty"`     // by change, by sedation: the readings that counted
	Stayed int        `json:"stayed,omitempty"` // by stay: whole minutes since the first dose
}

// Discharge is one run of the discharge check: every item of the protocol with
// its answer, and who takes the patient home.
type Discharge struct {
	Items    []Met            `json:"items"`
	Escort   string           `json:"escort"`
	Because  string           `json:"because,omitempty"` // a prescriber's reason to let the patient go although items are unmet
	Protocol string           `json:"protocol"`
	Used     protocol.Used    `json:"used,omitzero"`
	By       clinic.Signature `json:"by"`
}

// Unmet gives the items that are not so, and a missing escort; unknown is not
// met.
func (d Discharge) Unmet() record.Problems {
	var ps record.Problems
	for _, m := range d.Items {
		if m.Answer != Yes {
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "discharge." + m.ID, Text: "Not met: %s", Args: []any{m.Text}})
		}
	}
	if strings.TrimSpace(d.Escort) == "" {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: "discharge.name", Text: "Nobody is named who takes the patient home."})
	}
	return ps
}

// Discharge records the discharge check. Each item that a person answers must
// be answered, and each scale filled in; the others follow from what was
// measured, whatever is given for them. Items that are not met are named, all
// at once, as record.Problems, and nothing is recorded, unless a prescriber
// gives the reason why the patient may leave all the same. A card that nobody
// has answered is named too, and no reason sets it aside: one line answers it.
func (l *Log) Discharge(ctx context.Context, by record.Actor, id record.ID, check Discharge) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.DischargePatient, When{}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if v.Kind != Dosing || v.State != Running {
			return entry{}, record.Refusedf("Only a running dosing session ends with a discharge check.")
		}
		show, err := l.show(tx, v)
		if err != nil {
			return entry{}, err
		}
		rules := show.Rules
		check.Escort, check.Because = strings.TrimSpace(check.Escort), strings.TrimSpace(check.Because)
		if check.Items, err = show.answered(check.Items, at, l.scale); err != nil {
			return entry{}, err
		}
		open := show.unanswered()
		if unmet := slices.Concat(open, check.Unmet()); len(unmet) > 0 {
			if len(open) > 0 || check.Because == "" || !mayGo(rules.Discharge, unmet) {
				return entry{}, unmet
			}
			if _, err := clinic.Check(tx, by, clinic.OverrideGate); err != nil {
				return entry{}, err
			}
		} else {
			check.Because = ""
		}
		check.Protocol, check.Used, check.By = rules.Version, rules.Used, p.Sign(at)
		return entry{kind: factDischarge, body: check}, nil
	})
}

// mayGo reports whether the protocol lets a prescriber set every unmet item
// aside. That somebody takes the patient home can be set aside like an item.
func mayGo(items []DischargeItem, unmet record.Problems) bool {
	for _, item := range items {
		if !item.Override && slices.ContainsFunc(unmet, func(p *record.Problem) bool { return p.Field == "discharge."+item.ID }) {
			return false
		}
	}
	return true
}

// answered puts the answers into the protocol's order, judges what follows
// from figures, and refuses a check in which an item has no answer.
func (s Show) answered(given []Met, at time.Time, scales func(string) (Scale, bool)) ([]Met, error) {
	var ps record.Problems
	items := s.ToDischarge()
	out := make([]Met, 0, len(items))
	for _, item := range items {
		var m Met
		if i := slices.IndexFunc(given, func(m Met) bool { return m.ID == item.ID }); i >= 0 {
			m = given[i]
		}
		m = s.Judge(item, m, at, scales)
		if m.Answer == NotAsked {
			ps = append(ps, record.Invalidf("discharge."+item.ID, "Not answered yet: %s", item.Text))
			continue
		}
		m.Note = strings.TrimSpace(m.Note)
		out = append(out, m)
	}
	return out, ps.Err()
}

// dosedSince reports whether a dose was given after a discharge check: the
// patient has not been looked at since.
func dosedSince(doses []Given, left time.Time) bool {
	return len(doses) > 0 && doses[len(doses)-1].At.After(left)
}

// DischargeOf gives the latest discharge check of the visit.
func DischargeOf(r record.Reader, v Visit) (d Discharge, at time.Time, ok bool, err error) {
	f, ok, err := latest(r, v, factDischarge, &d)
	return d, f.At, ok, err
}
