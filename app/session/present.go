package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Present is a person in the room and in which role, as it is said there.
type Present struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// Room is how the room is set up and who is present. Each change writes the
// whole room; the timeline shows what changed.
type Room struct {
	EyeMask    bool      `json:"eyeMask"`
	Headphones bool      `json:"headphones"`
	Music      string    `json:"music"`
	Blanket    bool      `json:"blanket"`
	Basin      bool      `json:"basin"`
	Water      bool      `json:"water"`
	Present    []Present `json:"present"`
}

// Same reports whether two rooms are set up alike.
func (a Room) Same(b Room) bool {
	return a.EyeMask == b.EyeMask && a.Headphones == b.Headphones && a.Music == b.Music && a.Blanket == b.Blanket &&
		a.Basin == b.Basin && a.Water == b.Water && slices.Equal(a.Present, b.Present)
}

// SetRoom records how the room is set up now.
func (l *Log) SetRoom(ctx context.Context, by record.Actor, id record.ID, room Room, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, v Visit, _ clinic.Person, _ time.Time) (entry, error) {
		room.Music = strings.TrimSpace(room.Music)
		for i, p := range room.Present {
			if room.Present[i].Name = strings.TrimSpace(p.Name); room.Present[i].Name == "" {
				return entry{}, record.Invalidf("room.present", "Give the name of everybody who is present.")
			}
		}
		return entry{kind: factRoom, body: room}, nil
	})
}

// Coming says that somebody came into the room or left it.
type Coming struct {
	Present
	In bool `json:"in"`
}

// change gives the room after somebody came in or left.
func (a Room) change(p Coming) Room {
	a.Present = slices.DeleteFunc(slices.Clone(a.Present), func(here Present) bool { return here.Name == p.Name })
	if p.In {
		a.Present = append(a.Present, p.Present)
	}
	return a
}

// here gives the person of that name if present.
func (a Room) here(name string) (Present, bool) {
	i := slices.IndexFunc(a.Present, func(p Present) bool { return p.Name == name })
	if i < 0 {
		return Present{}, false
	}
	return a.Present[i], true
}

// RoomOf gives the room as it was at the instant, with everybody who had come
// in and not left; set is false where nobody has set it up or come in.
func RoomOf(r record.Reader, v Visit, at time.Time) (room Room, set bool, err error) {
	fs, err := facts(r, v, factRoom, factPresence)
	if err != nil {
		return room, false, err
	}
	for _, f := range fs {
		if f.At.After(at) {
			continue
		}
		set = true
		if f.Kind == factPresence {
			var p Coming
			err = f.Read(&p)
			room = room.change(p)
		} else {
			room = Room{}
			err = f.Read(&room)
		}
		if err != nil {
			return room, set, err
		}
	}
	return room, set, nil
}

// ChangePresence records who came in or left. Somebody who leaves keeps the
// role they came in with.
func (l *Log) ChangePresence(ctx context.Context, by record.Actor, id record.ID, p Coming, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, v Visit, _ clinic.Person, at time.Time) (entry, error) {
		if v.Kind != Dosing {
			return entry{}, record.Refusedf("This belongs to a dosing session.")
		}
		p.Name, p.Role = strings.TrimSpace(p.Name), strings.TrimSpace(p.Role)
		if p.Name == "" {
			return entry{}, record.Invalidf("presence.name", "Say who it is.")
		}
		room, _, err := RoomOf(tx, v, at)
		if err != nil {
			return entry{}, err
		}
		present, here := room.here(p.Name)
		switch fresh := w.Corrects.IsZero(); {
		case fresh && p.In && here:
			return entry{}, record.Invalidf("presence.name", "%s is in the room already.", p.Name)
		case fresh && !p.In && !here:
			return entry{}, record.Invalidf("presence.name", "%s is not among those in the room.", p.Name)
		case p.Role == "" && !p.In:
			p.Role = present.Role
		case p.Role == "" && p.In:
			return entry{}, record.Invalidf("presence.role", "Say in which role.")
		}
		return entry{kind: factPresence, body: p}, nil
	})
}
