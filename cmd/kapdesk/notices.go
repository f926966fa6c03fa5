package main

import (
	"context"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/data/machine"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/today"
)

// noticesFor gives what the person who is signed in is told on Today before
// the day begins; nil for who is told nothing. The notices are read off the
// window, so that all of the window is asked here.
func (r *rooms) noticesFor(s place.Shell) func(context.Context, record.Actor) ([]today.Notice, error) {
	if !s.Person().May(clinic.SeeAudit) {
		return nil
	}
	lang, zone, disk := s.Lang(), s.Clinic().Location(), r.openDisk(s.Lang())
	return func(ctx context.Context, by record.Actor) ([]today.Notice, error) {
		out, err := r.openedInEmergency(ctx, by, lang, zone)
		if err != nil {
			return nil, err
		}
		sheet, err := r.noSheet(ctx, lang)
		out = append(out, sheet...)
		if !r.program.diskTold.Load() {
			out = append(out, disk...)
		}
		return out, err
	}
}

// noSheet reminds an owner until the recovery sheet is known to be on paper.
func (r *rooms) noSheet(ctx context.Context, lang words.Lang) ([]today.Notice, error) {
	if r.access == nil {
		return nil, nil
	}
	proven, err := r.access.Proven(ctx)
	if err != nil || proven {
		return nil, err
	}
	return []today.Notice{{ID: "today.sheet", Tone: kit.ToneStop, Tag: r.book.Say(lang, "Recovery"),
		Text:  r.book.Say(lang, "Nobody knows whether the recovery sheet is on paper. Without it, nobody can open the clinic when every passphrase is lost."),
		Label: r.book.Say(lang, "Make a new recovery sheet"), Go: sheetRoute}}, nil
}

// openDisk tells once, each time the program runs, that the system does not
// encrypt the disk beneath the clinic.
func (r *rooms) openDisk(lang words.Lang) []today.Notice {
	p := r.program
	if p.computer.disk != machine.EncryptionOff {
		return nil
	}
	return []today.Notice{{ID: "today.disk", Tone: kit.ToneReview, Tag: r.book.Say(lang, "Disk"),
		Text:  r.book.Say(lang, "The disk of this computer is not encrypted by the system. The clinic itself is; what the system writes of its memory is not. Turn on BitLocker, FileVault or LUKS."),
		Label: r.book.Say(lang, "I know"), Do: func(context.Context) error {
			p.diskTold.Store(true)
			return nil
		}}}
}

// openedInEmergency tells an owner of the charts that somebody opened in an
// emergency.
func (r *rooms) openedInEmergency(ctx context.Context, by record.Actor, lang words.Lang, zone *time.Location) (out []today.Notice, err error) {
	openings, err := r.emergency.Unreviewed(ctx, by)
	for _, o := range openings {
		out = append(out, today.Notice{ID: "today.emergency." + o.ID.String(), Tone: kit.ToneReview, Tag: r.book.Say(lang, "Emergency"),
			Text:  r.book.Say(lang, "%s opened the chart of %s in an emergency, %s: “%s”", o.By, o.Name, r.book.DateTime(lang, o.At, zone), o.Why),
			Label: r.book.Say(lang, "I have looked into it"), Do: func(ctx context.Context) error { return r.emergency.Review(ctx, by, o.ID) }})
	}
	return out, err
}
