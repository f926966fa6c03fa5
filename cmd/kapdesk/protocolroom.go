package main

import (
	"context"

	"kapdesk/app/adoption"
	"kapdesk/app/record"
	"kapdesk/screens/place"
	"kapdesk/screens/protocol"
)

// protocolScreen is the place of the clinic's protocol.
func (r *rooms) protocolScreen(s place.Shell) place.Screen {
	note := func(write func(context.Context, record.Actor, string, record.ID) error, what string) func(context.Context, record.Actor) error {
		return func(ctx context.Context, by record.Actor) error { return write(ctx, by, what, "") }
	}
	return protocol.New(protocol.Deps{Shell: s, Desk: r.adoption, Drafts: r.store, Paint: r.report,
		Exported: note(r.audit.Exported, adoption.ExportedFile), Printed: note(r.audit.Printed, adoption.PrintedPaper)})
}
