package placetest

import "context"

// Late is a Shell that holds slow work back, as a slow disk does, until the
// test lets it run.
type Late struct {
	*Shell
	Work []func(context.Context) (apply func())
}

// Run implements place.Shell.
func (s *Late) Run(work func(context.Context) (apply func())) { s.Work = append(s.Work, work) }
