package session

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// override opens the form with which a prescriber takes it on to give a dose
// although a gate is closed.
func (d *dosing) override() {
	s, show := d.v.Shell, d.v.show
	var typed func() any
	p := d.panelOf("override", func() any { return typed() })
	if !s.Person().May(clinic.OverrideGate) {
		p.keeper = nil
		p.build(s.T("Override"), "", kit.Paragraph(s.T("Only a prescriber can override what stands against a dose. Ask one to sign in here; what is written is kept.")), nil)
		d.openPanel(p)
		return
	}
	var fields []fyne.CanvasObject
	ticks := map[string]*kit.Check{}
	gates := []string{}
	for _, re := range show.Reasons {
		if re.Overridden || re.Gate == session.GateRunning {
			continue
		}
		if ticks[re.Gate] == nil {
			ticks[re.Gate] = kit.NewCheck(s.T, "override."+re.Gate, s.T(session.GateName(re.Gate)))
			gates = append(gates, re.Gate)
			fields = append(fields, ticks[re.Gate])
		}
		problem := *re.Problem
		problem.Next = ""
		fields = append(fields, kit.SmallPara("○ "+s.Book().Problem(s.Lang(), &problem)))
	}
	upto := kit.NewNumberField(s.T, "override.upto", s.T("New maximum for this session, if it is to be raised"), "mg")
	route := kit.NewChoice(s.T, "override.route", s.T("Other route for this session, if it is to be another"))
	var routes []kit.Option
	for _, r := range plan.Routes {
		if string(r) != show.Order.Route {
			routes = append(routes, kit.Option{Value: string(r), Label: s.T(string(r)), Tone: kit.ToneReview})
		}
	}
	route.SetOptions(routes...)
	reason := kit.NewTextField(s.T, "override.reason", s.T("Reason"))
	upto.OnChanged, route.OnChanged, reason.OnChanged = p.changed, p.changed, p.changed
	typed = func() any {
		return typedOverride{UpTo: upto.Text(), Route: route.Value(), Reason: reason.Text()}
	}
	fields = append(fields, upto, route, reason,
		kit.SmallPara(s.T("It holds for this session alone and for what stands here now. It stays on the record with your name.")))
	p.build(s.T("Override"), s.T("Override and sign"), kit.Stack(kit.GapS, fields...), func() {
		ask := session.Ask{Reason: reason.Text(), Route: route.Value()}
		for _, g := range gates {
			if ticks[g].On() {
				ask.Gates = append(ask.Gates, g)
			}
		}
		if strings.TrimSpace(upto.Text()) != "" {
			ug, err := session.ParseMG(upto.Text())
			if err != nil {
				upto.SetError(s.T("Type milligrams with at most three decimals. Kept as typed."))
				return
			}
			ask.Gates, ask.UpToUG = append(ask.Gates, session.GateMaximum), ug
		}
		if ask.Route != "" {
			ask.Gates = append(ask.Gates, session.GateRoute)
		}
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.Override(ctx, by, d.v.route.Record, ask)
			return err
		})
	})
	// What is overridden is ticked anew each time: other reasons may stand
	// there than when the form was left.
	restore(p, func(t typedOverride) {
		upto.SetText(t.UpTo)
		route.SetValue(t.Route)
		reason.SetText(t.Reason)
	})
	d.openPanel(p)
}

// typedOverride is what stands in the override, for its draft.
type typedOverride struct{ UpTo, Route, Reason string }
