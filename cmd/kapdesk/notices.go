package main

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/data/machine"
	"kapdesk/screens/kit"
	"kapdesk/screens/today"
)

// notices is what a person is told on Today before the day begins.
func (r *rooms) notices(ctx context.Context, by record.Actor) ([]today.Notice, error) {
	if !r.program.shell.Person().May(clinic.SeeAudit) {
		return nil, nil
	}
	out, err := r.openedInEmergency(ctx, by)
	if err != nil {
		return nil, err
	}
	sheet, err := r.noSheet(ctx)
	return append(append(out, sheet...), r.openDisk()...), err
}

// noSheet reminds an owner until the recovery sheet is known to be on paper.
func (r *rooms) noSheet(ctx context.Context) ([]today.Notice, error) {
	if r.access == nil {
		return nil, nil
	}
	proven, err := r.access.Proven(ctx)
	if err != nil || proven {
		return nil, err
	}
	s := r.program.shell
	return []today.Notice{{ID: "today.sheet", Tone: kit.ToneStop, Tag: s.T("Recovery"),
		Text:  s.T("Nobody knows whether the recovery sheet is on paper. Without it, nobody can open the clinic when every passphrase is lost."),
		Label: s.T("Make a new recovery sheet"), Go: sheetRoute}}, nil
}

// openDisk tells once, each time the program runs, that the system does not
// encrypt the disk beneath the clinic.
func (r *rooms) openDisk() []today.Notice {
	p := r.program
	if p.computer.told || p.computer.disk != machine.EncryptionOff {
		return nil
	}
	s := p.shell
	return []today.Notice{{ID: "today.disk", Tone: kit.ToneReview, Tag: s.T("Disk"),
		Text:  s.T("The disk of this computer is not encrypted by the system. The clinic itself is; what the system writes of its memory is not. Turn on BitLocker, FileVault or LUKS."),
		Label: s.T("I know"), Do: func(context.Context) error {
			p.computer.told = true
			return nil
		}}}
}

// openedInEmergency tells an owner of the charts that somebody opened in an
// emergency.
func (r *rooms) openedInEmergency(ctx context.Context, by record.Actor) (out []today.Notice, err error) {
	s := r.program.shell
	openings, err := r.emergency.Unreviewed(ctx, by)
	for _, o := range openings {
		when := r.book.DateTime(s.Lang(), o.At, s.Clinic().Location())
		out = append(out, today.Notice{ID: "today.emergency." + o.ID.String(), Tone: kit.ToneReview, Tag: s.T("Emergency"),
			Text:  s.T("%s opened the chart of %s in an emergency, %s: “%s”", o.By, o.Name, when, o.Why),
			Label: s.T("I have looked into it"), Do: func(ctx context.Context) error { return r.emergency.Review(ctx, by, o.ID) }})
	}
	return out, err
}
