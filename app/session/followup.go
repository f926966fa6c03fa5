package session

import (
	"slices"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// followFact is a follow-up that is due. It stands until the outcome of its
// adverse event is known; so those that stand are those to be done.
type followFact struct {
	Of    record.EventID `json:"of"` // the adverse event as it was first written
	What  string         `json:"what"`
	Who   record.ID      `json:"who"`
	Until record.Date    `json:"until"`
}

// settledFact ends a follow-up; the outcome stands with the adverse event.
type settledFact struct {
	Of record.EventID `json:"of"`
}

// Following is an adverse event whose outcome somebody still has to find out.
type Following struct {
	Patient, Visit record.ID
	What           string
	Who            string // the person's name
	Until          record.Date
}

// FollowUps gives every follow-up of the clinic that is not done, the first
// due first.
func FollowUps(r record.Reader) ([]Following, error) {
	fs, err := r.Facts(record.Filter{Kinds: []string{factFollowUp}})
	if err != nil || len(fs) == 0 {
		return nil, err
	}
	people, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	names := map[record.ID]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var out []Following
	for _, f := range fs {
		var body followFact
		if err := f.Read(&body); err != nil {
			return nil, err
		}
		out = append(out, Following{Patient: f.Patient, Visit: f.Record.ID, What: body.What, Who: names[body.Who], Until: body.Until})
	}
	slices.SortStableFunc(out, func(a, b Following) int { return a.Until.Compare(b.Until) })
	return out, nil
}

// keepFollowUp keeps the follow-up of an adverse event true after the event
// was written, corrected or withdrawn; made is zero after a withdrawal.
func (l *Log) keepFollowUp(tx record.Tx, v Visit, made, corrected record.EventID) error {
	all, err := tx.Facts(record.Filter{Record: v.Ref(), Kinds: []string{factAdverse}, Superseded: true})
	if err != nil {
		return err
	}
	var want followFact
	if i := indexOf(all, made); i >= 0 {
		var a Adverse
		if err := all[i].Read(&a); err != nil {
			return err
		}
		if a.OutcomeOpen() && a.FollowUp.Set() {
			want = followFact{Of: rootOf(all, made), What: a.What, Who: a.FollowUp.Who, Until: a.FollowUp.Until}
		}
	}
	root := rootOf(all, made)
	if made.IsZero() {
		root = rootOf(all, corrected)
	}
	standing, err := facts(tx, v, factFollowUp)
	if err != nil {
		return err
	}
	change := record.Change{Kind: factFollowUp, Version: 1, Record: v.Ref(), Patient: v.Patient, Fact: want}
	for _, f := range standing {
		var old followFact
		if err := f.Read(&old); err != nil {
			return err
		}
		if old.Of != root {
			continue
		}
		if old == want {
			return nil
		}
		change.Supersedes, change.Reason = f.ID, "The adverse event was written anew."
		if want == (followFact{}) {
			change.Kind, change.Fact = factFollowed, settledFact{root}
		}
	}
	if want == (followFact{}) && change.Kind == factFollowUp {
		return nil
	}
	_, err = tx.Append(change)
	return err
}

func indexOf(fs []record.Fact, id record.EventID) int {
	return slices.IndexFunc(fs, func(f record.Fact) bool { return f.ID == id })
}

// rootOf follows corrections back to the line that was written first.
func rootOf(fs []record.Fact, id record.EventID) record.EventID {
	for {
		i := indexOf(fs, id)
		if i < 0 || fs[i].Supersedes.IsZero() {
			return id
		}
		id = fs[i].Supersedes
	}
}
