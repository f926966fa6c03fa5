// Package session keeps the visits: booked, arrived, running, closed. A visit
// is a preparation, a dosing session, an integration, a follow-up or a
// consultation. What people keep up to date about it (time, room, an unsigned
// note) are fields of its record; what happened in it (checks, doses, vital
// signs, entries, overrides, the discharge check, signatures) are facts, and
// together they are the session log.
//
// No dose without its gate stands here, in GiveDose, under every screen and
// command: GiveDose gives every reason against a dose at once, and only a
// prescriber may override the reasons that stand, for this one session.
package session
